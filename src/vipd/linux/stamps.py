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
from typing import Final

from vipd.base.units import Instant

_STEP_MIN_NS: Final = 1_000_000
"""A smaller difference is the error of sampling; as an error of a stamp it is harmless."""
_SAMPLES: Final = 5


def clock_offset(last: int | None) -> int:
    """Return CLOCK_REALTIME minus CLOCK_MONOTONIC in nanoseconds.

    Two clocks cannot be read at one instant. A sample that disagrees with ``last``, the result of
    an earlier call, may have been preempted half-way, so it is repeated and the tightest one is
    taken.
    """
    offset, error = _sample()
    if last is None or abs(offset - last) < _STEP_MIN_NS:
        return offset
    for _ in range(_SAMPLES):
        again, again_error = _sample()
        if again_error < error:
            offset, error = again, again_error
    return offset


def stepped(last: int | None, offset: int) -> bool:
    """Whether the clock was set between two results of ``clock_offset``."""
    return last is not None and abs(offset - last) >= _STEP_MIN_NS


def clamp(
    packets: list[tuple[bytes, Instant]], read_at: Instant, *, all_of_them: bool
) -> list[tuple[bytes, Instant]]:
    """Replace stamps after ``read_at``, or all of them, by ``read_at``."""
    if all_of_them:
        return [(packet, read_at) for packet, _ in packets]
    for _, stamp in packets:
        if stamp > read_at:
            return [(packet, min(stamp, read_at)) for packet, stamp in packets]
    return packets


def _sample() -> tuple[int, int]:
    """Return the offset and the uncertainty of this one sample."""
    before = time.monotonic_ns()
    realtime = time.time_ns()
    after = time.monotonic_ns()
    return realtime - (before + after) // 2, after - before
