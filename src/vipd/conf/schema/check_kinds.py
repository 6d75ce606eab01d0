"""Forms of values of checkers: bytes, status codes, names of the DNS, weights."""

from dataclasses import dataclass
from typing import Final

from vipd.conf import codes
from vipd.conf.schema.call import Call, Rejected
from vipd.conf.schema.commands import EscapeMissing, Unclosed, split_command
from vipd.conf.schema.kinds import fill
from vipd.conf.schema.numbers import I32_MAX, read_int
from vipd.conf.text import Word
from vipd.model.check import HttpVersion, Pattern

DIGEST_DIGITS: Final = 32
STATUS_MIN: Final = 100
STATUS_MAX: Final = 599
_HEX: Final = "0123456789abcdefABCDEF"
_VERSIONS: Final = {version.value: version for version in HttpVersion} | {
    "1.0c": HttpVersion.HTTP_1_0_CLOSE
}


@dataclass(frozen=True, slots=True)
class HexBytes:
    """Bytes in hexadecimal; digits pair up within a word, an odd last one is a byte.

    ``wildcard``: ``x`` stands for any half of a byte. ``missing`` is the report where words must
    be there.
    """

    invalid: str
    missing: str = ""
    wildcard: bool = False

    def read(self, call: Call) -> Pattern | None:
        """Return bytes and mask, an empty pattern without words."""
        words = call.words[1:]
        if not words and self.missing:
            call.report(codes.VALUE_MISSING, self.missing, call.last)
            raise Rejected("", call.last, reported=True)
        data, mask = bytearray(), bytearray()
        for word in words:
            pieces = word.text.split()
            if not pieces or not all(self._append(piece, data, mask) for piece in pieces):
                call.report(
                    codes.VALUE_INVALID,
                    self.invalid,
                    word.at,
                    fix="write pairs of hexadecimal digits",
                )
                if not self.wildcard:
                    raise Rejected(word.text, word.at, reported=True)
                return Pattern(b"", b"")
        return Pattern(bytes(data), bytes(mask))

    def _append(self, text: str, data: bytearray, mask: bytearray) -> bool:
        """Append the bytes of one word; tell whether it was right."""
        for start in range(0, len(text), 2):
            value = covered = 0
            for digit in text[start : start + 2]:
                if digit in _HEX:
                    value, covered = value << 4 | int(digit, 16), covered << 4 | 0xF
                elif digit in "xX" and self.wildcard:
                    value, covered = value << 4, covered << 4
                else:
                    return False
            if len(text) - start == 1 and covered:
                covered = 0xFF
            data.append(value)
            mask.append(covered)
        return True

    def describe(self) -> str:
        """Return the form in words."""
        return "bytes in hexadecimal" + (", x for any digit" if self.wildcard else "")


@dataclass(frozen=True, slots=True)
class StatusCodes:
    """HTTP status codes and ranges of them; faulty ones are left out."""

    def read(self, call: Call) -> tuple[tuple[int, int], ...]:
        """Return inclusive ranges."""
        return tuple(
            found for word in call.words[1:] if (found := self._range(call, word)) is not None
        )

    def _range(self, call: Call, word: Word) -> tuple[int, int] | None:
        low, hyphen, high = word.text.partition("-")
        numbers = [low, high] if hyphen else [low, low]
        if all(part.isascii() and part.isdigit() for part in numbers):
            first, last = int(numbers[0]), int(numbers[1])
            if STATUS_MIN <= first <= last <= STATUS_MAX:
                return first, last
        call.report(
            codes.VALUE_INVALID,
            f"Invalid HTTP_GET status code '{word.text}'",
            word.at,
            fix=f"write {self.describe()}",
        )
        return None

    def describe(self) -> str:
        """Return the form in words."""
        return f"codes from {STATUS_MIN} to {STATUS_MAX}, or ranges of them as 200-299"


@dataclass(frozen=True, slots=True)
class Digest:
    """An MD5 sum in hexadecimal."""

    def read(self, call: Call) -> bytes:
        """Return the 16 bytes."""
        word = call.word(1)
        text = word.text
        if len(text) != DIGEST_DIGITS:
            message = (
                f"digest '{text}' character length should be {DIGEST_DIGITS}"
                f" rather than {len(text)}"
            )
        elif wrong := [i for i in range(len(text)) if text[i] not in _HEX]:
            # keepalived 2.4 reads from the end.
            pair = wrong[-1] // 2 * 2
            message = f"Unable to interpret hex digit in '{text}' at offset {pair}/{pair + 1}"
        else:
            return bytes.fromhex(text)
        call.report(codes.VALUE_INVALID, message, word.at, fix=f"write {self.describe()}")
        raise Rejected(text, word.at, reported=True)

    def describe(self) -> str:
        """Return the form in words."""
        return f"{DIGEST_DIGITS} hexadecimal digits"


@dataclass(frozen=True, slots=True)
class Expression:
    """A regular expression: one word, with the quotes of a command line."""

    wrong: str

    def read(self, call: Call) -> str:
        """Return the expression."""
        text = call.text
        try:
            words = split_command(text, interpret=True)
        except Unclosed as unclosed:
            call.report(
                codes.COMMAND_QUOTE,
                f"String '{text}': missing terminating {unclosed.quote}",
                call.at,
            )
            raise Rejected(text, call.at, reported=True) from unclosed
        except EscapeMissing as missing:
            call.report(codes.COMMAND_ESCAPE, f"Missing escape char at end: '{text}'", call.at)
            raise Rejected(text, call.at, reported=True) from missing
        if len(words) != 2:
            call.report(codes.VALUE_INVALID, self.wrong, call.last, fix="put it in quotes")
            raise Rejected("", call.last, reported=True)
        return words[1]

    def describe(self) -> str:
        """Return the form in words."""
        return "a regular expression (PCRE2) in quotes"


@dataclass(frozen=True, slots=True)
class Offset:
    """A number of bytes; keepalived 2.4 only logs what is none, and takes 0 for it."""

    def read(self, call: Call) -> int:
        """Return the number."""
        word = call.optional(1)
        if word is not None and word.text.isascii() and word.text.isdigit():
            return int(word.text)
        self.note(call)
        return 0

    def note(self, call: Call) -> None:
        """Say that it is no number."""
        call.report(codes.REGEX_IGNORED, f"Invalid {call.keyword} value", call.last)

    def describe(self) -> str:
        """Return the form in words."""
        return "a number of bytes"


@dataclass(frozen=True, slots=True)
class Stack:
    """Two sizes in bytes, the second not below the first; others are only logged."""

    def read(self, call: Call) -> tuple[int, int]:
        """Return first and largest size."""
        texts = call.line.texts[1:]
        if len(texts) == 2 and all(text.isascii() and text.isdigit() for text in texts):
            start, most = int(texts[0]), int(texts[1])
            if 0 < start <= most:
                return start, most
        call.report(codes.REGEX_IGNORED, "Invalid regex_stack sizes", call.last)
        raise Rejected("", call.last, reported=True)

    def describe(self) -> str:
        """Return the form in words."""
        return "two numbers of bytes, the first not above the second"


@dataclass(frozen=True, slots=True)
class DnsName:
    """A name of the DNS, of which no label is empty; ``.`` is the root.

    keepalived 2.4: takes a first label of one character for an empty one.
    """

    def read(self, call: Call) -> str:
        """Return the name without a dot at its end."""
        word = call.word(1)
        name = word.text.removesuffix(".")
        labels = name.split(".")
        if not name:
            return ""
        if all(labels) and word.text[1:2] != ".":
            return name
        text = f"DNS_CHECK name '{word.text}' has empty label - ignoring"
        call.report(
            codes.VALUE_INVALID,
            text,
            word.at,
            reason="a first label of one character counts as empty" if all(labels) else "",
            fix="write a name without empty labels",
        )
        raise Rejected(word.text, word.at, reported=True)

    def describe(self) -> str:
        """Return the form in words."""
        return "a name of the DNS"


@dataclass(frozen=True, slots=True)
class FileWeight:
    """``WEIGHT [reverse|noreverse]``."""

    def read(self, call: Call) -> tuple[int, bool]:
        """Return the weight, and whether it is subtracted."""
        word = call.optional(1)
        if word is None:
            call.report(codes.VALUE_MISSING, "track file weight missing", call.last)
            raise Rejected("", call.last, reported=True)
        try:
            weight = read_int(call, word, -I32_MAX, I32_MAX, strict=True)
        except Rejected:
            text = (
                f"weight for track file must be in [-{I32_MAX}..{I32_MAX}] inclusive. Ignoring..."
            )
            call.report(codes.VALUE_INVALID, text, word.at)
            raise
        option = call.optional(2)
        if option is not None and option.text not in ("reverse", "noreverse"):
            text = f"unknown track file weight option {option.text} - ignoring"
            call.report(codes.OPTION_UNKNOWN, text, option.at)
            raise Rejected(option.text, option.at, reported=True)
        return weight, option is not None and option.text == "reverse"

    def describe(self) -> str:
        """Return the form in words."""
        return f"-{I32_MAX} to {I32_MAX}, optionally reverse or noreverse"


@dataclass(frozen=True, slots=True)
class Version:
    """The version of HTTP."""

    def read(self, call: Call) -> HttpVersion:
        """Return the version."""
        word = call.optional(1)
        if word is None:
            call.report(codes.VALUE_MISSING, "Missing http_protocol version", call.last)
            raise Rejected("", call.last, reported=True)
        found = _VERSIONS.get(word.text)
        if found is not None:
            return found
        text = f"Invalid http_protocol version {word.text}"
        call.report(codes.VALUE_INVALID, text, word.at, fix=f"write {self.describe()}")
        raise Rejected(word.text, word.at, reported=True)

    def describe(self) -> str:
        """Return the form in words."""
        return " or ".join(_VERSIONS)


@dataclass(frozen=True, slots=True)
class Owner:
    """``USER [GROUP]`` of a script; ``missing`` is the report without a user."""

    missing: str

    def read(self, call: Call) -> tuple[str, str | None]:
        """Return the names of user and group."""
        word = call.optional(1)
        if word is None:
            call.report(codes.VALUE_MISSING, fill(self.missing, call), call.last)
            raise Rejected("", call.last, reported=True)
        group = call.optional(2)
        return word.text, None if group is None else group.text

    def describe(self) -> str:
        """Return the form in words."""
        return "a user, optionally a group"


@dataclass(frozen=True, slots=True)
class Line:
    """A use that is judged with its surroundings; ``required``: a word must be there."""

    form: str
    required: bool = True

    def read(self, call: Call) -> Call:
        """Return the use itself."""
        if self.required:
            call.word(1)
        return call

    def describe(self) -> str:
        """Return the form in words."""
        return self.form
