"""The data dump of vipd beside one of keepalived, line by line, without running either.

A dump file has sections that begin with ``=== global|vrrp|check|bfd``: the settings of the daemon,
then the parts of each process, all as they were right after the configuration had been read.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher, unified_diff
from typing import Final

from tools.judgement import DIRECTORY, ID, NAME, Given, GivenFiles, GivenHost
from vipd.base.units import Instant
from vipd.conf.load import load
from vipd.conf.surroundings import Surroundings
from vipd.core.vrrp.instance import Instance
from vipd.export.dump import render_bfd, render_checker, render_vrrp
from vipd.model.process import Daemon

SECTIONS: Final = ("global", "vrrp", "check", "bfd")
_MARK: Final = "=== "
_HEADING: Final = "------< "
_GLOBAL: Final = "------< Global definitions >------"

LEFT_OUT: Final = (
    (r" libnftnl version ", "a library of the machine"),
    (r" iproute (usr|etc) directory ", "directories of the machine"),
    (r" (Router ID|Smtp HELO name) = localhost$", "the name of the machine, where none is given"),
    (r" (Don't set supplementary groups|keep script symlinks|SNMP RFCv)", "not in every build"),
    (r" (VRRP|Checker|BFD) realtime limit = ", "another default: docs/differences.md"),
    (r" +Send advert after receive higher priority advert = ", "another default, as above"),
    (r"   No sockets allocated$", "a process that has not started"),
    (r" (thread|fd)_\w+ ", "numbers and addresses inside a running process"),
    (r"   (Last transition|Read timeout|Last advert sent|Last ran) = ", "times"),
    (r"   Using src_ip = [^ ]*$", "an address of the machine; a configured one is compared"),
    (r"     Regex ref count = ", "how keepalived keeps an expression in memory"),
    (r" Default interface = eth0$", "missing where the machine has none; a configured one counts"),
    (r" Default script uid:gid 0:0$", "a user of the machine, where none is given"),
    (r" LVS syncd syncid = ", "the parent does not know the default: docs/differences.md"),
    (r" LVS (TCP|UDP) timeout = ", "UDP goes by the name of TCP: docs/differences.md"),
    (r"   Highest other priority = ", "vipd has no such value: docs/differences.md"),
)
"""Lines that are not compared, by how they begin, and why."""

HOST_NAME: Final = "localhost"
"""What the machine of the dumps is called."""

HOST_SECTIONS: Final = (("Interfaces", "the interfaces of the machine"),)
"""Parts that are not compared, by their headings, and why."""

_LEFT_OUT: Final = re.compile("|".join(pattern for pattern, _ in LEFT_OUT))


@dataclass(slots=True)
class Agreement:
    """How many lines of a section are the same, over all files; ``lines`` counts the longer."""

    files: int = 0
    files_alike: int = 0
    lines: int = 0
    lines_alike: int = 0

    def add(self, ours: Sequence[str], theirs: Sequence[str]) -> None:
        """Count one file."""
        matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
        self.files += 1
        self.files_alike += list(ours) == list(theirs)
        self.lines += max(len(ours), len(theirs))
        self.lines_alike += sum(block.size for block in matcher.get_matching_blocks())


@dataclass(slots=True)
class Comparison:
    """Dumps of any number of files, by section, and what differs in them."""

    sections: dict[str, Agreement] = field(
        default_factory=lambda: {name: Agreement() for name in SECTIONS}
    )
    differences: list[str] = field(default_factory=list)

    def add(self, name: str, given: Given, expected: str) -> None:
        """Compare the dump of one configuration with what was expected."""
        theirs, ours = sections(expected), rendered(given)
        for section, agreement in self.sections.items():
            if section in theirs:
                one, other = compared(ours[section]), compared(theirs[section])
                agreement.add(one, other)
                self.differences += unified_diff(
                    other,
                    one,
                    f"{name} {section}: keepalived",
                    f"{name} {section}: vipd",
                    lineterm="",
                    n=1,
                )

    def table(self) -> str:
        """Return the share of equal lines, and of equal files, of each section."""
        return "\n".join(
            f"dump: {name:8}{each.lines_alike:7} of {each.lines:6} lines"
            f"  {100 * each.lines_alike / each.lines:6.2f} %"
            f", {each.files_alike} of {each.files} files alike"
            for name, each in self.sections.items()
            if each.lines
        )


def sections(text: str) -> dict[str, list[str]]:
    """Return the lines of each section of a dump file."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith(_MARK):
            lines = found.setdefault(line.removeprefix(_MARK).strip(), [])
        else:
            lines.append(line)
    return found


def compared(lines: Iterable[str]) -> list[str]:
    """Return the lines that do not depend on the machine, without blanks at their ends.

    Files are compared without the directory of the configuration.
    """
    kept = (line for line in _without_host(lines) if not _LEFT_OUT.match(line))
    return [line.replace(f"{DIRECTORY}/", "").rstrip() for line in kept]


def _without_host(lines: Iterable[str]) -> Iterator[str]:
    headings = {f"{_HEADING}{name} >------" for name, _ in HOST_SECTIONS}
    inside = False
    for line in lines:
        if line.startswith(_HEADING):
            inside = line in headings
        if not inside:
            yield line


def rendered(given: Given) -> Mapping[str, list[str]]:
    """Return what vipd would dump of a configuration that it has just read."""
    daemon = _daemon(given)
    machines = [Instance(config, link_up=True, source=None) for config in daemon.vrrp.instances]
    head, vrrp = _split(render_vrrp(daemon, machines, (), _no_time))
    return {
        "global": head,
        "vrrp": vrrp,
        "check": _split(render_checker(daemon))[1],
        "bfd": _split(render_bfd(daemon))[1],
    }


def _daemon(given: Given) -> Daemon:
    files = GivenFiles({NAME: given.content, **given.files})
    host = None if given.needs is None else GivenHost(given.needs, processors=given.processors)
    around = Surroundings(directory=DIRECTORY, host_name=HOST_NAME, user_name="root")
    return load(NAME, files, config_id=ID, scripts=host, local=host, surroundings=around).daemon


def _split(dump: str) -> tuple[list[str], list[str]]:
    """Return the settings of the daemon, and the parts of the process."""
    lines = dump.splitlines()
    assert lines[0] == _GLOBAL, "every dump begins with the settings"
    end = next((i for i, line in enumerate(lines) if i and line.startswith(_HEADING)), len(lines))
    return lines[:end], lines[end:]


def _no_time(_at: Instant) -> str:
    return "0.000000"
