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
        frame = parcel.octets
        ethertype = int.from_bytes(frame[12:14], "big")
        if ethertype == ETHERTYPE_ARP and len(frame) >= _ARP_FRAME:
            self.neighbours[unpack(frame[28:32])] = Entry(frame[22:28], self.timeline.now)
        elif ethertype == ETHERTYPE_IPV6 and len(frame) >= _NA_FRAME:
            self.neighbours[unpack(frame[62:78])] = Entry(frame[80:86], self.timeline.now)
