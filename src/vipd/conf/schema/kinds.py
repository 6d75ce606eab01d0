"""The forms of values: flags, numbers, times, words.

A kind judges one value alone. What values mean together is decided in ``conf.build``, whether
the host can serve them in ``conf.host``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from vipd.base.units import MICROSECOND, Duration
from vipd.conf import codes
from vipd.conf.schema.call import Call, MissingWord, Rejected
from vipd.conf.schema.numbers import U32_MAX, decimal, read_decimal, read_int
from vipd.conf.text import octets

T = TypeVar("T")

TRUE: Final = ("true", "on", "yes")
FALSE: Final = ("false", "off", "no")
INTERFACE_BYTES_MAX: Final = 15


def fill(message: str, call: Call, value: str = "") -> str:
    """Put keyword, owner and value into one of keepalived's phrases."""
    message = message.replace("{keyword}", call.keyword).replace("{owner}", call.owner)
    return message.replace("{value}", value).rstrip()


@dataclass(frozen=True, slots=True)
class Flag:
    """A keyword that says it all; words behind it are ignored."""

    def read(self, call: Call) -> bool:
        """Return True."""
        return True

    def describe(self) -> str:
        """Return the form in words."""
        return "no value"


@dataclass(frozen=True, slots=True)
class Bool:
    """``on|true|yes`` or ``off|false|no``, case-sensitive; without a word ``bare``."""

    bare: bool = True

    def read(self, call: Call) -> bool:
        """Return the value."""
        word = call.optional(1)
        if word is None:
            return self.bare
        if word.text in TRUE:
            return True
        if word.text in FALSE:
            return False
        raise Rejected(word.text, word.at)

    def describe(self) -> str:
        """Return the form in words."""
        return "on, true or yes; off, false or no"


@dataclass(frozen=True, slots=True)
class Int:
    """A whole number of one unit.

    ``at_least`` raises smaller accepted values with ``raised`` as report. ``missing`` is the
    report of a missing word where that is not fatal, ``bare`` the value of a missing word where
    it is allowed. ``signed``: keepalived reads it as a signed one, whatever the range.
    """

    low: int
    high: int
    strict: bool = False
    at_least: int | None = None
    raised: str = ""
    missing: str = ""
    bare: int | None = None
    unit: str = ""
    signed: bool = False

    def read(self, call: Call) -> int:
        """Return the number."""
        word = call.optional(1)
        if word is None:
            if self.bare is not None:
                return self.bare
            if self.missing:
                call.report(codes.VALUE_MISSING, fill(self.missing, call), call.last)
                raise Rejected("", call.last, reported=True)
            raise MissingWord(1)
        number = read_int(call, word, self.low, self.high, strict=self.strict, signed=self.signed)
        if self.at_least is not None and number < self.at_least:
            call.report(codes.VALUE_CHANGED, fill(self.raised, call, word.text), word.at)
            return self.at_least
        return number

    def describe(self) -> str:
        """Return the form in words."""
        return f"{self.low} to {self.high}{' ' + self.unit if self.unit else ''}"


@dataclass(frozen=True, slots=True)
class Clamped:
    """A whole number that is moved into its range with a report (``what`` names it).

    ``off``: a value below the range that stays as it is.
    """

    low: int
    high: int
    what: str
    off: int | None = None

    def read(self, call: Call) -> int:
        """Return the number, moved into the range."""
        word = call.optional(1)
        if word is None:
            call.report(codes.VALUE_MISSING, f"No {self.what} specified", call.last)
            raise Rejected("", call.last, reported=True)
        try:
            number = read_int(call, word, -U32_MAX // 2, U32_MAX // 2, strict=False)
        except Rejected:
            call.report(codes.VALUE_INVALID, f"{self.what} '{word.text}' invalid", word.at)
            raise Rejected(word.text, word.at, reported=True) from None
        if number == self.off:
            return number
        if number < self.low:
            message = f"{self.what} {number} less than minimum {self.low} - setting to minimum"
        elif number > self.high:
            message = f"{self.what} {number} greater than maximum {self.high} - setting to maximum"
        else:
            return number
        call.report(codes.VALUE_CHANGED, message, word.at)
        return min(max(number, self.low), self.high)

    def describe(self) -> str:
        """Return the form in words."""
        return f"{self.low} to {self.high}"


@dataclass(frozen=True, slots=True)
class Seconds:
    """A time in seconds with up to six decimal places; bounds in microseconds."""

    low_us: int
    high_us: int

    def read(self, call: Call) -> Duration:
        """Return the time."""
        number = read_decimal(call, call.word(1), self.low_us, self.high_us)
        return Duration(number * MICROSECOND)

    def describe(self) -> str:
        """Return the form in words."""
        return f"seconds, {decimal(self.low_us, 6)} to {decimal(self.high_us, 6)}"


@dataclass(frozen=True, slots=True)
class Text:
    """One word. Longer than ``bytes_max``: shortened with the report ``shortened``.

    ``missing`` is the report of a missing word where that is not fatal; ``bare`` the value of a
    missing word where it is allowed.
    """

    bytes_max: int | None = None
    shortened: str = ""
    missing: str = ""
    surplus: str = ""
    bare: str | None = None

    def read(self, call: Call) -> str:
        """Return the word."""
        word = call.optional(1)
        if word is None and self.bare is not None:
            return self.bare
        if word is None and self.missing:
            call.report(codes.VALUE_MISSING, fill(self.missing, call), call.last)
            raise Rejected("", call.last, reported=True)
        word = call.word(1)
        further = call.optional(2)
        if self.surplus and further is not None:
            call.report(codes.VALUE_SURPLUS, fill(self.surplus, call, further.text), further.at)
        if self.bytes_max is None or len(octets(word.text)) <= self.bytes_max:
            return word.text
        call.report(
            codes.VALUE_CHANGED,
            fill(self.shortened, call, word.text),
            word.at,
            reason=f"only the first {self.bytes_max} bytes are used",
            fix="shorten it",
        )
        return octets(word.text)[: self.bytes_max].decode("utf-8", "surrogateescape")

    def describe(self) -> str:
        """Return the form in words."""
        return f"a word of up to {self.bytes_max} bytes" if self.bytes_max else "a word"


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """One of a few words. ``bare``: without a word. ``otherwise``: used for any other word.

    ``unknown`` is the report of another word, ``instead`` says for people what it leads to.
    ``any_case``: the words are given in upper case, and meant in any.
    """

    words: Mapping[str, T] = field(hash=False)
    bare: T | None = None
    otherwise: T | None = None
    unknown: str = ""
    instead: str = ""
    any_case: bool = False

    def read(self, call: Call) -> T:
        """Return what the word stands for."""
        word = call.optional(1)
        if word is None:
            if self.bare is not None:
                return self.bare
            raise MissingWord(1)
        text = word.text.upper() if self.any_case else word.text
        if text in self.words:
            return self.words[text]
        if self.otherwise is not None:
            call.report(
                codes.VALUE_INVALID,
                fill(self.unknown, call, word.text),
                word.at,
                reason=self.instead,
                fix=f"write {self.describe()}",
            )
            return self.otherwise
        raise Rejected(word.text, word.at)

    def describe(self) -> str:
        """Return the form in words."""
        return " or ".join(self.words)


@dataclass(frozen=True, slots=True)
class Interface:
    """The name of a network interface, up to 15 bytes."""

    missing: str = ""
    too_long: str = "Interface name '{value}' too long - ignoring"

    def read(self, call: Call) -> str:
        """Return the name."""
        if self.missing and call.optional(1) is None:
            call.report(codes.VALUE_MISSING, self.missing, call.last)
            raise Rejected("", call.last, reported=True)
        word = call.word(1)
        if len(octets(word.text)) <= INTERFACE_BYTES_MAX:
            return word.text
        call.report(
            codes.VALUE_INVALID,
            fill(self.too_long, call, word.text),
            word.at,
            reason=f"Linux names have at most {INTERFACE_BYTES_MAX} bytes",
        )
        raise Rejected(word.text, word.at, reported=True)

    def describe(self) -> str:
        """Return the form in words."""
        return "the name of an interface"


@dataclass(frozen=True, slots=True)
class Anything:
    """Words that are not looked at; ``missing`` is the report when there is none."""

    missing: str = ""
    required: bool = False

    def read(self, call: Call) -> tuple[str, ...]:
        """Return the words."""
        if len(call.line.texts) < 2 and self.missing:
            call.report(codes.VALUE_MISSING, fill(self.missing, call), call.last)
            raise Rejected("", call.last, reported=True)
        if self.required:
            call.word(1)
        return call.line.texts[1:]

    def describe(self) -> str:
        """Return the form in words."""
        return "words"


@dataclass(frozen=True, slots=True)
class WordList:
    """All words of a line of a list block."""

    def read(self, call: Call) -> tuple[str, ...]:
        """Return the words."""
        return call.line.texts

    def describe(self) -> str:
        """Return the form in words."""
        return "words"


@dataclass(frozen=True, slots=True)
class OneInt:
    """A whole number that must stand alone."""

    low: int
    high: int

    def read(self, call: Call) -> int:
        """Return the number."""
        if len(call.line.texts) != 2:
            raise Rejected("", call.last, reason="write exactly one number")
        return read_int(call, call.line.word(1), self.low, self.high, strict=True)

    def describe(self) -> str:
        """Return the form in words."""
        return f"{self.low} to {self.high}"
