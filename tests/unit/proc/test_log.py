import logging
import os
import re
from pathlib import Path

from vipd.export.line import Level, Line
from vipd.proc.log import CONSOLE_LINE_BYTES_MAX, Console, Log, connect


class Memory:
    def __init__(self) -> None:
        self.lines: list[tuple[str, Line]] = []

    def write(self, ident: str, line: Line) -> None:
        self.lines.append((ident, line))


def test_log_writes_to_every_sink_under_its_name() -> None:
    first, second = Memory(), Memory()
    log = Log("Keepalived", (first, second), detail=False)
    log.info("a")
    log.under("Keepalived_vrrp").alert("b")
    log.warning("c")
    log.error("d")
    assert first.lines == second.lines == [
        ("Keepalived", Line(Level.INFO, "a")),
        ("Keepalived_vrrp", Line(Level.ALERT, "b")),
        ("Keepalived", Line(Level.WARNING, "c")),
        ("Keepalived", Line(Level.ERROR, "d")),
    ]  # fmt: skip


def test_log_keeps_details_for_those_who_want_them() -> None:
    memory = Memory()
    Log("x", (memory,), detail=False).detailed("a")
    Log("x", (memory,), detail=True).detailed("b")
    assert [line.text for _, line in memory.lines] == ["b"]


def test_log_takes_over_what_the_ports_say() -> None:
    memory = Memory()
    logger = logging.getLogger("vipd")
    before = (logger.handlers[:], logger.level, logger.propagate)
    try:
        connect(Log("old", (Memory(),), detail=False))
        connect(Log("new", (memory,), detail=False))
        port = logging.getLogger("vipd.linux.netlink")
        port.info("overrun %d", 3)
        port.warning("slow")
        port.debug("never")
        port.critical("bad")
    finally:
        logger.handlers[:], logger.level, logger.propagate = before
    assert memory.lines == [
        ("new", Line(Level.INFO, "overrun 3")),
        ("new", Line(Level.WARNING, "slow")),
        ("new", Line(Level.ALERT, "bad")),
    ]


def test_console_line_is_that_of_keepalived(tmp_path: Path) -> None:
    path = tmp_path / "log"
    with path.open("wb") as file:
        Console(file.fileno(), wall_clock=lambda: 1_795_275_473.4).write(
            "ident", Line(Level.INFO, "Startup complete")
        )
    assert re.fullmatch(
        r"[A-Z][a-z]{2} Nov 2[0-9] \d\d:\d\d:53 2026: Startup complete\n", path.read_text()
    )


def test_console_line_too_long_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "log"
    with path.open("wb") as file:
        Console(file.fileno()).write("", Line(Level.INFO, "x" * 600))
    assert path.read_text().partition(": ")[2] == "x" * CONSOLE_LINE_BYTES_MAX + "\n"


def test_console_that_nobody_reads_loses_lines_and_never_waits() -> None:
    reader, writer = os.pipe()
    console = Console(writer)
    for _ in range(1000):
        console.write("", Line(Level.INFO, "y" * 500))
    os.set_blocking(reader, False)
    held = os.read(reader, 1 << 20)
    assert held.endswith(b"y\n")
    os.close(reader)
    console.write("", Line(Level.INFO, "nobody there"))
    os.close(writer)
    console.write("", Line(Level.INFO, "closed"))
