"""Lines of blocks at the root that concern interfaces: link state and its delays."""

from dataclasses import dataclass
from typing import Final

from vipd.base.units import MICROSECOND, Duration
from vipd.conf import codes
from vipd.conf.diag import Position
from vipd.conf.schema.call import Call, Rejected
from vipd.conf.schema.numbers import read_decimal
from vipd.conf.text import Word

DELAY_MAX_US: Final = 255_000_000
METHODS: Final = ("MII", "ETHTOOL", "IOCTL")


@dataclass(frozen=True, slots=True)
class LinkbeatLine:
    """An interface to ask; ``method`` None: whichever it supports."""

    interface: str
    method: str | None
    at: Position


@dataclass(frozen=True, slots=True)
class LinkbeatKind:
    """``IFNAME [MII|ETHTOOL|IOCTL]``."""

    def read(self, call: Call) -> LinkbeatLine:
        """Return the interface; words that mean nothing are reported and ignored."""
        words = call.words
        method = None
        if len(words) == 2 and words[1].text in METHODS:
            method = words[1].text
        elif len(words) > 1:
            text = f"extra characters {words[1].text} in linkbeat interface"
            call.report(
                codes.OPTION_UNKNOWN, text, words[1].at, fix=f"write one of {', '.join(METHODS)}"
            )
        return LinkbeatLine(words[0].text, method, call.at)

    def describe(self) -> str:
        """Return the form in words."""
        return f"an interface, optionally {', '.join(METHODS)}"


@dataclass(frozen=True, slots=True)
class DelayLine:
    """How long a link must be down or up before it counts."""

    interface: str
    down: Duration
    up: Duration
    at: Position


@dataclass(frozen=True, slots=True)
class DelayKind:
    """``IFNAME DOWN [UP]`` in seconds; what is missing or bad is 0."""

    def read(self, call: Call) -> DelayLine:
        """Return the delays."""
        return DelayLine(
            call.line.texts[0],
            _delay(call, call.optional(1)),
            _delay(call, call.optional(2)),
            call.at,
        )

    def describe(self) -> str:
        """Return the form in words."""
        return "an interface, seconds down, optionally seconds up; 0 to 255"


def _delay(call: Call, word: Word | None) -> Duration:
    """Return a time; keepalived 2.4 says of a bad one only what is wrong with the number."""
    if word is None:
        return Duration(0)
    try:
        return Duration(read_decimal(call, word, 0, DELAY_MAX_US) * MICROSECOND)
    except Rejected:
        return Duration(0)


@dataclass(frozen=True, slots=True)
class WordLine:
    """All words of a line of a list block, with their places."""

    def read(self, call: Call) -> tuple[Word, ...]:
        """Return the words."""
        return call.words

    def describe(self) -> str:
        """Return the form in words."""
        return "names"


@dataclass(frozen=True, slots=True)
class OneWord:
    """One word, with its place."""

    def read(self, call: Call) -> Word:
        """Return the word."""
        return call.word(1)

    def describe(self) -> str:
        """Return the form in words."""
        return "a name"
