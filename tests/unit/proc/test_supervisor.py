"""The supervisor with vrrp processes that are put on: it is forked, and so are they.

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

import pytest

from tests.support.configs import read
from tests.support.probe import alive, wait_for
from tests.unit.proc.models import instance
from vipd.base.units import SECOND, Duration, Instant
from vipd.conf.diag import Diagnostic, ReportClass, Severity
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
    ) -> Stage:
        journal = Journal(self.directory / "journal")
        pid_file = self.directory / "vrrp.pid"
        pid = os.fork()
        if pid == 0:
            status = 99
            try:
                status = self._run(journal, acquire(str(pid_file)), become(journal), daemon,
                                   settings, iter(reads))  # fmt: skip
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
                check=lambda _running: True,
                read=lambda _running: next(reads),
                withdraw=withdraw,
                become=become,
                prepare=lambda _config: None,
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


@pytest.fixture
def theatre(tmp_path: Path) -> Iterator[Theatre]:
    made = Theatre(tmp_path)
    yield made
    made.close()


def actor(
    journal: Journal,
    *,
    holding: tuple[str, ...] = (),
    deaf: bool = False,
    unready: int = 0,
) -> Become:
    """Return what a well-behaved process does.

    ``holding``: MASTER of these. ``deaf``: ignores SIGTERM. ``unready``: never gets ready after
    that many predecessors did.
    """

    def become(inheritance: Inheritance, surroundings: Surroundings) -> NoReturn:
        try:
            signals = Signals(frozenset({signal.SIGTERM, signal.SIGUSR2}))
            signals.install()
            unblock()
            assert surroundings.pid_file is not None
            link = surroundings.link
            resumed = " ".join(sorted(inheritance.resume))
            names = " ".join(one.name for one in inheritance.daemon.vrrp.instances)
            journal.note(f"child runs {names} resumes [{resumed}]")
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


def test_supervisor_starts_a_child_and_stops_in_order(theatre: Theatre) -> None:
    stage = theatre.play(lambda journal: actor(journal), daemon=A)
    stage.wait("Startup complete")
    child = stage.child()
    stage.kill(signal.SIGTERM)
    assert stage.end() == 0
    lines = stage.journal.lines()
    # Two processes write; what follows the fork has no order between them.
    assert sorted(lines[:2]) == [
        f"P: Starting VRRP child process, pid={child}",
        "child runs A resumes []",
    ]
    assert lines[2:] == ["P: Startup complete", "P: Stopping", "child gets SIGTERM"]
    assert not stage.pid_file.exists()


def test_supervisor_without_instances_starts_nobody(theatre: Theatre) -> None:
    stage = theatre.play(lambda journal: actor(journal), daemon=Daemon())
    stage.wait("Warning - keepalived has no configuration to run")
    stage.kill(signal.SIGTERM)
    assert stage.end() == 0
    assert stage.journal.count("Starting VRRP") == 0


@pytest.mark.parametrize(
    ("status", "reason"), [(1, "FATAL"), (2, "CONFIG"), (4, "missing permission")]
)
def test_supervisor_ends_with_a_permanent_error_of_its_child(
    theatre: Theatre, status: int, reason: str
) -> None:
    stage = theatre.play(lambda _: quitter(status), daemon=A)
    assert stage.end() == status
    assert stage.journal.count(f") exited with permanent error {reason}. Terminating") == 1
    assert stage.journal.lines()[-1] == "P: Stopping"


def test_supervisor_replaces_a_crashed_child_later_and_later(theatre: Theatre) -> None:
    stage = theatre.play(lambda _: quitter(70), daemon=A)
    stage.wait("delayed 0 seconds to limit respawn rate")
    stage.wait("delayed 1 seconds to limit respawn rate")
    stage.wait("delayed 2 seconds to limit respawn rate")
    assert stage.journal.count("exited with status 70") == 3
    assert stage.journal.count("Starting VRRP child process") == 3
    stage.kill(signal.SIGTERM)
    assert stage.end() == 0


def test_supervisor_without_respawn_stops(theatre: Theatre) -> None:
    settings = replace(SETTINGS, respawn=False)
    stage = theatre.play(lambda _: quitter(70), daemon=A, settings=settings)
    assert stage.end() == 0
    assert stage.journal.count("died: Exiting") == 1
    assert stage.journal.count("Starting VRRP child process") == 1


def test_supervisor_lets_a_successor_resume_what_was_master(theatre: Theatre) -> None:
    stage = theatre.play(lambda journal: actor(journal, holding=("A",)), daemon=AB)
    stage.wait("Startup complete")
    os.kill(stage.child(), signal.SIGKILL)
    stage.wait("child runs A B resumes [A]")
    assert stage.journal.count("withdraw") == 0
    stage.kill(signal.SIGTERM)
    assert stage.end() == 0
    # The process did not say that it removed them: whoever is last does it.
    assert stage.journal.lines()[-1] == "withdraw 10.9.0.1 10.9.0.2"


def test_supervisor_withdraws_when_no_successor_gets_ready_in_time(theatre: Theatre) -> None:
    quick = replace(instance("A", 1), version=3, advert_int=Duration(SECOND // 10))
    daemon = replace(A, vrrp=Vrrp(instances=(quick,)))
    stage = theatre.play(lambda journal: actor(journal, holding=("A",), unready=1), daemon=daemon)
    stage.wait("Startup complete")
    os.kill(stage.child(), signal.SIGKILL)
    stage.wait("child runs A resumes [A]")
    stage.wait("withdraw 10.9.0.1")
    assert stage.journal.count("No VRRP process in time") == 1


def test_supervisor_ends_a_child_that_does_not_stop(theatre: Theatre) -> None:
    stage = theatre.play(lambda journal: actor(journal, holding=("A",), deaf=True), daemon=A)
    stage.wait("Startup complete")
    child = stage.child()
    stage.kill(signal.SIGTERM)
    assert stage.end() == 0
    lines = stage.journal.lines()
    withdrawn = lines.index("withdraw 10.9.0.1 10.9.0.2")
    killed = lines.index("P: vrrp process failed to die - forcing termination")
    assert withdrawn < killed
    assert not alive(child)


def test_supervisor_passes_on_what_only_the_child_knows(theatre: Theatre) -> None:
    stage = theatre.play(lambda journal: actor(journal), daemon=A)
    stage.wait("Startup complete")
    stage.kill(signal.SIGUSR2)
    stage.wait("child gets SIGUSR2")


def test_supervisor_with_dumps_says_them_at_the_start_and_at_a_reload(theatre: Theatre) -> None:
    sessions = read("bfd_instance b {\nneighbor_ip 10.9.0.2\n}\n").daemon.bfd
    daemon = replace(A, bfd=sessions)
    stage = theatre.play(
        lambda journal: actor(journal),
        daemon=daemon,
        settings=replace(SETTINGS, dump_conf=True),
        reads=[Loaded(daemon, (), None)],
    )
    stage.wait("Startup complete")
    assert stage.journal.count("P: ------< BFD Topology >------") == 1
    stage.kill(signal.SIGHUP)
    stage.wait("Reload complete")
    assert stage.journal.count("P: ------< BFD Topology >------") == 2


def test_supervisor_reload_goes_to_the_child_and_to_its_successor(theatre: Theatre) -> None:
    stage = theatre.play(lambda journal: actor(journal), daemon=A, reads=[Loaded(AB, (), None)])
    stage.wait("Startup complete")
    stage.kill(signal.SIGHUP)
    stage.wait("Reload complete")
    assert stage.journal.count("child reloads") == 1
    os.kill(stage.child(), signal.SIGKILL)
    stage.wait("child runs A B")


def test_supervisor_reload_with_an_error_reaches_nobody(theatre: Theatre) -> None:
    error = Diagnostic(
        code="C204", severity=Severity.ERROR, klass=ReportClass.INVALID_NUMBER, message="bad",
        file="k.conf", line=3, column=7,
    )  # fmt: skip
    stage = theatre.play(
        lambda journal: actor(journal),
        daemon=A,
        reads=[Loaded(AB, (error,), None), Loaded(AB, (), None)],
    )
    stage.wait("Startup complete")
    stage.kill(signal.SIGHUP)
    stage.wait("Reload refused: k.conf:3:7: bad")
    assert stage.journal.count("child reloads") == 0
    stage.kill(signal.SIGHUP)
    stage.wait("Reload complete")


def test_supervisor_survives_a_reader_that_fails(theatre: Theatre) -> None:
    stage = theatre.play(lambda journal: actor(journal), daemon=A, reads=[])
    stage.wait("Startup complete")
    stage.kill(signal.SIGHUP)
    stage.wait("Reload refused: reading the configuration failed")
    assert stage.journal.count("StopIteration") >= 1
    stage.kill(signal.SIGTERM)
    assert stage.end() == 0


def test_supervisor_queues_a_reload_until_the_child_is_ready(theatre: Theatre) -> None:
    def slow(journal: Journal) -> Become:
        def become(inheritance: Inheritance, surroundings: Surroundings) -> NoReturn:
            wait_for(lambda: journal.count("request queued") == 1, 20, "the queue")
            actor(journal)(inheritance, surroundings)

        return become

    stage = theatre.play(slow, daemon=A, reads=[Loaded(A, (), None)])
    stage.wait("Starting VRRP child process")
    stage.kill(signal.SIGHUP)
    stage.wait("Reload complete")
    lines = [line for line in stage.journal.lines() if line.startswith("P: ")]
    assert lines[1:] == [
        "P: Reload already in progress, request queued",
        "P: Startup complete",
        "P: Processing queued reload",
        "P: Reloading ...",
        "P: Reload complete",
    ]


def test_supervisor_reload_in_a_respawn_delay_starts_one_child(theatre: Theatre) -> None:
    def crash_until_delayed(journal: Journal) -> Become:
        def become(inheritance: Inheritance, surroundings: Surroundings) -> NoReturn:
            if journal.count("Reloading ...") == 0:
                os._exit(70)
            actor(journal)(inheritance, surroundings)

        return become

    stage = theatre.play(crash_until_delayed, daemon=A, reads=[Loaded(AB, (), None)])
    stage.wait("delayed 2 seconds")
    stage.kill(signal.SIGHUP)
    stage.wait("child runs A B resumes []")
    stage.wait("Startup complete")
    assert stage.journal.count("Starting VRRP child process") == 4
    assert stage.journal.count("child runs") == 1
