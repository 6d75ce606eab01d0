"""Virtual time: a heap of what happens when.

Knows nothing of what the actions do. Actions of one instant run in the order in which they were
entered, so a run has one order only.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

from vipd.base.units import Instant

Action = Callable[[], None]


@dataclass(slots=True)
class Timeline:
    """The time of the world, in nanoseconds since its beginning, and what is still to come."""

    now: Instant = Instant(0)
    _heap: list[tuple[Instant, int, Action]] = field(default_factory=list)
    _entered: int = 0

    def at(self, instant: Instant, action: Action) -> None:
        """Run ``action`` at ``instant``; an instant that has passed means now."""
        self._entered += 1
        heapq.heappush(self._heap, (max(instant, self.now), self._entered, action))

    def run_until(self, end: Instant) -> None:
        """Run everything up to and including ``end``; afterwards it is ``end``."""
        heap = self._heap
        while heap and heap[0][0] <= end:
            self.now, _, action = heapq.heappop(heap)
            action()
        self.now = max(self.now, end)
