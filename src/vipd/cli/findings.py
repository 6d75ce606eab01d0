"""Findings in a configuration as text for people: the line, a caret, the reason and the fix."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import click

from vipd.conf.diag import Diagnostic, Severity

_COLOURS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_WIDTH_MAX: Final = 160
"""Characters of a source line that are shown; a longer one is shown around the caret."""


def by_place(found: Sequence[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort findings for somebody who goes through the text; those without a place come last.

    The other order, ``conf.diag.ordered``, is that of keepalived: validation after reading.
    """
    return tuple(sorted(found, key=lambda each: (not each.line, each.order, each.column)))


def finding_text(diagnostic: Diagnostic, contents: Mapping[str, bytes]) -> str:
    """Return one finding, coloured; ``contents`` are the files that were read, by path."""
    place = ""
    if diagnostic.line:
        file = shown(diagnostic.path or diagnostic.file)
        place = click.style(f"{file}:{diagnostic.line}:{diagnostic.column}: ", bold=True)
    colour = _COLOURS[diagnostic.severity]
    kind = click.style(f"{diagnostic.severity.value} {diagnostic.code}", fg=colour, bold=True)
    lines = [f"{place}{kind}: {shown(diagnostic.message)}"]
    lines += _source(diagnostic, contents, colour)
    for name, text in (("why", diagnostic.reason), ("fix", diagnostic.fix)):
        if text:
            lines.append(f"    {click.style(name, fg='blue')}: {shown(text)}")
    return "\n".join(lines)


def _source(diagnostic: Diagnostic, contents: Mapping[str, bytes], colour: str) -> Iterator[str]:
    """Yield the source line and the caret below it, if the place is known."""
    rows = contents.get(diagnostic.path, b"").split(b"\n")
    if not 0 < diagnostic.line <= len(rows):
        return
    row = rows[diagnostic.line - 1].rstrip(b"\r").decode("utf-8", "surrogateescape")
    index = max(diagnostic.column - 1, 0)
    start = max(0, index - _WIDTH_MAX // 2) if len(row) > _WIDTH_MAX else 0
    before, behind = shown(row[start:index]), shown(row[index : start + _WIDTH_MAX])
    number = str(diagnostic.line)
    bar = click.style("|", fg="blue")
    yield f"{number:>6} {bar} {before}{behind}"
    yield f"{'':6} {bar} {' ' * len(before)}{click.style('^', fg=colour, bold=True)}"


def summary(name: str, found: Sequence[Diagnostic]) -> str:
    """Return one line on a configuration: how much was found, by severity."""
    counts = []
    for severity in Severity:
        number = sum(diagnostic.severity is severity for diagnostic in found)
        if number:
            counts.append(f"{number} {severity.value}{'s' if number > 1 else ''}")
    return f"{shown(name)}: {', '.join(counts) or 'nothing to report'}"


def shown(text: str) -> str:
    """Return text that a terminal shows as it is: a tab as a blank, no control characters."""
    return "".join(
        char if char.isprintable() else " " if char == "\t" else _escaped(char) for char in text
    )


def _escaped(char: str) -> str:
    octets = char.encode("utf-8", "surrogateescape")
    return "".join(f"\\x{octet:02x}" for octet in octets)
