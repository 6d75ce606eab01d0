"""Names and indexes of network interfaces, in the name space of a given socket.

``socket.if_nametoindex`` asks the name space of the process; a socket stays in the one it was
created in, and costs one system call where the former opens and closes a socket of its own.
"""

import fcntl
import socket
import struct
from typing import Final

from vipd.linux.constants import IFNAME_SIZE, IFREQ_SIZE, SIOCGIFINDEX, SIOCGIFNAME

_NAME_AND_INDEX: Final = struct.Struct(f"={IFNAME_SIZE}si{IFREQ_SIZE - IFNAME_SIZE - 4}x")


def index_of(sock: socket.socket, name: str) -> int | None:
    """Return the index of the interface with this name, None when there is none."""
    octets = name.encode("utf-8", "surrogateescape")
    if len(octets) >= IFNAME_SIZE:
        return None
    try:
        answer = fcntl.ioctl(sock, SIOCGIFINDEX, _NAME_AND_INDEX.pack(octets, 0))
    except OSError:
        return None  # ENODEV, the only reason left
    _, index = _NAME_AND_INDEX.unpack(answer)
    return int(index)


def name_of(sock: socket.socket, index: int) -> str | None:
    """Return the name of the interface with this index, None when there is none."""
    try:
        answer = fcntl.ioctl(sock, SIOCGIFNAME, _NAME_AND_INDEX.pack(b"", index))
    except OSError:
        return None  # ENODEV, the only reason left
    name, _ = _NAME_AND_INDEX.unpack(answer)
    return str(name.rstrip(b"\0").decode("utf-8", "surrogateescape"))
