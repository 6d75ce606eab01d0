"""Directed simulations: two or three routers, and questions to their trace."""

from dataclasses import replace
from typing import Any

from vipd.base.units import MILLISECOND, Duration, Instant
from vipd.core.vrrp.events import State
from vipd.core.vrrp.notices import Cause, Transition
from vipd.sim import scenario as sc
from vipd.sim.facts import read_advert
from vipd.sim.records import FrameSent, Noticed, Record, Sent
from vipd.sim.run import Run

ROUTER = sc.RouterSpec(lan="lan", vrid=51, version=3, family=4, priority=100)
NEVER_MS = 100_000_000
DELAY = Duration(100_000)
"""What a packet takes in fair weather."""


def nodes(*priorities: int, **common: Any) -> tuple[sc.NodeSpec, ...]:
    """Return nodes n1, n2 ... with these priorities and a common configuration."""
    return tuple(
        sc.NodeSpec(name=f"n{number}", routers=(replace(ROUTER, priority=priority, **common),))
        for number, priority in enumerate(priorities, 1)
    )


def scenario(*specs: sc.NodeSpec, events: tuple[sc.Event, ...] = ()) -> sc.Scenario:
    """Return a scenario that is never healed: a test says what happens and when it ends."""
    return sc.Scenario(seed=1, nodes=specs, events=events, heal_at_ms=NEVER_MS)


def started(*specs: sc.NodeSpec, events: tuple[sc.Event, ...] = (), watched: bool = True) -> Run:
    """Return a run at its beginning."""
    return Run(scenario(*specs, events=events), watched=watched)


def until(run: Run, at_ms: int) -> Run:
    """Let time pass up to ``at_ms``."""
    run.world.run_until(ms(at_ms))
    return run


def ms(value: int) -> Instant:
    return Instant(value * MILLISECOND)


def records(run: Run, since: Instant = Instant(0)) -> list[tuple[Instant, Record]]:
    return [(now, record) for now, record in run.trace.records if now >= since]


def transitions(
    run: Run, node: str, since: Instant = Instant(0)
) -> list[tuple[Instant, State | None, Cause]]:
    """Return (when, new state, cause) of the transitions of a node."""
    return [
        (now, record.notice.new, record.notice.cause)
        for now, record in records(run, since)
        if isinstance(record, Noticed)
        and record.node == node
        and isinstance(record.notice, Transition)
    ]


def became(run: Run, node: str, state: State, since: Instant = Instant(0)) -> Instant:
    """Return when the node first entered this state."""
    return next(now for now, new, _ in transitions(run, node, since) if new is state)


def adverts(run: Run, node: str, since: Instant = Instant(0)) -> list[tuple[Instant, int]]:
    """Return (when, priority) of the adverts that a node sent; copies to peers count too."""
    found = []
    for now, record in records(run, since):
        if isinstance(record, Sent) and record.node == node:
            advert = read_advert(record.packet)
            assert advert is not None
            found.append((now, advert.priority))
    return found


def announcements(run: Run, node: str, since: Instant = Instant(0)) -> list[Instant]:
    """Return when a node sent a gratuitous ARP or NA."""
    return [
        now
        for now, record in records(run, since)
        if isinstance(record, FrameSent) and record.node == node
    ]


def client_sends_to(run: Run, lan: str = "lan") -> dict[str, str]:
    """Return the node that the client sends to, by virtual address."""
    stations = {station.mac: name for name, station in run.world.lans[lan].stations.items()}
    cache = run.world.clients[lan].neighbours
    return {str(address): stations[entry.mac] for address, entry in cache.items()}
