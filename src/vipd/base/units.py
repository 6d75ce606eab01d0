"""Time as integers.

Inside vipd an instant is a number of nanoseconds on a monotonic clock and a duration is a
number of nanoseconds. Other units exist only where they come from or go to: on the wire, in
the configuration and in exported text, always with the unit in the name.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NewType

Instant = NewType("Instant", int)
"""Nanoseconds since the (arbitrary) origin of a monotonic clock."""

Duration = NewType("Duration", int)
"""A length of time in nanoseconds; never negative unless a function says so."""

MICROSECOND: Final = Duration(1_000)
MILLISECOND: Final = Duration(1_000_000)
CENTISECOND: Final = Duration(10_000_000)
SECOND: Final = Duration(1_000_000_000)

ZERO: Final = Duration(0)


def seconds(value: int | str | Decimal) -> Duration:
    """Convert seconds to a duration, rounded half up to a whole nanosecond.

    A float is refused by its type: protocol arithmetic is exact.
    """
    scaled = Decimal(value) * SECOND
    return Duration(int(scaled.to_integral_value(rounding=ROUND_HALF_UP)))


def centiseconds(value: int) -> Duration:
    """Convert the unit of a VRRPv3 advertisement interval to a duration."""
    return Duration(value * CENTISECOND)


def after(instant: Instant, duration: Duration) -> Instant:
    """Return the instant ``duration`` later than ``instant``."""
    return Instant(instant + duration)


def since(start: Instant, end: Instant) -> Duration:
    """Return the time from ``start`` to ``end``; negative when ``end`` is the earlier one."""
    return Duration(end - start)
