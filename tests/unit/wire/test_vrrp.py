"""VRRP PDUs: what decode makes of odd ones, and the choices of the encoders."""

from ipaddress import IPv4Address, IPv6Address

import pytest

from vipd.base.addr import Family
from vipd.base.errors import DecodeError
from vipd.wire.vrrp import (
    Pdu,
    PduFault,
    checksum_ok_v2,
    checksum_ok_v3,
    decode,
    encode_v2,
    encode_v3,
)

SOURCE4, GROUP4 = IPv4Address("10.9.0.1"), IPv4Address("224.0.0.18")
SOURCE6, GROUP6 = IPv6Address("fe80::1"), IPv6Address("ff02::12")
VIP4 = IPv4Address("10.9.0.100")
VIP6 = IPv6Address("fe80::100")
V2 = bytes.fromhex("21339601010101110a0900647365637265740000")
V3 = bytes.fromhex("31339601006443610a090064")


def test_decode_v2_reads_every_field() -> None:
    assert decode(V2, Family.IPV4) == Pdu(
        version=2,
        type=1,
        vrid=51,
        priority=150,
        address_count=1,
        auth_type=1,
        interval=1,
        checksum=0x0111,
        addresses=(VIP4,),
        auth_data=b"secret\0\0",
    )


def test_decode_v3_reads_every_field() -> None:
    assert decode(V3, Family.IPV4) == Pdu(
        version=3,
        type=1,
        vrid=51,
        priority=150,
        address_count=1,
        auth_type=0,
        interval=100,
        checksum=0x4361,
        addresses=(VIP4,),
        auth_data=b"",
    )


def test_decode_v3_ipv6_reads_long_addresses_in_order() -> None:
    addresses = (VIP6, IPv6Address("2001:db8::1"))
    pdu = encode_v3(
        vrid=1,
        priority=100,
        interval_cs=4095,
        addresses=addresses,
        source=SOURCE6,
        destination=GROUP6,
    )
    decoded = decode(pdu, Family.IPV6)
    assert decoded.addresses == addresses
    assert decoded.interval == 4095


def test_decode_v3_reserved_bits_do_not_enter_the_interval() -> None:
    assert decode(V3[:4] + b"\xf0" + V3[5:], Family.IPV4).interval == 100


@pytest.mark.parametrize("missing", range(1, 9))
def test_decode_v2_without_whole_auth_data_has_none(missing: int) -> None:
    assert decode(V2[:-missing], Family.IPV4).auth_data == b""


def test_decode_v2_ipv6_takes_no_padding_for_auth_data() -> None:
    pdu = encode_v2(vrid=1, priority=1, interval_s=1, addresses=[VIP6], with_auth=False)
    decoded = decode(pdu + bytes(8), Family.IPV6)
    assert decoded.auth_data == b""
    assert decoded.addresses == (VIP6,)


def test_decode_octets_after_the_end_are_ignored() -> None:
    assert decode(V2 + b"\xff" * 6, Family.IPV4) == decode(V2, Family.IPV4)
    assert decode(V3 + b"\xff" * 6, Family.IPV4) == decode(V3, Family.IPV4)


@pytest.mark.parametrize("first, version, type_", [(0x45, 4, 5), (0x01, 0, 1), (0xFF, 15, 15)])
def test_decode_other_version_and_type_are_told_not_judged(
    first: int, version: int, type_: int
) -> None:
    decoded = decode(bytes([first]) + V3[1:], Family.IPV4)
    assert (decoded.version, decoded.type, decoded.interval) == (version, type_, 100)


def test_decode_promised_addresses_missing_raises_too_short() -> None:
    for pdu, family in ((V3[:7], Family.IPV4), (V3[:11], Family.IPV4), (V3, Family.IPV6)):
        with pytest.raises(DecodeError) as caught:
            decode(pdu, family)
        assert caught.value.reason is PduFault.TOO_SHORT


def test_decode_no_addresses_is_accepted() -> None:
    assert decode(bytes.fromhex("3133ff0000640000"), Family.IPV6).addresses == ()


def test_encode_v2_without_auth_ends_with_the_addresses() -> None:
    pdu = encode_v2(vrid=51, priority=150, interval_s=1, addresses=[VIP4], with_auth=False)
    assert len(pdu) == 12
    assert checksum_ok_v2(pdu)


def test_encode_v2_ipv6_checksum_covers_the_pseudo_header() -> None:
    pdu = encode_v2(
        vrid=51,
        priority=150,
        interval_s=1,
        addresses=[VIP6],
        with_auth=False,
        source=SOURCE6,
        destination=GROUP6,
    )
    assert checksum_ok_v3(pdu, SOURCE6, GROUP6)
    assert not checksum_ok_v2(pdu)


def test_checksum_v3_ipv6_always_covers_the_pseudo_header() -> None:
    def pdu(pseudo_header: bool) -> bytes:
        return encode_v3(
            vrid=51,
            priority=150,
            interval_cs=100,
            addresses=[VIP6],
            source=SOURCE6,
            destination=GROUP6,
            pseudo_header=pseudo_header,
        )

    assert pdu(True) == pdu(False)
    assert checksum_ok_v3(pdu(True), SOURCE6, GROUP6, pseudo_header=False)
    assert not checksum_ok_v3(pdu(True), SOURCE6, IPv6Address("ff02::13"), pseudo_header=False)


def test_checksum_v3_ipv4_depends_on_the_pseudo_header_asked_for() -> None:
    assert checksum_ok_v3(V3, SOURCE4, GROUP4)
    assert not checksum_ok_v3(V3, SOURCE4, GROUP4, pseudo_header=False)
    assert not checksum_ok_v3(V3, SOURCE4, IPv4Address("10.9.0.2"))
    assert not checksum_ok_v3(V3, IPv4Address("10.9.0.2"), GROUP4)


def test_checksum_v2_one_changed_octet_is_noticed() -> None:
    assert checksum_ok_v2(V2)
    for position in range(len(V2)):
        changed = bytearray(V2)
        changed[position] ^= 0x10
        assert not checksum_ok_v2(bytes(changed)), position


def test_encode_most_addresses_fit_the_count() -> None:
    addresses = [IPv4Address(0x0A000000 + number) for number in range(255)]
    pdu = encode_v2(vrid=255, priority=255, interval_s=255, addresses=addresses)
    assert len(pdu) == 8 + 255 * 4 + 8
    assert decode(pdu, Family.IPV4).addresses == tuple(addresses)
