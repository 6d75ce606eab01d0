"""What the machines may know of the host: its links and addresses, as the kernel reports them."""

from dataclasses import dataclass

from vipd.base.addr import IpAddress, MacAddress
from vipd.model.link import LinkKind

BROADCAST = MacAddress(b"\xff" * 6)
"""The Ethernet address of all."""

PROTOCOL_KEEPALIVED = 18
"""``IFA_PROTO`` of addresses that keepalived, and vipd after it, adds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkDetails:
    """What people want to know of a link, and no machine. ``hardware`` is ARPHRD_*."""

    admin_up: bool = True
    running: bool = True
    broadcast: bool = True
    point_to_point: bool = False
    hardware: int = 1
    group: int = 0
    mac_broadcast: MacAddress = BROADCAST


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A network interface. ``up`` means IFF_UP and IFF_RUNNING, as in keepalived 2.4.

    ``ethernet``: its addresses and frames are those of Ethernet.
    """

    index: int
    name: str
    up: bool
    multicast: bool
    arp: bool
    loopback: bool
    mtu: int
    mac: MacAddress
    ethernet: bool = True
    kind: LinkKind = LinkKind.OTHER
    details: LinkDetails = LinkDetails()


@dataclass(frozen=True, slots=True, kw_only=True)
class HostAddress:
    """An address on an interface.

    ``protocol`` tells who configured it: 0 is an administrator or a program that did not say,
    None a kernel that does not know (before Linux 5.18).

    ``tentative`` IPv6 addresses are not usable yet (duplicate address detection).
    """

    address: IpAddress
    prefix_len: int
    index: int
    scope: int
    protocol: int | None = None
    tentative: bool = False


@dataclass(frozen=True, slots=True)
class LinkState:
    """A link with its addresses, in the order in which they were configured."""

    link: Link
    addresses: tuple[HostAddress, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkReported:
    """The kernel reported a link: a new one, or a new state of a known one."""

    link: Link


@dataclass(frozen=True, slots=True)
class LinkRemoved:
    """The kernel reported that a link is gone."""

    index: int


@dataclass(frozen=True, slots=True)
class AddressReported:
    """The kernel reported an address: a new one, or new flags of a known one."""

    address: HostAddress


@dataclass(frozen=True, slots=True)
class AddressRemoved:
    """The kernel reported that an address is gone from an interface."""

    address: HostAddress


@dataclass(frozen=True, slots=True)
class Resynced:
    """Reports were lost: this is everything there is now."""

    links: tuple[Link, ...]
    addresses: tuple[HostAddress, ...]


HostChange = LinkReported | LinkRemoved | AddressReported | AddressRemoved | Resynced
