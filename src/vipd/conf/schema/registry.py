"""What a keyword is, what a block is, and what reading one yields.

Keywords are declared with ``conf.schema.declare``. Parser, documentation and checks read these
records and nothing else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final, Generic, NamedTuple, Protocol, TypeVar

from vipd.conf.diag import Position, SourceLine
from vipd.conf.schema.call import Call

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


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
    NOTED = "first wins, later ones are mentioned"
    REPLACE = "last wins, and is reported"
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
    """An alias that is reported; ``counted``: for the exit status of ``-t`` too.

    ``advice``: what keepalived 2.4 says in a line below, indented by the name of the block.
    ``instead``: what to write where it is not another name of the same keyword.
    """

    name: str
    message: str
    counted: bool = True
    advice: str = ""
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Unset:
    """What holds where a keyword is not given.

    ``inherits``: the keywords whose values are taken over, as ``BLOCK.KEYWORD``; the first that
    is given counts. ``value``: what holds otherwise, as it could be written behind the keyword;
    empty: nothing that could be written. ``words`` say more. ``required``: the block is of no use
    without the keyword.
    """

    value: str = ""
    inherits: tuple[str, ...] = ()
    words: str = ""
    required: bool = False


NOTHING: Final = Unset()
REQUIRED: Final = Unset(required=True)


@dataclass(frozen=True, slots=True)
class Header:
    """The words between a block keyword and its brace.

    ``named``: exactly one name is wanted. ``surplus``: further words are an error too. The
    messages are those of a rejected block; ``{name}`` stands for the name. ``kind`` reads what
    is more than a name, and rejects the block after a report.
    """

    named: bool = False
    surplus: bool = False
    missing: str | None = None
    """None: a missing name is a missing word, which ends the program."""
    duplicate: str | None = None
    kind: Kind[object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyword:
    """One keyword of one block.

    ``bad`` is keepalived's report of a rejected value (of an empty list), ``repeated`` that of a
    second use; ``{value}``, ``{before}`` and ``{owner}`` stand for the word, the value before it
    and the name of the block. ``harmless`` values of a keyword that is not built ask for nothing.
    ``command``: a command line follows, with quotes of its own. ``since``: the version of
    keepalived. ``unset`` is for people where ``default`` does not say it all.
    ``extension``: a keyword of vipd, which keepalived does not know. ``behind``: the field that
    must have been given before, else the words are not looked at. ``opens`` returns the class of
    a block.
    """

    doc: str
    shape: Shape
    default: object
    status: Status = Status.BUILT
    name: str = ""
    field: str = ""
    kind: Kind[object] | None = None
    opens: Callable[[], type] | None = None
    header: Header = Header()
    repeat: Repeat = Repeat.LAST
    on_error: object = Keep.PREVIOUS
    bad: str = ""
    repeated: str = ""
    aliases: tuple[str, ...] = ()
    deprecated: tuple[Deprecated, ...] = ()
    harmless: tuple[object, ...] = ()
    command: bool = False
    since: str = ""
    reload: OnReload = OnReload.APPLY
    extension: bool = False
    unset: Unset | None = None
    behind: str = ""

    @property
    def block(self) -> type | None:
        """The class of the block; it may be loaded only now."""
        return None if self.opens is None else self.opens()


@dataclass(frozen=True, slots=True, eq=False)
class BlockSchema:
    """The keywords of one block, by every name they answer to; there is one record a block.

    ``child``: keepalived reads the block in a child process, whose reports name the file.
    """

    name: str
    child: bool
    keywords: Mapping[str, Keyword]


class Use(NamedTuple):
    """One use of a keyword, in the order of the text.

    ``value`` None: its value was rejected; a list block begins with such a use.
    """

    field: str
    value: object
    at: Position


class Bound(NamedTuple, Generic[T_co]):
    """A block as read: its record, and where what it holds was written.

    ``header`` is what the kind of its header read, ``end`` where the block ends.
    """

    record: T_co
    name: str
    at: Position
    uses: tuple[Use, ...]
    header: object = None
    end: Position | None = None

    def place(self, field_name: str) -> Position:
        """Return where the field was last given, or where the block begins."""
        for use in reversed(self.uses):
            if use.field == field_name:
                return use.at
        return self.at

    def given(self, field_name: str) -> bool:
        """Tell whether the field was given."""
        return any(use.field == field_name for use in self.uses)


@dataclass(frozen=True, slots=True)
class NamedLines(Generic[T]):
    """A list block with a name: its values, and where they were written."""

    name: str
    values: tuple[T, ...]
    at: Position
    places: tuple[Position, ...]
    """Of the values, in their order."""
    end: Position | None


def defaults(cls: type[T]) -> Bound[T]:
    """Return a block as if it had been there, empty."""
    return Bound(cls(), "", Position(SourceLine("", 0, 0), 0), ())


_SCHEMAS: Final[dict[type, BlockSchema]] = {}


def register(cls: type, schema: BlockSchema) -> None:
    """Remember the keywords of a block class."""
    _SCHEMAS[cls] = schema


def schema_of(cls: type) -> BlockSchema:
    """Return the keywords of a block class."""
    return _SCHEMAS[cls]
