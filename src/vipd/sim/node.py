"""A simulated machine: kernel, sockets and the engine of production, woken as its loop would.

The loop wakes an engine at its earliest deadline, for packets not before it asks to look at them,
and at once for reports of the kernel. A machine may be late (latency), busy (cost), paused or
gone. Its clock has an origin of its own.
"""

import errno
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Final, Protocol

from vipd.base.addr import IpAddress
from vipd.base.units import ZERO, Duration, Instant, after
from vipd.core.desired import AddressOperation
from vipd.core.vrrp.events import State
from vipd.core.vrrp.notices import Notice
from vipd.model.vrrp import Vrrp
from vipd.ports import Ports
from vipd.sim.kernel import SimKernel
from vipd.sim.net import Lan, Parcel, Station
from vipd.sim.records import (
    Applied,
    Arrived,
    FrameSent,
    Happened,
    Noticed,
    Observer,
    Overrun,
    Record,
    Sent,
    Turned,
)
from vipd.sim.sockets import SimFrames, SimPackets, Wiring
from vipd.sim.timeline import Timeline

TURNS_AT_ONE_INSTANT_MAX: Final = 1000
"""More wake-ups without time passing mean that the engine never sleeps."""


class Engine(Protocol):
    """What a node runs: ``vipd.engine.vrrp.VrrpEngine``, or something broken on purpose."""

    def start(self, now: Instant, delay: Duration) -> None: ...
    def turn(self, now: Instant) -> None: ...
    def next_wakeup(self) -> Instant | None: ...
    def reload(self, config: Vrrp, now: Instant) -> None: ...
    def stop(self, now: Instant) -> None: ...
    def states(self) -> dict[str, State]: ...

    @property
    def poll_from(self) -> Instant: ...


EngineFactory = Callable[[Vrrp, Ports, frozenset[str]], Engine]


class NeverSleeps(Exception):
    """An engine asked to be woken again and again without time passing."""


@dataclass(slots=True, eq=False)
class _Sink:
    hear: Callable[[Notice], None]

    def notice(self, notice: Notice, now: Instant) -> None:
        self.hear(notice)


@dataclass(slots=True, eq=False, kw_only=True)
class Node:
    """One machine. ``clock_offset`` is what its clock shows at the beginning of the world.

    ``latency``: each wake-up is late by less than this. ``turn_cost`` and ``packet_cost``: CPU
    time of a wake-up and of each packet read or sent; while busy the machine cannot wake again.
    """

    name: str
    timeline: Timeline
    rng: Random
    observe: Observer
    factory: EngineFactory
    config: Vrrp
    clock_offset: Duration
    latency: Duration = ZERO
    turn_cost: Duration = ZERO
    packet_cost: Duration = ZERO
    engine: Engine | None = None
    kernel: SimKernel = field(default_factory=SimKernel)
    lans: dict[str, Lan] = field(default_factory=dict)
    """The network behind each interface."""
    last_turn: Instant = Instant(0)
    """When the engine last read what there was, or was started."""
    started: Instant = Instant(0)
    start_delay: Duration = ZERO
    """The delay that the engine was started with."""
    running_since: Instant = Instant(0)
    """Since when it has been running without a pause."""
    _packets: SimPackets | None = None
    _frames: SimFrames | None = None
    _paused_until: Instant | None = None
    _armed: Instant | None = None
    _busy_until: Instant = Instant(0)
    _spent: Duration = ZERO
    _turns_now: int = 0

    def __post_init__(self) -> None:
        wiring = Wiring(
            local_now=self.local_now,
            transmit=self._transmit,
            interface_of=self._interface_of,
            name_of=self.kernel.name_of,
            arrived=self._arrived,
            overrun=lambda interface, parcel: self._record(
                Overrun(self.name, interface, parcel.octets)
            ),
            read=self._charge,
            sent=lambda interface, packet, to, error: self._record(
                Sent(self.name, interface, packet, to, error)
            ),
            frame_sent=lambda interface, frame, error: self._record(
                FrameSent(self.name, interface, frame, error)
            ),
        )
        self._packets = SimPackets(wiring)
        self._frames = SimFrames(wiring)
        self.kernel.applied = self._applied
        self.kernel.changed = self._kernel_changed

    @property
    def packets(self) -> SimPackets:
        """The VRRP sockets."""
        assert self._packets is not None
        return self._packets

    @property
    def paused(self) -> bool:
        """Whether the machine is not scheduled at present."""
        return self._paused_until is not None

    @property
    def running(self) -> bool:
        """Whether the engine exists and can act."""
        return self.engine is not None and not self.paused

    def local_now(self) -> Instant:
        """What the clock of this machine shows."""
        return Instant(self.timeline.now + self.clock_offset)

    def plug(self, interface: str, lan: Lan, station: Station) -> None:
        """Connect an interface to a network."""
        self.lans[interface] = lan
        lan.join(station)

    def start(self, *, resume: frozenset[str] = frozenset(), delay: Duration = ZERO) -> None:
        """Start the engine; ``resume`` names the instances of which a predecessor was MASTER."""
        assert self.engine is None
        assert self._frames is not None
        ports = Ports(
            packets=self.packets,
            frames=self._frames,
            kernel=self.kernel,
            notices=_Sink(lambda notice: self._record(Noticed(self.name, notice))),
        )
        self.started = self.running_since = self.last_turn = self.timeline.now
        self.start_delay = delay
        self.engine = self.factory(self.config, ports, resume)
        self.engine.start(self.local_now(), delay)
        self._turned(read=False)

    def stop(self) -> None:
        """Stop in good order."""
        if self.engine is not None:
            engine = self.engine
            engine.stop(self.local_now())
            self._turned(read=False)
            self.engine = None
            self.packets.close_all()

    def kill(self) -> None:
        """End the engine on the spot; kernel and sockets stay as they are."""
        self.engine = None
        self._armed = None

    def reload(self, config: Vrrp) -> None:
        """Give the engine another configuration, or the same; kept for later starts."""
        self.config = config
        if self.engine is not None:
            self.engine.reload(config, self.local_now())
            self._turned(read=False)

    def pause(self, length: Duration) -> None:
        """Stop scheduling the machine; packets and reports queue."""
        end = after(self.timeline.now, length)
        if self._paused_until is None or end > self._paused_until:
            self._paused_until = end
            self.timeline.at(end, self._resume_if_due)

    def resume(self) -> None:
        """Schedule the machine again."""
        if self.paused:
            self._paused_until = None
            self.running_since = self.timeline.now
            self._record(Happened(self.name, "runs again"))
            self._arm()

    def _resume_if_due(self) -> None:
        if self._paused_until is not None and self.timeline.now >= self._paused_until:
            self.resume()

    # Waking.

    def _arm(self) -> None:
        """See to it that the engine is woken when it has to be."""
        engine = self.engine
        if engine is None or self.paused:
            return
        now = self.timeline.now
        if self.kernel.has_changes:
            self._arm_at(now)
            return
        if self.packets.readable:
            self._arm_at(self._world(engine.poll_from))
        wakeup = engine.next_wakeup()
        if wakeup is not None:
            self._arm_at(self._world(wakeup))

    def _arm_at(self, instant: Instant) -> None:
        instant = max(instant, self.timeline.now, self._busy_until)
        if self._armed is None or instant < self._armed:
            self._armed = instant
            late = self.rng.randrange(self.latency) if self.latency else 0
            self.timeline.at(Instant(instant + late), partial(self._wake, instant))

    def _wake(self, armed: Instant) -> None:
        if armed != self._armed:
            return
        self._armed = None
        engine = self.engine
        if engine is None or self.paused:
            return
        if not self._is_due(engine):
            self._arm()
            return
        self._guard()
        engine.turn(self.local_now())
        self._turned(read=True)

    def _is_due(self, engine: Engine) -> bool:
        now = self.local_now()
        wakeup = engine.next_wakeup()
        if wakeup is not None and wakeup <= now:
            return True
        if self.kernel.has_changes:
            return True
        return self.packets.readable and engine.poll_from <= now

    def _turned(self, *, read: bool) -> None:
        now = self.timeline.now
        self._spent = Duration(self._spent + self.turn_cost)
        self._busy_until = after(now, self._spent)
        self._spent = ZERO
        self._record(Turned(self.name, read))
        if read:
            self.last_turn = now
        self._arm()

    def _guard(self) -> None:
        self._turns_now = self._turns_now + 1 if self.last_turn == self.timeline.now else 0
        if self._turns_now > TURNS_AT_ONE_INSTANT_MAX:
            raise NeverSleeps(self.name)

    def _world(self, local: Instant) -> Instant:
        return Instant(local - self.clock_offset)

    # What the ports tell.

    def _record(self, record: Record) -> None:
        self.observe(self.timeline.now, record)

    def _charge(self, packets: int) -> None:
        self._spent = Duration(self._spent + packets * self.packet_cost)

    def _arrived(self, interface: str, parcel: Parcel) -> None:
        self._record(Arrived(self.name, interface, parcel.octets, parcel.genuine))
        if self.engine is not None and not self.paused:
            self._arm_at(self._world(self.engine.poll_from))

    def _kernel_changed(self) -> None:
        if self.engine is not None and not self.paused:
            self._arm_at(self.timeline.now)

    def _applied(self, operation: AddressOperation, error: int) -> None:
        self._record(Applied(self.name, operation, error))

    def _interface_of(self, address: IpAddress) -> str | None:
        for interface in self.lans:
            if self.kernel.has(address, interface):
                return interface
        return None

    def _transmit(self, interface: str, parcel: Parcel) -> int:
        link = self.kernel.link(interface)
        if link is None:
            return errno.ENODEV
        if not link.up:
            return errno.ENETUNREACH if parcel.destination is not None else errno.ENETDOWN
        self._charge(1)
        lan = self.lans[interface]
        lan.transmit(self.name, parcel, after(self.timeline.now, self._spent))
        return 0
