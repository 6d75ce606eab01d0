"""Configurations in memory, and short ways to read them."""

from dataclasses import dataclass, field

from vipd.conf.build_instance import Built
from vipd.conf.diag import Diagnostic, Reports, SourceLine, phrase
from vipd.conf.files import FileKind
from vipd.conf.load import Loaded, load
from vipd.conf.text import Text
from vipd.model.vrrp import Instance

ID = "node1"
MAIN = "a.conf"


@dataclass
class MemoryFiles:
    """``conf.files.Files`` over a table of paths; directories are the parents of files."""

    content: dict[str, bytes]
    odd: dict[str, FileKind] = field(default_factory=dict)
    """Path to what it is, where that is not a plain file."""
    unreadable: dict[str, str] = field(default_factory=dict)
    """Path to the reason."""

    def kind(self, path: str) -> FileKind:
        if path in self.odd:
            return self.odd[path]
        if path in self.content or path in self.unreadable:
            return FileKind.PLAIN
        folder = path.rstrip("/") + "/"
        if path in ("", ".") or any(name.startswith(folder) for name in self.content):
            return FileKind.DIRECTORY
        return FileKind.MISSING

    def names(self, directory: str) -> tuple[str, ...]:
        folder = "" if directory in ("", ".") else directory.rstrip("/") + "/"
        found = [name[len(folder) :] for name in self.content if name.startswith(folder)]
        return tuple(sorted({name.split("/")[0] for name in found}, reverse=True))

    def read(self, path: str) -> bytes:
        if path in self.unreadable:
            raise OSError(13, self.unreadable[path])
        return self.content[path]


def files(text: str | bytes, **others: str) -> MemoryFiles:
    """Return ``text`` as the main file and the others under their names (``__`` is a slash)."""
    content = {MAIN: text if isinstance(text, bytes) else text.encode()}
    for name, other in others.items():
        content[name.replace("__", "/").replace("_", ".")] = other.encode()
    return MemoryFiles(content)


def read(text: str | bytes, *, testing: bool = False, **others: str) -> Loaded:
    """Read a configuration from memory."""
    return load(MAIN, files(text, **others), config_id=ID, testing=testing)


def phrases(loaded: Loaded) -> list[str]:
    """Return keepalived's lines of everything that was found."""
    return [phrase(diagnostic) for diagnostic in loaded.diagnostics]


def messages(found: tuple[Diagnostic, ...] | list[Diagnostic]) -> list[str]:
    """Return the phrases without place."""
    return [diagnostic.message for diagnostic in found]


def instance_text(body: str = "", *, name: str = "V", vips: str = "10.9.0.1") -> str:
    """Return a complete ``vrrp_instance`` with further statements."""
    return (
        f"vrrp_instance {name} {{\ninterface eth0\nvirtual_router_id 51\n{body}\n"
        f"virtual_ipaddress {{\n{vips}\n}}\n}}\n"
    )


def built(text: str, *, testing: bool = False) -> Built:
    """Return the only instance of a configuration with its block."""
    (only,) = read(text, testing=testing).built
    return only


def instance(body: str = "", *, before: str = "", vips: str = "10.9.0.1") -> Instance:
    """Return the instance that a block with these statements becomes."""
    return built(before + instance_text(body, vips=vips)).instance


def line(value: str, *, number: int = 1) -> Text:
    """Return a line of a file named ``f``."""
    source = SourceLine("f", number, number, alone=True)
    return Text(value, range(1, len(value) + 1), source)


def reported(reports: Reports) -> list[str]:
    """Return the phrases collected so far."""
    return messages(reports.found)
