"""The Internet checksum against the examples of its RFCs and its odd corners."""

from ipaddress import IPv4Address, IPv6Address

import pytest

from vipd.wire.checksum import internet_checksum, pseudo_header_sum


def test_checksum_example_of_the_rfc_gives_its_sum() -> None:
    # RFC 1071 3: the sum of these words is 0xddf2.
    assert internet_checksum(bytes.fromhex("0001f203f4f5f6f7")) == 0xFFFF - 0xDDF2


def test_checksum_odd_length_pads_with_a_zero_octet() -> None:
    assert internet_checksum(b"\x12\x34\x56") == internet_checksum(b"\x12\x34\x56\x00")
    assert internet_checksum(b"\x12\x34\x56") != internet_checksum(b"\x12\x34\x00\x56")


@pytest.mark.parametrize("data", [b"", b"\0", bytes(20)])
def test_checksum_of_zeros_is_all_ones(data: bytes) -> None:
    assert internet_checksum(data) == 0xFFFF


def test_checksum_over_valid_data_is_zero() -> None:
    header = bytes.fromhex("45c0004000010000ff33d0ad0a090001e0000012")
    assert internet_checksum(header) == 0
    assert internet_checksum(header[:-1] + b"\x13") != 0


@pytest.mark.parametrize("data", [b"\xff\xff", b"\xff" * 40, b"\x00\x01\xff\xfe"])
def test_checksum_of_a_negative_zero_sum_is_zero(data: bytes) -> None:
    assert internet_checksum(data) == 0


@pytest.mark.parametrize("initial", [0x1_0000, 1, 0xFFFF_0001])
def test_checksum_initial_sum_need_not_be_folded(initial: int) -> None:
    assert internet_checksum(b"\x00\x02", initial) == 0xFFFF - 3


def test_checksum_initial_alone_counts() -> None:
    assert internet_checksum(b"", 0xFFFF) == 0
    assert internet_checksum(bytes(4), 0x1234) == 0xFFFF - 0x1234


def test_pseudo_header_ipv4_sums_what_the_rfc_lays_out() -> None:
    source, destination = IPv4Address("10.9.0.1"), IPv4Address("224.0.0.18")
    laid_out = source.packed + destination.packed + bytes.fromhex("0070000c")
    assert internet_checksum(b"", pseudo_header_sum(source, destination, 112, 12)) == (
        internet_checksum(laid_out)
    )


def test_pseudo_header_ipv6_sums_what_the_rfc_lays_out() -> None:
    source, destination = IPv6Address("fe80::98d2:dfff:feb6:d928"), IPv6Address("ff02::12")
    laid_out = source.packed + destination.packed + bytes.fromhex("00000018 00000070")
    assert internet_checksum(b"", pseudo_header_sum(source, destination, 112, 24)) == (
        internet_checksum(laid_out)
    )
