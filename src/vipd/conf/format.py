"""The canonical form of a configuration file: the layout of ``conf.render`` on the text as written.

Unlike ``conf.render`` this keeps what reading dissolves: comments, includes, conditions and
definitions. It works line by line, and where a line might mean something else in pieces (since a
condition, a definition or a backslash is on it) the line keeps its words as they are and is only
indented. Quotes stay as written: command lines have rules of their own for them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from vipd.conf.diag import SourceLine
from vipd.conf.render import INDENT
from vipd.conf.text import (
    BLANKS,
    LINE_BYTES_MAX,
    SPACE,
    Text,
    clean,
    comment_start,
    find_brace,
    octets,
)

_INCLUDE: Final = re.compile(r"include[rmwba]?[ \t\f\v\r]")
_DEFINITION: Final = re.compile(r"\$[A-Za-z_][A-Za-z0-9_]*=")
_DELICATE: Final = frozenset("$~\\'\f\v\r")
"""A line with one of these is not cut and not spaced anew."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A line to be. ``code`` is empty on blank lines and lines of a comment alone.

    ``plain``: its words may be cut, joined and spaced. ``fixed``: written as it is, even without
    indentation.
    """

    code: str
    comment: str = ""
    plain: bool = False
    fixed: bool = False
    body: bool = False
    """Belongs to a definition that began on a line before."""

    @property
    def blank(self) -> bool:
        return not self.code and not self.comment


def format_text(content: bytes) -> bytes:
    """Return the canonical form of one file; the form of that is itself."""
    lines = content.split(b"\n")
    if not lines[-1]:
        lines.pop()
    rows = _spaced(_joined(_cut(_rows(lines))))
    return b"".join(octets(line) + b"\n" for line in _indented(rows))


def _rows(lines: list[bytes]) -> Iterator[_Row]:
    """Yield physical lines as rows, following definitions of several lines."""
    collecting = False
    for raw in lines:
        line = raw.rstrip(b"\r").decode("utf-8", "surrogateescape")
        if len(raw) > LINE_BYTES_MAX or b"\0" in raw:
            # Such a line is dropped at reading, and must be so afterwards.
            yield _Row(raw.decode("utf-8", "surrogateescape"), fixed=True)
            continue
        start = comment_start(line)
        code = line if start is None else line[:start]
        comment = "" if start is None else line[start:].rstrip(SPACE)
        code = code.lstrip(BLANKS)
        if not code.rstrip(BLANKS).endswith("\\"):
            code = code.rstrip(BLANKS)
        cleaned = clean(_text(line)).text.value
        if collecting:
            # A line of a comment alone does not end a definition; every other line may.
            collecting = cleaned.endswith("\\") or (not cleaned and bool(comment))
            yield _Row(code, comment, body=True)
            continue
        if _DEFINITION.match(cleaned):
            collecting = cleaned.endswith("\\")
        delicate = code.startswith("@") or not _DELICATE.isdisjoint(code) or code.count('"') % 2
        yield _Row(code, comment, plain=bool(code) and not delicate)


def _text(line: str) -> Text:
    return Text(line, range(1, len(line) + 1), SourceLine("", 0, 0))


def _cut(rows: Iterator[_Row]) -> Iterator[_Row]:
    """Cut plain rows at braces, as reading does; the comment stays with the first piece."""
    for row in rows:
        if not row.plain:
            yield row
            continue
        comment = row.comment
        rest = row.code
        while rest:
            included = _INCLUDE.match(rest)
            if included or rest.startswith("@"):
                # The rest is one statement, with all its braces.
                form, pattern = rest.split(maxsplit=1) if included else ("", rest)
                yield _Row(f"{form} {pattern}".strip(BLANKS), comment)
                break
            index = find_brace(rest)
            if index is None:
                yield _Row(_words(rest), comment, plain=True)
                break
            stop = index or 1
            yield _Row(_words(rest[:stop]), comment, plain=True)
            comment = ""
            rest = rest[stop:].strip(BLANKS)


def _words(code: str) -> str:
    """Return a statement with one blank where there was white space outside quotes."""
    parts: list[str] = []
    index = 0
    while index < len(code):
        end = index
        if code[index] == '"':
            end = code.find('"', index + 1) + 1
            parts.append(code[index:end])
        elif code[index] in SPACE:
            while end < len(code) and code[end] in SPACE:
                end += 1
            parts.append(" ")
        else:
            while end < len(code) and code[end] not in SPACE and code[end] != '"':
                end += 1
            parts.append(code[index:end])
        index = end
    return "".join(parts).strip(" ")


def _joined(rows: Iterator[_Row]) -> Iterator[_Row]:
    """Put each ``{`` behind its keyword where nothing is between them."""
    before: _Row | None = None
    for row in rows:
        if before is not None:
            if row.plain and row.code == "{" and _takes_brace(before, row):
                comment = before.comment or row.comment
                before = replace(before, code=f"{before.code} {{", comment=comment)
                yield before
                before = None
                continue
            yield before
        before = row
    if before is not None:
        yield before


def _takes_brace(before: _Row, row: _Row) -> bool:
    return (
        before.plain
        and bool(before.code)
        and before.code[-1] not in "{}"
        and not (before.comment and row.comment)
        and len(octets(before.code + before.comment + row.comment)) < LINE_BYTES_MAX - 80
    )


def _indented(rows: Iterator[_Row]) -> Iterator[str]:
    """Yield lines, indented by the braces that are open."""
    depth = 0
    conditions = _Conditions()
    for row in rows:
        if row.fixed:
            yield row.code
            continue
        if row.body:
            yield _line(row, depth + 1)
            continue
        alternative = conditions.alternative(row.code, depth)
        if alternative is not None:
            yield _line(row, alternative)
            continue
        # What closes at the beginning of a line closes before it.
        yield _line(row, max(0, depth - 1) if row.code.startswith("}") else depth)
        opening, closing = _braces(row.code)
        depth = max(0, depth + opening - closing)


def _line(row: _Row, level: int) -> str:
    """Return a row as text; one that would be too long is not indented."""
    if row.blank:
        return ""
    blank = " " if row.code and row.comment and row.code[-1] not in BLANKS else ""
    indented = f"{INDENT * level}{row.code}{blank}{row.comment}"
    return row.code + row.comment if len(octets(indented)) > LINE_BYTES_MAX else indented


def _braces(code: str) -> tuple[int, int]:
    """Return how many braces a line opens and closes."""
    if not code or _INCLUDE.match(code) or _DEFINITION.match(code):
        return 0, 0
    opening = closing = 0
    while (index := find_brace(code)) is not None:
        if code[index] == "{":
            opening += 1
        else:
            closing += 1
        code = code[index + 1 :]
    return opening, closing


@dataclass(slots=True)
class _Conditions:
    """Of lines for several nodes that stand together, those of the first node count."""

    first: str = ""
    depth: int = 0

    def alternative(self, code: str, depth: int) -> int | None:
        """Return the depth of a line that does not count, None for one that does."""
        if not code.startswith("@"):
            self.first = ""
            return None
        name = code.split(maxsplit=1)[0]
        if not self.first:
            self.first, self.depth = name, depth
        return None if name == self.first else self.depth


def _spaced(rows: Iterator[_Row]) -> Iterator[_Row]:
    """Keep one of several blank lines, and none at the beginning and the end of the file."""
    blank: _Row | None = None
    begun = False
    for row in rows:
        if row.blank and not row.body:
            blank = row if begun else None
            continue
        if blank is not None:
            yield blank
        # The blank line that ends a definition must stay, and is blank line enough.
        blank, begun = None, not (row.blank and row.body)
        yield row
