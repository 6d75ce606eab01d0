"""File name patterns of ``-f`` and ``include``: braces, ``* ? [...]``, backslash quoting.

keepalived 2.4: brace alternatives are matched in the order written, the matches of one sorted by
byte value; hidden files need an explicit dot; directories match with a trailing slash.
"""

import re
from dataclasses import dataclass
from typing import Final

from vipd.conf.files import FileKind, Files
from vipd.conf.text import octets

ALTERNATIVES_MAX: Final = 1_000
"""Bound of what nested braces may expand to."""

_WILDCARDS: Final = re.compile(r"(?<!\\)[*?\[]")


@dataclass(frozen=True, slots=True)
class Matches:
    """What a pattern found.

    ``missing``: alternatives without wildcards, or whose directory is not there, that do not
    exist.
    """

    names: tuple[str, ...]
    missing: tuple[str, ...]


def match_files(pattern: str, directory: str, files: Files) -> Matches:
    """Find the files of ``pattern``; relative names are looked up in ``directory``."""
    names: list[str] = []
    missing: list[str] = []
    for alternative in expand_braces(pattern):
        if not _WILDCARDS.search(alternative):
            name = alternative.replace("\\", "")
            kind = files.kind(join(directory, name))
            if not name or kind is FileKind.MISSING:
                missing.append(alternative)
            else:
                names.append(_marked(name, kind))
            continue
        found, directories = _walk(alternative, directory, files)
        names.extend(found)
        if not found and not directories:
            missing.append(alternative)
    return Matches(tuple(names), tuple(missing))


def has_wildcards(pattern: str) -> bool:
    """Tell whether the pattern has ``* ? [`` that are not quoted."""
    return _WILDCARDS.search(pattern) is not None


def absolute(directory: str, name: str) -> str:
    """Return the directory ``name`` as seen from ``directory``, without dots and last slash."""
    parts: list[str] = []
    for part in join(directory, name).split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/" + "/".join(parts)


def join(directory: str, name: str) -> str:
    """Return ``name`` as seen from ``directory``; an empty directory is the working one."""
    if name.startswith("/") or not directory:
        return name
    return f"{directory.rstrip('/')}/{name}"


def parent(name: str) -> str:
    """Return the directory part of ``name``, empty when it has none."""
    head, slash, _ = name.rpartition("/")
    return head or slash


def expand_braces(pattern: str) -> tuple[str, ...]:
    """Expand csh braces, nested ones too; an unbalanced brace is literal."""
    found: list[str] = []
    pending = [pattern]
    while pending and len(found) + len(pending) <= ALTERNATIVES_MAX:
        current = pending.pop()
        parts = _first_brace(current)
        if parts is None:
            found.append(current)
            continue
        head, alternatives, tail = parts
        pending.extend(head + item + tail for item in reversed(alternatives))
    return tuple(found)


def _first_brace(pattern: str) -> tuple[str, list[str], str] | None:
    """Split at the first balanced brace: text before, alternatives, text after."""
    for start in _unquoted(pattern, "{"):
        depth = 0
        item = start + 1
        items: list[str] = []
        for index in _unquoted(pattern, "{},"):
            if index < start:
                continue
            char = pattern[index]
            if char == "{":
                depth += 1
            elif char == "," and depth == 1:
                items.append(pattern[item:index])
                item = index + 1
            elif char == "}":
                depth -= 1
                if depth == 0:
                    return pattern[:start], [*items, pattern[item:index]], pattern[index + 1 :]
    return None


def _unquoted(pattern: str, chars: str) -> list[int]:
    """Return the indices of ``chars`` that no backslash precedes."""
    found = []
    index = 0
    while index < len(pattern):
        if pattern[index] == "\\":
            index += 2
            continue
        if pattern[index] in chars:
            found.append(index)
        index += 1
    return found


def _walk(pattern: str, directory: str, files: Files) -> tuple[list[str], bool]:
    """Match component by component; also tell whether the fixed directories exist."""
    *folders, last = pattern.split("/")
    bases = [""]
    exists = True
    for depth, part in enumerate(folders):
        if part == "" and depth == 0:
            bases = ["/"]
            continue
        nexts: list[str] = []
        for base in bases:
            for name in _component(part, base, directory, files):
                if files.kind(join(directory, base + name)) is FileKind.DIRECTORY:
                    nexts.append(f"{base}{name}/")
        if not nexts and not has_wildcards(part):
            exists = False
        bases = nexts
    found = [
        _marked(base + name, files.kind(join(directory, base + name)))
        for base in bases
        for name in _component(last, base, directory, files)
    ]
    return sorted(found, key=octets), exists


def _component(part: str, base: str, directory: str, files: Files) -> list[str]:
    """Return the names in ``base`` that match one component."""
    if not has_wildcards(part):
        name = part.replace("\\", "")
        there = files.kind(join(directory, base + name)) is not FileKind.MISSING
        return [name] if there or name == "" else []
    matcher = re.compile(_translated(part), re.DOTALL)
    folder = join(directory, base) if base else (directory or ".")
    return [
        name
        for name in files.names(folder)
        if matcher.fullmatch(name) and (part.startswith(".") or not name.startswith("."))
    ]


def _translated(part: str) -> str:
    """Translate one component of a glob to a regular expression."""
    out: list[str] = []
    index = 0
    while index < len(part):
        char = part[index]
        if char == "\\" and index + 1 < len(part):
            out.append(re.escape(part[index + 1]))
            index += 2
            continue
        if char == "[":
            end = part.find("]", index + 3 if part[index + 1 : index + 2] in "!^" else index + 2)
            if end > 0:
                body = part[index + 1 : end]
                negated = body[:1] in ("!", "^")
                items = (body[1:] if negated else body).replace("\\", "\\\\").replace("[", "\\[")
                items = items.replace("]", "\\]").replace("^", "\\^")
                items = items.replace("&&", "&\\&").replace("||", "|\\|").replace("~~", "~\\~")
                out.append(f"[{'^' if negated else ''}{items}]")
                index = end + 1
                continue
        out.append({"*": ".*", "?": "."}.get(char, re.escape(char)))
        index += 1
    return "".join(out)


def _marked(name: str, kind: FileKind) -> str:
    """Return the name with the slash that marks a directory."""
    return f"{name}/" if kind is FileKind.DIRECTORY and not name.endswith("/") else name
