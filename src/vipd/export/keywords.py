"""Keywords in words: their form, their default, what vipd does with them."""

from collections.abc import Iterator
from enum import Enum
from fractions import Fraction
from ipaddress import IPv4Address, IPv6Address
from typing import Final, NamedTuple, get_type_hints

from vipd.base.units import MILLISECOND, SECOND, Duration
from vipd.conf.schema.bfd import Millis
from vipd.conf.schema.kinds import Bool, Choice, Clamped, Int, Text
from vipd.conf.schema.line_options import Option, options_of
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

READING: Final = (
    "A default that names another keyword is the value of that one. A bad value is reported and"
    " ignored, so that what held before still holds, unless something else is said of it. Digits"
    " with anything behind them are reported and used by a start, and not by a test."
)
"""What holds for all keywords."""


class Described(NamedTuple):
    """A block with its distinct keywords, by name; ``path`` are the blocks around and itself.

    ``status`` is what vipd does with the block: what is in it has no more effect than it.
    """

    path: tuple[str, ...]
    keyword: Keyword | None
    """The keyword that opens the block, None outside blocks."""
    keywords: tuple[Keyword, ...]
    status: Status = Status.BUILT

    @property
    def title(self) -> str:
        """The path as people write it; empty outside blocks."""
        return "/".join(self.path)


def blocks(root: type) -> Iterator[Described]:
    """Yield a block and then all blocks in it, in the order of their names."""
    yield from _blocks(root, (), None, Status.BUILT)


def _blocks(
    cls: type, path: tuple[str, ...], keyword: Keyword | None, status: Status
) -> Iterator[Described]:
    keywords = distinct(cls)
    yield Described(path, keyword, keywords, status)
    for each in keywords:
        if each.block is not None:
            yield from _blocks(each.block, (*path, each.name), each, _less(status, each.status))


def _less(around: Status, own: Status) -> Status:
    """Return what remains of a keyword in a block that vipd does less with."""
    return own if around is Status.BUILT else around


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


def support(keyword: Keyword, around: Status = Status.BUILT) -> str:
    """Return what vipd does with a keyword in a block of this status, in one word."""
    match _less(around, keyword.status):
        case Status.BUILT:
            return "built"
        case Status.ACCEPTED:
            return "accepted"
        case Status.NOT_BUILT:
            return "refused"


def options(keyword: Keyword) -> tuple[tuple[str, str], ...]:
    """Return what may stand in a line or behind a keyword: its form, and what it means."""
    return tuple((_syntax(option), _explained(option)) for option in options_of(keyword.kind))


def _syntax(option: Option) -> str:
    if option.name.isupper():
        return f"{option.name}: {option.form}"
    names = ", ".join((option.name, *option.aliases))
    return f"{names} {option.form}".rstrip()


def _explained(option: Option) -> str:
    old = f"Old name: {', '.join(option.old)}." if option.old else ""
    return " ".join(filter(None, (option.doc, _unset(option.unset), old)))


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
