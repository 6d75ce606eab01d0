"""What the director and the machines tell each other, one record a message.

Every instant is on the monotonic clock, which all processes of a host share.
"""

import json
import socket
from dataclasses import astuple, dataclass
from typing import Final

from vipd.base.units import Duration, Instant

MESSAGE_SIZE_MAX: Final = 200_000
"""No message is longer, in octets; a report of one second needs a tenth of it."""


@dataclass(frozen=True, slots=True)
class Born:
    """From the process that made a machine: the machine's first process, as the host counts."""

    pid: int


@dataclass(frozen=True, slots=True)
class Failed:
    """A machine cannot be what it should be; ``denied`` if this host does not permit it."""

    reason: str
    denied: bool


@dataclass(frozen=True, slots=True)
class Configure:
    """To a machine: the address (with prefix length) of its end of the cable, which is laid."""

    address: str


@dataclass(frozen=True, slots=True)
class Ready:
    """The machine has its address and serves, or requests."""


@dataclass(frozen=True, slots=True)
class Start:
    """To a router: run the daemon, its output appended to ``log``."""

    command: list[str]
    log: str


@dataclass(frozen=True, slots=True)
class Stop:
    """To a router: end the daemon with SIGTERM."""


@dataclass(frozen=True, slots=True)
class Listening:
    """A router has joined the group of VRRP since it was told to start."""

    at: Instant


@dataclass(frozen=True, slots=True)
class Exited:
    """A router's daemon has ended; ``status`` is negative for a signal."""

    status: int
    at: Instant


@dataclass(frozen=True, slots=True)
class Report:
    """From the client, many times a second: all that it knew at the instant ``at``.

    ``sent`` are the instants of the requests from number ``first`` on, ``answers`` are (number,
    instant, name of the router). ``lateness`` is how late the client's process woke at worst
    since the last report, the time for which something kept it from the processor.
    """

    at: Instant
    first: int
    sent: list[Instant]
    answers: list[tuple[int, Instant, str]]
    lateness: Duration


Message = Born | Failed | Configure | Ready | Start | Stop | Listening | Exited | Report

_KINDS: Final = {
    kind.__name__: kind
    for kind in (Born, Failed, Configure, Ready, Start, Stop, Listening, Exited, Report)
}


def send(channel: socket.socket, message: Message) -> None:
    """Send a message.

    Raises:
        OSError: as send(2); BlockingIOError if the channel does not block and is full.
    """
    channel.send(encode(message))


def receive(channel: socket.socket) -> Message | None:
    """Receive a message; None when the other end is gone.

    Raises:
        OSError: as recv(2); TimeoutError or BlockingIOError if there is none.
    """
    try:
        octets = channel.recv(MESSAGE_SIZE_MAX)
    except ConnectionResetError:
        return None
    return decode(octets) if octets else None


def encode(message: Message) -> bytes:
    """Return the message as bytes."""
    return json.dumps([type(message).__name__, *astuple(message)]).encode()


def decode(octets: bytes) -> Message:
    """Return the message that ``encode`` made these bytes of."""
    name, *fields = json.loads(octets)
    if name == Report.__name__:
        at, first, sent, answers, lateness = fields
        return Report(
            at, first, sent, [(number, when, who) for number, when, who in answers], lateness
        )
    message: Message = _KINDS[name](*fields)
    return message
