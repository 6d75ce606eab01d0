"""What frames mean to the demo."""

from ipaddress import IPv4Address

import pytest

from vipd.demo.wire import Advert, Garp, understand
from vipd.wire import arp, ip, vrrp

SOURCE = IPv4Address("192.0.2.1")
GROUP = IPv4Address("224.0.0.18")
VIP = IPv4Address("192.0.2.100")
MAC = bytes.fromhex("020000000001")
ETHERNET_IPV4 = bytes.fromhex("01005e000012") + MAC + b"\x08\x00"


def packet(payload: bytes, protocol: int = ip.PROTO_VRRP) -> bytes:
    return ETHERNET_IPV4 + ip.build_ipv4(
        SOURCE, GROUP, ttl=255, protocol=protocol, identification=1, payload=payload
    )


ADVERT = vrrp.encode_v3(
    vrid=51, priority=150, interval_cs=30, addresses=[VIP], source=SOURCE, destination=GROUP
)


def test_wire_advert_is_understood() -> None:
    assert understand(packet(ADVERT)) == Advert(SOURCE, 51, 150)


def test_wire_advert_with_padding_of_the_link_is_understood() -> None:
    assert understand(packet(ADVERT) + bytes(14)) == Advert(SOURCE, 51, 150)


def test_wire_gratuitous_arp_is_understood() -> None:
    assert understand(arp.gratuitous_arp(MAC, VIP)) == Garp(MAC, VIP)


def test_wire_arp_question_is_no_announcement() -> None:
    frame = bytearray(arp.gratuitous_arp(MAC, VIP))
    frame[-4:] = SOURCE.packed
    assert understand(bytes(frame)) is None


def test_wire_kernels_answer_to_an_announcement_is_none() -> None:
    assert understand(MAC + arp.gratuitous_arp(MAC, VIP)[6:]) is None


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        ETHERNET_IPV4,
        packet(ADVERT)[:-1],
        packet(ADVERT[:7]),
        packet(ADVERT, protocol=17),
        MAC + MAC + b"\x86\xdd" + bytes(60),
        arp.gratuitous_arp(MAC, VIP)[:-1],
    ],
)
def test_wire_frame_that_is_none_of_these_means_nothing(frame: bytes) -> None:
    assert understand(frame) is None
