"""Command lines: how the line of a script is split into arguments, user and group.

keepalived 2.4 splits such a line a second time, with quotes of its own: first into keyword,
command, user and group, then the command into its arguments.
"""

from dataclasses import dataclass
from typing import Final

from vipd.conf import codes
from vipd.conf.diag import Position
from vipd.conf.schema.call import Call, Rejected
from vipd.conf.text import SPACE, octets

_QUOTES: Final = "\"'"
_ESCAPES: Final = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "E": 27}
_HEX: Final = "0123456789abcdefABCDEF"
_OCTAL: Final = "01234567"


class Unclosed(Exception):
    """A quote is not closed; ``quote`` is its character."""

    def __init__(self, quote: str) -> None:
        super().__init__(quote)
        self.quote = quote


class EscapeMissing(Exception):
    """A backslash ends the text."""


@dataclass(frozen=True, slots=True)
class CommandLine:
    """A command as configured; ``args`` are empty where the keyword stands alone.

    ``text`` is the command before it was split. ``at`` is where it begins.
    """

    text: str
    args: tuple[str, ...]
    user: str | None
    group: str | None
    at: Position


@dataclass(frozen=True, slots=True)
class Command:
    """``COMMAND [USER [GROUP]]``. ``owned`` False: further words are ignored.

    ``missing`` is the report of a missing command where that is not fatal, ``optional`` lets the
    keyword stand alone. ``kept``: without a command the line says nothing.
    """

    missing: str = ""
    optional: bool = False
    owned: bool = True
    kept: bool = False

    def read(self, call: Call) -> CommandLine:
        """Return the command."""
        if len(call.line.texts) < 2 and self.missing:
            call.report(codes.VALUE_MISSING, self.missing, call.last)
            raise Rejected("", call.last, reported=True)
        # A word whose quote is not closed is lost among the words, but not in the text.
        few = len(call.line.texts) < 2
        alone = few and call.text.strip() == call.keyword
        if alone and self.kept:
            raise Rejected("", call.at, reported=True)
        if few and self.optional:
            return CommandLine("", (), None, None, call.at)
        at = call.word(1).at if alone else call.line.word(min(1, len(call.line.texts) - 1)).at
        fields = _split(call, call.text, at, interpret=False)
        text = fields[1] if len(fields) > 1 else ""
        user = fields[2] if self.owned and len(fields) > 2 else None
        group = fields[3] if self.owned and len(fields) > 3 else None
        if not self.owned and len(fields) > 2:
            surplus = call.optional(2)
            message = f"What follows {text} is not used"
            call.report(codes.COMMAND_SURPLUS, message, at if surplus is None else surplus.at)
        args = _split(call, text, at, interpret=True)
        if not args and (self.missing or self.kept):
            raise Rejected(text, at, reported=self.kept)
        return CommandLine(text, args, user, group, at)

    def describe(self) -> str:
        """Return the form in words."""
        words = "a command in quotes, optionally user and group" if self.owned else "a command"
        return f"nothing or {words}" if self.optional else words


def _split(call: Call, text: str, at: Position, *, interpret: bool) -> tuple[str, ...]:
    """Split a line or a command, with the report of what cannot be split."""
    try:
        return split_command(text, interpret=interpret)
    except Unclosed as unclosed:
        call.report(
            codes.COMMAND_QUOTE,
            f"String '{text}': missing terminating {unclosed.quote}",
            at,
        )
    except EscapeMissing:
        call.report(codes.COMMAND_ESCAPE, f"Missing escape char at end: '{text}'", at)
    raise Rejected(text, at)


def split_command(text: str, *, interpret: bool) -> tuple[str, ...]:
    """Return the words of a text in which quotes may begin and end inside a word.

    A backslash protects the character behind it; ``interpret`` replaces both by what they stand
    for, else both are kept.

    Raises:
        Unclosed: a quote is not closed.
        EscapeMissing: a backslash ends the text.
    """
    words: list[str] = []
    word: bytearray | None = None
    quote = ""
    index = 0
    while index < len(text):
        char = text[index]
        if not quote and char in SPACE:
            if word is not None:
                words.append(_text(word, cut=interpret))
            word = None
            index += 1
            continue
        word = bytearray() if word is None else word
        if char == "\\":
            if index + 1 >= len(text):
                raise EscapeMissing
            piece, index = _escaped(text, index + 1) if interpret else _kept(text, index)
            word += piece
            continue
        if char == quote:
            quote = ""
        elif not quote and char in _QUOTES:
            quote = char
        else:
            word += octets(char)
        index += 1
    if quote:
        raise Unclosed(quote)
    if word is not None:
        words.append(_text(word, cut=interpret))
    return tuple(words)


def _text(word: bytearray, *, cut: bool) -> str:
    """Return a word; a zero byte ends an argument, as it does for the kernel."""
    return bytes(word.partition(b"\0")[0] if cut else word).decode("utf-8", "surrogateescape")


def _kept(text: str, index: int) -> tuple[bytes, int]:
    return octets(text[index : index + 2]), index + 2


def _escaped(text: str, index: int) -> tuple[bytes, int]:
    """Return what stands behind a backslash at ``index`` means, and where the text goes on."""
    char = text[index]
    if char in _ESCAPES:
        return bytes((_ESCAPES[char],)), index + 1
    if char == "x":
        end = _run(text, index + 1, _HEX, 2)
        return (bytes((int(text[index + 1 : end], 16),)), end) if end > index + 1 else (b"x", end)
    if char == "c" and index + 1 < len(text):
        return bytes((octets(text[index + 1])[0] & 0x1F,)), index + 2
    if char in _OCTAL:
        end = _run(text, index, _OCTAL, 3)
        return bytes((int(text[index:end], 8) & 0xFF,)), end
    return octets(char), index + 1


def _run(text: str, start: int, digits: str, most: int) -> int:
    """Return the end of up to ``most`` digits from ``start``."""
    end = start
    while end < len(text) and end - start < most and text[end] in digits:
        end += 1
    return end
