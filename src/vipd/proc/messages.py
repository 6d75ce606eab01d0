"""What processes say to each other, and who may say what.

A link is a ``SOCK_SEQPACKET`` pair between the supervisor and one child. A message is a frozen
record, sent as one JSON object with its kind and the time of sending; a model that does not fit
travels in a sealed memory file beside it. What is not allowed on a link, or not what it should
be, is dropped and counted: a child that went wrong must not take the supervisor along.
"""

import array
import fcntl
import os
import socket
from collections import Counter
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from vipd.base.units import Instant
from vipd.model.codec import from_json, to_json
from vipd.model.process import Daemon
from vipd.ports import Channel

MESSAGE_BYTES_MAX: Final = 32 * 1024
"""Longest message on a link; what is longer goes into a memory file."""

MEMFD_BYTES_MAX: Final = 64 * 1024 * 1024
"""Longest message in a memory file."""

_IN_MEMORY_FILE: Final = b"@"
"""Says that the message is the content of the memory file that comes along."""

_FDS_MAX: Final = 1
_SEALS: Final = fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE
_LINK_BUFFER_BYTES: Final = 1024 * 1024


class Role(Enum):
    """The two ends of a link."""

    SUPERVISOR = "supervisor"
    VRRP = "vrrp"


@dataclass(frozen=True, slots=True)
class Ready:
    """The child has read its configuration and runs."""


@dataclass(frozen=True, slots=True)
class Reloaded:
    """The child runs with the configuration of the last ``Reload``."""


@dataclass(frozen=True, slots=True)
class Holding:
    """The instance is about to configure its addresses; sent before it does."""

    instance: str


@dataclass(frozen=True, slots=True)
class Released:
    """These instances are not MASTER any more; sent after they removed their addresses."""

    instances: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChannelOpened:
    """The receive socket of a channel, which comes along, was opened; keep it for a successor."""

    channel: Channel


@dataclass(frozen=True, slots=True)
class ChannelClosed:
    """The channel is not needed any more."""

    channel: Channel


@dataclass(frozen=True, slots=True)
class Reload:
    """Run with this configuration from now on; it is that of ``Daemon.for_vrrp``."""

    daemon: Daemon


Message = Ready | Reloaded | Holding | Released | ChannelOpened | ChannelClosed | Reload


@dataclass(frozen=True, slots=True)
class _Envelope:
    """What is on the link."""

    sent_at: Instant
    message: Message


ALLOWED: Final[dict[tuple[Role, Role], frozenset[type[Message]]]] = {
    (Role.VRRP, Role.SUPERVISOR): frozenset(
        {Ready, Reloaded, Holding, Released, ChannelOpened, ChannelClosed}
    ),
    (Role.SUPERVISOR, Role.VRRP): frozenset({Reload}),
}
"""Who may say what to whom: (sender, receiver) to kinds of message."""

_WITH_SOCKET: Final = frozenset({ChannelOpened})
"""Kinds that a socket comes along with."""


class Dropped(Enum):
    """Why a message was dropped; one counter each."""

    TRUNCATED = "longer than any message"
    MALFORMED = "not a message"
    NOT_ALLOWED = "not allowed on this link"
    DESCRIPTOR = "descriptors that do not belong to it"


@dataclass(frozen=True, slots=True)
class Received:
    """A message, when it was sent, and the descriptor that came with it, now the receiver's."""

    message: Message
    sent_at: Instant
    fd: int | None = None


@dataclass(slots=True)
class Link:
    """One end of a link. Nothing here ever blocks."""

    role: Role
    peer: Role
    _socket: socket.socket
    dropped: Counter[Dropped] = field(default_factory=Counter)
    closed: bool = False
    """The other end is gone, and everything it sent has been read."""

    def fileno(self) -> int:
        """The descriptor to wait on."""
        return self._socket.fileno()

    def send(self, message: Message, now: Instant, fd: int | None = None) -> bool:
        """Send a message, with a copy of descriptor ``fd``; False: no room, or nobody there.

        Raises:
            OSError: when a memory file is needed and cannot be made.
        """
        assert type(message) in ALLOWED[self.role, self.peer], message
        assert (fd is not None) == (type(message) in _WITH_SOCKET), message
        text = to_json(_Envelope(now, message)).encode()
        if len(text) <= MESSAGE_BYTES_MAX:
            return self._transmit(text, [] if fd is None else [fd])
        assert fd is None, "a message with a socket is short"
        memory = _sealed(text)
        try:
            return self._transmit(_IN_MEMORY_FILE, [memory])
        finally:
            os.close(memory)

    def receive(self) -> list[Received]:
        """Return every message there is, in order; sets ``closed`` at the end of the link."""
        received: list[Received] = []
        while True:
            fds: list[int] = []
            try:
                text, ancillary, flags, _ = self._socket.recvmsg(
                    MESSAGE_BYTES_MAX, socket.CMSG_SPACE(_FDS_MAX * 4), socket.MSG_CMSG_CLOEXEC
                )
            except BlockingIOError:
                return received
            except OSError:
                self.closed = True
                return received
            for level, kind, data in ancillary:
                if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                    values = array.array("i")
                    values.frombytes(data[: len(data) - len(data) % values.itemsize])
                    fds.extend(values)
            if not text:
                self.closed = True
                return received
            one = self._accept(text, fds, flags)
            if one is not None:
                received.append(one)

    def close(self) -> None:
        """Close this end."""
        self._socket.close()

    def _transmit(self, text: bytes, fds: list[int]) -> bool:
        try:
            socket.send_fds(self._socket, [text], fds, socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL)
        except OSError:
            return False  # Full, or nobody reads any more: both are for the caller to decide.
        return True

    def _accept(self, text: bytes, fds: list[int], flags: int) -> Received | None:
        """Check and decode one message; closes the descriptors of a dropped one."""
        outcome: Received | Dropped
        if flags & (socket.MSG_TRUNC | socket.MSG_CTRUNC):
            outcome = Dropped.TRUNCATED
        else:
            if text == _IN_MEMORY_FILE and fds:
                text = _content(fds.pop())
            outcome = self._decode(text, fds)
        if isinstance(outcome, Dropped):
            self.dropped[outcome] += 1
            for fd in fds:
                os.close(fd)
            return None
        return outcome

    def _decode(self, text: bytes, fds: list[int]) -> Received | Dropped:
        try:
            envelope = from_json(_Envelope, text.decode())
        except ValueError:
            return Dropped.MALFORMED
        kind = type(envelope.message)
        if kind not in ALLOWED[self.peer, self.role]:
            return Dropped.NOT_ALLOWED
        if len(fds) != (1 if kind in _WITH_SOCKET else 0):
            return Dropped.DESCRIPTOR
        return Received(envelope.message, envelope.sent_at, fds[0] if fds else None)


def link_pair(child: Role) -> tuple[Link, Link]:
    """Return the two ends of a new link: the supervisor's and the child's."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for end in (ours, theirs):
        end.setblocking(False)
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _LINK_BUFFER_BYTES)
    return Link(Role.SUPERVISOR, child, ours), Link(child, Role.SUPERVISOR, theirs)


def _sealed(text: bytes) -> int:
    """Return the descriptor of a memory file with this content, which nobody can change."""
    fd = os.memfd_create("vipd-message", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        view = memoryview(text)
        while view:
            view = view[os.write(fd, view) :]
        fcntl.fcntl(fd, fcntl.F_ADD_SEALS, _SEALS)
    except BaseException:
        os.close(fd)
        raise
    return fd


def _content(fd: int) -> bytes:
    """Return the content of a sealed memory file and close it; empty if it is none."""
    try:
        if fcntl.fcntl(fd, fcntl.F_GET_SEALS) & _SEALS != _SEALS:
            return b""
        size = os.fstat(fd).st_size
        return os.pread(fd, size, 0) if size <= MEMFD_BYTES_MAX else b""
    except OSError:
        return b""
    finally:
        os.close(fd)
