"""VRRP protocol data units of versions 2 and 3: what follows the IP header.

Version 2 (RFC 3768 5.1). The authentication data are always there in IPv4, zero unless the type
is 1 (RFC 2338 5.3.6: simple text password); with IPv6 addresses they are absent (keepalived 2.4)::

     0                   1                   2                   3
     0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    +-------+-------+---------------+---------------+---------------+
    |   2   | Type=1|     VRID      |   Priority    | Count IP addrs|
    +-------+-------+---------------+---------------+---------------+
    |   Auth type   |  Advert int   |           Checksum            |
    |               |   (seconds)   |                               |
    +---------------+---------------+-------------------------------+
    |               IP addresses, 4 octets each (16)                |
    +---------------------------------------------------------------+
    |               Authentication data, 8 octets                   |
    +---------------------------------------------------------------+

Version 3 (RFC 5798 5.1, RFC 9568 5.1)::

    +-------+-------+---------------+---------------+---------------+
    |   3   | Type=1|     VRID      |   Priority    | Count IP addrs|
    +-------+-------+---------------+---------------+---------------+
    |   0   |  Max advert interval  |           Checksum            |
    |       |    (centiseconds)     |                               |
    +-------+-----------------------+-------------------------------+
    |               IP addresses, 4 or 16 octets each               |
    +---------------------------------------------------------------+

The checksum of version 2 in IPv4 covers the PDU alone, authentication data included (RFC 3768
5.3.8). In IPv6 it covers the pseudo header of RFC 8200 8.1 too. For version 3 in IPv4 the RFCs
disagree: RFC 5798 5.2.8 asks for a pseudo header, and so do most implementations; RFC 9568 5.2.8
asks for none. Both are possible here, and the caller decides.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from vipd.base.addr import Family, IpAddress
from vipd.base.errors import DecodeError
from vipd.wire.checksum import internet_checksum, pseudo_header_sum
from vipd.wire.ip import PROTO_VRRP

TYPE_ADVERTISEMENT: Final = 1
"""The only type there is (RFC 9568 5.2.2)."""

HEADER_LEN: Final = 8
"""Octets before the addresses."""
AUTH_DATA_LEN: Final = 8
"""Octets of the authentication data of version 2."""
CHECKSUM_OFFSET: Final = 6
"""Where the checksum is, in octets from the start of the PDU."""
MAX_ADDRESSES: Final = 255
INTERVAL_CS_MAX: Final = 0xFFF
"""Longest interval that version 3 can express: 40.95 s."""

AUTH_NONE: Final = 0
AUTH_PASS: Final = 1
AUTH_AH: Final = 2

_HEADER: Final = struct.Struct("!BBBBHH")


class PduFault(Enum):
    """What can be wrong with a PDU so that it cannot be decoded; one counter each."""

    TOO_SHORT = "too_short"
    """Fewer octets than the header and the promised addresses need."""


@dataclass(frozen=True, slots=True)
class Pdu:
    """An advertisement as it is on the wire; nothing about it has been verified.

    ``interval`` is in seconds in version 2, in centiseconds in any other. ``auth_type`` is 0 and
    ``auth_data`` empty in any version but 2; ``auth_data`` also where they are missing.
    """

    version: int
    type: int
    vrid: int
    priority: int
    address_count: int
    auth_type: int
    interval: int
    checksum: int
    addresses: tuple[IpAddress, ...]
    auth_data: bytes


def decode(pdu: bytes, family: Family) -> Pdu:
    """Decode a PDU that came in a packet of ``family``.

    Any version and type is accepted, since telling which is wrong is up to the caller; versions
    other than 2 are read with the layout of 3. Octets after the end (padding) are ignored.

    Raises:
        DecodeError: with a ``PduFault``.
    """
    if len(pdu) < HEADER_LEN:
        raise DecodeError(PduFault.TOO_SHORT, f"{len(pdu)} octets")
    version_type, vrid, priority, count, word, checksum = _HEADER.unpack_from(pdu)
    end = HEADER_LEN + count * (4 if family is Family.IPV4 else 16)
    if len(pdu) < end:
        raise DecodeError(PduFault.TOO_SHORT, f"{len(pdu)} octets for {count} addresses")
    version = version_type >> 4
    is_v2 = version == 2
    has_auth_data = is_v2 and family is Family.IPV4 and len(pdu) >= end + AUTH_DATA_LEN
    return Pdu(
        version=version,
        type=version_type & 0x0F,
        vrid=vrid,
        priority=priority,
        address_count=count,
        auth_type=word >> 8 if is_v2 else AUTH_NONE,
        interval=word & 0xFF if is_v2 else word & INTERVAL_CS_MAX,
        checksum=checksum,
        addresses=_addresses(pdu[HEADER_LEN:end], family),
        auth_data=bytes(pdu[end : end + AUTH_DATA_LEN]) if has_auth_data else b"",
    )


def _addresses(packed: bytes, family: Family) -> tuple[IpAddress, ...]:
    if family is Family.IPV4:
        return tuple(IPv4Address(packed[at : at + 4]) for at in range(0, len(packed), 4))
    return tuple(IPv6Address(packed[at : at + 16]) for at in range(0, len(packed), 16))


def encode_v2(
    *,
    vrid: int,
    priority: int,
    interval_s: int,
    addresses: Sequence[IpAddress],
    auth_type: int = AUTH_NONE,
    auth_data: bytes = bytes(AUTH_DATA_LEN),
    with_auth: bool = True,
    source: IpAddress | None = None,
    destination: IpAddress | None = None,
) -> bytes:
    """Return a version 2 advertisement with its checksum.

    ``auth_data`` are exactly 8 octets and left out when ``with_auth`` is false (IPv6). When both
    ``source`` and ``destination`` are given (IPv6), the checksum covers a pseudo header as well.
    """
    assert len(auth_data) == AUTH_DATA_LEN
    assert 0 <= interval_s <= 0xFF
    assert 0 <= auth_type <= 0xFF
    pdu = _encode(2, vrid, priority, auth_type << 8 | interval_s, addresses)
    if with_auth:
        pdu += auth_data
    if source is None or destination is None:
        return _with_checksum(pdu, 0)
    return _with_checksum(pdu, _pseudo_header(pdu, source, destination))


def encode_v3(
    *,
    vrid: int,
    priority: int,
    interval_cs: int,
    addresses: Sequence[IpAddress],
    source: IpAddress,
    destination: IpAddress,
    pseudo_header: bool = True,
) -> bytes:
    """Return a version 3 advertisement with its checksum for one destination.

    ``source`` decides the family. In IPv4 the checksum covers a pseudo header if
    ``pseudo_header``; in IPv6 always.
    """
    assert 0 <= interval_cs <= INTERVAL_CS_MAX
    pdu = _encode(3, vrid, priority, interval_cs, addresses)
    if not pseudo_header and source.version == Family.IPV4.value:
        return _with_checksum(pdu, 0)
    return _with_checksum(pdu, _pseudo_header(pdu, source, destination))


def checksum_ok_v2(pdu: bytes) -> bool:
    """Whether the checksum of a version 2 PDU in IPv4 is right (RFC 3768 5.3.8).

    ``pdu`` ends where the packet does: padding behind it changes nothing only if it is zero.
    """
    return internet_checksum(pdu) == 0


def checksum_ok_v3(
    pdu: bytes, source: IpAddress, destination: IpAddress, *, pseudo_header: bool = True
) -> bool:
    """Whether the checksum of a version 3 PDU, or of any PDU in IPv6, is right.

    ``source`` decides the family; without ``pseudo_header`` that of IPv4 covers the PDU alone.
    The length of ``pdu`` enters the pseudo header, so it must be without padding.
    """
    if not pseudo_header and source.version == Family.IPV4.value:
        return internet_checksum(pdu) == 0
    return internet_checksum(pdu, _pseudo_header(pdu, source, destination)) == 0


def _encode(
    version: int, vrid: int, priority: int, word: int, addresses: Sequence[IpAddress]
) -> bytes:
    assert len(addresses) <= MAX_ADDRESSES
    version_type = version << 4 | TYPE_ADVERTISEMENT
    header = _HEADER.pack(version_type, vrid, priority, len(addresses), word, 0)
    return header + b"".join([address.packed for address in addresses])


def _pseudo_header(pdu: bytes, source: IpAddress, destination: IpAddress) -> int:
    return pseudo_header_sum(source, destination, PROTO_VRRP, len(pdu))


def _with_checksum(pdu: bytes, initial: int) -> bytes:
    checksum = internet_checksum(pdu, initial)
    return pdu[:CHECKSUM_OFFSET] + checksum.to_bytes(2, "big") + pdu[CHECKSUM_OFFSET + 2 :]
