"""The short ways through ordinary lines yield what the long ways yield."""

from hypothesis import given
from hypothesis import strategies as st

from tests.support.configs import MAIN, files, line
from vipd.conf.diag import Reports, SourceLine
from vipd.conf.lines import Lines
from vipd.conf.text import Text, clean, clean_line, plain_pieces, split_words

LINE = SourceLine("f", 1, 1, alone=True)
LETTERS = st.sampled_from([*'ab1{} \t\f"\\#!$@~', "include ", "{", "}", "  "])
VALUES = st.lists(LETTERS, max_size=20).map("".join)


def _cleaned_plainly(value: str) -> tuple[Text, bool]:
    """Clean by the rules alone: what is special for the short way is not asked."""
    found = clean(Text(value + '""', range(1, len(value) + 3), LINE))
    # The quotes at the end force the long way; blanks before them are not outer ones.
    text = Text(found.text.value[:-2], found.text.columns[:-2], LINE)
    return text.stripped(), found.unterminated


@given(VALUES.filter(lambda value: not set('"\\#!') & set(value)))
def test_ordinary_line_is_cleaned_as_by_the_long_way(value: str) -> None:
    short = clean_line(value, LINE)
    text, unterminated = _cleaned_plainly(value)
    assert (short.text.value, short.unterminated) == (text.value, unterminated)
    assert list(short.text.columns)[: len(text.value)] == list(text.columns)


@given(VALUES)
def test_line_is_cleaned_as_its_text(value: str) -> None:
    short, long = clean_line(value, LINE), clean(Text(value, range(1, len(value) + 1), LINE))
    assert (short.text.value, short.unterminated) == (long.text.value, long.unterminated)
    if long.text.value:
        assert list(short.text.columns) == list(long.text.columns)


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
    short = split_words(line(value))
    long = split_words(line(value + ' ""'))
    assert (*short.words, long.words[-1]) == long.words
    assert short.unmatched is long.unmatched is None
