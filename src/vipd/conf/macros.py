"""Definitions (``$NAME=``) and their use.

keepalived 2.4: definitions are macros with late binding; the value of a reference is scanned
again at the place where it was put. One of several lines is replaced only at the end of a line.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from vipd.conf import codes
from vipd.conf.diag import Position, Reports
from vipd.conf.predefined import Predefined
from vipd.conf.sequences import ARGUMENTS_MAX, MultilineArgument
from vipd.conf.text import BLANKS, Text, octets

REPLACEMENTS_MAX: Final = 1_000
"""Bound of replacements on one line; keepalived 2.4 hangs on a definition that refers to itself."""

LENGTH_MAX: Final = 1_023
"""keepalived 2.4: bytes of a line after substitution."""

_DEFINITION: Final = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)=")
_REFERENCE: Final = re.compile(
    r"\$(?:\{(?P<braced>[A-Za-z_][A-Za-z0-9_]*)(?P<args>(?:[ \t]+[A-Za-z0-9_]+)*)[ \t]*\}"
    r"|(?P<bare>[A-Za-z_][A-Za-z0-9_]*)(?=[ \t,)]|$))"
)
REPLACEMENTS_ALL_MAX: Final = 1_000_000
"""Bound of replacements in a whole configuration: definitions of definitions multiply."""


@dataclass(frozen=True, slots=True)
class Substituted:
    """A line after substitution.

    ``bodies`` are the further lines of multi-line definitions, to be read in this order after
    what stands on the line itself. ``dropped``: the line is to be ignored.
    """

    text: Text
    changed: bool = False
    bodies: tuple[tuple[str, ...], ...] = ()
    dropped: bool = False


@dataclass(slots=True)
class _Collected:
    """A multi-line definition of which more lines are to come."""

    name: str
    parts: list[str]


@dataclass(slots=True)
class Macros:
    """The definitions in force, and the one that is being collected."""

    predefined: Predefined
    reports: Reports
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """One string for a plain value, several for a body of several lines."""
    _multiline: set[str] = field(default_factory=set)
    _open: _Collected | None = None
    _replaced: int = 0
    _noted: set[Position] = field(default_factory=set)
    """References to nothing that have been mentioned: the rest of a line is scanned again."""

    @property
    def collecting(self) -> bool:
        """Whether the next line belongs to a definition."""
        return self._open is not None

    def define(self, text: Text) -> bool:
        """Take ``$NAME=VALUE``; return False when the line is not a definition."""
        found = _DEFINITION.match(text.value)
        if found is None:
            return False
        name = found[1]
        value = text.value[found.end() :].lstrip(BLANKS)
        if value.endswith("\\"):
            self._open = _Collected(name, [])
            self._add(value[:-1])
        else:
            self.assign(name, value)
        return True

    def collect(self, text: Text) -> None:
        """Take a further line of the definition; the first without a backslash is the last."""
        if text.value.endswith("\\"):
            self._add(text.value[:-1])
        else:
            self._add(text.value)
            self.finish()

    def finish(self) -> None:
        """End the definition being collected, if there is one."""
        if self._open is None:
            return
        name, parts = self._open.name, self._open.parts
        self._open = None
        self.values[name] = tuple(parts) or ("",)
        if parts:
            self._multiline.add(name)
        else:
            self._multiline.discard(name)

    def _add(self, part: str) -> None:
        part = part.strip(BLANKS)
        if part and self._open is not None:
            self._open.parts.append(part)

    def substitute(self, text: Text) -> Substituted:
        """Replace the references of a line; report what cannot be replaced."""
        if "$" not in text.value:
            return Substituted(text)
        bodies: list[tuple[str, ...]] = []
        start = count = 0
        changed = False
        while (index := text.value.find("$", start)) >= 0:
            found = _REFERENCE.match(text.value, index)
            value = self._value(found, text.at(index)) if found is not None else None
            if found is None or value is None or not self._replaceable(found, text):
                if found is not None and value is None:
                    self._undefined(found, text)
                start = index + 1
                continue
            count += 1
            self._replaced += 1
            if count > REPLACEMENTS_MAX or self._replaced > REPLACEMENTS_ALL_MAX:
                self._endless(text.at(index))
                return Substituted(text, dropped=True)
            head, tail = text.cut(0, index), text.cut(found.end())
            if len(octets(head.value + value[0] + tail.value)) > LENGTH_MAX:
                self._too_long(text, text.at(index))
                break
            column = text.columns[index]
            inserted = Text(value[0], (column,) * len(value[0]), text.line)
            text = head.joined(inserted).joined(tail)
            changed = True
            if len(value) > 1:
                bodies.insert(0, value[1:])
            if value[0].lstrip(BLANKS).startswith("~"):
                break
            start = index
        return Substituted(text, changed, tuple(bodies))

    def _replaceable(self, found: re.Match[str], text: Text) -> bool:
        """A body of several lines is replaced only at the end of the line."""
        name = found["braced"] or found["bare"]
        return name not in self._multiline or found.end() == len(text.value)

    def _value(self, found: re.Match[str], at: Position) -> tuple[str, ...] | None:
        """Return the lines that the reference stands for, None when it is no reference."""
        name = found["braced"] or found["bare"]
        words = tuple((found["args"] or "").split())
        if name in self.values:
            return None if words else self.values[name]
        if not name.startswith("_"):
            return None
        value = self.predefined.value(name, words, at)
        return None if value is None else (value,)

    def assign(self, name: str, value: str) -> None:
        """Define a name as a plain value."""
        self.values[name] = (value,)
        self._multiline.discard(name)

    def plain(self, written: str, at: Position) -> str:
        """Return arguments of a sequence with their references replaced.

        Raises:
            MultilineArgument: one of them is a definition of several lines.
        """

        def replaced(found: re.Match[str]) -> str:
            value = self._value(found, at)
            if value is None:
                return found[0]
            if len(value) > 1:
                raise MultilineArgument
            return value[0]

        for _ in range(ARGUMENTS_MAX):
            text = _REFERENCE.sub(replaced, written)
            if text == written or len(text) > ARGUMENTS_MAX:
                return text
            written = text
        return written

    def _undefined(self, found: re.Match[str], text: Text) -> None:
        """Mention what looks like a reference, unless it may well be meant as it is written."""
        name, braced = found["braced"] or found["bare"], found["braced"] is not None
        before, behind = text.value[: found.start()], text.value[found.end() :]
        at = text.at(found.start())
        if (
            name in self.values
            or name.startswith("_")
            or before.count('"') % 2
            or at in self._noted
        ):
            return
        if not braced and (before[-1:].strip(BLANKS) or behind[:1].strip(BLANKS)):
            return
        self._noted.add(at)
        outcome = "its braces count as those of a block" if braced else "it stays as it is"
        self.reports.add(
            codes.REFERENCE_UNKNOWN,
            f"'{found[0]}' is not defined",
            at,
            reason=f"no definition of this name comes before this line, so that {outcome}",
            fix=f"write '${name}=VALUE' before it, or put it in quotes if no definition is meant",
        )

    def _endless(self, at: Position) -> None:
        self.reports.add(
            codes.MACRO_ENDLESS,
            "Definition refers to itself - ignoring line",
            at,
            reason=f"more than {REPLACEMENTS_MAX} replacements on one line, "
            f"or {REPLACEMENTS_ALL_MAX} in all",
            fix="break the circle of definitions",
        )

    def _too_long(self, text: Text, at: Position) -> None:
        self.reports.add(
            codes.MACRO_TOO_LONG,
            f"Parameter substitution on line '{text.value}' would exceed maximum line length",
            at,
            reason=f"a line holds at most {LENGTH_MAX} bytes after substitution",
            fix="split the line, use a definition of several lines, or break a circle of them",
        )
