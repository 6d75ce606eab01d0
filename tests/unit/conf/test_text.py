"""Bytes to lines and words."""

import pytest

from tests.support.configs import line
from vipd.conf.text import LineFault, clean, find_brace, octets, physical_lines, split_words


@pytest.mark.parametrize(
    "content, expected",
    [
        (b"", []),
        (b"a", [(1, "a")]),
        (b"a\n", [(1, "a")]),
        (b"a\r\n\r\nb\r\r\n", [(1, "a"), (2, ""), (3, "b")]),
        (b"a\rb\n", [(1, "a\rb")]),
        (b"x" * 1022 + b"\ny", [(1, "x" * 1022), (2, "y")]),
        (b"x" * 1023 + b"\ny", [(1, LineFault.TOO_LONG), (2, "y")]),
        (b"a\0b\nc\0", [(1, LineFault.NUL), (2, LineFault.NUL)]),
        ("é\n".encode(), [(1, "é")]),
    ],
)
def test_physical_lines_of_any_ending_carry_number_and_text(
    content: bytes, expected: list[tuple[int, str | LineFault]]
) -> None:
    assert list(physical_lines(content)) == expected


def test_physical_lines_of_invalid_utf8_keep_the_bytes() -> None:
    ((_, text),) = physical_lines(b"a\xff\xc3b")
    assert isinstance(text, str)
    assert octets(text) == b"a\xff\xc3b"


@pytest.mark.parametrize(
    "value, expected",
    [
        ("  a b \t", "a b"),
        ("a # b", "a"),
        ("a!b", "a"),
        ("x#y", "x"),
        ("! all", ""),
        (r"x\#y\!z", "x#y!z"),
        (r"a\nb", r"a\nb"),
        (r"\\#c", r"\\"),
        ('"p#q!r" # c', '"p#q!r"'),
        (r'"a\"#b" #c', r'"a\"#b"'),
        ("'a#b'", "'a"),
        ("x   \\", "x\\"),
        ("\\", "\\"),
        ("\fa", "\fa"),
    ],
)
def test_clean_removes_comments_and_outer_blanks(value: str, expected: str) -> None:
    assert clean(line(value)).text.value == expected


@pytest.mark.parametrize(
    "value, unterminated", [('a "b', True), ('"a" b', False), ('"a', True), (r'"a\"', True)]
)
def test_clean_of_an_open_quote_says_so(value: str, unterminated: bool) -> None:
    assert clean(line(value)).unterminated is unterminated


def test_clean_keeps_the_column_of_every_character() -> None:
    text = clean(line(r"  a\#b c")).text
    assert text.value == "a#b c"
    assert list(text.columns) == [3, 5, 6, 7, 8]


@pytest.mark.parametrize(
    "value, index",
    [
        ("a {", 2),
        ("x{y", 1),
        ("}", 0),
        ('"{x}"', None),
        ('"a" {', 4),
        (r'"\" {x}"', None),
        ('"open {', None),
        ("'{'", 1),
        ("plain", None),
    ],
)
def test_find_brace_ignores_braces_in_double_quotes(value: str, index: int | None) -> None:
    assert find_brace(value) == index


@pytest.mark.parametrize(
    "value, expected",
    [
        ("a  b\tc\fd", ["a", "b", "c", "d"]),
        ('foo"bar baz"qux', ["foo", "bar baz", "qux"]),
        ("'on off'", ["'on", "off'"]),
        ('x ""', ["x", ""]),
        (r'"a\" b', ["a\\", "b"]),
        ("a\u00a0b", ["a\u00a0b"]),
        ("", []),
    ],
)
def test_split_words_follows_quotes(value: str, expected: list[str]) -> None:
    found = split_words(line(value))
    assert (found.line.texts if found.line else ()) == tuple(expected)
    assert found.unmatched is None


def test_split_words_of_an_open_quote_drops_the_rest_and_shows_its_place() -> None:
    found = split_words(line('a b "c d'))
    assert found.line is not None
    assert found.line.texts == ("a", "b")
    assert found.unmatched is not None
    assert found.unmatched.column == 5


def test_split_words_shows_where_each_word_begins() -> None:
    found = split_words(line('a  "b c" d'))
    assert found.line is not None
    assert found.line.columns == (1, 4, 10)
