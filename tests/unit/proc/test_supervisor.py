"""The supervisor with vrrp processes that are put on."""

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from tests.support.configs import read
from tests.support.probe import alive, wait_for
from tests.unit.proc.models import instance
from tests.unit.proc.theatre import AB, SETTINGS, A, Journal, Theatre, actor, quitter
from vipd.base.units import SECOND, Duration
from vipd.conf.diag import Diagnostic, ReportClass, Severity
from vipd.model.process import Daemon
from vipd.model.vrrp import Vrrp
from vipd.proc.child import Inheritance, Surroundings
from vipd.proc.configuration import Loaded
from vipd.proc.slot import Become


@pytest.fixture
def theatre(tmp_path: Path) -> Iterator[Theatre]:
    made = Theatre(tmp_path)
    yield made
    made.close()


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


def test_supervisor_reload_that_fails_its_check_is_not_even_read(theatre: Theatre) -> None:
    stage = theatre.play(lambda journal: actor(journal), daemon=A, checks=False)
    stage.wait("Startup complete")
    stage.kill(signal.SIGHUP)
    stage.kill(signal.SIGUSR2)  # a signal with a higher number: it is looked at after the reload
    stage.wait("child gets SIGUSR2")
    assert stage.journal.count("Reload") == 0


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
