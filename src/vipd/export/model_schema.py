"""The model as JSON Schema: what ``vipd check --show --json`` writes of a configuration.

Driven by the type hints of the records, as ``model.codec`` is, which says how each type is written.
"""

import inspect
from dataclasses import fields, is_dataclass
from enum import Enum
from ipaddress import IPv4Address, IPv6Address
from types import NoneType, UnionType
from typing import Final, NewType, Union, get_args, get_origin, get_type_hints

from vipd import __version__
from vipd.base.units import Duration
from vipd.export.keyword_schema import DIALECT, Json
from vipd.model.process import Daemon

_PLAIN: Final[dict[object, Json]] = {
    int: {"type": "integer"},
    str: {"type": "string"},
    bool: {"type": "boolean"},
    NoneType: {"type": "null"},
    bytes: {"type": "string", "pattern": "^([0-9a-f]{2})*$"},
    IPv4Address: {"type": "string", "format": "ipv4"},
    IPv6Address: {"type": "string", "format": "ipv6"},
}


def model_schema() -> Json:
    """Return the schema of the model of a whole configuration."""
    definitions: Json = {}
    top = _schema(Daemon, definitions)
    return {
        "$schema": DIALECT,
        "title": f"Model of a configuration of vipd {__version__}",
        **top,
        "$defs": definitions,
    }


def _schema(hint: object, definitions: Json) -> Json:
    """Return the schema of a type hint; records go to ``definitions``."""
    if hint is Duration:
        return {"type": "integer", "description": "nanoseconds"}
    if isinstance(hint, NewType):
        return _schema(hint.__supertype__, definitions)
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return {"anyOf": [_schema(option, definitions) for option in get_args(hint)]}
    if origin is tuple:
        return _array(get_args(hint), definitions)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [member.value for member in hint]}
    assert isinstance(hint, type), f"{hint} is not part of the model"
    if hint.__name__ not in definitions:
        definitions[hint.__name__] = {}  # A record may refer to itself.
        definitions[hint.__name__] = _record(hint, definitions)
    return {"$ref": f"#/$defs/{hint.__name__}"}


def _array(args: tuple[object, ...], definitions: Json) -> Json:
    if len(args) == 2 and args[1] is Ellipsis:
        return {"type": "array", "items": _schema(args[0], definitions)}
    items = [_schema(arg, definitions) for arg in args]
    return {"type": "array", "prefixItems": items, "minItems": len(items), "items": False}


def _record(cls: type, definitions: Json) -> Json:
    """Return the schema of a record: all fields, and its class."""
    hints = get_type_hints(cls)
    assert is_dataclass(cls)
    members: Json = {"$": {"const": cls.__name__}}
    for item in fields(cls):
        members[item.name] = _schema(hints[item.name], definitions)
    return {
        "type": "object",
        "description": (inspect.getdoc(cls) or "").partition("\n")[0],
        "properties": members,
        "required": list(members),
        "additionalProperties": False,
    }
