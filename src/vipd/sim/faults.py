"""Random scenarios: what a seed stands for.

A scenario has 2 to 4 nodes on 1 or 2 networks with 1 to 3 virtual routers, some seconds of trouble
and a heal. Nothing in it makes two configurations refuse each other for ever.
"""

import errno
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Final

from vipd.sim import scenario as sc
from vipd.sim.hostile import Kind
from vipd.sim.world import Crash

TROUBLE_MS: Final = 20_000
"""How long the trouble lasts; the heal follows."""
_EVENTS_MAX: Final = 12
_LENGTHS_MS: Final = (5, 50, 300, 1000, 2500, 4000, 8000)
_KINDS: Final = ((2, 4), (3, 4), (3, 6))


def generate(seed: int) -> sc.Scenario:
    """Return the scenario of a seed: always the same."""
    return _Generator(Random(f"{seed} scenario"), seed).scenario()


class _Generator:
    """Draws one scenario."""

    def __init__(self, rng: Random, seed: int) -> None:
        self._rng = rng
        self._seed = seed
        self._nodes = tuple(f"n{number}" for number in range(1, rng.choice((2, 2, 3, 3, 4)) + 1))
        self._survivor = rng.choice(self._nodes[:2])
        self._routers: dict[str, list[sc.RouterSpec]] = {node: [] for node in self._nodes}
        self._draw: tuple[Callable[[int], list[sc.Event]], ...] = (
            self._kill,
            self._kill,
            self._stop,
            self._pause,
            self._pause,
            self._suspend,
            self._link,
            self._unplug,
            self._cut,
            self._cut,
            self._deafen,
            self._weather,
            self._weather,
            self._latency,
            self._lose_address,
            self._lose_reports,
            self._refuse,
            self._reload_same,
            self._reload_other,
            self._flood,
        )

    def scenario(self) -> sc.Scenario:
        """Draw nodes, then events."""
        rng = self._rng
        lans = ("lan1", "lan2")[: rng.choice((1, 1, 2))]
        for number in range(rng.choice((1, 1, 2, 3))):
            self._add_router(lans[number % len(lans)], number)
        nodes = tuple(
            sc.NodeSpec(
                name=node,
                routers=tuple(self._routers[node]),
                start_ms=rng.choice((0, 0, rng.randrange(3000))),
                startup_delay_ms=rng.choice((0, 0, 0, 0, 1500)),
            )
            for node in self._nodes
        )
        self._routers = {node: specs for node, specs in self._routers.items() if specs}
        nodes = tuple(node for node in nodes if node.routers)
        events: list[sc.Event] = []
        for _ in range(rng.randrange(1, _EVENTS_MAX)):
            events += rng.choice(self._draw)(rng.randrange(1000, TROUBLE_MS))
        # What would follow a fault in time to be part of the trouble, or not at all.
        events = [event for event in events if event.at_ms < TROUBLE_MS]
        events.sort(key=lambda event: event.at_ms)
        return sc.Scenario(
            seed=self._seed, nodes=nodes, events=tuple(events), heal_at_ms=TROUBLE_MS
        )

    # -- nodes --------------------------------------------------------------------------------

    def _add_router(self, lan: str, number: int) -> None:
        rng = self._rng
        version, family = rng.choice(_KINDS)
        unicast = rng.random() < 0.15
        first = sc.RouterSpec(
            lan=lan,
            vrid=51 + number,
            version=version,
            family=family,
            priority=100,
            advert_int_ms=1000 if version == 2 else rng.choice((100, 200, 500, 1000)),
            down_timer_adverts=rng.choice((3, 3, 3, 2, 5)),
            unicast=unicast,
            password="secret" if version == 2 and rng.random() < 0.2 else "",
            addresses=rng.choice((1, 1, 2, 5)),
            garp_delay_ms=rng.choice((5000, 1000)),
        )
        owner = rng.choice(self._nodes) if rng.random() < 0.1 else None
        absent = rng.choice(self._nodes[2:]) if rng.random() < 0.3 and self._nodes[2:] else None
        for node in self._nodes:
            if node == absent:
                continue
            if node == owner:
                starts = rng.random() < 0.5
                spec = replace(first, priority=255, owner_starts=starts)
            else:
                spec = self._vary(first)
            self._routers[node].append(spec)

    def _vary(self, spec: sc.RouterSpec) -> sc.RouterSpec:
        rng = self._rng
        preempt = rng.random() > 0.25
        delay = rng.choice((1000, 3000)) if preempt and rng.random() < 0.15 else 0
        return replace(
            spec,
            priority=rng.choice((1, 50, 100, 100, 150, 200, 254)),
            preempt=preempt,
            preempt_delay_ms=delay,
        )

    # -- events -------------------------------------------------------------------------------

    def _node(self) -> str:
        return self._rng.choice(tuple(self._routers))

    def _router(self, node: str) -> sc.RouterSpec:
        return self._rng.choice(self._routers[node])

    def _lan(self) -> str:
        return self._router(self._node()).lan

    def _later(self, at_ms: int) -> int:
        return at_ms + self._rng.choice(_LENGTHS_MS) + self._rng.randrange(100)

    def _often(self) -> bool:
        return self._rng.random() < 0.7

    def _kill(self, at_ms: int) -> list[sc.Event]:
        node = self._node()
        kind = self._rng.choice(tuple(Crash)).value
        good = node != self._survivor and self._rng.random() < 0.15
        events: list[sc.Event] = [sc.Kill(at_ms=at_ms, node=node, kind=kind, for_good=good)]
        if not good and self._often():
            events.append(sc.Start(at_ms=self._later(at_ms), node=node))
        return events

    def _stop(self, at_ms: int) -> list[sc.Event]:
        node = self._node()
        good = node != self._survivor and self._rng.random() < 0.15
        events: list[sc.Event] = [sc.Stop(at_ms=at_ms, node=node, for_good=good)]
        if not good and self._often():
            events.append(sc.Start(at_ms=self._later(at_ms), node=node))
        return events

    def _pause(self, at_ms: int) -> list[sc.Event]:
        length = self._rng.choice(_LENGTHS_MS)
        return [sc.Pause(at_ms=at_ms, node=self._node(), length_ms=length)]

    def _suspend(self, at_ms: int) -> list[sc.Event]:
        return [
            sc.Suspend(
                at_ms=at_ms,
                node=self._node(),
                length_ms=self._rng.choice(_LENGTHS_MS),
                clock_runs=self._rng.random() < 0.5,
            )
        ]

    def _link(self, at_ms: int) -> list[sc.Event]:
        node = self._node()
        lan = self._router(node).lan
        events: list[sc.Event] = [sc.LinkState(at_ms=at_ms, node=node, lan=lan, up=False)]
        if self._often():
            events.append(sc.LinkState(at_ms=self._later(at_ms), node=node, lan=lan, up=True))
        return events

    def _unplug(self, at_ms: int) -> list[sc.Event]:
        node = self._node()
        lan = self._router(node).lan
        events: list[sc.Event] = [sc.Unplug(at_ms=at_ms, node=node, lan=lan, back=False)]
        if self._often():
            events.append(sc.Unplug(at_ms=self._later(at_ms), node=node, lan=lan, back=True))
        return events

    def _cut(self, at_ms: int) -> list[sc.Event]:
        lan = self._lan()
        stations = [*self._routers, f"client-{lan}"]
        sides: tuple[list[str], list[str]] = ([], [])
        for station in stations:
            self._rng.choice(sides).append(station)
        cut = tuple(tuple(side) for side in sides if side)
        events: list[sc.Event] = [sc.Cut(at_ms=at_ms, lan=lan, sides=cut)]
        if self._often():
            events.append(sc.Cut(at_ms=self._later(at_ms), lan=lan, sides=()))
        return events

    def _deafen(self, at_ms: int) -> list[sc.Event]:
        lan = self._lan()
        sender, receiver = self._rng.sample([*self._routers, f"client-{lan}"], 2)
        event = sc.Deafen(at_ms=at_ms, lan=lan, sender=sender, receiver=receiver, deaf=True)
        if self._often():
            return [event, replace(event, at_ms=self._later(at_ms), deaf=False)]
        return [event]

    def _weather(self, at_ms: int) -> list[sc.Event]:
        rng = self._rng
        lan = self._lan()
        event = sc.Weather(
            at_ms=at_ms,
            lan=lan,
            loss=rng.choice((0, 0, 50, 300, 900)),
            duplication=rng.choice((0, 0, 100, 500)),
            damage=rng.choice((0, 0, 0, 100)),
            delay_us=rng.choice((10, 100, 5000)),
            jitter_us=rng.choice((0, 0, 1000, 30_000)),
        )
        if self._often():
            return [event, sc.Weather(at_ms=self._later(at_ms), lan=lan)]
        return [event]

    def _latency(self, at_ms: int) -> list[sc.Event]:
        below = self._rng.choice((100, 2000, 15_000))
        return [sc.Latency(at_ms=at_ms, node=self._node(), below_us=below)]

    def _lose_address(self, at_ms: int) -> list[sc.Event]:
        node = self._node()
        return [sc.LoseAddress(at_ms=at_ms, node=node, router=self._router(node).name)]

    def _lose_reports(self, at_ms: int) -> list[sc.Event]:
        return [sc.LoseReports(at_ms=at_ms, node=self._node())]

    def _refuse(self, at_ms: int) -> list[sc.Event]:
        error = self._rng.choice((errno.ENOBUFS, errno.EPERM))
        event = sc.RefuseSends(at_ms=at_ms, node=self._node(), error=error)
        return [event, replace(event, at_ms=self._later(at_ms), error=0)]

    def _reload_same(self, at_ms: int) -> list[sc.Event]:
        return [sc.Reload(at_ms=at_ms, node=self._node())]

    def _reload_other(self, at_ms: int) -> list[sc.Event]:
        rng = self._rng
        node = self._node()
        routers = list(self._routers[node])
        position = rng.randrange(len(routers))
        old = routers[position]
        if len(routers) > 1 and rng.random() < 0.3:
            del routers[position]
        elif old.priority != 255:
            new = self._vary(old)
            if old.version == 3:
                new = replace(new, advert_int_ms=rng.choice((100, 300, 1000)))
            routers[position] = replace(new, addresses=rng.choice((1, 2, 5)))
        return [sc.Reload(at_ms=at_ms, node=node, routers=tuple(routers))]

    def _flood(self, at_ms: int) -> list[sc.Event]:
        rng = self._rng
        router = self._router(self._node())
        return [
            sc.Flood(
                at_ms=at_ms,
                lan=router.lan,
                kind=rng.choice(tuple(Kind)).value,
                vrid=router.vrid,
                version=router.version,
                family=router.family,
                count=rng.choice((10, 200)),
                interval_us=rng.choice((1, 100, 5000)),
            )
        ]
