"""Scapy and tshark, which know nothing of vipd, read what it writes and the reverse."""

from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

import pytest
from scapy.layers.inet import IP
from scapy.layers.inet6 import ICMPv6ND_NA, ICMPv6NDOptDstLLAddr, IPv6, in6_chksum
from scapy.layers.l2 import ARP, Ether
from scapy.layers.vrrp import VRRP, VRRPv3

from tests.support.pcap import ETHERNET, RAW_IP, dissect, write_pcap
from vipd.base.addr import Family
from vipd.wire.arp import gratuitous_arp
from vipd.wire.checksum import internet_checksum
from vipd.wire.ip import PROTO_VRRP, build_ipv4, build_ipv6, decode
from vipd.wire.ndisc import unsolicited_na
from vipd.wire.vrrp import checksum_ok_v2, checksum_ok_v3, encode_v2, encode_v3
from vipd.wire.vrrp import decode as decode_pdu

ROUTER = IPv4Address("10.9.0.1")
GROUP = IPv4Address("224.0.0.18")
PEER = IPv4Address("10.9.0.2")
VIPS = tuple(IPv4Address(f"10.9.0.{number}") for number in (100, 101, 7))
ROUTER6 = IPv6Address("fe80::98d2:dfff:feb6:d928")
GROUP6 = IPv6Address("ff02::12")
PEER6 = IPv6Address("fe80::2")
VIPS6 = (IPv6Address("fe80::100"), IPv6Address("2001:db8::64"))
MAC = bytes.fromhex("9ad2dfb6d928")


def with_header_checksum(packet: bytes) -> bytes:
    """Do what the kernel does with an IPv4 packet on its way out."""
    checksum = internet_checksum(packet[:20])
    return packet[:10] + checksum.to_bytes(2, "big") + packet[12:]


def v2(auth_type: int = 0, auth_data: bytes = bytes(8)) -> bytes:
    pdu = encode_v2(
        vrid=51,
        priority=150,
        interval_s=3,
        addresses=VIPS,
        auth_type=auth_type,
        auth_data=auth_data,
    )
    packet = build_ipv4(ROUTER, GROUP, ttl=255, protocol=PROTO_VRRP, identification=7, payload=pdu)
    return with_header_checksum(packet)


def v3(destination: IPv4Address = GROUP) -> bytes:
    pdu = encode_v3(
        vrid=52,
        priority=254,
        interval_cs=4095,
        addresses=VIPS,
        source=ROUTER,
        destination=destination,
    )
    packet = build_ipv4(
        ROUTER, destination, ttl=255, protocol=PROTO_VRRP, identification=8, payload=pdu
    )
    return with_header_checksum(packet)


def v3_ipv6(destination: IPv6Address = GROUP6) -> bytes:
    pdu = encode_v3(
        vrid=53,
        priority=1,
        interval_cs=10,
        addresses=VIPS6,
        source=ROUTER6,
        destination=destination,
    )
    return build_ipv6(ROUTER6, destination, hop_limit=255, next_header=PROTO_VRRP, payload=pdu)


@pytest.mark.parametrize("packet", [v2(), v2(1, b"secret\0\0")], ids=["none", "PASS"])
def test_scapy_rebuilds_our_v2_packet_with_the_same_octets(packet: bytes) -> None:
    seen = IP(packet)
    advert = seen[VRRP]
    assert (advert.version, advert.type, advert.vrid, advert.priority) == (2, 1, 51, 150)
    assert (advert.ipcount, advert.adv) == (3, 3)
    assert advert.addrlist == [str(vip) for vip in VIPS]
    assert (seen.tos, seen.ttl, seen.id) == (0xC0, 255, 7)
    assert not seen.flags.DF
    assert rebuilt(seen, VRRP) == packet


@pytest.mark.parametrize("destination", [GROUP, PEER])
def test_scapy_rebuilds_our_v3_packet_with_the_same_octets(destination: IPv4Address) -> None:
    packet = v3(destination)
    seen = IP(packet)
    advert = seen[VRRPv3]
    assert (advert.version, advert.vrid, advert.priority, advert.adv) == (3, 52, 254, 4095)
    assert advert.addrlist == [str(vip) for vip in VIPS]
    assert rebuilt(seen, VRRPv3) == packet


@pytest.mark.parametrize("destination", [GROUP6, PEER6])
def test_scapy_rebuilds_our_v3_ipv6_packet_with_the_same_octets(destination: IPv6Address) -> None:
    packet = v3_ipv6(destination)
    seen = IPv6(packet)
    assert (seen.tc, seen.hlim, seen.nh, seen.plen) == (0xC0, 255, 112, 40)
    # Scapy has no IPv6 addresses in adverts; the checksum does not care.
    advert = VRRPv3(bytes(seen.payload))
    assert (advert.vrid, advert.priority, advert.adv, advert.ipcount) == (53, 1, 10, 2)
    blank = bytearray(packet)
    blank[46:48] = bytes(2)
    recomputed = scapy_checksum6(blank)
    assert recomputed.to_bytes(2, "big") == packet[46:48]


def scapy_checksum6(packet: bytes | bytearray) -> int:
    checksum: int = in6_chksum(PROTO_VRRP, IPv6(bytes(packet)), bytes(packet[40:]))
    return checksum


def rebuilt(packet: IP, layer: type) -> bytes:
    """Return what scapy makes of the packet when it has to compute all it can."""
    del packet.chksum
    del packet.len
    del packet[layer].chksum
    del packet[layer].ipcount
    return bytes(packet)


def test_adverts_built_by_scapy_are_decoded_and_their_checksums_accepted() -> None:
    addresses = [str(vip) for vip in VIPS]
    ends = IP(src=str(ROUTER), dst=str(GROUP), ttl=255)
    second = bytes(ends / VRRP(vrid=9, priority=7, adv=5, addrlist=addresses, auth1=1, auth2=2))
    third = bytes(ends / VRRPv3(vrid=9, priority=7, adv=1234, addrlist=addresses))
    for packet, version, interval in ((second, 2, 5), (third, 3, 1234)):
        header = decode(packet)
        assert (header.source, header.destination) == (ROUTER, GROUP)
        assert header.total_length == len(packet)
        pdu = packet[header.header_length :]
        advert = decode_pdu(pdu, Family.IPV4)
        assert (advert.version, advert.vrid, advert.priority) == (version, 9, 7)
        assert (advert.interval, advert.addresses) == (interval, VIPS)
    assert checksum_ok_v2(second[20:])
    assert checksum_ok_v3(third[20:], ROUTER, GROUP)
    assert decode_pdu(second[20:], Family.IPV4).auth_data == bytes.fromhex("0000000100000002")


def test_scapy_rebuilds_our_gratuitous_arp_with_the_same_octets() -> None:
    frame = gratuitous_arp(MAC, VIPS[0])
    seen = Ether(frame)
    assert seen[ARP].op == 1
    assert seen[ARP].psrc == seen[ARP].pdst == "10.9.0.100"
    assert frame == bytes(
        Ether(src=MAC, dst="ff:ff:ff:ff:ff:ff")
        / ARP(
            op="who-has",
            hwsrc="9a:d2:df:b6:d9:28",
            psrc="10.9.0.100",
            hwdst="ff:ff:ff:ff:ff:ff",
            pdst="10.9.0.100",
        )
    )


@pytest.mark.parametrize("router", [False, True])
@pytest.mark.parametrize("vip", VIPS6)
def test_scapy_builds_our_unsolicited_na_with_the_same_octets(
    vip: IPv6Address, router: bool
) -> None:
    expected = bytes(
        Ether(src=MAC, dst="33:33:00:00:00:01")
        / IPv6(src=str(vip), dst="ff02::1", hlim=255)
        / ICMPv6ND_NA(R=int(router), S=0, O=1, tgt=str(vip))
        / ICMPv6NDOptDstLLAddr(lladdr="9a:d2:df:b6:d9:28")
    )
    assert unsolicited_na(MAC, vip, router=router) == expected


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    return tmp_path / "adverts.pcap"


TROUBLE = ("_ws.malformed", "_ws.expert.message")


def test_tshark_finds_our_v2_adverts_sound(capture: Path) -> None:
    write_pcap(capture, [v2(), v2(1, b"secret\0\0")], RAW_IP)
    fields = (
        *TROUBLE, "ip.checksum.status", "vrrp.checksum.status", "vrrp.virt_rtr_id", "vrrp.prio",
        "vrrp.adver_int", "vrrp.auth_type", "vrrp.ip_addr", "vrrp.auth_string",
    )  # fmt: skip
    addresses = "10.9.0.100,10.9.0.101,10.9.0.7"
    assert dissect(capture, fields) == [
        ["", "", "1", "1", "51", "150", "3", "0", addresses, ""],
        ["", "", "1", "1", "51", "150", "3", "1", addresses, "secret"],
    ]


def test_tshark_finds_our_v3_adverts_sound(capture: Path) -> None:
    write_pcap(capture, [v3(), v3(PEER), v3_ipv6(), v3_ipv6(PEER6)], RAW_IP)
    fields = (
        *TROUBLE, "vrrp.checksum.status", "vrrp.virt_rtr_id", "vrrp.prio", "vrrp.short_adver_int",
        "vrrp.ip_addr", "vrrp.ipv6_addr",
    )  # fmt: skip
    four, six = "10.9.0.100,10.9.0.101,10.9.0.7", "fe80::100,2001:db8::64"
    assert dissect(capture, fields) == [
        ["", "", "1", "52", "254", "4095", four, ""],
        ["", "", "1", "52", "254", "4095", four, ""],
        ["", "", "1", "53", "1", "10", "", six],
        ["", "", "1", "53", "1", "10", "", six],
    ]


def test_tshark_reports_a_changed_advert(capture: Path) -> None:
    changed = bytearray(v2())
    changed[22] ^= 1
    write_pcap(capture, [bytes(changed)], RAW_IP)
    assert dissect(capture, ["vrrp.checksum.status"]) == [["0"]]


def test_tshark_finds_our_announcements_sound(capture: Path) -> None:
    frames = [
        gratuitous_arp(MAC, VIPS[0]),
        unsolicited_na(MAC, VIPS6[0], router=False),
        unsolicited_na(MAC, VIPS6[1], router=True),
    ]
    write_pcap(capture, frames, ETHERNET)
    fields = (
        "_ws.malformed", "arp.isgratuitous", "arp.opcode", "arp.src.proto_ipv4",
        "icmpv6.checksum.status", "icmpv6.type", "icmpv6.nd.na.target_address",
        "icmpv6.nd.na.flag.r", "icmpv6.nd.na.flag.s", "icmpv6.nd.na.flag.o",
        "icmpv6.opt.linkaddr",
    )  # fmt: skip
    mac = "9a:d2:df:b6:d9:28"
    assert dissect(capture, fields) == [
        ["", "1", "1", "10.9.0.100", "", "", "", "", "", "", ""],
        ["", "", "", "", "1", "136", "fe80::100", "0", "0", "1", mac],
        ["", "", "", "", "1", "136", "2001:db8::64", "1", "0", "1", mac],
    ]
