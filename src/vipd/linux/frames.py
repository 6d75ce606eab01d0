"""Whole link-layer frames through packet sockets: gratuitous ARP, neighbour advertisements.

One socket for each interface, bound to its index: a packet socket that is not bound wants the
interface's name with every frame, and a system call to look it up.
"""

import errno
import os
import socket
from typing import Final

from vipd.linux import device, filters

_INTERFACES_MAX: Final = 1024


class FramesPort:
    """``ports.Frames``; sockets belong to the name space the process is in when first used."""

    def __init__(self) -> None:
        """Open a socket, if only to learn whether the process may.

        Raises:
            OSError: EPERM without CAP_NET_RAW.
        """
        self._unbound = _open()
        self._sockets: dict[int, socket.socket] = {}

    def send(self, index: int, frame: bytes) -> int:
        """Send a frame on the interface with this index; returns 0 or an errno. Never blocks."""
        try:
            self._socket_of(index).send(frame)
        except OSError as error:
            # A socket whose interface went away or down is bound to nothing: begin anew.
            if error.errno not in (errno.EAGAIN, errno.ENOBUFS, errno.EMSGSIZE):
                self._forget(index)
            return error.errno or errno.EIO
        return 0

    def close(self) -> None:
        """Close all sockets."""
        for index in list(self._sockets):
            self._forget(index)
        self._unbound.close()

    def _socket_of(self, index: int) -> socket.socket:
        known = self._sockets.get(index)
        if known is not None:
            return known
        name = device.name_of(self._unbound, index)
        if name is None:
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))
        if len(self._sockets) >= _INTERFACES_MAX:
            self._forget(next(iter(self._sockets)))
        sock = _open()
        try:
            sock.bind((name, 0))
        except OSError:
            sock.close()
            raise
        self._sockets[index] = sock
        return sock

    def _forget(self, index: int) -> None:
        sock = self._sockets.pop(index, None)
        if sock is not None:
            sock.close()


def _open() -> socket.socket:
    """Open a packet socket that receives nothing: protocol 0 takes none, the filter drops all."""
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW | socket.SOCK_CLOEXEC, 0)
    try:
        filters.attach(sock, filters.DROP_ALL)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 0)
        sock.setblocking(False)
    except OSError:
        sock.close()
        raise
    return sock
