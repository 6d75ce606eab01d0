"""Bytes of one file to cleaned lines and words, with the place of every character.

Text is UTF-8 for people, but never refused: other bytes become surrogates and ``octets`` turns
them back, so that any 8-bit text passes through unchanged. Columns count characters.

FAST PATH: every line and word of a configuration passes here, 300,000 lines in a few seconds
(``load`` of the benchmarks). Hence records that are named tuples, which are made in half the time
of a frozen dataclass, and short ways for lines without anything special; a property test compares
those with the long ways.
"""

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Final, NamedTuple

from vipd.conf.diag import Position, SourceLine

BLANKS: Final = " \t"
SPACE: Final = " \t\f\n\r\v"
_SPECIAL: Final = re.compile(r'[\\"#!]')
"""What needs a closer look when a line is cleaned."""

made: Final = tuple.__new__
"""Makes a named tuple in half the time that a call of its class takes."""

_BARE: Final = re.compile(r"[^ \t\f\n\r\v]+")
"""A word without quotes."""

_CODE: Final = re.compile(r'(?:[^"\\#!]+|\\.|\\\Z|"(?:[^"\\]+|\\.)*(?:"|\\?\Z))*', re.DOTALL)
"""A line up to its comment."""

LINE_BYTES_MAX: Final = 1022
"""keepalived 2.4: a line holds at most 1022 bytes before its newline."""


def octets(text: str) -> bytes:
    """Return the bytes that ``text`` was read from."""
    return text.encode("utf-8", "surrogateescape")


class Text(NamedTuple):
    """A piece of a line; ``columns[i]`` is the column where character ``i`` was written."""

    value: str
    columns: Sequence[int]
    line: SourceLine

    def cut(self, start: int, stop: int | None = None) -> "Text":
        """Return the part from ``start`` up to ``stop``."""
        return Text(self.value[start:stop], self.columns[start:stop], self.line)

    def joined(self, other: "Text") -> "Text":
        """Return this text followed by ``other``, on the line of this one."""
        return Text(self.value + other.value, (*self.columns, *other.columns), self.line)

    def at(self, index: int) -> Position:
        """Return the place of character ``index``, or of the end of the text."""
        if index < len(self.columns):
            return Position(self.line, self.columns[index])
        return Position(self.line, self.columns[-1] + 1 if self.columns else 1)

    def stripped(self) -> "Text":
        """Return the text without blanks (space, tab) around it."""
        if not self.value or (self.value[0] not in BLANKS and self.value[-1] not in BLANKS):
            return self
        start = len(self.value) - len(self.value.lstrip(BLANKS))
        stop = len(self.value.rstrip(BLANKS))
        return self.cut(start, max(start, stop))


class Word(NamedTuple):
    """One word of a statement, without its quotes."""

    text: str
    at: Position


class Line(NamedTuple):
    """A logical line that needs nothing but to be walked: its text and its words."""

    value: str
    words: tuple[Word, ...]

    def brace(self, brace: str) -> bool:
        """Tell whether the line is this brace."""
        return len(self.words) == 1 and self.words[0].text == brace

    @property
    def at(self) -> Position:
        """Where the line begins."""
        return self.words[0].at

    def as_text(self) -> Text:
        """Return the line as the text that it was."""
        line, column = self.at
        return Text(self.value, range(column, column + len(self.value)), line)


class LineFault(Enum):
    """Why a physical line is dropped."""

    TOO_LONG = "too long"
    NUL = "embedded NUL"


def physical_lines(content: bytes) -> Iterator[tuple[int, str | LineFault]]:
    """Yield number and text of each line, or the fault for which it is dropped.

    Deviates: keepalived 2.4 reads the tail of a line that is too long as a line of its own.
    """
    lines = content.split(b"\n")
    if not lines[-1]:
        lines.pop()
    for number, raw in enumerate(lines, start=1):
        if len(raw) > LINE_BYTES_MAX:
            yield number, LineFault.TOO_LONG
        elif b"\0" in raw:
            yield number, LineFault.NUL
        else:
            yield number, raw.rstrip(b"\r").decode("utf-8", "surrogateescape")


class Cleaned(NamedTuple):
    """A line without comment and outer blanks. ``unterminated``: a quote was left open."""

    text: Text
    unterminated: bool


def clean(text: Text) -> Cleaned:
    """Remove outer blanks and the comment, resolve ``\\#`` and ``\\!``.

    keepalived 2.4: only ``"`` quotes; a backslash takes the next character with it, and one at
    the end marks a continuation, which blanks before it do not separate from the text.
    """
    value = text.value
    if _SPECIAL.search(value) is None:
        return Cleaned(text.stripped(), False)
    start = len(value) - len(value.lstrip(BLANKS))
    keep: list[int] = []
    quoted = continued = False
    index = start
    while index < len(value):
        char = value[index]
        if char == "\\":
            if index + 1 == len(value):
                continued = True
                break
            following = value[index + 1]
            if quoted or following not in "#!":
                keep.append(index)
            keep.append(index + 1)
            index += 2
            continue
        if char == '"':
            quoted = not quoted
        elif char in "#!" and not quoted:
            break
        keep.append(index)
        index += 1
    while keep and value[keep[-1]] in BLANKS:
        keep.pop()
    if continued:
        keep.append(len(value) - 1)
    return Cleaned(_picked(text, keep), quoted)


_Template = tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
"""Logical lines without their place: text, and words with their columns."""

TEMPLATES_MAX: Final = 10_000
"""Bound of remembered lines; those that come again, come early."""


class PlainLines:
    """Cuts lines that are only words and one brace; remembers how, since most come again."""

    def __init__(self) -> None:
        self._templates: dict[str, _Template] = {}

    def cut(self, value: str, line: SourceLine) -> list[Line]:
        """Return the logical lines of a physical line.

        Empty: it is blank, or needs the long way through comments, quotes, conditions,
        definitions and includes.
        """
        template = self._templates.get(value)
        if template is None:
            template = _template(value)
            if len(self._templates) < TEMPLATES_MAX:
                self._templates[value] = template
        return [
            made(
                Line,
                (
                    text,
                    tuple([made(Word, (word, made(Position, (line, at)))) for word, at in words]),
                    False,
                ),
            )
            for text, words in template
        ]


def _template(value: str) -> _Template:
    if _PECULIAR.search(value) is not None:
        return ()
    words = tuple([(each[0], each.start() + 1) for each in _BARE.finditer(value)])
    if not words:
        return ()
    last, column = words[-1]
    braces = value.count("{") + value.count("}")
    first = words[0][1] - 1
    if not braces:
        return ((value[first : column - 1 + len(last)], words),)
    if braces > 1 or last not in ("{", "}"):
        return ()
    if len(words) == 1:
        return ((last, words),)
    if last == "}":
        return ()
    return ((value[first : column - 1].rstrip(BLANKS), words[:-1]), ("{", words[-1:]))


_PECULIAR: Final = re.compile(r"[\\\"#!$@~\f\v\r]|include")
"""What only the long way understands."""


def comment_start(value: str) -> int | None:
    """Return the index where the comment of a line begins, None when there is none."""
    if "#" not in value and "!" not in value:
        return None
    code = _CODE.match(value)
    assert code is not None  # an empty line matches too
    return code.end() if code.end() < len(value) else None


def _picked(text: Text, keep: list[int]) -> Text:
    """Return the characters at the indices ``keep``."""
    if not keep:
        return text.cut(0, 0)
    if keep[-1] - keep[0] + 1 == len(keep):
        return text.cut(keep[0], keep[-1] + 1)
    return Text(
        "".join(text.value[i] for i in keep), tuple(text.columns[i] for i in keep), text.line
    )


def find_brace(value: str) -> int | None:
    """Return the index of the first brace outside double quotes, None when there is none.

    The rule for quotes is that of comments: a backslash takes the next character with it.
    Deviates: keepalived 2.4 forgets the backslash here, so ``"\\" {"`` is cut at the brace.
    """
    if "{" not in value and "}" not in value:
        return None
    quoted = False
    index = 0
    while index < len(value):
        char = value[index]
        if char == "\\":
            index += 2
            continue
        if char == '"':
            quoted = not quoted
        elif char in "{}" and not quoted:
            return index
        index += 1
    return None


class Words(NamedTuple):
    """The words of a line; ``unmatched`` is the place of a quote without its partner."""

    words: tuple[Word, ...]
    unmatched: Position | None


def split_words(text: Text) -> Words:
    """Split a logical line into words.

    keepalived 2.4: a word that starts with ``"`` extends to the next ``"`` without escapes; any
    other one to white space or ``"``; quotes do not concatenate.
    """
    value, columns, line = text
    if '"' in value:
        return _split_quoted(text)
    words = [Word(each[0], Position(line, columns[each.start()])) for each in _BARE.finditer(value)]
    return Words(tuple(words), None)


def _split_quoted(text: Text) -> Words:
    """Split a line that may have quotes."""
    value = text.value
    found: list[Word] = []
    index = 0
    while True:
        while index < len(value) and value[index] in SPACE:
            index += 1
        if index >= len(value):
            return Words(tuple(found), None)
        if value[index] == '"':
            end = value.find('"', index + 1)
            if end < 0:
                return Words(tuple(found), text.at(index))
            found.append(Word(value[index + 1 : end], text.at(index)))
            index = end + 1
            continue
        end = index
        while end < len(value) and value[end] not in SPACE and value[end] != '"':
            end += 1
        found.append(Word(value[index:end], text.at(index)))
        index = end
