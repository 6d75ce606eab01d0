"""IP addresses as they stand in configurations."""

import pytest

from tests.support.lines import words
from vipd.conf.diag import Diagnostic, Prefix, Reports
from vipd.conf.schema.call import Call
from vipd.conf.schema.ip import parse_bare_ip, parse_ip, read_prefix_length, report_malformed_ip


def _call(line: str) -> Call:
    return Call(words(*line.split(" ")), "V", Reports(), Prefix.NONE, True)


def _places(found: list[Diagnostic]) -> list[int]:
    return [diagnostic.column for diagnostic in found]


@pytest.mark.parametrize(
    "text, valid",
    [
        ("10.0.0.1", True),
        ("::1", True),
        ("::ffff:10.0.0.1", True),
        ("10.0.0", False),
        ("010.0.0.1", False),
        ("fe80::1%eth0", False),
        ("10.0.0.1/24", False),
        ("", False),
        (" 10.0.0.1", False),
    ],
)
def test_parse_ip_takes_plain_addresses_only(text: str, valid: bool) -> None:
    assert (parse_ip(text) is not None) is valid


def test_prefix_length_out_of_range_is_shown_where_it_stands() -> None:
    call = _call("10.0.0.1/33")
    assert read_prefix_length(call, call.word(0), "33", 32) == 32
    assert _places(call.reports.found) == [10, 10]
    assert read_prefix_length(_call("10.0.0.1/24"), call.word(0), "24", 32) == 24


def test_bare_address_with_a_prefix_length_is_noted() -> None:
    call = _call("10.0.0.1/24")
    assert str(parse_bare_ip(call, call.word(0))) == "10.0.0.1"
    (note,) = call.reports.found
    assert (note.reason, note.fix) == ("a single address is wanted", "write 10.0.0.1")
    assert parse_bare_ip(call, _call("x/24").word(0)) is None


def test_malformed_address_is_reported_with_what_is_wanted() -> None:
    call = _call("www.example.org")
    report_malformed_ip(call, call.word(0))
    (found,) = call.reports.found
    assert "names are not looked up" in found.reason
