"""The timeline: what happened when, told in the order in which it happened.

What is seen on the wire, what the client reports and what the director does become known with
different delays. So lines wait a moment before they are told, and are sorted meanwhile.
"""

import heapq
from dataclasses import dataclass
from enum import Enum
from typing import Final

from vipd.base.units import MILLISECOND, SECOND, Duration, Instant, since

SETTLE: Final = Duration(250 * MILLISECOND)
"""How long a line waits for earlier ones; longer than any source needs to report."""


class Source(Enum):
    """Who tells a line; the value is what is printed."""

    DIRECTOR = "demo"
    WIRE = "wire"
    CLIENT = "client"


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """One line of the timeline."""

    at: Instant
    order: int
    """Of lines of the same instant the one added first comes first."""
    source_name: str
    text: str


class Timeline:
    """Lines that wait to be told."""

    def __init__(self) -> None:
        self._waiting: list[Line] = []
        self._count = 0

    def add(self, at: Instant, source: Source, text: str) -> None:
        """Add a line about the instant ``at``."""
        self._count += 1
        heapq.heappush(self._waiting, Line(at, self._count, source.value, text))

    def due(self, now: Instant) -> list[Line]:
        """Return the lines, oldest first, that nothing earlier can precede any more."""
        lines = []
        while self._waiting and since(self._waiting[0].at, now) >= SETTLE:
            lines.append(heapq.heappop(self._waiting))
        return lines

    def rest(self) -> list[Line]:
        """Return all lines that are left, oldest first."""
        return [heapq.heappop(self._waiting) for _ in range(len(self._waiting))]


def clock_text(start: Instant, at: Instant) -> str:
    """Return the time since ``start`` in seconds to the millisecond: ``  3.042``."""
    return f"{since(start, at) / SECOND:7.3f}"


def seconds_text(duration: Duration) -> str:
    """Return a duration for people: ``0.183 s``."""
    return f"{duration / SECOND:.3f} s"
