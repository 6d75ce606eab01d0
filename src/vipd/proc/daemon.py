"""The daemon from its first line to its last: what happens before and after supervision.

The order is keepalived's, since its log lines tell it: configuration, PID files, background,
children. Whatever keeps us from starting is said in the log and to the person who started us, and
is never success.
"""

import os
import resource
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from vipd.base.units import Duration
from vipd.conf.diag import refusing_start
from vipd.conf.files import Files
from vipd.linux import caps
from vipd.linux.clock import MonotonicClock
from vipd.linux.syslog import Syslog
from vipd.model.process import Daemon
from vipd.proc import log as logs
from vipd.proc import prctl, signals
from vipd.proc.child import become_vrrp
from vipd.proc.configuration import Loaded, describe
from vipd.proc.exits import Status
from vipd.proc.log import Console, Log, Sink, SystemLog
from vipd.proc.pidfile import (
    PidFile,
    PidFileError,
    PidFileLocked,
    PidPaths,
    acquire,
    make_directory,
    pid_paths,
)
from vipd.proc.reader import Reader
from vipd.proc.settings import Settings
from vipd.proc.signals import Signals
from vipd.proc.streams import daemonise, occupy_standard_descriptors, tell
from vipd.proc.supervisor import HEARD, Supervisor
from vipd.proc.sysctl import KernelSettings
from vipd.proc.systemd import Notifier, take_address
from vipd.proc.withdrawal import withdraw
from vipd.proc.world import World

PARENT_IDENT: Final = "Keepalived"
VRRP_IDENT: Final = "Keepalived_vrrp"
_COMMAND_LINE_COLUMNS: Final = 88


class NotStarted(Exception):
    """The daemon cannot start, for the reasons in ``lines``; ``logged``: the log has them."""

    def __init__(self, status: int, *lines: str, logged: bool = False) -> None:
        super().__init__("; ".join(lines))
        self.status = status
        self.lines = lines
        self.logged = logged


@dataclass(frozen=True, slots=True)
class Launch:
    """Everything that a start needs. ``read`` reads the configuration and logs what it found."""

    settings: Settings
    read: Callable[[Log, Settings, Files], Loaded]


def run(launch: Launch) -> int:
    """Run the daemon to its end and return the exit status."""
    settings = launch.settings
    signals.ignore_at_start(signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    occupy_standard_descriptors()
    os.umask(settings.umask if settings.umask is not None else 0o177)
    log = _open_log(settings)
    logs.connect(log)
    prctl.set_name(settings.process_name)
    notifier = Notifier(log, take_address(os.environ))
    _introduce(log, settings)
    try:
        status = _start(log, launch, notifier)
    except NotStarted as reason:
        notifier.failed(reason.status, reason.lines[0] if reason.lines else "")
        for line in reason.lines:
            if not reason.logged:
                log.error(line)
            if not (settings.console and settings.foreground):
                tell(line)
        status = reason.status
    log.info(f"Stopped {settings.program}")
    return status


def _start(log: Log, launch: Launch, notifier: Notifier) -> int:
    """Do what comes before supervision, supervise, and clean up behind it."""
    settings = launch.settings
    reader = Reader(settings, log, launch.read)
    loaded = reader.start()
    if loaded.status is not None:
        lines = map(describe, refusing_start(loaded.diagnostics))
        raise NotStarted(loaded.status, *lines, logged=True)
    daemon = loaded.daemon
    if settings.umask is None:
        os.umask(daemon.umask)
    if daemon.process_name is not None:
        prctl.set_name(daemon.process_name)
    log, child_log = _rename(log, daemon)
    if settings.run_vrrp and daemon.vrrp.instances:
        _require_capabilities()
    paths = _pid_paths(settings, daemon)
    pid_files = _acquire(paths, vrrp=settings.run_vrrp)
    parent_file, _ = pid_files
    try:
        if not settings.foreground:
            daemonise()
        parent_file.write(os.getpid())
        reader.log = notifier.log = log
        status = _supervise(reader, child_log, notifier, loaded, pid_files)
    finally:
        parent_file.remove()
        if paths.directory is not None:
            _remove_if_empty(paths.directory)
    _log_usage(log)
    return status


def _supervise(
    reader: Reader,
    child_log: Log,
    notifier: Notifier,
    loaded: Loaded,
    pid_files: tuple[PidFile, PidFile | None],
) -> int:
    """Listen to signals and supervise to the end."""
    settings, log = reader.settings, reader.log
    listening = Signals(HEARD - {signal.SIGINT} if settings.ignore_sigint else HEARD)
    listening.install()
    kernel_settings = KernelSettings(log)
    supervisor = Supervisor(
        settings=settings,
        logs=(log, child_log),
        world=World(
            clock=MonotonicClock(),
            uptime=_uptime,
            check=reader.check,
            read=reader.read,
            withdraw=lambda addresses: withdraw(addresses, log),
            become=become_vrrp,
            prepare=kernel_settings.apply,
            notifier=notifier,
        ),
        loaded=loaded,
        vrrp_pid_file=pid_files[1],
        signals=listening,
        forsake=pid_files[0].close,
    )
    kernel_settings.apply(loaded.daemon.vrrp)
    try:
        return supervisor.run()
    except Exception:
        # Standard error may be /dev/null: the log is where somebody will look. The child stops
        # in good order when we are gone.
        for line in traceback.format_exc().splitlines():
            log.error(line)
        raise
    finally:
        kernel_settings.restore()


def _open_log(settings: Settings) -> Log:
    sinks: list[Sink] = []
    if settings.syslog:
        sinks.append(SystemLog(Syslog(facility=settings.facility)))
    if settings.console and settings.foreground:
        sinks.append(Console(2))
    return Log(PARENT_IDENT, sinks, settings.detail)


def _introduce(log: Log, settings: Settings) -> None:
    log.info(f"Starting {settings.program}")
    system = os.uname()
    log.info(f"Running on {system.sysname} {system.release} {system.version}")
    for line in wrapped_command_line(settings.command_line):
        log.info(line)
    if settings.core_dump:
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        try:
            resource.setrlimit(resource.RLIMIT_CORE, unlimited)
        except (OSError, ValueError) as error:
            log.warning(f"Unable to permit core dumps: {error}")


def wrapped_command_line(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words as keepalived logs them: quoted, wrapped, continuation lines indented."""
    lines: list[str] = []
    line = "Command line:"
    for word in words:
        quoted = f" '{word}'"
        if len(line) + len(quoted) > _COMMAND_LINE_COLUMNS and line.strip() not in (
            "",
            "Command line:",
        ):
            lines.append(line)
            line = " " * 13
        line += quoted
    return (*lines, line)


def _rename(log: Log, daemon: Daemon) -> tuple[Log, Log]:
    """Return the logs of supervisor and child under the names that the configuration gives."""
    if daemon.instance_name is None:
        return log, log.under(VRRP_IDENT)
    ident = f"{PARENT_IDENT}_{daemon.instance_name}"
    log.info(f"Changing syslog ident to {ident}")
    renamed = log.under(ident)
    logs.connect(renamed)
    return renamed, log.under(f"{VRRP_IDENT}_{daemon.instance_name}")


def _require_capabilities() -> None:
    lacking = caps.missing(caps.effective())
    if lacking:
        raise NotStarted(Status.NO_PERMISSION, caps.explain(lacking))


def _pid_paths(settings: Settings, daemon: Daemon) -> PidPaths:
    return pid_paths(
        settings.run_dir,
        use_pid_dir=daemon.use_pid_dir,
        instance=daemon.instance_name,
        parent=settings.parent_pid_file,
        vrrp=settings.vrrp_pid_file,
    )


def _acquire(paths: PidPaths, *, vrrp: bool) -> tuple[PidFile, PidFile | None]:
    """Take the PID files of the processes that are to run."""
    taken: list[PidFile] = []
    try:
        if paths.directory is not None:
            make_directory(paths.directory)
        # Absolute: in the background the working directory is another one.
        taken.append(acquire(os.path.abspath(paths.parent)))
        if vrrp:
            taken.append(acquire(os.path.abspath(paths.vrrp)))
    except PidFileError as error:
        for pid_file in taken:
            pid_file.remove()
        # Deviates: keepalived 2.4 exits with 0, and says that it runs whatever the reason is.
        lines = [str(error)]
        if isinstance(error, PidFileLocked):
            lines.append("daemon is already running")
        raise NotStarted(Status.FATAL, *lines) from error
    return taken[0], taken[1] if vrrp else None


def _remove_if_empty(directory: str) -> None:
    try:
        os.rmdir(directory)
    except OSError:
        pass  # keepalived 2.4: other instances use it, or it was not ours to begin with.


def _uptime() -> Duration:
    return Duration(time.clock_gettime_ns(time.CLOCK_BOOTTIME))


def _log_usage(log: Log) -> None:
    if not log.detail:
        return
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    log.info(
        f"CPU usage (self/children) user: {own.ru_utime:.6f}/{children.ru_utime:.6f} "
        f"system: {own.ru_stime:.6f}/{children.ru_stime:.6f}"
    )
