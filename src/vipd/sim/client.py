"""A client of the virtual addresses: a neighbour cache that believes what it hears last.

Entries come from gratuitous ARP and unsolicited neighbour advertisements only and never expire:
harder than a real host, so that an address announced too seldom shows.
"""

from dataclasses import dataclass, field
from typing import Final

from vipd.base.addr import IpAddress, unpack
from vipd.base.units import Instant
from vipd.sim.net import Parcel
from vipd.sim.timeline import Timeline
from vipd.wire.arp import ETHERTYPE_ARP
from vipd.wire.ndisc import ETHERTYPE_IPV6

_ARP_FRAME: Final = 42
_NA_FRAME: Final = 86


@dataclass(frozen=True, slots=True)
class Entry:
    """Where an address was last heard to be."""

    mac: bytes
    at: Instant


@dataclass(slots=True, eq=False)
class Client:
    """A host beside the routers."""

    name: str
    timeline: Timeline
    neighbours: dict[IpAddress, Entry] = field(default_factory=dict)

    def hear(self, parcel: Parcel) -> None:
        """Learn from a frame; packets are for others."""
        if parcel.destination is not None:
            return
        address = announced(parcel.octets)
        if address is not None:
            self.neighbours[address] = Entry(_mac(parcel.octets), self.timeline.now)


def announced(frame: bytes) -> IpAddress | None:
    """Return the address that a gratuitous ARP or unsolicited NA announces, if it is one."""
    if _is(frame, ETHERTYPE_ARP, _ARP_FRAME):
        return unpack(frame[28:32])
    if _is(frame, ETHERTYPE_IPV6, _NA_FRAME):
        return unpack(frame[62:78])
    return None


def _mac(frame: bytes) -> bytes:
    return frame[22:28] if _is(frame, ETHERTYPE_ARP, _ARP_FRAME) else frame[80:86]


def _is(frame: bytes, ethertype: int, length: int) -> bool:
    return len(frame) >= length and int.from_bytes(frame[12:14], "big") == ethertype
