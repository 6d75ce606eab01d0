"""Statements to typed records: each word judged by the kind of its keyword."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, TypeVar

from vipd.conf import codes
from vipd.conf.diag import Position, Prefix, Reports
from vipd.conf.local import Local
from vipd.conf.names import Names
from vipd.conf.schema.call import NAMES, Call, MissingWord, Rejected
from vipd.conf.schema.kinds import fill
from vipd.conf.schema.registry import (
    Bound,
    Keep,
    Keyword,
    NamedLines,
    Repeat,
    Shape,
    Status,
    Use,
)
from vipd.conf.text import Line, made
from vipd.conf.tree import Statement

T = TypeVar("T")

_FIRST: Final = (Repeat.FIRST, Repeat.NOTED)
"""The first value stays."""

# Looked up for each line; by way of their class that takes several times as long.
_SIMPLE: Final = Shape.SIMPLE
_BLOCK: Final = Shape.BLOCK
_ADD: Final = Repeat.ADD
_REPLACE: Final = Repeat.REPLACE
_NOT_BUILT: Final = Status.NOT_BUILT


@dataclass(frozen=True, slots=True)
class Binding:
    """How to judge: where faults go, and whether the configuration is only tested.

    ``names``: what words stand for numbers on this system. ``local``: the host that values are
    checked against.
    """

    reports: Reports
    testing: bool = False
    names: Names = NAMES
    local: Local | None = None
    _named: set[str] = field(default_factory=set)
    """Keywords that have been named as not built; each is named once."""

    def bind(
        self,
        cls: type[T],
        statements: Iterable[Statement],
        *,
        name: str,
        at: Position,
        header: object = None,
        end: Position | None = None,
        covered: bool = False,
    ) -> Bound[T]:
        """Return the record of a block class, with every fault reported.

        ``covered``: inside a block that is not built, and has been named as a whole.
        """
        block = _Block(self, name, covered)
        for statement in statements:
            block.take(statement)
        block.finish()
        return made(Bound, (cls(**block.values), name, at, tuple(block.uses), header, end))

    def unsupported(self, statement: Statement) -> None:
        """Name what vipd reads and judges, but cannot do yet."""
        name = statement.line.texts[0]
        if name in self._named:
            return
        self._named.add(name)
        self.reports.add(
            codes.NOT_BUILT,
            f"'{name}' is not supported yet",
            statement.at,
            prefix=statement.prefix,
        )


class _Block:
    """A block while its statements are read."""

    def __init__(self, binding: Binding, name: str, covered: bool) -> None:
        self.values: dict[str, object] = {}
        self.uses: list[Use] = []
        self._binding = binding
        self._covered = covered
        self._reports = binding.reports
        self._name = name
        self._merged: dict[str, list[Statement]] = {}
        self._added: dict[str, list[object]] = {}
        """What adds up, until it is a tuple: tuples that grow take quadratic time."""

    def take(self, statement: Statement) -> None:
        """Read one statement into its field."""
        if statement.rejected:
            return
        keyword = statement.keyword
        if keyword.deprecated:
            self._deprecated(statement)
        shape = keyword.shape
        asks = True
        if shape is _SIMPLE:
            asks = self._simple(statement)
        elif shape is _BLOCK:
            self._block(statement)
        else:
            self._list(statement)
        if asks and keyword.status is _NOT_BUILT and not self._covered:
            self._binding.unsupported(statement)

    def _call(self, line: Line, prefix: Prefix) -> Call:
        binding = self._binding
        return made(
            Call,
            (
                line,
                self._name,
                self._reports,
                prefix,
                binding.testing,
                binding.names,
                binding.local,
            ),
        )

    def _set(self, keyword: Keyword, value: object, at: Position) -> None:
        self.values[keyword.field] = value
        self.uses.append(made(Use, (keyword.field, value, at)))

    def _simple(self, statement: Statement) -> bool:
        """Read the value; tell whether it asks for anything."""
        keyword = statement.keyword
        if keyword.kind is None:
            return True
        call = self._call(statement.line, statement.prefix)
        if keyword.field in self.values and keyword.repeat in _FIRST:
            self._refused(keyword, call)
            return False
        early = keyword.behind != "" and keyword.behind not in self.values
        value = None if early else self._read(keyword, call)
        if value is not None:
            if keyword.repeat is _REPLACE and keyword.field in self.values:
                self._replaced(keyword, call)
            self._set(keyword, value, call.at)
        else:
            self.uses.append(Use(keyword.field, None, call.at))
        return value is not None and value not in keyword.harmless

    def _refused(self, keyword: Keyword, call: Call) -> None:
        """Report a value that comes too late, unless it has no words although it needs some."""
        texts = call.line.texts
        if len(texts) < 2 and self._read(keyword, call) is None:
            return
        value = texts[1] if len(texts) > 1 else ""
        if not value and keyword.repeat is Repeat.NOTED:
            self._missing(call, 1)
            return
        self._reports.add(
            codes.VALUE_REPEATED_NOTED if keyword.repeat is Repeat.NOTED else codes.VALUE_REPEATED,
            fill(keyword.repeated, call, value).replace(
                "{before}", str(self.values[keyword.field])
            ),
            call.at,
            prefix=call.prefix,
        )

    def _replaced(self, keyword: Keyword, call: Call) -> None:
        """Report a value that takes the place of another one."""
        self._reports.add(
            codes.VALUE_REPLACED,
            fill(keyword.repeated, call, call.line.texts[1]).replace(
                "{before}", str(self.values[keyword.field])
            ),
            call.at,
            prefix=call.prefix,
        )

    def _read(self, keyword: Keyword, call: Call) -> object:
        """Return the value, None when the one before stays."""
        assert keyword.kind is not None
        try:
            return keyword.kind.read(call)
        except MissingWord as missing:
            self._missing(call, missing.index)
            return None
        except Rejected as rejected:
            if not rejected.reported and keyword.bad:
                call.report(
                    codes.VALUE_INVALID,
                    fill(keyword.bad, call, rejected.value),
                    rejected.at,
                    reason=rejected.reason or _kept(keyword),
                    fix=f"write {keyword.kind.describe()}",
                )
            return None if keyword.on_error is Keep.PREVIOUS else keyword.on_error

    def _missing(self, call: Call, index: int) -> None:
        """Keepalived 2.4: a missing word ends the program with status 2."""
        before = call.line.word(index - 1)
        end = before.at.behind(len(before.text))
        call.report(
            codes.WORD_MISSING,
            f"*** Configuration line starting `{call.keyword}` is missing a parameter"
            f" after keyword `{before.text}` at word position {index + 1}",
            end,
            reason="the keyword means nothing without it",
            fix="write the value, or remove the line",
        )

    def _list(self, statement: Statement) -> None:
        keyword = statement.keyword
        if keyword.header.named and len(statement.line.texts) < 2:
            self._missing(self._call(statement.line, statement.prefix), 1)
        if keyword.kind is None:
            return
        if keyword.header.named:
            self._named_list(statement)
            return
        if keyword.repeat is Repeat.FIRST and keyword.field in self._added:
            # Deviates: keepalived 2.4 loses its place here, and reads what follows as if the
            # block had ended.
            message = keyword.repeated.replace("{owner}", self._name)
            self._reports.add(codes.VALUE_REPEATED, message, statement.at, prefix=statement.prefix)
            return
        self.uses.append(Use(keyword.field, None, statement.at))
        found = self._added.setdefault(keyword.field, [])
        for line in statement.lines:
            value = self._read(keyword, self._call(line, statement.prefix))
            if value is not None:
                found.append(value)
                self.uses.append(Use(keyword.field, value, line.at))
        if not statement.lines and keyword.bad:
            self._reports.add(
                codes.LIST_EMPTY,
                keyword.bad.replace("{owner}", self._name),
                statement.end or statement.at,
                prefix=statement.prefix,
                fix="remove the block, or fill it",
            )

    def _named_list(self, statement: Statement) -> None:
        """Read a list block that is one of its own."""
        keyword = statement.keyword
        texts = statement.line.texts
        name = texts[1] if len(texts) > 1 else ""
        found: list[object] = []
        places: list[Position] = []
        for line in statement.lines:
            call = Call(line, name, self._reports, statement.prefix, self._binding.testing)
            value = self._read(keyword, call)
            if value is not None:
                found.append(value)
                places.append(line.at)
        if len(texts) > 2:
            self._surplus_name(statement)
        lines = NamedLines(name, tuple(found), statement.at, tuple(places), statement.end)
        self._add(keyword, lines, statement.at)

    def _surplus_name(self, statement: Statement) -> None:
        """Keepalived 2.4: looks for the surplus word as a parameter, and ends with status 2."""
        self._reports.add(
            codes.WORD_MISSING,
            "*** Configuration line starting `***MISSING ***` is missing a parameter"
            " at word position 1",
            statement.line.word(2).at,
            prefix=statement.prefix,
            reason="nothing but a name may stand before the brace",
            fix="remove the word",
        )

    def _block(self, statement: Statement) -> None:
        keyword = statement.keyword
        texts = statement.line.texts
        if keyword.header.named and len(texts) < 2:
            self._missing(self._call(statement.line, statement.prefix), 1)
            return
        if keyword.repeat is _ADD:
            name = texts[1] if len(texts) > 1 else ""
            bound = self._bind(keyword, statement.body, name, statement)
            self._add(keyword, bound, statement.at)
            return
        self._merged.setdefault(keyword.field, []).append(statement)

    def _add(self, keyword: Keyword, value: object, at: Position) -> None:
        self._added.setdefault(keyword.field, []).append(value)
        self.uses.append(Use(keyword.field, value, at))

    def finish(self) -> None:
        """Bind the blocks of which several are read as one; make tuples of what added up."""
        for field_name, values in self._added.items():
            self.values[field_name] = tuple(values)
        for blocks in self._merged.values():
            first = blocks[0]
            body = [inner for block in blocks for inner in block.body]
            bound = self._bind(first.keyword, body, self._name, first)
            self._set(first.keyword, bound, blocks[-1].at)

    def _bind(
        self, keyword: Keyword, body: Iterable[Statement], name: str, block: Statement
    ) -> Bound[object]:
        assert keyword.opens is not None
        return self._binding.bind(
            keyword.opens(),
            body,
            name=name,
            at=block.at,
            header=block.header,
            end=block.end,
            covered=self._covered or keyword.status is _NOT_BUILT,
        )

    def _deprecated(self, statement: Statement) -> None:
        for alias in statement.keyword.deprecated:
            if alias.name == statement.line.texts[0]:
                code = (
                    codes.KEYWORD_DEPRECATED if alias.counted else codes.KEYWORD_DEPRECATED_LOGGED
                )
                call = self._call(statement.line, statement.prefix)
                lines = [fill(alias.message, call)]
                if alias.advice:
                    lines.append(" " * (6 + abs(len(self._name.encode()) - 2)) + alias.advice)
                for text in lines:
                    call.report(
                        code,
                        text,
                        statement.at,
                        reason="the name is an old one",
                        fix=f"write {alias.instead or repr(statement.keyword.name)}",
                    )


def _kept(keyword: Keyword) -> str:
    """Say what is used instead of a rejected value."""
    if keyword.on_error is Keep.PREVIOUS:
        return "the value is ignored"
    return f"{keyword.on_error} is used"
