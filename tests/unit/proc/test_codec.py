from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv4Address, IPv6Address

import pytest

from vipd.base.addr import IpAddress
from vipd.base.units import Duration
from vipd.proc.codec import CodecError, dumps, from_json, loads, to_json


class Colour(Enum):
    RED = 1


@dataclass(frozen=True, slots=True)
class Inner:
    address: IpAddress
    other: IPv4Address | None


@dataclass(frozen=True, slots=True)
class Outer:
    name: str
    delay: Duration
    flag: bool
    secret: bytes | None
    colour: Colour
    inner: tuple[Inner, ...]
    numbers: frozenset[int]
    pair: tuple[int, str]
    maybe: IpAddress | None


VALUE = Outer(
    name="VI_1 \u00fc",
    delay=Duration(2**62),
    flag=True,
    secret=b"\x00\xff",
    colour=Colour.RED,
    inner=(
        Inner(IPv4Address("10.0.0.1"), None),
        Inner(IPv6Address("fe80::1"), IPv4Address("10.0.0.2")),
    ),
    numbers=frozenset({3, 1, 2}),
    pair=(1, "x"),
    maybe=IPv6Address("::1"),
)


def test_codec_round_trip_gives_the_same_record() -> None:
    assert from_json(Outer, loads(dumps(to_json(VALUE)))) == VALUE


def test_codec_absent_values_stay_absent() -> None:
    value = Outer("", Duration(0), False, None, Colour.RED, (), frozenset(), (0, ""), None)
    assert from_json(Outer, loads(dumps(to_json(value)))) == value


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("name", 1),
        ("delay", "1"),
        ("delay", True),
        ("flag", 1),
        ("secret", "not base64!"),
        ("secret", 5),
        ("colour", "BLUE"),
        ("colour", 1),
        ("inner", {}),
        ("inner", [{"address": "10.0.0.1"}]),
        ("inner", [{"address": "10.0.0.1", "other": None, "more": 1}]),
        ("inner", [{"address": "10.0.0", "other": None}]),
        ("inner", [{"address": 1, "other": None}]),
        ("numbers", [1, "2"]),
        ("pair", [1]),
        ("maybe", "x"),
    ],
)
def test_codec_wrong_shape_is_refused(field: str, wrong: object) -> None:
    data = to_json(VALUE)
    assert isinstance(data, dict)
    data[field] = wrong  # type: ignore[assignment]  # the fault that the test is about
    with pytest.raises(CodecError):
        from_json(Outer, data)


@pytest.mark.parametrize("text", [b"", b"{", b"\xff", b"[" * 100_000])
def test_codec_text_that_is_no_json_is_refused(text: bytes) -> None:
    with pytest.raises(CodecError):
        loads(text)


def test_codec_value_of_no_record_is_our_own_fault() -> None:
    with pytest.raises(TypeError):
        to_json([1.5])
