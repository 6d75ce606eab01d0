"""What was probably meant by a keyword that is not known where it stands."""

from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Final, NamedTuple

from vipd.conf.include_forms import FORMS
from vipd.conf.schema.registry import BlockSchema, schema_of

_LIKELY: Final = 0.9
_POSSIBLE: Final = 0.75
"""Likeness of words; 0.9: one letter of ten may be wrong, 0.75: two of eight."""
_HOMES_MAX: Final = 3
"""A keyword that belongs in more blocks than this says nothing of where it was meant to be."""
_BYTE_ORDER_MARK: Final = "\ufeff"
_COMMENTS: Final = ("//", "/*", "--", ";")
"""What begins comments elsewhere."""


class Mistake(NamedTuple):
    """A keyword that the block does not know; ``root`` is the whole language.

    ``mend`` says what went wrong before it, empty for nothing.
    """

    name: str
    schema: BlockSchema
    root: type
    mend: str = ""


@lru_cache(maxsize=1024)  # A mistake is often made many times.
def suggestion(mistake: Mistake) -> str:
    """Return what to do about a keyword that is not known."""
    name, schema, root, mend = mistake
    if name.startswith(_BYTE_ORDER_MARK):
        return "save the file without a byte order mark"
    if name.startswith(_COMMENTS):
        return "begin a comment with '#' or '!'"
    by_lower = {known.lower(): known for known in (*schema.keywords, *FORMS)}
    likely = get_close_matches(name.lower(), by_lower, n=1, cutoff=_LIKELY)
    if not likely and (advice := mend or _elsewhere(name, root)):
        return advice
    near = likely or get_close_matches(name.lower(), by_lower, n=1, cutoff=_POSSIBLE)
    return f"did you mean '{by_lower[near[0]]}'?" if near else "remove it, or correct its spelling"


def _elsewhere(name: str, root: type) -> str:
    """Say where a keyword belongs, nothing where that says little."""
    if name in schema_of(root).keywords:
        return f"'{name}' belongs outside all blocks; is there a '}}' missing before it?"
    homes = sorted({each.name for each in _blocks(root) if name in each.keywords})
    few = 0 < len(homes) <= _HOMES_MAX
    return f"move it; '{name}' belongs in {' or '.join(homes)}" if few else ""


@cache
def _blocks(root: type) -> tuple[BlockSchema, ...]:
    """Return the schema of every block of the language that has a name, each once."""
    found = []
    seen = {root}
    waiting = [root]
    while waiting:
        schema = schema_of(waiting.pop())
        if schema.name:
            found.append(schema)
        for keyword in schema.keywords.values():
            if keyword.block is not None and keyword.block not in seen:
                seen.add(keyword.block)
                waiting.append(keyword.block)
    return tuple(found)
