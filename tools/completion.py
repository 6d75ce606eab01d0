"""Completion of the options of ``keepalived`` in bash; that of ``vipd`` is made by click."""

from typing import Final

from vipd.cli.getopt import Argument
from vipd.cli.options import TABLE

_SCRIPT: Final = """\
# Completion of keepalived's options in bash. Made by tools/generate.py; do not edit.

_keepalived() {
    COMPREPLY=()
    # What is no option is the name of a file, which bash completes itself.
    [[ ${COMP_WORDS[COMP_CWORD]} == -* ]] || return 0
    mapfile -t COMPREPLY < <(compgen -W '@OPTIONS@' -- "${COMP_WORDS[COMP_CWORD]}")
    [[ ${COMPREPLY[0]-} != *= ]] || compopt -o nospace 2>/dev/null || :
}
complete -o default -F _keepalived keepalived
"""


def bash_completion() -> str:
    """Return the script; options that are refused are not offered."""
    words = []
    for entry in TABLE:
        option = entry.option
        if option.doc and option.long is not None:
            required = option.argument is Argument.REQUIRED
            words.append(f"--{option.long}{'=' if required else ''}")
    return _SCRIPT.replace("@OPTIONS@", " ".join(words))
