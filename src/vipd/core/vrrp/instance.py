"""One virtual router: who is master, when to say so, when to believe others.

The machine decides; it does not know sockets, clocks or interfaces. States and behaviour are
those of keepalived 2.4 (RFC 3768 6.4, RFC 5798 6.4, RFC 9568 6.4 for VRRP itself), without its
known defects: only an advert of our own restarts the advert timer, the interval learned from a
master is forgotten on becoming one, and a master never yields in silence.
"""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import assert_never

from vipd.base.addr import IpAddress
from vipd.base.units import Duration, Instant, after, centiseconds, since
from vipd.core.vrrp import effects as fx
from vipd.core.vrrp import notices as nt
from vipd.core.vrrp.accept import Accepted, Context, Rejected, examine
from vipd.core.vrrp.effects import Effect
from vipd.core.vrrp.events import (
    AddressLost,
    ClockGap,
    Event,
    LinkChanged,
    PacketReceived,
    Reconfigured,
    SendFailed,
    SourceChanged,
    Start,
    State,
    Stop,
    StopReason,
)
from vipd.core.vrrp.notices import Cause, Fault, OwnerPhase, Reject
from vipd.core.vrrp.owner import OwnerConflict, Phase
from vipd.core.vrrp.stats import Stats
from vipd.core.vrrp.timing import HIGHEST_BACKUP_PRIORITY, master_down, skew
from vipd.model import vrrp as model
from vipd.model.vrrp import OWNER_PRIORITY, ChecksumMode, InitialState


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
    nothing but IPv4 identification and header checksum has the same outcome as long as nothing
    else happened. ``tail`` begins at ``skip``: behind the checksum, or at 0 in IPv6.
    """

    head: bytes
    hop_limit: int
    skip: int
    tail: bytes


@dataclass(slots=True)
class Instance:
    """State of one virtual router. ``link_up`` and ``source`` are what the host offers now."""

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
    last_transition: Instant | None = None
    repeat: Repeat | None = None
    """The last accepted advert of a BACKUP, if another like it changes nothing but the timer."""
    repeat_down: Duration = Duration(0)
    conflict: OwnerConflict = field(default_factory=OwnerConflict)
    _preempt_delay_over: bool = False
    _down_cause: Cause = Cause.MASTER_DOWN
    _last_answer: Instant | None = None
    _said: set[object] = field(default_factory=set)
    _ended: bool = False

    def __post_init__(self) -> None:
        self.interval = self.config.advert_int
        self.checksum = self.config.checksum

    # -- what others may ask ------------------------------------------------------------------

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

    # -- the three functions of a machine -----------------------------------------------------

    def step(self, event: Event, now: Instant) -> list[Effect]:
        """Take note of an event and return what is to be done, in order."""
        if self._ended:
            return []
        match event:
            case PacketReceived():
                return self._packet(event.octets, now)
            case Start():
                return self._start(event, now)
            case LinkChanged():
                self.link_up = event.up
                return self._reconsider(now)
            case SourceChanged():
                self.source = event.source
                self.repeat = None
                return self._reconsider(now)
            case AddressLost():
                return self._address_lost(event.address, now)
            case Reconfigured():
                return self._reconfigure(event.config, now)
            case ClockGap():
                return self._clock_gap(event.late, now)
            case SendFailed():
                return self._send_failed(event)
            case Stop():
                return self._stop(event.reason, now)
            case _:
                assert_never(event)

    def expire(self, now: Instant) -> list[Effect]:
        """Fire every timer that is due at ``now``, earliest first."""
        deadlines = self.deadlines
        if len(deadlines) > 1:
            due = sorted((at, timer) for timer, at in deadlines.items() if at <= now)
        else:
            due = [(at, timer) for timer, at in deadlines.items() if at <= now]
        done: list[Effect] = []
        for at, timer in due:
            if deadlines.get(timer) == at:  # not changed by one that fired before it
                del deadlines[timer]
                done += self._fire(timer, at, now)
        return done

    def heard_again(self, at: Instant) -> None:
        """Accept another advert like ``repeat``; the shortcut of ``step`` for just that case.

        FAST PATH: budget 0.5 us, bench/adverts, 2026-11. ``tests/prop`` compares it with ``step``.
        """
        self.stats.accepted += 1
        self.deadlines[Timer.MASTER_DOWN] = Instant(at + self.repeat_down)

    # -- start, stop, faults ------------------------------------------------------------------

    def _start(self, event: Start, now: Instant) -> list[Effect]:
        self.faults = self._present_faults()
        begin = after(now, event.delay)
        if self.faults:
            return self._change(State.FAULT, Cause.STARTED, now, fault=self._first_fault())
        if event.resume:
            return self._resume(now)
        done = self._change(State.BACKUP, Cause.STARTED, now)
        if self.config.owner and self.config.initial_state is InitialState.MASTER:
            # keepalived 2.4: at once, or one advert interval after the start-up delay
            wait = self.config.advert_int if event.delay else Duration(0)
            self._down_cause = Cause.OWNER
        else:
            wait = self.down_interval()
        self.deadlines[Timer.MASTER_DOWN] = after(begin, wait)
        return done

    def _resume(self, now: Instant) -> list[Effect]:
        """Go on as MASTER after a crash of the process.

        The advert is due at once, but packets that were queued meanwhile are read before it, so a
        superior router that took over in between is respected. With no advert on record, the
        first one repeats the announcements.
        """
        done = self._change(State.MASTER, Cause.RESUMED, now)
        self.stats.become_master += 1
        done.append(fx.Own(self.config.addresses))
        self.deadlines[Timer.ADVERT] = now
        return done

    def _stop(self, reason: StopReason, now: Instant) -> list[Effect]:
        cause = Cause.STOPPED if reason is StopReason.SHUTDOWN else Cause.DELETED
        done: list[Effect] = []
        if self.state is State.MASTER:
            done += self._farewell(counted=1)
            done += self._release()
        done.append(fx.Notify(self._transition(None, cause)))
        self.deadlines.clear()
        self.repeat = None
        self.last_transition = now
        self._ended = True
        return done

    def _present_faults(self) -> set[Fault]:
        found = set()
        if self.config.unicast_fault_no_peer and self.config.unicast is None:
            found.add(Fault.CONFIG)
        if not self.link_up:
            found.add(Fault.LINK_DOWN)
        if self.source is None:
            found.add(Fault.NO_SOURCE)
        return found

    def _first_fault(self) -> Fault | None:
        return next((fault for fault in Fault if fault in self.faults), None)

    def _reconsider(self, now: Instant) -> list[Effect]:
        """Enter or leave FAULT as the host has become."""
        before = self.faults
        self.faults = self._present_faults()
        if self.state is State.INIT or bool(before) == bool(self.faults):
            return []
        if self.faults:
            return self._enter_fault(now)
        return self._recover(now)

    def _enter_fault(self, now: Instant) -> list[Effect]:
        fault = self._first_fault()
        cause = _FAULT_CAUSE[fault] if fault is not None else Cause.CONFIG
        done: list[Effect] = []
        if self.state is State.MASTER:
            done += self._leave_master(State.FAULT, cause, now, fault=fault, farewells=2)
        else:
            done += self._change(State.FAULT, cause, now, fault=fault)
        self.deadlines.clear()
        return done

    def _recover(self, now: Instant) -> list[Effect]:
        self._use_own_interval()
        done: list[Effect] = []
        if self.config.unicast is not None and self.source is not None:
            # keepalived 2.4: peers may have lost our link-layer address meanwhile
            done.append(fx.AnnounceSource(self.source))
        done += self._change(State.BACKUP, Cause.RECOVERED, now)
        if self.config.owner and self.config.initial_state is InitialState.MASTER:
            return done + self._become_master(Cause.OWNER, now)
        self.deadlines[Timer.MASTER_DOWN] = after(now, self.down_interval())
        return done

    # -- transitions --------------------------------------------------------------------------

    def _transition(
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

    def _change(
        self,
        new: State,
        cause: Cause,
        now: Instant,
        *,
        source: IpAddress | None = None,
        fault: Fault | None = None,
    ) -> list[Effect]:
        """Change the state and say so; what the states entail is done by the callers."""
        notice = self._transition(new, cause, source, fault)
        self.state = new
        self.last_transition = now
        self.repeat = None
        return [fx.Notify(notice)]

    def _become_master(self, cause: Cause, now: Instant) -> list[Effect]:
        # RFC 9568 6.4.2 (365-385): advertise, announce the addresses, start the Adver_Timer
        done: list[Effect] = []
        self._said.clear()
        if self.conflict.phase is not Phase.NONE:
            done += self._restore_ownership(OwnerPhase.RESTORED_GONE)
        self._use_own_interval()
        source = self.master
        done += self._advertise(now, master=False)
        done += self._change(State.MASTER, cause, now, source=source)
        self.stats.become_master += 1
        self.master = None
        self.deadlines.pop(Timer.MASTER_DOWN, None)
        self.deadlines.pop(Timer.PREEMPT_DELAY, None)
        self._preempt_delay_over = False
        self._last_answer = None
        config = self.config
        if config.addresses:
            done.append(fx.Notify(self._addresses_changing(adding=True)))
        done.append(fx.Own(config.addresses))
        done += self._burst(config.garp.repeat)
        if config.garp.delay:
            self.deadlines[Timer.GARP_DELAYED] = after(now, config.garp.delay)
        if config.garp.refresh:
            first = Duration(config.garp.delay + config.garp.refresh)
            self.deadlines[Timer.GARP_REFRESH] = after(now, first)
        return done

    def _leave_master(
        self,
        new: State,
        cause: Cause,
        now: Instant,
        *,
        source: IpAddress | None = None,
        fault: Fault | None = None,
        farewells: int = 0,
    ) -> list[Effect]:
        self._said.clear()
        done = self._change(new, cause, now, source=source, fault=fault)
        for index in range(farewells):
            # keepalived 2.4 counts only the last of two that follow each other
            done += self._farewell(counted=int(index == farewells - 1))
        return done + self._release()

    def _release(self) -> list[Effect]:
        """Give up the addresses and everything a MASTER keeps."""
        done: list[Effect] = []
        if self.config.addresses:
            done.append(fx.Notify(self._addresses_changing(adding=False)))
        done.append(fx.Own(()))
        for timer in MASTER_TIMERS:
            self.deadlines.pop(timer, None)
        self.stats.release_master += 1
        return done

    def _addresses_changing(self, *, adding: bool) -> nt.AddressesChanging:
        config = self.config
        return nt.AddressesChanging(
            config.name, adding, vips=bool(config.vips), evips=bool(config.evips)
        )

    def _farewell(self, *, counted: int) -> list[Effect]:
        """Tell the peers that this MASTER gives up (RFC 9568 6.4.3: priority 0)."""
        if self.source is None:
            return []
        self.stats.priority_zero_sent += counted
        done: list[Effect] = [fx.SendAdvert(0)]
        if counted:
            done.append(fx.Notify(nt.PriorityZeroSent(self.config.name)))
        return done

    # -- sending ------------------------------------------------------------------------------

    def _advertise(self, now: Instant, *, master: bool = True) -> list[Effect]:
        """Send an advert and restart the advert timer.

        A MASTER that was silent for longer than its peers wait repeats its announcements: one of
        them may have taken over and yielded meanwhile, and clients still send to it.
        """
        self.stats.advert_sent += 1
        done: list[Effect] = [fx.SendAdvert(self.priority)]
        silent = None if self.last_advert_sent is None else since(self.last_advert_sent, now)
        self.last_advert_sent = now
        self.deadlines[Timer.ADVERT] = after(now, self.config.advert_int)
        if self.conflict.phase is Phase.ANSWERING:
            wait = self.conflict.own_advert_sent(self.config.advert_int)
            if wait is not None:
                self.deadlines[Timer.OWNER_WAIT] = after(now, wait)
        if master and (silent is None or silent > self._patience()):
            done += self._announce_again(Duration(0) if silent is None else silent)
        return done

    def _patience(self) -> Duration:
        """How long at least the peers wait for our adverts."""
        return Duration(self.config.down_timer_adverts * self.config.advert_int)

    def _announce_again(self, silent: Duration) -> list[Effect]:
        done: list[Effect] = []
        if silent:
            done.append(fx.Notify(nt.AnnouncementsRepeated(self.config.name, silent)))
        return done + self._burst(self.config.garp.repeat)

    def _burst(self, rounds: int) -> list[Effect]:
        addresses = self.config.addresses
        if not addresses or rounds == 0:
            return []
        named = tuple((one.interface, one.address) for one in addresses)
        return [
            fx.Notify(nt.Announcing(self.config.name, named)),
            fx.Announce(addresses, rounds),
        ]

    def _answer(self, now: Instant) -> list[Effect]:
        """Answer an advert at once, unless the last answer is too recent.

        No backup waits for less than the skew of the highest priority, so answers at that distance
        convince everybody, and a flood cannot make us flood others (keepalived 2.4 answers each).
        """
        spacing = self._answer_spacing()
        if self._last_answer is not None and since(self._last_answer, now) < spacing:
            at = after(self._last_answer, spacing)
            self.deadlines[Timer.ADVERT] = min(at, self.deadlines.get(Timer.ADVERT, at))
            return []
        self._last_answer = now
        return self._advertise(now)

    def _answer_spacing(self) -> Duration:
        return skew(
            HIGHEST_BACKUP_PRIORITY,
            version=self.config.version,
            interval=self.config.advert_int,
        )

    def _send_failed(self, event: SendFailed) -> list[Effect]:
        if self.state is not State.MASTER:
            return []
        return self._say_once(
            ("send", event.error, event.destination),
            nt.AdvertNotSent(self.config.name, event.error, event.destination),
        )

    # -- timers -------------------------------------------------------------------------------

    def _fire(self, timer: Timer, at: Instant, now: Instant) -> list[Effect]:
        match timer:
            case Timer.ADVERT:
                done = self._advertise(now)
                following = after(at, self.config.advert_int)
                if following > now:  # keep the beat; after a gap begin a new one
                    self.deadlines[Timer.ADVERT] = following
                return done
            case Timer.MASTER_DOWN:
                done = [fx.Notify(nt.MasterDown(self.config.name))]
                cause, self._down_cause = self._down_cause, Cause.MASTER_DOWN
                return done + self._become_master(cause, now)
            case Timer.PREEMPT_DELAY:
                self._preempt_delay_over = True
                self.repeat = None
                return []
            case Timer.OWNER_WAIT:
                return self._rival_silent()
            case Timer.GARP_DELAYED:
                return self._burst(self.config.garp.repeat)
            case Timer.GARP_LOWER_PRIO:
                return self._burst(self.config.garp.lower_prio_repeat)
            case Timer.GARP_REFRESH:
                self.deadlines[Timer.GARP_REFRESH] = after(now, self.config.garp.refresh)
                return self._burst(self.config.garp.refresh_repeat)
            case _:
                assert_never(timer)

    # -- packets ------------------------------------------------------------------------------

    def _packet(self, octets: bytes, now: Instant) -> list[Effect]:
        if self.state in (State.INIT, State.FAULT):
            self.stats.rejected[Reject.NOT_RUNNING] += 1
            return []
        match examine(octets, self.config, self._context(octets)):
            case Rejected() as rejected:
                return self._rejected(rejected)
            case Accepted() as advert:
                return self._accepted(advert, octets, now)

    def _context(self, octets: bytes) -> Context:
        checked = self.state is State.MASTER or not self.config.skip_check_adv_addr
        if not checked:
            checked = self.master is None or not _sent_by(octets, self.master)
        return Context(
            checksum=self.checksum,
            effective_priority=self.priority,
            address_list_checked=checked,
        )

    def _rejected(self, rejected: Rejected) -> list[Effect]:
        self.stats.rejected[rejected.reason] += 1
        return self._say_once(
            rejected.reason,
            nt.PacketRejected(
                self.config.name,
                rejected.reason,
                rejected.source,
                rejected.received,
                rejected.expected,
                rejected.expected_max,
            ),
        )

    def _accepted(self, advert: Accepted, octets: bytes, now: Instant) -> list[Effect]:
        self.stats.accepted += 1
        self.repeat = None
        done = self._questions(advert)
        if advert.old_checksum:
            self.checksum = ChecksumMode.GROUP_PSEUDO_HEADER
            done.append(fx.Notify(nt.ChecksumLearned(self.config.name)))
        if advert.priority == 0:
            self.stats.priority_zero_received += 1
        if self.state is State.MASTER:
            return done + self._heard_as_master(advert, now)
        return done + self._heard_as_backup(advert, octets, now)

    def _questions(self, advert: Accepted) -> list[Effect]:
        done: list[Effect] = []
        for odd in advert.oddities:
            self.stats.questioned[odd.question] += 1
            done += self._say_once(
                odd.question,
                nt.PacketQuestioned(
                    self.config.name,
                    odd.question,
                    advert.source,
                    odd.received,
                    odd.expected,
                    odd.missing,
                ),
            )
        return done

    # -- packets, BACKUP ----------------------------------------------------------------------

    def _heard_as_backup(self, advert: Accepted, octets: bytes, now: Instant) -> list[Effect]:
        config = self.config
        if advert.priority == 0:
            # RFC 9568 6.4.2 (430): "Set the Active_Down_Timer to Skew_Time"
            self._down_cause = Cause.MASTER_STOPPED
            wait = skew(self.priority, version=config.version, interval=self.interval)
            self.deadlines[Timer.MASTER_DOWN] = after(now, wait)
            return [fx.Notify(nt.PriorityZeroReceived(config.name, self.state))]
        done: list[Effect] = []
        if self.conflict.phase is Phase.REDUCED and advert.priority < OWNER_PRIORITY:
            done += self._restore_ownership(OwnerPhase.RESTORED_LOWER)
        if config.preempt and advert.priority < self.priority:
            if not config.preempt_delay or self._preempt_delay_over:
                return done + self._say_once(
                    ("discarding", advert.source, advert.priority),
                    nt.LowerPriorityDiscarded(config.name, advert.source, advert.priority),
                )
            if Timer.PREEMPT_DELAY not in self.deadlines:
                self.deadlines[Timer.PREEMPT_DELAY] = after(now, config.preempt_delay)
                done.append(fx.Notify(nt.PreemptDelay(config.name, config.preempt_delay)))
        elif self.deadlines.pop(Timer.PREEMPT_DELAY, None) is not None or self._preempt_delay_over:
            self._preempt_delay_over = False
            done.append(fx.Notify(nt.PreemptDelay(config.name, None)))
        return done + self._follow(advert, octets, now)

    def _follow(self, advert: Accepted, octets: bytes, now: Instant) -> list[Effect]:
        """Accept the sender as master and wait for its next advert."""
        done = self._learn_interval(advert)
        if advert.source != self.master:
            self._said.clear()
            done.append(fx.Notify(nt.MasterSeen(self.config.name, advert.source, self.master)))
        self.master = advert.source
        self.master_priority = advert.priority
        self._down_cause = Cause.MASTER_DOWN
        wait = self.down_interval()
        self.deadlines[Timer.MASTER_DOWN] = after(now, wait)
        if not advert.oddities:
            skip = 12 if octets[0] >> 4 == 4 else 0
            self.repeat = Repeat(octets[:4], octets[8], skip, octets[skip:])
            self.repeat_down = wait
        return done

    # -- packets, MASTER ----------------------------------------------------------------------

    def _heard_as_master(self, advert: Accepted, now: Instant) -> list[Effect]:
        name = self.config.name
        if advert.priority == 0:
            # RFC 9568 6.4.3 (610): "send an ADVERTISEMENT" to keep other backups quiet
            notice = nt.PriorityZeroReceived(name, self.state)
            return [fx.Notify(notice), *self._answer(now)]
        ours = self.priority
        if advert.priority == ours and self.source is not None:
            if advert.source == self.source:
                return self._say_once("own address", nt.OwnAddressHeard(name))
            superior = int(advert.source) > int(self.source)
        else:
            superior = advert.priority > ours
        if superior:
            return self._yield(advert, now)
        done: list[Effect] = []
        if advert.priority == OWNER_PRIORITY and ours == OWNER_PRIORITY:
            done += self._rival_heard(advert)
        return done + self._heard_inferior(advert, now)

    def _yield(self, advert: Accepted, now: Instant) -> list[Effect]:
        """Give way to a superior advert, never in silence.

        The own advert tells the superior router that there were two masters, so that it announces
        its addresses again; without it clients may send to us until their entries expire.
        """
        notice = nt.HigherPriorityHeard(
            self.config.name, advert.source, advert.priority, self.priority
        )
        done: list[Effect] = []
        if self.config.higher_prio_send_advert:
            self.stats.advert_sent += 1
            self.last_advert_sent = now
            done.append(fx.SendAdvert(self.priority))
        done.append(fx.Notify(notice))
        higher = advert.priority > self.priority
        cause = Cause.HIGHER_PRIORITY if higher else Cause.HIGHER_ADDRESS
        done += self._learn_interval(advert)
        done += self._leave_master(State.BACKUP, cause, now, source=advert.source)
        self.master = advert.source
        self.master_priority = advert.priority
        self.deadlines[Timer.MASTER_DOWN] = after(now, self.down_interval())
        return done

    def _heard_inferior(self, advert: Accepted, now: Instant) -> list[Effect]:
        """Force a new election and win back the clients of the other router."""
        config = self.config
        electing = not config.lower_prio_no_advert
        done = self._say_once(
            ("inferior", advert.source, advert.priority),
            nt.LowerPriorityHeard(
                config.name, advert.source, advert.priority, self.priority, electing
            ),
        )
        before = self._last_answer
        if electing:
            done += self._answer(now)
        elif before is None or since(before, now) >= self._answer_spacing():
            self._last_answer = now
        if self._last_answer != before and config.garp.lower_prio_repeat:
            done += self._burst(config.garp.lower_prio_repeat)
            if config.garp.lower_prio_delay:
                at = after(now, config.garp.lower_prio_delay)
                self.deadlines[Timer.GARP_LOWER_PRIO] = at
        return done

    # -- two address owners -------------------------------------------------------------------

    def _rival_heard(self, advert: Accepted) -> list[Effect]:
        conflict = self.conflict
        if conflict.phase is Phase.NONE:
            conflict.begin(advert.source, centiseconds(advert.interval_cs))
            return [self._conflict_notice(advert.source, OwnerPhase.DETECTED)]
        if conflict.phase is Phase.WAITING and conflict.rival == advert.source:
            conflict.persists()
            self.deadlines.pop(Timer.OWNER_WAIT, None)
            return [self._conflict_notice(advert.source, OwnerPhase.PERSISTS)]
        return []

    def _rival_silent(self) -> list[Effect]:
        rival = self.conflict.rival
        self.conflict.end()
        return [self._conflict_notice(rival, OwnerPhase.GONE)]

    def _restore_ownership(self, phase: OwnerPhase) -> list[Effect]:
        reduced = self.conflict.phase is Phase.REDUCED
        rival = self.conflict.rival
        self.conflict.end()
        self.deadlines.pop(Timer.OWNER_WAIT, None)
        return [self._conflict_notice(rival, phase)] if reduced else []

    def _conflict_notice(self, rival: IpAddress | None, phase: OwnerPhase) -> Effect:
        return fx.Notify(nt.OwnerConflict(self.config.name, rival, phase, self.priority))

    # -- interval, configuration, world -------------------------------------------------------

    def _learn_interval(self, advert: Accepted) -> list[Effect]:
        # RFC 9568 6.4.2 (450): "Set Active_Adver_Interval to Max Advertise Interval contained in
        # the ADVERTISEMENT"; VRRPv2 has one interval for all.
        if self.config.version == 2 or advert.interval_cs == 0:
            return []
        new = centiseconds(advert.interval_cs)
        if new == self.interval:
            return []
        old, self.interval = self.interval, new
        return [fx.Notify(nt.IntervalLearned(self.config.name, old, new, by_master=True))]

    def _use_own_interval(self) -> None:
        self.interval = self.config.advert_int

    def _address_lost(self, lost: model.VirtualAddress, now: Instant) -> list[Effect]:
        if self.state is not State.MASTER or not lost.tracked:
            return []
        # keepalived 2.4: give up, and come back after the skew with all addresses configured anew
        notice = nt.AddressRemovedByOthers(self.config.name, lost.address, lost.interface)
        done: list[Effect] = [fx.Notify(notice)]
        done += self._leave_master(State.BACKUP, Cause.ADDRESS_LOST, now, farewells=1)
        wait = skew(self.priority, version=self.config.version, interval=self.interval)
        self.deadlines[Timer.MASTER_DOWN] = after(now, wait)
        self._down_cause = Cause.ADDRESS_LOST
        return done

    def _clock_gap(self, late: Duration, now: Instant) -> list[Effect]:
        """Act on a pause of our own (``timer_expired_backup``); otherwise timers take care."""
        chosen = self.config.timer_expired_backup
        if chosen is None or self.config.preempt or self.state is not State.MASTER:
            return []
        interval = self.config.advert_int
        version = self.config.version
        limit = 2 * interval + skew(chosen, version=version, interval=interval)
        down = master_down(chosen, version=version, interval=interval, adverts=3)
        last = self.last_advert_sent
        if late <= limit or (last is not None and since(last, now) <= down):
            return []
        done: list[Effect] = [fx.Notify(nt.GapNoticed(self.config.name, late, acted=True))]
        done += self._leave_master(State.BACKUP, Cause.CLOCK_GAP, now)
        self.deadlines[Timer.MASTER_DOWN] = after(now, self.down_interval())
        return done

    def _reconfigure(self, config: model.Instance, now: Instant) -> list[Effect]:
        old = self.config
        if config == old:
            return []
        if old.owner and not config.owner:
            self.conflict.end()
        down_before = self.down_interval()
        self.config = config
        self.repeat = None
        self._said.clear()
        if self.checksum is old.checksum or config.checksum is not old.checksum:
            self.checksum = config.checksum
        if config.version == 2 or self.state is not State.BACKUP or self.master is None:
            self._use_own_interval()
        done = self._reconsider(now)
        if done:
            return done
        if self.state is State.BACKUP:
            self._shift_master_down(Duration(self.down_interval() - down_before), now)
        elif self.state is State.MASTER:
            done = self._reconfigure_master(old, now)
        return done

    def _shift_master_down(self, by: Duration, now: Instant) -> None:
        at = self.deadlines.get(Timer.MASTER_DOWN)
        if at is not None:
            self.deadlines[Timer.MASTER_DOWN] = max(after(at, by), now)

    def _reconfigure_master(self, old: model.Instance, now: Instant) -> list[Effect]:
        config = self.config
        done: list[Effect] = []
        if config.addresses != old.addresses:
            done.append(fx.Own(config.addresses))
        done += self._advertise(now)
        garp = config.garp
        added = [one for one in config.addresses if one not in old.addresses]
        if added:
            done += self._burst(garp.repeat)
            if garp.delay:
                self.deadlines[Timer.GARP_DELAYED] = after(now, garp.delay)
        if not garp.refresh:
            self.deadlines.pop(Timer.GARP_REFRESH, None)
        elif garp.refresh != old.garp.refresh:
            self.deadlines[Timer.GARP_REFRESH] = after(now, garp.refresh)
        return done

    def _say_once(self, key: object, notice: nt.Notice) -> list[Effect]:
        """Say it unless it was said since the last change of master (keepalived 2.4)."""
        if key in self._said or len(self._said) >= _SAID_MAX:
            return []
        self._said.add(key)
        return [fx.Notify(notice)]


_SAID_MAX = 64
"""Bound of the messages that one instance emits between two changes of master."""

_FAULT_CAUSE = {
    Fault.LINK_DOWN: Cause.LINK_DOWN,
    Fault.NO_SOURCE: Cause.NO_SOURCE,
    Fault.CONFIG: Cause.CONFIG,
}


def _sent_by(octets: bytes, sender: IpAddress) -> bool:
    """Whether an IP packet carries this source address."""
    packed = sender.packed
    start = 12 if len(packed) == 4 else 8
    return octets[start : start + len(packed)] == packed
