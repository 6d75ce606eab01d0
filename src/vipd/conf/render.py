"""Statements back to text: one statement a line, nothing left of includes and definitions.

Reading what is written here yields the same statements again.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from vipd.conf.schema.registry import Shape
from vipd.conf.text import SPACE, Line
from vipd.conf.tree import Statement

INDENT: Final = "    "
_QUOTED: Final = frozenset(SPACE + "{}#!$")
"""What must stand between quotes to be part of a word."""


def render_tree(statements: Iterable[Statement]) -> str:
    """Return a configuration that says what the statements say."""
    return "".join(f"{_ended(line)}\n" for line in _lines(statements, ""))


def _ended(line: str) -> str:
    """Return a line whose last backslash does not take the end of the line with it."""
    return f"{line} #" if line.endswith("\\") else line


def _lines(statements: Iterable[Statement], indent: str) -> Iterator[str]:
    for statement in statements:
        if statement.rejected:
            continue
        match statement.keyword.shape:
            case Shape.SIMPLE:
                yield indent + _simple(statement)
            case Shape.LIST:
                yield f"{indent}{_words(statement.line)} {{"
                yield from (indent + INDENT + _words(line) for line in statement.lines)
                yield f"{indent}}}"
            case Shape.BLOCK:
                yield f"{indent}{_words(statement.line)} {{"
                yield from _lines(statement.body, indent + INDENT)
                yield f"{indent}}}"


def _simple(statement: Statement) -> str:
    """A command line is kept as it was written."""
    return statement.text if statement.keyword.command else _words(statement.line)


def _words(line: Line) -> str:
    return " ".join(_word(text) for text in line.texts)


def _word(text: str) -> str:
    return f'"{text}"' if not text or not _QUOTED.isdisjoint(text) else text
