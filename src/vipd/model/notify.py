"""The resolved configuration of commands: notification scripts, pipes, and who runs them."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command that is run without a shell: program and arguments, as split.

    ``uid`` and ``gid`` are those it runs with, None: those of the daemon.
    """

    args: tuple[str, ...]
    uid: int | None = None
    gid: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyScripts:
    """What is run when an instance or a sync group changes its state; None: nothing."""

    master: Command | None = None
    backup: Command | None = None
    fault: Command | None = None
    stop: Command | None = None
    any_state: Command | None = None
    """``notify``: run at every change, with what changed as further arguments."""
    master_rx_lower_pri: Command | None = None
    deleted: Command | None = None
    deleted_state: bool = False
    """Report DELETED instead of FAULT when a reload removes it (``notify_deleted``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyFifo:
    """A named pipe that events are written to, and the program that reads it.

    ``uid`` and ``gid`` own the pipe, None: those of the daemon.
    """

    path: str
    uid: int | None = None
    gid: int | None = None
    script: Command | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fifos:
    """The pipes of a daemon: for all events, for those of VRRP, for those of the checkers."""

    all_events: NotifyFifo | None = None
    vrrp: NotifyFifo | None = None
    lvs: NotifyFifo | None = None
    priority_changes: bool = False
    states_on_reload: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """Alert mails. ``server`` None: none are sent.

    ``sender`` and ``helo`` are those of this host unless configured, None where it is not known.
    ``alerts``, ``vrrp`` and ``checker`` are the settings as given, None: not given.
    """

    server: str | None = None
    port: int = 25
    sender: str | None = None
    recipients: tuple[str, ...] = ()
    helo: str | None = None
    connect_timeout_s: int = 30
    alerts: bool | None = None
    vrrp: bool | None = None
    checker: bool | None = None
    no_faults: bool = False
    no_checker: bool = False

    @property
    def checker_alerts(self) -> bool | None:
        """Whether checkers mail unless they say otherwise, None where nothing says."""
        return self.alerts if self.checker is None else self.checker


@dataclass(frozen=True, slots=True)
class ScriptUser:
    """Who runs scripts without a user of their own; None: the user of the daemon."""

    uid: int | None = None
    gid: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scripts:
    """How the daemon runs scripts.

    ``security``: scripts that run as root and that others can change are not run. ``startup`` is
    run before the children start, ``shutdown`` after they have stopped, each within its time.
    ``user`` None: scripts without a user of their own are not run.
    """

    security: bool = False
    symlink_paths: bool = False
    startup: Command | None = None
    startup_timeout_s: int = 10
    shutdown: Command | None = None
    shutdown_timeout_s: int = 10
    user: ScriptUser | None = field(default_factory=ScriptUser)
