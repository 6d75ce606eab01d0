"""The host as single values of a configuration are checked against it."""

import os
import socket
import stat
from dataclasses import dataclass
from errno import EACCES
from pathlib import Path

from vipd.conf.local import DirectoryFault


@dataclass(frozen=True, slots=True)
class LocalHost:
    """``conf.local.Local`` on this host.

    ``resolving``: names are looked up, which takes as long as the name servers do. Without it
    every name counts as known: a daemon that serves must not wait for them.
    """

    resolving: bool

    @property
    def processors(self) -> int:
        """How many processors are online."""
        return os.sysconf("SC_NPROCESSORS_ONLN")

    def resolves(self, name: str) -> bool:
        """Look a name up, in the way that the system is set up for."""
        if not self.resolving:
            return True
        try:
            return bool(socket.getaddrinfo(name, None, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError):
            return False

    def directory_fault(self, path: str) -> DirectoryFault | None:
        """Look at a directory, or at the one that it would be made in; nothing is made.

        Deviates: keepalived 2.4 makes it in a configuration test too.
        """
        try:
            return None if stat.S_ISDIR(os.stat(path).st_mode) else DirectoryFault()
        except FileNotFoundError:
            return self._unmakable(str(Path(path).parent))
        except OSError as error:
            return DirectoryFault(error.errno or 0, error.strerror or "")

    def _unmakable(self, parent: str) -> DirectoryFault | None:
        try:
            os.stat(parent)
        except OSError as error:
            return DirectoryFault(error.errno or 0, error.strerror or "", making=True)
        if os.access(parent, os.W_OK | os.X_OK):
            return None
        return DirectoryFault(EACCES, os.strerror(EACCES), making=True)
