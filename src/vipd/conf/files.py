"""The port through which configuration files are found and read.

It is as narrow as globbing and the checks of keepalived 2.4 need; what a pattern matches is
decided here, in ``conf.patterns``, so that it is the same on every system.
"""

from enum import Enum
from typing import Protocol


class FileKind(Enum):
    """What a name leads to, symbolic links followed."""

    MISSING = "missing"
    DIRECTORY = "directory"
    PLAIN = "plain"
    """A regular file with none of the three execute bits."""
    UNSUITABLE = "unsuitable"
    """A device, socket or pipe, or a file with an execute bit."""


class Files(Protocol):
    """Reads names and contents. Paths are as given: relative ones to the working directory."""

    def kind(self, path: str) -> FileKind:
        """Return what ``path`` is; MISSING also when it may not be looked at."""
        ...

    def names(self, directory: str) -> tuple[str, ...]:
        """Return the names in ``directory`` without ``.`` and ``..``; empty when unreadable."""
        ...

    def read(self, path: str) -> bytes:
        """Return the contents of ``path``.

        Raises:
            OSError: with the reason in ``strerror``.
        """
        ...
