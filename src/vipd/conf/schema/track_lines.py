"""Lines of ``track_interface``, ``track_script``, ``track_file``, ``track_process``, ``track_bfd``.

A line names one object. keepalived 2.4 looks at its options only if the object exists and is not
tracked already, so a line keeps them until ``conf.build_track`` asks for them.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from vipd.conf import codes
from vipd.conf.diag import Position
from vipd.conf.schema.call import Call, Rejected
from vipd.conf.schema.numbers import read_int

WEIGHT_MAX: Final = 254


class Tracked(Enum):
    """What a line tracks; the value is the name of its list."""

    INTERFACE = "track_interface"
    SCRIPT = "track_script"
    FILE = "track_file"
    PROCESS = "track_process"
    BFD = "track_bfd"

    @property
    def noun(self) -> str:
        """The object in keepalived's reports."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Weight:
    """What a tracked object adds to the priority; ``reverse`` exchanges up and down."""

    value: int
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class TrackedLine:
    """An object that is to be tracked, with options that have not been read yet."""

    what: Tracked
    name: str
    call: Call

    @property
    def at(self) -> Position:
        """Where the line begins."""
        return self.call.at


@dataclass(frozen=True, slots=True)
class TrackLine:
    """``NAME [weight N [reverse|noreverse]]``."""

    what: Tracked

    def read(self, call: Call) -> TrackedLine:
        """Return the line."""
        return TrackedLine(self.what, call.line.texts[0], call)

    def describe(self) -> str:
        """Return the form in words."""
        reversal = "[reverse]" if self.what is Tracked.INTERFACE else "[reverse|noreverse]"
        return f"a name, optionally weight N {reversal}"


def read_weight(line: TrackedLine, default: Weight) -> Weight | None:
    """Return the weight of a line, ``default`` where it gives none.

    None: the options are faulty, the line is not to be used; the report has been made.
    """
    call = line.call
    if len(call.line.texts) < 2:
        return default
    word = call.line.word(1)
    if word.text != "weight":
        shown = line.what.noun
        if line.what in (Tracked.INTERFACE, Tracked.BFD):
            named = line.what.value if line.what is Tracked.INTERFACE else shown
            shown = f"{named} {line.name}"
        text = f"({call.owner}) unknown {shown} option {word.text} - ignoring"
        call.report(codes.TRACK_OPTION, text, word.at, fix="write 'weight N'")
        return None
    if len(call.line.texts) < 3:
        shown = f"track_interface {line.name}" if _interface(line) else _named(line)
        text = f"({call.owner}) weight without value specified for {shown} - ignoring"
        call.report(codes.TRACK_OPTION, text, word.at, fix="write 'weight N'")
        return None
    value = _value(line)
    return _option(line, Weight(default.value if value is None else value, default.reverse))


def _interface(line: TrackedLine) -> bool:
    return line.what is Tracked.INTERFACE


def _named(line: TrackedLine) -> str:
    return f"{line.what.noun} {line.name}"


def _value(line: TrackedLine) -> int | None:
    """Return the number behind ``weight``, None where it cannot be used."""
    call = line.call
    most = WEIGHT_MAX - 1 if line.what is Tracked.BFD else WEIGHT_MAX
    word = call.line.word(2)
    try:
        value = read_int(call, word, -most, most, strict=False)
    except Rejected:
        call.report(codes.TRACK_OPTION, _range(line), word.at, reason="the default weight is used")
        return None
    if abs(value) == WEIGHT_MAX and line.what in (Tracked.INTERFACE, Tracked.SCRIPT):
        text = f"({call.owner}) weight for {line.name} cannot be +/-254. Setting to +/-253"
        call.report(codes.VALUE_CHANGED, text, word.at)
        return max(-WEIGHT_MAX + 1, min(WEIGHT_MAX - 1, value))
    return value


def _range(line: TrackedLine) -> str:
    """Return keepalived's report of a weight that is no number or out of range."""
    owner, name = line.call.owner, line.name
    match line.what:
        case Tracked.INTERFACE:
            value = line.call.line.texts[2]
            between = "must be between [-253..253] inclusive. Ignoring..."
            return f"({owner}) weight {value} for {name} {between}"
        case Tracked.SCRIPT:
            between = "must be between [-253..253] inclusive, ignoring..."
            return f"({owner}) track script {name}: weight {between}"
        case Tracked.FILE | Tracked.PROCESS:
            between = "must be in [-254..254] inclusive. Ignoring..."
            return f"({owner}) weight for {_named(line)} {between}"
        case Tracked.BFD:
            between = "must be in [-253..253] inclusive. Ignoring..."
            return f"({owner}) weight for {_named(line)} {between}"


def _option(line: TrackedLine, weight: Weight) -> Weight | None:
    """Apply the word behind the weight; files and BFD sessions are not tracked for a bad one."""
    call = line.call
    word = call.optional(3)
    if word is None:
        return weight
    if word.text == "reverse":
        return Weight(weight.value, reverse=True)
    if word.text == "noreverse" and not _interface(line):
        return Weight(weight.value)
    named = {
        # keepalived 2.4: misspelt.
        Tracked.INTERFACE: f"track_interace {line.name}",
        Tracked.SCRIPT: f"track_script {line.name}",
        Tracked.PROCESS: f"track_process {line.name}",
    }.get(line.what, _named(line))
    text = f"({call.owner}) unknown {named} weight option {word.text} - ignoring"
    call.report(codes.TRACK_OPTION, text, word.at, reason="only 'reverse' may stand here")
    return None if line.what in (Tracked.FILE, Tracked.BFD) else weight
