"""IP headers, good and bad."""

from ipaddress import IPv4Address, IPv6Address

import pytest

from vipd.base.addr import Family
from vipd.base.errors import DecodeError
from vipd.wire.ip import IpFault, IpHeader, build_ipv4, build_ipv6, decode

IPV4 = bytes.fromhex("45c0002800010000ff7000000a090001e0000012") + bytes(20)
IPV6 = bytes.fromhex(
    "6c000000001870fffe8000000000000098d2dffffeb6d928ff020000000000000000000000000012"
)


def test_decode_ipv4_reads_every_field() -> None:
    assert decode(IPV4) == IpHeader(
        family=Family.IPV4,
        source=IPv4Address("10.9.0.1"),
        destination=IPv4Address("224.0.0.18"),
        hop_limit=255,
        protocol=112,
        header_length=20,
        total_length=40,
    )


def test_decode_ipv6_reads_every_field() -> None:
    assert decode(IPV6) == IpHeader(
        family=Family.IPV6,
        source=IPv6Address("fe80::98d2:dfff:feb6:d928"),
        destination=IPv6Address("ff02::12"),
        hop_limit=255,
        protocol=112,
        header_length=40,
        total_length=64,
    )


def test_decode_ipv4_with_options_tells_the_longer_header() -> None:
    header = decode(b"\x47" + IPV4[1:20] + bytes(8))
    assert header.header_length == 28
    assert header.source == IPv4Address("10.9.0.1")


def test_decode_total_length_beyond_the_packet_is_told_not_judged() -> None:
    assert decode(IPV4[:2] + b"\xff\xff" + IPV4[4:]).total_length == 0xFFFF


@pytest.mark.parametrize(
    "octets, fault",
    [
        (b"", IpFault.TOO_SHORT),
        (b"\x45", IpFault.TOO_SHORT),
        (IPV4[:19], IpFault.TOO_SHORT),
        (b"\x47" + IPV4[1:27], IpFault.TOO_SHORT),
        (b"\x44" + IPV4[1:], IpFault.HEADER_LENGTH),
        (b"\x40" + IPV4[1:], IpFault.HEADER_LENGTH),
        (IPV6[:39], IpFault.TOO_SHORT),
        (b"\x55" + IPV4[1:], IpFault.VERSION),
        (b"\x00" * 60, IpFault.VERSION),
    ],
)
def test_decode_bad_header_raises_its_fault(octets: bytes, fault: IpFault) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(octets)
    assert caught.value.reason is fault


def test_build_ipv4_matches_the_packet_of_keepalived() -> None:
    built = build_ipv4(
        IPv4Address("10.9.0.1"),
        IPv4Address("224.0.0.18"),
        ttl=255,
        protocol=112,
        identification=1,
        payload=bytes(20),
    )
    assert built == IPV4


def test_build_ipv6_matches_the_header_of_the_kernel() -> None:
    built = build_ipv6(
        IPv6Address("fe80::98d2:dfff:feb6:d928"),
        IPv6Address("ff02::12"),
        hop_limit=255,
        next_header=112,
        payload=bytes(24),
    )
    assert built == IPV6 + bytes(24)


def test_build_ipv4_tos_and_ipv6_traffic_class_default_to_cs6_and_can_be_set() -> None:
    v4 = build_ipv4(
        IPv4Address(1), IPv4Address(2), ttl=1, protocol=2, identification=3, payload=b"", tos=0x20
    )
    v6 = build_ipv6(
        IPv6Address(1), IPv6Address(2), hop_limit=1, next_header=2, payload=b"", traffic_class=0x2F
    )
    assert v4[1] == 0x20
    assert v6[:4] == bytes.fromhex("62f00000")
