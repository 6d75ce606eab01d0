"""The canonical form means what the text meant, whichever node reads it, and is its own form."""

from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.configs import MAIN, MemoryFiles
from tests.support.configs import line as text_line
from vipd.conf.diag import Reports
from vipd.conf.format import format_text
from vipd.conf.lines import Lines
from vipd.conf.text import Line, clean, comment_start, split_words

TOKENS = [
    "a", "b", "{", "}", "\n", "\n", "\n", " ", "  ", "\t", '"', "'", "\\", "\\\n", "#", "!", "x#",
    "@x ", "@y ", "@^x ", "$A=", "${B}", "$B", "$C", "$A=b {\\\n", "include b", "include ", "\r\n",
    "\f", "\0", "\xff", '"q {"', "w" * 500,
]  # fmt: skip

DEFINED = b"$B=c  {\n$C=d \\\ne\n\n"
"""What the tokens refer to; nothing refers to itself, which would only take time."""


def _read(content: bytes, config_id: str) -> list[tuple[str, ...]]:
    """Return the words of every logical line."""
    lines = Lines(MemoryFiles({MAIN: content, "b": b"d {\n"}), Reports(), config_id=config_id)
    assert lines.open_top(MAIN)
    found = [each if isinstance(each, Line) else split_words(each).line for each in lines]
    return [line.texts for line in found if line is not None]


@given(st.lists(st.sampled_from(TOKENS), max_size=60).map("".join))
@example("a {@x b }\nc")
@example("a\n{\n")
@example('a "\\" { b }')
def test_format_of_tokens_keeps_every_logical_line(text: str) -> None:
    content = DEFINED + text.encode()
    after = format_text(content)
    assert format_text(after) == after
    for config_id in ("x", "y", "z"):
        assert _read(after, config_id) == _read(content, config_id)


@given(st.binary(max_size=300))
def test_format_of_any_bytes_is_its_own_form(content: bytes) -> None:
    after = format_text(content)
    assert format_text(after) == after
    assert _read(after, "x") == _read(content, "x")


@given(st.lists(st.sampled_from([*"ab \"\\#!'{}"]), max_size=30).map("".join))
def test_comment_begins_where_cleaning_cuts(value: str) -> None:
    start = comment_start(value)
    code = value if start is None else value[:start]
    assert clean(text_line(code)).text.value == clean(text_line(value)).text.value
    assert start is None or value[start] in "#!"
