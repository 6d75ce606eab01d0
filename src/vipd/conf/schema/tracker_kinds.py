"""Forms of values that only the blocks of trackers have."""

import re
from dataclasses import dataclass
from typing import Final

from vipd.base.units import Duration
from vipd.conf import codes
from vipd.conf.schema.call import Call, Rejected
from vipd.conf.schema.kinds import fill
from vipd.conf.schema.numbers import I32_MAX, read_decimal, read_int
from vipd.conf.schema.track_lines import WEIGHT_MAX, Weight

MILLISECOND_NS: Final = 1_000_000
_NUMBER: Final = re.compile(r"[+-]?[0-9]+")


@dataclass(frozen=True, slots=True)
class ScriptTime:
    """Seconds with up to three decimal places; 0 and what is no number become 1 second.

    ``what`` names it; ``outside`` is the end of the report of a bad value.
    """

    what: str
    outside: str

    def read(self, call: Call) -> Duration:
        """Return the time."""
        word = call.word(1)
        try:
            number = read_decimal(call, word, 0, 4_294_000, places=3)
        except Rejected as rejected:
            if not rejected.reported:
                text = f"({{owner}}): vrrp script {self.what} '{{value}}' {self.outside}"
                call.report(codes.VALUE_INVALID, fill(text, call, word.text), word.at)
            digits = _NUMBER.match(word.text)
            if not rejected.reported or (digits and int(digits[0])):
                raise Rejected(word.text, word.at, reported=True) from None
            number = 0
        if number == 0:
            text = f"({call.owner}): vrrp script {self.what} must be greater than 0, setting to 1"
            call.report(codes.VALUE_CHANGED, text, word.at, reason="1 second is used")
            number = 1_000
        return Duration(number * MILLISECOND_NS)

    def describe(self) -> str:
        """Return the form in words."""
        return "seconds, 0.001 to 4294"


@dataclass(frozen=True, slots=True)
class ScriptWeight:
    """``N [reverse]`` of a script. keepalived 2.4: reports a number out of range, and uses it."""

    def read(self, call: Call) -> Weight:
        """Return the weight."""
        word = call.word(1)
        high = WEIGHT_MAX - 1
        try:
            number = read_int(call, word, -high, high, strict=False)
        except Rejected:
            text = f"vrrp_script {call.owner} weight {word.text} must be in [-{high}, {high}]"
            call.report(codes.VALUE_INVALID, text, word.at, reason="the value is used all the same")
            digits = _NUMBER.match(word.text)
            number = max(-I32_MAX, min(I32_MAX, int(digits[0]))) if digits else 0
        return Weight(number, _reversed(call, f"vrrp_script {call.owner}"))

    def describe(self) -> str:
        """Return the form in words."""
        return "-253 to 253, optionally reverse"


@dataclass(frozen=True, slots=True)
class TrackerWeight:
    """``N [reverse]`` of processes and files.

    ``neutral`` is the default; a value that says nothing else leaves the keyword as if it had not
    been given (keepalived 2.4: the first other value wins). ``block`` and ``noun`` name the block
    in reports. keepalived 2.4: judges the option behind a bad number of a file, not of processes.
    """

    neutral: int
    block: str
    noun: str

    def read(self, call: Call) -> Weight | None:
        """Return the weight, None for the default."""
        word = call.optional(1)
        if word is None:
            text = f"No weight specified for {self.noun} {call.owner} - ignoring"
            call.report(codes.VALUE_MISSING, text, call.last)
            raise Rejected("", call.last, reported=True)
        try:
            number = read_int(call, word, -WEIGHT_MAX, WEIGHT_MAX, strict=False)
        except Rejected:
            text = (
                f"Weight ({word.text}) for {self.block} {call.owner} must be between"
                f" [-{WEIGHT_MAX}..{WEIGHT_MAX}] inclusive. Ignoring..."
            )
            call.report(codes.VALUE_INVALID, text, word.at)
            if self.neutral:
                _reversed(call, f"{self.block} {call.owner}")
            raise Rejected(word.text, word.at, reported=True) from None
        weight = Weight(number, _reversed(call, f"{self.block} {call.owner}"))
        return None if weight == Weight(self.neutral) else weight

    def describe(self) -> str:
        """Return the form in words."""
        return f"-{WEIGHT_MAX} to {WEIGHT_MAX}, optionally reverse"


def _reversed(call: Call, owner: str) -> bool:
    """Tell whether ``reverse`` stands behind the weight; anything else is reported."""
    word = call.optional(2)
    if word is None or word.text == "reverse":
        return word is not None
    text = f"{owner} unknown weight option {word.text}"
    call.report(codes.OPTION_UNKNOWN, text, word.at)
    return False


@dataclass(frozen=True, slots=True)
class UserName:
    """``USER [GROUP]``."""

    user: str
    group: str | None


@dataclass(frozen=True, slots=True)
class User:
    """``USER [GROUP]``; whether they exist is a matter of the host.

    ``missing`` is the report of a missing user where that is not fatal.
    """

    missing: str = ""

    def read(self, call: Call) -> UserName:
        """Return the names."""
        if self.missing and call.optional(1) is None:
            call.report(codes.VALUE_MISSING, self.missing, call.last)
            raise Rejected("", call.last, reported=True)
        group = call.optional(2)
        return UserName(call.word(1).text, group.text if group else None)

    def describe(self) -> str:
        """Return the form in words."""
        return "a user, optionally a group"


@dataclass(frozen=True, slots=True)
class ProcessName:
    """``NAME [PARAM ...]``: the name of a process, with parameters the whole command line."""

    def read(self, call: Call) -> tuple[str, ...]:
        """Return name and parameters."""
        call.word(1)
        return call.line.texts[1:]

    def describe(self) -> str:
        """Return the form in words."""
        return "a name, optionally parameters"


@dataclass(frozen=True, slots=True)
class InitialContent:
    """What a tracked file holds at the start; ``overwrite`` even if it exists."""

    value: int
    overwrite: bool


@dataclass(frozen=True, slots=True)
class InitFile:
    """``[VALUE] [overwrite]``."""

    def read(self, call: Call) -> InitialContent:
        """Return the value and what to do with a file that exists."""
        value, overwrite = 0, False
        for word in call.words[1:]:
            if word.text == "overwrite":
                overwrite = True
            elif _NUMBER.match(word.text) and not word.text.startswith("+"):
                value = self._value(call, word.text, call.words.index(word))
            else:
                text = f"Unknown track file init option {word.text}"
                call.report(codes.OPTION_UNKNOWN, text, word.at)
        return InitialContent(value, overwrite)

    def _value(self, call: Call, text: str, index: int) -> int:
        word = call.line.word(index)
        try:
            value = read_int(call, word, -I32_MAX - 1, I32_MAX, strict=True)
        except Rejected:
            message = f"Track file {call.owner} init value {text} is invalid"
            call.report(codes.VALUE_INVALID, message, word.at, reason="0 is used")
            return 0
        if abs(value) > WEIGHT_MAX:
            message = (
                f"Track file {call.owner} init value {text} is outside sensible range"
                f" [-{WEIGHT_MAX}, {WEIGHT_MAX}]"
            )
            call.report(codes.VALUE_CHANGED, message, word.at, reason="it is used all the same")
        return value

    def describe(self) -> str:
        """Return the form in words."""
        return "optionally a number, optionally overwrite"
