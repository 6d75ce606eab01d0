"""Attaches packet filter programs (``vipd.wire.bpf``) to sockets."""

import ctypes
import socket
import struct
from typing import Final

from vipd.linux.constants import SO_ATTACH_FILTER

_INSTRUCTION: Final = struct.Struct("=HBBI")
_RETURN: Final = 0x06

DROP_ALL: Final = _INSTRUCTION.pack(_RETURN, 0, 0, 0)
"""For sockets that only send: nothing is ever queued on them."""


def attach(sock: socket.socket, program: bytes) -> None:
    """Make ``program`` the filter of the socket, in place of the one it had.

    Raises:
        OSError: as the kernel reports it, EINVAL for a program that it refuses.
    """
    instructions = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog: the number of instructions, padding, a pointer to them.
    count = len(program) // _INSTRUCTION.size
    header = struct.pack("@HP", count, ctypes.addressof(instructions))
    sock.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, header)
    del instructions  # alive until here: the kernel has read it
