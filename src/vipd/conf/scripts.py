"""The port through which a configuration learns of users, groups and scripts of the host."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from typing import Final, Protocol


class EntryKind(Enum):
    """What a name in a directory is."""

    DIRECTORY = "directory"
    FILE = "file"
    LINK = "link"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Entry:
    """One name in a directory, links not followed. ``mode`` holds the permission bits."""

    kind: EntryKind
    uid: int
    gid: int
    mode: int


@dataclass(frozen=True, slots=True)
class Account:
    """A user and the group it acts in."""

    uid: int
    gid: int


class ScriptHost(Protocol):
    """What the host says of users, and of paths as they are."""

    @property
    def own(self) -> Account:
        """The user that reads the configuration."""
        ...

    @property
    def search_path(self) -> tuple[str, ...]:
        """The directories in which commands without a slash are looked for."""
        ...

    @property
    def directory(self) -> str:
        """The working directory, absolute."""
        ...

    def user(self, name: str) -> Account | None:
        """Return a user with its primary group, None when there is none of this name."""
        ...

    def group(self, name: str) -> int | None:
        """Return the number of a group, None when there is none of this name."""
        ...

    def entry(self, path: str) -> Entry | None:
        """Return what an absolute path leads to, a final link not followed; None for nothing."""
        ...

    def target(self, path: str) -> str:
        """Return what a link holds; empty when it cannot be read."""
        ...

    def contents(self, path: str) -> bytes | None:
        """Return the beginning of a small file, None when it cannot be read."""
        ...


LINKS_MAX: Final = 40
"""Linux: the number of links that a path may lead through."""


class Access(Enum):
    """Whether a user reaches the end of a path, and why not."""

    REACHED = "reached"
    MISSING = "No such file or directory"
    DENIED = "Permission denied"
    NOT_A_DIRECTORY = "Not a directory"
    LOOP = "Too many levels of symbolic links"


@dataclass(frozen=True, slots=True)
class Resolved:
    """A path with all links followed, as far as a user gets."""

    path: str
    access: Access


def permitted(entry: Entry, account: Account, bit: int) -> bool:
    """Tell whether a user has a permission (1 execute, 2 write, 4 read) by the bits alone.

    root: always, but executing takes any of the three bits.
    """
    if account.uid == 0:
        return bit != 1 or entry.kind is EntryKind.DIRECTORY or bool(entry.mode & 0o111)
    shift = 6 if entry.uid == account.uid else 3 if entry.gid == account.gid else 0
    return bool(entry.mode >> shift & bit)


def resolve(host: ScriptHost, path: str, account: Account) -> Resolved:
    """Follow a path as this user would."""
    parts = [p for p in path.split("/") if p not in ("", ".")]
    if not path.startswith("/"):
        parts = [p for p in host.directory.split("/") if p] + parts
    done: list[str] = []
    links = 0
    while parts:
        name = parts.pop(0)
        if name == "..":
            done = done[:-1]
            continue
        here = "/" + "/".join(done)
        above = host.entry(here)
        if above is not None and above.kind is not EntryKind.DIRECTORY:
            return Resolved(here, Access.NOT_A_DIRECTORY)
        if above is None or not permitted(above, account, 1):
            return Resolved(here, Access.MISSING if above is None else Access.DENIED)
        there = "/" + "/".join([*done, name])
        entry = host.entry(there)
        if entry is None:
            return Resolved(there, Access.MISSING)
        if entry.kind is not EntryKind.LINK:
            done.append(name)
            continue
        links += 1
        target = host.target(there)
        if links > LINKS_MAX or not target:
            return Resolved(there, Access.LOOP if target else Access.MISSING)
        done = [] if target.startswith("/") else done
        parts = [p for p in target.split("/") if p not in ("", ".")] + parts
    return Resolved("/" + "/".join(done), Access.REACHED)


def prefixes(path: str) -> Collection[str]:
    """Return every path from ``/`` down to an absolute path, the path itself last."""
    parts = [p for p in path.split("/") if p]
    return ["/", *("/" + "/".join(parts[: n + 1]) for n in range(len(parts)))]
