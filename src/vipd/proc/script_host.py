"""Users, groups and paths of this host, as the configuration reader needs them."""

import grp
import os
import pwd
import stat
from typing import Final

from vipd.conf.scripts import Account, Entry, EntryKind

SEARCH_PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
"""Where commands are looked for when PATH is not set."""
CONTENT_BYTES_MAX: Final = 4_096


class HostScripts:
    """``conf.scripts.ScriptHost`` on the real host."""

    @property
    def own(self) -> Account:
        """The effective user of this process."""
        return Account(os.geteuid(), os.getegid())

    @property
    def search_path(self) -> tuple[str, ...]:
        """The directories of PATH."""
        return tuple(d for d in os.environ.get("PATH", SEARCH_PATH).split(":") if d)

    @property
    def directory(self) -> str:
        """The working directory, ``/`` when it has been removed."""
        try:
            return os.getcwd()
        except OSError:
            return "/"

    def user(self, name: str) -> Account | None:
        """Return a user with its primary group, None when there is none of this name."""
        try:
            found = pwd.getpwnam(name)
        except (KeyError, ValueError):
            return None
        return Account(found.pw_uid, found.pw_gid)

    def group(self, name: str) -> int | None:
        """Return the number of a group, None when there is none of this name."""
        try:
            return grp.getgrnam(name).gr_gid
        except (KeyError, ValueError):
            return None

    def entry(self, path: str) -> Entry | None:
        """Return what an absolute path leads to, a final link not followed; None for nothing."""
        try:
            found = os.lstat(path)
        except (OSError, ValueError):
            return None
        if stat.S_ISDIR(found.st_mode):
            kind = EntryKind.DIRECTORY
        elif stat.S_ISREG(found.st_mode):
            kind = EntryKind.FILE
        else:
            kind = EntryKind.LINK if stat.S_ISLNK(found.st_mode) else EntryKind.OTHER
        return Entry(kind, found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode))

    def target(self, path: str) -> str:
        """Return what a link holds; empty when it cannot be read."""
        try:
            return os.readlink(path)
        except (OSError, ValueError):
            return ""

    def contents(self, path: str) -> bytes | None:
        """Return the beginning of a small file, None when it cannot be read."""
        try:
            # Without waiting: what stands there may be a pipe.
            fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            with os.fdopen(fd, "rb") as file:
                return file.read(CONTENT_BYTES_MAX)
        except (OSError, ValueError):
            return None
