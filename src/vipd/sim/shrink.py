"""Finds a shortest list of events that still breaks the same invariant (delta debugging)."""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from vipd.sim.node import EngineFactory
from vipd.sim.run import run, without
from vipd.sim.scenario import Scenario
from vipd.sim.world import production

RUNS_MAX: Final = 400
"""Bound of the runs spent on one failure."""

T = TypeVar("T")


def shrink(scenario: Scenario, invariant: str, factory: EngineFactory = production) -> Scenario:
    """Return the scenario with as few events as break ``invariant`` at all."""

    def fails(events: Sequence[object]) -> bool:
        kept = [event for event in scenario.events if any(event is one for one in events)]
        failure = run(without(scenario, kept), factory).failure
        return failure is not None and failure.invariant == invariant

    kept = minimise(scenario.events, fails, RUNS_MAX)
    return without(scenario, kept)


def minimise(
    items: Sequence[T], fails: Callable[[Sequence[T]], bool], runs_max: int
) -> Sequence[T]:
    """Return a subsequence that fails and of which no single item can be left out.

    ``items`` fails; after ``runs_max`` calls of ``fails`` the best so far is returned.
    """
    runs = 0
    size = max(len(items) // 2, 1)
    while items and runs < runs_max:
        for start in range(0, len(items), size):
            rest = [*items[:start], *items[start + size :]]
            runs += 1
            if fails(rest):
                items = rest
                break
        else:
            if size == 1:
                break
            size = max(size // 2, 1)
            continue
        size = max(min(size, len(items) // 2), 1)
    return items
