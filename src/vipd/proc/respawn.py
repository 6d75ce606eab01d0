"""How long a dead child stays dead: the back-off of keepalived, as a pure machine."""

from dataclasses import dataclass
from typing import Final

from vipd.base.units import SECOND, ZERO, Duration

HEALTHY_RUN: Final = Duration(60 * SECOND)
"""A child that ran this long died of something new: it is replaced at once."""

DELAY_MAX: Final = Duration(60 * SECOND)
_DOUBLED_UP_TO: Final = Duration(30 * SECOND)


@dataclass(slots=True)
class Backoff:
    """The delay before the next start of one child.

    keepalived 2.4: a child that dies at once is started again after 0, 1, 2, 4, 8, 16, 32, 60,
    60 ... seconds, without a limit on their number.
    """

    _next: Duration = ZERO

    def died(self, ran: Duration) -> Duration | None:
        """Return how long to wait now that the child died after having run for ``ran``.

        None: it had run long enough; it is started at once and nothing is said about a delay.
        """
        if ran >= HEALTHY_RUN:
            self._next = ZERO
            return None
        delay = self._next
        if delay == ZERO:
            self._next = SECOND
        elif delay > _DOUBLED_UP_TO:
            self._next = DELAY_MAX
        else:
            self._next = Duration(2 * delay)
        return delay
