"""Values of checkers and BFD sessions."""

import pytest

from tests.support.configs import reported
from tests.support.lines import words
from vipd.base.units import Duration
from vipd.conf.diag import Prefix, Reports
from vipd.conf.schema.bfd import Millis, SessionName, SessionWeight
from vipd.conf.schema.call import Call, MissingWord, Rejected
from vipd.conf.schema.check_kinds import (
    Digest,
    DnsName,
    Expression,
    FileWeight,
    HexBytes,
    Line,
    Offset,
    Owner,
    Stack,
    StatusCodes,
    Version,
)
from vipd.conf.schema.registry import Kind
from vipd.model.check import HttpVersion, Pattern

REPLY = HexBytes("bad", wildcard=True)
PAYLOAD = HexBytes("bad", missing="missing")
MD5 = "d41d8cd98f00b204e9800998ecf8427e"


def _call(line: str) -> Call:
    return Call(words(*line.split(" ")), "b", Reports(), Prefix.NONE, testing=True)


@pytest.mark.parametrize(
    "kind, line, value",
    [
        (PAYLOAD, "k 1 2 abc", Pattern(b"\x01\x02\xab\x0c", b"\xff\xff\xff\xff")),
        (REPLY, "k", Pattern(b"", b"")),
        (REPLY, "k ab xx x1 x", Pattern(b"\xab\x00\x01\x00", b"\xff\x00\x0f\x00")),
        (StatusCodes(), "k 200 300-399 599", ((200, 200), (300, 399), (599, 599))),
        (Digest(), f"k {MD5.upper()}", bytes.fromhex(MD5)),
        (Expression("wrong"), "k 'a b'", "a b"),
        (Expression("wrong"), 'k a"b c"', "ab c"),
        (Offset(), "k 7", 7),
        (Stack(), "k 5 9", (5, 9)),
        (DnsName(), "k .", ""),
        (DnsName(), "k ab.c.", "ab.c"),
        (DnsName(), "k a", "a"),
        (FileWeight(), "k -5", (-5, False)),
        (FileWeight(), "k 5 reverse", (5, True)),
        (FileWeight(), "k 5 noreverse x", (5, False)),
        (Version(), "k 1.0", HttpVersion.HTTP_1_0),
        (Version(), "k 1.0c", HttpVersion.HTTP_1_0_CLOSE),
        (Version(), "k 1.0C", HttpVersion.HTTP_1_0_CLOSE),
        (Version(), "k 1.1", HttpVersion.HTTP_1_1),
        (Owner("missing"), "k user", ("user", None)),
        (Owner("missing"), "k user group x", ("user", "group")),
        (SessionName(), "k " + "x" * 31, "x" * 31),
        (SessionWeight(), "k -253 reverse", (-253, True)),
        (Millis(1), "k 1.5", Duration(1_500_000)),
        (Millis(1), "k 4294967", Duration(4_294_967_000_000)),
    ],
)
def test_value_of_a_checker_is_read_in_silence(
    kind: Kind[object], line: str, value: object
) -> None:
    call = _call(line)
    assert kind.read(call) == value
    assert reported(call.reports) == []
    assert kind.describe()


@pytest.mark.parametrize(
    "kind, line, last",
    [
        (PAYLOAD, "k", "missing"),
        (PAYLOAD, "k 0x12", "bad"),
        (Digest(), "k abc", "digest 'abc' character length should be 32 rather than 3"),
        (
            Digest(),
            "k " + "g" * 32,
            f"Unable to interpret hex digit in '{'g' * 32}' at offset 30/31",
        ),
        (Expression("wrong"), "k", "wrong"),
        (Expression("wrong"), "k a b", "wrong"),
        (Expression("wrong"), "k 'a", "String 'k 'a': missing terminating '"),
        (Expression("wrong"), "k a\\", "Missing escape char at end: 'k a\\'"),
        (Stack(), "k 9 5", "Invalid regex_stack sizes"),
        (DnsName(), "k a..b", "DNS_CHECK name 'a..b' has empty label - ignoring"),
        (DnsName(), "k a.bc", "DNS_CHECK name 'a.bc' has empty label - ignoring"),
        (FileWeight(), "k", "track file weight missing"),
        (
            FileWeight(),
            "k x",
            "weight for track file must be in [-2147483647..2147483647] inclusive. Ignoring...",
        ),
        (FileWeight(), "k 1 foo", "unknown track file weight option foo - ignoring"),
        (Version(), "k", "Missing http_protocol version"),
        (Version(), "k 2", "Invalid http_protocol version 2"),
        (Owner("missing"), "k", "missing"),
        (Millis(1000), "k 999", "number '999' outside range [1000.000, 4294967.000]"),
        (Millis(1), "k 1x", "invalid number '1x'"),
        (
            SessionName(),
            "k " + "x" * 32,
            f"Configuration error: BFD instance {'x' * 32} name too long"
            " (maximum length is 31 characters) - ignoring",
        ),
    ],
)
def test_value_of_a_checker_that_is_none_is_rejected(
    kind: Kind[object], line: str, last: str
) -> None:
    call = _call(line)
    with pytest.raises(Rejected):
        kind.read(call)
    assert reported(call.reports)[-1] == last


def test_reply_with_faulty_digits_is_required_all_the_same() -> None:
    call = _call("k ab g")
    assert REPLY.read(call) == Pattern(b"", b"")
    assert reported(call.reports) == ["bad"]


def test_status_codes_that_are_none_are_left_out() -> None:
    call = _call("k 99 200 300-200 x 200-")
    assert StatusCodes().read(call) == ((200, 200),)
    assert reported(call.reports) == [
        f"Invalid HTTP_GET status code '{text}'" for text in ("99", "300-200", "x", "200-")
    ]


def test_offset_that_is_no_number_is_zero() -> None:
    call = _call("k x")
    assert Offset().read(call) == 0
    assert len(call.reports.found) == 1


def test_weight_of_a_session_reports_option_and_number() -> None:
    call = _call("k 254 foo")
    with pytest.raises(Rejected):
        SessionWeight().read(call)
    assert reported(call.reports) == [
        "Configuration error: BFD instance b unknown weight option foo",
        "number '254' outside range [-253, 253]",
    ]


def test_line_that_is_judged_later_is_kept_as_it_is() -> None:
    call = _call("k a")
    assert Line("a name").read(call) is call
    with pytest.raises(MissingWord):
        Line("a name").read(_call("k"))
    bare = _call("k")
    assert Line("a name", required=False).read(bare) is bare
