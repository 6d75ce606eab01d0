"""The datagrams to the service manager."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support.manager import ServiceManager
from tests.support.requirements import require_program
from vipd.export.line import Line
from vipd.proc.exits import Status
from vipd.proc.log import Log
from vipd.proc.systemd import STATUS_CHARACTERS_MAX, Notifier, take_address

ROOT = Path(__file__).parents[3]
UNIT = ROOT / "examples" / "vipd.service"


@dataclass(slots=True)
class Lines:
    texts: list[str] = field(default_factory=list)

    def write(self, _ident: str, line: Line) -> None:
        self.texts.append(line.text)


@pytest.fixture
def lines() -> Lines:
    return Lines()


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[ServiceManager]:
    made = ServiceManager(tmp_path)
    yield made
    made.close()


def notifier(lines: Lines, address: str | None) -> Notifier:
    return Notifier(Log("P", (lines,), detail=True), address)


def test_address_is_taken_out_of_the_environment() -> None:
    environment = {"NOTIFY_SOCKET": "/run/notify", "PATH": "/bin"}
    assert take_address(environment) == "/run/notify"
    assert environment == {"PATH": "/bin"}
    assert take_address(environment) is None


def test_address_that_is_empty_is_none() -> None:
    environment = {"NOTIFY_SOCKET": ""}
    assert take_address(environment) is None
    assert not environment


def test_ready_tells_the_main_process_and_a_line_for_people(
    lines: Lines, manager: ServiceManager
) -> None:
    notifier(lines, manager.address).ready("All is well")
    assert manager.hear() == [
        {"READY": "1", "MAINPID": str(os.getpid()), "STATUS": "All is well"},
    ]


def test_reloading_tells_the_time_of_now(lines: Lines, manager: ServiceManager) -> None:
    before = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
    notifier(lines, manager.address).reloading()
    after = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
    (told,) = manager.hear()
    assert told.keys() == {"RELOADING", "MONOTONIC_USEC"}
    assert told["RELOADING"] == "1"
    assert before <= int(told["MONOTONIC_USEC"]) <= after


def test_stopping_is_told_alone(lines: Lines, manager: ServiceManager) -> None:
    notifier(lines, manager.address).stopping()
    assert manager.hear() == [{"STOPPING": "1"}]


@pytest.mark.parametrize(
    ("status", "number"),
    [(Status.FATAL, "22"), (Status.CONFIG, "22"), (Status.NO_CONFIG, "22"),
     (Status.NO_PERMISSION, "1")],
)  # fmt: skip
def test_failure_is_told_with_the_error_number_of_its_exit_status(
    lines: Lines, manager: ServiceManager, status: Status, number: str
) -> None:
    notifier(lines, manager.address).failed(status, "reason")
    assert manager.hear() == [{"ERRNO": number, "STATUS": "reason"}]


def test_text_for_people_is_one_line_that_fits(lines: Lines, manager: ServiceManager) -> None:
    told = notifier(lines, manager.address)
    told.status("a\nREADY=1\r\tb  c")
    told.status("\N{SNOWMAN}" * 5000)
    told.status("bad \udcff octet")
    assert manager.hear() == [
        {"STATUS": "a READY=1 b c"},
        {"STATUS": "\N{SNOWMAN}" * STATUS_CHARACTERS_MAX},
        {"STATUS": "bad ? octet"},
    ]
    assert lines.texts == []


def test_abstract_address_is_reached(lines: Lines) -> None:
    name = f"vipd-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
        receiver.bind(f"\0{name}")
        notifier(lines, f"@{name}").stopping()
        assert receiver.recv(100, socket.MSG_DONTWAIT) == b"STOPPING=1"


def test_nobody_who_listens_costs_nothing(lines: Lines) -> None:
    notifier(lines, None).ready("x")
    assert lines.texts == []


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("/nonexistent/notify", "No such file or directory"),
        ("vsock:2:1", "neither a path nor an abstract name"),
        ("/" + "x" * 200, "AF_UNIX path too long"),
    ],
)
def test_failure_to_tell_is_logged_once(lines: Lines, address: str, reason: str) -> None:
    told = notifier(lines, address)
    told.ready("x")
    told.stopping()
    assert lines.texts == [f"Unable to notify {address} (NOTIFY_SOCKET): {reason}"]


def test_manager_that_does_not_read_is_not_waited_for(
    lines: Lines, manager: ServiceManager
) -> None:
    told = notifier(lines, manager.address)
    # More than any limit of queued datagrams (net.unix.max_dgram_qlen); none of these returns late.
    for _ in range(10_000):
        told.status("x" * STATUS_CHARACTERS_MAX)
        if lines.texts:
            break
    assert lines.texts == [
        f"Unable to notify {manager.address} (NOTIFY_SOCKET): Resource temporarily unavailable"
    ]


def test_manager_that_begins_anew_is_told_again(lines: Lines, tmp_path: Path) -> None:
    first = ServiceManager(tmp_path)
    told = notifier(lines, first.address)
    told.stopping()
    assert first.hear() == [{"STOPPING": "1"}]
    first.close()
    Path(first.address).unlink()
    second = ServiceManager(tmp_path)
    told.stopping()
    assert second.hear() == [{"STOPPING": "1"}]
    second.close()


def test_unit_of_the_examples_is_that_of_the_user_guide() -> None:
    guide = (ROOT / "docs" / "user-guide.md").read_text()
    assert f"```ini\n{UNIT.read_text()}```\n" in guide


def test_unit_of_the_examples_is_accepted_by_systemd(tmp_path: Path) -> None:
    verify = require_program("systemd-analyze")
    # The program need not be installed where this is tested.
    text = UNIT.read_text().replace("/opt/vipd/bin/keepalived", "/bin/true")
    unit = tmp_path / UNIT.name
    unit.write_text(text)
    found = subprocess.run(
        [verify, "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
    )
    # Of other units of this machine it may have to say something too.
    assert [line for line in found.stderr.splitlines() if UNIT.name in line] == []
    assert found.returncode == 0
