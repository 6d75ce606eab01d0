"""Tells the service manager how far the daemon is: the protocol of sd_notify(3).

Whoever started us asked for it if NOTIFY_SOCKET is set; nothing else is looked at. Deviates:
keepalived 2.4 tells only a parent that is process 1 and called systemd. The protocol knows no such
condition, and with it a service of a user, or one in a container, would never become ready.
"""

import errno
import os
import socket
import time
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import Final

from vipd.proc.exits import Status
from vipd.proc.log import Log

VARIABLE: Final = "NOTIFY_SOCKET"

STATUS_CHARACTERS_MAX: Final = 256
"""Bound of a line for people: systemd drops datagrams of more than 4096 octets."""

_NS_PER_US: Final = 1000


def take_address(environment: MutableMapping[str, str]) -> str | None:
    """Take the address out of the environment, so that no child or script speaks in our name.

    None: nobody wants to be told.
    """
    return environment.pop(VARIABLE, None) or None


@dataclass(slots=True)
class Notifier:
    """Sends one datagram for each thing told. Never blocks and never raises.

    ``address`` is a path, or a name in the abstract space behind ``@``; None: nothing is sent. Each
    datagram has a socket of its own: the manager may make its one anew, and no child inherits ours.
    """

    log: Log
    address: str | None = None
    _complained: bool = False

    def ready(self, text: str) -> None:
        """Say that the daemon does its work, for the first time or again after a reload."""
        self._send("READY=1", f"MAINPID={os.getpid()}", _status(text))

    def reloading(self) -> None:
        """Say that a reload begins now. ``ready`` ends it, whatever came of it."""
        # The manager takes it for an answer to its own request if the time is not before that: it
        # is read here, not taken from the turn of the supervisor, which may have begun earlier.
        now_us = time.monotonic_ns() // _NS_PER_US
        self._send("RELOADING=1", f"MONOTONIC_USEC={now_us}")

    def stopping(self) -> None:
        """Say that the end begins."""
        self._send("STOPPING=1")

    def failed(self, status: int, text: str) -> None:
        """Say why the daemon is going to end with this exit status.

        keepalived 2.4: EPERM for a missing permission, EINVAL for everything else.
        """
        number = errno.EPERM if status == Status.NO_PERMISSION else errno.EINVAL
        self._send(f"ERRNO={number}", _status(text))

    def status(self, text: str) -> None:
        """Say something to people, and nothing to the manager."""
        self._send(_status(text))

    def _send(self, *lines: str) -> None:
        if self.address is None:
            return
        datagram = "\n".join(lines).encode("utf-8", "replace")
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
                sender.sendto(datagram, socket.MSG_DONTWAIT, _socket_name(self.address))
        except OSError as error:
            if not self._complained:
                self._complained = True
                reason = error.strerror or str(error)
                self.log.error(f"Unable to notify {self.address} ({VARIABLE}): {reason}")


def _socket_name(address: str) -> bytes:
    """Return the name that the kernel knows the socket by.

    Raises:
        OSError: for an address of another kind, such as ``vsock:``.
    """
    match address[0]:
        case "/":
            return os.fsencode(address)
        case "@":
            return b"\0" + os.fsencode(address[1:])
        case _:
            raise OSError(errno.EAFNOSUPPORT, "neither a path nor an abstract name")


def _status(text: str) -> str:
    """Return the assignment that shows ``text`` to people, in one line whatever it holds."""
    return "STATUS=" + " ".join(text.split())[:STATUS_CHARACTERS_MAX]
