"""What the engine needs of the world, as protocols; ``linux`` and ``sim`` implement them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from vipd.base.addr import Family, IpAddress
from vipd.base.units import Instant
from vipd.core.desired import AddressOperation
from vipd.core.host import HostAddress, HostChange, Link
from vipd.core.vrrp.notices import Notice


@dataclass(frozen=True, slots=True)
class Channel:
    """What a pair of VRRP sockets is for; instances with equal channels share the pair.

    Exactly one of ``group`` (multicast) and ``source`` (unicast) is set.
    """

    family: Family
    interface: str
    group: IpAddress | None
    source: IpAddress | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelState:
    """An open channel, for those who look from outside.

    ``members`` are the instances that listen on it, with their VRIDs; ``buffer_bytes`` is the
    receive buffer that was asked for. ``descriptors`` are the numbers of the sockets for
    receiving and sending, -1 for one that is not open.
    """

    channel: Channel
    members: tuple[tuple[str, int], ...]
    buffer_bytes: int
    descriptors: tuple[int, int] = (-1, -1)


class Clock(Protocol):
    """The monotonic clock."""

    def now(self) -> Instant: ...


class Packets(Protocol):
    """VRRP packets. A packet is a whole IP packet, header included, in either family.

    Received IPv6 packets have a header rebuilt from what the kernel tells (traffic class and flow
    label zero); sent IPv6 packets carry the complete header and checksum. In sent IPv4 headers the
    checksum is left zero for the kernel.
    """

    def open(self, channel: Channel, vrids: frozenset[int], buffer_bytes: int) -> int:
        """Open or re-open the channel for these VRIDs (empty: all, ``log_unknown_vrids``).

        An open channel keeps what is queued; only its filter and buffer change. Returns 0, or the
        errno that prevented it.
        """
        ...

    def close(self, channel: Channel) -> None:
        """Close the channel; unknown channels are ignored."""
        ...

    def receive(self, channel: Channel, limit: int) -> list[tuple[bytes, Instant]]:
        """Return up to ``limit`` queued packets with receive time stamps, oldest first.

        Fewer than ``limit`` means that the queue is empty. A closed channel has none.
        """
        ...

    def dropped(self, channel: Channel) -> int:
        """Return how many packets found the queue full since the channel was opened."""
        ...

    def descriptors(self, channel: Channel) -> tuple[int, int]:
        """Return the numbers of the sockets for receiving and sending; -1: not open."""
        ...

    def send(self, channel: Channel, packet: bytes | bytearray, destination: IpAddress) -> int:
        """Send a packet; returns 0 or an errno. Never blocks."""
        ...


class Frames(Protocol):
    """Whole link-layer frames, for gratuitous ARP and unsolicited neighbour advertisement."""

    def send(self, index: int, frame: bytes) -> int:
        """Send a frame on the interface with this index; returns 0 or an errno. Never blocks."""
        ...


class Kernel(Protocol):
    """Links and addresses."""

    def snapshot(self) -> tuple[tuple[Link, ...], tuple[HostAddress, ...]]:
        """Return all links and addresses; later changes come through ``changes``."""
        ...

    def changes(self) -> list[HostChange]:
        """Return what changed since the last call, in order, our own operations included."""
        ...

    def apply(self, operations: Sequence[AddressOperation]) -> list[int]:
        """Carry out the operations in order; returns 0 or an errno for each.

        An address that is to be added and exists (EEXIST), or to be deleted and does not
        (EADDRNOTAVAIL), or whose interface is gone at a deletion (ENODEV) gives 0.
        """
        ...

    def forwarding(self, index: int) -> bool:
        """Whether IPv6 forwarding is on for the interface: the Router flag of its NAs."""
        ...


class NoticeSink(Protocol):
    """Where notices go: log, supervisor, metrics. Never blocks."""

    def notice(self, notice: Notice, now: Instant) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The world, as one engine sees it."""

    packets: Packets
    frames: Frames
    kernel: Kernel
    notices: NoticeSink
