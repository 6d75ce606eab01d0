"""The port through which configuration files are found and read.

It is as narrow as globbing and the checks of keepalived 2.4 need; what a pattern matches is
decided here, in ``conf.patterns``, so that it is the same on every system.
"""

from enum import Enum
from typing import NamedTuple, Protocol


class FileKind(Enum):
    """What a name leads to, symbolic links followed."""

    MISSING = "missing"
    DIRECTORY = "directory"
    PLAIN = "plain"
    """A regular file with none of the three execute bits."""
    SHARED = "shared"
    """A plain one that everybody may write."""
    EXECUTABLE = "executable"
    """A regular file with an execute bit."""
    SPECIAL = "special"
    """A device, socket or pipe."""

    @property
    def readable(self) -> bool:
        """Whether a configuration is read from it."""
        return self in (FileKind.PLAIN, FileKind.SHARED)


class FileFault(NamedTuple):
    """Why a file is not read: keepalived's phrase, and what to do."""

    message: str
    fix: str


def fault_of(kind: FileKind, name: str) -> FileFault | None:
    """Return why a file is not read, None when it may be, or is not there."""
    odd = f"Configuration file '{name}' is not a regular non-executable file - skipping"
    match kind:
        case FileKind.DIRECTORY:
            text = f"Configuration file '{name}' is a directory - skipping"
            return FileFault(text, "name a file in it, or DIRECTORY/*.conf")
        case FileKind.EXECUTABLE:
            return FileFault(odd, f"chmod a-x '{name}'")
        case FileKind.SPECIAL:
            return FileFault(odd, "name a regular file")
        case FileKind.MISSING | FileKind.PLAIN | FileKind.SHARED:
            return None


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
