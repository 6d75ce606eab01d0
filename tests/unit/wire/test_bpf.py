"""Filter programs, run by the interpreter of the tests."""

import struct

import pytest

from tests.support.bpf import run
from vipd.base.addr import Family
from vipd.wire.bpf import vrid_filter

WHOLE = 0xFFFF_FFFF
PDU = bytes.fromhex("31339601006443610a090064")
EVERY = frozenset(range(1, 256))


def packet(vrid: int, family: Family, *, ihl: int = 5, pdu_length: int = 12) -> bytes:
    pdu = (PDU[:1] + bytes([vrid]) + PDU[2:])[:pdu_length]
    return bytes([0x40 | ihl]) + bytes(ihl * 4 - 1) + pdu if family is Family.IPV4 else pdu


@pytest.mark.parametrize("family", Family)
@pytest.mark.parametrize(
    "vrids",
    [frozenset({51}), frozenset({1, 255}), frozenset({31, 32, 33}), EVERY, frozenset({0})],
    ids=["one", "ends", "across words", "all", "zero"],
)
def test_filter_accepts_exactly_its_vrids(family: Family, vrids: frozenset[int]) -> None:
    program = vrid_filter(family, vrids)
    accepted = {vrid for vrid in range(256) if run(program, packet(vrid, family)) == WHOLE}
    dropped = {vrid for vrid in range(256) if run(program, packet(vrid, family)) == 0}
    assert accepted == vrids
    assert dropped == set(range(256)) - vrids


@pytest.mark.parametrize("ihl", [5, 6, 15])
def test_filter_ipv4_options_are_skipped(ihl: int) -> None:
    program = vrid_filter(Family.IPV4, frozenset({51}))
    assert run(program, packet(51, Family.IPV4, ihl=ihl)) == WHOLE
    assert run(program, packet(52, Family.IPV4, ihl=ihl)) == 0


@pytest.mark.parametrize("family", Family)
def test_filter_drops_pdu_shorter_than_its_header(family: Family) -> None:
    program = vrid_filter(family, frozenset({51}))
    assert run(program, packet(51, family, pdu_length=8)) == WHOLE
    for length in range(8):
        assert run(program, packet(51, family, pdu_length=length)) == 0


@pytest.mark.parametrize("family", Family)
def test_filter_of_the_empty_set_accepts_everything(family: Family) -> None:
    program = vrid_filter(family, frozenset())
    for octets in (b"", b"\x45", packet(7, family)):
        assert run(program, octets) == WHOLE


@pytest.mark.parametrize("family", Family)
def test_filter_of_any_set_stays_short(family: Family) -> None:
    program = vrid_filter(family, EVERY)
    assert len(program) // struct.calcsize("=HBBI") <= 37
