"""Unsolicited neighbour advertisement: the IPv6 counterpart of gratuitous ARP.

Ethernet and IPv6 headers, then (RFC 4861 4.4 with the option of 4.6.1) 32 octets of ICMPv6; 86
octets in all::

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +---------------+---------------+-------------------------------+
    |  Type = 136   |   Code = 0    |           Checksum            |
    +-+-+-+---------+---------------+-------------------------------+
    |R|S|O|                     Reserved = 0                        |
    +-+-+-+---------------------------------------------------------+
    |             Target address: the address (16 octets)           |
    +---------------+---------------+-------------------------------+
    |   Option = 2  |   Length = 1  |      Link-layer address       |
    +---------------+---------------+                               +
    |                          (6 octets)                           |
    +---------------------------------------------------------------+

R: the sender is a router. S: solicited, never set here. O: override what neighbours have cached
(RFC 4861 7.2.6; RFC 9568 6.4.1 asks for S clear and O set). Sent to all nodes (ff02::1) with hop
limit 255, which receivers demand (RFC 4861 7.1.2).
"""

import struct
from ipaddress import IPv6Address
from typing import Final

from vipd.wire.checksum import internet_checksum, pseudo_header_sum
from vipd.wire.ip import PROTO_ICMPV6, build_ipv6

ETHERTYPE_IPV6: Final = 0x86DD
ALL_NODES: Final = IPv6Address("ff02::1")
ALL_NODES_MAC: Final = bytes.fromhex("333300000001")
"""Ethernet multicast address of ``ALL_NODES`` (RFC 2464 7)."""

_TYPE_NEIGHBOR_ADVERTISEMENT: Final = 136
_OPTION_TARGET_LINK_LAYER: Final = 2
_FLAG_ROUTER: Final = 0x8000_0000
_FLAG_OVERRIDE: Final = 0x2000_0000
_MAC_LEN: Final = 6
_ND_HOP_LIMIT: Final = 255

_ETHERNET: Final = struct.Struct("!6s6sH")
_ADVERTISEMENT: Final = struct.Struct("!BBHI16sBB6s")


def unsolicited_na(mac: bytes, address: IPv6Address, *, router: bool) -> bytes:
    """Return the frame that announces ``address`` at ``mac`` (6 octets): 86 octets.

    ``router``: whether the host forwards IPv6; neighbours drop a default router whose
    advertisements say that it does not (RFC 4861 7.2.5).
    """
    assert len(mac) == _MAC_LEN
    flags = _FLAG_OVERRIDE | (_FLAG_ROUTER if router else 0)
    initial = pseudo_header_sum(address, ALL_NODES, PROTO_ICMPV6, _ADVERTISEMENT.size)
    checksum = internet_checksum(_advertisement(mac, address, flags, 0), initial)
    packet = build_ipv6(
        address,
        ALL_NODES,
        hop_limit=_ND_HOP_LIMIT,
        next_header=PROTO_ICMPV6,
        payload=_advertisement(mac, address, flags, checksum),
        traffic_class=0,
    )
    return _ETHERNET.pack(ALL_NODES_MAC, mac, ETHERTYPE_IPV6) + packet


def _advertisement(mac: bytes, address: IPv6Address, flags: int, checksum: int) -> bytes:
    return _ADVERTISEMENT.pack(
        _TYPE_NEIGHBOR_ADVERTISEMENT,
        0,
        checksum,
        flags,
        address.packed,
        _OPTION_TARGET_LINK_LAYER,
        1,  # length in units of 8 octets
        mac,
    )
