"""Values of single keywords."""

import pytest

from tests.support.lines import words
from vipd.conf.diag import Prefix, Reports
from vipd.conf.schema.addresses import UnicastPeerLine, VirtualAddressLine
from vipd.conf.schema.call import Call, MissingWord, Rejected
from vipd.conf.schema.ip import Address, link_local_multicast, parse_ip
from vipd.conf.schema.kinds import (
    Anything,
    Bool,
    Choice,
    Clamped,
    Flag,
    Int,
    Interface,
    OneInt,
    Seconds,
    Text,
    WordList,
)
from vipd.conf.schema.registry import Kind
from vipd.conf.schema.special_kinds import (
    BufferSize,
    Cpus,
    ExtraIf,
    ExtraInterfaces,
    Umask,
)
from vipd.model.defaults import BufferPolicy


def _call(line: str, *, testing: bool = True) -> Call:
    return Call(words(*line.split(" ")), "V", Reports(), Prefix.NONE, testing)


def _read(kind: Kind[object], line: str) -> tuple[object, list[str]]:
    """Return the value, None for a rejected one, and what was reported."""
    call = _call(line)
    try:
        value: object = kind.read(call)
    except Rejected:
        value = None
    return value, [d.message for d in call.reports.found]


MULTICAST = Address(
    "bad [{value}]",
    lambda a: None if a.is_multicast else "({owner}) no group {value}",
    lambda a: None if link_local_multicast(a) else "odd {value}",
)


@pytest.mark.parametrize(
    "kind, line, value",
    [
        (Flag(), "k surplus", True),
        (Bool(), "k", True),
        (Bool(bare=False), "k", False),
        (Bool(), "k yes x", True),
        (Bool(), "k off", False),
        (Int(0, 9), "k 7 x", 7),
        (Int(0, 9, bare=4), "k", 4),
        (Int(-20, 19), "k -20", -20),
        (Clamped(1, 99, "p"), "k 50", 50),
        (Clamped(1, 99, "p", off=0), "k 0", 0),
        (Seconds(0, 2_000_000), "k 1.5", 1_500_000_000),
        (Text(), "k a b", "a"),
        (Text(bare="x"), "k", "x"),
        (Text(8, "short"), "k 12345678", "12345678"),
        (Choice({"A": 1}, bare=2), "k", 2),
        (Choice({"A": 1}), "k A", 1),
        (Interface(), "k eth0", "eth0"),
        (OneInt(0, 9), "k 5", 5),
        (Anything(), "k a b", ("a", "b")),
        (WordList(), "a b", ("a", "b")),
        (Cpus("vrrp"), "k 3 1 3", (3, 1)),
        (ExtraInterfaces(1), "k all 5", ExtraIf(5, True)),
        (ExtraInterfaces(0), "k 0", ExtraIf(0, False)),
        (BufferSize(), "k mtu", BufferPolicy.MTU),
        (BufferSize(), "k Advert", BufferPolicy.ADVERT),
        (BufferSize(), "k 77", 77),
        (Umask(), "k IRUSR|IXOTH", 0o401),
        (MULTICAST, "k 224.0.0.18", parse_ip("224.0.0.18")),
    ],
)
def test_kind_of_a_good_value_returns_it_in_silence(
    kind: Kind[object], line: str, value: object
) -> None:
    assert _read(kind, line) == (value, [])


@pytest.mark.parametrize(
    "kind, line, value, reports",
    [
        (Bool(), "k ON", None, []),
        (Bool(), "k 1", None, []),
        (Int(0, 9, at_least=1, raised="({owner}) raised"), "k 0", 1, ["(V) raised"]),
        (Int(0, 9, missing="({owner}) none"), "k", None, ["(V) none"]),
        (Clamped(1, 99, "p"), "k 0", 1, ["p 0 less than minimum 1 - setting to minimum"]),
        (Clamped(1, 99, "p"), "k 100", 99, ["p 100 greater than maximum 99 - setting to maximum"]),
        (Clamped(1, 99, "p"), "k", None, ["No p specified"]),
        (Text(4, "cut {value}"), "k 12345", "1234", ["cut 12345"]),
        (Text(missing="none"), "k", None, ["none"]),
        (Text(surplus="more '{value}'"), "k a b", "a", ["more 'b'"]),
        (Choice({"A": 1}, otherwise=3, unknown="({owner}) {value}?"), "k B", 3, ["(V) B?"]),
        (Choice({"A": 1}), "k B", None, []),
        (
            Interface(),
            "k abcdefghijklmnop",
            None,
            ["Interface name 'abcdefghijklmnop' too long - ignoring"],
        ),
        (OneInt(0, 9), "k", None, []),
        (OneInt(0, 9), "k 1 2", None, []),
        (Anything("none"), "k", None, ["none"]),
        (Cpus("vrrp"), "k", None, ["No vrrp cpu_id set specified"]),
        (
            Cpus("vrrp"),
            "k 1 x",
            (),
            ["invalid number 'x'", "Invalid cpu_id:0 specified for vrrp process"],
        ),
        (ExtraInterfaces(1), "k all", None, ["k specified without time - ignoring"]),
        (
            BufferSize(),
            "k MTU ADVERT",
            BufferPolicy.MTU,
            ["Cannot set both k MTU and ADVERT, ignoring ADVERT"],
        ),
        (BufferSize(), "k 5 MTU", 5, ["Cannot set k size and policy, ignoring policy"]),
        (BufferSize(), "k", None, ["k missing"]),
        (Umask(), "k 01000", None, ["invalid umask value 01000"]),
        (Umask(), "k 0_7", None, ["invalid umask value 0_7"]),
        (Umask(), "k IRUSR|X", None, ["Unknown umask bit X"]),
        (MULTICAST, "k x", None, ["bad [x]"]),
        (MULTICAST, "k 10.0.0.1", None, ["(V) no group 10.0.0.1"]),
        (MULTICAST, "k ff05::1", parse_ip("ff05::1"), ["odd ff05::1"]),
        (
            MULTICAST,
            "k 224.0.0.9/24",
            parse_ip("224.0.0.9"),
            ["Prefix length of 224.0.0.9/24 is not used"],
        ),
    ],
)
def test_kind_of_an_odd_value_reports_it(
    kind: Kind[object], line: str, value: object, reports: list[str]
) -> None:
    assert _read(kind, line) == (value, reports)


@pytest.mark.parametrize(
    "kind",
    [Int(0, 9), Seconds(0, 9), Text(), Choice({"A": 1}), Interface(), MULTICAST, Umask(),
     Anything(required=True)],
)  # fmt: skip
def test_kind_without_its_word_says_which_is_missing(kind: Kind[object]) -> None:
    with pytest.raises(MissingWord) as missing:
        kind.read(_call("k"))
    assert missing.value.index == 1


@pytest.mark.parametrize(
    "line, reports",
    [
        ("10.0.0.1/x", ["invalid number 'x'", "Invalid address prefix len x for address"]),
        ("x/33", ["number '33' outside", "Invalid address prefix len", "VRRP parsed invalid IP"]),
        ("10.0.0.1 scope 256", ["Invalid scope '256' specified for 10.0.0.1 - ignoring"]),
        ("10.0.0.1 scope 0x10", []),
        ("10.0.0.1 foo bar", ["Unknown configuration entry 'foo'", "Unknown configuration entry"]),
        ("fe80::1 scope link", ["Cannot specify scope for IPv6 addresses"]),
        ("fe80::1 label x", ["Cannot specify label for IPv6 addresses"]),
        ("10.0.0.1 peer x", ["VRRP parsed invalid IP x", "Invalid peer address x"]),
        ("10.0.0.1 peer ::1", ["Peer address ::1 does not match address family"]),
        ("10.0.0.1 preferred_lft x", ["invalid number 'x'", "preferred_lft x is invalid"]),
        ("10.0.0.1/24 dev", ["No dev parameter specified for 10.0.0.1/24"]),
    ],
)
def test_address_line_reports_each_fault(line: str, reports: list[str]) -> None:
    found = _read(VirtualAddressLine(), line)[1]
    assert len(found) == len(reports)
    assert all(message.startswith(start) for message, start in zip(found, reports, strict=True))


@pytest.mark.parametrize(
    "line, bounds, reports",
    [
        ("10.0.0.1", (None, None), 0),
        ("10.0.0.1 min_ttl 3", (3, None), 0),
        ("10.0.0.1 min_ttl 256 max_ttl 9", (None, 9), 1),
        ("10.0.0.1 min_ttl", (None, None), 1),
        ("10.0.0.1 foo 3 max_ttl 9", (None, None), 1),
        ("10.0.0.1 min_ttl 9 max_ttl 3", (9, 3), 1),
    ],
)
def test_peer_line_reads_bounds(
    line: str, bounds: tuple[int | None, int | None], reports: int
) -> None:
    call = _call(line)
    peer = UnicastPeerLine().read(call)
    assert (peer.min_ttl, peer.max_ttl) == bounds
    assert len(call.reports.found) == reports
