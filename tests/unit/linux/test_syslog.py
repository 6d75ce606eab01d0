"""Lines to a syslog daemon that reads, does not read, is away, and comes back."""

import os
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from vipd.linux.syslog import LINE_BYTES_MAX, Syslog

INFO = 6
MOMENT = time.mktime((2026, 11, 1, 15, 37, 53, 0, 0, -1))


class Daemon:
    """The other end of /dev/log."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(path))
        self.socket.setblocking(False)

    def lines(self) -> list[str]:
        lines = []
        while True:
            try:
                lines.append(self.socket.recv(65536).decode())
            except BlockingIOError:
                return lines

    def stop(self) -> None:
        self.socket.close()
        self.path.unlink()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def daemon(path: Path) -> Iterator[Daemon]:
    made = Daemon(path)
    yield made
    made.socket.close()


@pytest.fixture
def syslog(path: Path) -> Iterator[Syslog]:
    made = Syslog(path=str(path), wall_clock=lambda: MOMENT)
    yield made
    made.close()


def test_line_has_priority_date_identity_and_text(daemon: Daemon, syslog: Syslog) -> None:
    syslog.write("Keepalived_vrrp", INFO, "(VI_1) Entering MASTER STATE")
    expected = f"<30>Nov  1 15:37:53 Keepalived_vrrp[{os.getpid()}]: (VI_1) Entering MASTER STATE"
    assert daemon.lines() == [expected]


def test_facility_is_part_of_the_priority(daemon: Daemon, path: Path) -> None:
    syslog = Syslog(path=str(path), facility=16)
    syslog.write("Keepalived", 1, "x")
    syslog.close()
    assert daemon.lines()[0].startswith("<129>")


def test_text_that_is_no_unicode_is_escaped_and_a_long_one_cut(
    daemon: Daemon, syslog: Syslog
) -> None:
    syslog.write("Keepalived", INFO, "eth\udcff")
    syslog.write("Keepalived", INFO, "x" * 10_000)
    escaped, cut = daemon.lines()
    assert escaped.endswith(": eth\\udcff")
    assert cut.endswith(": " + "x" * LINE_BYTES_MAX)


def test_daemon_that_does_not_read_loses_lines_and_learns_how_many(
    daemon: Daemon, syslog: Syslog
) -> None:
    for number in range(1000):
        syslog.write("Keepalived", INFO, f"line {number}")
    taken = daemon.lines()
    assert 0 < len(taken) < 1000
    assert syslog.lost == 1000 - len(taken)
    syslog.write("Keepalived", INFO, "back again")
    report, line = daemon.lines()
    assert re.search(rf"^<28>.*: {1000 - len(taken)} log lines were lost$", report)
    assert line.endswith("back again")
    assert syslog.lost == 0


def test_line_without_a_daemon_is_counted(syslog: Syslog) -> None:
    syslog.write("Keepalived", INFO, "nobody there")
    assert syslog.lost == 1


def test_daemon_that_was_restarted_is_found_again(daemon: Daemon, syslog: Syslog) -> None:
    syslog.write("Keepalived", INFO, "one")
    daemon.stop()
    syslog.write("Keepalived", INFO, "two")
    successor = Daemon(daemon.path)
    syslog.write("Keepalived", INFO, "three")
    texts = [line.partition("]: ")[2] for line in successor.lines()]
    successor.socket.close()
    assert texts == ["1 log lines were lost", "three"]


def test_daemon_that_was_replaced_between_two_lines_loses_none(
    daemon: Daemon, syslog: Syslog
) -> None:
    syslog.write("Keepalived", INFO, "one")
    daemon.stop()
    successor = Daemon(daemon.path)
    syslog.write("Keepalived", INFO, "two")
    texts = [line.partition("]: ")[2] for line in successor.lines()]
    successor.socket.close()
    assert texts == ["two"]
