"""The supervisor: starts the vrrp process, replaces it when it dies, changes its configuration.

It takes the signals, parses no packets and holds no address: all it does to the network is to
withdraw what a vrrp process that is gone has left behind. What it knows of that process is in
``custody``; how long a dead one stays dead is in ``respawn``; whether a new configuration is good
is in ``reload``; what is told when something is reached is in ``milestones``.
"""

import os
import select
import signal
import traceback
from collections.abc import Callable, Sequence
from typing import Final, assert_never

from vipd.base.units import MILLISECOND, SECOND, ZERO, Duration, Instant, after, since
from vipd.conf.diag import Diagnostic
from vipd.model.process import Daemon
from vipd.model.vrrp import VirtualAddress
from vipd.proc import own_dumps, prctl, reload
from vipd.proc.configuration import Loaded, describe
from vipd.proc.custody import Custody
from vipd.proc.exits import Exit
from vipd.proc.log import Log
from vipd.proc.messages import Ready, Reloaded
from vipd.proc.milestones import Milestones
from vipd.proc.pidfile import PidFile
from vipd.proc.respawn import Backoff
from vipd.proc.settings import Settings
from vipd.proc.signals import JSON, STATS_CLEAR, Signals
from vipd.proc.slot import Child, VrrpSlot
from vipd.proc.stopping import Step, Stopping
from vipd.proc.world import World

START_RETRY: Final = SECOND
"""When to try again to fork, where the system had no room for another process."""

HEARD: Final[frozenset[int]] = frozenset(
    {
        signal.SIGCHLD,
        signal.SIGHUP,
        signal.SIGINT,
        signal.SIGTERM,
        signal.SIGUSR1,
        signal.SIGUSR2,
        STATS_CLEAR,
        JSON,
    }
)


class Supervisor:
    """One daemon, from its first child to its last."""

    def __init__(
        self,
        *,
        settings: Settings,
        logs: tuple[Log, Log],
        world: World,
        loaded: Loaded,
        vrrp_pid_file: PidFile | None,
        signals: Signals,
        forsake: Callable[[], None],
    ) -> None:
        """Take over. ``logs``: the supervisor's and the child's.

        ``forsake`` closes in a child what the caller holds open for the supervisor alone.
        """
        self._settings = settings
        self._log, self._child_log = logs
        self._world = world
        self._daemon: Daemon = loaded.daemon
        self._known: tuple[Diagnostic, ...] = loaded.diagnostics
        self._signals = signals
        self._forsake = forsake
        self._epoll = select.epoll()
        self._custody = Custody(loaded.daemon.vrrp)
        self._slot = VrrpSlot(
            settings=settings,
            log=self._log,
            child_log=self._child_log,
            uptime=world.uptime,
            pid_file=vrrp_pid_file,
            epoll=self._epoll,
            custody=self._custody,
            become=world.become,
        )
        self._backoff = Backoff()
        self._restart_at: Instant | None = None
        self._stopping: Stopping | None = None
        self._changing_to: Loaded | None = None
        self._queued = False
        self._milestones = Milestones(self._log, world.notifier)
        self._done = False

    def run(self) -> int:
        """Supervise until told to stop, or until there is no point; return the exit status."""
        self._epoll.register(self._signals.fileno(), select.EPOLLIN)
        self._say_data()
        if self._instances():
            self._start_child(self._world.clock.now())
        else:
            self._milestones.idle()
        while not self._done:
            self._wait()
            self._turn(self._world.clock.now())
        assert self._stopping is not None
        self._withdraw(self._custody.everything())
        if self._slot.pid_file is not None:
            self._slot.pid_file.remove()
        self._epoll.close()
        return self._stopping.status

    def _instances(self) -> int:
        """Return how many instances are to run; any need a vrrp process."""
        return len(self._daemon.vrrp.instances) if self._settings.run_vrrp else 0

    # --- one wake-up

    def _wait(self) -> None:
        """Wait for a signal, a message, or the next thing to do."""
        deadlines = [self._restart_at]
        if self._stopping is not None:
            deadlines.append(self._stopping.next_deadline)
        elif not self._slot.ready:
            deadlines.append(self._custody.next_deadline)
        due = min((deadline for deadline in deadlines if deadline is not None), default=None)
        if due is None:
            self._epoll.poll()
            return
        # Rounded up: waking early would only mean to wait again.
        left = since(self._world.clock.now(), due) // MILLISECOND + 1
        self._epoll.poll(max(0, left) / 1000)

    def _turn(self, now: Instant) -> None:
        """Do everything that is due."""
        self._hear(now)
        pending = self._signals.take()
        # Termination wins over a reload that came with it.
        if signal.SIGTERM in pending or signal.SIGINT in pending:
            self._stop(0, now)
        for number in pending:
            self._react(number, now)
        self._expire(now)

    def _react(self, number: int, now: Instant) -> None:
        """React to a signal other than termination."""
        match number:
            case signal.SIGCHLD:
                self._reap(now)
            case signal.SIGHUP:
                if self._stopping is None:
                    self._reload(now)
            case signal.SIGTERM | signal.SIGINT:
                pass  # They came first.
            case _:
                # What the signals ask for is known to the child, but for the data.
                if self._slot.child is not None:
                    self._slot.child.signal(number)
                if number == signal.SIGUSR1:
                    own_dumps.publish(self._daemon, self._log)

    def _hear(self, now: Instant) -> None:
        """Act on what the child says."""
        for message in self._slot.hear():
            match message:
                case Ready():
                    self._milestones.started(self._instances())
                    self._process_queue(now)
                case Reloaded():
                    if self._changing_to is not None:
                        self._take_over(self._changing_to)
                    self._milestones.reloaded(self._instances())
                    self._process_queue(now)
                case _ as unreachable:
                    assert_never(unreachable)

    def _expire(self, now: Instant) -> None:
        """Do what was put off until now."""
        if self._stopping is not None:
            self._press(self._stopping, now)
            return
        if not self._slot.ready:
            overdue = self._custody.expire(now)
            if overdue:
                self._log.warning(
                    "No VRRP process in time: removing the addresses that the last one left"
                )
                self._withdraw(overdue)
        if self._restart_at is not None and self._restart_at <= now:
            self._start_child(now)

    # --- the child

    def _start_child(self, now: Instant) -> None:
        self._restart_at = None
        try:
            self._slot.start(self._daemon, now, self._leave_to_child)
        except OSError as error:
            self._log.error(f"Unable to start a VRRP child process: {error.strerror}")
            self._restart_at = after(now, START_RETRY)

    def _leave_to_child(self) -> None:
        """Close, in a new child, what belongs to the supervisor."""
        self._epoll.close()
        self._signals.close()
        self._forsake()

    def _reap(self, now: Instant) -> None:
        """Collect every child that has ended; several may share one signal."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            child = self._slot.child
            if child is not None and pid == child.pid:
                # The last it said first: it decides what the successor resumes.
                self._hear(now)
                self._slot.empty()
                self._child_died(child, Exit.of(status), now)

    def _child_died(self, child: Child, exit_: Exit, now: Instant) -> None:
        """Decide what follows on the end of the vrrp process."""
        name = f"{self._child_log.ident} (pid {child.pid})"
        if self._stopping is not None:
            if not exit_.clean and not self._stopping.killed:
                self._log.lines(exit_.lines(name))
            self._done = True
            return
        self._log.lines(exit_.lines(name))
        self._withdraw(self._custody.died(now))
        if exit_.permanent:
            assert exit_.code is not None
            self._milestones.failed(exit_, name)
            self._stop(exit_.code, now)
        elif not self._settings.respawn:
            self._log.alert(f"VRRP child process({child.pid}) died: Exiting")
            self._stop(0, now)
        else:
            self._log.alert(f"VRRP child process({child.pid}) died: Respawning")
            self._respawn(child, now)

    def _respawn(self, child: Child, now: Instant) -> None:
        """Start a successor, now or later."""
        if self._changing_to is not None:
            self._changing_to = None
            self._milestones.refused(
                "the VRRP process died on it; the previous configuration stays"
            )
        delay = self._backoff.died(since(child.started, now))
        if delay is None:
            self._start_child(now)
            return
        self._log.info("  Please report this, with your configuration and the log around this time")
        self._log.info(
            f"Restart of VRRP process delayed {delay // SECOND} seconds to limit respawn rate"
        )
        if delay == ZERO:
            self._start_child(now)
        else:
            self._restart_at = after(now, delay)

    # --- reload

    def _reload(self, now: Instant) -> None:
        """Read the configuration again and change over to it, if it is good."""
        child = self._slot.child
        if self._changing_to is not None or (child is not None and not child.ready):
            self._queued = True
            self._log.detailed("Reload already in progress, request queued")
            return
        self._milestones.reloading()
        try:
            if not self._world.check(self._daemon):
                self._milestones.unchanged("Reload refused: the new configuration failed its test")
                return
            self._log.info("Reloading ...")
            loaded = self._world.read(self._daemon)
        except Exception:  # noqa: BLE001 - a fault of ours in reading must not stop a router
            for line in traceback.format_exc().splitlines():
                self._log.error(line)
            self._milestones.refused("reading the configuration failed")
            return
        refused = self._refusal(loaded)
        if refused:
            self._milestones.refused(*refused)
        elif child is None:
            self._change_without_child(loaded, now)
        elif self._slot.reload(loaded.daemon, now):
            self._changing_to = loaded
        else:
            self._milestones.refused("the VRRP process does not listen")

    def _refusal(self, loaded: Loaded) -> tuple[str, ...]:
        """Return why the configuration cannot be applied, a line each; nothing: it can."""
        verdict = reload.judge(self._daemon, self._known, loaded.daemon, loaded.diagnostics)
        match verdict:
            case reload.Accepted():
                return ()
            case reload.Refused(diagnostics, unchangeable):
                for text in unchangeable:
                    self._log.info(text)
                return (*map(describe, diagnostics), *unchangeable)
            case _ as unreachable:
                assert_never(unreachable)

    def _change_without_child(self, loaded: Loaded, now: Instant) -> None:
        """Change over while no vrrp process lives: its successor has the new configuration."""
        self._withdraw(self._custody.replace(loaded.daemon.vrrp))
        self._take_over(loaded)
        if self._instances():
            # The one start that was put off is this one: it cannot happen twice.
            self._milestones.accepted()
            self._start_child(now)
        else:
            self._restart_at = None
            self._milestones.reloaded(0)

    def _take_over(self, loaded: Loaded) -> None:
        self._daemon = loaded.daemon
        self._known = loaded.diagnostics
        self._changing_to = None
        self._say_data()
        prctl.set_name(loaded.daemon.process_name or self._settings.process_name)
        self._world.prepare(loaded.daemon.vrrp)

    def _say_data(self) -> None:
        if self._settings.dump_conf:
            own_dumps.say(self._daemon, self._log)

    def _process_queue(self, now: Instant) -> None:
        """Go on with the reload that had to wait until the child had its configuration."""
        if self._queued and self._stopping is None:
            self._queued = False
            self._log.detailed("Processing queued reload")
            self._reload(now)

    # --- the end

    def _stop(self, status: int, now: Instant) -> None:
        """Begin to stop; later requests change nothing."""
        if self._stopping is not None:
            return
        self._milestones.stopping()
        patience = Duration(self._daemon.child_wait_time_s * SECOND)
        self._stopping = Stopping.begin(status, patience, now)
        self._restart_at = None
        if self._slot.child is None:
            self._done = True
        else:
            self._slot.child.signal(signal.SIGTERM)

    def _press(self, stopping: Stopping, now: Instant) -> None:
        """Do the work of a child that does not stop by itself, and end it when time is up."""
        child = self._slot.child
        if child is None:
            return
        for step in stopping.expire(now):
            match step:
                case Step.WITHDRAW:
                    self._withdraw(self._custody.everything())
                case Step.KILL:
                    self._log.info("vrrp process failed to die - forcing termination")
                    child.signal(signal.SIGKILL)
                case Step.GIVE_UP:
                    self._done = True
                case _ as unreachable:
                    assert_never(unreachable)

    def _withdraw(self, addresses: Sequence[VirtualAddress]) -> None:
        if addresses:
            self._world.withdraw(addresses)
