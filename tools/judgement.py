"""A configuration test in this process, on a host that is made up: nothing here is real."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from errno import ENOENT
from typing import Final

from vipd.conf import codes
from vipd.conf.diag import (
    Diagnostic,
    Prefix,
    ReportClass,
    Reports,
    config_test_status,
    ordered,
    phrase,
)
from vipd.conf.files import FileKind
from vipd.conf.host import InterfaceFacts, check_host, with_host
from vipd.conf.lines import Lines
from vipd.conf.load import load
from vipd.conf.local import DirectoryFault
from vipd.conf.schema.registry import schema_of
from vipd.conf.schema.root import Root
from vipd.conf.schema.special_kinds import CPU_MAX
from vipd.conf.scripts import Account, Entry, EntryKind
from vipd.conf.surroundings import Surroundings
from vipd.conf.text import Line

NAME: Final = "keepalived.conf"
DIRECTORY: Final = "/etc/keepalived"
ID: Final = "host"
_CHECKER: Final = frozenset({"virtual_server", "virtual_server_group", "SSL"})
_LINKS: Final = frozenset({"/bin", "/sbin", "/lib"})
_SHELLS: Final = ("/bin/sh", "/bin/bash", "/bin/true", "/bin/false")
_LOOPBACK: Final = InterfaceFacts(name="lo", loopback=True, multicast=False, mtu=65536)


class Pass(IntEnum):
    """The passes in which keepalived reads a configuration, and what comes behind."""

    PARENT = 1
    CHECKER = 2
    VRRP = 3
    JUDGEMENT = 4


Passes = Mapping[tuple[int, int], Pass]
"""The pass that reads a place, by order of the line and column; column 0: something of it."""


@dataclass(frozen=True, slots=True)
class Given:
    """A configuration, the files that it may include, and what its host has.

    ``needs`` None: a host that has whatever is asked for is not known; nothing of the host is
    looked at. ``processors``: how many it has.
    """

    content: bytes
    files: Mapping[str, bytes]
    needs: Mapping[str, Sequence[str]] | None = None
    processors: int = CPU_MAX + 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a configuration test says. ``lines``: the (file, line) that messages point at."""

    status: int
    lines: frozenset[tuple[str, int]]
    messages: frozenset[str]
    codes: frozenset[str] = frozenset()
    """Of all findings of vipd, of notes too."""


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


class GivenHost:
    """``conf.scripts.ScriptHost`` and ``conf.local.Local`` of a made-up Linux.

    Root reads, and all that is wanted is there. ``/bin``, ``/sbin`` and ``/lib`` are links, as
    they have come to be; scripts are executable and belong to root, and those without a path are
    in ``/usr/bin``. There are as many processors as there can be unless ``processors`` says else.
    """

    own = Account(0, 0)
    search_path = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
    directory = DIRECTORY

    def __init__(
        self, needs: Mapping[str, Sequence[str]], *, processors: int = CPU_MAX + 1
    ) -> None:
        self.processors = processors
        self._hosts = {"localhost", *needs.get("hosts", ())}
        names = [*needs.get("users", ()), *needs.get("groups", ())]
        self._ids = {name: 1000 + index for index, name in enumerate(names)}
        self._ids |= {"root": 0, "nobody": 65534}
        self._scripts = {self._place(name) for name in (*_SHELLS, *needs.get("scripts", ()))}
        self._directories = {"/", "/tmp", "/run", self.directory, *self.search_path}
        for path in (*self._scripts, *self._directories):
            while (path := path.rpartition("/")[0]) != "":
                self._directories.add(path)

    @staticmethod
    def _place(name: str) -> str:
        if "/" not in name:
            return f"/usr/bin/{name}"
        return f"/usr{name}" if name.startswith(("/bin/", "/sbin/")) else name

    def resolves(self, name: str) -> bool:
        """Tell whether a name is known; numbers are addresses, written in one to four parts."""
        parts = name.split(".")
        if not all(part.isdecimal() for part in parts) or len(parts) > 4:
            return name in self._hosts
        *octets, rest = map(int, parts)
        return all(octet < 256 for octet in octets) and rest < 256 ** (5 - len(parts))

    def directory_fault(self, path: str) -> DirectoryFault | None:
        """Return why a path is no directory and cannot be made one."""
        if path in self._scripts:
            return DirectoryFault()
        parent = path.rpartition("/")[0]
        if not parent or path in self._directories or parent in self._directories:
            return None
        return DirectoryFault(ENOENT, "No such file or directory", making=True)

    def user(self, name: str) -> Account | None:
        """Return a user of the host."""
        number = self._ids.get(name)
        return None if number is None else Account(number, number)

    def group(self, name: str) -> int | None:
        """Return a group of the host."""
        return self._ids.get(name)

    def entry(self, path: str) -> Entry | None:
        """Return what stands at a path."""
        if path in _LINKS:
            return Entry(EntryKind.LINK, 0, 0, 0o777)
        if path in self._directories:
            return Entry(EntryKind.DIRECTORY, 0, 0, 0o1777 if path == "/tmp" else 0o755)
        if path in self._scripts:
            return Entry(EntryKind.FILE, 0, 0, 0o755)
        return None

    def target(self, path: str) -> str:
        """Return what a link holds."""
        return f"usr{path}" if path in _LINKS else ""

    def contents(self, path: str) -> bytes | None:
        """Return the beginning of a script."""
        return b"#!/bin/sh\n" if path in self._scripts else None


def judge(given: Given) -> Verdict:
    """Return what ``-t`` says of a configuration."""
    files = GivenFiles({NAME: given.content, **given.files})
    host = None if given.needs is None else GivenHost(given.needs, processors=given.processors)
    around = Surroundings(directory=DIRECTORY)
    loaded = load(
        NAME, files, config_id=ID, testing=True, scripts=host, local=host, surroundings=around
    )
    found = loaded.diagnostics
    if given.needs is not None:
        interfaces = [InterfaceFacts(name=name) for name in given.needs["interfaces"]]
        dynamic = loaded.daemon.vrrp.dynamic_interfaces
        here = check_host(
            loaded.built, [_LOOPBACK, *interfaces], dynamic=dynamic, needs=loaded.needs
        )
        found = with_host(found, here)
    return verdict(found, _passes(files))


def verdict(found: Sequence[Diagnostic], passes: Passes) -> Verdict:
    """Return what keepalived would print of these findings.

    ``passes``: the pass that reads each line of a child's block. keepalived ends at a missing
    word, before later lines and passes, and does not judge what stands behind what cannot run;
    vipd goes on.
    """
    shown = [
        d for d in _judged(ordered(found)) if d.klass is not ReportClass.OK or d.code in _MENTIONED
    ]
    missing = [d for d in shown if d.klass is ReportClass.MISSING_PARAMETER]
    if missing:
        end = min(_when(d, passes) for d in missing)
        shown = [d for d in shown if _when(d, passes) <= end]
    return Verdict(
        config_test_status(found),
        frozenset((d.file, d.line) for d in shown if d.prefix is not Prefix.NONE and d.line),
        frozenset(unnamed(phrase(d)) for d in shown),
        frozenset(d.code for d in found),
    )


_MENTIONED: Final = frozenset((codes.INCLUDE_FAULT.name, codes.VALUE_REPEATED_NOTED.name))
"""Findings that do not count, and are printed all the same."""

_TREE: Final = frozenset(
    code.name
    for code in (
        codes.KEYWORD_UNKNOWN,
        codes.BRACE_UNEXPECTED,
        codes.BRACE_MISSING,
        codes.BRACE_EXTRA,
    )
)
"""Reports that depend on where blocks begin and end, which passes see differently."""


def _when(found: Diagnostic, passes: Passes) -> tuple[Pass, int, int]:
    """Return when keepalived says something: in which pass, and where in it."""
    line, column = found.order, found.column
    match found.prefix:
        case Prefix.FILE if found.code == codes.QUOTE_UNMATCHED.name:
            # Said when the line is split.
            return Pass.CHECKER, line, 0
        case Prefix.LINE if found.code not in _TREE:
            return Pass.PARENT, line, column
        case Prefix.LINE:
            return passes.get((line, column), Pass.PARENT), line, column
        case Prefix.FILE:
            return passes.get((line, 0), Pass.VRRP), line, column
        case Prefix.NONE:
            return _told(found), sys.maxsize, 0


_OF_SERVICES: Final = frozenset(
    code.name
    for code in (
        codes.CHECK_DROPPED,
        codes.CHECK_REFERENCE,
        codes.GROUP_FAMILY,
        codes.GROUP_UNKNOWN,
        codes.SCHEDULER_OPTION,
        codes.SERVER_DUPLICATE,
        codes.SERVICE_ADJUSTED,
        codes.SERVICE_DEFAULT,
        codes.SERVICE_EMPTY,
    )
)
_SERVICES: Final = ("Virtual server ", "Warning: Virtual server ", "SECURITY VIOLATION - check ")
_DAEMON: Final = ("There are ", "SECURITY VIOLATION - start/shutdown ")
_SCRIPTS: Final = (codes.SCRIPT_DISABLED.name, codes.SCRIPTS_INSECURE.name)


def _told(found: Diagnostic) -> Pass:
    """Return behind which pass keepalived tells what has no place."""
    if found.message.startswith(_DAEMON):
        return Pass.PARENT
    if found.code in _OF_SERVICES or found.message.startswith(_SERVICES):
        return Pass.CHECKER
    return Pass.JUDGEMENT


_FIRST: Final = (codes.INTERFACE_FATAL.name, codes.VRID_MISSING.name)
"""Findings about all instances, in the order in which they are looked for."""


def _judged(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Leave out the judgements that keepalived does not come to.

    It looks for the interfaces and then for the VRIDs of all instances before it judges the first
    one, and goes no further behind anything that cannot run.
    """
    first = next((c for c in _FIRST if any(d.code == c for d in found)), None)
    said = []
    for diagnostic in found:
        of_instances = (
            diagnostic.prefix is Prefix.NONE
            and diagnostic.code not in _SCRIPTS
            and _told(diagnostic) is Pass.JUDGEMENT
        )
        if not of_instances:
            said.append(diagnostic)
        elif first in (None, diagnostic.code):
            said.append(diagnostic)
            # Nothing has this code: the end.
            first = "" if diagnostic.exit_status is not None else first
    return said


def _passes(files: GivenFiles) -> Passes:
    """Return the pass of each place that the parent skips: blocks of children, by their braces."""
    lines = Lines(files, Reports(), config_id=ID)
    found: dict[tuple[int, int], Pass] = {}
    if not lines.open_top(NAME):
        return found
    depth = 0
    block: Pass | None = None
    for text in lines:
        line, column = text.at if isinstance(text, Line) else text.at(0)
        if text.value == "{":
            depth += 1
        elif text.value == "}":
            depth = max(0, depth - 1)
        elif depth == 0:
            keyword = schema_of(Root).keywords.get(text.value.partition(" ")[0])
            inner = keyword.block if keyword is not None else None
            child = inner is not None and schema_of(inner).child
            checker = keyword is not None and keyword.name in _CHECKER
            block = (Pass.CHECKER if checker else Pass.VRRP) if child else None
        if block is not None:
            found[line.order, 0] = found[line.order, column] = block
            if text.value == "}" and depth == 0:
                block = None
    return found


def unnamed(message: str) -> str:
    """Return a message without what not every pass and host tells: the file and its directory."""
    return message.replace(f"({NAME}: Line ", "(Line ", 1).replace(f"{DIRECTORY}/", "")
