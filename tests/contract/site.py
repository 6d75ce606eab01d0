"""Two nodes on one LAN, as the contract suite sees them: on Linux, or in the simulator.

A test speaks to ports as the engine does, and to the site as an administrator or the weather does.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Protocol

from vipd.base.addr import Family, IpAddress
from vipd.base.units import Instant
from vipd.core.host import HostChange
from vipd.ports import Channel, Frames, Kernel, Packets
from vipd.wire import ip, vrrp

INTERFACE = "eth0"
GROUP4 = IPv4Address("224.0.0.18")
GROUP6 = IPv6Address("ff02::12")
TIMEOUT_S = 10.0


@dataclass(frozen=True)
class Member:
    """One node: its ports, and what is true of it."""

    packets: Packets
    frames: Frames
    kernel: Kernel
    index: int
    mac: bytes
    ipv4: IPv4Address
    ipv6: IPv6Address

    def address(self, family: Family) -> IpAddress:
        """The node's own address."""
        return self.ipv4 if family is Family.IPV4 else self.ipv6

    def unicast(self, family: Family) -> Channel:
        """The channel of unicast adverts to this node."""
        return Channel(family, INTERFACE, None, self.address(family))


class Site(Protocol):
    """The world around two nodes."""

    a: Member
    b: Member

    def now(self, member: Member) -> Instant:
        """What the clock of the node shows."""
        ...

    def pass_time(self) -> None:
        """Let what is under way get a little further."""
        ...

    def heard(self) -> list[bytes]:
        """Frames that the nodes sent to the wire so far."""
        ...

    def add_address(self, member: Member, address: IPv4Address, prefix_len: int) -> None:
        """Configure an address behind the back of vipd."""
        ...

    def remove_address(self, member: Member, address: IpAddress, prefix_len: int) -> None:
        """Remove an address behind the back of vipd."""
        ...

    def set_carrier(self, member: Member, *, up: bool) -> None:
        """Plug or unplug the cable."""
        ...

    def remove_link(self, member: Member) -> None:
        """Destroy the interface."""
        ...

    def overrun(self, member: Member) -> None:
        """Let more happen than the queue of reports can hold."""
        ...

    def close(self) -> None:
        """Leave nothing behind."""
        ...


def multicast(family: Family) -> Channel:
    """The channel of multicast adverts on the LAN."""
    return Channel(family, INTERFACE, GROUP4 if family is Family.IPV4 else GROUP6, None)


def advert(
    family: Family,
    source: IpAddress,
    destination: IpAddress,
    *,
    vrid: int = 51,
    priority: int = 100,
    hop_limit: int = 255,
) -> bytes:
    """Return a VRRPv3 advert as a whole IP packet."""
    pdu = vrrp.encode_v3(
        vrid=vrid,
        priority=priority,
        interval_cs=100,
        addresses=(source,),
        source=source,
        destination=destination,
    )
    if family is Family.IPV4:
        assert isinstance(source, IPv4Address)
        assert isinstance(destination, IPv4Address)
        return ip.build_ipv4(
            source,
            destination,
            ttl=hop_limit,
            protocol=ip.PROTO_VRRP,
            identification=7,
            payload=pdu,
        )
    assert isinstance(source, IPv6Address)
    assert isinstance(destination, IPv6Address)
    return ip.build_ipv6(
        source, destination, hop_limit=hop_limit, next_header=ip.PROTO_VRRP, payload=pdu
    )


def send(site: Site, channel: Channel, **variant: int) -> bytes:
    """Let node a send an advert on the channel, and return it."""
    destination = channel.group or channel.source
    assert destination is not None
    packet = advert(channel.family, site.a.address(channel.family), destination, **variant)
    own = channel if channel.group is not None else site.a.unicast(channel.family)
    assert site.a.packets.send(own, packet, destination) == 0
    return packet


def pdu_of(family: Family, packet: bytes) -> bytes:
    """Return what is behind the IP header."""
    return packet[20 if family is Family.IPV4 else 40 :]


def receive(
    site: Site, member: Member, channel: Channel, count: int
) -> list[tuple[bytes, Instant]]:
    """Return what the member receives, ``count`` packets at least; AssertionError if they do not
    come."""
    packets: list[tuple[bytes, Instant]] = []

    def enough() -> bool:
        packets.extend(member.packets.receive(channel, 100))
        return len(packets) >= count

    wait(site, enough, f"{count} packets, got {len(packets)}")
    return packets


def changes_until(
    site: Site, member: Member, condition: Callable[[HostChange], bool]
) -> list[HostChange]:
    """Return the member's reports up to the first call that has one with ``condition``."""
    changes: list[HostChange] = []

    def seen() -> bool:
        latest = member.kernel.changes()
        changes.extend(latest)
        return any(condition(change) for change in latest)

    wait(site, seen, "a report")
    return changes


def wait(site: Site, condition: Callable[[], bool], what: str) -> None:
    """Let time pass until the condition holds; AssertionError when it takes too long."""
    give_up = time.monotonic() + TIMEOUT_S
    while not condition():
        assert time.monotonic() < give_up, f"not within {TIMEOUT_S} s: {what}"
        site.pass_time()
