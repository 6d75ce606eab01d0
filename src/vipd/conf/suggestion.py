"""What was probably meant by a keyword that is not known where it stands."""

from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Final

from vipd.conf.schema.registry import BlockSchema, schema_of

_LIKELY: Final = 0.9
_POSSIBLE: Final = 0.75
"""Likeness of words; 0.9: one letter of ten may be wrong, 0.75: two of eight."""
_HOMES_MAX: Final = 3
"""A keyword that belongs in more blocks than this says nothing of where it was meant to be."""


@lru_cache(maxsize=1024)  # A mistake is often made many times.
def suggestion(name: str, schema: BlockSchema, root: type) -> str:
    """Return advice on ``name``, which the block does not know; ``root`` is the whole language."""
    by_lower = {known.lower(): known for known in schema.keywords}
    likely = get_close_matches(name.lower(), by_lower, n=1, cutoff=_LIKELY)
    homes = sorted({each.name for each in _blocks(root) if name in each.keywords})
    if not likely and homes and len(homes) <= _HOMES_MAX:
        return f"move it; '{name}' belongs in {' or '.join(homes)}"
    near = likely or get_close_matches(name.lower(), by_lower, n=1, cutoff=_POSSIBLE)
    return f"did you mean '{by_lower[near[0]]}'?" if near else "remove it, or correct its spelling"


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
