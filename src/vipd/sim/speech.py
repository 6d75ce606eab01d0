"""Who advertises, how often, and that nobody yields in silence."""

from dataclasses import dataclass, field
from typing import Final

from vipd.base.units import MICROSECOND, MILLISECOND, Duration, Instant, after, since
from vipd.core.vrrp.events import State
from vipd.core.vrrp.notices import Cause, Transition
from vipd.sim import scenario as sc
from vipd.sim.facts import Advert, Facts, Failure, Router

ADVERTS_IN_ONE_TURN_MAX: Final = 3
"""Becoming master, an answer, a last one on yielding: more is a storm."""
ANNOUNCEMENTS_IN_ONE_TURN_MAX: Final = 15
"""Three bursts of an address: on becoming master, for an inferior advert, a delayed one."""

_YIELDS: Final = (Cause.HIGHER_PRIORITY, Cause.HIGHER_ADDRESS)


@dataclass(slots=True)
class _Speaker:
    """One instance on one node. ``last``: its last advert of this mastership."""

    last: Instant | None = None
    was_master: bool = False
    """Whether it was MASTER at any time since the last wake-up ended."""
    spoke: dict[bytes, int] = field(default_factory=dict)
    """Adverts other than good-byes since the last wake-up ended, by destination."""
    announced: dict[bytes, int] = field(default_factory=dict)
    """Announcements since the last wake-up ended, by address."""


@dataclass(slots=True)
class Speech:
    """Watches the adverts that are sent."""

    facts: Facts
    quiet: bool = False
    """Set while nothing disturbs: adverts keep their beat exactly."""
    _speakers: dict[tuple[str, str], _Speaker] = field(default_factory=dict)
    _turn: dict[str, dict[str, None]] = field(default_factory=dict)
    """Instances of each node that did something since its last wake-up ended."""

    def sent(
        self, node: str, router: Router, advert: Advert, destination: bytes, now: Instant
    ) -> None:
        """An instance sent an advert: judge the distance from the one before."""
        speaker = self._speaker(node, router.name)
        self._turn.setdefault(node, {})[router.name] = None
        if advert.priority == 0:
            return
        spoken = speaker.spoke[destination] = speaker.spoke.get(destination, 0) + 1
        if spoken > ADVERTS_IN_ONE_TURN_MAX:
            detail = f"{node} for {router.name}: {spoken} adverts in one wake-up"
            raise Failure("an answer to every packet of a queue", now, detail)
        if speaker.last == now:
            return  # further copies, for unicast peers, or an answer
        if speaker.last is not None:
            self._judge_distance(node, router, speaker.last, now)
        speaker.last = now

    def announced(self, node: str, router: Router, address: bytes, now: Instant) -> None:
        """An instance announced an address: a wake-up may not do so without end."""
        speaker = self._speaker(node, router.name)
        self._turn.setdefault(node, {})[router.name] = None
        said = speaker.announced[address] = speaker.announced.get(address, 0) + 1
        if said > ANNOUNCEMENTS_IN_ONE_TURN_MAX:
            detail = f"{node} for {router.name}: {said} announcements in one wake-up"
            raise Failure("an answer to every packet of a queue", now, detail)

    def changed(self, node: str, transition: Transition, now: Instant) -> None:
        """An instance changed its state."""
        if transition.old is State.INIT:
            self._speakers.pop((node, transition.instance), None)
        speaker = self._speaker(node, transition.instance)
        self._turn.setdefault(node, {})[transition.instance] = None
        speaker.was_master |= State.MASTER in (transition.old, transition.new)
        if transition.old is State.MASTER:
            speaker.last = None
            if transition.cause in _YIELDS and not speaker.spoke:
                detail = f"{node} left MASTER of {transition.instance} without an advert"
                raise Failure("yielded in silence", now, detail)

    def turned(self, node: str, now: Instant) -> None:
        """A wake-up ended: nobody but a master may have spoken."""
        for name in self._turn.pop(node, ()):
            speaker = self._speaker(node, name)
            if speaker.spoke and not speaker.was_master:
                raise Failure("an advert of no master", now, f"{node} sent one for {name}")
            speaker.spoke.clear()
            speaker.announced.clear()
            speaker.was_master = self.facts.states.get((node, name)) is State.MASTER

    def gone(self, node: str) -> None:
        """The engine of a node ended without a good-bye."""
        for key in [key for key in self._speakers if key[0] == node]:
            del self._speakers[key]
        self._turn.pop(node, None)

    def judge_beat(self) -> None:
        """Demand that every master advertised within its last interval."""
        now = self.facts.world.timeline.now
        for (node, name), state in self.facts.states.items():
            config = self.facts.config(node, name)
            if state is not State.MASTER or config is None:
                continue
            last = self._speaker(node, name).last
            if self.facts.world.nodes[node].engine is None:
                continue
            if last is None or since(last, now) > config.advert_int:
                raise Failure("a silent master", now, f"{node} for {name}, last at {last}")

    def _speaker(self, node: str, router: str) -> _Speaker:
        return self._speakers.setdefault((node, router), _Speaker())

    def _judge_distance(self, node: str, router: Router, last: Instant, now: Instant) -> None:
        config = self.facts.config(node, router.name)
        if config is None:
            return
        distance = since(last, now)
        if self.quiet:
            if distance != config.advert_int:
                detail = f"{node} for {router.name}: {distance} ns, not {config.advert_int}"
                raise Failure("adverts lost their beat", now, detail)
            return
        world_node = self.facts.world.nodes[node]
        if world_node.running_since > last or world_node.packet_cost or world_node.turn_cost:
            return  # it was paused or restarted in between, or has too much to do
        allowed = Duration(router.interval_max + self._latency(node))
        if now > after(last, allowed):
            detail = f"{node} for {router.name}: {distance // MILLISECOND} ms"
            raise Failure("a master was silent too long", now, detail)

    def _latency(self, node: str) -> Duration:
        below = [
            event.below_us
            for event in self.facts.scenario.events
            if isinstance(event, sc.Latency) and event.node == node
        ]
        return Duration(max(below, default=0) * MICROSECOND)
