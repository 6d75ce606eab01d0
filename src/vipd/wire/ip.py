"""IPv4 and IPv6 headers, as far as a VRRP router sends and receives them.

IPv4 (RFC 791 3.1)::

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-------+-------+---------------+-------------------------------+
    |   4   |  IHL  |Type of service|         Total length          |
    +-------+-------+---------------+-----+-------------------------+
    |        Identification         |Flags|     Fragment offset     |
    +---------------+---------------+-----+-------------------------+
    |      TTL      |   Protocol    |        Header checksum        |
    +---------------+---------------+-------------------------------+
    |                        Source address                         |
    +---------------------------------------------------------------+
    |                      Destination address                      |
    +---------------------------------------------------------------+
    |                 Options, (IHL - 5) 32-bit words               |
    +---------------------------------------------------------------+

IPv6 (RFC 8200 3)::

    +-------+---------------+---------------------------------------+
    |   6   | Traffic class |              Flow label               |
    +-------+---------------+-------+---------------+---------------+
    |        Payload length         |  Next header  |   Hop limit   |
    +-------------------------------+---------------+---------------+
    |                   Source address (16 octets)                  |
    +---------------------------------------------------------------+
    |                Destination address (16 octets)                |
    +---------------------------------------------------------------+
"""

import struct
from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from vipd.base.addr import Family, IpAddress
from vipd.base.errors import DecodeError

PROTO_AH: Final = 51
"""IP protocol number of the authentication header (RFC 4302)."""
PROTO_ICMPV6: Final = 58
PROTO_VRRP: Final = 112

IPV4_HEADER_LEN: Final = 20
"""Length of an IPv4 header without options, in octets."""
IPV6_HEADER_LEN: Final = 40

INTERNETWORK_CONTROL: Final = 0xC0
"""TOS or traffic class of routing traffic: DSCP CS6 (RFC 2474 4.2.2.2), as keepalived 2.4."""

_IPV4: Final = struct.Struct("!BBHHHBBH4s4s")
_IPV6: Final = struct.Struct("!IHBB16s16s")


class IpFault(Enum):
    """What can be wrong with an IP header; one counter each."""

    TOO_SHORT = "too_short"
    """Fewer octets than the header needs."""
    VERSION = "version"
    """Neither 4 nor 6."""
    HEADER_LENGTH = "header_length"
    """An IPv4 header length (IHL) under 20 octets."""


@dataclass(frozen=True, slots=True)
class IpHeader:
    """The fields of an IP header that matter to VRRP; lengths in octets.

    ``total_length`` is what the header claims, header included (IPv6: payload length + 40); it is
    not compared with what was received. ``header_length`` includes IPv4 options. ``protocol`` is
    the next header of the fixed header in IPv6: extension headers are not followed.
    """

    family: Family
    source: IpAddress
    destination: IpAddress
    hop_limit: int
    protocol: int
    header_length: int
    total_length: int


def decode(octets: bytes) -> IpHeader:
    """Decode the header at the start of ``octets``; what follows it may be anything.

    Raises:
        DecodeError: with an ``IpFault``.
    """
    version = octets[0] >> 4 if octets else 0
    if version == Family.IPV4.value:
        return _decode_ipv4(octets)
    if version == Family.IPV6.value:
        return _decode_ipv6(octets)
    if not octets:
        raise DecodeError(IpFault.TOO_SHORT, "0 octets")
    raise DecodeError(IpFault.VERSION, str(version))


def _decode_ipv4(octets: bytes) -> IpHeader:
    header_length = (octets[0] & 0x0F) * 4
    if len(octets) < max(header_length, IPV4_HEADER_LEN):
        raise DecodeError(IpFault.TOO_SHORT, f"{len(octets)} octets")
    if header_length < IPV4_HEADER_LEN:
        raise DecodeError(IpFault.HEADER_LENGTH, f"{header_length} octets")
    fields = _IPV4.unpack_from(octets)
    return IpHeader(
        family=Family.IPV4,
        source=IPv4Address(fields[8]),
        destination=IPv4Address(fields[9]),
        hop_limit=fields[5],
        protocol=fields[6],
        header_length=header_length,
        total_length=fields[2],
    )


def _decode_ipv6(octets: bytes) -> IpHeader:
    if len(octets) < IPV6_HEADER_LEN:
        raise DecodeError(IpFault.TOO_SHORT, f"{len(octets)} octets")
    _, payload_length, next_header, hop_limit, source, destination = _IPV6.unpack_from(octets)
    return IpHeader(
        family=Family.IPV6,
        source=IPv6Address(source),
        destination=IPv6Address(destination),
        hop_limit=hop_limit,
        protocol=next_header,
        header_length=IPV6_HEADER_LEN,
        total_length=payload_length + IPV6_HEADER_LEN,
    )


def build_ipv4(
    source: IPv4Address,
    destination: IPv4Address,
    *,
    ttl: int,
    protocol: int,
    identification: int,
    payload: bytes,
    tos: int = INTERNETWORK_CONTROL,
) -> bytes:
    """Return an IPv4 packet without options and with DF clear, as keepalived 2.4 sends it.

    The header checksum is left zero: the kernel fills it on a raw socket with IP_HDRINCL. It also
    replaces an ``identification`` of 0 by one of its own choice.
    """
    header = _IPV4.pack(
        0x45,
        tos,
        IPV4_HEADER_LEN + len(payload),
        identification,
        0,
        ttl,
        protocol,
        0,
        source.packed,
        destination.packed,
    )
    return header + payload


def build_ipv6(
    source: IPv6Address,
    destination: IPv6Address,
    *,
    hop_limit: int,
    next_header: int,
    payload: bytes,
    traffic_class: int = INTERNETWORK_CONTROL,
) -> bytes:
    """Return an IPv6 packet without extension headers and with flow label zero."""
    header = _IPV6.pack(
        6 << 28 | traffic_class << 20,
        len(payload),
        next_header,
        hop_limit,
        source.packed,
        destination.packed,
    )
    return header + payload
