"""Findings in a configuration as documents for programs: our JSON, and SARIF 2.1.0.

Text that is no UTF-8 in the file becomes U+FFFD here, since JSON has no place for its bytes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vipd.conf import codes
from vipd.conf.diag import Code, Diagnostic, Severity, config_test_status, phrase

_SARIF_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in one configuration.

    Where they were asked for, ``model`` is its JSON and ``expanded`` its text as a node reads it.
    """

    name: str
    files: tuple[str, ...]
    found: tuple[Diagnostic, ...]
    model: object = None
    expanded: str | None = None


def catalogue() -> Mapping[str, tuple[str, Code]]:
    """Return every code by its number, with its name in words."""
    table = {}
    for constant, value in vars(codes).items():
        if isinstance(value, Code):
            table[value.name] = (constant.lower().replace("_", " "), value)
    return dict(sorted(table.items()))


def json_document(checked: Sequence[Checked]) -> dict[str, object]:
    """Return all findings of all configurations."""
    return {"version": 1, "configurations": [_configuration(each) for each in checked]}


def _configuration(checked: Checked) -> dict[str, object]:
    document: dict[str, object] = {
        "name": plain(checked.name),
        "files": [plain(name) for name in checked.files],
        "test_status": config_test_status(checked.found),
        "findings": [_finding(diagnostic) for diagnostic in checked.found],
    }
    if checked.model is not None:
        document["model"] = checked.model
    if checked.expanded is not None:
        document["expanded"] = plain(checked.expanded)
    return document


def _finding(diagnostic: Diagnostic) -> dict[str, object]:
    """Return one finding; file, line and column (from 1) only where there is a place."""
    place: dict[str, object] = {}
    if diagnostic.line:
        place = {
            "file": plain(diagnostic.path or diagnostic.file),
            "line": diagnostic.line,
            "column": diagnostic.column,
        }
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        **place,
        "message": plain(diagnostic.message),
        "keepalived": plain(phrase(diagnostic)),
        "reason": plain(diagnostic.reason),
        "fix": plain(diagnostic.fix),
    }


def sarif_document(checked: Sequence[Checked], *, version: str) -> dict[str, object]:
    """Return the findings as SARIF, as code hosts and editors read it; one run for all."""
    table = catalogue()
    order = {name: index for index, name in enumerate(table)}
    results = [_result(each, order) for one in checked for each in one.found]
    driver = {
        "name": "vipd",
        "version": version,
        "rules": [_rule(number, *table[number]) for number in order],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(number: str, name: str, code: Code) -> dict[str, object]:
    rule: dict[str, object] = {
        "id": number,
        "name": "".join(word.capitalize() for word in name.split()),
        "shortDescription": {"text": name.capitalize()},
        "defaultConfiguration": {"level": _LEVELS[code.severity]},
    }
    if code.reason:
        rule["fullDescription"] = {
            "text": f"{code.reason}; {code.fix}" if code.fix else code.reason
        }
    return rule


def _result(diagnostic: Diagnostic, order: Mapping[str, int]) -> dict[str, object]:
    said = (diagnostic.message, diagnostic.reason, diagnostic.fix)
    result: dict[str, object] = {
        "ruleId": diagnostic.code,
        "ruleIndex": order[diagnostic.code],
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": plain("; ".join(part for part in said if part))},
    }
    if diagnostic.line:
        uri = _uri(plain(diagnostic.path or diagnostic.file))
        region = {"startLine": diagnostic.line, "startColumn": max(diagnostic.column, 1)}
        place = {"artifactLocation": {"uri": uri}, "region": region}
        result["locations"] = [{"physicalLocation": place}]
    return result


def _uri(path: str) -> str:
    """Return a path as a URI reference; RFC 3986 2.3: what is unreserved stays."""
    quoted = "".join(
        chr(octet) if chr(octet) in _UNRESERVED else f"%{octet:02X}" for octet in path.encode()
    )
    return f"file://{quoted}" if path.startswith("/") else quoted


_UNRESERVED: Final = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/"
)


def plain(text: str) -> str:
    """Return text that can be written as UTF-8."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
