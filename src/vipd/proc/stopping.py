"""How much patience a child that was told to stop meets, as a pure machine."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, Self

from vipd.base.units import MILLISECOND, SECOND, Duration, Instant, after

WITHDRAW_AFTER: Final = Duration(700 * MILLISECOND)
"""A child told to stop has this long to remove its addresses before we do it."""

KILL_AFTER_MIN: Final = SECOND
"""Shortest wait before a child that does not stop is killed (keepalived 2.4: ``child_wait_time``
0 kills it before it can clean up)."""

REAP_WAIT: Final = SECOND
"""How long we wait for a killed child: one in uninterruptible sleep is left to the kernel."""


class Step(Enum):
    """What to do about a child that is still there."""

    WITHDRAW = auto()
    """Remove the addresses that it may hold."""
    KILL = auto()
    GIVE_UP = auto()
    """Go without it."""


@dataclass(slots=True)
class Stopping:
    """The daemon is on its way out, with this exit status."""

    status: int
    _next: Instant
    _kill_at: Instant
    killed: bool = False

    @classmethod
    def begin(cls, status: int, patience: Duration, now: Instant) -> Self:
        """Return the end that begins now; ``patience`` is how long a child may take."""
        return cls(status, after(now, WITHDRAW_AFTER), after(now, max(patience, KILL_AFTER_MIN)))

    @property
    def next_deadline(self) -> Instant:
        """When there is something to do, unless the child has ended by then."""
        return self._next

    def expire(self, now: Instant) -> tuple[Step, ...]:
        """Return what is due, in this order."""
        if self._next > now:
            return ()
        if self._kill_at > now:
            self._next = self._kill_at
            return (Step.WITHDRAW,)
        if self.killed:
            return (Step.WITHDRAW, Step.GIVE_UP)
        self.killed = True
        self._next = self._kill_at = after(now, REAP_WAIT)
        # A child that hung may have gone on since then, and added addresses.
        return (Step.WITHDRAW, Step.KILL)
