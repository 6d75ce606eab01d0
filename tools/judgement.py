"""A configuration test in this process, on a host that is made up: nothing here is real."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vipd.conf.diag import Diagnostic, Prefix, ReportClass, config_test_status, ordered, phrase
from vipd.conf.files import FileKind
from vipd.conf.host import InterfaceFacts, check_host
from vipd.conf.load import load

NAME: Final = "keepalived.conf"
ID: Final = "host"
_LOOPBACK: Final = InterfaceFacts(name="lo", loopback=True, multicast=False, mtu=65536)


@dataclass(frozen=True, slots=True)
class Given:
    """A configuration, the files that it may include, and what its host has.

    ``needs`` None: a host that has whatever is asked for is not known; nothing of the host is
    looked at.
    """

    content: bytes
    files: Mapping[str, bytes]
    needs: Mapping[str, Sequence[str]] | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a configuration test says. ``lines``: the (file, line) that messages point at."""

    status: int
    lines: frozenset[tuple[str, int]]
    messages: frozenset[str]


@dataclass(frozen=True, slots=True)
class GivenFiles:
    """``conf.files.Files`` over a table; everything else is missing."""

    content: Mapping[str, bytes]

    def kind(self, path: str) -> FileKind:
        """Return what ``path`` is; directories are the parents of files."""
        if path in self.content:
            return FileKind.PLAIN
        folder = path.rstrip("/") + "/"
        if path in ("", ".") or any(name.startswith(folder) for name in self.content):
            return FileKind.DIRECTORY
        return FileKind.MISSING

    def names(self, directory: str) -> tuple[str, ...]:
        """Return the names in ``directory``."""
        folder = "" if directory in ("", ".") else directory.rstrip("/") + "/"
        below = (name[len(folder) :] for name in self.content if name.startswith(folder))
        return tuple(sorted({name.partition("/")[0] for name in below}))

    def read(self, path: str) -> bytes:
        """Return the contents of ``path``."""
        return self.content[path]


def judge(given: Given) -> Verdict:
    """Return what ``-t`` says of a configuration."""
    files = GivenFiles({NAME: given.content, **given.files})
    loaded = load(NAME, files, config_id=ID, testing=True)
    found = loaded.diagnostics
    if given.needs is not None:
        interfaces = [InterfaceFacts(name=name) for name in given.needs["interfaces"]]
        dynamic = loaded.daemon.vrrp.dynamic_interfaces
        found += check_host(loaded.built, [_LOOPBACK, *interfaces], dynamic=dynamic)
    return verdict(found)


def verdict(found: Sequence[Diagnostic]) -> Verdict:
    """Return what keepalived would print of these findings."""
    shown = [d for d in ordered(found) if d.klass is not ReportClass.OK]
    return Verdict(
        config_test_status(found),
        frozenset((d.file, d.line) for d in shown if d.prefix is not Prefix.NONE and d.line),
        frozenset(unnamed(phrase(d)) for d in shown),
    )


def unnamed(message: str) -> str:
    """Return a message without the name of the main file, which not every pass tells."""
    return message.replace(f"({NAME}: Line ", "(Line ", 1)
