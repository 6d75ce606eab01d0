"""``make corpus CORPUS=DIR``: what vipd says of a folder of configurations, beside keepalived.

The folder holds ``*.conf`` files, or has them in ``configs``; ``NAME.d`` beside ``NAME.conf``
holds what it includes. Where ``truth.jsonl`` is there, each of its lines says of one file what a
version of keepalived said with ``-t``: exit status, problem lines, messages; and what the host
had then (``needs``), so that nothing depends on the machine this runs on. Files on which that
keepalived crashed are left out of the comparison, and must not crash vipd either.

``dumps/NAME.txt`` is what keepalived dumped of ``NAME.conf`` (``tools.dumps``).
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tools.dumps import Comparison
from tools.judgement import Given, Verdict, judge, unnamed

VERSION: Final = "2.4.3"


@dataclass(frozen=True, slots=True)
class Expected:
    """What keepalived said. ``status`` is negative where it crashed."""

    status: int
    lines: frozenset[tuple[str, int]]
    messages: frozenset[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One file: what vipd said, and what it should have said if that is known."""

    name: str
    verdict: Verdict
    expected: Expected | None

    @property
    def comparable(self) -> bool:
        """Whether keepalived had an answer."""
        return self.expected is not None and self.expected.status >= 0

    @property
    def accepted_alike(self) -> bool:
        """Whether both accept the file, or both reject it."""
        assert self.expected is not None
        return (self.verdict.status == 0) == (self.expected.status == 0)

    @property
    def status_alike(self) -> bool:
        """Whether the exit statuses are the same."""
        assert self.expected is not None
        return self.verdict.status == self.expected.status

    @property
    def lines_alike(self) -> bool:
        """Whether the same lines are blamed."""
        assert self.expected is not None
        return self.verdict.lines == self.expected.lines

    @property
    def messages_alike(self) -> bool:
        """Whether the same phrases are said."""
        assert self.expected is not None
        return self.verdict.messages == self.expected.messages


def outcomes(folder: Path, version: str) -> Iterator[Outcome]:
    """Yield the outcome of each configuration of a folder, in the order of names."""
    truth = _truth(folder)
    for path in _configs(folder):
        row = truth.get(path.name)
        yield Outcome(path.name, judge(_given(path, row)), _expected(row, version))


def dumps(folder: Path, only: str | None) -> Comparison:
    """Compare the dumps of a folder with ours; ``only``: that of one configuration."""
    truth = _truth(folder)
    found = Comparison()
    for path in _configs(folder):
        expected = folder / "dumps" / f"{path.stem}.txt"
        if expected.is_file() and only in (None, path.name):
            given = _given(path, truth.get(path.name))
            found.add(path.name, given, expected.read_text())
    return found


def _configs(folder: Path) -> list[Path]:
    configs = folder / "configs" if (folder / "configs").is_dir() else folder
    return sorted(configs.glob("*.conf"))


def _truth(folder: Path) -> dict[str, dict[str, Any]]:
    path = folder / "truth.jsonl"
    if not path.is_file():
        return {}
    rows = (json.loads(line) for line in path.read_text().splitlines() if line)
    return {row["file"]: row for row in rows}


def _given(path: Path, row: dict[str, Any] | None) -> Given:
    """Return the configuration with the host that it wants."""
    included = path.with_suffix(".d")
    files = {
        str(other.relative_to(included)): other.read_bytes()
        for other in included.rglob("*")
        if other.is_file()
    }
    needs = row["needs"] if row is not None else None
    return Given(path.read_bytes(), files, needs)


def _expected(row: dict[str, Any] | None, version: str) -> Expected | None:
    if row is None or f"exit {version}" not in row:
        return None
    return Expected(
        row[f"exit {version}"],
        frozenset((name, number) for name, number in row[f"problem lines {version}"]),
        frozenset(map(unnamed, row[f"messages {version}"])),
    )


def table(found: Sequence[Outcome], version: str) -> str:
    """Return how many files agree in what."""
    compared = [outcome for outcome in found if outcome.comparable]
    left_out = sum(o.expected is not None and not o.comparable for o in found)
    rows = [
        ("same accept or reject", sum(o.accepted_alike for o in compared)),
        ("same exit status", sum(o.status_alike for o in compared)),
        ("same problem lines", sum(o.lines_alike for o in compared)),
        ("same messages", sum(o.messages_alike for o in compared)),
    ]
    head = [
        f"{len(found)} configurations, {len(compared)} compared with keepalived {version}, "
        f"{left_out} left out: it crashed"
    ]
    if not compared:
        return "\n".join([*head, *_statuses(found)])
    return "\n".join(
        [
            *head,
            *(f"{name:24}{n:6}  {100 * n / len(compared):6.2f} %" for name, n in rows),
        ]
    )


def _statuses(found: Iterable[Outcome]) -> list[str]:
    statuses = sorted(outcome.verdict.status for outcome in found)
    return [f"exit status {s}: {statuses.count(s)}" for s in sorted(set(statuses))]


def difference(outcome: Outcome) -> str:
    """Return what the two say of one file, each alone; empty when they say the same."""
    expected, verdict = outcome.expected, outcome.verdict
    if expected is None or not outcome.comparable:
        return ""
    lines = []
    if not outcome.status_alike:
        lines.append(f"  status: vipd {verdict.status}, keepalived {expected.status}")
    for sign, ours, theirs in (
        ("vipd alone blames", verdict.lines, expected.lines),
        ("keepalived alone blames", expected.lines, verdict.lines),
    ):
        if ours - theirs:
            places = ", ".join(f"{name}:{number}" for name, number in sorted(ours - theirs))
            lines.append(f"  {sign}: {places}")
    lines += [f"  + {message}" for message in sorted(verdict.messages - expected.messages)]
    lines += [f"  - {message}" for message in sorted(expected.messages - verdict.messages)]
    return "\n".join([outcome.name, *lines]) if lines else ""


def main(arguments: Sequence[str]) -> int:
    """Read the folder, print the tables, and what differs if asked to; return 0."""
    parser = argparse.ArgumentParser(prog="corpus", description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path, help="folder of configurations")
    parser.add_argument("--version", default=VERSION, help="keepalived to compare with")
    parser.add_argument("--differences", action="store_true", help="print what differs")
    parser.add_argument("--dump-differences", action="store_true", help="print dumps that differ")
    parser.add_argument("--only", help="name of one file")
    options = parser.parse_args(arguments)
    found = [
        outcome
        for outcome in outcomes(options.folder, options.version)
        if options.only in (None, outcome.name)
    ]
    if options.differences:
        print("\n".join(filter(None, map(difference, found))))
    print(table(found, options.version))
    compared = dumps(options.folder, options.only)
    if options.dump_differences:
        print("\n".join(compared.differences))
    print(compared.table(), end="\n" if compared.table() else "")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
