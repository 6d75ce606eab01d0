"""The keyword reference as one HTML page that needs nothing else: no script, no other file."""

from collections.abc import Iterator
from html import escape
from typing import Final

from vipd import __version__
from vipd.conf.schema.registry import Keyword
from vipd.conf.schema.root import Root
from vipd.export.keywords import READING, Described, blocks, form, notes, options, support

_STYLE: Final = """
:root { color-scheme: light dark; --line: #8886; --dim: #8881; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 68rem; margin: 2rem auto; padding: 0 1rem; }
code { font-family: ui-monospace, monospace; font-size: 0.95em; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem; }
th, td { border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
td:first-child { width: 16rem; } td:nth-child(2) { width: 14rem; }
tr:target, tr:hover { background: var(--dim); }
dl { margin: 0.3rem 0 0; } dd { margin: 0 0 0.2rem 1.5rem; }
nav ul { columns: 16rem; padding-left: 1rem; }
.accepted, .refused { font-size: 0.85em; border: 1px solid var(--line); padding: 0 0.3em; }
"""


def html_reference() -> str:
    """Return the page: every block with its keywords, each with an address of its own."""
    all_blocks = tuple(blocks(Root))
    parts = [
        "<!DOCTYPE html>",
        "<!-- Made by tools/generate.py; do not edit. -->",
        '<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>vipd {__version__}: configuration keywords</title>",
        f"<style>{_STYLE}</style></head><body>",
        "<h1>Configuration keywords</h1>",
        "<p>A keyword without a mark has its effect.",
        '<span class="accepted">accepted</span>: it serves only parts that vipd does not have; it',
        "is checked and has no effect.",
        '<span class="refused">refused</span>: vipd would act differently without it; the daemon',
        "does not start, and names it.</p>",
        f"<p>{READING}</p>",
        "<nav><ul>",
        *(
            f'<li><a href="#{_anchor(each)}"><code>{escape(_title(each))}</code></a></li>'
            for each in all_blocks
        ),
        "</ul></nav>",
    ]
    for each in all_blocks:
        parts += _section(each)
    return "\n".join([*parts, "</body></html>"]) + "\n"


def _section(block: Described) -> Iterator[str]:
    """Yield the heading and the table of one block."""
    anchor = _anchor(block)
    yield f'<h2 id="{anchor}"><code>{escape(_title(block))}</code></h2>'
    if block.keyword is not None:
        mark = support(block.keyword, block.status)
        note = "" if mark == "built" else f' <span class="{mark}">{mark}</span>'
        yield f"<p>{escape(block.keyword.doc)}{note}</p>"
    yield "<table><thead><tr><th>Keyword</th><th>Value</th><th>Meaning</th></tr></thead><tbody>"
    for keyword in block.keywords:
        yield _row(keyword, block)
    yield "</tbody></table>"


def _row(keyword: Keyword, block: Described) -> str:
    names = ", ".join(f"<code>{escape(n)}</code>" for n in (keyword.name, *keyword.aliases))
    value = escape(form(keyword))
    if keyword.block is not None:
        value = f'<a href="#{_joined(*block.path, keyword.name)}">block</a>'
    meaning = escape(" ".join((keyword.doc, *notes(keyword))))
    mark = support(keyword, block.status)
    if mark != "built":
        meaning += f' <span class="{mark}">{mark}</span>'
    pairs = "".join(
        f"<dt><code>{escape(form_)}</code></dt><dd>{escape(text)}</dd>"
        for form_, text in options(keyword)
    )
    meaning += f"<dl>{pairs}</dl>" if pairs else ""
    row = f"{_anchor(block)}--{keyword.name}"
    return f'<tr id="{row}"><td>{names}</td><td>{value}</td><td>{meaning}</td></tr>'


def _title(block: Described) -> str:
    return block.title or "outside blocks"


def _anchor(block: Described) -> str:
    return _joined(*block.path)


def _joined(*path: str) -> str:
    return "-".join(path) or "root"
