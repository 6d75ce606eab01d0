"""Standard streams and the way into the background."""

import os
from typing import Final

_STANDARD: Final = (0, 1, 2)


def occupy_standard_descriptors() -> None:
    """Open what is closed of standard input, output and error on /dev/null.

    Otherwise the next file opened would be taken for them, and what is meant for a person would
    be written into it.
    """
    for fd in _STANDARD:
        try:
            os.fstat(fd)
        except OSError:
            # The lowest free descriptor is this one.
            os.open(os.devnull, os.O_RDWR)


def daemonise() -> None:
    """Go on in the background; the process that was started exits with status 0.

    keepalived 2.4: one fork, a session of its own, the root directory, streams on /dev/null.
    """
    if os.fork() != 0:
        os._exit(0)
    os.setsid()
    os.chdir("/")
    null = os.open(os.devnull, os.O_RDWR)
    for fd in _STANDARD:
        os.dup2(null, fd)
    if null not in _STANDARD:
        os.close(null)


def tell(text: str) -> None:
    """Write one line for the person who started us; where there is nobody, nothing happens."""
    try:
        os.write(2, text.encode("utf-8", "backslashreplace") + b"\n")
    except OSError:
        pass  # Nobody is there; the log has the line as well.
