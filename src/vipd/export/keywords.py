"""Keywords in words: their form, their default, what vipd does with them."""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple, get_type_hints

from vipd.base.units import SECOND, Duration
from vipd.conf.schema.registry import Keyword, OnReload, Shape, Status, schema_of


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
    """Return sentences on default, version and reload, as far as there is something to say."""
    found = []
    default = keyword.default
    if isinstance(default, bool):
        found += ["Default: on."] if default else []
    elif isinstance(default, int) and is_time(keyword):
        found.append(f"Default: {float(Fraction(default, SECOND)):g} seconds.")
    elif isinstance(default, int | str):
        found.append(f"Default: {default}.")
    if keyword.since:
        found.append(f"Since keepalived {keyword.since}.")
    if keyword.extension:
        found.append("Unknown to keepalived.")
    if keyword.reload is not OnReload.APPLY:
        found.append(f"Changed at a reload: {keyword.reload.value}.")
    return tuple(found)


def is_time(keyword: Keyword) -> bool:
    """Tell whether the value of a keyword is a time."""
    return keyword.kind is not None and get_type_hints(keyword.kind.read)["return"] is Duration
