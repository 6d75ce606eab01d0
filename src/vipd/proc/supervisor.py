"""The supervisor: starts the vrrp process, replaces it when it dies, changes its configuration.

It takes the signals, parses no packets and holds no address: all it does to the network is to
withdraw what a vrrp process that is gone has left behind. What it knows of that process is in
``custody``; how long a dead one stays dead is in ``respawn``; whether a new configuration is good
is in ``reload``.
"""

import gc
import os
import select
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, assert_never

from vipd.base.units import MILLISECOND, SECOND, Duration, Instant, after, since
from vipd.conf.diag import Diagnostic
from vipd.model.process import Daemon
from vipd.model.vrrp import VirtualAddress
from vipd.ports import Channel, Clock
from vipd.proc import reload
from vipd.proc.child import Inheritance, Surroundings, become_vrrp
from vipd.proc.configuration import Loaded, describe
from vipd.proc.custody import Custody
from vipd.proc.exits import Exit
from vipd.proc.log import Log
from vipd.proc.messages import (
    ChannelClosed,
    ChannelOpened,
    Holding,
    Link,
    Ready,
    Received,
    Released,
    Reload,
    Reloaded,
    Role,
    link_pair,
)
from vipd.proc.pidfile import PidFile, PidFileError, acquire
from vipd.proc.respawn import Backoff
from vipd.proc.settings import Settings
from vipd.proc.signals import Signals, blocked

WITHDRAW_AFTER: Final = Duration(700 * MILLISECOND)
"""A child told to stop has this long to remove its addresses before we do it."""

KILL_AFTER_MIN: Final = SECOND
_REAP_WAIT: Final = SECOND
"""How long we wait for a killed child: one in uninterruptible sleep is left to the kernel."""

HEARD: Final = frozenset(
    {
        signal.SIGCHLD,
        signal.SIGHUP,
        signal.SIGINT,
        signal.SIGTERM,
        signal.SIGUSR1,
        signal.SIGUSR2,
    }
)

Loader = Callable[[Log], Loaded]
Withdraw = Callable[[Sequence[VirtualAddress]], None]


@dataclass(slots=True)
class _Child:
    """A vrrp process that has not been reaped."""

    pid: int
    link: Link
    started: Instant
    ready: bool = False


@dataclass(slots=True)
class _Stopping:
    """The daemon is on its way out, with this exit status."""

    status: int
    withdraw_at: Instant
    kill_at: Instant
    killed: bool = False


@dataclass(slots=True, kw_only=True)
class Supervisor:
    """One daemon, from its first child to its last."""

    settings: Settings
    log: Log
    child_log: Log
    clock: Clock
    uptime: Callable[[], Duration]
    """How long the machine has been running."""
    loader: Loader
    withdraw: Withdraw
    daemon: Daemon
    """The configuration in force."""
    known: tuple[Diagnostic, ...]
    """What was found in the configuration in force."""
    pid_files: tuple[PidFile, PidFile | None]
    """The supervisor's, and that of the vrrp process if one is to run."""
    signals: Signals
    custody: Custody = field(init=False)
    _backoff: Backoff = field(default_factory=Backoff)
    _epoll: select.epoll = field(default_factory=select.epoll)
    _child: _Child | None = None
    _sockets: dict[Channel, int] = field(default_factory=dict)
    _restart_at: Instant | None = None
    _quiet_until: Instant | None = None
    _stopping: _Stopping | None = None
    _changing_to: Loaded | None = None
    _queued: bool = False
    _completing: str = "Startup complete"
    """What is said when the child has its configuration; empty: nothing."""
    _done: bool = False

    def __post_init__(self) -> None:
        self.custody = Custody(self.daemon.vrrp)

    def run(self) -> int:
        """Supervise until told to stop, or until there is no point; return the exit status."""
        self._epoll.register(self.signals.fileno(), select.EPOLLIN)
        now = self.clock.now()
        if self._wanted():
            self._start_child(now)
        else:
            self.log.info("Warning - keepalived has no configuration to run")
        while not self._done:
            self._wait(self.clock.now())
            self._turn(self.clock.now())
        assert self._stopping is not None
        self._withdraw(self.custody.everything())
        self._epoll.close()
        return self._stopping.status

    def _wanted(self) -> bool:
        """Whether the configuration in force needs a vrrp process."""
        return self.settings.run_vrrp and bool(self.daemon.vrrp.instances)

    # --- one wake-up

    def _wait(self, now: Instant) -> None:
        """Wait for a signal, a message, or the next thing to do."""
        deadlines = [self._restart_at, self.custody.next_deadline if self._child_gone() else None]
        if self._stopping is not None:
            deadlines += [self._stopping.withdraw_at, self._stopping.kill_at]
        due = min((deadline for deadline in deadlines if deadline is not None), default=None)
        # Rounded up: waking early would only mean to wait again.
        timeout = -1.0 if due is None else max(0, since(now, due) // MILLISECOND + 1) / 1000
        self._epoll.poll(timeout)

    def _child_gone(self) -> bool:
        return self._child is None or not self._child.ready

    def _turn(self, now: Instant) -> None:
        """Do everything that is due."""
        self._hear(now)
        pending = self.signals.take()
        # Termination wins over a reload that came with it.
        for number in (signal.SIGTERM, signal.SIGINT):
            if number in pending:
                self._stop(0, now)
        for number in pending:
            self._react(number, now)
        self._expire(now)

    def _react(self, number: signal.Signals, now: Instant) -> None:
        """React to a signal other than termination."""
        match number:
            case signal.SIGCHLD:
                self._reap(now)
            case signal.SIGHUP:
                if self._stopping is None:
                    self._reload(now)
            case signal.SIGUSR1 | signal.SIGUSR2:
                self.log.info(f"{number.name}: data and statistics dumps are not built yet")
            case _:
                pass  # SIGTERM and SIGINT, which came first

    def _expire(self, now: Instant) -> None:
        """Do what was put off until now."""
        if self._child_gone() and self._stopping is None:
            self._withdraw_overdue(now)
        if self._restart_at is not None and self._restart_at <= now:
            self._start_child(now)
        if self._stopping is not None:
            self._press(self._stopping, now)

    def _withdraw_overdue(self, now: Instant) -> None:
        addresses = self.custody.expire(now)
        if addresses:
            self.log.warning(
                "No VRRP process in time: removing the addresses that the last one left"
            )
            self._withdraw(addresses)

    # --- the child

    def _start_child(self, now: Instant) -> None:
        """Fork a vrrp process that continues where the last one ended."""
        self._restart_at = None
        pid_file = self._vrrp_pid_file()
        ours, theirs = link_pair(Role.VRRP)
        inheritance = Inheritance(
            config=self.custody.config,
            resume=self.custody.resume,
            sockets=tuple(self._sockets.items()),
            quiet_until=self._quiet_from(now),
        )
        # A collection in the child would touch, and so copy, every page it shares with us.
        gc.collect()
        gc.freeze()
        with blocked():
            parent = os.getpid()
            pid = os.fork()
            if pid == 0:
                self._leave_to_child(ours)
                become_vrrp(
                    inheritance,
                    Surroundings(
                        settings=self.settings,
                        log=self.child_log,
                        link=theirs,
                        pid_file=pid_file,
                        parent=parent,
                    ),
                )
        theirs.close()
        self._child = _Child(pid, ours, now)
        self._epoll.register(ours.fileno(), select.EPOLLIN)
        self.log.info(f"Starting VRRP child process, pid={pid}")

    def _quiet_from(self, now: Instant) -> Instant:
        """Return until when the instances are to be quiet, which the first start decides."""
        if self._quiet_until is None:
            config = self.custody.config
            boot_wait = Duration(max(0, config.delay_after_boot - self.uptime()))
            self._quiet_until = after(now, Duration(max(config.startup_delay, boot_wait)))
        return self._quiet_until

    def _leave_to_child(self, ours: Link) -> None:
        """Close, in a new child, what belongs to the supervisor."""
        ours.close()
        self._epoll.close()
        self.signals.close()
        self.pid_files[0].close()

    def _vrrp_pid_file(self) -> PidFile | None:
        """Return the PID file of the vrrp process, made anew if the last one removed it."""
        parent, vrrp = self.pid_files
        if vrrp is not None and not vrrp.in_place():
            vrrp.close()
            try:
                vrrp = acquire(vrrp.path)
            except PidFileError as error:
                self.log.error(str(error))
                vrrp = None
            self.pid_files = (parent, vrrp)
        return vrrp

    def _hear(self, now: Instant) -> None:
        """Take what the child has to say."""
        child = self._child
        if child is None:
            return
        for received in child.link.receive():
            self._heed(received, child, now)
        if child.link.closed and child.link.fileno() >= 0:
            # The process is about to be reaped; until then there is nothing more to wait for.
            self._epoll.unregister(child.link.fileno())
            child.link.close()

    def _heed(self, received: Received, child: _Child, now: Instant) -> None:
        match received.message:
            case Holding(instance):
                self.custody.holding(instance)
            case Released(instances):
                self.custody.released(instances)
            case ChannelOpened(channel):
                assert received.fd is not None
                self._forget(channel)
                self._sockets[channel] = received.fd
            case ChannelClosed(channel):
                self._forget(channel)
            case Ready():
                child.ready = True
                self.custody.ready()
                self._complete(now)
            case Reloaded():
                self._changed(now)
            case Reload():
                raise AssertionError("the link lets no child say this")
            case _ as unreachable:
                assert_never(unreachable)

    def _forget(self, channel: Channel) -> None:
        """Close the socket kept for this channel."""
        fd = self._sockets.pop(channel, None)
        if fd is not None:
            os.close(fd)

    def _reap(self, now: Instant) -> None:
        """Collect every child that has ended; several may share one signal."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if self._child is not None and pid == self._child.pid:
                self._child_died(self._child, Exit.of(status), now)

    def _child_died(self, child: _Child, exit_: Exit, now: Instant) -> None:
        """Decide what follows on the end of the vrrp process."""
        self._hear(now)
        if child.link.fileno() >= 0:
            self._epoll.unregister(child.link.fileno())
            child.link.close()
        self._child = None
        name = f"{self.child_log.ident} (pid {child.pid})"
        if self._stopping is not None:
            if not exit_.clean and not self._stopping.killed:
                self.log.lines(exit_.lines(name))
            self._done = True
            return
        self.log.lines(exit_.lines(name))
        self._withdraw(self.custody.died(now))
        if exit_.permanent:
            self._stop(exit_.code or 1, now)
        elif not self.settings.respawn:
            self.log.alert(f"VRRP child process({child.pid}) died: Exiting")
            self._stop(0, now)
        else:
            self._respawn(child, now)

    def _respawn(self, child: _Child, now: Instant) -> None:
        """Start a successor, now or later."""
        self.log.alert(f"VRRP child process({child.pid}) died: Respawning")
        if self._changing_to is not None:
            self._changing_to = None
            self.log.error(
                "Reload refused: the VRRP process died on it; the previous configuration stays"
            )
        delay = self._backoff.died(since(child.started, now))
        if delay is None:
            self._start_child(now)
            return
        self.log.info("  Please report this, with your configuration and the log around this time")
        self.log.info(
            f"Restart of VRRP process delayed {delay // SECOND} seconds to limit respawn rate"
        )
        if delay == 0:
            self._start_child(now)
        else:
            self._restart_at = after(now, delay)

    # --- reload

    def _reload(self, now: Instant) -> None:
        """Read the configuration again and change over to it, if it is good."""
        busy = self._child is not None and not self._child.ready
        if busy or self._changing_to is not None:
            self._queued = True
            self.log.detailed("Reload already in progress, request queued")
            return
        self.log.info("Reloading ...")
        loaded = self.loader(self.log)
        refused = self._refusal(loaded)
        if refused:
            for text in refused:
                self.log.error(f"Reload refused: {text}")
            return
        self._changing_to = loaded
        if self._child is None:
            self._change_without_child(loaded, now)
            return
        self.custody.reloading(loaded.daemon.vrrp)
        if not self._child.link.send(Reload(loaded.daemon.vrrp), now):
            self._changing_to = None
            self.custody.reload_failed()
            self.log.error("Reload refused: the VRRP process does not listen")

    def _refusal(self, loaded: Loaded) -> tuple[str, ...]:
        """Return why the configuration cannot be applied, a line each; nothing: it can."""
        verdict = reload.judge(self.daemon, self.known, loaded.daemon, loaded.diagnostics)
        match verdict:
            case reload.Accepted():
                return ()
            case reload.Refused(diagnostics, unchangeable):
                for text in unchangeable:
                    self.log.info(text)
                return (*map(describe, diagnostics), *unchangeable)
            case _ as unreachable:
                assert_never(unreachable)

    def _change_without_child(self, loaded: Loaded, now: Instant) -> None:
        """Change over while no vrrp process lives: its successor has the new configuration."""
        self._withdraw(self.custody.replace(loaded.daemon.vrrp))
        self._take_over(loaded)
        if self._wanted():
            # The one start that was put off is this one: it cannot happen twice.
            self._completing = self._completing or "Reload complete"
            self._start_child(now)
        else:
            self._restart_at = None
            self.log.info("Reload complete")

    def _changed(self, now: Instant) -> None:
        """The child runs the new configuration."""
        self.custody.reloaded()
        if self._changing_to is not None:
            self._take_over(self._changing_to)
        self._completing = "Reload complete"
        self._complete(now)

    def _take_over(self, loaded: Loaded) -> None:
        self.daemon = loaded.daemon
        self.known = loaded.diagnostics
        self._changing_to = None

    def _complete(self, now: Instant) -> None:
        """Say that the child has its configuration, and go on with what had to wait for that."""
        if self._completing:
            self.log.info(self._completing)
            self._completing = ""
        if self._queued and self._stopping is None:
            self._queued = False
            self.log.detailed("Processing queued reload")
            self._reload(now)

    # --- the end

    def _stop(self, status: int, now: Instant) -> None:
        """Begin to stop; later requests change nothing."""
        if self._stopping is not None:
            return
        self.log.info("Stopping")
        patience = max(Duration(self.daemon.child_wait_time_s * SECOND), KILL_AFTER_MIN)
        self._stopping = _Stopping(status, after(now, WITHDRAW_AFTER), after(now, patience))
        self._restart_at = None
        if self._child is None:
            self._done = True
        else:
            os.kill(self._child.pid, signal.SIGTERM)

    def _press(self, stopping: _Stopping, now: Instant) -> None:
        """Do the work of a child that does not stop by itself, and end it when time is up."""
        if self._child is None or self._done:
            return
        if stopping.withdraw_at <= now:
            stopping.withdraw_at = stopping.kill_at
            self._withdraw(self.custody.everything())
        if stopping.kill_at > now:
            return
        if stopping.killed:
            self._done = True
            return
        self.log.info("vrrp process failed to die - forcing termination")
        os.kill(self._child.pid, signal.SIGKILL)
        stopping.killed = True
        stopping.kill_at = stopping.withdraw_at = after(now, _REAP_WAIT)

    def _withdraw(self, addresses: Sequence[VirtualAddress]) -> None:
        """Remove addresses from the interfaces; those that are not there do not matter."""
        if addresses:
            self.withdraw(addresses)
