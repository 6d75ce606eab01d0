"""The configurations that an editor has open: what is wrong with them, and what stands where.

Knows nothing of the protocol. Lines count from 1 and columns from 1 in bytes, as everywhere in
``conf``.
"""

import os
import posixpath
import re
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from vipd.conf import load as conf
from vipd.conf.diag import Diagnostic, Position, Reports
from vipd.conf.files import FileKind
from vipd.conf.lines import Lines
from vipd.conf.policy import Policy
from vipd.conf.schema.registry import Keyword, Shape
from vipd.conf.schema.root import Root
from vipd.conf.surroundings import Surroundings
from vipd.conf.text import Line
from vipd.conf.tree import Statement, build_tree
from vipd.proc.files import HostFiles

_LINE_END: Final = 1 << 30
_SPECIAL: Final = re.compile(r"[*?\[\]{},]")


class Spot(NamedTuple):
    """A place in a document."""

    line: int
    column: int


class Scope(NamedTuple):
    """What surrounds a place: a block, or a list whose lines ``keyword`` reads."""

    keyword: Keyword | None
    block: type | None
    """The class of the block, None in a list."""


@dataclass(slots=True)
class Documents:
    """The open documents by path, and the files around them."""

    config_id: str | None = None
    _texts: dict[str, bytes] = field(default_factory=dict)
    _owners: dict[str, str] = field(default_factory=dict)
    """The open document that includes a file, by the path of the file."""

    def put(self, path: str, text: bytes) -> None:
        """Take a document as it is in the editor now."""
        self._texts[posixpath.normpath(path)] = text

    def drop(self, path: str) -> None:
        """Forget a document that was closed."""
        self._texts.pop(posixpath.normpath(path), None)

    def text(self, path: str) -> bytes:
        """Return a document, or the file as it is on disk; nothing when it cannot be read."""
        try:
            return _OpenFiles(self._texts).read(path)
        except OSError:
            return b""

    def findings(self) -> Mapping[str, tuple[Diagnostic, ...]]:
        """Return what is wrong, by path; a document that is clean has an empty entry.

        What another open document includes is judged as a part of that one.
        """
        found: dict[str, list[Diagnostic]] = {path: [] for path in self._texts}
        for path, loaded in self._roots().items():
            judged = Policy(strict=loaded.strict).judge(loaded.diagnostics)
            for diagnostic in judged:
                place = posixpath.normpath(diagnostic.path) if diagnostic.line else path
                known = found.setdefault(place, [])
                if diagnostic not in known:
                    known.append(diagnostic)
        return {path: tuple(diagnostics) for path, diagnostics in found.items()}

    def statement(self, path: str, spot: Spot) -> Statement | None:
        """Return the statement at a place; a list block for its lines."""
        best: Statement | None = None
        for statement, _ in self._statements(path):
            here = _on_line(statement, path, spot)
            lists = statement.keyword.shape is Shape.LIST and _inside(statement, path, spot)
            if here or lists:
                best = statement
        return best

    def scope(self, path: str, spot: Spot) -> Scope:
        """Return what surrounds a place, as far as the document is understood."""
        path = posixpath.normpath(path)
        around: Keyword | None = None
        found = False
        for statement, outer in self._statements(path):
            if _inside(statement, path, spot):
                around, found = statement.keyword, True
            elif not found and _path(statement.at) == path:
                # A file that is included in a block begins inside it.
                around, found = outer, True
        if not found and (before := self._before(path)) is not None:
            # No statement of it is understood yet: what surrounds the include surrounds it.
            return self.scope(*before)
        if around is None:
            return Scope(None, Root)
        return Scope(around, around.block)

    def _before(self, path: str) -> tuple[str, Spot] | None:
        """Return the end of the line that is read before an included file, None for no such."""
        last: tuple[str, Spot] | None = None
        for text in self._lines(path):
            line = text.source if isinstance(text, Line) else text.line
            here = posixpath.normpath(line.path)
            if here == path:
                return last
            last = here, Spot(line.number, _LINE_END)
        return None

    def _roots(self) -> Mapping[str, conf.Loaded]:
        """Read the documents that no other one includes."""
        loaded = {path: self._load(path) for path in sorted(self._texts)}
        owners: dict[str, str] = {}
        for path, each in loaded.items():
            if path not in owners:
                parts = {posixpath.normpath(name) for name in each.files} - {path}
                owners |= dict.fromkeys(parts, path)
        self._owners = owners
        return {path: each for path, each in loaded.items() if path not in owners}

    def _load(self, path: str) -> conf.Loaded:
        return conf.load(
            _literal(path),
            _OpenFiles(self._texts),
            config_id=self._id(),
            testing=True,
            reviewing=True,
            surroundings=_surroundings(),
        )

    def _statements(self, path: str) -> Iterator[tuple[Statement, Keyword | None]]:
        """Yield all statements with the keyword of the block around, outer ones first.

        They are those of the configuration that the document was found to be a part of.
        """
        yield from _flat(build_tree(self._lines(path), Root, Reports()), None)

    def _lines(self, path: str) -> Lines:
        """Return the lines of the configuration that a document is a part of."""
        path = posixpath.normpath(path)
        files = _OpenFiles(self._texts)
        lines = Lines(files, Reports(), config_id=self._id(), surroundings=_surroundings())
        lines.open_top(_literal(self._owners.get(path, path)))
        return lines

    def _id(self) -> str:
        return self.config_id or socket.gethostname().partition(".")[0]


@dataclass(frozen=True, slots=True)
class _OpenFiles:
    """``conf.files.Files``: documents as they are in the editor, all else from disk."""

    texts: Mapping[str, bytes]
    host: HostFiles = field(default_factory=HostFiles)

    def kind(self, path: str) -> FileKind:
        known = posixpath.normpath(path) in self.texts
        return FileKind.PLAIN if known else self.host.kind(path)

    def names(self, directory: str) -> tuple[str, ...]:
        return self.host.names(directory)

    def read(self, path: str) -> bytes:
        text = self.texts.get(posixpath.normpath(path))
        return self.host.read(path) if text is None else text


def _literal(path: str) -> str:
    """Return the pattern that matches this path alone."""
    return _SPECIAL.sub(r"\\\g<0>", path)


def _surroundings() -> Surroundings:
    return Surroundings(directory=os.getcwd(), environment=os.environ)


def _flat(
    statements: tuple[Statement, ...], outer: Keyword | None
) -> Iterator[tuple[Statement, Keyword | None]]:
    for statement in statements:
        yield statement, outer
        yield from _flat(statement.body, statement.keyword)


def _path(at: Position) -> str:
    return posixpath.normpath(at.line.path)


def _on_line(statement: Statement, path: str, spot: Spot) -> bool:
    """Tell whether the words of a statement begin before the place, on its line."""
    at = statement.at
    return at.line.number == spot.line and at.column <= spot.column and _path(at) == _normal(path)


def _inside(statement: Statement, path: str, spot: Spot) -> bool:
    """Tell whether the place is between the braces of a statement."""
    if statement.keyword.shape is Shape.SIMPLE or _path(statement.at) != _normal(path):
        return False
    last = statement.line.word(-1)
    begin = Spot(last.at.line.number, last.at.column + len(last.text.encode("utf-8", "replace")))
    if spot <= begin:
        return False
    end = statement.end
    return end is None or _path(end) != _normal(path) or spot <= Spot(end.line.number, end.column)


def _normal(path: str) -> str:
    return posixpath.normpath(path)
