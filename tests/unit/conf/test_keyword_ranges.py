"""Ranges: the lowest and the highest value are taken, what lies beyond is reported.

Values follow from the range that the table gives; what it says in words is translated here.
"""

import re
from collections import Counter
from typing import Final, NamedTuple

import pytest

from tests.support.keyword_rows import ROWS, Row, configuration, load, option_of, value_of
from tools.deviations import DEVIATIONS
from vipd.conf import codes
from vipd.conf.load import Loaded

_FAULTS: Final = {
    code.name
    for code in (
        codes.NUMBER_RANGE,
        codes.NUMBER_INVALID,
        codes.VALUE_INVALID,
        codes.VALUE_MISSING,
        codes.VALUE_CHANGED,
        codes.ADDRESS_INVALID,
        codes.ADDRESS_ADJUSTED,
        codes.OPTION_UNKNOWN,
        codes.OPTION_CLEARED,
        codes.TRACK_OPTION,
        codes.ROUTE_DROPPED,
        codes.RULE_DROPPED,
        codes.BLOCK_NAME,
        codes.KEY_UNUSABLE,
        codes.VMAC_CONFLICT,
        codes.VIP_FAMILY,
    )
}
"""What is reported of values."""


class Values(NamedTuple):
    """Values inside of a range and outside of it."""

    inside: tuple[str, ...]
    outside: tuple[str, ...]


def _words(inside: str, outside: str = "") -> Values:
    return Values(tuple(inside.split()), tuple(outside.split()))


WORDS: Final = {
    "on|true|yes / off|false|no (case-sensitive)": _words(
        "on true yes off false no", "ON 1 0 enable"
    ),
    "0..255 or rt_dsfield name": _words("0 255", "256 x"),
    "0..255 or rt_protos name": _words("0 255", "256 x"),
    "0..255 or rt_realms name; IPv4 only": _words("0 255", "256 x"),
    "site, link, host, nowhere, global, 0..255 or rt_scopes name": _words(
        "site link host nowhere global 0 255", "256 x"
    ),
    "rt_tables name": _words("main local 4294967295", "4294967296 x"),
    "not 0": _words("1 4294967295", "0 4294967296"),
    "0..online CPUs-1": _words("0", "-1 x 99999"),
    "0..2678400 each": Values(("tcp 0", "udp 2678400"), ("tcp -1", "udp 2678401")),
    "32-bit signed": _words("-2147483648 2147483647", "-2147483649 2147483648"),
    "32 bit, any C base": _words("0 0xffffffff 4294967295 017", "4294967296 x"),
    "64 bit": _words("0 18446744073709551615", "18446744073709551616 -1"),
    "32 bit": _words("0-4294967295", "0-4294967296 7"),
    "0..65535": _words("0-65535", "0-65536 7"),
    "200 ms..120 s": _words("200ms 120s", "199ms 121s"),
    "ecn": _words("ecn", "x"),
    "IPv6 only; 0..255": _words("0 255 low medium high", "256 x"),
    "multicast": _words("224.0.0.82", "10.0.0.1"),
    "IPv4 multicast": _words("224.0.0.1 239.255.255.255", "10.0.0.1 ff02::1"),
    "IPv6 multicast": _words("ff02::1", "fe80::1 224.0.0.1"),
    "IPv4 multicast / IPv6 link-local multicast": _words("224.0.0.99", "10.0.0.1"),
    "family of the instance": _words("10.9.0.8", "2001:db8::8"),
    "words case-insensitive": _words("MTU mtu ADVERT advert", "x"),
    "number <= 0777 (decimal, 0 octal, 0x hex) or IRUSR IWUSR IXUSR IRWXU IRGRP IWGRP IXGRP"
    " IRWXG IROTH IWOTH IXOTH IRWXO": _words("0 0777 511 0x1ff IRUSR|IWOTH", "01000 512 0x200 X"),
    "PORT 1..65535, default 25": Values(("h 1", "h 65535"), ("h 0", "h 65536")),
    "8 characters": _words("x" * 8),
    "32 hex digits": _words("0" * 32, "0" * 31 + " " + "g" * 32),
    "100..599": _words("100 599 100-599", "99 600"),
    "START <= MAX": Values(("1 2", "2 2"), ()),
    "0..255 seconds": Values(("eth5 0 0", "eth5 255 255"), ("eth5 256", "eth5 0 256")),
    "PORT 0..65535": Values(("10.9.1.1 0", "10.9.1.1 65535"), ("10.9.1.1 65536",)),
    "1..32 / 1..128": _words("10.9.1.1/32 128.0.0.0/1 2001:db8::1/128 8000::/1", "10.0.0.0/0"),
    "last IPv4 octet 0..255 / last IPv6 group hex 0..ffff": _words(
        "10.9.1.1-255 2001:db8::1-ffff", "10.9.1.1-256 2001:db8::1-10000"
    ),
    "IPv4 0..32, IPv6 0..128": _words("10.9.0.6/0 10.9.0.6/32", "10.9.0.6/33"),
    "port 1..65535": Values(
        ("TUN type gue port 1", "TUN type gue port 65535"),
        ("TUN type gue port 0", "TUN type gue port 65536"),
    ),
    "IPv6 1..128": _words("255.255.255.0"),
    "rr wrr lc wlc lblc sh mh dh fo ovf lblcr sed nq twos": _words(
        "rr wrr lc wlc lblc sh mh dh fo ovf lblcr sed nq twos", "x RR"
    ),
    "A NS CNAME SOA MX TXT AAAA RRSIG DNSKEY, case-insensitive": _words(
        "A NS CNAME SOA MX TXT AAAA RRSIG DNSKEY a", "PTR"
    ),
    "case-insensitive": _words("TCP tcp UDP SCTP", "x"),
    "no empty labels": _words("example.org example.org. .", "a..b"),
    "any int (outside -254..254 reported)": _words("-254 254", "-255 255"),
    "0..4294967295, 0x and 0 prefixes accepted": _words("0 4294967295 0x10 017", "4294967296 x"),
    "0.01..255; v2 whole seconds 1..255; v3 0.01..40.95": _words("0.01 255", "0.009 255.01"),
    "ID 1..255; 32..64 bytes": Values(
        (f"7 {'x' * 32}", f"255 {'x' * 64}"),
        (f"0 {'x' * 32}", f"256 {'x' * 32}", f"7 {'x' * 31}", f"7 {'x' * 65}"),
    ),
    "IFNAME up to 15 characters; MAC of 6 octets or 5 (VRID appended), unicast,"
    " not 00:00:5e:00:01/02:xx": Values(
        ("x" * 15, "02:00:00:00:00:01", "02:00:00:00:00"),
        ("x" * 16, "01:00:00:00:00:01", "00:00:5e:00:01:07"),
    ),
    "up to 15 characters": _words("x" * 15, "x" * 16),
    "names up to 27 characters": _words("x" * 27, "x" * 28),
    "names up to 30 characters": _words("x" * 30, "x" * 31),
    "name up to 254 characters": _words("x" * 254, "x" * 255),
    "one word; quotes and escapes processed": Values(('"a b"', "a"), ("a b",)),
}
"""Ranges in words: values inside, values outside."""
ELSEWHERE: Final = {
    "": "there is none",
    "see sub-options": "the rows of its options",
    "IPv4 only": "test_keyword_faults",
    "IPv6 only": "test_keyword_faults",
    "same family": "test_keyword_faults",
    "family of neighbor_ip": "test_keyword_faults",
    "goto target > preference, preference required": "test_keyword_faults",
    "255 or what fits the MTU": "tests of conf.build_addresses",
    "PORT 1..65535 (0 = none); fwmark 0..4294967295": "headers, below",
    "NAME up to 31 characters": "headers, below",
}
"""What is no range of one value, and where it is tested."""
NUMBERS = re.compile(r"(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)?(.*)")
LENGTH = re.compile(r"(\d+) characters")
DEVIANT = {(d.block, d.keyword) for d in DEVIATIONS}


def _values(row: Row) -> Values:
    """Return values inside and outside of the range of a row."""
    if (row.range in WORDS and row.range != "0..65535") or row.type == "range":
        return WORDS[row.range]
    if "regex_options" in row.keyword:
        return Values((row.range,), ())
    length = LENGTH.fullmatch(row.range)
    if length is not None:
        return Values(("x" * int(length[1]),), ("x" * (int(length[1]) + 1),))
    found = NUMBERS.match(row.range)
    assert found is not None, f"{row.label}: nobody knows what the range '{row.range}' means"
    low, high, more = found.groups()
    # A bound that becomes another value is taken, with a report.
    inside: tuple[str, ...] = () if re.match(r" \(0 becomes", more) else (low,)
    outside: tuple[str, ...] = (_beside(low, -1),)
    if high is not None:
        inside, outside = (*inside, high), (*outside, _beside(high, 1))
    return Values(inside, outside)


def _beside(bound: str, way: int) -> str:
    """Return the next value of as many places."""
    places = len(bound.partition(".")[2])
    if places == 0:
        return str(int(bound) + way)
    return f"{float(bound) + way * 10**-places:.{places}f}"


def _said(row: Row, value: str) -> list[str]:
    """Return what is reported of a value, and not without it."""
    known = value_of(row)
    around = {path: text for path, text in known.around.items() if path != "garp"}
    if row.keyword in ("IPADDR[/PREFIX]", "IPADDR"):
        return _faults(load(configuration(row.block, line=value)))
    whole = row.of_line and (" " in row.keyword or row.keyword.startswith("IP"))
    statement = value if whole else f"{row.keyword} {value}"
    with_it, without = (
        Counter(_faults(load(configuration(row.block, text, around=around, line=known.line))))
        for text in (statement, "")
    )
    return list((with_it - without).elements())


def _faults(loaded: Loaded) -> list[str]:
    return [d.message for d in loaded.diagnostics if d.code in _FAULTS]


RANGED = [
    row
    for row in ROWS
    if row.range not in ELSEWHERE and (not row.of_line or option_of(row) is not None)
]


@pytest.mark.parametrize("row", RANGED, ids=lambda row: row.label)
def test_bounds_are_taken_and_what_lies_beyond_is_reported(row: Row) -> None:
    values = _values(row)
    assert values.inside or values.outside
    refused = {value: _said(row, value) for value in values.inside}
    assert {value: said for value, said in refused.items() if said} == {}
    if (row.block, row.keyword) in DEVIANT:
        return
    assert [value for value in values.outside if not _said(row, value)] == []


@pytest.mark.parametrize(
    "header, said",
    [
        ("virtual_server 10.9.0.1 1", False),
        ("virtual_server 10.9.0.1 65535", False),
        ("virtual_server 10.9.0.1 0", False),
        ("virtual_server 10.9.0.1 65536", True),
        ("virtual_server fwmark 0", False),
        ("virtual_server fwmark 4294967295", False),
        ("virtual_server fwmark 4294967296", True),
        (f"bfd_instance {'x' * 31}", False),
        (f"bfd_instance {'x' * 32}", True),
    ],
)
def test_bound_of_a_header_is_taken_and_what_lies_beyond_is_reported(
    header: str, said: bool
) -> None:
    body = "real_server 10.9.0.2 80 {\n}" if "server" in header else "neighbor_ip 10.9.0.3"
    assert bool(_faults(load(f"{header} {{\n{body}\n}}\n"))) is said
