"""How long the service was away, seen by a client; how long it may be; how exactly that is known.

Pure: instants in, durations out. The formulas are those of VRRPv3 (RFC 9568 6.1)::

    Skew_Time            = ((256 - Priority) * Active_Adver_Interval) / 256
    Active_Down_Interval = 3 * Active_Adver_Interval + Skew_Time

A router that dies right after an advert is missed for one down interval of the other router. One
that says good-bye with a priority-0 advert is missed for the other's skew time (RFC 9568 6.4.2).
One that is replaced by a router of higher priority is not missed at all: it serves until it hears
the other one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from vipd.base.units import Duration, Instant, since

PATIENCE: Final = Duration(250_000_000)
"""An answer that takes longer counts as lost: nobody waits for ever."""

_DOWN_ADVERTS: Final = 3
_PRIORITY_RANGE: Final = 256
_STEPS: Final = 8
"""Wake-ups from a dead line to an answered request, none longer than a whole request takes:
timer, netlink, advert, announcement, the client's next request, service, answer, and one over."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request of the client; ``answered`` is None when nothing came back in time."""

    sent: Instant
    answered: Instant | None
    router: str


@dataclass(frozen=True, slots=True)
class Outage:
    """What a client missed. ``time`` adds up all gaps; ``lost`` of ``requests`` were unanswered.

    A gap lasts from the last answered request before a loss to the first answered one behind it,
    counted at their sending: never less than the real one, and at most two paces more.
    """

    time: Duration
    lost: int
    requests: int


@dataclass(frozen=True, slots=True)
class Precision:
    """What this host adds to a perfect protocol, all measured in the same run.

    ``pace`` is the client's. ``round_trip`` is the slowest answer while nothing happened.
    ``stall`` is the longest time for which a process that was due to run did not run, in the time
    that is judged.
    """

    pace: Duration
    round_trip: Duration
    stall: Duration

    @property
    def margin(self) -> Duration:
        """Return what a measured outage may exceed the formula by.

        Two paces for the ends of a gap, the way from a timer to an answered request, and two
        stalls: one in a router, one in the client.
        """
        return Duration(2 * self.pace + _STEPS * self.round_trip + 2 * self.stall)


def measure(requests: Sequence[Request], begin: Instant, end: Instant) -> Outage:
    """Return the outage among the requests sent from ``begin`` to ``end``.

    ``requests`` are in the order of sending. The request before ``begin`` tells where a gap that
    is open at once began; a gap still open at the end lasts until ``end``.
    """
    total = lost = count = 0
    served = begin
    open_gap = False
    for request in requests:
        if request.sent > end:
            break
        answered = is_answered(request)
        if request.sent >= begin:
            count += 1
            if not answered:
                lost += 1
                open_gap = True
            elif open_gap:
                total += since(served, request.sent)
                open_gap = False
        if answered:
            served = request.sent
    if open_gap:
        total += since(served, end)
    return Outage(Duration(total), lost, count)


def is_answered(request: Request) -> bool:
    """Whether the answer came, and in time."""
    return request.answered is not None and since(request.sent, request.answered) <= PATIENCE


def slowest_round_trip(requests: Iterable[Request]) -> Duration:
    """Return the longest time that an answer took, zero without answers."""
    times = (
        since(request.sent, request.answered)
        for request in requests
        if request.answered is not None
    )
    return max(times, default=Duration(0))


def skew_time(priority: int, advert_interval: Duration) -> Duration:
    """Return how long a backup of this priority waits after a good-bye, rounded down."""
    return Duration((_PRIORITY_RANGE - priority) * advert_interval // _PRIORITY_RANGE)


def down_interval(priority: int, advert_interval: Duration) -> Duration:
    """Return after how much silence a backup of this priority takes over."""
    return Duration(_DOWN_ADVERTS * advert_interval + skew_time(priority, advert_interval))
