"""Bad values: what the table says that becomes of them, clause by clause.

Clauses that many keywords have are tested for each of them. Others name their own case in
``tests/data/keyword_faults.tsv``, or the tests that know more of the host than a text says.
"""

import csv
import re
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import pytest

from tests.support.keyword_rows import (
    ROWS,
    TABLE,
    Row,
    configuration,
    family,
    keyword_of,
    load,
    option_of,
    value_of,
)
from vipd.conf import codes
from vipd.conf.load import Loaded
from vipd.conf.schema.registry import Shape

Check = Callable[[Row], None]
NOISE = {codes.NOT_BUILT.name, codes.KEYWORD_DEPRECATED.name, codes.KEYWORD_DEPRECATED_LOGGED.name}
"""Reports that a keyword brings along, whatever its value."""
NUMBERS = re.compile(r"(-?[\d.]+)\.\.([\d.]+)?")


def _load(row: Row, statement: str, *, testing: bool = False) -> Loaded:
    known = value_of(row)
    around = {path: text for path, text in known.around.items() if path != "garp"}
    text = configuration(row.block, statement, around=around, line=known.line)
    return load(text, testing=testing)


def _said(loaded: Loaded) -> Counter[str]:
    return Counter(d.message for d in loaded.diagnostics if d.code not in NOISE)


def _with(row: Row, value: str) -> str:
    return f"{row.keyword} {value}".rstrip()


def _ignored(row: Row, statement: str, *, testing: bool = False) -> None:
    """A statement is reported, and changes nothing."""
    found, without = _load(row, statement, testing=testing), _load(row, "", testing=testing)
    assert _said(found) - _said(without), f"nothing is said of '{statement}'"
    assert found.daemon == without.daemon, f"'{statement}' changes something"


def _same(row: Row, statement: str, other: str, *, testing: bool = False) -> None:
    """A statement is reported, and means what another one does."""
    found, meant = _load(row, statement, testing=testing), _load(row, other, testing=testing)
    assert _said(found) - _said(meant), f"nothing is said of '{statement}'"
    assert found.daemon == meant.daemon, f"'{statement}' does not mean '{other}'"


def _outside(row: Row) -> list[str]:
    found = NUMBERS.match(row.range)
    if found is None:
        return ["x"]
    low, high = found.groups()
    if float(low) and "0 becomes" in row.range:  # and so does what is no number
        return ["-1", *([_beside(high, 1)] if high else [])]
    values = [_beside(low, -1)] if float(low) or "." not in low else []
    return [*values, *([_beside(high, 1)] if high else []), "x"]


def _beside(bound: str, way: int) -> str:
    places = len(bound.partition(".")[2])
    return f"{float(bound) + way * 10**-places:.{places}f}"


def _inside(row: Row) -> str:
    """Return a whole number in the range."""
    found = NUMBERS.match(row.range)
    low, high = (float(found[1]), float(found[2] or 1000)) if found else (0.0, 1000.0)
    return next(n for n in ("7", "2000", "3", "1") if low <= float(n) <= high)


def _out_of_range_ignored(row: Row) -> None:
    for value in _outside(row):
        _ignored(row, _with(row, value))


def _strict_ignored(row: Row) -> None:
    for value in (*_outside(row), _inside(row) + "x"):
        _ignored(row, _with(row, value))


def _junk_used_unless_tested(row: Row) -> None:
    number = _inside(row)
    _same(row, _with(row, number + "x"), _with(row, number))
    _ignored(row, _with(row, number + "x"), testing=True)


def _rounded(row: Row) -> None:
    places = "0001" if "3 decimals" in row.range else "0000001"
    number = _inside(row)
    _same(row, _with(row, f"{number}.{places}"), _with(row, number))


def _missing_is_fatal(row: Row) -> None:
    found = _load(row, row.keyword)
    assert codes.WORD_MISSING.name in [d.code for d in found.diagnostics]
    assert found.status == 2


def _missing_reported(row: Row) -> None:
    found = _load(row, row.keyword)
    assert codes.WORD_MISSING.name not in [d.code for d in found.diagnostics]
    _ignored(row, row.keyword)


def _bad_word_ignored(row: Row) -> None:
    _ignored(row, _with(row, "x"))


def _before_stays(row: Row) -> None:
    for good in ("on", "off"):
        _same(row, f"{_with(row, good)}\n{_with(row, 'x')}", _with(row, good))


def _surplus_silent(row: Row) -> None:
    found, plain = _load(row, _with(row, "x y")), _load(row, row.keyword)
    assert found.daemon == plain.daemon
    assert _said(found) == _said(plain)


def _dropped(row: Row, value: str) -> None:
    """A line is reported, and as if it were not there."""
    known = value_of(row)
    statement = _with(row, value)
    with_it = load(configuration(row.block, statement, line=known.line))
    without = load(configuration(row.block, line="#"))
    assert _said(with_it) - _said(without)
    assert with_it.daemon == without.daemon


def _bad_word_drops_line(row: Row) -> None:
    _dropped(row, "x?")


def _out_of_range_drops_line(row: Row) -> None:
    for value in _outside(row):
        _dropped(row, value)


def _one_value(row: Row) -> None:
    _ignored(row, row.keyword)
    _ignored(row, _with(row, f"{_inside(row)} {_inside(row)}"))


def _last_used(row: Row) -> None:
    one, two = _with(row, "one"), _with(row, "two")
    _same(row, f"{one}\n{two}", two)


def _deprecated(row: Row) -> None:
    found = _load(row, _with(row, _sample(row)))
    assert codes.KEYWORD_DEPRECATED.name in [d.code for d in found.diagnostics]


def _deprecated_logged(row: Row) -> None:
    found = _load(row, _with(row, _sample(row)))
    assert codes.KEYWORD_DEPRECATED_LOGGED.name in [d.code for d in found.diagnostics]


def _sample(row: Row) -> str:
    keyword = keyword_of(row)
    assert keyword is not None
    if keyword.shape is not Shape.SIMPLE and not row.of_line:
        return "Z {\n}"
    return {"flag": "", "int": _inside(row), "ip": "10.9.0.77"}.get(row.type, "zz")


def _clamped(row: Row) -> None:
    found = NUMBERS.match(row.range)
    assert found is not None
    for bound, way in ((found[1], -1), (found[2], 1)):
        _same(row, _with(row, _beside(bound, way)), _with(row, bound))


def _shortened(row: Row) -> None:
    found = re.search(r"\d+", row.range)
    assert found is not None
    most = "x" * int(found[0])
    _same(row, _with(row, most + "y"), _with(row, most))


def _too_long_ignored(row: Row) -> None:
    _ignored(row, _with(row, "x" * 16))


def _used(value: str) -> Check:
    def check(row: Row) -> None:
        for bad in _outside(row):
            _same(row, _with(row, bad), _with(row, value))

    return check


CLAUSES: dict[str, Check] = {
    "lenient int: out of range reported+ignored": _out_of_range_ignored,
    "lenient decimal: out of range or negative reported+ignored": _out_of_range_ignored,
    "lenient int reported+ignored": _out_of_range_ignored,
    "lenient int": _out_of_range_ignored,
    "in-range with trailing junk used with WARNING on normal start, rejected under -t":
        _junk_used_unless_tested,
    "excess decimals rounded (reported)": _rounded,
    "missing = exit 2": _missing_is_fatal,
    "missing reported": _missing_reported,
    "missing reported+ignored": _missing_reported,
    "bad word reported+ignored (previous value kept)": _before_stays,
    "flag: surplus words silently ignored": _surplus_silent,
    "strict int: any fault reported+ignored": _strict_ignored,
    "strict int: reported+ignored": _strict_ignored,
    "strict decimal: out of range, negative or not a number reported+ignored":
        _out_of_range_ignored,
    "strict int: line dropped": _out_of_range_drops_line,
    "not exactly one value: reported+ignored": _one_value,
    "repeated: reported, last used": _last_used,
    "deprecation reported (-t exit 5)": _deprecated,
    "deprecation is reported (-t exit 5)": _deprecated,
    "deprecation only logged": _deprecated_logged,
    "invalid: line dropped": _bad_word_drops_line,
    "unknown: line dropped": _bad_word_drops_line,
    "invalid or mixed family: line dropped": _bad_word_drops_line,
    "not A-B: line dropped": _bad_word_drops_line,
    "longer: truncated with report": _shortened,
    "too long reported+ignored": _too_long_ignored,
    "out of range clamped with report": _clamped,
    "bad value reported and 0 stored": _used("0"),
    "reported, 1 used": _used("1"),
    "strict int: reported, 100 used": _used("100"),
    **dict.fromkeys(
        (
            "unknown reported+ignored",
            "unknown word reported+ignored",
            "other word reported+ignored",
            "bad value reported+ignored",
            "bad value reported+ignored (line kept)",
            "invalid reported+ignored",
            "invalid reported+ignored (2.4.3 then has no destination)",
            "malformed reported+ignored",
            "malformed or other family: reported+ignored",
            "missing or unknown reported+ignored",
            "not multicast: reported+ignored",
            "not IPv4 multicast: reported+ignored",
            "not IPv6 multicast: reported+ignored",
            "wrong length or digit reported+ignored",
            "unknown reported+ignored (none)",
            "unknown or conflicting: reported+ignored",
        ),
        _bad_word_ignored,
    ),
}  # fmt: skip
"""What is tested of every keyword whose row says so."""


class Case(NamedTuple):
    """One fault: what must stand around it, its line, what is written, what becomes of it."""

    around: str
    line: str
    statement: str
    outcome: str


@cache
def _cases() -> dict[tuple[str, str], list[Case]]:
    """Return the cases by keyword and clause."""
    found: dict[tuple[str, str], list[Case]] = {}
    with TABLE.with_name("keyword_faults.tsv").open(newline="") as file:
        for keyword, clause, *case in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            found.setdefault((keyword, clause), []).append(Case(*case))
    return found


def _case(row: Row, case: Case) -> None:
    known = value_of(row)
    around = {path: text for path, text in known.around.items() if path != "garp"}
    if case.around:
        path, _, text = case.around.partition(": ")
        around = {path: _lines(text)} if path != "none" else {}
    line = case.line or ("" if " (line)" not in row.block else known.line)

    def read(statement: str, at: str = line) -> Loaded:
        if statement.startswith("="):
            statement, at = "", statement[1:]
        return load(configuration(row.block, _lines(statement), around=around, line=at))

    found, without = read(case.statement), read("")
    outcome, _, other = case.outcome.partition(" ")
    if outcome == "dropped":
        without = read("", "#")
    more = _said(found) - _said(without)
    match outcome:
        case "ignored" | "dropped":
            assert more
            assert found.daemon == without.daemon
        case "same":
            assert _said(found) - _said(read(other))
            assert found.daemon == read(other).daemon
        case "means":
            assert found.daemon == read(other).daemon
            assert found.daemon != without.daemon
        case "quiet":
            assert found.daemon == without.daemon
        case "reported":
            assert more
        case "applied" | "reads":
            assert not more
            assert found.daemon != without.daemon or outcome == "reads"
        case "exit2":
            assert found.status == 2
        case _:
            raise AssertionError(f"nobody knows what becomes of '{case.outcome}'")


def _lines(statements: str) -> str:
    return statements.replace(" | ", "\n")


ELSEWHERE = (
    (r"as (notify|startup)_(fifo_)?script|as notify scripts", "as the other scripts"),
    (
        r"insecure|not executable|not found|no usable user|unknown: reported, (script|checker)",
        "tests of conf.build_security",
    ),
    (r"unknown user|no file,|not a regular file|readable by others", "tests of conf.check_scripts"),
    (r"unparsable", "tests of conf.schema.commands"),
    (r"unreadable|unusable files|kernel without|namespace that cannot", "of the host"),
    (r"unwritable|not creatable|bad expression|without address: instance", "of the host"),
    (r"unknown interface|loopback|Ethernet|multicast capable|VRF", "tests of conf.host"),
    (r"dynamic_interfaces|unknown: reported$|own interface", "tests of conf.host"),
    (r"missing: VRRP process fails|unset: VRRP process fails", "the row of vrrp_instance"),
    (r"unused: removed", "tests of conf.build_track"),
    (r"see line options|as interface$", "the rows of the lines"),
    (r"member has priority 255|only with|fwmark only|with fwmarks", "tests of conf.build_groups"),
    (r"surplus ones moved|none: v2 reported|VIP of other family", "tests of conf.build_addresses"),
    (r"empty: reported, group removed|AH with IPv6", "tests of conf.build_groups"),
    (r"missing: reported, assigned|missing: checker dropped", "tests of conf.build_routes"),
    (r"duplicate: line dropped with report|same name and a script", "tests of conf.build_track"),
)
"""Clauses that speak of more than one text can tell, and the tests that know it."""
CASES = [
    pytest.param(row, clause, id=f"{row.label}: {clause}"[:120])
    for row in ROWS
    if not row.of_line or row.keyword == "(other word)" or option_of(row) is not None
    for clause in filter(None, row.bad.split("; "))
]


@pytest.mark.parametrize("row, clause", CASES)
def test_bad_value_becomes_what_the_table_says(row: Row, clause: str) -> None:
    cases = _cases().get((family(row), clause), [])
    for case in cases:
        _case(row, case)
    common = CLAUSES.get(clause)
    if common is not None and not cases:
        common(row)
    elsewhere = any(re.search(pattern, clause) for pattern, _ in ELSEWHERE)
    assert cases or common is not None or elsewhere, "nothing is known of this"


def test_cases_and_exceptions_are_of_the_table() -> None:
    clauses = {(family(row), clause) for row in ROWS for clause in row.bad.split("; ")}
    assert set(_cases()) - {("keyword", "clause")} <= clauses
    common = {clause for _, clause in clauses}
    assert set(CLAUSES) <= common
    for pattern, where in ELSEWHERE:
        assert any(re.search(pattern, clause) for clause in common), pattern
        module = where.removeprefix("tests of conf.")
        folder = TABLE.parents[1] / "unit/conf"
        assert module == where or list(folder.glob(f"**/test_{module.split('.')[-1]}.py")), where
