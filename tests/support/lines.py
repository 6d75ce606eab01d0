"""Single lines of list blocks, read by their kind."""

from typing import TypeVar

from vipd.conf.diag import Prefix, Reports, SourceLine
from vipd.conf.names import Names
from vipd.conf.schema.call import Call, Rejected
from vipd.conf.schema.registry import Kind
from vipd.conf.text import Line, Text, split_words

T = TypeVar("T")

SOURCE = SourceLine("f", 1, 1)


def line_call(line: str, names: Names | None = None) -> Call:
    """Return a line as a configuration test reads it; ``names`` None: those of everywhere."""
    text = Text(line, range(1, len(line) + 1), SOURCE)
    cut = split_words(text).line
    assert cut is not None
    return Call(cut, "V", Reports(), Prefix.FILE, True, names or Names())


def words(*texts: str, value: str | None = None) -> Line:
    """Return a line of these words at columns 1, 2, 3 ...; ``value`` is its text if not they."""
    columns = tuple(range(1, len(texts) + 1))
    return Line(" ".join(texts) if value is None else value, texts, columns, SOURCE)


def read_line(kind: Kind[T], line: str, names: Names | None = None) -> tuple[T | None, list[str]]:
    """Return the value of a line, None for a dropped one, and the messages about it."""
    call = line_call(line, names)
    try:
        value: T | None = kind.read(call)
    except Rejected:
        value = None
    return value, [diagnostic.message for diagnostic in call.reports.found]
