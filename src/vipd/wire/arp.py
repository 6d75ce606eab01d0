"""Gratuitous ARP: how the owner of an IPv4 address tells neighbours and switches where it is.

Ethernet header and ARP packet (RFC 826), 42 octets without padding::

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +---------------------------------------------------------------+
    |            Destination MAC: broadcast (6 octets)              |
    +                               +-------------------------------+
    |                               |     Source MAC (6 octets)     |
    +-------------------------------+                               +
    |                                                               |
    +-------------------------------+-------------------------------+
    |      Ether type = 0x0806      |       Hardware type = 1       |
    +-------------------------------+---------------+---------------+
    |    Protocol type = 0x0800     | Hw length = 6 | Pr length = 4 |
    +-------------------------------+---------------+---------------+
    |     Operation = 1, request    |     Sender MAC (6 octets)     |
    +-------------------------------+                               +
    |                                                               |
    +---------------------------------------------------------------+
    |                   Sender IP: the address                      |
    +---------------------------------------------------------------+
    |                 Target MAC: all ones (6 octets)               |
    +                               +-------------------------------+
    |                               |     Target IP: the address    |
    +-------------------------------+-------------------------------+
    |        (Target IP)            |
    +-------------------------------+

RFC 5227 3: an ARP announcement is a request, because some hosts ignore replies nobody asked for.
Its target MAC "SHOULD be set to zero"; keepalived 2.4 sends all ones, receivers ignore the field,
and so do we what keepalived does.
"""

import struct
from ipaddress import IPv4Address
from typing import Final

ETHERTYPE_ARP: Final = 0x0806
BROADCAST_MAC: Final = b"\xff" * 6

_ETHERTYPE_IPV4: Final = 0x0800
_HARDWARE_ETHERNET: Final = 1
_OPERATION_REQUEST: Final = 1
_MAC_LEN: Final = 6

_FRAME: Final = struct.Struct("!6s6sHHHBBH6s4s6s4s")


def gratuitous_arp(mac: bytes, address: IPv4Address) -> bytes:
    """Return the frame that announces ``address`` at ``mac`` (6 octets): 42 octets."""
    assert len(mac) == _MAC_LEN
    packed = address.packed
    return _FRAME.pack(
        BROADCAST_MAC,
        mac,
        ETHERTYPE_ARP,
        _HARDWARE_ETHERNET,
        _ETHERTYPE_IPV4,
        _MAC_LEN,
        len(packed),
        _OPERATION_REQUEST,
        mac,
        packed,
        BROADCAST_MAC,
        packed,
    )
