"""What a keyword is, and how one is declared: one field of one block class each.

::

    @block("vrrp_instance", child=True)
    class VrrpInstance:
        priority: int | None = kw(Int(1, 255), "Election priority; 255 is the address owner.",
                                  default=None, on_error=100)

Parser, documentation and checks read these declarations and nothing else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from enum import Enum
from types import MappingProxyType
from typing import Any, Final, Generic, Protocol, TypeVar, cast, dataclass_transform

from vipd.conf.diag import Position, SourceLine
from vipd.conf.schema.call import Call

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
D = TypeVar("D")


class Kind(Protocol[T_co]):
    """The form of a value: how the words after a keyword, or of a line of a list, are read."""

    def read(self, call: Call) -> T_co:
        """Return the value.

        Raises:
            Rejected: the value is unusable; what the keyword holds already stays.
            MissingWord: a word that must be there is not.
        """
        ...

    def describe(self) -> str:
        """Return the form in words, for documentation and advice."""
        ...


class Shape(Enum):
    """What follows a keyword."""

    SIMPLE = "words"
    BLOCK = "block"
    LIST = "list"


class Status(Enum):
    """What vipd does with a keyword."""

    BUILT = "built"
    ACCEPTED = "accepted"
    """Serves only parts that are not there: checked, then without effect."""
    NOT_BUILT = "not built"
    """Without it the node would act differently: refuses the start."""


class Repeat(Enum):
    """What a second use of a keyword in one block does."""

    LAST = "last wins"
    FIRST = "first wins, later ones are reported"
    ADD = "adds up"


class OnReload(Enum):
    """What a changed value does at a reload."""

    APPLY = "applied, state is kept"
    RESTART = "takes effect at the next start"
    REFUSE = "the reload is refused"


class Keep(Enum):
    """What a rejected value leaves behind; any other ``on_error`` is used instead of it."""

    PREVIOUS = "the value before stays"


@dataclass(frozen=True, slots=True)
class Deprecated:
    """An alias that is reported; ``counted``: for the exit status of ``-t`` too."""

    name: str
    message: str
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Header:
    """The words between a block keyword and its brace.

    ``named``: exactly one name is wanted. ``surplus``: further words are an error too. The
    messages are those of a rejected block; ``{name}`` stands for the name.
    """

    named: bool = False
    surplus: bool = False
    missing: str | None = None
    """None: a missing name is a missing word, which ends the program."""
    duplicate: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyword:
    """One keyword of one block."""

    name: str
    field: str
    doc: str
    shape: Shape
    status: Status
    kind: Kind[object] | None
    block: type | None
    header: Header
    repeat: Repeat
    on_error: object
    bad: str
    repeated: str
    aliases: tuple[str, ...]
    deprecated: tuple[Deprecated, ...]
    harmless: tuple[object, ...]
    command: bool
    since: str
    reload: OnReload
    default: object


@dataclass(frozen=True, slots=True)
class BlockSchema:
    """The keywords of one block, by every name they answer to.

    ``child``: keepalived reads the block in a child process, whose reports name the file.
    """

    name: str
    child: bool
    keywords: Mapping[str, Keyword]


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a keyword, in the order of the text.

    ``value`` None: its value was rejected; a list block begins with such a use.
    """

    field: str
    value: object
    at: Position


@dataclass(frozen=True, slots=True)
class Bound(Generic[T]):
    """A block as read: its record, and where what it holds was written."""

    record: T
    name: str
    at: Position
    uses: tuple[Use, ...]

    def place(self, field_name: str) -> Position:
        """Return where the field was last given, or where the block begins."""
        for use in reversed(self.uses):
            if use.field == field_name:
                return use.at
        return self.at

    def given(self, field_name: str) -> bool:
        """Tell whether the field was given."""
        return any(use.field == field_name for use in self.uses)


def defaults(cls: type[T]) -> Bound[T]:
    """Return a block as if it had been there, empty."""
    return Bound(cls(), "", Position(SourceLine("", 0, 0), 0), ())


_KEY: Final = "keyword"
_NO_HEADER: Final = Header()


def _declare(
    doc: str,
    *,
    shape: Shape,
    default: object,
    kind: Kind[object] | None = None,
    block: type | None = None,
    status: Status = Status.BUILT,
    header: Header = _NO_HEADER,
    repeat: Repeat = Repeat.LAST,
    on_error: object = Keep.PREVIOUS,
    bad: str = "",
    repeated: str = "",
    aliases: tuple[str, ...] = (),
    deprecated: tuple[Deprecated, ...] = (),
    harmless: tuple[object, ...] = (),
    command: bool = False,
    since: str = "",
    reload: OnReload = OnReload.APPLY,
    name: str = "",
) -> object:
    def make(field_name: str) -> Keyword:
        return Keyword(
            name=name or field_name,
            field=field_name,
            doc=doc,
            shape=shape,
            status=status,
            kind=kind,
            block=block,
            header=header,
            repeat=repeat,
            on_error=on_error,
            bad=bad,
            repeated=repeated,
            aliases=aliases,
            deprecated=deprecated,
            harmless=harmless,
            command=command,
            since=since,
            reload=reload,
            default=default,
        )

    return field(default=default, metadata={_KEY: make})


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
) -> T | D:
    """Declare a keyword with words behind it.

    ``bad`` is keepalived's report of a rejected value, ``repeated`` that of a second use where
    the first one wins; ``{value}`` and ``{owner}`` stand for the word and the block's name.
    """
    return cast(
        T | D,
        _declare(
            doc,
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
        ),
    )


def lines(kind: Kind[T], doc: str, *, status: Status = Status.BUILT) -> tuple[T, ...]:
    """Declare a list block: one value a line; several blocks add up."""
    return cast(
        tuple[T, ...],
        _declare(doc, shape=Shape.LIST, kind=kind, default=(), repeat=Repeat.ADD, status=status),
    )


def sub(cls: type[T], doc: str, *, status: Status = Status.BUILT) -> Bound[T] | None:
    """Declare a block of which there is one; several are read as one."""
    return cast(
        Bound[T] | None,
        _declare(doc, shape=Shape.BLOCK, block=cls, default=None, status=status),
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
        _declare(
            doc,
            shape=Shape.BLOCK,
            block=cls,
            default=(),
            header=header,
            repeat=Repeat.ADD,
            status=status,
            deprecated=deprecated,
        ),
    )


def later(
    doc: str,
    *,
    kind: Kind[object] | None = None,
    bad: str = "",
    harmless: tuple[object, ...] = (),
    shape: Shape = Shape.SIMPLE,
    block: type | None = None,
    header: Header = _NO_HEADER,
    aliases: tuple[str, ...] = (),
    deprecated: tuple[Deprecated, ...] = (),
    command: bool = False,
    name: str = "",
) -> object:
    """Declare a keyword that is known but not built, and so refuses the start.

    ``kind`` checks its words; values among ``harmless`` ask for nothing and are let through.
    """
    return _declare(
        doc,
        shape=Shape.BLOCK if block else shape,
        kind=kind,
        block=block,
        default=None,
        bad=bad,
        harmless=harmless,
        status=Status.NOT_BUILT,
        header=header,
        aliases=aliases,
        deprecated=deprecated,
        command=command,
        name=name,
    )


def accepted(
    kind: Kind[object],
    doc: str,
    *,
    bad: str = "",
    deprecated: tuple[Deprecated, ...] = (),
    aliases: tuple[str, ...] = (),
    shape: Shape = Shape.SIMPLE,
    since: str = "",
) -> object:
    """Declare a keyword that serves only parts that are not there: its value is checked."""
    return _declare(
        doc,
        shape=shape,
        kind=kind,
        default=None,
        bad=bad,
        status=Status.ACCEPTED,
        deprecated=deprecated,
        aliases=aliases,
        since=since,
    )


def word(doc: str, *, aliases: tuple[str, ...] = (), name: str = "") -> object:
    """Declare a keyword of a block that is not built: known, and its words are not looked at."""
    return _declare(
        doc,
        shape=Shape.SIMPLE,
        default=None,
        status=Status.ACCEPTED,
        aliases=aliases,
        name=name,
    )


def words(doc: str, *, header: Header = _NO_HEADER) -> object:
    """Declare a list block of a part that is not built; its lines are not looked at."""
    return _declare(doc, shape=Shape.LIST, default=None, status=Status.ACCEPTED, header=header)


def command(doc: str, *, name: str = "") -> object:
    """Declare a keyword with a command line of a block that is not built."""
    return _declare(
        doc, shape=Shape.SIMPLE, default=None, status=Status.ACCEPTED, command=True, name=name
    )


@dataclass_transform(
    kw_only_default=True,
    frozen_default=True,
    field_specifiers=(kw, lines, sub, many, accepted, later, word, words, command),
)
def block(name: str, *, child: bool) -> Callable[[type[T]], type[T]]:
    """Make a class the declaration of a block; ``child`` as in ``BlockSchema``."""

    def declare(cls: type[T]) -> type[T]:
        made = dataclass(frozen=True, slots=True, kw_only=True)(cls)
        _SCHEMAS[made] = _schema(name, child, made)
        return made

    return declare


_SCHEMAS: Final[dict[type, BlockSchema]] = {}


def schema_of(cls: type) -> BlockSchema:
    """Return the keywords of a block class."""
    return _SCHEMAS[cls]


def _schema(name: str, child: bool, cls: type) -> BlockSchema:
    table: dict[str, Keyword] = {}
    for item in fields(cast(Any, cls)):
        keyword: Keyword = item.metadata[_KEY](item.name)
        old = [d.name for d in keyword.deprecated if d.name != keyword.name]
        for known in (keyword.name, *keyword.aliases, *old):
            assert known not in table, f"{name}.{known} is declared twice"
            table[known] = keyword
    return BlockSchema(name, child, MappingProxyType(table))
