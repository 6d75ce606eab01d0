"""The short ways through ordinary lines yield what the long ways yield."""

from hypothesis import given
from hypothesis import strategies as st

from tests.support.configs import MAIN, files, line
from vipd.conf.diag import Reports, SourceLine
from vipd.conf.lines import Lines
from vipd.conf.text import Line, PlainLines, Text, split_words

LINE = SourceLine("f", 1, 1, alone=True)
OTHER = SourceLine("f", 2, 2, alone=True)
LETTERS = st.sampled_from([*'ab1{} \t\f"\\#!$@~', "include ", "{", "}", "  "])
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
    long = list(lines.logical())
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


@given(st.lists(st.sampled_from([*"ab1", " ", "\t", "\f", "\v"]), max_size=20).map("".join))
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
