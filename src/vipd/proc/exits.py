"""How a process ended, and what keepalived says about it."""

import os
import signal
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from vipd.export.line import Lines, info


class Status(IntEnum):
    """Exit statuses of our processes (keepalived 2.4)."""

    OK = 0
    FATAL = 1
    CONFIG = 2
    NO_PERMISSION = 4
    NO_CONFIG = 6
    INTERNAL = 70


MEANINGS: Final = {
    Status.OK: "Stopped as asked; without -n: gone to the background.",
    Status.FATAL: "Wrong command line, already running, or a PID file cannot be made.",
    Status.CONFIG: "The configuration does not allow a start.",
    Status.NO_PERMISSION: "A capability is missing.",
    Status.NO_CONFIG: "No configuration file, or an include problem was declared an error.",
    Status.INTERNAL: "A fault of vipd itself; the log says where.",
}
"""What the exit status of the daemon says to people."""


_PERMANENT: Final = {
    Status.FATAL: "FATAL",
    Status.CONFIG: "CONFIG",
    Status.NO_PERMISSION: "missing permission",
}
"""Statuses after which another start would end in the same way."""


@dataclass(frozen=True, slots=True)
class Exit:
    """The end of a child: exactly one of ``code`` and ``signal`` is set."""

    code: int | None
    signal: int | None

    @classmethod
    def of(cls, status: int) -> "Exit":
        """Return the exit that a wait status stands for."""
        if os.WIFSIGNALED(status):
            return cls(None, os.WTERMSIG(status))
        return cls(os.WEXITSTATUS(status), None)

    @property
    def clean(self) -> bool:
        """Whether the child ended as it should when told to stop."""
        return self.code == 0

    @property
    def permanent(self) -> bool:
        """Whether another start would be in vain."""
        return self.code in _PERMANENT

    def lines(self, name: str) -> Lines:
        """Return what is said about a process ``name`` that nobody told to end."""
        if self.signal is not None:
            return info(f"{name} exited due to {_describe(self.signal)}")
        if self.code == Status.OK:
            return ()
        if self.code in _PERMANENT:
            reason = _PERMANENT[Status(self.code)]
            return info(f"{name} exited with permanent error {reason}. Terminating")
        return info(f"{name} exited with status {self.code}")


def _describe(number: int) -> str:
    if number == signal.SIGSEGV:
        return "segmentation fault (SIGSEGV)."
    text = f"signal {number} ({signal.strsignal(number)})"
    if number == signal.SIGKILL:
        text += " - has rlimit_rttime been exceeded?"
    return text
