"""What a rendered notice is: lines with a severity."""

from dataclasses import dataclass
from enum import Enum


class Level(Enum):
    """Severity of a log line; the value is the number that syslog gives it (RFC 5424 6.2.1)."""

    ALERT = 1
    ERROR = 3
    WARNING = 4
    NOTICE = 5
    INFO = 6
    DEBUG = 7


@dataclass(frozen=True, slots=True)
class Line:
    """One log line, without newline, time or name of the process."""

    level: Level
    text: str


Lines = tuple[Line, ...]
SILENT: Lines = ()


def info(*texts: str) -> Lines:
    """Return lines of level INFO, which is where keepalived 2.4 puts nearly everything."""
    return tuple(Line(Level.INFO, text) for text in texts)
