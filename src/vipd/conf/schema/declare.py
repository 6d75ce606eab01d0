"""How keywords are declared: one field of one block class each.

::

    @block("vrrp_instance", child=True)
    class VrrpInstance:
        priority: int | None = kw(Int(1, 255), "Election priority; 255 is the address owner.",
                                  default=None, on_error=100)

The field is the keyword; ``block`` is a dataclass transform, so that every use of a value is
typed, and nothing can be set.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Generic, TypedDict, TypeVar, Unpack, cast, dataclass_transform

from vipd.conf.schema.registry import (
    BlockSchema,
    Bound,
    Deprecated,
    Header,
    Keyword,
    Kind,
    NamedLines,
    OnReload,
    Repeat,
    Shape,
    Status,
    Unset,
    register,
)

T = TypeVar("T")
D = TypeVar("D")

_NO_HEADER: Final = Header()
_DECLARED: Final[dict[type, dict[str, Keyword]]] = {}
"""The declarations of each class by their field."""


class Options(TypedDict, total=False):
    """What more may be said of a keyword; the meanings are those of ``Keyword``."""

    bad: str
    on_error: object
    status: Status
    repeat: Repeat
    repeated: str
    aliases: tuple[str, ...]
    deprecated: tuple[Deprecated, ...]
    since: str
    reload: OnReload
    name: str
    extension: bool
    harmless: tuple[object, ...]
    command: bool
    unset: Unset
    behind: str


def kw(kind: Kind[T], doc: str, *, default: D, **options: Unpack[Options]) -> T | D:
    """Declare a keyword with words behind it."""
    return cast(T | D, Keyword(doc=doc, shape=Shape.SIMPLE, kind=kind, default=default, **options))


def lines(
    kind: Kind[T],
    doc: str,
    *,
    status: Status = Status.BUILT,
    bad: str = "",
    repeat: Repeat = Repeat.ADD,
    repeated: str = "",
) -> tuple[T, ...]:
    """Declare a list block: one value a line; several blocks add up, or the first one counts.

    ``bad`` is the report of an empty one, ``repeated`` that of a further one where the first
    counts.
    """
    return cast(
        tuple[T, ...],
        Keyword(
            doc=doc,
            shape=Shape.LIST,
            kind=kind,
            default=(),
            repeat=repeat,
            repeated=repeated,
            status=status,
            bad=bad,
        ),
    )


def named_lines(
    kind: Kind[T], doc: str, *, header: Header, status: Status = Status.BUILT
) -> tuple[NamedLines[T], ...]:
    """Declare a list block with a name: one value a line; each block is one of its own."""
    return cast(
        tuple[NamedLines[T], ...],
        Keyword(
            doc=doc,
            shape=Shape.LIST,
            kind=kind,
            default=(),
            header=header,
            repeat=Repeat.ADD,
            status=status,
        ),
    )


@dataclass(frozen=True, slots=True)
class Later(Generic[T]):
    """A block class in a module that is loaded when the first such block is met."""

    load: Callable[[], type[T]]


def _opens(cls: type[T] | Later[T]) -> Callable[[], type[T]]:
    return cls.load if isinstance(cls, Later) else lambda: cls


def sub(cls: type[T] | Later[T], doc: str, *, status: Status = Status.BUILT) -> Bound[T] | None:
    """Declare a block of which there is one; several are read as one."""
    return cast(
        Bound[T] | None,
        Keyword(doc=doc, shape=Shape.BLOCK, opens=_opens(cls), default=None, status=status),
    )


def many(
    cls: type[T] | Later[T],
    doc: str,
    *,
    header: Header = _NO_HEADER,
    status: Status = Status.BUILT,
    deprecated: tuple[Deprecated, ...] = (),
) -> tuple[Bound[T], ...]:
    """Declare a block that may be there any number of times."""
    return cast(
        tuple[Bound[T], ...],
        Keyword(
            doc=doc,
            shape=Shape.BLOCK,
            opens=_opens(cls),
            default=(),
            header=header,
            repeat=Repeat.ADD,
            status=status,
            deprecated=deprecated,
        ),
    )


@dataclass_transform(
    kw_only_default=True,
    frozen_default=True,
    field_specifiers=(kw, lines, named_lines, sub, many),
)
def block(name: str, *, child: bool) -> Callable[[type[T]], type[T]]:
    """Make a class the declaration of a block; ``child`` as in ``BlockSchema``."""

    def declare(cls: type[T]) -> type[T]:
        declared = _DECLARED[cls] = _declarations(cls)
        register(cls, _schema(name, child, declared))
        for field, keyword in declared.items():
            setattr(cls, field, keyword.default)
        setattr(cls, "__init__", _init)  # noqa: B010  # mypy knows one with the fields
        return cls

    return declare


def _init(self: object, /, **values: object) -> None:
    """Hold what was given; the rest is that of the class, its default.

    A large configuration has many small records of blocks with many keywords, which make a
    dataclass slow to declare and to fill.
    """
    self.__dict__ = values


def _declarations(cls: type) -> dict[str, Keyword]:
    """Return the declarations of a class by their field, those that it inherits first."""
    found: dict[str, Keyword] = {}
    for base in reversed(cls.__mro__):
        found |= _DECLARED.get(base, {})
    for field, declared in vars(cls).items():
        if isinstance(declared, Keyword):
            found[field] = replace(declared, field=field, name=declared.name or field)
    return found


def _schema(name: str, child: bool, declared: Mapping[str, Keyword]) -> BlockSchema:
    table: dict[str, Keyword] = {}
    for keyword in declared.values():
        old = [d.name for d in keyword.deprecated if d.name != keyword.name]
        for known in (keyword.name, *keyword.aliases, *old):
            assert known not in table, f"{name}.{known} is declared twice"
            table[known] = keyword
    return BlockSchema(name, child, MappingProxyType(table))
