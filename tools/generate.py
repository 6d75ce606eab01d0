"""Write the reference pages that follow from declarations in the code.

``python -m tools.generate`` writes them, ``--check`` compares and names those that are not current.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.conformance.clauses import CLAUSES
from vipd.cli.options import help_text
from vipd.conf.schema.registry import Keyword, OnReload, Shape, Status, schema_of
from vipd.conf.schema.root import Root

REFERENCE = Path(__file__).resolve().parent.parent / "docs" / "reference"
_MADE = "<!-- Made by tools/generate.py; do not edit. -->\n"


def options() -> str:
    """Return the page of the command line of ``keepalived``."""
    return f"# Options of `keepalived`\n\n{_MADE}\n```\n{help_text('keepalived')}\n```\n"


def keywords() -> str:
    """Return the page of the configuration keywords, block by block."""
    sections = [
        "# Configuration keywords\n",
        _MADE,
        "| Support | Meaning |\n|---|---|",
        "| built | has its effect |",
        "| accepted | serves only parts that vipd does not have: checked, then without effect |",
        "| refused | vipd would act differently without it: the start is refused, with its "
        "position |\n",
    ]
    sections += _block(Root, "", "Outside blocks")
    return "\n".join(sections) + "\n"


def _block(cls: type, path: str, title: str) -> Iterator[str]:
    """Yield the table of a block, then those of the blocks in it."""
    yield f"## {title}\n"
    yield "| Keyword | Value | Support | Meaning |\n|---|---|---|---|"
    distinct = {id(keyword): keyword for keyword in schema_of(cls).keywords.values()}
    inner = []
    for keyword in sorted(distinct.values(), key=lambda each: each.name):
        yield _row(keyword)
        if keyword.block is not None and keyword.status is not Status.NOT_BUILT:
            inner.append(keyword)
    yield ""
    for keyword in inner:
        assert keyword.block is not None
        name = f"{path}{keyword.name}"
        yield from _block(keyword.block, f"{name}/", f"`{name}`")


def _row(keyword: Keyword) -> str:
    names = ", ".join(f"`{name}`" for name in (keyword.name, *keyword.aliases))
    cells = (names, _value(keyword), _support(keyword), _meaning(keyword))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _value(keyword: Keyword) -> str:
    form = "" if keyword.kind is None else keyword.kind.describe()
    match keyword.shape:
        case Shape.BLOCK:
            return "block"
        case Shape.LIST:
            return f"list: {form}" if form else "list"
        case Shape.SIMPLE:
            return form or "words"


def _support(keyword: Keyword) -> str:
    match keyword.status:
        case Status.BUILT:
            return "built"
        case Status.ACCEPTED:
            return "accepted"
        case Status.NOT_BUILT:
            return "refused"


def _meaning(keyword: Keyword) -> str:
    notes = [keyword.doc]
    default = keyword.default
    if isinstance(default, bool):
        notes += ["Default: on."] if default else []
    elif isinstance(default, int | str):
        notes.append(f"Default: {default}.")
    if keyword.since:
        notes.append(f"Since keepalived {keyword.since}.")
    if keyword.reload is not OnReload.APPLY:
        notes.append(f"Changed at a reload: {keyword.reload.value}.")
    return " ".join(notes)


def clauses() -> str:
    """Return the page of RFC clauses: what is tested, and where vipd does otherwise."""
    lines = [
        "# Clauses of the RFCs",
        "",
        _MADE,
        "What RFC 3768, RFC 5798 and RFC 9568 ask of the state machine, in our words. Each clause",
        "has a test in `tests/conformance` that names it, or a reason why vipd does otherwise.",
        "",
        "| Clause | RFC | Demand | Deviation |",
        "|---|---|---|---|",
    ]
    for clause in CLAUSES:
        cells = (clause.name, ", ".join(clause.rfcs), clause.demand, clause.deviation or "–")
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


PAGES = {"options.md": options, "keywords.md": keywords, "rfc-clauses.md": clauses}


def main(arguments: list[str]) -> int:
    """Write the pages, or compare them; returns the exit code."""
    REFERENCE.mkdir(parents=True, exist_ok=True)
    stale = []
    for name, make in PAGES.items():
        path, text = REFERENCE / name, make()
        if arguments != ["--check"]:
            path.write_text(text, "utf-8")
        elif not path.exists() or path.read_text("utf-8") != text:
            stale.append(path)
    for path in stale:
        print(f"{path} is not current: make generate", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
