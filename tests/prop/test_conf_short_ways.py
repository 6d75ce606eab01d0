"""The short ways through ordinary lines yield what the long ways yield."""

from collections.abc import Callable, Iterator

from hypothesis import given
from hypothesis import strategies as st

from tests.support.configs import MAIN, files, line
from tests.support.lines import line_call
from vipd.conf.diag import Reports, SourceLine
from vipd.conf.lines import Lines
from vipd.conf.schema.call import Call, Rejected
from vipd.conf.schema.numbers import read_decimal, read_int
from vipd.conf.text import (
    LINE_BYTES_MAX,
    Line,
    LineFault,
    PlainLines,
    Text,
    physical_lines,
    split_words,
)

LINE = SourceLine("f", 1, 1, alone=True)
OTHER = SourceLine("f", 2, 2, alone=True)
LETTERS = st.sampled_from([*'ab1{} \t\f"\\#!$@~\x1c\x85\u2003é', "include ", "{", "}", "  "])
VALUES = st.lists(LETTERS, max_size=20).map("".join)


@given(VALUES)
def test_lines_of_the_short_way_are_those_of_the_long_way(value: str) -> None:
    short = PlainLines().cut(value, LINE)
    if not short:
        return
    assert all(type(each) is Line for each in short)
    # What a comment is put behind goes the long way.
    lines = Lines(files(value + "#\n"), Reports(), config_id="x")
    assert lines.open_top(MAIN)
    long = list(lines)
    assert all(isinstance(each, Text) for each in long)
    assert [each.value for each in short] == [each.value for each in long]
    for one, other in zip(short, long, strict=True):
        assert isinstance(other, Text)
        whole = split_words(other).line
        assert whole is not None
        assert (one.texts, one.columns) == (whole.texts, whole.columns)


@given(VALUES)
def test_line_that_comes_again_is_cut_alike_at_its_own_place(value: str) -> None:
    cutter = PlainLines()
    first, again = cutter.cut(value, LINE), cutter.cut(value, OTHER)
    assert [each.value for each in first] == [each.value for each in again]
    for one, other in zip(first, again, strict=True):
        assert (one.texts, one.columns) == (other.texts, other.columns)
        assert (one.source, other.source) == (LINE, OTHER)


@given(st.lists(st.sampled_from([*"ab1é \t\f\v\x1c\x1f\x85\xa0\u2003"]), max_size=20).map("".join))
def test_words_without_quotes_are_split_as_those_with_quotes(value: str) -> None:
    short = split_words(line(value))
    long = split_words(line(value + ' ""'))
    assert long.line is not None
    texts, columns = long.line.texts[:-1], long.line.columns[:-1]
    assert (short.line.texts if short.line else ()) == texts
    assert (short.line.columns if short.line else ()) == columns
    assert short.unmatched is long.unmatched is None


@given(VALUES)
def test_words_of_a_line_are_its_texts_at_their_columns(value: str) -> None:
    cut = split_words(line(value)).line
    if cut is None:
        return
    assert tuple(word.text for word in cut.words) == cut.texts
    assert tuple(word.at.column for word in cut.words) == cut.columns
    assert cut.at == cut.words[0].at
    assert cut.word(-1) == cut.words[-1]


def _by_line(content: bytes) -> Iterator[tuple[int, str | LineFault]]:
    """Decode and judge each line alone."""
    for number, raw in enumerate(content.removesuffix(b"\n").split(b"\n"), start=1):
        if len(raw) > LINE_BYTES_MAX:
            yield number, LineFault.TOO_LONG
        elif b"\0" in raw:
            yield number, LineFault.NUL
        else:
            yield number, raw.rstrip(b"\r").decode("utf-8", "surrogateescape")


PIECES = [
    b"a",
    b"\n",
    b"\r",
    b"\0",
    b"\xc3",
    b"\xa9",
    b"\xf0\x9f\x98",
    b"\x80",
    b"\xff",
    b"x" * 250,
]


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map(b"".join))
def test_lines_of_a_content_decoded_as_a_whole_are_those_decoded_alone(content: bytes) -> None:
    assert list(physical_lines(content)) == list(_by_line(content))


@given(st.integers(0, 1), st.sampled_from(["a", "é", "€", "😀"]))
def test_length_of_a_line_is_judged_in_bytes(surplus: int, character: str) -> None:
    width = len(character.encode())
    content = (character * ((LINE_BYTES_MAX + surplus * width) // width)).encode()
    assert list(physical_lines(content)) == list(_by_line(content))


DIGITS = st.integers(0, 2**33).map(str) | st.integers(0, 99).map("0{}".format) | st.just("٣")
BOUNDS = st.tuples(st.integers(-5, 100), st.integers(50, 2**32 - 1))


@given(DIGITS, BOUNDS)
def test_number_of_digits_alone_is_that_with_a_sign(text: str, bounds: tuple[int, int]) -> None:
    low, high = bounds

    def integer(call: Call) -> int:
        return read_int(call, call.word(1), low, high, strict=True)

    def decimal(call: Call) -> int:
        return read_decimal(call, call.word(1), low, high, places=3)

    # A sign goes the long way, and says nothing.
    assert _value(integer, text) == _value(integer, "+" + text)
    assert _value(decimal, text) == _value(decimal, "+" + text)


def _value(read: Callable[[Call], int], text: str) -> int | None:
    call = line_call(f"k {text}")
    try:
        return read(call)
    except Rejected:
        assert call.reports.found
        return None
