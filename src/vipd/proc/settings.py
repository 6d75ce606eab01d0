"""What the command line decides about the daemon, as the processes need it."""

from dataclasses import dataclass
from typing import Final

DEFAULT_CONFIG_FILE: Final = "/etc/keepalived/keepalived.conf"
DEFAULT_RUN_DIR: Final = "/run"
DEFAULT_UMASK: Final = 0o177
"""keepalived 2.4: what it creates is for its own user alone, unless configured otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the daemon was started. ``program`` is how it calls itself in the log."""

    program: str
    command_line: tuple[str, ...]
    process_name: str = "keepalived"
    config_file: str = DEFAULT_CONFIG_FILE
    config_id: str | None = None
    """``-i``: the id that conditional lines are for; None: the host name up to the first dot."""
    all_config: bool = False
    """``-e``: every include problem is an error."""
    strict: bool = False
    """Whether a start is refused where keepalived would carry on with a changed meaning."""
    allow_unsupported: bool = False
    """Whether to start without the features of the configuration that vipd lacks."""
    foreground: bool = False
    console: bool = False
    """``-l``: lines to the standard error output as well; in the foreground only."""
    syslog: bool = True
    facility: int = 3
    detail: bool = False
    respawn: bool = True
    run_vrrp: bool = True
    ignore_sigint: bool = False
    umask: int | None = None
    core_dump: bool = False
    dump_conf: bool = False
    """``-d``: configuration and state of the instances go to the log at start and reload."""
    run_dir: str = DEFAULT_RUN_DIR
    parent_pid_file: str | None = None
    vrrp_pid_file: str | None = None
