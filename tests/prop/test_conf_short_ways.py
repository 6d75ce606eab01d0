"""The short ways through ordinary lines yield what the long ways yield."""

from hypothesis import given
from hypothesis import strategies as st

from tests.support.configs import MAIN, files, line
from vipd.conf.diag import Position, Reports, SourceLine
from vipd.conf.lines import Lines
from vipd.conf.text import Line, PlainLines, Text, Word, split_words

LINE = SourceLine("f", 1, 1, alone=True)
OTHER = SourceLine("f", 2, 2, alone=True)
LETTERS = st.sampled_from([*'ab1{} \t\f"\\#!$@~', "include ", "{", "}", "  "])
VALUES = st.lists(LETTERS, max_size=20).map("".join)


@given(VALUES)
def test_lines_of_the_short_way_are_those_of_the_long_way(value: str) -> None:
    short = PlainLines().cut(value, LINE)
    if not short:
        return
    assert all(
        type(word) is Word and type(word.at) is Position for each in short for word in each.words
    )
    # What a comment is put behind goes the long way.
    lines = Lines(files(value + "#\n"), Reports(), config_id="x")
    assert lines.open_top(MAIN)
    long = list(lines.logical())
    assert all(isinstance(each, Text) for each in long)
    assert [each.value for each in short] == [each.value for each in long]
    for one, other in zip(short, lines_of(long), strict=True):
        assert [(word.text, word.at.column) for word in one.words] == other


def lines_of(texts: list[Text | Line]) -> list[list[tuple[str, int]]]:
    return [
        [(word.text, word.at.column) for word in split_words(text).words]
        for text in texts
        if isinstance(text, Text)
    ]


@given(VALUES)
def test_line_that_comes_again_is_cut_alike_at_its_own_place(value: str) -> None:
    cutter = PlainLines()
    first, again = cutter.cut(value, LINE), cutter.cut(value, OTHER)
    assert [each.value for each in first] == [each.value for each in again]
    for one, other in zip(first, again, strict=True):
        assert [word.at.column for word in one.words] == [word.at.column for word in other.words]
        assert {word.at.line for word in other.words} <= {OTHER}


@given(st.lists(st.sampled_from([*"ab1", " ", "\t", "\f", "\v"]), max_size=20).map("".join))
def test_words_without_quotes_are_split_as_those_with_quotes(value: str) -> None:
    short = split_words(line(value))
    long = split_words(line(value + ' ""'))
    assert (*short.words, long.words[-1]) == long.words
    assert short.unmatched is long.unmatched is None
