"""The keywords as JSON Schema: what a configuration may hold, for programs that write or judge one.

A configuration as JSON: a keyword is a member of the object of its block. Its value is a number, a
boolean or a word where the keyword has one of that form, ``true`` for a keyword that says it all,
and otherwise the text behind the keyword. A list block is an array of its lines. A block that has a
name is a member of an object, under its name; of other blocks there is one, or an array of them.
"""

from typing import Final

from vipd import __version__
from vipd.conf.schema.bfd import MILLIS_MAX, Millis
from vipd.conf.schema.kinds import Bool, Choice, Clamped, Flag, Int, OneInt, Seconds
from vipd.conf.schema.registry import Keyword, Repeat, Shape, schema_of
from vipd.conf.schema.root import Root
from vipd.export.keywords import blocks, default, form, options, support, unset

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_MICROSECONDS: Final = 1_000_000

Json = dict[str, object]


def keyword_schema() -> Json:
    """Return the schema of a whole configuration."""
    definitions: Json = {}
    for block in blocks(Root):
        if block.keyword is not None and block.keyword.block is not None:
            definitions[block.keyword.block.__name__] = _block(block.keyword.block)
    return {
        "$schema": DIALECT,
        "title": f"Configuration keywords of vipd {__version__}",
        **_block(Root),
        "$defs": definitions,
    }


def _block(cls: type) -> Json:
    """Return the schema of the members of one block."""
    members: Json = {}
    for name, keyword in sorted(schema_of(cls).keywords.items()):
        member = _described(keyword)
        if any(old.name == name for old in keyword.deprecated):
            member["deprecated"] = True
        members[name] = member
    return {"type": "object", "properties": members, "additionalProperties": False}


def _described(keyword: Keyword) -> Json:
    """Return the schema of one keyword, with all that is said of it."""
    member: Json = {**_value(keyword), "description": keyword.doc, "x-support": support(keyword)}
    if keyword.shape is not Shape.BLOCK:
        member["x-form"] = form(keyword)
    if keyword.since:
        member["x-since"] = keyword.since
    held = unset(keyword)
    if held.inherits or held.words:
        member["x-default"] = default(keyword).removeprefix("Default: ").removesuffix(".")
    elif held.value:
        member["default"] = _typed(held.value, member.get("type"))
    if held.required:
        member["x-required"] = True
    found = options(keyword)
    if found:
        member["x-options"] = dict(found)
    return member


def _typed(value: str, name: object) -> object:
    """Return a default as the schema types it."""
    match name:
        case "boolean":
            return value == "on"
        case "integer":
            return int(value)
        case "number":
            return float(value)
        case _:
            return value


def _value(keyword: Keyword) -> Json:
    """Return the schema of what follows a keyword."""
    match keyword.shape:
        case Shape.SIMPLE:
            value = _words(keyword.kind)
        case Shape.LIST:
            value = {"type": "array", "items": {"type": "string"}}
        case Shape.BLOCK:
            assert keyword.block is not None
            value = {"$ref": f"#/$defs/{keyword.block.__name__}"}
    if keyword.header.named or keyword.header.kind is not None:
        return {"type": "object", "additionalProperties": value}
    if keyword.repeat is Repeat.ADD and keyword.shape is not Shape.LIST:
        return {"type": "array", "items": value}
    return value


def _words(kind: object) -> Json:
    """Return the schema of the words of a kind; a text where there is nothing simpler."""
    match kind:
        case Flag():
            return {"const": True}
        case Bool():
            return {"type": "boolean"}
        case Int() | OneInt() | Clamped():
            return _number("integer", kind.low, kind.high)
        case Seconds():
            return _number("number", kind.low_us / _MICROSECONDS, kind.high_us / _MICROSECONDS)
        case Millis():
            return _number("number", kind.low, MILLIS_MAX)
        case Choice() if not kind.any_case:
            return {"enum": list(kind.words)}
        case _:
            return {"type": "string"}


def _number(name: str, low: float, high: float) -> Json:
    return {"type": name, "minimum": low, "maximum": high}
