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

_OTHER_SPACE: Final = re.compile(r"[\x1c-\x1f\x80-\U0010ffff]")
"""What Python may take for white space between words, but keepalived does not."""

_CODE: Final = re.compile(r'(?:[^"\\#!]+|\\.|\\\Z|"(?:[^"\\]+|\\.)*(?:"|\\?\Z))*', re.DOTALL)
"""A line up to its comment."""

LINE_BYTES_MAX: Final = 1022
"""keepalived 2.4: a line holds at most 1022 bytes before its newline."""

_SHORT: Final = LINE_BYTES_MAX // 4
"""So many characters are never too long: none takes more than four bytes."""


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
    """A logical line cut into words: their texts, and the columns where they were written.

    Most words are looked at once, or never; so one record serves for all of them, and a ``Word``
    is made where somebody asks for it. There is at least one.
    """

    value: str
    texts: tuple[str, ...]
    columns: tuple[int, ...]
    source: SourceLine

    @property
    def at(self) -> Position:
        """Where the line begins."""
        return made(Position, (self.source, self.columns[0]))

    @property
    def words(self) -> tuple[Word, ...]:
        """All words."""
        return tuple([self.word(index) for index in range(len(self.texts))])

    def word(self, index: int) -> Word:
        """Return one word; ``index`` -1 is the last one."""
        at = made(Position, (self.source, self.columns[index]))
        return made(Word, (self.texts[index], at))

    def brace(self, brace: str) -> bool:
        """Tell whether the line is this brace."""
        return self.texts == (brace,)


class LineFault(Enum):
    """Why a physical line is dropped."""

    TOO_LONG = "too long"
    NUL = "embedded NUL"


def physical_lines(content: bytes) -> Iterator[tuple[int, str | LineFault]]:
    """Yield number and text of each line, or the fault for which it is dropped.

    Deviates: keepalived 2.4 reads the tail of a line that is too long as a line of its own.
    """
    # Decoded as a whole: no character has a newline in it, so each line is what it is alone.
    lines = content.decode("utf-8", "surrogateescape").split("\n")
    if not lines[-1]:
        lines.pop()
    for number, text in enumerate(lines, start=1):
        if len(text) > _SHORT and len(octets(text)) > LINE_BYTES_MAX:
            yield number, LineFault.TOO_LONG
        elif "\0" in text:
            yield number, LineFault.NUL
        else:
            yield number, text.rstrip("\r")


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


_Template = tuple[tuple[str, tuple[str, ...], tuple[int, ...]], ...]
"""Logical lines without their place: what a ``Line`` holds, but for its source."""

TEMPLATES_MAX: Final = 10_000
"""Bound of remembered lines; those that come again, come early."""


class PlainLines:
    """Cuts lines that are only words and one brace; remembers how, since most come again."""

    def __init__(self) -> None:
        self._templates: dict[str, _Template] = {}

    def cut(self, value: str, source: SourceLine) -> list[Line]:
        """Return the logical lines of a physical line.

        Empty: it is blank, or needs the long way through comments, quotes, conditions,
        definitions and includes.
        """
        template = self._templates.get(value)
        if template is None:
            template = _template(value)
            if len(self._templates) < TEMPLATES_MAX:
                self._templates[value] = template
        return [made(Line, (text, texts, columns, source)) for text, texts, columns in template]


def _template(value: str) -> _Template:
    if _PECULIAR.search(value) is not None or "include" in value:
        return ()
    texts, columns = _bare_words(value)
    if not texts:
        return ()
    last = texts[-1]
    first, end = columns[0] - 1, columns[-1] - 1
    braces = value.count("{") + value.count("}")
    if not braces:
        return ((value[first : end + len(last)], texts, columns),)
    if braces > 1 or last not in ("{", "}"):
        return ()
    if len(texts) == 1:
        return ((last, texts, columns),)
    if last == "}":
        return ()
    before = value[first:end].rstrip(BLANKS)
    return ((before, texts[:-1], columns[:-1]), ("{", texts[-1:], columns[-1:]))


def _bare_words(value: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return the words of a text without quotes, and their columns in it."""
    if _OTHER_SPACE.search(value) is None:
        texts, columns, index = tuple(value.split()), [], 0
        for text in texts:
            index = value.index(text, index)
            columns.append(index + 1)
            index += len(text)
        return texts, tuple(columns)
    found = [(each[0], each.start() + 1) for each in _BARE.finditer(value)]
    return tuple([text for text, _ in found]), tuple([column for _, column in found])


_PECULIAR: Final = re.compile(r"[\\\"#!$@~\f\v\r]")
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
    """What a text was split into; ``unmatched`` is the place of a quote without its partner.

    ``line`` None: there are no words.
    """

    line: Line | None
    unmatched: Position | None


def split_words(text: Text) -> Words:
    """Split a logical line into words.

    keepalived 2.4: a word that starts with ``"`` extends to the next ``"`` without escapes; any
    other one to white space or ``"``; quotes do not concatenate.
    """
    value, columns, source = text
    if '"' in value:
        return _split_quoted(text)
    texts, places = _bare_words(value)
    if not texts:
        return Words(None, None)
    return Words(Line(value, texts, tuple([columns[at - 1] for at in places]), source), None)


def _split_quoted(text: Text) -> Words:
    """Split a line that may have quotes."""
    value = text.value
    found: list[tuple[str, int]] = []
    unmatched = None
    index = 0
    while True:
        while index < len(value) and value[index] in SPACE:
            index += 1
        if index >= len(value):
            break
        start = index
        if value[index] == '"':
            end = value.find('"', index + 1)
            if end < 0:
                unmatched = text.at(index)
                break
            index = end + 1
            found.append((value[start + 1 : end], text.columns[start]))
            continue
        while index < len(value) and value[index] not in SPACE and value[index] != '"':
            index += 1
        found.append((value[start:index], text.columns[start]))
    if not found:
        return Words(None, unmatched)
    texts, columns = zip(*found, strict=True)
    return Words(Line(value, texts, columns, text.line), unmatched)
