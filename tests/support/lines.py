"""Single lines of list blocks, read by their kind."""

from typing import TypeVar

from vipd.conf.diag import Prefix, Reports, SourceLine
from vipd.conf.names import Names
from vipd.conf.schema.call import Call, Rejected
from vipd.conf.schema.registry import Kind
from vipd.conf.text import Text, split_words

T = TypeVar("T")


def line_call(line: str, names: Names | None = None) -> Call:
    """Return a line as a configuration test reads it; ``names`` None: those of everywhere."""
    text = Text(line, range(1, len(line) + 1), SourceLine("f", 1, 1))
    return Call(split_words(text).words, "V", Reports(), Prefix.FILE, True, line, names or Names())


def read_line(kind: Kind[T], line: str, names: Names | None = None) -> tuple[T | None, list[str]]:
    """Return the value of a line, None for a dropped one, and the messages about it."""
    call = line_call(line, names)
    try:
        value: T | None = kind.read(call)
    except Rejected:
        value = None
    return value, [diagnostic.message for diagnostic in call.reports.found]
