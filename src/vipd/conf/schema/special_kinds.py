"""Forms of values that one keyword or two have."""

from dataclasses import dataclass
from typing import Final

from vipd.conf import codes
from vipd.conf.schema.call import Call, Rejected
from vipd.conf.schema.kinds import fill
from vipd.conf.schema.numbers import U32_MAX, c_int, read_int
from vipd.conf.text import Word
from vipd.model.defaults import BufferPolicy


@dataclass(frozen=True, slots=True)
class Cpus:
    """Numbers of processors; one bad number empties the list."""

    what: str

    def read(self, call: Call) -> tuple[int, ...]:
        """Return the processors."""
        if len(call.line.texts) < 2:
            call.report(codes.VALUE_MISSING, f"No {self.what} cpu_id set specified", call.last)
            raise Rejected("", call.last, reported=True)
        found = []
        highest = CPU_MAX if call.local is None else call.local.processors - 1
        for word in call.words[1:]:
            try:
                found.append(read_int(call, word, 0, highest, strict=True, signed=True))
            except Rejected:
                text = f"Invalid cpu_id:{c_int(word.text)} specified for {self.what} process"
                call.report(codes.VALUE_INVALID, text, word.at)
                return ()
        return tuple(dict.fromkeys(found))

    def describe(self) -> str:
        """Return the form in words."""
        return "numbers of processors"


CPU_MAX: Final = 8_191
"""Highest processor number that Linux can have; which ones exist is a matter of the host."""


@dataclass(frozen=True, slots=True)
class SaveDirectory:
    """A directory that is there or can be made."""

    def read(self, call: Call) -> str:
        """Return its path."""
        word = call.word(1)
        fault = call.local.directory_fault(word.text) if call.local is not None else None
        if fault is None:
            return word.text
        if fault.making:
            text = f"Unable to create {call.keyword} {word.text}"
            text += f" (error {fault.number} - {fault.text})"
        elif fault.number:
            text = f"{call.keyword} {word.text} error {fault.number} - {fault.text}"
        else:
            text = f"{call.keyword} {word.text} exists and is not a directory"
        call.report(codes.VALUE_INVALID, text, word.at, fix="name a directory that can be used")
        raise Rejected(word.text, word.at, reported=True)

    def describe(self) -> str:
        """Return the form in words."""
        return "a directory"


@dataclass(frozen=True, slots=True)
class ExtraIf:
    """Time between announcements on other interfaces, ``everywhere`` on all of them; 0: none."""

    seconds: int
    everywhere: bool


@dataclass(frozen=True, slots=True)
class ExtraInterfaces:
    """``[all] SECS``: time between announcements on other interfaces."""

    low: int
    owner: str = ""

    def read(self, call: Call) -> ExtraIf:
        """Return the time, and whether it is for all interfaces."""
        # keepalived 2.4: whatever the first one of two words is, the second one is the time.
        texts = call.line.texts
        everywhere = texts[1:2] == ("all",)
        word = call.optional(2 if everywhere or len(texts) > 2 else 1)
        if word is None:
            text = fill(f"{self.owner}{call.keyword} specified without time - ignoring", call)
            call.report(codes.VALUE_MISSING, text, call.last)
            raise Rejected("", call.last, reported=True)
        return ExtraIf(read_int(call, word, self.low, DAY_S, strict=False), everywhere)

    def describe(self) -> str:
        """Return the form in words."""
        return f"optionally all, then {self.low} to {DAY_S} seconds"


DAY_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class BufferSize:
    """``MTU``, ``ADVERT`` (in any case) or a number of bytes."""

    def read(self, call: Call) -> BufferPolicy | int:
        """Return the policy or the number."""
        if len(call.line.texts) < 2:
            call.report(codes.VALUE_MISSING, f"{call.keyword} missing", call.last)
            raise Rejected("", call.last, reported=True)
        policies = [w for w in call.words[1:] if w.text.upper() in ("MTU", "ADVERT")]
        number = call.line.word(1) if call.line.word(1) not in policies else None
        if number is not None:
            size = read_int(call, number, 0, U32_MAX, strict=True)
            if policies:
                text = f"Cannot set {call.keyword} size and policy, ignoring policy"
                call.report(codes.VALUE_SURPLUS, text, policies[0].at)
            return size
        found = {w.text.upper() for w in policies}
        if len(found) > 1:
            text = f"Cannot set both {call.keyword} MTU and ADVERT, ignoring ADVERT"
            call.report(codes.VALUE_SURPLUS, text, policies[1].at)
        return BufferPolicy.MTU if "MTU" in found else BufferPolicy.ADVERT

    def describe(self) -> str:
        """Return the form in words."""
        return "MTU, ADVERT or a number of bytes"


_UMASK_BITS: Final = {
    f"I{perm}{who}": bits << shift
    for who, shift in (("USR", 6), ("GRP", 3), ("OTH", 0))
    for perm, bits in (("R", 4), ("W", 2), ("X", 1))
} | {"IRWXU": 0o700, "IRWXG": 0o070, "IRWXO": 0o007}


@dataclass(frozen=True, slots=True)
class Umask:
    """A number up to 0777 (decimal, 0 octal, 0x hexadecimal) or names of bits joined by ``|``."""

    def read(self, call: Call) -> int:
        """Return the mask."""
        word = call.word(1)
        if not word.text:
            call.report(codes.VALUE_MISSING, "umask missing bit value", word.at)
            raise Rejected("", word.at, reported=True)
        if word.text[:1].isdigit():
            if len(call.line.texts) > 2:
                text = "Extra parameter(s) to umask option"
                call.report(codes.VALUE_SURPLUS, text, call.line.word(2).at)
            return self._number(call, word)
        mask = 0
        for name in "".join(call.line.texts[1:]).split("|"):
            if name not in _UMASK_BITS:
                call.report(codes.VALUE_INVALID, f"Unknown umask bit {name}", word.at)
                raise Rejected(word.text, word.at, reported=True)
            mask |= _UMASK_BITS[name]
        return mask

    def _number(self, call: Call, word: Word) -> int:
        text = word.text.lower()
        base = 16 if text.startswith("0x") else 8 if text.startswith("0") else 10
        try:
            mask = int(text.removeprefix("0x"), base)
        except ValueError:
            mask = -1
        if 0 <= mask <= 0o777 and "_" not in text:
            return mask
        call.report(codes.VALUE_INVALID, f"invalid umask value {word.text}", word.at)
        raise Rejected(word.text, word.at, reported=True)

    def describe(self) -> str:
        """Return the form in words."""
        return "0 to 0777, or names of bits joined by |"
