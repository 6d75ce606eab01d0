"""Capabilities: what is there, what is missing, how that is said."""

from pathlib import Path

import pytest

from vipd.linux.caps import VRRP_NEEDS, Capability, effective, explain, missing


def status(path: Path, bits: str) -> Path:
    file = path / "status"
    file.write_text(f"Name:\tvipd\nCapPrm:\tffffffffffffffff\nCapEff:\t{bits}\nSeccomp:\t0\n")
    return file


@pytest.mark.parametrize(
    "bits, expected",
    [
        ("0000000000000000", frozenset()),
        ("0000000000003000", frozenset(VRRP_NEEDS)),
        ("0000000000000001", frozenset({Capability.CAP_CHOWN})),
        ("000001ffffffffff", frozenset(Capability)),
    ],
)
def test_effective_capabilities_are_those_of_the_mask(
    tmp_path: Path, bits: str, expected: frozenset[Capability]
) -> None:
    assert effective(status(tmp_path, bits)) == expected


def test_status_without_capabilities_grants_none(tmp_path: Path) -> None:
    file = tmp_path / "status"
    file.write_text("Name:\tvipd\n")
    assert effective(file) == frozenset()


def test_missing_capabilities_are_named_in_one_line() -> None:
    lacking = missing(frozenset({Capability.CAP_NET_RAW}))
    assert lacking == (Capability.CAP_NET_ADMIN,)
    assert explain(missing(frozenset())) == (
        "not permitted: CAP_NET_ADMIN, CAP_NET_RAW missing; "
        "run as root or grant the process these capabilities"
    )


def test_nothing_is_missing_where_all_is_there() -> None:
    assert missing(frozenset(Capability)) == ()


def test_own_capabilities_can_be_read() -> None:
    assert effective() <= frozenset(Capability)
