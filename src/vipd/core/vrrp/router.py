"""What one virtual router remembers, and the small things that all of its parts need."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from vipd.base.addr import Family, IpAddress
from vipd.base.units import Duration, Instant
from vipd.core.vrrp import effects as fx
from vipd.core.vrrp import notices as nt
from vipd.core.vrrp.effects import Effect
from vipd.core.vrrp.events import State
from vipd.core.vrrp.notices import Cause, Fault
from vipd.core.vrrp.owner import OwnerConflict
from vipd.core.vrrp.stats import Stats
from vipd.core.vrrp.timing import HIGHEST_BACKUP_PRIORITY, master_down, skew
from vipd.model import vrrp as model
from vipd.model.vrrp import ChecksumMode

_SAID_MAX: Final = 64
"""Bound of the messages that one instance emits between two changes of master."""


class Timer(IntEnum):
    """Deadlines of an instance; of two that are due at once the smaller number fires first."""

    PREEMPT_DELAY = 0
    OWNER_WAIT = 1
    MASTER_DOWN = 2
    ADVERT = 3
    GARP_DELAYED = 4
    GARP_LOWER_PRIO = 5
    GARP_REFRESH = 6


MASTER_TIMERS = (
    Timer.ADVERT,
    Timer.OWNER_WAIT,
    Timer.GARP_DELAYED,
    Timer.GARP_LOWER_PRIO,
    Timer.GARP_REFRESH,
)


@dataclass(frozen=True, slots=True)
class Repeat:
    """An accepted advert, as compared with the packets that follow it.

    Accepting a packet is a function of its octets and of the state, so a packet that differs in
    nothing but IPv4 identification, flags and header checksum has the same outcome as long as
    nothing else happened. ``head`` are the octets before the identification, ``middle`` TTL and
    protocol, ``tail`` what begins at ``TAIL_AT``: behind the checksum, or everything in IPv6.
    """

    head: bytes
    middle: bytes
    tail: bytes

    @classmethod
    def of(cls, octets: bytes) -> "Repeat":
        """Return the parts of a whole packet."""
        tail_at = TAIL_AT[Family(octets[0] >> 4)]
        return cls(octets[:4], octets[8:10], octets[tail_at:])


TAIL_AT: Final = {Family.IPV4: 12, Family.IPV6: 0}


@dataclass(slots=True)
class Router:
    """State of one virtual router. ``link_up`` and ``source`` are what the host offers now.

    ``down_cause`` is why the master-down timer will have fired, ``last_answer`` when an advert of
    another was answered last, ``last_win_back`` when the addresses were announced because of one,
    ``said`` what was said since the last change of master, and ``preempt_delay_over`` that the
    delay before preemption has passed.
    """

    config: model.Instance
    link_up: bool
    source: IpAddress | None
    state: State = State.INIT
    deadlines: dict[Timer, Instant] = field(default_factory=dict)
    stats: Stats = field(default_factory=Stats)
    faults: set[Fault] = field(default_factory=set)
    interval: Duration = Duration(0)
    """The advertisement interval in force: ours, or in VRRPv3 the master's."""
    checksum: ChecksumMode = ChecksumMode.PSEUDO_HEADER
    master: IpAddress | None = None
    """The master as a BACKUP knows it."""
    master_priority: int = 0
    last_advert_sent: Instant | None = None
    patience_of_peers: Duration = Duration(0)
    """How long at least the peers wait after our last advert, by the interval it told."""
    quiet_until: Instant = Instant(0)
    """End of the start-up delay: before it, adverts of others are not heard."""
    last_transition: Instant | None = None
    repeat: Repeat | None = None
    """The last accepted advert of a BACKUP, if another like it changes nothing but the timer."""
    repeat_down: Duration = Duration(0)
    conflict: OwnerConflict = field(default_factory=OwnerConflict)
    preempt_delay_over: bool = False
    doubted: bool = False
    """The silence of the master was doubted once, because adverts may have been lost."""
    down_cause: Cause = Cause.MASTER_DOWN
    last_answer: Instant | None = None
    last_win_back: Instant | None = None
    said: set[object] = field(default_factory=set)
    ended: bool = False

    def __post_init__(self) -> None:
        self.interval = self.config.advert_int
        self.checksum = self.config.checksum

    @property
    def priority(self) -> int:
        """The effective priority, as advertised."""
        return self.conflict.priority if self.config.owner else self.config.priority

    def next_deadline(self) -> Instant | None:
        """Return the earliest deadline, None if there is nothing to wait for."""
        return min(self.deadlines.values(), default=None)

    def listening(self) -> bool:
        """Whether a deadline depends on packets that may be queued already."""
        return self.state is State.BACKUP

    def down_interval(self) -> Duration:
        """Return how long this instance waits for an advert before it takes over."""
        return master_down(
            self.priority,
            version=self.config.version,
            interval=self.interval,
            adverts=self.config.down_timer_adverts,
        )

    def present_faults(self) -> set[Fault]:
        found = set()
        if self.config.unicast_fault_no_peer and self.config.unicast is None:
            found.add(Fault.CONFIG)
        if not self.link_up:
            found.add(Fault.LINK_DOWN)
        if self.source is None:
            found.add(Fault.NO_SOURCE)
        return found

    def first_fault(self) -> Fault | None:
        return next((fault for fault in Fault if fault in self.faults), None)

    def transition(
        self,
        new: State | None,
        cause: Cause,
        source: IpAddress | None = None,
        fault: Fault | None = None,
    ) -> nt.Transition:
        return nt.Transition(
            self.config.name,
            self.state,
            new,
            cause,
            self.priority,
            source,
            fault,
            self.config.interface,
            self.config.family,
        )

    def change(
        self,
        new: State,
        cause: Cause,
        now: Instant,
        *,
        source: IpAddress | None = None,
        fault: Fault | None = None,
    ) -> list[Effect]:
        """Change the state and say so; what the states entail is done by the callers."""
        notice = self.transition(new, cause, source, fault)
        self.state = new
        self.last_transition = now
        self.repeat = None
        return [fx.Notify(notice)]

    def patience(self) -> Duration:
        """How long at least the peers wait for our adverts."""
        return Duration(self.config.down_timer_adverts * self.config.advert_int)

    def answer_spacing(self) -> Duration:
        return skew(
            HIGHEST_BACKUP_PRIORITY,
            version=self.config.version,
            interval=self.config.advert_int,
        )

    def use_own_interval(self) -> None:
        self.interval = self.config.advert_int

    def say_once(self, key: object, notice: nt.Notice) -> list[Effect]:
        """Say it unless it was said since the last change of master (keepalived 2.4)."""
        if key in self.said or len(self.said) >= _SAID_MAX:
            return []
        self.said.add(key)
        return [fx.Notify(notice)]
