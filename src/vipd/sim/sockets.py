"""VRRP and packet sockets of a simulated node, on simulated networks.

Queues are bounded as on Linux: each packet is charged with the memory its buffer would take, and
what does not fit is lost. The VRID filter is applied on arrival, before the queue.
"""

import errno
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from vipd.base.addr import Family, IpAddress
from vipd.base.units import Instant
from vipd.ports import Channel
from vipd.sim.net import Parcel

BUFFER_OVERHEAD: Final = 704
"""What Linux charges for a small packet besides its octets (``skb->truesize``), in octets."""

_IPV6_HEADER: Final = 40


@dataclass(frozen=True, slots=True)
class Wiring:
    """What the sockets need of the node they belong to.

    ``transmit`` (interface, parcel) returns 0 or an errno; ``arrived`` is told what was queued and
    ``overrun`` what found its queue full.
    """

    local_now: Callable[[], Instant]
    transmit: Callable[[str, Parcel], int]
    interface_of: Callable[[IpAddress], str | None]
    name_of: Callable[[int], str | None]
    arrived: Callable[[str, Parcel], None]
    overrun: Callable[[str, Parcel], None]
    read: Callable[[int], None]
    sent: Callable[[str, bytes, IpAddress, int], None]
    frame_sent: Callable[[str, bytes, int], None]


@dataclass(slots=True, eq=False)
class _Queue:
    vrids: frozenset[int]
    limit: int
    used: int = 0
    dropped: int = 0
    attached: bool = True
    packets: deque[tuple[bytes, Instant]] = field(default_factory=deque)


@dataclass(slots=True, eq=False)
class SimPackets:
    """VRRP sockets of one node; implements ``ports.Packets``."""

    wiring: Wiring
    refuse: int = 0
    """An errno that every send gets; 0: none."""
    _queues: dict[Channel, _Queue] = field(default_factory=dict)
    _by_destination: dict[tuple[str, bytes], list[_Queue]] = field(default_factory=dict)

    def open(self, channel: Channel, vrids: frozenset[int], buffer_bytes: int) -> int:
        """Open the channel, or change filter and buffer of an open one.

        As on Linux, what is bound to an interface that is gone is replaced, with its queue.
        """
        queue = self._queues.get(channel)
        if queue is not None and not queue.attached:
            self.close(channel)
            queue = None
        if queue is None:
            queue = self._queues[channel] = _Queue(vrids, buffer_bytes)
            self._by_destination.setdefault(_key(channel), []).append(queue)
        queue.vrids = vrids
        queue.limit = buffer_bytes
        return 0

    def close(self, channel: Channel) -> None:
        """Close the channel and forget what is queued."""
        queue = self._queues.pop(channel, None)
        if queue is not None:
            self._by_destination[_key(channel)].remove(queue)

    def close_all(self) -> None:
        """Close everything, as the end of the last process does that holds the sockets."""
        self._queues.clear()
        self._by_destination.clear()

    def receive(self, channel: Channel, limit: int) -> list[tuple[bytes, Instant]]:
        """Return up to ``limit`` queued packets, oldest first."""
        queue = self._queues.get(channel)
        if queue is None or not queue.packets:
            return []
        count = min(limit, len(queue.packets))
        packets = [queue.packets.popleft() for _ in range(count)]
        queue.used -= sum(len(octets) + BUFFER_OVERHEAD for octets, _ in packets)
        self.wiring.read(count)
        return packets

    def dropped(self, channel: Channel) -> int:
        """Return how many packets found the queue full."""
        queue = self._queues.get(channel)
        return 0 if queue is None else queue.dropped

    def descriptors(self, channel: Channel) -> tuple[int, int]:
        """Return -1: the sockets of a simulation have no numbers."""
        del channel
        return -1, -1

    def send(self, channel: Channel, packet: bytes | bytearray, destination: IpAddress) -> int:
        """Send through the interface of the channel; ENOTCONN if it is not open."""
        octets = bytes(packet)
        interface = self._interface(channel)
        if channel not in self._queues:
            error = errno.ENOTCONN
        elif self.refuse:
            error = self.refuse
        elif interface is None:
            error = errno.ENETUNREACH
        else:
            error = self.wiring.transmit(interface, Parcel(octets, destination, genuine=True))
        self.wiring.sent(interface or "", octets, destination, error)
        return error

    # As the world sees it.

    @property
    def readable(self) -> bool:
        """Whether any queue holds a packet."""
        return any(queue.packets for queue in self._queues.values())

    @property
    def open_channels(self) -> tuple[Channel, ...]:
        """The channels that are open, in the order in which they were opened."""
        return tuple(self._queues)

    def discard_queued(self) -> None:
        """Empty every queue."""
        for queue in self._queues.values():
            queue.packets.clear()
            queue.used = 0

    def detach(self, interface: str) -> None:
        """The interface is gone: sockets bound to it hear nothing more, whatever comes back."""
        for channel, queue in self._queues.items():
            if channel.interface == interface:
                queue.attached = False

    def deliver(self, interface: str, parcel: Parcel) -> None:
        """Queue a packet that arrived at this interface, wherever somebody waits for it."""
        assert parcel.destination is not None
        packed = parcel.destination.packed
        vrid = _vrid(parcel.octets)
        for name in (interface, ""):
            for queue in self._by_destination.get((name, packed), ()):
                wanted = vrid is not None and (not queue.vrids or vrid in queue.vrids)
                if wanted and queue.attached:
                    self._queue(queue, interface, parcel)

    def _queue(self, queue: _Queue, interface: str, parcel: Parcel) -> None:
        charge = len(parcel.octets) + BUFFER_OVERHEAD
        if queue.used + charge > queue.limit:
            queue.dropped += 1
            self.wiring.overrun(interface, parcel)
            return
        queue.used += charge
        queue.packets.append((parcel.octets, self.wiring.local_now()))
        self.wiring.arrived(interface, parcel)

    def _interface(self, channel: Channel) -> str | None:
        if channel.interface:
            return channel.interface
        assert channel.source is not None
        return self.wiring.interface_of(channel.source)


@dataclass(slots=True, eq=False)
class SimFrames:
    """The packet socket of one node; implements ``ports.Frames``."""

    wiring: Wiring

    def send(self, index: int, frame: bytes) -> int:
        """Send a frame on a link; ENXIO where there is no such link."""
        interface = self.wiring.name_of(index)
        if interface is None:
            error = errno.ENXIO
        else:
            error = self.wiring.transmit(interface, Parcel(frame, None, genuine=True))
        self.wiring.frame_sent(interface or "", frame, error)
        return error


def _key(channel: Channel) -> tuple[str, bytes]:
    address = channel.group if channel.group is not None else channel.source
    assert address is not None
    return channel.interface, address.packed


def _vrid(octets: bytes) -> int | None:
    """Return the VRID of a VRRP packet as the kernel filter sees it; None: too short."""
    if not octets:
        return None
    offset = _IPV6_HEADER if octets[0] >> 4 == Family.IPV6.value else (octets[0] & 0xF) * 4
    return octets[offset + 1] if len(octets) > offset + 1 else None
