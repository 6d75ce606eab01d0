"""The model as JSON, for the link between supervisor and children.

Driven by the fields and type hints of the dataclasses, plain and strict: what was not written by
``to_json`` is refused. Bytes are hexadecimal text, addresses text, enums their values, tuples
arrays; a record of a union of records carries its class name under ``$``.
"""

import json
from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from ipaddress import IPv4Address, IPv6Address
from types import NoneType, UnionType
from typing import Final, NewType, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")

_CLASS: Final = "$"
_Decoder = Callable[[object], object]


def to_json(value: object) -> str:
    """Return a record of the model as compact JSON.

    Raises:
        TypeError: it holds something that the model does not know.
    """
    return json.dumps(_encode(value), separators=(",", ":"))


def from_json(cls: type[T], text: str) -> T:
    """Return the record that ``to_json`` wrote.

    Raises:
        ValueError: the text is not JSON, or not such a record.
    """
    try:
        return cast(T, _decoder(cast(Hashable, cls))(json.loads(text)))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _encode(value: object) -> object:
    match value:
        case Enum():
            return value.value
        case None | bool() | int() | str():
            return value
        case bytes():
            return value.hex()
        case IPv4Address() | IPv6Address():
            return str(value)
        case tuple():
            return [_encode(item) for item in value]
        case _ if is_dataclass(value):
            shown: dict[str, object] = {_CLASS: type(value).__name__}
            for item in fields(value):
                shown[item.name] = _encode(getattr(value, item.name))
            return shown
        case _:
            raise TypeError(f"{type(value).__name__} is not part of the model")


@cache
def _decoder(hint: Hashable) -> _Decoder:
    """Return the function that decodes values of one type hint."""
    if isinstance(hint, NewType):
        return _decoder(hint.__supertype__)
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _union(get_args(hint))
    if origin is tuple:
        return _tuple(get_args(hint))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _enum(hint)
    if isinstance(hint, type) and is_dataclass(hint):
        return _record(hint)
    raise TypeError(f"{hint} is not part of the model")


def _exact(cls: type) -> _Decoder:
    def decode(value: object) -> object:
        # bool is an int to Python; the model tells them apart.
        if type(value) is not cls:
            raise ValueError(f"expected {cls.__name__}, found {value!r:.60}")
        return value

    return decode


def _bytes(value: object) -> bytes:
    if type(value) is not str or value != value.lower() or " " in value:
        raise ValueError(f"expected hexadecimal text, found {value!r:.60}")
    return bytes.fromhex(value)


def _address(cls: type[IPv4Address] | type[IPv6Address]) -> _Decoder:
    def decode(value: object) -> object:
        if type(value) is not str:
            raise ValueError(f"expected an address, found {value!r:.60}")
        return cls(value)

    return decode


_PLAIN: Final[dict[Hashable, _Decoder]] = {
    int: _exact(int),
    str: _exact(str),
    bool: _exact(bool),
    cast(Hashable, NoneType): _exact(NoneType),
    bytes: _bytes,
    IPv4Address: _address(IPv4Address),
    IPv6Address: _address(IPv6Address),
}


def _union(options: tuple[object, ...]) -> _Decoder:
    decoders = [_decoder(option) for option in options]

    def decode(value: object) -> object:
        for decoder in decoders:
            try:
                return decoder(value)
            except ValueError:
                continue
        raise ValueError(f"{value!r:.60} is none of {options}")

    return decode


def _tuple(args: tuple[object, ...]) -> _Decoder:
    if len(args) == 2 and args[1] is Ellipsis:
        item = _decoder(args[0])

        def decode(value: object) -> object:
            return tuple(item(element) for element in _array(value))

        return decode
    decoders = [_decoder(arg) for arg in args]

    def decode_fixed(value: object) -> object:
        array = _array(value)
        if len(array) != len(decoders):
            raise ValueError(f"expected {len(decoders)} elements, found {len(array)}")
        return tuple(decoder(element) for decoder, element in zip(decoders, array, strict=True))

    return decode_fixed


def _array(value: object) -> list[object]:
    if type(value) is not list:
        raise ValueError(f"expected an array, found {value!r:.60}")
    return value


def _enum(cls: type[Enum]) -> _Decoder:
    def decode(value: object) -> object:
        for member in cls:
            if type(member.value) is type(value) and member.value == value:
                return member
        raise ValueError(f"{value!r:.60} is no {cls.__name__}")

    return decode


def _record(cls: type) -> _Decoder:
    hints = get_type_hints(cls)
    assert is_dataclass(cls)
    names = [item.name for item in fields(cls)]
    decoders: dict[str, _Decoder] = {}

    def decode(value: object) -> object:
        if not decoders:
            # Built at first use: a record may refer to itself.
            decoders.update({name: _decoder(hints[name]) for name in names})
        if type(value) is not dict or value.get(_CLASS) != cls.__name__:
            raise ValueError(f"expected {cls.__name__}, found {value!r:.60}")
        if value.keys() - {_CLASS} != set(names):
            raise ValueError(f"{cls.__name__}: wrong fields {sorted(value, key=str)!r:.200}")
        return cls(**{name: decoders[name](value[name]) for name in names})

    return decode
