"""The short ways through ordinary lines yield what the long ways yield."""

from hypothesis import given
from hypothesis import strategies as st

from tests.support.configs import MAIN, files, line
from vipd.conf.diag import Position, Reports, SourceLine
from vipd.conf.lines import Lines
from vipd.conf.text import Text, Word, clean, clean_plain, plain_pieces, plain_words, split_words

LINE = SourceLine("f", 1, 1, alone=True)
LETTERS = st.sampled_from([*'ab1{} \t\f"\\#!$@~', "include ", "{", "}", "  "])
VALUES = st.lists(LETTERS, max_size=20).map("".join)


@given(VALUES)
def test_ordinary_line_is_cleaned_as_by_the_long_way(value: str) -> None:
    short = clean_plain(value, LINE)
    if short is None:
        assert set('"\\#!') & set(value)
        return
    # A comment forces the long way.
    commented = value + "#"
    long = clean(Text(commented, range(1, len(commented) + 1), LINE)).text
    assert short.value == long.value
    assert list(short.columns) == list(long.columns)


@given(VALUES)
def test_pieces_of_an_ordinary_line_are_those_of_the_long_way(value: str) -> None:
    text = clean(line(value)).text
    pieces = plain_pieces(text) if text.value else None
    if pieces is None:
        return
    # A definition that says nothing sends the line through the long way.
    content = "$E=\n" + value.replace("\r", "") + "$E\n"
    if value.rstrip(" \t").endswith("{"):
        content = "$E=\n" + value.rstrip(" \t")[:-1] + "$E {\n"
    elif text.value == "}":
        content = "}\n"
    lines = Lines(files(content), Reports(), config_id="x")
    assert lines.open_top(MAIN)
    expected = [[word.text for word in split_words(each).words] for each in lines]
    found = [[word.text for word in split_words(each).words] for each in pieces]
    assert [words for words in found if words] == [words for words in expected if words]


@given(st.lists(st.sampled_from([*"ab1{}", " ", "\t", "\f", "\v"]), max_size=20).map("".join))
def test_words_without_quotes_are_split_as_those_with_quotes(value: str) -> None:
    short = plain_words(line(value))
    long = split_words(line(value + ' ""'))
    assert short is not None
    assert (*short, long.words[-1]) == long.words
    assert long.unmatched is None
    assert all(type(word) is Word and type(word.at) is Position for word in short)
