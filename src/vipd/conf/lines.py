"""Files to logical lines: includes, conditions, definitions, and the split at braces.

Everything that can supply text (files, the rest of a line behind a brace, bodies of definitions)
is a frame on one stack, so that each statement is read exactly where it stands.
"""

from collections.abc import Iterator
from typing import Final

from vipd.conf import codes
from vipd.conf.contents import Contents
from vipd.conf.diag import Position, Reports, SourceLine
from vipd.conf.dropped import report_dropped
from vipd.conf.files import FileFault, FileKind, Files, fault_of
from vipd.conf.include_forms import FORMS, INCLUDE, IncludeCheck
from vipd.conf.macros import Macros
from vipd.conf.patterns import (
    Matches,
    absolute,
    has_wildcards,
    join,
    match_files,
    parent,
)
from vipd.conf.predefined import Predefined
from vipd.conf.sequences import Sequence, SequenceFault, read_sequence, report_fault
from vipd.conf.surroundings import Surroundings
from vipd.conf.text import (
    BLANKS,
    Line,
    LineFault,
    PlainLines,
    Text,
    clean,
    find_brace,
    made,
    physical_lines,
)

DEPTH_MAX: Final = 100
"""Bound of nested includes; keepalived 2.4 has none and runs out of descriptors."""

GENERATED_MAX: Final = 100_000
"""Bound of lines that definitions and sequences generate; keepalived 2.4 knows no end."""

RESCANS_MAX: Final = 1_000
"""Bound of rests of lines in which there was something to replace again."""

VIPD_ID: Final = "vipd"
"""``@vipd`` holds for vipd alone; keepalived, whose id differs, skips such lines."""


class Lines:
    """Reads a configuration and yields its logical lines, with faults reported on the way."""

    def __init__(
        self,
        files: Files,
        reports: Reports,
        *,
        config_id: str,
        checks: IncludeCheck = IncludeCheck.NONE,
        surroundings: Surroundings | None = None,
    ) -> None:
        self.checks = checks
        self.read: list[str] = []
        """Every file read, as seen from the working directory, in order."""
        self._files = files
        self._reports = reports
        self._config_id = config_id
        around = surroundings or Surroundings()
        self.predefined = Predefined(
            config_id, around, lambda: absolute(around.directory, self._directory), reports
        )
        self._macros = Macros(self.predefined, reports)
        self._stack: list[Iterator[Text | Line]] = []
        self._plain = PlainLines()
        self._directory = ""
        self._chain: list[str] = []
        self._order = 0
        self._generated = 0
        self._rescans = 0
        self._residue: Text | None = None
        self._contents = Contents(files)

    def open_top(self, pattern: str) -> bool:
        """Open the files of the command line; return False when there is none to read.

        keepalived 2.4: the first unsuitable one ends the program.
        """
        found = match_files(pattern, "", self._files)
        if not self._suitable(pattern, found):
            return False
        if len(found.names) > 1:
            self._reports.add(
                codes.FILES_MANY,
                f"WARNING, multiple configuration file matches of {pattern}, "
                f"starting with {found.names[0]}",
                reason="all of them are read as one configuration",
                fix="name one file, and include the others from it",
            )
        alone = len(found.names) == 1
        for name in reversed(found.names):
            self._stack.append(self._file(name, IncludeCheck.READ, None, alone=alone))
        return True

    def _suitable(self, pattern: str, found: Matches) -> bool:
        """Check the files of the command line before any of them is read."""
        if not found.names:
            text = f"Config files missing '{pattern}'."
            if has_wildcards(pattern):
                text = f"No config files matched '{pattern}'."
            self._reports.add(
                codes.FILE_MISSING,
                text,
                reason="there is no configuration to run with",
                fix="name an existing file with -f",
            )
            return False
        for name in found.names:
            fault = fault_of(self._files.kind(name), name)
            if fault is not None:
                self._reports.add(codes.FILE_UNSUITABLE, fault.message, fix=fault.fix)
                return False
            try:
                self._files.read(name)
            except OSError as error:
                self._reports.add(
                    codes.FILE_UNREADABLE,
                    f"Unable to read configuration file {name}",
                    reason=error.strerror or "",
                    fix="check owner and mode of the file",
                )
                return False
        if found.missing:
            self._reports.add(codes.INCLUDE_FAULT, f'Some config files missing: "{pattern}".')
        return True

    def __iter__(self) -> Iterator[Text | Line]:
        """Yield logical lines: ``{``, ``}`` or one statement.

        Those that came by the short way have been cut into words already.
        """
        while self._stack:
            for text in self._stack[-1]:
                if isinstance(text, Line):
                    yield text
                    continue
                if self._macros.collecting:
                    self._macros.collect(text)
                    continue
                line = self._statement(text)
                if line is not None:
                    yield line
                break  # There may be another frame on the stack, to be read first.
            else:
                self._stack.pop()
        self._macros.finish()

    def _statement(self, text: Text) -> Text | None:
        """Take one piece of text through conditions, definitions, includes and braces."""
        was = text
        if text.value.startswith("@"):
            text = self._conditional(text)
        if not text.value or self._macros.define(text):
            return None
        if text.value.startswith(("~SEQ", "~LST")):
            self._sequence(text)
            return None
        if not text.value.startswith("~"):
            result = self._macros.substitute(text)
            if result.dropped:
                return None
            text = result.text
            if result.changed:
                if was is self._residue and not self._rescanned(text):
                    return None
                text = self._cleaned(text)
            self._generate(result.bodies, text)
        if not text.value:
            return None
        included = INCLUDE.fullmatch(text.value)
        if included:
            self._include(included[1], included[2], text.at(0))
            return None
        return self._split(text)

    def _generate(self, bodies: tuple[tuple[str, ...], ...], use: Text) -> None:
        """Have the further lines of definitions read next, up to a bound over all of them."""
        for body in reversed(bodies):
            self._stack.append(self._bounded(_body_lines(body, use)))

    def _bounded(self, lines: Iterator[Text]) -> Iterator[Text]:
        """Yield lines until the bound over all generated ones is reached."""
        for line in lines:
            self._generated += 1
            if self._generated > GENERATED_MAX:
                if self._generated == GENERATED_MAX + 1:
                    self._too_many(line, f"there are more than {GENERATED_MAX}")
                return
            yield line

    def _rescanned(self, text: Text) -> bool:
        """Tell whether the rest of a line, in which more was replaced, is still to be read.

        What has no room on a line is replaced when the line has been cut; definitions of
        definitions double what comes.
        """
        self._rescans += 1
        if self._rescans == RESCANS_MAX + 1:
            self._too_many(text, f"more than {RESCANS_MAX} lines were filled up again")
        return self._rescans <= RESCANS_MAX

    def _too_many(self, text: Text, reason: str) -> None:
        self._reports.add(
            codes.TEXT_ENDLESS,
            "Definitions and sequences generate too many lines - ignoring the rest",
            text.at(0),
            reason=f"{reason}; perhaps a definition uses itself",
        )

    def _sequence(self, text: Text) -> None:
        """Have the text of ``~SEQ`` or ``~LST`` read once for each of its values."""
        at = text.at(0)
        try:
            found = read_sequence(text, lambda written: self._macros.plain(written, at))
        except SequenceFault as fault:
            report_fault(fault, text, self._reports)
            return
        if found.text.value:
            self._stack.append(self._bounded(self._rounds(found)))

    def _rounds(self, sequence: Sequence) -> Iterator[Text]:
        for assignments in sequence.rounds:
            for name, value in assignments:
                self._macros.assign(name, value)
            yield sequence.text

    def _split(self, text: Text) -> Text:
        """Cut at the first brace; what follows is read next."""
        index = find_brace(text.value)
        if index is None:
            return text
        cut = index or 1
        residue = text.cut(cut).stripped()
        if residue.value:
            self._residue = residue
            self._stack.append(iter((residue,)))
        return text.cut(0, cut).stripped()

    def _conditional(self, text: Text) -> Text:
        """Return what a condition leaves of the line: all behind it, or nothing."""
        stop = next((i for i, char in enumerate(text.value) if char in BLANKS), None)
        if stop is None:
            return text.cut(0, 0)
        wanted = text.value[1:stop]
        negated = wanted.startswith("^")
        name = wanted[1:] if negated else wanted
        holds = name in (self._config_id, VIPD_ID)
        if holds == negated:
            return text.cut(0, 0)
        rest = text.cut(stop).stripped()
        if name == VIPD_ID and name != self._config_id:
            return Text(rest.value, rest.columns, rest.line._replace(guarded=True))
        return rest

    def _cleaned(self, text: Text) -> Text:
        """Clean a line and report a quote that is left open."""
        cleaned = clean(text)
        if cleaned.unterminated:
            self._reports.add(
                codes.QUOTE_UNTERMINATED,
                f"Unterminated quote '{cleaned.text.value}'",
                cleaned.text.at(cleaned.text.value.rfind('"')),
                reason="a double quote is opened and not closed on this line",
                fix='add the closing "',
            )
        return cleaned.text

    def _file(
        self, name: str, checks: IncludeCheck, at: Position | None, *, alone: bool = False
    ) -> Iterator[Text | Line]:
        """Yield the cleaned lines of a file; its directory holds until it ends."""
        path = join(self._directory, name)
        guarded = at is not None and at.line.guarded
        content = self._contents.read(path)
        if isinstance(content, str):
            self._include_fault(
                f"Configuration file '{name}' open problem ({content}) - skipping",
                IncludeCheck.READ,
                checks,
                at,
            )
            return
        self.read.append(path)
        if self._files.kind(path) is FileKind.SHARED:
            self._reports.add(codes.FILE_SHARED, f"Everybody may write '{name}'", at)
        before = (self._directory, self.checks)
        if "/" in name:
            self._directory = parent(path)
        self._chain.append(path)
        for number, raw in physical_lines(content):
            self._order += 1
            line = made(SourceLine, (name, number, self._order, alone, path, guarded))
            if isinstance(raw, LineFault):
                report_dropped(raw, Position(line, 1), self._reports)
                continue
            if not self._macros.collecting:
                plain = self._plain.cut(raw, line)
                if plain:
                    yield from plain
                    continue
            cleaned = self._cleaned(Text(raw, range(1, len(raw) + 1), line))
            # A line of a comment alone says nothing; an empty one ends a definition.
            if cleaned.value or not raw.strip(BLANKS):
                yield cleaned
        self._chain.pop()
        self._directory, self.checks = before

    def _include(self, form: str, pattern: str, at: Position) -> None:
        """Open the files of an include statement."""
        checks = FORMS[form] | self.checks
        found = match_files(pattern, self._directory, self._files)
        if not found.names:
            self._nothing_found(pattern, found, checks, at)
            return
        if found.missing:
            text = f'Some config files missing: "{pattern}".'
            self._include_fault(text, IncludeCheck.BRACE, checks, at)
            if checks & IncludeCheck.BRACE:
                return
        usable = []
        for name in found.names:
            kind = self._files.kind(join(self._directory, name))
            fault = fault_of(kind, name) or self._endless(name)
            if fault is None:
                usable.append(name)
            else:
                self._include_fault(fault.message, IncludeCheck.READ, checks, at, fix=fault.fix)
        for name in reversed(usable):
            self._stack.append(self._file(name, checks, at))

    def _endless(self, name: str) -> FileFault | None:
        """Refuse a file that is being read already, and too deep a nesting."""
        if join(self._directory, name) in self._chain or len(self._chain) >= DEPTH_MAX:
            text = f"Configuration file '{name}' open problem (include loop) - skipping"
            return FileFault(text, "a file must not include itself")
        return None

    def _nothing_found(
        self, pattern: str, found: Matches, checks: IncludeCheck, at: Position
    ) -> None:
        if not found.missing:
            # keepalived 2.4: says so only where it is an error.
            if checks & IncludeCheck.WILDCARD:
                self._include_fault(
                    f"No config files matched '{pattern}'.", IncludeCheck.WILDCARD, checks, at
                )
            return
        governing = IncludeCheck.BRACE if "{" in pattern else IncludeCheck.MATCH
        self._include_fault(f"Config files missing '{pattern}'.", governing, checks, at)

    def _include_fault(
        self,
        text: str,
        governing: IncludeCheck,
        checks: IncludeCheck,
        at: Position | None,
        *,
        fix: str = "correct the name, or remove the statement",
    ) -> None:
        """Report an include problem: an error only where the check for it is on."""
        code = codes.INCLUDE_ERROR if checks & governing else codes.INCLUDE_FAULT
        self._reports.add(
            code,
            text,
            at,
            reason="the rest of the configuration is read without it",
            fix=fix,
        )


def _body_lines(body: tuple[str, ...], use: Text) -> Iterator[Text]:
    """Yield the further lines of a definition at the place of its use."""
    column = use.columns[-1] if use.columns else 1
    for value in body:
        yield Text(value, (column,) * len(value), use.line)
