"""What the supervisor tells of its way, to the log and to the service manager."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.manager import ServiceManager
from tests.unit.proc.theatre import AB, A, Theatre, actor, quitter
from vipd.conf.diag import Diagnostic, ReportClass, Severity
from vipd.model.process import Daemon
from vipd.proc.configuration import Loaded

GOOD = Loaded(AB, (), None)
BAD = Loaded(
    AB,
    (
        Diagnostic(
            code="C204", severity=Severity.ERROR, klass=ReportClass.INVALID_NUMBER, message="bad",
            file="k.conf", line=3, column=7,
        ),
    ),
    None,
)  # fmt: skip


@pytest.fixture
def theatre(tmp_path: Path) -> Iterator[Theatre]:
    made = Theatre(tmp_path)
    yield made
    made.close()


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[ServiceManager]:
    made = ServiceManager(tmp_path)
    yield made
    made.close()


def test_start_and_stop_are_told(theatre: Theatre, manager: ServiceManager) -> None:
    stage = theatre.play(lambda journal: actor(journal), daemon=A, notify=manager.address)
    ready = manager.wait("READY", "1")
    assert ready["MAINPID"] == str(stage.pid)
    assert ready["STATUS"] == "Running with 1 VRRP instance"
    assert stage.journal.count("Startup complete") == 1
    stage.kill(signal.SIGTERM)
    assert stage.end() == 0
    assert manager.keys() == ["READY", "STOPPING"]


def test_nothing_is_ready_before_the_process_is(theatre: Theatre, manager: ServiceManager) -> None:
    stage = theatre.play(lambda _: quitter(70), daemon=A, notify=manager.address)
    stage.wait("delayed 1 seconds")
    assert manager.keys() == []


def test_successor_changes_nothing_for_the_manager(
    theatre: Theatre, manager: ServiceManager
) -> None:
    stage = theatre.play(lambda journal: actor(journal), daemon=A, notify=manager.address)
    manager.wait("READY")
    os.kill(stage.child(), signal.SIGKILL)
    stage.wait("child runs A", 2)
    stage.kill(signal.SIGTERM)
    stage.end()
    assert manager.keys() == ["READY", "STOPPING"]


def test_empty_configuration_is_ready_at_once_and_after_each_reload(
    theatre: Theatre, manager: ServiceManager
) -> None:
    stage = theatre.play(
        lambda journal: actor(journal),
        daemon=Daemon(),
        reads=[Loaded(Daemon(), (), None), GOOD],
        notify=manager.address,
    )
    idle = "Nothing to run; waiting for a reload"
    assert manager.wait("READY")["STATUS"] == idle
    stage.kill(signal.SIGHUP)
    assert manager.wait("READY", times=2)["STATUS"] == idle
    stage.kill(signal.SIGHUP)
    assert manager.wait("READY", times=3)["STATUS"] == "Running with 2 VRRP instances"
    assert manager.keys() == ["READY", "RELOADING", "READY", "RELOADING", "READY"]
    # keepalived 2.4: the first configuration that runs makes it a startup.
    assert stage.journal.lines()[-1] == "P: Startup complete"


def test_reload_begins_and_ends_for_the_manager(theatre: Theatre, manager: ServiceManager) -> None:
    stage = theatre.play(
        lambda journal: actor(journal), daemon=A, reads=[GOOD], notify=manager.address
    )
    manager.wait("READY")
    stage.kill(signal.SIGHUP)
    ready = manager.wait("READY", times=2)
    assert ready["MAINPID"] == str(stage.pid)
    assert ready["STATUS"] == "Running with 2 VRRP instances"
    assert stage.journal.count("Reload complete") == 1
    assert manager.keys() == ["READY", "RELOADING", "READY"]


@pytest.mark.parametrize(
    ("reads", "checks", "status"),
    [
        ([BAD], True, "Reload refused: k.conf:3:7: bad"),
        ([], True, "Reload refused: reading the configuration failed"),
        ([GOOD], False, "Reload refused: the new configuration failed its test"),
    ],
    ids=["error", "crash", "check"],
)
def test_reload_refused_ends_for_the_manager_with_the_reason(
    theatre: Theatre, manager: ServiceManager, reads: list[Loaded], checks: bool, status: str
) -> None:
    stage = theatre.play(
        lambda journal: actor(journal),
        daemon=A,
        reads=reads,
        checks=checks,
        notify=manager.address,
    )
    manager.wait("READY")
    stage.kill(signal.SIGHUP)
    assert manager.wait("READY", times=2)["STATUS"] == status
    assert manager.keys() == ["READY", "RELOADING", "READY"]


def test_reload_on_which_the_process_dies_ends_for_the_manager(
    theatre: Theatre, manager: ServiceManager
) -> None:
    stage = theatre.play(
        lambda journal: actor(journal, mortal=True), daemon=A, reads=[GOOD], notify=manager.address
    )
    manager.wait("READY")
    stage.kill(signal.SIGHUP)
    refused = "the VRRP process died on it; the previous configuration stays"
    assert manager.wait("READY", times=2)["STATUS"] == f"Reload refused: {refused}"
    assert stage.journal.count(f"P: Reload refused: {refused}") == 1


def test_reload_refused_before_anything_ran_makes_nothing_ready(
    theatre: Theatre, manager: ServiceManager
) -> None:
    stage = theatre.play(lambda _: quitter(70), daemon=A, reads=[BAD], notify=manager.address)
    stage.wait("delayed 2 seconds")
    stage.kill(signal.SIGHUP)
    manager.wait("STATUS", "Reload refused: k.conf:3:7: bad")
    assert manager.keys() == ["RELOADING", "STATUS"]


@pytest.mark.parametrize(("status", "number"), [(1, "22"), (2, "22"), (4, "1")])
def test_permanent_error_is_told_before_the_end(
    theatre: Theatre, manager: ServiceManager, status: int, number: str
) -> None:
    stage = theatre.play(lambda _: quitter(status), daemon=A, notify=manager.address)
    assert stage.end() == status
    told = manager.wait("ERRNO", number)
    assert "exited with permanent error" in told["STATUS"]
    assert manager.keys() == ["ERRNO", "STOPPING"]
