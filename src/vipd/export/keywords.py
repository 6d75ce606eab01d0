"""Keywords in words: their form, their default, what vipd does with them."""

from collections.abc import Iterator
from enum import Enum
from fractions import Fraction
from ipaddress import IPv4Address, IPv6Address
from typing import NamedTuple, get_type_hints

from vipd.base.units import MILLISECOND, SECOND, Duration
from vipd.conf.schema.bfd import Millis
from vipd.conf.schema.kinds import Bool, Choice, Clamped, Int, Text
from vipd.conf.schema.registry import (
    Keep,
    Keyword,
    OnReload,
    Shape,
    Status,
    Unset,
    schema_of,
)
from vipd.conf.schema.track_lines import Weight


class Described(NamedTuple):
    """A block with its distinct keywords, by name; ``path`` are the blocks around and itself."""

    path: tuple[str, ...]
    keyword: Keyword | None
    """The keyword that opens the block, None outside blocks."""
    keywords: tuple[Keyword, ...]

    @property
    def title(self) -> str:
        """The path as people write it; empty outside blocks."""
        return "/".join(self.path)


def blocks(root: type) -> Iterator[Described]:
    """Yield a block and then all blocks in it, in the order of their names."""
    yield from _blocks(root, (), None)


def _blocks(cls: type, path: tuple[str, ...], keyword: Keyword | None) -> Iterator[Described]:
    keywords = distinct(cls)
    yield Described(path, keyword, keywords)
    for each in keywords:
        if each.block is not None:
            yield from _blocks(each.block, (*path, each.name), each)


def distinct(cls: type) -> tuple[Keyword, ...]:
    """Return the keywords of a block class, each once, by name."""
    found = {keyword.name: keyword for keyword in schema_of(cls).keywords.values()}
    return tuple(sorted(found.values(), key=lambda keyword: keyword.name))


def form(keyword: Keyword) -> str:
    """Return what follows a keyword."""
    words = "" if keyword.kind is None else keyword.kind.describe()
    match keyword.shape:
        case Shape.BLOCK:
            return "block"
        case Shape.LIST:
            return f"list: {words}" if words else "list"
        case Shape.SIMPLE:
            return words or "words"


def support(keyword: Keyword) -> str:
    """Return what vipd does with a keyword, in one word."""
    match keyword.status:
        case Status.BUILT:
            return "built"
        case Status.ACCEPTED:
            return "accepted"
        case Status.NOT_BUILT:
            return "refused"


def notes(keyword: Keyword) -> tuple[str, ...]:
    """Return sentences on default, faults, names, version and reload, as far as there are any."""
    found = [default(keyword), fault(keyword)]
    old = [each.name for each in keyword.deprecated if each.name != keyword.name]
    found += [f"Old name: {', '.join(old)}."] if old else []
    if any(each.name == keyword.name for each in keyword.deprecated):
        found.append("Deprecated.")
    if keyword.since:
        found.append(f"Since keepalived {keyword.since}.")
    if keyword.extension:
        found.append("Unknown to keepalived.")
    if keyword.reload is not OnReload.APPLY:
        found.append(f"Changed at a reload: {keyword.reload.value}.")
    return tuple(filter(None, found))


def default(keyword: Keyword) -> str:
    """Return a sentence on what holds where the keyword is not given, empty for nothing."""
    return _unset(unset(keyword))


def _unset(unset: Unset) -> str:
    if unset.required:
        return "Required."
    holds = ", else ".join(filter(None, (*unset.inherits, unset.value)))
    between = ", " if unset.words.startswith("else ") else "; "
    text = between.join(filter(None, (holds, unset.words)))
    return f"Default: {text}." if text else ""


def unset(keyword: Keyword) -> Unset:
    """Return what holds where the keyword is not given, as far as it was declared."""
    return keyword.unset or Unset(_written(keyword, keyword.default))


def _written(keyword: Keyword, value: object) -> str:
    """Return a value as it is written behind the keyword, empty where there is no such form."""
    if isinstance(keyword.kind, Choice) and value is not None:
        return next((word for word, meant in keyword.kind.words.items() if meant == value), "")
    match value:
        case bool():
            return ("on" if value else "off") if isinstance(keyword.kind, Bool) else ""
        case int() if is_time(keyword):
            unit = MILLISECOND if isinstance(keyword.kind, Millis) else SECOND
            return f"{float(Fraction(value, unit)):g}"
        case int() | str() | IPv4Address() | IPv6Address():
            return str(value)
        case Enum():
            return str(value.value)
        case Weight():
            return str(value.value)
        case _:
            return ""


def fault(keyword: Keyword) -> str:
    """Return a sentence on a faulty value, empty where it is reported and ignored."""
    kind = keyword.kind
    if keyword.on_error is not Keep.PREVIOUS:
        return f"Out of range: {_written(keyword, keyword.on_error)} is used."
    match kind:
        case Int() if kind.at_least is not None:
            return f"Less than {kind.at_least}: {kind.at_least} is used."
        case Clamped():
            return "Out of range: the nearest bound is used."
        case Text() if kind.bytes_max is not None:
            return "Longer: it is shortened."
        case Choice() if kind.otherwise is not None:
            return "Another word: " + _otherwise(kind)
        case _:
            return ""


def _otherwise(kind: Choice[object]) -> str:
    named = [word for word, value in kind.words.items() if value == kind.otherwise]
    if not named and kind.otherwise == kind.bare:
        return "as no word."
    return f"as {named[0]}." if named else "as none of these."


def is_time(keyword: Keyword) -> bool:
    """Tell whether the value of a keyword is a time."""
    return keyword.kind is not None and get_type_hints(keyword.kind.read)["return"] is Duration
