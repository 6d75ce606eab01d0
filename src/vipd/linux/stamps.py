"""Receive time stamps of the kernel, on the monotonic clock.

The kernel stamps packets with CLOCK_REALTIME, which an administrator or a resumed machine may
step; deadlines live on CLOCK_MONOTONIC. Both are slewed alike, so that their difference is
constant between steps, and subtracting it converts a stamp. What was stamped before a step and is
read after it would be converted wrongly, by hours in the worst case. Hence the rules of this
module: a batch that may hold such stamps has the time of reading instead, and so has a single
stamp that lies in the future. The time of reading is never earlier than the arrival: a backup
then waits longer for a master that is silent, but never claims mastership from one that is not.
"""

import time
from typing import Final, cast

from vipd.base.units import Instant

_STEP_MIN_NS: Final = 1_000_000
"""No sample is as wrong as this."""
_GOOD_SAMPLE_NS: Final = 5_000
_SAMPLES_MAX: Final = 8


def clock_offset() -> int:
    """Return CLOCK_REALTIME minus CLOCK_MONOTONIC in nanoseconds.

    Two clocks cannot be read at one instant, so a sample that took long is repeated, and the
    quickest one is taken.
    """
    offset, took = _sample()
    for _ in range(_SAMPLES_MAX):
        if took <= _GOOD_SAMPLE_NS:
            break
        again, took_again = _sample()
        if took_again < took:
            offset, took = again, took_again
    return offset


def stepped(last: int | None, offset: int) -> bool:
    """Whether the clock was set between two results of ``clock_offset``."""
    return last is not None and abs(offset - last) >= _STEP_MIN_NS


def clamp(
    packets: list[tuple[bytes, int]], read_at: Instant, *, all_of_them: bool
) -> list[tuple[bytes, Instant]]:
    """Replace stamps after ``read_at``, or all of them, by ``read_at``; the rest are instants."""
    if all_of_them:
        return [(packet, read_at) for packet, _ in packets]
    for _, stamp in packets:
        if stamp > read_at:
            return [(packet, Instant(min(each, read_at))) for packet, each in packets]
    return cast("list[tuple[bytes, Instant]]", packets)


def _sample() -> tuple[int, int]:
    """Return the offset and how long it took to find out; it is wrong by half of that at most."""
    before = time.monotonic_ns()
    realtime = time.time_ns()
    after = time.monotonic_ns()
    return realtime - (before + after) // 2, after - before
