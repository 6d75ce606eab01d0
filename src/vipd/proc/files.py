"""The file system, as the configuration reader needs it."""

import errno
import os
import stat
from dataclasses import dataclass, field
from typing import Final

from vipd.conf.files import FileKind

_EXECUTABLE: Final = stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH
FILE_BYTES_MAX: Final = 64 * 1024 * 1024
"""A configuration file longer than this is something else."""


class HostFiles:
    """``conf.files.Files`` on the real file system."""

    def kind(self, path: str) -> FileKind:
        """Return what ``path`` is; MISSING also when it may not be looked at."""
        try:
            mode = os.stat(path).st_mode
        except (OSError, ValueError):
            return FileKind.MISSING
        if stat.S_ISDIR(mode):
            return FileKind.DIRECTORY
        if not stat.S_ISREG(mode):
            return FileKind.SPECIAL
        if mode & _EXECUTABLE:
            return FileKind.EXECUTABLE
        return FileKind.SHARED if mode & stat.S_IWOTH else FileKind.PLAIN

    def names(self, directory: str) -> tuple[str, ...]:
        """Return the names in ``directory``; empty when unreadable."""
        try:
            return tuple(os.listdir(directory))
        except (OSError, ValueError):
            return ()

    def read(self, path: str) -> bytes:
        """Return the contents of ``path``.

        Raises:
            OSError: with the reason in ``strerror``; EFBIG for what no configuration can be.
        """
        # Without waiting: a file that was replaced by a pipe meanwhile must not hold us up.
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(fd, "rb") as file:
            content = file.read(FILE_BYTES_MAX + 1)
        if len(content) > FILE_BYTES_MAX:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        return content


@dataclass(slots=True)
class KeptFiles:
    """``conf.files.Files`` that keep what was found: read again, they are as they were."""

    contents: dict[str, bytes] = field(default_factory=dict)
    _kinds: dict[str, FileKind] = field(default_factory=dict)
    _names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _host: HostFiles = field(default_factory=HostFiles)

    def kind(self, path: str) -> FileKind:
        """Return what ``path`` was when it was first looked at."""
        kind = self._kinds.get(path)
        if kind is None:
            kind = self._kinds[path] = self._host.kind(path)
        return kind

    def names(self, directory: str) -> tuple[str, ...]:
        """Return the names that were in ``directory`` when it was first looked at."""
        names = self._names.get(directory)
        if names is None:
            names = self._names[directory] = self._host.names(directory)
        return names

    def read(self, path: str) -> bytes:
        """Return what ``path`` contained when it was first read.

        Raises:
            OSError: as the files of the host do.
        """
        content = self.contents.get(path)
        if content is None:
            content = self.contents[path] = self._host.read(path)
        return content
