"""The model as JSON and back."""

import json
from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv4Address, IPv6Address

import pytest

from vipd.base.addr import IpAddress
from vipd.base.units import Duration
from vipd.model.codec import from_json, to_json
from vipd.model.process import Daemon
from vipd.model.vrrp import UnicastPeer


class Colour(Enum):
    RED = "red"
    TWO = 2


@dataclass(frozen=True, slots=True)
class Small:
    number: int
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Other:
    number: int


@dataclass(frozen=True, slots=True)
class Everything:
    flag: bool
    wait: Duration
    octets: bytes
    colour: Colour
    address: IpAddress
    many: tuple[Small, ...]
    pair: tuple[int, str]
    either: Small | Other | None
    maybe: IPv4Address | None = None


VALUE = Everything(
    flag=True,
    wait=Duration(5),
    octets=b"\0\xff",
    colour=Colour.TWO,
    address=IPv6Address("2001:db8::1"),
    many=(Small(1), Small(2, "\udcff é")),
    pair=(3, "x"),
    either=Other(9),
)


def test_codec_of_every_type_round_trips() -> None:
    assert from_json(Everything, to_json(VALUE)) == VALUE


def test_codec_of_the_default_daemon_round_trips() -> None:
    assert from_json(Daemon, to_json(Daemon())) == Daemon()


def test_codec_writes_one_compact_line_of_ascii() -> None:
    text = to_json(VALUE)
    assert "\n" not in text
    assert text.isascii()
    assert '"number":1' in text


def _changed(**changes: object) -> str:
    table = json.loads(to_json(VALUE))
    for name, value in changes.items():
        if value is ...:
            del table[name]
        else:
            table[name] = value
    return json.dumps(table)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        "[" * 100_000,
        _changed(flag=1),
        _changed(flag=None),
        _changed(flag=...),
        _changed(wait=True),
        _changed(wait=1.0),
        _changed(wait="1"),
        _changed(octets="0"),
        _changed(octets="FF"),
        _changed(octets="0 0"),
        _changed(octets="zz"),
        _changed(octets=[1]),
        _changed(colour="blue"),
        _changed(colour=True),
        _changed(colour="2"),
        _changed(address="10.0.0"),
        _changed(address=1),
        _changed(many={}),
        _changed(many=[1]),
        _changed(pair=[3]),
        _changed(pair=[3, "x", 1]),
        _changed(pair=["x", 3]),
        _changed(either={"$": "Else", "number": 9}),
        _changed(either={"number": 9}),
        _changed(either={"$": "Other", "number": 9, "more": 1}),
        _changed(surplus=1),
        _changed(**{"$": "Small"}),
    ],
)
def test_codec_of_garbage_raises_value_error(text: str) -> None:
    with pytest.raises(ValueError):
        from_json(Everything, text)


def test_codec_of_a_union_of_records_tells_them_apart() -> None:
    for either in (Small(9), Other(9), None):
        value = Everything(
            flag=False,
            wait=Duration(0),
            octets=b"",
            colour=Colour.RED,
            address=IPv4Address("10.0.0.1"),
            many=(),
            pair=(0, ""),
            either=either,
            maybe=IPv4Address("10.0.0.2"),
        )
        assert from_json(Everything, to_json(value)) == value


def test_codec_of_another_record_raises_value_error() -> None:
    with pytest.raises(ValueError, match="UnicastPeer"):
        from_json(UnicastPeer, to_json(Daemon()))


def test_codec_of_what_is_no_model_raises_type_error() -> None:
    with pytest.raises(TypeError, match="float"):
        to_json(1.5)
    with pytest.raises(TypeError, match="list"):
        to_json([1])
