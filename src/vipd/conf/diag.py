"""Diagnostics: what is wrong with a configuration, where, why, and what to do about it.

Each diagnostic carries keepalived's own phrase, since operators search their logs for it, and
ours beside it: the column, the reason and the fix.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, IntEnum
from typing import Final, NamedTuple, Protocol


class Severity(Enum):
    """How bad it is. Only an ERROR that the running configuration lacks refuses a reload."""

    ERROR = "error"
    """Structure, missing words, values out of range, what cannot run."""
    WARNING = "warning"
    """The rest is used as keepalived would: unknown keyword, deprecated, shortened, cleared."""
    NOTE = "note"
    """Does not count for the exit status of a configuration test."""


class ReportClass(IntEnum):
    """Class of a report; the highest one decides the exit status of ``-t`` (keepalived 2.4)."""

    OK = 0
    FILE_NOT_FOUND = 1
    BAD_IF = 2
    FATAL = 3
    MULTIPLE_FILES = 4
    UNKNOWN_KEYWORD = 5
    UNEXPECTED_BOB = 6
    MISSING_BOB = 7
    UNEXPECTED_EOB = 8
    MISSING_EOB = 9
    UNMATCHED_QUOTE = 10
    MISSING_PARAMETER = 11
    INVALID_NUMBER = 12
    GENERAL_ERROR = 13
    WARNING = 14
    DEPRECATED = 15
    SECURITY_ERROR = 16


class Prefix(Enum):
    """What keepalived writes before its phrase."""

    NONE = "none"
    """No file is open any more: validation, brace total."""
    LINE = "line"
    """``(Line N)``: text of the only file that the first pass understands."""
    FILE = "file"
    """``(FILE: Line N)``: other files, and blocks that belong to a child."""


EXIT_MISSING_WORD: Final = 2
EXIT_UNUSABLE: Final = 4
EXIT_REPORTED: Final = 5
EXIT_REFUSED: Final = 6
EXIT_CONFIG: Final = 2


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of diagnostic: its stable name and what it means for the start and for ``-t``.

    ``exit_status`` is that of a normal start, None when the start goes on. ``reason`` and ``fix``
    are said where a report has nothing better to say.
    """

    name: str
    klass: ReportClass
    severity: Severity
    exit_status: int | None = None
    reason: str = ""
    fix: str = ""


class SourceLine(NamedTuple):
    """One physical line of one file.

    ``file`` is its name as written, ``path`` as seen from the working directory. ``order`` counts
    lines in the order of reading, over all files. ``alone`` says that the file is the only one
    given on the command line, which keepalived does not name in reports. ``guarded``: only vipd
    reads it, since it, or the include of its file, begins with ``@vipd``.
    """

    file: str
    number: int
    order: int
    alone: bool = False
    path: str = ""
    guarded: bool = False


class Position(NamedTuple):
    """A place in the text; ``column`` counts from 1 in characters of the physical line."""

    line: SourceLine
    column: int

    @property
    def order(self) -> tuple[int, int]:
        """What sorts places as they are read, over all files."""
        return self.line.order, self.column

    def behind(self, count: int) -> "Position":
        """Return the place ``count`` characters further on the line."""
        return Position(self.line, self.column + count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding. ``line`` and ``column`` are 0 where there is no place to show."""

    code: str
    severity: Severity
    klass: ReportClass
    message: str
    """keepalived's phrase, without prefix, or ours where it has none."""
    file: str = ""
    path: str = ""
    """The file as seen from the working directory."""
    line: int = 0
    column: int = 0
    order: int = 0
    """Order of reading of the line; for sorting only."""
    prefix: Prefix = Prefix.NONE
    reason: str = ""
    fix: str = ""
    exit_status: int | None = None
    """Exit status of a start that this refuses; None when it does not."""

    @property
    def identity(self) -> tuple[str, str]:
        """What makes two findings the same although lines have moved."""
        return (self.code, self.message)

    def judged_as(self, code: Code) -> "Diagnostic":
        """Return the same finding with the consequences of another code."""
        return replace(
            self,
            code=code.name,
            severity=code.severity,
            klass=code.klass,
            exit_status=code.exit_status,
            reason=code.reason or self.reason,
            fix=code.fix or self.fix,
        )


class Reports:
    """Collects diagnostics while a configuration is read."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []

    def add(
        self,
        code: Code,
        message: str,
        at: Position | None = None,
        *,
        prefix: Prefix | None = None,
        reason: str = "",
        fix: str = "",
    ) -> None:
        """Add one diagnostic; ``prefix`` None chooses by the file of ``at``."""
        if prefix is None:
            prefix = default_prefix(at)
        self.found.append(
            Diagnostic(
                code=code.name,
                severity=code.severity,
                klass=code.klass,
                message=message,
                file=at.line.file if at else "",
                path=at.line.path if at else "",
                line=at.line.number if at else 0,
                column=at.column if at else 0,
                order=at.line.order if at else 0,
                prefix=prefix,
                reason=reason or code.reason,
                fix=fix or code.fix,
                exit_status=code.exit_status,
            )
        )

    def add_where_closed(
        self,
        code: Code,
        message: str,
        block: "Block",
        *,
        reason: str = "",
        fix: str = "",
    ) -> None:
        """Add what keepalived 2.4 finds where a block of a child ends.

        Of a block that is never closed it names no place: no file is open any more.
        """
        prefix = Prefix.NONE if block.end is None else Prefix.FILE
        at = block.end or block.at
        self.add(code, message, at, prefix=prefix, reason=reason, fix=fix)


class Block(Protocol):
    """Something that begins and ends somewhere; ``end`` None: it is never closed."""

    @property
    def at(self) -> Position:
        """Where it begins."""
        ...

    @property
    def end(self) -> Position | None:
        """Where it ends."""
        ...


def default_prefix(at: Position | None) -> Prefix:
    """Return the prefix of a report made by keepalived's first pass at this place."""
    if at is None:
        return Prefix.NONE
    return Prefix.LINE if at.line.alone else Prefix.FILE


def ordered(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort as keepalived prints: by place of the text, then what validation found."""
    return tuple(
        sorted(
            found,
            key=lambda d: (d.prefix is Prefix.NONE, 0 if d.prefix is Prefix.NONE else d.order),
        )
    )


def phrase(diagnostic: Diagnostic) -> str:
    """Return keepalived's report line: prefix and phrase."""
    match diagnostic.prefix:
        case Prefix.NONE:
            return diagnostic.message
        case Prefix.LINE:
            return f"(Line {diagnostic.line}) {diagnostic.message}"
        case Prefix.FILE:
            return f"({diagnostic.file}: Line {diagnostic.line}) {diagnostic.message}"


def explanation(diagnostic: Diagnostic) -> str:
    """Return our line: code, severity, exact place, reason and fix, as far as they are known."""
    place = f"{diagnostic.file}:{diagnostic.line}:{diagnostic.column}: " if diagnostic.line else ""
    parts = [part for part in (diagnostic.reason, diagnostic.fix) if part]
    text = f"{place}{diagnostic.severity.value} {diagnostic.code}"
    return f"{text}: {'; '.join(parts)}" if parts else text


def render(diagnostic: Diagnostic) -> str:
    """Return both lines, ours indented below keepalived's."""
    return f"{phrase(diagnostic)}\n    {explanation(diagnostic)}"


def config_test_status(found: Iterable[Diagnostic]) -> int:
    """Return the exit status of a configuration test (``-t``): 0, 2, 4, 5 or 6.

    keepalived 2.4: a missing word ends the test with 2 and an include error with 6; otherwise
    the numerically highest class decides, so that mere warnings hide what cannot run.
    """
    highest = ReportClass.OK
    statuses: set[int] = set()
    for diagnostic in found:
        if diagnostic.severity is Severity.NOTE:
            continue
        highest = max(highest, diagnostic.klass)
        if diagnostic.klass is ReportClass.MISSING_PARAMETER:
            statuses.add(EXIT_MISSING_WORD)
        elif diagnostic.code in INCLUDE_ERRORS:
            statuses.add(EXIT_REFUSED)
    for status in (EXIT_REFUSED, EXIT_MISSING_WORD):
        if status in statuses:
            return status
    if highest is ReportClass.OK:
        return 0
    if highest <= ReportClass.FATAL:
        return EXIT_UNUSABLE
    if highest <= ReportClass.DEPRECATED:
        return EXIT_REPORTED
    return EXIT_REFUSED


INCLUDE_ERRORS: Final = frozenset({"C012"})
"""Codes of include faults whose check is on: the test ends after the first pass with status 6."""


def refusing_start(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics that keep the daemon from starting."""
    return tuple(d for d in found if d.exit_status is not None)


def start_status(found: Iterable[Diagnostic]) -> int | None:
    """Return the exit status of a refused start, None when the daemon may start.

    File faults come before everything else: what was read is not the configuration.
    """
    statuses = {d.exit_status for d in found if d.exit_status is not None}
    return max(statuses, default=None)


def refusing_reload(
    found: Sequence[Diagnostic], running: Sequence[Diagnostic]
) -> tuple[Diagnostic, ...]:
    """Return the errors of a new configuration that the running one does not have.

    Findings are compared by code and text, not by line: lines move when a file is edited. A
    finding that refuses a start refuses a reload in any case.
    """
    known = Counter(d.identity for d in running if d.severity is Severity.ERROR)
    refusing = []
    for diagnostic in found:
        if diagnostic.exit_status is not None:
            refusing.append(diagnostic)
        elif diagnostic.severity is Severity.ERROR:
            if known[diagnostic.identity] > 0:
                known[diagnostic.identity] -= 1
            else:
                refusing.append(diagnostic)
    return tuple(refusing)
