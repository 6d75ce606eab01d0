"""The log of a process: lines with a severity to wherever they go, never waiting for a reader."""

import logging
import os
import select
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from vipd.export.line import Level, Line
from vipd.linux.syslog import Syslog

CONSOLE_LINE_BYTES_MAX: Final = 510
"""keepalived 2.4 cuts messages for the console there; below PIPE_BUF, so a line stays whole."""

_LEVELS: Final = (
    (logging.CRITICAL, Level.ALERT),
    (logging.ERROR, Level.ERROR),
    (logging.WARNING, Level.WARNING),
    (logging.INFO, Level.INFO),
)


class Sink(Protocol):
    """A destination of log lines. Never blocks, never raises."""

    def write(self, ident: str, line: Line) -> None:
        """Write one line of the process that calls itself ``ident``."""
        ...


@dataclass(frozen=True, slots=True)
class Log:
    """Writes the lines of one process; ``detail`` says whether those of ``-D`` are wanted."""

    ident: str
    sinks: Sequence[Sink]
    detail: bool

    def under(self, ident: str) -> "Log":
        """Return the same log for another name of the process."""
        return replace(self, ident=ident)

    def lines(self, lines: Iterable[Line]) -> None:
        """Write lines as they are."""
        for line in lines:
            for sink in self.sinks:
                sink.write(self.ident, line)

    def info(self, text: str) -> None:
        """Write at the level where keepalived 2.4 writes nearly everything."""
        self.lines((Line(Level.INFO, text),))

    def detailed(self, text: str) -> None:
        """Write at that level, with ``-D`` only."""
        if self.detail:
            self.info(text)

    def alert(self, text: str) -> None:
        """Write what somebody should look at now."""
        self.lines((Line(Level.ALERT, text),))

    def error(self, text: str) -> None:
        """Write what keeps us from doing our work."""
        self.lines((Line(Level.ERROR, text),))

    def warning(self, text: str) -> None:
        """Write what will not work as wanted."""
        self.lines((Line(Level.WARNING, text),))


@dataclass(frozen=True, slots=True)
class Console:
    """``-l -n``: lines on the standard error output, as keepalived 2.4 writes them.

    A line for which there is no room at the moment is lost: a terminal that was stopped, or a pipe
    that nobody reads, must not stop a router.
    """

    fd: int
    wall_clock: Callable[[], float] = time.time

    def write(self, _ident: str, line: Line) -> None:
        """Write one line: the date, the message."""
        stamp = time.asctime(time.localtime(self.wall_clock()))
        message = line.text.encode("utf-8", "backslashreplace")[:CONSOLE_LINE_BYTES_MAX]
        try:
            poll = select.poll()
            poll.register(self.fd, select.POLLOUT)
            if poll.poll(0):
                os.write(self.fd, stamp.encode("ascii") + b": " + message + b"\n")
        except OSError:
            pass  # Nobody is there to be told.


@dataclass(frozen=True, slots=True)
class SystemLog:
    """Lines to the syslog daemon."""

    syslog: Syslog

    def write(self, ident: str, line: Line) -> None:
        """Write one line."""
        self.syslog.write(ident, line.level.value, line.text)


class _Bridge(logging.Handler):
    """Brings what the ports say through ``logging`` into the log of the process."""

    def __init__(self, log: Log) -> None:
        super().__init__(logging.INFO)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        level = next((ours for theirs, ours in _LEVELS if record.levelno >= theirs), Level.DEBUG)
        self._log.lines((Line(level, record.getMessage()),))


def connect(log: Log) -> None:
    """Let ``log`` have what the ports say, instead of any log that had it before."""
    root = logging.getLogger("vipd")
    root.handlers[:] = [_Bridge(log)]
    root.setLevel(logging.INFO)
    root.propagate = False
