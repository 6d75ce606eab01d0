"""What a process asks of the kernel about itself: its name, and to be told when its parent dies."""

import ctypes
import os
import signal
from typing import Final

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_NAME: Final = 15
NAME_BYTES_MAX: Final = 15

# Loaded here and not on first use: a forked child must not have to read libraries from a disk.
_libc: Final = ctypes.CDLL(None, use_errno=True)


def signal_on_parent_death(number: signal.Signals) -> None:
    """Have this signal sent to us when the process that forked us ends, however it ends."""
    _call(_PR_SET_PDEATHSIG, ctypes.c_ulong(number))


def set_name(name: str) -> None:
    """Set the name that ``ps`` and ``top`` show; what does not fit is cut off."""
    octets = name.encode("utf-8", "surrogateescape")[:NAME_BYTES_MAX]
    _call(_PR_SET_NAME, ctypes.c_char_p(octets))


def _call(option: int, argument: object) -> None:
    zero = ctypes.c_ulong(0)
    if _libc.prctl(option, argument, zero, zero, zero) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
