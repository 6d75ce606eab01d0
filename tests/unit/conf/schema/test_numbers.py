"""Integers and decimals."""

import pytest

from tests.support.lines import words
from vipd.conf.diag import Prefix, Reports
from vipd.conf.schema.call import Call, Rejected
from vipd.conf.schema.numbers import read_decimal, read_int, scaled
from vipd.conf.text import Word


def _call(text: str, testing: bool) -> tuple[Call, Word]:
    call = Call(words("k", text), "V", Reports(), Prefix.NONE, testing)
    return call, call.word(1)


def _int(
    text: str, low: int, high: int, *, strict: bool = False, testing: bool = True
) -> tuple[int | None, list[str]]:
    call, word = _call(text, testing)
    try:
        value: int | None = read_int(call, word, low, high, strict=strict)
    except Rejected:
        value = None
    return value, [d.message for d in call.reports.found]


@pytest.mark.parametrize(
    "text, value", [("42", 42), (" +7", 7), ("010", 10), ("", 0), ("  ", 0), ("-0", None), ("0", 0)]
)
def test_read_int_of_a_number_takes_it(text: str, value: int | None) -> None:
    assert _int(text, 0, 100)[0] == value


@pytest.mark.parametrize(
    "text, low, high, message",
    [
        ("42a", 0, 100, "invalid number '42a'"),
        ("0x10", 0, 100, "invalid number '0x10'"),
        ("1.5", 0, 100, "invalid number '1.5'"),
        ("2 ", 0, 100, "invalid number '2 '"),
        ("+", 0, 100, "invalid number '+'"),
        ("x", 0, 100, "invalid number 'x'"),
        (" -1", 0, 100, "negative number ' -1'"),
        ("101", 0, 100, "number '101' outside range [0, 100]"),
        ("0", 1, 100, "number '0' outside range [1, 100]"),
        ("", 1, 255, "number '' outside range [1, 255]"),
        ("4294967296", 0, 100, "number '4294967296' outside unsigned integer range"),
        ("2147483648", -5, 5, "number '2147483648' outside integer range"),
        ("-21", -20, 19, "number '-21' outside range [-20, 19]"),
    ],
)
def test_read_int_of_a_bad_number_rejects_it(text: str, low: int, high: int, message: str) -> None:
    assert _int(text, low, high) == (None, [message])


@pytest.mark.parametrize(
    "text, strict, value, message",
    [
        ("5a", False, 5, "WARNING - invalid number '5a'"),
        ("5a", True, None, "invalid number '5a'"),
        ("101a", False, None, "WARNING - invalid number '101a'"),
        ("a", False, None, "WARNING - invalid number 'a'"),
        ("101", False, None, "WARNING - number '101' outside range [0, 100]"),
        ("-1", False, None, "WARNING - negative number '-1'"),
    ],
)
def test_read_int_outside_a_test_is_lenient_where_the_keyword_is(
    text: str, strict: bool, value: int | None, message: str
) -> None:
    assert _int(text, 0, 100, strict=strict, testing=False) == (value, [message])


def test_read_int_outside_a_test_takes_minus_zero() -> None:
    assert _int("-0", 0, 9, testing=False) == (0, [])


def _decimal(text: str, low: int, high: int, places: int = 6) -> tuple[int | None, list[str]]:
    call, word = _call(text, True)
    try:
        value: int | None = read_decimal(call, word, low, high, places=places)
    except Rejected:
        value = None
    return value, [d.message for d in call.reports.found]


MAX_US = 4_294_967_295


@pytest.mark.parametrize(
    "text, value",
    [
        ("1", 1_000_000),
        ("5.", 5_000_000),
        (".5", 500_000),
        ("+1", 1_000_000),
        (" 1", 1_000_000),
        ("", 0),
        (".", 0),
        ("0.000001", 1),
        ("4294.967295", MAX_US),
    ],
)
def test_read_decimal_of_a_number_scales_it(text: str, value: int) -> None:
    assert _decimal(text, 0, MAX_US) == (value, [])


@pytest.mark.parametrize(
    "text, value",
    [
        ("0.0000005", 1),
        ("0.0000014", 1),
        ("0.0000015", 2),
        ("1.23456789a", 1_234_568),
        ("4294.9672954", MAX_US),
        ("1.2345675", 1_234_568),
    ],
)
def test_read_decimal_with_too_many_places_rounds_half_up(text: str, value: int) -> None:
    assert _decimal(text, 0, MAX_US) == (value, [f"number '{text}' has too many decimal places"])


@pytest.mark.parametrize(
    "text, message",
    [
        ("5a", "invalid number '5a'"),
        ("1e3", "invalid number '1e3'"),
        ("1,5", "invalid number '1,5'"),
        ("1.2.3", "invalid number '1.2.3'"),
        ("-1", "negative number '-1'"),
        ("٣", "invalid number '٣'"),
        ("0", "number '0' outside range [0.001000, 4294.967295]"),
        ("4295", "number '4295' outside range [0.001000, 4294.967295]"),
        ("99999999999999", "number '99999999999999' outside unsigned decimal range"),
    ],
)
def test_read_decimal_of_a_bad_number_rejects_it(text: str, message: str) -> None:
    assert _decimal(text, 1_000, MAX_US) == (None, [message])


def test_read_decimal_with_three_places_shows_its_range_so() -> None:
    assert _decimal("0.5", 1_000, MAX_US, 3)[1] == [
        "number '0.5' outside range [1.000, 4294967.295]"
    ]


def test_scaled_pads_the_fraction() -> None:
    assert scaled(1_000_050, 6) == "1.000050"
