"""Keep modules and functions short, and the written rules that no linter knows.

Limits: a module has at most 400 lines and a function at most 40. Up to 600 and 70 a place may
stay longer if ``tools/tidy-ratchet.tsv`` lists it with its length; the list may only shrink.
``--write`` rewrites the list, and refuses to let any entry grow.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RATCHET = "tools/tidy-ratchet.tsv"
TREES = ("src", "tools", "bench", "tests")


class Kind(Enum):
    """What has a length; the value is (limit, hard limit) in lines."""

    MODULE = (400, 600)
    FUNCTION = (40, 70)


@dataclass(frozen=True, slots=True)
class Measure:
    """The length of one module or function; ``place`` is path or path:qualified.name."""

    place: str
    kind: Kind
    lines: int


def _functions(tree: ast.AST, prefix: str) -> Iterator[tuple[str, int]]:
    """Yield qualified name and length of every function below ``tree``.

    The docstring does not count: an interface may be explained at length.
    """
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            name = prefix + node.name
            yield name, _length(node)
            yield from _functions(node, name + ".")
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node, prefix + node.name + ".")
        else:
            yield from _functions(node, prefix)


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function from ``def`` to its end, without its docstring."""
    assert node.end_lineno is not None
    lines = node.end_lineno - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node, clean=False) is not None and first.end_lineno is not None:
        lines -= first.end_lineno - first.lineno + 1
    return lines


def measure(path: str, text: str) -> list[Measure]:
    """Measure one module and its functions.

    Raises:
        SyntaxError: when ``text`` is not Python.
    """
    functions = _functions(ast.parse(text), "")
    return [
        Measure(path, Kind.MODULE, len(text.splitlines())),
        *(Measure(f"{path}:{name}", Kind.FUNCTION, lines) for name, lines in functions),
    ]


def judge(measures: list[Measure], ratchet: dict[str, int]) -> list[str]:
    """Return one sentence for each place that is too long, and each needless list entry."""
    findings = []
    seen = set()
    for item in measures:
        limit, hard = item.kind.value
        allowed = min(max(limit, ratchet.get(item.place, 0)), hard)
        if item.lines > allowed:
            findings.append(f"{item.place}: {item.lines} lines, at most {allowed}")
        if item.lines > limit:
            seen.add(item.place)
    findings += [f"{place}: listed in {RATCHET} needlessly" for place in ratchet.keys() - seen]
    return sorted(findings)


def entries(measures: list[Measure]) -> dict[str, int]:
    """Return what has to be listed: everything above its limit, with its length."""
    return {item.place: item.lines for item in measures if item.lines > item.kind.value[0]}


def read_ratchet(text: str) -> dict[str, int]:
    """Read lines of place, tab, number of lines."""
    pairs = (line.split("\t") for line in text.splitlines() if line)
    return {place: int(lines) for place, lines in pairs}


def _measure_all() -> list[Measure]:
    """Measure everything in the trees below the root, in a stable order."""
    files = sorted(path for tree in TREES for path in (ROOT / tree).rglob("*.py"))
    return [
        item
        for path in files
        for item in measure(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
    ]


def main(arguments: list[str]) -> int:
    """Check the tree, or rewrite the list; returns the exit code."""
    path = ROOT / RATCHET
    ratchet = read_ratchet(path.read_text("utf-8")) if path.exists() else {}
    measures = _measure_all()
    if arguments == ["--write"]:
        new = entries(measures)
        ratchet = {place: min(lines, ratchet.get(place, lines)) for place, lines in new.items()}
        path.write_text("".join(f"{place}\t{n}\n" for place, n in sorted(ratchet.items())))
    findings = judge(measures, ratchet)
    for finding in findings:
        print(finding, file=sys.stderr)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
