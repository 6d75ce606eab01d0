"""Internet and link addresses as the rest of vipd uses them."""

from enum import Enum
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import NewType

IpAddress = IPv4Address | IPv6Address
"""An address of either family; ``address.packed`` is its form on the wire."""

MacAddress = NewType("MacAddress", bytes)
"""A link-layer address in transmission order (6 octets on Ethernet)."""


class Family(Enum):
    """Address family; the value is the IP version number."""

    IPV4 = 4
    IPV6 = 6


def family_of(address: IpAddress) -> Family:
    """Return the family of ``address``."""
    return Family.IPV4 if address.version == 4 else Family.IPV6


def unpack(packed: bytes) -> IpAddress:
    """Return the address with this packed form (4 or 16 octets).

    Raises:
        ValueError: for any other length.
    """
    return ip_address(packed)
