"""Packets of a stranger that every instance must reject, and that must change nothing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from ipaddress import IPv4Address, IPv6Address
from random import Random
from typing import Final

from vipd.base.addr import Family, IpAddress
from vipd.wire import ip, vrrp


class Kind(Enum):
    """What is wrong with a packet; the value names it in stored scenarios."""

    TTL = "ttl"
    CHECKSUM = "checksum"
    VERSION = "version"
    LENGTH = "length"
    TRUNCATED = "truncated"
    PACKET_TYPE = "packet type"
    AUTHENTICATION = "authentication"
    NOISE = "noise"


_STRANGER: Final[dict[Family, IpAddress]] = {
    Family.IPV4: IPv4Address("10.1.0.250"),
    Family.IPV6: IPv6Address("fe80::250"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgery:
    """What to forge: an advert of priority 255 for this virtual router, with one fault."""

    kind: Kind
    vrid: int
    version: int
    destination: IpAddress
    interval_cs: int = 100


def forge(forgery: Forgery, rng: Random) -> bytes:
    """Return the packet; only noise depends on ``rng``."""
    return _FORGERS[forgery.kind](forgery, rng)


def _family(forgery: Forgery) -> Family:
    return Family(forgery.destination.version)


def _pdu(forgery: Forgery, **changes: int) -> bytes:
    family = _family(forgery)
    source = _STRANGER[family]
    if forgery.version == 2:
        with_auth = family is Family.IPV4
        return vrrp.encode_v2(
            vrid=forgery.vrid,
            priority=255,
            interval_s=forgery.interval_cs // 100,
            addresses=(),
            auth_type=changes.get("auth_type", 0),
            with_auth=with_auth,
            source=None if with_auth else source,
            destination=None if with_auth else forgery.destination,
        )
    return vrrp.encode_v3(
        vrid=forgery.vrid,
        priority=255,
        interval_cs=forgery.interval_cs,
        addresses=(),
        source=source,
        destination=forgery.destination,
    )


def _packet(forgery: Forgery, pdu: bytes, *, hop_limit: int = 255) -> bytes:
    source, destination = _STRANGER[_family(forgery)], forgery.destination
    if isinstance(source, IPv4Address):
        assert isinstance(destination, IPv4Address)
        return ip.build_ipv4(
            source,
            destination,
            ttl=hop_limit,
            protocol=ip.PROTO_VRRP,
            identification=1,
            payload=pdu,
        )
    assert isinstance(destination, IPv6Address)
    return ip.build_ipv6(
        source, destination, hop_limit=hop_limit, next_header=ip.PROTO_VRRP, payload=pdu
    )


def _wrong_ttl(forgery: Forgery, rng: Random) -> bytes:
    return _packet(forgery, _pdu(forgery), hop_limit=254)


def _wrong_checksum(forgery: Forgery, rng: Random) -> bytes:
    pdu = bytearray(_pdu(forgery))
    pdu[vrrp.CHECKSUM_OFFSET] ^= 0x55
    return _packet(forgery, bytes(pdu))


def _wrong_version(forgery: Forgery, rng: Random) -> bytes:
    other = 3 if forgery.version == 2 else 2
    return _packet(forgery, _pdu(replace(forgery, version=other)))


def _too_long(forgery: Forgery, rng: Random) -> bytes:
    return _packet(forgery, _pdu(forgery) + bytes(3))


def _truncated(forgery: Forgery, rng: Random) -> bytes:
    return _packet(forgery, _pdu(forgery)[:6])


def _wrong_type(forgery: Forgery, rng: Random) -> bytes:
    pdu = bytearray(_pdu(forgery))
    pdu[0] = pdu[0] & 0xF0 | 2
    # A valid checksum, so that nothing but the type is wrong: adding 1 to one word and taking it
    # from the checksum leaves the sum as it was.
    checksum = int.from_bytes(pdu[6:8], "big") - 0x100
    pdu[6:8] = (checksum % 0xFFFF).to_bytes(2, "big")
    return _packet(forgery, bytes(pdu))


def _wrong_authentication(forgery: Forgery, rng: Random) -> bytes:
    if forgery.version != 2 or _family(forgery) is Family.IPV6:
        return _wrong_checksum(forgery, rng)
    return _packet(forgery, _pdu(forgery, auth_type=2))


def _noise(forgery: Forgery, rng: Random) -> bytes:
    octets = bytearray(rng.randbytes(rng.randrange(8, 64)))
    octets[1] = forgery.vrid
    octets[0] &= 0x0F  # version 0, so that no luck makes it an advert
    return _packet(forgery, bytes(octets))


_FORGERS: Final[dict[Kind, Callable[[Forgery, Random], bytes]]] = {
    Kind.TTL: _wrong_ttl,
    Kind.CHECKSUM: _wrong_checksum,
    Kind.VERSION: _wrong_version,
    Kind.LENGTH: _too_long,
    Kind.TRUNCATED: _truncated,
    Kind.PACKET_TYPE: _wrong_type,
    Kind.AUTHENTICATION: _wrong_authentication,
    Kind.NOISE: _noise,
}
