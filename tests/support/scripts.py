"""A host in memory: its users, and its files with their permissions."""

from dataclasses import dataclass, field

from vipd.conf.scripts import Account, Entry, EntryKind

ROOT = Account(0, 0)


def directory(mode: int = 0o755, uid: int = 0, gid: int = 0) -> Entry:
    """Return a directory."""
    return Entry(EntryKind.DIRECTORY, uid, gid, mode)


def file(mode: int = 0o755, uid: int = 0, gid: int = 0) -> Entry:
    """Return a regular file."""
    return Entry(EntryKind.FILE, uid, gid, mode)


@dataclass
class MemoryHost:
    """``conf.scripts.ScriptHost`` over tables; directories that are not named are safe ones."""

    entries: dict[str, Entry] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    texts: dict[str, bytes] = field(default_factory=dict)
    users: dict[str, Account] = field(default_factory=lambda: {"root": ROOT})
    groups: dict[str, int] = field(default_factory=lambda: {"root": 0})
    own: Account = ROOT
    search_path: tuple[str, ...] = ("/usr/sbin", "/usr/bin")
    directory: str = "/"

    def user(self, name: str) -> Account | None:
        return self.users.get(name)

    def group(self, name: str) -> int | None:
        return self.groups.get(name)

    def entry(self, path: str) -> Entry | None:
        if path in self.links:
            return Entry(EntryKind.LINK, 0, 0, 0o777)
        if path in self.entries:
            return self.entries[path]
        below = path.rstrip("/") + "/"
        named = [*self.entries, *self.links]
        return directory() if any(name.startswith(below) for name in named) else None

    def target(self, path: str) -> str:
        return self.links.get(path, "")

    def contents(self, path: str) -> bytes | None:
        return self.texts.get(path)
