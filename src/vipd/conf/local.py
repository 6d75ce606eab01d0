"""The port through which single values of a configuration are checked against the host."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class DirectoryFault:
    """Why a directory cannot be used.

    ``number`` and ``text`` are the error of the system; 0: something else stands there.
    ``making``: the directory is missing and cannot be made.
    """

    number: int = 0
    text: str = ""
    making: bool = False


class Local(Protocol):
    """What the host says of names, processors and directories."""

    @property
    def processors(self) -> int:
        """How many processors are online."""
        ...

    def resolves(self, name: str) -> bool:
        """Tell whether a host name or an address in words stands for an address."""
        ...

    def directory_fault(self, path: str) -> DirectoryFault | None:
        """Return why ``path`` is no directory and cannot be made one; None when it can."""
        ...
