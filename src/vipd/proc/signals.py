"""Signals as something to wait on: numbers out of a socket, never code run in between.

Handlers that do nothing make the interpreter write each number to the socket; a loop waits on
that and decides when it looks. Lowest number first, as keepalived reads them from a descriptor.
"""

import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Final

STATS_CLEAR: Final = int(signal.SIGRTMAX) - 1
JSON: Final = int(signal.SIGRTMIN) + 2
"""Signals without a name of their own; the numbers are keepalived's."""


class Function(Enum):
    """What a signal asks the daemon for; the names are those of ``--signum``."""

    STOP = int(signal.SIGTERM), "Stop: masters say so to their peers, and all addresses go."
    RELOAD = (
        int(signal.SIGHUP),
        "Reload. A file with new errors is refused, and the old configuration stays.",
    )
    DATA = (
        int(signal.SIGUSR1),
        "Write configuration and state of the instances to keepalived.data.",
    )
    STATS = int(signal.SIGUSR2), "Write the counters to keepalived.stats."
    STATS_CLEAR = STATS_CLEAR, "As STATS, and set the counters to zero."
    JSON = JSON, "Write the instances with their state and counters to keepalived.json."

    def __init__(self, number: int, meaning: str) -> None:
        self.number = number
        self.meaning = meaning


_NEVER_IGNORED: Final = frozenset(
    {
        signal.SIGKILL,
        signal.SIGSTOP,
        signal.SIGCHLD,
        signal.SIGILL,
        signal.SIGFPE,
        signal.SIGSEGV,
        signal.SIGBUS,
    }
)
_READ_MAX: Final = 4096


class Signals:
    """The signals that a process listens to; all others that can be are ignored."""

    def __init__(self, heard: frozenset[int]) -> None:
        self._heard = heard
        self._reader, self._writer = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self._reader.setblocking(False)
        self._writer.setblocking(False)

    def install(self) -> None:
        """Listen from now on, and ignore the rest. Only in the main thread."""
        # A full socket already holds more than anybody needs to know.
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        for number in sorted(signal.valid_signals()):
            if number in self._heard:
                signal.signal(number, _nothing)
            elif number not in _NEVER_IGNORED:
                # The C library keeps some real-time signals to itself: valid_signals omits them.
                signal.signal(number, signal.SIG_IGN)

    def fileno(self) -> int:
        """Return the descriptor to wait on."""
        return self._reader.fileno()

    def take(self) -> tuple[int, ...]:
        """Return the signals that came since the last call, each once, lowest number first."""
        numbers: set[int] = set()
        while True:
            try:
                octets = self._reader.recv(_READ_MAX)
            except BlockingIOError:
                break
            numbers.update(octets)
        return tuple(number for number in sorted(self._heard) if number in numbers)

    def close(self) -> None:
        """Stop listening; the reactions stay as they are."""
        signal.set_wakeup_fd(-1)
        self._reader.close()
        self._writer.close()


@contextmanager
def blocked() -> Iterator[None]:
    """Hold all signals back, so that none is delivered between a fork and what follows it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def unblock() -> None:
    """Let all signals in: what a forked process does once it can take them."""
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def ignore_at_start(*numbers: signal.Signals) -> None:
    """Ignore signals that would end a process that is not ready for them yet."""
    for number in numbers:
        signal.signal(number, signal.SIG_IGN)


def _nothing(_number: int, _frame: object) -> None:
    """Exist: without a handler the interpreter does not write to the socket."""
