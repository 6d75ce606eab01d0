"""Log lines to the syslog daemon, which must never be able to stop us.

``logging.handlers.SysLogHandler`` waits as soon as the daemon stops reading, after ten lines or
so. Here a line for which there is no room is counted, and the number is reported once there is.
"""

import os
import socket
import time
from collections.abc import Callable
from typing import Final

LINE_BYTES_MAX: Final = 4096
"""What is longer is cut; daemons take 8 KiB at least, with the prefix."""

FACILITY_DAEMON: Final = 3
_WARNING: Final = 4


class Syslog:
    """Sends lines to a local syslog socket; connects when there is something to say."""

    def __init__(
        self,
        *,
        facility: int = FACILITY_DAEMON,
        path: str = "/dev/log",
        wall_clock: Callable[[], float] = time.time,
    ) -> None:
        self._facility = facility
        self._path = path
        self._wall_clock = wall_clock
        self._socket: socket.socket | None = None
        self._lost = 0

    @property
    def lost(self) -> int:
        """How many lines were lost and are not reported yet."""
        return self._lost

    def write(self, ident: str, severity: int, text: str) -> None:
        """Send one line under the name ``ident`` with a severity of 0 (emergency) to 7 (debug).

        Never waits and never raises: a line that cannot be sent is counted as lost.
        """
        if self._lost and self._send(ident, _WARNING, f"{self._lost} log lines were lost"):
            self._lost = 0
        if not self._send(ident, severity, text):
            self._lost += 1

    def close(self) -> None:
        """Close the socket; the next line opens it again."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _send(self, ident: str, severity: int, text: str) -> bool:
        line = self._format(ident, severity, text)
        # A socket whose daemon was restarted fails once; a new one then reaches the new daemon.
        for _ in range(2):
            sock = self._connected()
            if sock is None:
                return False
            try:
                sock.send(line)
            except BlockingIOError:
                return False
            except OSError:
                self.close()
            else:
                return True
        return False

    def _connected(self) -> socket.socket | None:
        if self._socket is None:
            sock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
            sock.setblocking(False)
            try:
                sock.connect(self._path)
            except OSError:
                sock.close()  # no daemon at present: the line is counted as lost
                return None
            self._socket = sock
        return self._socket

    def _format(self, ident: str, severity: int, text: str) -> bytes:
        """Return the line as local daemons expect it: RFC 3164 4.1 without the host name."""
        # asctime, unlike strftime, has the English names whatever the locale.
        stamp = time.asctime(time.localtime(self._wall_clock()))[4:19]
        priority = self._facility * 8 + severity
        message = text.encode("utf-8", "backslashreplace")[:LINE_BYTES_MAX]
        return f"<{priority}>{stamp} {ident}[{os.getpid()}]: ".encode() + message
