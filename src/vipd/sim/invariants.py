"""Everything that must hold in every run, watched together.

- Never two masters in one connected set beyond the protocol's bound, exactly one within the bound
  after healing, then no change at all (``mastership``).
- No transition without cause (``causes``).
- MASTER exactly when the addresses are there (``custody``).
- Only masters advertise, none falls silent, none yields in silence (``speech``).
- After healing the clients send to the master (``reach``).
- A reload of the same configuration has no effect at all (here).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from vipd.base.units import Duration, Instant
from vipd.core.vrrp.notices import Transition
from vipd.sim.causes import Causes
from vipd.sim.client import announced
from vipd.sim.custody import Custody
from vipd.sim.facts import Facts, Failure, read_advert
from vipd.sim.mastership import Mastership
from vipd.sim.reach import Reach
from vipd.sim.records import (
    Applied,
    Arrived,
    FrameSent,
    Happened,
    Noticed,
    Overrun,
    Record,
    Sent,
    Turned,
)
from vipd.sim.scenario import Scenario
from vipd.sim.speech import Speech
from vipd.sim.world import World

__all__ = ["Failure", "Invariants"]

_EFFECTS: Final = (Sent, FrameSent, Applied, Noticed)


@dataclass(slots=True)
class _Reload:
    node: str
    unchanged: bool


class Invariants:
    """Watches a world; raises ``Failure`` out of the run at the first that is broken."""

    def __init__(self, scenario: Scenario, world: World) -> None:
        self._facts = Facts(scenario, world)
        self._world = world
        self._mastership = Mastership(self._facts)
        self._causes = Causes(self._facts)
        self._custody = Custody(self._facts)
        self._speech = Speech(self._facts)
        self._reach = Reach(self._facts)
        self._reload: _Reload | None = None
        self._quiet = False
        self._gone: dict[str, None] = {}
        """Nodes without an engine."""
        self._router_of = {
            address: name
            for name, router in self._facts.routers.items()
            for address in router.addresses
        }

    @property
    def settle_bound(self) -> Duration:
        """How long after the heal the routers may take to settle."""
        return self._mastership.settle_bound

    @property
    def quiet_time(self) -> Duration:
        """For how long after that nothing may change."""
        return self._mastership.quiet_time

    def judge_settled(self) -> None:
        """Demand one master each; from now on nothing may change."""
        self._agree()
        self._mastership.judge_settled()
        self._quiet = self._speech.quiet = True

    def judge_quiet(self) -> None:
        """Demand that masters spoke to the end and that clients know them."""
        self._agree()
        self._mastership.judge_settled()
        self._speech.judge_beat()
        self._reach.judge()

    @contextmanager
    def reload(self, node: str, *, unchanged: bool) -> Iterator[None]:
        """Watch a reload: of the same configuration it may have no effect."""
        self._reload = _Reload(node, unchanged)
        try:
            yield
        finally:
            self._reload = None

    def observe(self, now: Instant, record: Record) -> None:
        """Take note of a record and judge what can be judged at once."""
        if self._reload is not None and self._reload.unchanged:
            self._judge_reload(self._reload.node, now, record)
        match record:
            case Arrived():
                self._arrived(record, now)
            case Sent():
                self._sent(record, now)
            case Noticed():
                if isinstance(record.notice, Transition):
                    self._changed(record.node, record.notice, now)
            case Turned():
                if record.read:
                    self._causes.turned(record.node)
                self._speech.turned(record.node, now)
                self._custody.judge(record.node, now)
            case Applied():
                router = self._router_of.get(record.operation.address.address)
                if router is not None:
                    self._custody.touch(record.node, router)
            case Overrun():
                self._mastership.disturbed(record.node)
            case Happened():
                self._happened(record, now)
            case FrameSent():
                address = announced(record.frame)
                router = self._router_of.get(address) if address is not None else None
                if address is not None and router is not None:
                    self._speech.announced(
                        record.node, self._facts.routers[router], address.packed, now
                    )

    def _arrived(self, record: Arrived, now: Instant) -> None:
        if not record.genuine:
            return
        advert = read_advert(record.packet)
        router = self._facts.router_of(record.interface, advert) if advert else None
        if advert is not None and router is not None:
            self._causes.arrived(record.node, router, advert, now)

    def _sent(self, record: Sent, now: Instant) -> None:
        advert = read_advert(record.packet)
        router = self._facts.router_of(record.interface, advert) if advert else None
        if advert is not None and router is not None:
            self._speech.sent(record.node, router, advert, record.destination.packed, now)

    def _changed(self, node: str, transition: Transition, now: Instant) -> None:
        if self._quiet:
            self._mastership.judge_quiet_transition(node, transition, now)
        key = node, transition.instance
        if transition.new is None:
            self._facts.states.pop(key, None)
        else:
            self._facts.states[key] = transition.new
        self._causes.judge(node, transition, now)
        self._speech.changed(node, transition, now)
        self._reach.changed(node, transition, now)
        self._custody.touch(*key)
        self._mastership.review(self._facts.routers[transition.instance])

    def _happened(self, record: Happened, now: Instant) -> None:
        node = record.subject
        if node in self._world.nodes:
            self._causes.happened(node, now)
            self._custody.touch_all(node)
            if self._reload is not None and not self._reload.unchanged:
                self._causes.reloaded(node, now)
        # It is told before it is done; look again when it was.
        self._world.timeline.at(now, self._review)

    def _review(self) -> None:
        for name, node in self._world.nodes.items():
            if node.engine is None:
                self._speech.gone(name)
                if name not in self._gone:
                    self._gone[name] = None
                    self._causes.ended(name)
                for key in [key for key in self._facts.states if key[0] == name]:
                    del self._facts.states[key]
            else:
                self._gone.pop(name, None)
        self._mastership.review_all()
        self._reach.review(self._world.timeline.now)

    def _agree(self) -> None:
        """Demand that the states told by notices are those the engines have."""
        now = self._world.timeline.now
        told = self._facts.states
        actual = self._world.states()
        if told != actual:
            differing = [key for key in told | actual if told.get(key) != actual.get(key)]
            raise Failure("states without notice", now, f"{differing}")

    def _judge_reload(self, node: str, now: Instant, record: Record) -> None:
        if isinstance(record, _EFFECTS) and record.node == node:
            raise Failure("a reload of the same file had an effect", now, f"{record}")
