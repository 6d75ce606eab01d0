"""How keywords are declared: one field of one block class each.

::

    @block("vrrp_instance", child=True)
    class VrrpInstance:
        priority: int | None = kw(Int(1, 255), "Election priority; 255 is the address owner.",
                                  default=None, on_error=100)

The field is the keyword; ``block`` is a dataclass transform, so that every use of a value is
typed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass, replace
from types import MappingProxyType
from typing import Final, TypeVar, cast, dataclass_transform

from vipd.conf.schema.registry import (
    BlockSchema,
    Bound,
    Deprecated,
    Header,
    Keep,
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

_KEY: Final = "keyword"
_NO_HEADER: Final = Header()


def _declared(keyword: Keyword) -> object:
    """Return the dataclass field that carries a declaration."""
    return field(default=keyword.default, metadata={_KEY: keyword})


def kw(
    kind: Kind[T],
    doc: str,
    *,
    default: D,
    bad: str = "",
    on_error: object = Keep.PREVIOUS,
    status: Status = Status.BUILT,
    repeat: Repeat = Repeat.LAST,
    repeated: str = "",
    aliases: tuple[str, ...] = (),
    deprecated: tuple[Deprecated, ...] = (),
    since: str = "",
    reload: OnReload = OnReload.APPLY,
    name: str = "",
    extension: bool = False,
    harmless: tuple[object, ...] = (),
    command: bool = False,
    unset: Unset | None = None,
    behind: str = "",
) -> T | D:
    """Declare a keyword with words behind it; the options are those of ``Keyword``."""
    made = Keyword(
        doc=doc,
        shape=Shape.SIMPLE,
        kind=kind,
        default=default,
        bad=bad,
        on_error=on_error,
        status=status,
        repeat=repeat,
        repeated=repeated,
        aliases=aliases,
        deprecated=deprecated,
        since=since,
        reload=reload,
        name=name,
        extension=extension,
        harmless=harmless,
        command=command,
        unset=unset,
        behind=behind,
    )
    return cast(T | D, _declared(made))


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
        _declared(
            Keyword(
                doc=doc,
                shape=Shape.LIST,
                kind=kind,
                default=(),
                repeat=repeat,
                repeated=repeated,
                status=status,
                bad=bad,
            )
        ),
    )


def named_lines(
    kind: Kind[T], doc: str, *, header: Header, status: Status = Status.BUILT
) -> tuple[NamedLines[T], ...]:
    """Declare a list block with a name: one value a line; each block is one of its own."""
    return cast(
        tuple[NamedLines[T], ...],
        _declared(
            Keyword(
                doc=doc,
                shape=Shape.LIST,
                kind=kind,
                default=(),
                header=header,
                repeat=Repeat.ADD,
                status=status,
            )
        ),
    )


def sub(cls: type[T], doc: str, *, status: Status = Status.BUILT) -> Bound[T] | None:
    """Declare a block of which there is one; several are read as one."""
    return cast(
        Bound[T] | None,
        _declared(Keyword(doc=doc, shape=Shape.BLOCK, block=cls, default=None, status=status)),
    )


def many(
    cls: type[T],
    doc: str,
    *,
    header: Header = _NO_HEADER,
    status: Status = Status.BUILT,
    deprecated: tuple[Deprecated, ...] = (),
) -> tuple[Bound[T], ...]:
    """Declare a block that may be there any number of times."""
    return cast(
        tuple[Bound[T], ...],
        _declared(
            Keyword(
                doc=doc,
                shape=Shape.BLOCK,
                block=cls,
                default=(),
                header=header,
                repeat=Repeat.ADD,
                status=status,
                deprecated=deprecated,
            )
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
        made = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        register(made, _schema(name, child, made))
        return made

    return declare


def _schema(name: str, child: bool, cls: type) -> BlockSchema:
    table: dict[str, Keyword] = {}
    assert is_dataclass(cls)
    for item in fields(cls):
        declared: Keyword = item.metadata[_KEY]
        keyword = replace(declared, field=item.name, name=declared.name or item.name)
        old = [d.name for d in keyword.deprecated if d.name != keyword.name]
        for known in (keyword.name, *keyword.aliases, *old):
            assert known not in table, f"{name}.{known} is declared twice"
            table[known] = keyword
    return BlockSchema(name, child, MappingProxyType(table))
