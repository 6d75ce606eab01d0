"""Codecs over whatever hypothesis thinks of: round trips, totality, the checksum's plain twin."""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.bpf import run
from vipd.base.addr import Family, IpAddress
from vipd.base.errors import DecodeError
from vipd.wire import ip, vrrp
from vipd.wire.bpf import vrid_filter
from vipd.wire.checksum import internet_checksum, pseudo_header_sum

OCTET = st.integers(0, 255)
IPV4 = st.integers(0, 2**32 - 1).map(IPv4Address)
IPV6 = st.integers(0, 2**128 - 1).map(IPv6Address)
FAMILY = st.sampled_from(Family)
Record = TypeVar("Record")

HOSTILE = st.binary(max_size=120)


def plain_checksum(data: bytes, initial: int = 0) -> int:
    """RFC 1071 4.1, word by word."""
    if len(data) % 2:
        data += b"\0"
    total = initial
    for position in range(0, len(data), 2):
        total += data[position] << 8 | data[position + 1]
        total = (total & 0xFFFF) + (total >> 16)
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total ^ 0xFFFF


def attempt(decode: Callable[[], Record]) -> Record | DecodeError:
    """Return the record, or the one error that may escape a decoder."""
    try:
        return decode()
    except DecodeError as error:
        return error


@given(st.binary(max_size=300), st.integers(0, 2**130))
def test_checksum_any_data_equals_its_plain_twin(data: bytes, initial: int) -> None:
    assert internet_checksum(data, initial) == plain_checksum(data, initial)


@given(st.lists(st.sampled_from([b"\0", b"\xff"]), max_size=60).map(b"".join))
def test_checksum_of_zeros_and_ones_equals_its_plain_twin(data: bytes) -> None:
    assert internet_checksum(data) == plain_checksum(data)


@given(st.one_of(st.tuples(IPV4, IPV4), st.tuples(IPV6, IPV6)), OCTET, st.integers(0, 65535))
def test_pseudo_header_sum_equals_that_of_its_octets(
    pair: tuple[IpAddress, IpAddress], protocol: int, length: int
) -> None:
    source, destination = pair
    octets = source.packed + destination.packed + bytes([0, protocol]) + length.to_bytes(2, "big")
    initial = pseudo_header_sum(source, destination, protocol, length)
    assert internet_checksum(b"", initial) == plain_checksum(octets)


@given(IPV4, IPV4, OCTET, OCTET, st.integers(0, 65535), st.binary(max_size=40))
def test_ipv4_header_survives_a_round_trip(
    source: IPv4Address,
    destination: IPv4Address,
    ttl: int,
    protocol: int,
    identification: int,
    payload: bytes,
) -> None:
    packet = ip.build_ipv4(
        source,
        destination,
        ttl=ttl,
        protocol=protocol,
        identification=identification,
        payload=payload,
    )
    assert packet[20:] == payload
    assert ip.decode(packet) == ip.IpHeader(
        family=Family.IPV4,
        source=source,
        destination=destination,
        hop_limit=ttl,
        protocol=protocol,
        header_length=20,
        total_length=len(packet),
    )


@given(IPV6, IPV6, OCTET, OCTET, OCTET, st.binary(max_size=40))
def test_ipv6_header_survives_a_round_trip(
    source: IPv6Address,
    destination: IPv6Address,
    hop_limit: int,
    next_header: int,
    traffic_class: int,
    payload: bytes,
) -> None:
    packet = ip.build_ipv6(
        source,
        destination,
        hop_limit=hop_limit,
        next_header=next_header,
        payload=payload,
        traffic_class=traffic_class,
    )
    assert packet[40:] == payload
    assert ip.decode(packet) == ip.IpHeader(
        family=Family.IPV6,
        source=source,
        destination=destination,
        hop_limit=hop_limit,
        protocol=next_header,
        header_length=40,
        total_length=len(packet),
    )


@given(
    OCTET,
    OCTET,
    OCTET,
    st.lists(IPV4, max_size=20),
    st.sampled_from([0, 1, 2]),
    st.binary(min_size=8, max_size=8),
)
def test_v2_pdu_survives_a_round_trip(
    vrid: int,
    priority: int,
    interval_s: int,
    addresses: list[IPv4Address],
    auth_type: int,
    auth_data: bytes,
) -> None:
    pdu = vrrp.encode_v2(
        vrid=vrid,
        priority=priority,
        interval_s=interval_s,
        addresses=addresses,
        auth_type=auth_type,
        auth_data=auth_data,
    )
    assert vrrp.checksum_ok_v2(pdu)
    assert vrrp.decode(pdu, Family.IPV4) == vrrp.Pdu(
        version=2,
        type=1,
        vrid=vrid,
        priority=priority,
        address_count=len(addresses),
        auth_type=auth_type,
        interval=interval_s,
        checksum=int.from_bytes(pdu[6:8], "big"),
        addresses=tuple(addresses),
        auth_data=auth_data,
    )


@given(
    OCTET,
    OCTET,
    st.integers(0, 4095),
    st.one_of(
        st.tuples(IPV4, IPV4, st.lists(IPV4, max_size=20)),
        st.tuples(IPV6, IPV6, st.lists(IPV6, max_size=20)),
    ),
    st.booleans(),
)
def test_v3_pdu_survives_a_round_trip(
    vrid: int,
    priority: int,
    interval_cs: int,
    ends: tuple[IpAddress, IpAddress, list[IpAddress]],
    pseudo_header: bool,
) -> None:
    source, destination, addresses = ends
    pdu = vrrp.encode_v3(
        vrid=vrid,
        priority=priority,
        interval_cs=interval_cs,
        addresses=addresses,
        source=source,
        destination=destination,
        pseudo_header=pseudo_header,
    )
    assert vrrp.checksum_ok_v3(pdu, source, destination, pseudo_header=pseudo_header)
    family = Family(source.version)
    assert vrrp.decode(pdu, family) == vrrp.Pdu(
        version=3,
        type=1,
        vrid=vrid,
        priority=priority,
        address_count=len(addresses),
        auth_type=0,
        interval=interval_cs,
        checksum=int.from_bytes(pdu[6:8], "big"),
        addresses=tuple(addresses),
        auth_data=b"",
    )


@given(HOSTILE, st.sampled_from([b"", b"\x45", b"\x4f", b"\x60", b"\x6c"]))
def test_ip_decode_of_any_octets_returns_or_raises_decode_error(
    octets: bytes, prefix: bytes
) -> None:
    outcome = attempt(lambda: ip.decode(prefix + octets))
    if isinstance(outcome, DecodeError):
        assert isinstance(outcome.reason, ip.IpFault)
    else:
        assert outcome.header_length <= len(prefix + octets)


@given(HOSTILE, FAMILY)
def test_pdu_decode_of_any_octets_returns_or_raises_decode_error(
    octets: bytes, family: Family
) -> None:
    outcome = attempt(lambda: vrrp.decode(octets, family))
    if isinstance(outcome, DecodeError):
        assert isinstance(outcome.reason, vrrp.PduFault)
    else:
        assert len(outcome.addresses) == outcome.address_count
        assert len(outcome.auth_data) in (0, 8)


@given(
    FAMILY, st.sets(OCTET, min_size=1).map(frozenset), st.integers(5, 15), st.binary(max_size=30)
)
def test_filter_accepts_a_packet_exactly_when_its_vrid_is_wanted(
    family: Family, vrids: frozenset[int], ihl: int, pdu: bytes
) -> None:
    header = bytes([0x40 | ihl]) + bytes(ihl * 4 - 1) if family is Family.IPV4 else b""
    wanted = len(pdu) >= 8 and pdu[1] in vrids
    assert run(vrid_filter(family, vrids), header + pdu) == (0xFFFF_FFFF if wanted else 0)


@given(FAMILY, st.sets(OCTET, min_size=1).map(frozenset), HOSTILE)
def test_filter_of_any_octets_terminates_with_a_verdict(
    family: Family, vrids: frozenset[int], octets: bytes
) -> None:
    assert run(vrid_filter(family, vrids), octets) in (0, 0xFFFF_FFFF)


@pytest.mark.parametrize("length", range(70))
def test_decoders_every_truncation_of_a_good_packet_is_handled(length: int) -> None:
    vip = IPv6Address("fe80::100")
    pdu = vrrp.encode_v3(
        vrid=1,
        priority=1,
        interval_cs=1,
        addresses=[vip],
        source=vip,
        destination=vip,
    )
    packet = ip.build_ipv6(vip, vip, hop_limit=255, next_header=112, payload=pdu)[:length]
    outcome = attempt(lambda: vrrp.decode(packet[ip.decode(packet).header_length :], Family.IPV6))
    assert isinstance(outcome, DecodeError) == (length < 40 + len(pdu))
