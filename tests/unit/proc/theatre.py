"""A stage for the supervisor: it is forked, and its vrrp processes are put on.

No test needs a right, an interface or a packet: ``tests/lab`` has the real vrrp process.
"""

import os
import select
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from tests.support.probe import wait_for
from tests.unit.proc.models import instance
from vipd.base.units import Duration, Instant
from vipd.export.line import Line
from vipd.model.process import Daemon
from vipd.model.vrrp import VirtualAddress, Vrrp
from vipd.proc.child import Inheritance, Surroundings
from vipd.proc.configuration import Loaded
from vipd.proc.log import Log
from vipd.proc.messages import Holding, Ready, Reload, Reloaded
from vipd.proc.pidfile import PidFile, acquire
from vipd.proc.settings import Settings
from vipd.proc.signals import Signals, unblock
from vipd.proc.slot import Become
from vipd.proc.supervisor import HEARD, Supervisor
from vipd.proc.systemd import Notifier
from vipd.proc.world import World

SETTINGS = Settings(program="P", command_line=())
NOW = Instant(1)


@dataclass(frozen=True, slots=True)
class Journal:
    """A file that several processes write lines to."""

    path: Path

    def write(self, ident: str, line: Line) -> None:
        self.note(f"{ident}: {line.text}")

    def note(self, text: str) -> None:
        fd = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(fd, text.encode() + b"\n")
        os.close(fd)

    def lines(self) -> list[str]:
        return self.path.read_text().splitlines() if self.path.exists() else []

    def count(self, text: str) -> int:
        return sum(text in line for line in self.lines())


class MonotonicClock:
    def now(self) -> Instant:
        return Instant(time.monotonic_ns())


@dataclass(slots=True)
class Stage:
    """A running supervisor."""

    journal: Journal
    pid: int
    pid_file: Path

    def wait(self, text: str, times: int = 1) -> None:
        wait_for(lambda: self.journal.count(text) >= times, 20, text)

    def kill(self, number: int) -> None:
        os.kill(self.pid, number)

    def child(self) -> int:
        return int(wait_for(self.pid_file.read_text, 20, "the PID of the child"))

    def end(self) -> int:
        """Wait for its end and return the exit status."""
        status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        self.pid = 0
        return status


class Theatre:
    """Starts supervisors, and ends those that a test leaves behind."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.stages: list[Stage] = []

    def play(
        self,
        become: Callable[[Journal], Become],
        *,
        daemon: Daemon,
        settings: Settings = SETTINGS,
        reads: Sequence[Loaded] = (),
        checks: bool = True,
        notify: str | None = None,
    ) -> Stage:
        journal = Journal(self.directory / "journal")
        pid_file = self.directory / "vrrp.pid"
        pid = os.fork()
        if pid == 0:
            status = 99
            try:
                status = self._run(journal, acquire(str(pid_file)), become(journal), daemon,
                                   settings, iter(reads), checks, notify)  # fmt: skip
            finally:
                os._exit(status)
        stage = Stage(journal, pid, pid_file)
        self.stages.append(stage)
        return stage

    def _run(
        self,
        journal: Journal,
        pid_file: PidFile,
        become: Become,
        daemon: Daemon,
        settings: Settings,
        reads: Iterator[Loaded],
        checks: bool,
        notify: str | None,
    ) -> int:
        def withdraw(addresses: Sequence[VirtualAddress]) -> None:
            journal.note("withdraw " + " ".join(str(one.address) for one in addresses))

        log = Log("P", (journal,), detail=True)
        signals = Signals(HEARD)
        signals.install()
        supervisor = Supervisor(
            settings=settings,
            logs=(log, log.under("V")),
            world=World(
                clock=MonotonicClock(),
                uptime=lambda: Duration(0),
                check=lambda _running: checks,
                read=lambda _running: next(reads),
                withdraw=withdraw,
                become=become,
                prepare=lambda _config: None,
                notifier=Notifier(log, notify),
            ),
            loaded=Loaded(daemon, (), None),
            vrrp_pid_file=pid_file,
            signals=signals,
            forsake=lambda: None,
        )
        return supervisor.run()

    def close(self) -> None:
        for stage in self.stages:
            if stage.pid:
                stage.kill(signal.SIGKILL)
                stage.end()


def actor(
    journal: Journal,
    *,
    holding: tuple[str, ...] = (),
    deaf: bool = False,
    unready: int = 0,
    mortal: bool = False,
) -> Become:
    """Return what a well-behaved process does.

    ``holding``: MASTER of these. ``deaf``: ignores SIGTERM. ``unready``: never gets ready after
    that many predecessors did. ``mortal``: the first one dies of a reload.
    """

    def become(inheritance: Inheritance, surroundings: Surroundings) -> NoReturn:
        try:
            signals = Signals(frozenset({signal.SIGTERM, signal.SIGUSR2}))
            signals.install()
            unblock()
            assert surroundings.pid_file is not None
            link = surroundings.link
            names = " ".join(one.name for one in inheritance.daemon.vrrp.instances)
            journal.note(f"child runs {names} resumes [{' '.join(sorted(inheritance.resume))}]")
            for name in holding:
                link.send(Holding(name), NOW)
            if not unready or journal.count("child runs") <= unready:
                link.send(Ready(), NOW)
            surroundings.pid_file.write(os.getpid())
            while os.getppid() == surroundings.parent:
                select.select([link.fileno(), signals.fileno()], [], [], 0.2)
                for number in signals.take():
                    journal.note(f"child gets {signal.Signals(number).name}")
                    if number == signal.SIGTERM and not deaf:
                        surroundings.pid_file.remove()
                        os._exit(0)
                for received in link.receive():
                    assert isinstance(received.message, Reload)
                    journal.note("child reloads")
                    if mortal and journal.count("child runs") == 1:
                        os._exit(70)
                    link.send(Reloaded(), NOW)
        finally:
            os._exit(98)

    return become


def quitter(status: int) -> Become:
    """Return what a process does that cannot work."""

    def become(_inheritance: Inheritance, _surroundings: Surroundings) -> NoReturn:
        os._exit(status)

    return become


A = Daemon(vrrp=Vrrp(instances=(instance("A", 1, 2),)), child_wait_time_s=1)
AB = replace(A, vrrp=Vrrp(instances=(*A.vrrp.instances, instance("B", 3))))
