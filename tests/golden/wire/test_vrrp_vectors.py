"""Adverts and announcements byte for byte as keepalived 2.4 sent them, read off the wire."""

from ipaddress import IPv4Address, IPv6Address

import pytest

from vipd.base.addr import Family
from vipd.wire.arp import gratuitous_arp
from vipd.wire.checksum import internet_checksum, pseudo_header_sum
from vipd.wire.ip import PROTO_AH, PROTO_VRRP, build_ipv4, decode
from vipd.wire.ndisc import unsolicited_na
from vipd.wire.vrrp import checksum_ok_v2, checksum_ok_v3, encode_v2, encode_v3
from vipd.wire.vrrp import decode as decode_pdu

ROUTER = IPv4Address("10.9.0.1")
PEER = IPv4Address("10.9.0.2")
GROUP = IPv4Address("224.0.0.18")
VIP = IPv4Address("10.9.0.100")
ROUTER6 = IPv6Address("fe80::98d2:dfff:feb6:d928")
GROUP6 = IPv6Address("ff02::12")
VIP6 = IPv6Address("fe80::100")
MAC = bytes.fromhex("9ad2dfb6d928")

V2_NONE = "2133960100013e5d 0a090064 0000000000000000"
V2_PASS = "2133960101010111 0a090064 7365637265740000"
V2_AH = "2133960102013c5d 0a090064 0000000000000000"


@pytest.mark.parametrize(
    "auth_type, auth_data, expected",
    [
        (0, bytes(8), V2_NONE),
        (1, b"secret\0\0", V2_PASS),
        (2, bytes(8), V2_AH),
    ],
    ids=["none", "PASS", "AH"],
)
def test_v2_advert_has_the_octets_of_keepalived(
    auth_type: int, auth_data: bytes, expected: str
) -> None:
    pdu = encode_v2(
        vrid=51,
        priority=150,
        interval_s=1,
        addresses=[VIP],
        auth_type=auth_type,
        auth_data=auth_data,
    )
    assert pdu == bytes.fromhex(expected)
    assert checksum_ok_v2(pdu)


@pytest.mark.parametrize(
    "destination, pseudo_header, checksum",
    [(GROUP, True, "4361"), (PEER, True, "1969"), (PEER, False, "2dfa"), (GROUP, False, "2dfa")],
    ids=["group", "peer", "peer as v2", "group as v2"],
)
def test_v3_advert_has_the_octets_of_keepalived(
    destination: IPv4Address, pseudo_header: bool, checksum: str
) -> None:
    pdu = encode_v3(
        vrid=51,
        priority=150,
        interval_cs=100,
        addresses=[VIP],
        source=ROUTER,
        destination=destination,
        pseudo_header=pseudo_header,
    )
    assert pdu == bytes.fromhex(f"313396010064{checksum}0a090064")
    assert checksum_ok_v3(pdu, ROUTER, destination, pseudo_header=pseudo_header)


def test_v3_ipv6_advert_with_trailer_has_the_checksum_of_the_kernel() -> None:
    # The kernel computed it over the PDU and a trailer of 28 octets (auth_hmac).
    packet = bytes.fromhex(
        "3133960100648bf5 fe800000000000000000000000000100"
        "010700006b00f8a8430f0000e44d1bde259be664d379a3db87dfaae3"
    )
    assert checksum_ok_v3(packet, ROUTER6, GROUP6)
    advert = encode_v3(
        vrid=51,
        priority=150,
        interval_cs=100,
        addresses=[VIP6],
        source=ROUTER6,
        destination=GROUP6,
    )
    assert advert[:6] == packet[:6]
    assert advert[8:] == packet[8:24]
    assert decode_pdu(packet, Family.IPV6).addresses == (VIP6,)


def test_ipv4_header_has_the_octets_of_keepalived_but_for_the_checksum() -> None:
    on_the_wire = bytes.fromhex("45c0004000010000ff33d0ad0a090001e0000012")
    packet = build_ipv4(
        ROUTER, GROUP, ttl=255, protocol=PROTO_AH, identification=1, payload=bytes(44)
    )
    assert packet[:10] + b"\xd0\xad" + packet[12:20] == on_the_wire
    assert packet[10:12] == bytes(2)
    assert internet_checksum(packet[:20]) == 0xD0AD
    header = decode(on_the_wire)
    assert (header.total_length, header.protocol, header.hop_limit) == (64, PROTO_AH, 255)
    assert (header.source, header.destination) == (ROUTER, GROUP)


def test_v2_advert_in_ip_is_forty_octets() -> None:
    packet = build_ipv4(
        ROUTER,
        GROUP,
        ttl=255,
        protocol=PROTO_VRRP,
        identification=1,
        payload=bytes.fromhex(V2_NONE),
    )
    assert packet.hex() == ("45c0002800010000ff7000000a090001e0000012" + V2_NONE.replace(" ", ""))


def test_gratuitous_arp_has_the_octets_of_keepalived() -> None:
    assert gratuitous_arp(MAC, VIP) == bytes.fromhex(
        "ffffffffffff 9ad2dfb6d928 0806"
        "0001 0800 06 04 0001 9ad2dfb6d928 0a090064 ffffffffffff 0a090064"
    )


def test_unsolicited_na_has_the_octets_of_keepalived() -> None:
    frame = unsolicited_na(MAC, VIP6, router=False)
    assert frame == bytes.fromhex(
        "333300000001 9ad2dfb6d928 86dd 6000000000203aff"
        "fe800000000000000000000000000100 ff020000000000000000000000000001"
        "8800 03ec 20000000 fe800000000000000000000000000100 0201 9ad2dfb6d928"
    )
    initial = pseudo_header_sum(VIP6, IPv6Address("ff02::1"), 58, 32)
    assert internet_checksum(frame[54:], initial) == 0
