"""Logical lines to a tree of statements, following the braces as keepalived 2.4 does.

The tree depends on the keywords: an unknown one opens no block, so that its ``}`` closes the
block around it. Reading never stops at an error.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from vipd.conf import codes
from vipd.conf.diag import Code, Position, Prefix, Reports, SourceLine
from vipd.conf.schema.call import Call, MissingWord, Rejected
from vipd.conf.schema.registry import BlockSchema, Keyword, Shape, schema_of
from vipd.conf.text import Line, Text, Word, made, split_words

_UNUSABLE: Final = object()
"""Header of a block that is not to be used."""

# Looked up for each line; by way of their class that takes several times as long.
_SIMPLE: Final = Shape.SIMPLE
_BLOCK: Final = Shape.BLOCK
_FILE: Final = Prefix.FILE
_LINE: Final = Prefix.LINE

_OPEN: Final = "{"
_CLOSE: Final = "}"

_NOTHING_OPEN: Final = "no block is open here"
_REMOVE_OR_OPEN: Final = "remove it, or add the '{' that belongs to it"


class Statement(NamedTuple):
    """One keyword with its words; ``body`` and ``lines`` where it is a block or a list.

    ``end`` is where the block ends. ``rejected``: the block is not to be used.
    ``header`` is what the kind of the block's header read.
    """

    keyword: Keyword
    line: Line
    prefix: Prefix
    body: tuple["Statement", ...] = ()
    lines: tuple[Line, ...] = ()
    end: Position | None = None
    rejected: bool = False
    header: object = None

    @property
    def at(self) -> Position:
        """Where the keyword stands."""
        return self.line.at

    @property
    def words(self) -> tuple[Word, ...]:
        """The keyword and the words behind it."""
        return self.line.words

    @property
    def text(self) -> str:
        """The line that the words were split from: command lines have quotes of their own."""
        return self.line.value


_Body = tuple[tuple[Statement, ...], Position | None]
"""The statements of a block, and where it ends; None: the text ends inside it."""

Observer = Callable[[Statement], None]
_NOBODY: Final[Mapping[str, Observer]] = {}


def build_tree(
    lines: Iterable[Text | Line],
    root: type,
    reports: Reports,
    observers: Mapping[str, Observer] = _NOBODY,
) -> tuple[Statement, ...]:
    """Return the statements of a configuration.

    ``observers`` see each simple statement of their field before the next line is read, so that
    an option can act on the reading itself.
    """
    walker = _Walker(iter(lines), root, reports, observers)
    statements, _ = walker.block(schema_of(root), root=True)
    if walker.open:
        reports.add(
            codes.BRACE_UNCLOSED,
            f"There are {len(walker.open)} missing '}}'s or extra '{{'s",
            walker.open[-1].at,
            prefix=Prefix.NONE,
            reason="the block that begins here, or one inside it, is never closed",
            fix="add the '}' that is missing",
        )
    return statements


class _Walker:
    """Walks the lines; ``open`` are the braces that have not been closed yet."""

    def __init__(
        self,
        lines: Iterator[Text | Line],
        root: type,
        reports: Reports,
        observers: Mapping[str, Observer],
    ) -> None:
        self.open: list[Line] = []
        self._lines = lines
        self._reports = reports
        self._observers = observers
        self._root = root
        self._unused: list[Position] = []
        """The braces that opened no block, as long as that leaves a ``}`` too many."""
        self._missing: list[SourceLine] = []
        """The lines behind which a brace is missing, which leaves a ``}`` too many as well."""
        self._pushed: Line | None = None
        self._names: dict[str, set[str]] = {}

    def _next(self) -> Line | None:
        """Return the next logical line that has words; count braces and check quotes."""
        if self._pushed is not None:
            line, self._pushed = self._pushed, None
            return line
        for text in self._lines:
            if text.value == _OPEN:
                line = text if isinstance(text, Line) else _brace(text)
                self.open.append(line)
                return line
            if text.value == _CLOSE:
                return self._closing(text if isinstance(text, Line) else _brace(text))
            if isinstance(text, Line):
                return text
            found = split_words(text)
            if found.unmatched is not None:
                # keepalived 2.4: commands too, of a pass in which nobody else parses the line.
                self._reports.add(
                    codes.QUOTE_UNMATCHED,
                    f"Unmatched quote: '{text.value}'",
                    found.unmatched,
                    prefix=Prefix.FILE,
                    reason="the word that this quote opens is dropped",
                    fix='close the quote; \\" does not protect a quote',
                )
            if found.line is not None:
                return found.line
        return None

    def _closing(self, line: Line) -> Line:
        if self.open:
            self.open.pop()
            return line
        reason, fix = _NOTHING_OPEN, _REMOVE_OR_OPEN
        if self._missing:
            keyword = self._missing.pop()
            reason = (
                f"it closes the block of {keyword.file}:{keyword.number}, whose '{{' is missing"
            )
            fix = f"mend line {keyword.number}"
        self._reports.add(codes.BRACE_EXTRA, "Extra '}' found", line.at, reason=reason, fix=fix)
        return line

    def block(self, schema: BlockSchema, *, root: bool = False) -> _Body:
        """Walk one level, up to its ``}`` or the end of the text."""
        found: list[Statement] = []
        while (line := self._next()) is not None:
            keyword = schema.keywords.get(line.texts[0])
            if keyword is not None:
                found.append(self._statement(keyword, line, schema))
            elif line.brace(_CLOSE):
                if not root:
                    return tuple(found), line.at
                self._surplus(line.at, schema)
            elif line.brace(_OPEN):
                self._unused_brace(line.at, schema)
            else:
                self._unknown(line.texts[0], line.at, schema)
        return tuple(found), None

    def _statement(self, keyword: Keyword, line: Line, schema: BlockSchema) -> Statement:
        shape = keyword.shape
        if shape is _BLOCK:
            return self._block(keyword, line)
        prefix = _prefix(schema, line.source)
        if shape is not _SIMPLE:
            # keepalived 2.4: all lists outside blocks belong to children.
            return self._list(keyword, line, prefix if schema.name else _FILE)
        statement = made(Statement, (keyword, line, prefix, (), (), None, False, None))
        observer = self._observers.get(keyword.field)
        if observer is not None:
            observer(statement)
        return statement

    def _block(self, keyword: Keyword, line: Line) -> Statement:
        assert keyword.opens is not None
        schema = schema_of(keyword.opens())
        prefix = _prefix(schema, line.source)
        rejected = self._rejected(keyword, line, prefix)
        header = None if rejected else self._header(keyword, line, prefix)
        rejected = rejected or header is _UNUSABLE
        following = self._next()
        opened = following is not None and following.brace(_OPEN)
        if rejected and opened:
            return Statement(keyword, line, prefix, end=self._skip(), rejected=True)
        if following is not None and not opened:
            message = "Missing '{' at beginning of configuration block"
            self._unopened(codes.BRACE_MISSING, message, line, following, prefix)
        body, end = self.block(schema)
        return made(Statement, (keyword, line, prefix, body, (), end, rejected, header))

    def _unopened(
        self, code: Code, message: str, line: Line, following: Line, prefix: Prefix
    ) -> None:
        """Report a block without ``{``, to which what follows belongs all the same."""
        self._reports.add(
            code,
            message,
            following.at,
            prefix=prefix,
            reason=f"'{line.texts[0]}' opens a block",
            fix=f"add '{{' at the end of line {line.source.number}",
        )
        self._missing.append(line.source)
        self._pushed = following

    def _header(self, keyword: Keyword, line: Line, prefix: Prefix) -> object:
        """Read the words before the brace that are more than a name."""
        kind = keyword.header.kind
        if kind is None:
            return None
        try:
            # The numbers in it are strict on a normal start too.
            return kind.read(Call(line, "", self._reports, prefix, testing=True))
        except MissingWord:
            return None
        except Rejected:
            return _UNUSABLE

    def _skip(self) -> Position | None:
        """Skip a rejected block up to and including its ``}``."""
        inner = 1
        while inner:
            line = self._next()
            if line is None:
                return None
            if line.brace(_OPEN):
                inner += 1
            elif line.brace(_CLOSE):
                inner -= 1
                if not inner:
                    return line.at
        return None

    def _rejected(self, keyword: Keyword, line: Line, prefix: Prefix) -> bool:
        """Check the words before the brace; report a block that is not used because of them."""
        header = keyword.header
        if not header.named:
            return False
        names = line.texts[1:]
        if not names and header.missing is None:
            return False
        if not names or (header.surplus and len(names) > 1):
            self._reports.add(
                codes.BLOCK_NAME,
                header.missing or f"{keyword.name} must have a name",
                line.word(2).at if names else line.at,
                prefix=prefix,
                reason="a block has one name; the whole block is ignored",
                fix=f"write '{keyword.name} NAME {{'",
            )
            return True
        if header.duplicate is None:
            return False
        taken = self._names.setdefault(keyword.name, set())
        if names[0] in taken:
            self._reports.add(
                codes.BLOCK_DUPLICATE,
                header.duplicate.replace("{name}", names[0]),
                line.word(1).at,
                prefix=prefix,
                reason="the whole second block is ignored",
                fix="give it another name",
            )
            return True
        taken.add(names[0])
        return False

    def _list(self, keyword: Keyword, line: Line, prefix: Prefix) -> Statement:
        names = 2 if keyword.header.named else 1
        if len(line.texts) > names:
            surplus = line.word(names)
            self._reports.add(
                codes.LIST_EXTRA_WORDS,
                f"Block {keyword.name} has extra parameters {surplus.text} ...",
                surplus.at,
                prefix=prefix,
                reason="a list has no name; its values stand between the braces",
            )
        following = self._next()
        if following is not None and not following.brace(_OPEN):
            message = f"'{{' missing from beginning of block {keyword.name}"
            self._unopened(codes.LIST_BRACE_MISSING, message, line, following, prefix)
        values: list[Line] = []
        while (value := self._next()) is not None:
            if value.brace(_CLOSE):
                return Statement(keyword, line, prefix, lines=tuple(values), end=value.at)
            values.append(value)
        return Statement(keyword, line, prefix, lines=tuple(values))

    def _unknown(self, name: str, at: Position, schema: BlockSchema) -> None:
        # Brings libraries along that a configuration without mistakes does not need.
        from vipd.conf.suggestion import Mistake, suggestion

        where = f"in {schema.name}" if schema.name else "here"
        reason, mend = f"no such keyword {where}; the line is ignored", ""
        if self._unused:
            opened = self._unused[0].line
            where = f"in {schema.name}" if schema.name else "outside all blocks"
            reason = (
                f"the '{{' of {opened.file}:{opened.number} opened no block, so that this line"
                f" stands {where}; it is ignored"
            )
            mend = f"mend line {opened.number}"
        self._reports.add(
            codes.KEYWORD_UNKNOWN,
            f"Unknown keyword '{name}'",
            at,
            prefix=_prefix(schema, at.line),
            reason=reason,
            fix=suggestion(Mistake(name, schema, self._root, mend)),
        )

    def _unused_brace(self, at: Position, schema: BlockSchema) -> None:
        where = f"of {schema.name}" if schema.name else "outside all blocks"
        self._unused.append(at)
        first = self._unused[0]
        fix = "correct the keyword before it, or remove the block"
        self._reports.add(
            codes.BRACE_UNEXPECTED,
            "Unexpected '{' - ignoring",
            at,
            prefix=_prefix(schema, at.line),
            reason=f"no block opens here, so that the lines that follow count as lines {where}",
            fix=fix if first is at else f"mend line {first.line.number}",
        )

    def _surplus(self, at: Position, schema: BlockSchema) -> None:
        """Report a ``}`` outside all blocks, mostly behind a ``{`` that opened none."""
        reason, fix = _NOTHING_OPEN, _REMOVE_OR_OPEN
        if self._unused:
            first = self._unused[0].line
            opened = self._unused.pop().line
            reason = (
                f"the '{{' of {opened.file}:{opened.number} opened no block, so that each '}}'"
                " since then closed the block around the one that was meant"
            )
            fix = f"mend line {first.number}"
        self._reports.add(
            codes.KEYWORD_UNKNOWN,
            f"Unknown keyword '{_CLOSE}'",
            at,
            prefix=_prefix(schema, at.line),
            reason=reason,
            fix=fix,
        )


def _brace(text: Text) -> Line:
    """Return a brace that stands alone as a line of one word."""
    return Line(text.value, (text.value,), (text.columns[0],), text.line)


def _prefix(schema: BlockSchema, source: SourceLine) -> Prefix:
    """Blocks of the children are reported with the name of the file."""
    return _FILE if schema.child or not source.alone else _LINE
