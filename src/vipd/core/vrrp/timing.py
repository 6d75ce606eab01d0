"""The interval formulas of VRRP, in exact integer arithmetic.

keepalived computes them in whole microseconds and so do we, because two nodes with different
rounding would disagree about who is first.
"""

from typing import Final

from vipd.base.units import CENTISECOND, MICROSECOND, Duration

_PRIORITIES: Final = 256
HIGHEST_BACKUP_PRIORITY: Final = 254
"""No backup has a higher priority, so none waits for less than its skew."""


def skew(priority: int, *, version: int, interval: Duration) -> Duration:
    """Return the skew time of a priority; rounded down to a whole microsecond.

    VRRPv2: (256 - priority) / 256 seconds whatever the interval (RFC 3768 6.1).
    VRRPv3: (256 - priority) * Active_Adver_Interval / 256 (RFC 9568 6.1), the interval in whole
    centiseconds.
    """
    below = _PRIORITIES - priority
    if version == 2:
        return Duration(below * 1_000_000 // _PRIORITIES * MICROSECOND)
    centis = interval // CENTISECOND
    return Duration(below * centis * 625 // 16 * MICROSECOND)


def master_down(priority: int, *, version: int, interval: Duration, adverts: int) -> Duration:
    """Return the master-down interval: ``adverts`` intervals and the skew (RFC 9568 6.1).

    ``adverts`` is 3 in the RFC and ``down_timer_adverts`` in keepalived 2.4.
    """
    return Duration(adverts * interval + skew(priority, version=version, interval=interval))
