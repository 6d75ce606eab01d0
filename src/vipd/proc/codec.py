"""Frozen records to JSON and back, by their type annotations.

JSON and not pickle: what a child sends is data, and reading it can do nothing else than fail.
Records of one process version only ever meet themselves, so there is no schema evolution here.
"""

import base64
import json
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from types import NoneType, UnionType
from typing import NewType, TypeVar, Union, cast, get_args, get_origin, get_type_hints

_Record = TypeVar("_Record")

Json = None | bool | int | str | list["Json"] | dict[str, "Json"]
"""What JSON can say; no floats: times are integers here."""


class CodecError(ValueError):
    """JSON that is not the record it should be."""


def to_json(value: object) -> Json:
    """Return the JSON form of a record or of anything its fields may hold.

    Raises:
        TypeError: for a value of a kind that no record has.
    """
    match value:
        case Enum():
            return value.name
        case None | bool() | int() | str():
            return value
        case bytes():
            return base64.b64encode(value).decode("ascii")
        case IPv4Address() | IPv6Address():
            return str(value)
        case tuple():
            return [to_json(item) for item in value]
        case frozenset():
            return sorted((to_json(item) for item in value), key=repr)
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
        case _:
            raise TypeError(f"no record holds a {type(value).__name__}")


def from_json(kind: type[_Record], data: Json) -> _Record:
    """Return the record of class ``kind`` that ``to_json`` made ``data`` of.

    Raises:
        CodecError: when ``data`` does not have that shape.
    """
    return cast(_Record, _decode(kind, data))


def dumps(value: object) -> bytes:
    """Return a value of ``to_json`` as compact JSON text."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def loads(text: bytes) -> Json:
    """Parse JSON text.

    Raises:
        CodecError: when it is none.
    """
    try:
        return cast(Json, json.loads(text))
    except (ValueError, RecursionError) as error:
        raise CodecError(str(error)) from error


def _decode(kind: object, data: Json) -> object:
    """Decode ``data`` as an instance of the annotation ``kind``."""
    if isinstance(kind, NewType):
        return _decode(kind.__supertype__, data)
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _decode_union(get_args(kind), data)
    if origin in (tuple, frozenset):
        return _decode_sequence(kind, origin, data)
    if isinstance(kind, type):
        return _decode_class(kind, data)
    raise CodecError(f"no record is annotated {kind!r}")


def _decode_union(kinds: tuple[object, ...], data: Json) -> object:
    """Decode an address, or a value that may be absent: no record has another union."""
    if set(kinds) == {IPv4Address, IPv6Address}:
        return _decode_class(IPv4Address | IPv6Address, data)
    if data is None and NoneType in kinds:
        return None
    left = tuple(kind for kind in kinds if kind is not NoneType)
    if set(left) == {IPv4Address, IPv6Address}:
        return _decode_class(IPv4Address | IPv6Address, data)
    if len(left) != 1:
        raise CodecError(f"ambiguous annotation {kinds!r}")
    return _decode(left[0], data)


def _decode_sequence(kind: object, origin: object, data: Json) -> object:
    """Decode a tuple of one kind, a tuple of fixed kinds or a frozenset."""
    if not isinstance(data, list):
        raise CodecError(f"expected a list, got {type(data).__name__}")
    kinds = get_args(kind)
    if origin is frozenset:
        return frozenset(_decode(kinds[0], item) for item in data)
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        return tuple(_decode(kinds[0], item) for item in data)
    if len(kinds) != len(data):
        raise CodecError(f"expected {len(kinds)} items, got {len(data)}")
    return tuple(_decode(each, item) for each, item in zip(kinds, data, strict=True))


def _decode_class(kind: object, data: Json) -> object:
    """Decode a plain value, an address, an enum member or a record."""
    if kind in (IPv4Address, IPv6Address, IPv4Address | IPv6Address):
        if not isinstance(data, str):
            raise CodecError("expected an address")
        try:
            return ip_address(data)
        except ValueError as error:
            raise CodecError(str(error)) from error
    assert isinstance(kind, type)
    if kind is bytes:
        return _decode_bytes(data)
    if issubclass(kind, Enum):
        if not isinstance(data, str) or data not in kind.__members__:
            raise CodecError(f"{data!r} is no {kind.__name__}")
        return kind[data]
    if is_dataclass(kind):
        return _decode_record(kind, data)
    if type(data) is not kind:
        raise CodecError(f"expected {kind.__name__}, got {type(data).__name__}")
    return data


def _decode_bytes(data: Json) -> bytes:
    if not isinstance(data, str):
        raise CodecError("expected base64 text")
    try:
        return base64.b64decode(data, validate=True)
    except ValueError as error:
        raise CodecError(str(error)) from error


def _decode_record(kind: type, data: Json) -> object:
    """Decode a record; every field must be there and no other."""
    hints = _hints(kind)
    if not isinstance(data, dict) or data.keys() != hints.keys():
        raise CodecError(f"not the fields of {kind.__name__}")
    try:
        return kind(**{name: _decode(hint, data[name]) for name, hint in hints.items()})
    except (TypeError, ValueError) as error:
        raise CodecError(f"{kind.__name__}: {error}") from error


@cache
def _hints(kind: type) -> dict[str, object]:
    """Return the annotations of a record's fields, resolved."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
