"""No transition without a cause that the world, not the engine, vouches for.

For each instance on each node this keeps, from what arrived at the node, the earliest instant at
which it may claim mastership by the formulas, and whether anything superior was heard. Where an
engine may choose, the earlier instant is kept: what is refused here is certainly wrong.
"""

from dataclasses import dataclass, field
from typing import Final, assert_never

from vipd.base.units import MILLISECOND, Duration, Instant, after, since
from vipd.core.vrrp.events import State
from vipd.core.vrrp.notices import Cause, Transition
from vipd.core.vrrp.timing import master_down, skew
from vipd.model.vrrp import InitialState, Instance
from vipd.sim.facts import Advert, Facts, Failure, Router

_NEVER: Final = Instant(1 << 62)


@dataclass(slots=True)
class _Record:
    """What one instance on one node has reason to do."""

    floor: Instant = _NEVER
    """It may not become MASTER before this."""
    excused: bool = False
    """The floor had passed before the advert that moved it came; until the next wake-up ends."""
    follows: Instant = Instant(0)
    """Floor that follows from the last acceptable advert, whatever the state was."""
    heard: Instant = Instant(-1)
    """When that advert arrived."""
    goodbye: Instant = Instant(-1)
    """When the last advert of priority 0 arrived."""
    threat: Instant = Instant(-1)
    """When the last advert superior to a master arrived."""
    master_after: Instant = Instant(0)
    """End of the wake-up before the one in which it became MASTER."""


@dataclass(slots=True)
class Causes:
    """Judges every transition."""

    facts: Facts
    _records: dict[tuple[str, str], _Record] = field(default_factory=dict)
    _deaf_until: dict[str, Instant] = field(default_factory=dict)
    """End of the start-up delay of each node."""
    _happened: dict[str, Instant] = field(default_factory=dict)
    _ended: dict[str, Instant] = field(default_factory=dict)
    _excused: dict[str, list[_Record]] = field(default_factory=dict)

    def happened(self, node: str, now: Instant) -> None:
        """Something was done to a node."""
        self._happened[node] = now

    def ended(self, node: str) -> None:
        """The engine of a node is gone; what it did not read waits for the next, or for nobody."""
        self._ended[node] = self.facts.world.nodes[node].last_turn

    def reloaded(self, node: str, now: Instant) -> None:
        """The node has another configuration: its instances may count anew."""
        for (name, _), record in self._records.items():
            if name == node:
                record.floor = min(record.floor, now)
                record.threat = now  # an unread advert may be superior to what it is now
                record.excused = False

    def turned(self, node: str) -> None:
        """A wake-up ended: everything that had arrived has been read."""
        for record in self._excused.pop(node, ()):
            record.excused = False

    def arrived(self, node: str, router: Router, advert: Advert, now: Instant) -> None:
        """A genuine advert was queued at a node."""
        config = self.facts.config(node, router.name)
        if config is None or now <= self._deaf_until.get(node, Instant(-1)):
            return
        if not _acceptable(advert, config):
            return
        record = self._record(node, router.name)
        if advert.priority == 0:
            record.goodbye = now
            record.floor = min(record.floor, after(now, _skew(config, router)))
            return
        ours = config.priority
        source = self.facts.source(config, node)
        if (advert.priority, advert.source) > (ours, source):
            record.threat = now
        interval = advert.interval if config.version == 3 else config.advert_int
        if advert.priority < ours and config.preempt:
            if config.preempt_delay:  # it may have been accepted
                record.heard, record.follows = now, after(now, _down(config, interval))
                record.floor = min(record.floor, record.follows)
            return
        record.heard, record.follows = now, after(now, _down(config, interval))
        if now > record.floor and not record.excused:
            record.excused = True
            self._excused.setdefault(node, []).append(record)
        if record.floor != _NEVER:
            record.floor = record.follows

    def judge(self, node: str, transition: Transition, now: Instant) -> None:
        """Demand a cause of a transition and note what follows from it."""
        config = self.facts.config(node, transition.instance)
        if transition.new is None or config is None:
            self._demand(self._happened.get(node) == now, node, transition, now)
            return
        match transition.new:
            case State.MASTER:
                self._judge_master(node, transition, config, now)
            case State.BACKUP:
                self._judge_backup(node, transition, config, now)
            case State.FAULT:
                self._judge_fault(node, transition, config, now)
            case State.INIT:
                self._demand(False, node, transition, now)
            case _:
                assert_never(transition.new)

    def _judge_master(
        self, node: str, transition: Transition, config: Instance, now: Instant
    ) -> None:
        record = self._record(node, config.name)
        match transition.cause:
            case Cause.RESUMED:
                justified = self._happened.get(node) == now
            case Cause.OWNER:
                justified = config.owner and config.initial_state is InitialState.MASTER
                justified = justified and (record.floor <= now or transition.old is State.BACKUP)
            case _:
                justified = now >= record.floor or record.excused
        self._demand(justified, node, transition, now)
        resumed = transition.cause is Cause.RESUMED
        last_turn = self.facts.world.nodes[node].last_turn
        record.master_after = Instant(0) if resumed else last_turn
        record.floor = _NEVER

    def _judge_backup(
        self, node: str, transition: Transition, config: Instance, now: Instant
    ) -> None:
        record = self._record(node, config.name)
        router = self.facts.routers[config.name]
        own_down = after(now, _down(config, config.advert_int))
        match transition.cause:
            case Cause.STARTED:
                self._demand(transition.old is State.INIT, node, transition, now)
                record.floor = self._start_floor(node, config, now)
                self._allow_for_queued(node, record, config, router, now)
            case Cause.RECOVERED:
                self._demand(self._link_up(node, config), node, transition, now)
                record.floor = own_down
            case Cause.HIGHER_PRIORITY | Cause.HIGHER_ADDRESS:
                self._demand(record.threat >= record.master_after, node, transition, now)
                record.floor = max(record.follows, record.master_after)
            case Cause.ADDRESS_LOST:
                self._demand(self._touched(node), node, transition, now)
                record.floor = after(now, _skew(config, router))
            case Cause.CLOCK_GAP:
                self._demand(self._touched(node), node, transition, now)
                record.floor = own_down
            case _:
                self._demand(False, node, transition, now)
        self._allow_for_unread(node, record, config, router)

    def _judge_fault(
        self, node: str, transition: Transition, config: Instance, now: Instant
    ) -> None:
        justified = not self._link_up(node, config) or self._touched(node)
        self._demand(justified, node, transition, now)
        self._record(node, config.name).floor = _NEVER

    def _allow_for_unread(
        self, node: str, record: _Record, config: Instance, router: Router
    ) -> None:
        """What arrived since the last wake-up is read after the transition, with its own time."""
        last_turn = self.facts.world.nodes[node].last_turn
        if record.heard >= last_turn:
            record.floor = min(record.floor, record.follows)
        if record.goodbye >= last_turn:
            record.floor = min(record.floor, after(record.goodbye, _skew(config, router)))

    def _allow_for_queued(
        self, node: str, record: _Record, config: Instance, router: Router, now: Instant
    ) -> None:
        """What was queued for a predecessor counts as if it came now."""
        last_read = self._ended.get(node, _NEVER)
        if record.goodbye > last_read:
            record.floor = min(record.floor, after(now, _skew(config, router)))
        if record.heard > last_read:
            wait = since(record.heard, record.follows)
            record.floor = min(record.floor, after(now, wait))

    def _start_floor(self, node: str, config: Instance, now: Instant) -> Instant:
        world_node = self.facts.world.nodes[node]
        delayed = after(world_node.started, world_node.start_delay)
        begin = max(now, delayed)
        if delayed > now:
            self._deaf_until[node] = delayed
        if config.owner and config.initial_state is InitialState.MASTER:
            return begin
        return after(begin, _down(config, config.advert_int))

    def _link_up(self, node: str, config: Instance) -> bool:
        link = self.facts.world.nodes[node].kernel.link(config.interface)
        return link is not None and link.up

    def _touched(self, node: str) -> bool:
        """Whether something was done to the node since its last wake-up."""
        at = self._happened.get(node)
        world_node = self.facts.world.nodes[node]
        return at is not None and at >= world_node.last_turn

    def _record(self, node: str, router: str) -> _Record:
        return self._records.setdefault((node, router), _Record())

    def _demand(self, justified: bool, node: str, transition: Transition, now: Instant) -> None:
        if justified:
            return
        record = self._record(node, transition.instance)
        early = (record.floor - now) // MILLISECOND if record.floor != _NEVER else "for ever"
        old, new = transition.old.name, transition.new.name if transition.new else "ended"
        detail = f"{node}: {transition.instance} {old} to {new}, {transition.cause}; early {early}"
        raise Failure("a transition without cause", now, detail)


def _acceptable(advert: Advert, config: Instance) -> bool:
    if advert.version != config.version:
        return False
    return config.version == 3 or advert.interval == config.advert_int


def _down(config: Instance, interval: Duration) -> Duration:
    return master_down(
        config.priority,
        version=config.version,
        interval=interval,
        adverts=config.down_timer_adverts,
    )


def _skew(config: Instance, router: Router) -> Duration:
    """Return the shortest skew that any interval in use gives."""
    return skew(config.priority, version=config.version, interval=router.interval_min)
