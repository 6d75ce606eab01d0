# Completion of keepalived's options in bash. Made by tools/generate.py; do not edit.

_keepalived() {
    COMPREPLY=()
    # What is no option is the name of a file, which bash completes itself.
    [[ ${COMP_WORDS[COMP_CWORD]} == -* ]] || return 0
    mapfile -t COMPREPLY < <(compgen -W '--use-file= --vrrp --check --no_bfd --log-console --log-detail --log-facility= --no-syslog --umask= --dont-respawn --dont-fork --pid= --vrrp_pid= --checkers_pid= --bfd_pid= --dump-conf --core-dump --all-config --config-id= --ignore-sigint --signum= --config-test --strict --allow-unsupported --version --help' -- "${COMP_WORDS[COMP_CWORD]}")
    [[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace 2>/dev/null || :
}
complete -o default -F _keepalived keepalived
