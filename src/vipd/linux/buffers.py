"""Receive buffers of sockets: as large as asked for, where the process may."""

import logging
import socket
from typing import Final

from vipd.linux.constants import SO_RCVBUFFORCE

log: Final = logging.getLogger(__name__)

_INT_MAX: Final = 0x7FFF_FFFF // 2
"""The kernel doubles what is asked for, in a signed 32-bit number."""


class ReceiveBuffers:
    """Sets receive buffer sizes; says once, in one line, when the system limits them."""

    def __init__(self) -> None:
        self._said = False

    def set(self, sock: socket.socket, size: int, *, force: bool = True) -> int:
        """Ask for ``size`` bytes, and return how many the socket got.

        With ``force`` beyond ``net.core.rmem_max`` if the process has CAP_NET_ADMIN in the first
        user name space. The kernel accounts its own overhead in the same buffer, and grants twice
        the size for it; the result does not count that half.
        """
        size = min(size, _INT_MAX)
        if force:
            try:
                sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, size)
            except PermissionError:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, size)
        else:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, size)
        granted = sock.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) // 2
        if granted < size and not self._said:
            self._said = True
            log.warning(
                "receive buffers are limited to %d bytes where %d are wanted: "
                "raise net.core.rmem_max or grant CAP_NET_ADMIN",
                granted,
                size,
            )
        return granted
