"""A service manager: the socket that daemons tell how far they are, and what they told."""

import os
import select
import socket
from pathlib import Path
from typing import Final

from tests.support.probe import wait_for

DATAGRAM_MAX: Final = 4096


class ServiceManager:
    """Listens at ``address``; close it."""

    def __init__(self, directory: Path) -> None:
        """Listen at a path in ``directory``."""
        self.address = str(directory / "notify")
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.address)
        os.chmod(self.address, 0o666)
        self.told: list[dict[str, str]] = []

    def hear(self) -> list[dict[str, str]]:
        """Return the assignments of all datagrams so far."""
        while select.select([self._socket], [], [], 0)[0]:
            lines = self._socket.recv(DATAGRAM_MAX).decode().split("\n")
            self.told.append(dict(line.split("=", 1) for line in lines))
        return self.told

    def wait(self, key: str, value: str | None = None, times: int = 1) -> dict[str, str]:
        """Wait until that was assigned, so many times, and return the datagram that it was in."""

        def found() -> list[dict[str, str]]:
            return [one for one in self.hear() if key in one and value in (None, one[key])]

        wait_for(lambda: len(found()) >= times, 20, f"{key} from the daemon")
        return found()[times - 1]

    def keys(self) -> list[str]:
        """Return the first key of each datagram so far: what it is about."""
        return [next(iter(one)) for one in self.hear()]

    def close(self) -> None:
        """Listen no more."""
        self._socket.close()
