"""Write the reference pages that follow from declarations in the code.

``python -m tools.generate`` writes them, ``--check`` compares and names those that are not current.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from tests.conformance.clauses import CLAUSES
from tools.completion import bash_completion
from tools.html_reference import html_reference
from tools.manpages import vipd_8, vipd_conf_5
from vipd.cli.options import help_text
from vipd.conf.schema.registry import Keyword
from vipd.conf.schema.root import Root
from vipd.export.keywords import READING, Described, blocks, form, notes, options, support

DOCS = Path(__file__).resolve().parent.parent / "docs"
_MADE = "<!-- Made by tools/generate.py; do not edit. -->\n"


def command_line() -> str:
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
        f"{READING}\n",
    ]
    for block in blocks(Root):
        sections += _block(block)
    return "\n".join(sections) + "\n"


def _block(block: Described) -> Iterator[str]:
    """Yield the table of a block."""
    yield f"## `{block.title}`\n" if block.title else "## Outside blocks\n"
    yield "| Keyword | Value | Support | Meaning |\n|---|---|---|---|"
    for keyword in block.keywords:
        yield _row(keyword, block)
    yield ""
    for keyword in block.keywords:
        yield from _options(keyword)


def _options(keyword: Keyword) -> Iterator[str]:
    """Yield the table of what may stand in a line or behind a keyword."""
    found = options(keyword)
    if not found:
        return
    yield f"### Options of `{keyword.name}`\n"
    yield "| Option | Meaning |\n|---|---|"
    for form_, meaning in found:
        yield f"| `{form_.replace('|', chr(92) + '|')}` | {meaning} |"
    yield ""


def _row(keyword: Keyword, block: Described) -> str:
    names = ", ".join(f"`{name}`" for name in (keyword.name, *keyword.aliases))
    meaning = " ".join((keyword.doc, *notes(keyword)))
    cells = (names, form(keyword), support(keyword, block.status), meaning)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


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


PAGES = {
    "reference/options.md": command_line,
    "reference/keywords.md": keywords,
    "reference/keywords.html": html_reference,
    "reference/rfc-clauses.md": clauses,
    "completion/keepalived.bash": bash_completion,
    "man/vipd.8": vipd_8,
    "man/vipd.conf.5": vipd_conf_5,
}


def main(arguments: list[str]) -> int:
    """Write the pages, or compare them; returns the exit code."""
    stale = []
    for name, make in PAGES.items():
        path, text = DOCS / name, make()
        if arguments != ["--check"]:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        elif not path.exists() or path.read_text("utf-8") != text:
            stale.append(path)
    for path in stale:
        print(f"{path} is not current: make generate", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
