"""Many datagrams with their receive time stamps in one system call.

FAST PATH: budget 1.2 us a datagram, bench receive, 2026-11. ``socket.recvmsg`` costs 2.0 to 2.7 us
for each one; here a burst shares a system call and nothing is created but the octets. The plain
twin, ``recvmsg`` in a loop, is in tests/contract.

Memory that the kernel writes to, one slot a message::

    data      | slot 0: octets          | slot 1: octets          | ...
    control   | cmsghdr | timespec |pad | cmsghdr | timespec |pad | ...
    messages  | msghdr, length          | msghdr, length          | ...
"""

import ctypes
import errno
import os
import struct
from typing import Final

SLOTS: Final = 64
DATA_SLOT: Final = 4352
"""More than an advert can be (IPv6, 255 addresses); what is longer arrives cut."""
_CONTROL_SLOT: Final = 64
_MSG_DONTWAIT: Final = 0x40
_SECOND: Final = 1_000_000_000
_NEVER: Final = 1 << 62


class _Vector(ctypes.Structure):
    """``struct iovec``."""

    _fields_ = (("base", ctypes.c_void_p), ("length", ctypes.c_size_t))


class _Header(ctypes.Structure):
    """``struct msghdr``."""

    _fields_ = (
        ("name", ctypes.c_void_p),
        ("name_length", ctypes.c_uint),
        ("vectors", ctypes.c_void_p),
        ("vector_count", ctypes.c_size_t),
        ("control", ctypes.c_void_p),
        ("control_length", ctypes.c_size_t),
        ("flags", ctypes.c_int),
    )


class _Message(ctypes.Structure):
    """``struct mmsghdr``."""

    _fields_ = (("header", _Header), ("length", ctypes.c_uint))


_MESSAGE_SIZE: Final = ctypes.sizeof(_Message)
_LENGTH_AT: Final = _Message.length.offset
_LENGTH: Final = struct.Struct(f"@{_LENGTH_AT}xI{_MESSAGE_SIZE - _LENGTH_AT - 4}x")
_STAMP: Final = struct.Struct("@Niill")
"""``cmsghdr`` (length, level, type) and ``timespec``: all that a socket with nothing but
SO_TIMESTAMPNS is told."""
_STAMP_SLOT: Final = struct.Struct(f"@Niill{_CONTROL_SLOT - _STAMP.size}x")


class MessageBatch:
    """The memory of one reader; it may serve any number of sockets, one after the other."""

    def __init__(self) -> None:
        self._data = bytearray(SLOTS * DATA_SLOT)
        self._control = bytearray(SLOTS * _CONTROL_SLOT)
        # The kernel writes through these addresses: everything that owns them is kept.
        self._data_owner = (ctypes.c_char * len(self._data)).from_buffer(self._data)
        self._control_owner = (ctypes.c_char * len(self._control)).from_buffer(self._control)
        data = ctypes.addressof(self._data_owner)
        control = ctypes.addressof(self._control_owner)
        self._vectors = (_Vector * SLOTS)(
            *(_Vector(data + slot * DATA_SLOT, DATA_SLOT) for slot in range(SLOTS))
        )
        self._messages = (_Message * SLOTS)()
        for slot, message in enumerate(self._messages):
            header = message.header
            header.vectors = ctypes.addressof(self._vectors[slot])
            header.vector_count = 1
            header.control = control + slot * _CONTROL_SLOT
            header.control_length = _CONTROL_SLOT
        self._view = memoryview(self._messages).cast("B")
        self._pristine = bytes(self._view)
        self._recvmmsg = ctypes.CDLL(None, use_errno=True).recvmmsg
        self._pointer = ctypes.byref(self._messages)

    def receive(self, fd: int, limit: int, offset: int) -> list[tuple[bytes, int]]:
        """Return up to ``limit`` (at most ``SLOTS``) datagrams with their stamps less ``offset``.

        The socket has SO_TIMESTAMPNS set and no other ancillary data. Stamps and offset are
        nanoseconds; where the kernel gave no stamp it lies in a future that will never come.

        Fewer than that, or none: nothing more is queued, or the socket has an error to tell
        (SO_ERROR) before the rest.

        Raises:
            OSError: what the socket has to say.
        """
        slots = min(limit, SLOTS)
        count = self._recvmmsg(fd, self._pointer, slots, _MSG_DONTWAIT, None)
        if count < 0:
            error = ctypes.get_errno()
            if error == errno.EAGAIN:
                return []
            raise OSError(error, os.strerror(error))
        used = count * _MESSAGE_SIZE
        lengths = _LENGTH.iter_unpack(self._view[:used])
        controls = _STAMP_SLOT.iter_unpack(memoryview(self._control)[: count * _CONTROL_SLOT])
        data = self._data
        begin = 0
        packets = []
        for (length,), (told, _, _, seconds, nanoseconds) in zip(lengths, controls, strict=True):
            stamp = seconds * _SECOND + nanoseconds - offset if told else _NEVER
            packets.append((bytes(data[begin : begin + length]), stamp))
            begin += DATA_SLOT
        self._view[:used] = self._pristine[:used]
        self._control[: count * _CONTROL_SLOT] = bytes(count * _CONTROL_SLOT)
        return packets
