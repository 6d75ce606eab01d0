"""Runs a scenario: its events in their order, the heal, and the time in which all must be well.

Judges nothing itself; ``invariants`` watches.
"""

import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from random import Random
from typing import Final, assert_never

from vipd.base.addr import Family
from vipd.base.units import MICROSECOND, MILLISECOND, Duration, Instant, after
from vipd.sim import hostile, net
from vipd.sim import scenario as sc
from vipd.sim.build import (
    GROUP_IPV4,
    GROUP_IPV6,
    build_config,
    build_world,
    virtual_addresses,
)
from vipd.sim.invariants import Failure, Invariants
from vipd.sim.node import EngineFactory
from vipd.sim.records import Trace
from vipd.sim.world import Crash, World, production

BEGINNING: Final = Instant(0)


@dataclass(slots=True, eq=False)
class Outcome:
    """What became of a scenario; ``failure`` None: every invariant held."""

    world: World
    trace: Trace
    failure: Failure | None


@dataclass(slots=True, eq=False)
class Run:
    """A scenario under way. Directed tests stop in between and look.

    Not ``watched``, no invariant is judged: for nodes so busy that their timers mean nothing.
    """

    scenario: sc.Scenario
    factory: EngineFactory = production
    watched: bool = True
    trace: Trace = field(default_factory=Trace)
    _world: World | None = None
    _invariants: Invariants | None = None
    _routers: dict[str, tuple[sc.RouterSpec, ...]] = field(default_factory=dict)
    _for_good: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        world = self._world = build_world(self.scenario, self.factory)
        self._invariants = Invariants(self.scenario, world)
        world.observers.append(self.trace)
        if self.watched:
            world.observers.append(self._invariants.observe)
        for node in self.scenario.nodes:
            self._routers[node.name] = node.routers
            world.timeline.at(_at(node.start_ms), partial(world.start, node.name))
        for event in self.scenario.events:
            world.timeline.at(_at(event.at_ms), partial(self.apply, event))
        world.timeline.at(_at(self.scenario.heal_at_ms), self._heal)

    @property
    def world(self) -> World:
        """The world of this run."""
        assert self._world is not None
        return self._world

    @property
    def invariants(self) -> Invariants:
        """What watches this run."""
        assert self._invariants is not None
        return self._invariants

    def apply(self, event: sc.Event) -> None:
        """Let an event of a scenario happen now."""
        world = self.world
        match event:
            case sc.Start():
                self._for_good.discard(event.node)
                world.start(event.node)
            case sc.Stop():
                self._gone(event.node, for_good=event.for_good)
                world.stop(event.node)
            case sc.Kill():
                self._gone(event.node, for_good=event.for_good)
                world.crash(event.node, Crash(event.kind))
            case sc.Pause():
                world.pause(event.node, _ms(event.length_ms))
            case sc.Suspend():
                world.suspend(event.node, _ms(event.length_ms), clock_runs=event.clock_runs)
            case sc.LinkState():
                world.set_link(event.node, event.lan, up=event.up)
            case sc.Unplug():
                world.unplug(event.node, event.lan, back=event.back)
            case sc.Cut():
                world.cut(event.lan, event.sides)
            case sc.Deafen():
                world.deafen(event.lan, event.sender, event.receiver, deaf=event.deaf)
            case sc.Weather():
                world.set_weather(event.lan, _weather(event))
            case sc.Latency():
                world.nodes[event.node].latency = Duration(event.below_us * MICROSECOND)
            case sc.LoseAddress():
                self._lose_address(event)
            case sc.LoseReports():
                world.nodes[event.node].kernel.overrun()
            case sc.RefuseSends():
                world.nodes[event.node].packets.refuse = event.error
            case sc.Reload():
                self._reload(event)
            case sc.Flood():
                self._flood(event)
            case _:
                assert_never(event)

    def finish(self) -> None:
        """Run to the end: the heal, the time to settle, the time in which nothing may change.

        Raises:
            Failure: as soon as an invariant is broken.
        """
        healed = _at(self.scenario.heal_at_ms)
        self.world.run_until(healed)
        self.world.run_until(after(healed, self.invariants.settle_bound))
        self.invariants.judge_settled()
        self.world.run_for(self.invariants.quiet_time)
        self.invariants.judge_quiet()

    def _heal(self) -> None:
        self.world.heal()
        for node in self.scenario.nodes:
            if node.name not in self._for_good:
                self.world.start(node.name)

    def _gone(self, node: str, *, for_good: bool) -> None:
        if for_good:
            self._for_good.add(node)

    def _lose_address(self, event: sc.LoseAddress) -> None:
        for router in self._routers[event.node]:
            if router.name == event.router:
                address = virtual_addresses(self.scenario, router)[0]
                self.world.remove_address(event.node, router.lan, address)

    def _reload(self, event: sc.Reload) -> None:
        if self.world.nodes[event.node].engine is None:
            return  # who would clear up what the old configuration left behind?
        if event.routers is not None:
            self._routers[event.node] = event.routers
        spec = next(node for node in self.scenario.nodes if node.name == event.node)
        config = build_config(self.scenario, spec, self._routers[event.node])
        before = self.world.nodes[event.node].config
        with self.invariants.reload(event.node, unchanged=config == before):
            self.world.reload(event.node, config)

    def _flood(self, event: sc.Flood) -> None:
        rng = Random(f"{self.scenario.seed} flood {event.at_ms} {event.kind}")
        forgery = hostile.Forgery(
            kind=hostile.Kind(event.kind),
            vrid=event.vrid,
            version=event.version,
            destination=GROUP_IPV4 if event.family == Family.IPV4.value else GROUP_IPV6,
        )
        for number in range(event.count):
            at = after(self.world.timeline.now, _us(number * event.interval_us))
            packet = hostile.forge(forgery, rng)
            self.world.timeline.at(
                at, partial(self.world.inject, event.lan, packet, forgery.destination)
            )


def run(scenario: sc.Scenario, factory: EngineFactory = production) -> Outcome:
    """Run a scenario from beginning to end; never raises because of what is run."""
    running = Run(scenario, factory)
    failure: Failure | None = None
    try:
        running.finish()
    except Failure as broken:
        failure = broken
    except Exception as error:  # noqa: BLE001  # whatever the engine raises is a finding
        now = running.world.timeline.now
        frames = traceback.format_exception(error)
        failure = Failure(f"the engine raised {type(error).__name__}", now, "".join(frames))
    return Outcome(running.world, running.trace, failure)


def without(scenario: sc.Scenario, keep: Sequence[sc.Event]) -> sc.Scenario:
    """Return the scenario with these of its events only."""
    return replace(scenario, events=tuple(keep))


def _weather(event: sc.Weather) -> net.Weather:
    return net.Weather(
        loss=event.loss,
        duplication=event.duplication,
        damage=event.damage,
        delay=_us(event.delay_us),
        jitter=_us(event.jitter_us),
    )


def _at(value_ms: int) -> Instant:
    return after(BEGINNING, _ms(value_ms))


def _ms(value: int) -> Duration:
    return Duration(value * MILLISECOND)


def _us(value: int) -> Duration:
    return Duration(value * MICROSECOND)
