"""Everything a VRRP instance can ask for, as a closed union; executed in the order returned."""

from dataclasses import dataclass

from vipd.base.addr import IpAddress
from vipd.core.vrrp.notices import Notice
from vipd.model.vrrp import VirtualAddress


@dataclass(frozen=True, slots=True)
class SendAdvert:
    """Send one advert with this priority to the group, or one copy to each unicast peer."""

    priority: int


@dataclass(frozen=True, slots=True)
class Own:
    """From here on the instance owns exactly these addresses (none: the empty tuple)."""

    addresses: tuple[VirtualAddress, ...]


@dataclass(frozen=True, slots=True)
class Announce:
    """Send ``rounds`` rounds of a gratuitous ARP or unsolicited NA for each address."""

    addresses: tuple[VirtualAddress, ...]
    rounds: int


@dataclass(frozen=True, slots=True)
class AnnounceSource:
    """Send one gratuitous ARP or NA for the own source address, so that peers find us again."""

    source: IpAddress


@dataclass(frozen=True, slots=True)
class Notify:
    """Tell people and programs what happened."""

    notice: Notice


Effect = SendAdvert | Own | Announce | AnnounceSource | Notify
