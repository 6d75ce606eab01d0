"""One use of a keyword: its words, and where its faults are reported."""

from typing import Final, NamedTuple

from vipd.conf.diag import Code, Position, Prefix, Reports
from vipd.conf.local import Local
from vipd.conf.names import Names
from vipd.conf.text import Line, Word

NAMES: Final = Names()


class Rejected(Exception):
    """A value is unusable. ``at`` is its place, ``value`` its text.

    ``reported``: everything has been said already. ``reason`` is ours, for people.
    """

    def __init__(
        self, value: str, at: Position, *, reported: bool = False, reason: str = ""
    ) -> None:
        super().__init__(value)
        self.value = value
        self.at = at
        self.reported = reported
        self.reason = reason


class MissingWord(Exception):
    """A word that must be there is not; ``index`` counts from 0 with the keyword as 0."""

    def __init__(self, index: int) -> None:
        super().__init__(index)
        self.index = index


class Call(NamedTuple):
    """A keyword with its words, or a line of a list block.

    ``owner`` is the name of the block, ``prefix`` how its reports begin. ``testing``: the
    configuration is only tested (``-t``), where lenient numbers are strict. ``names``: what words
    stand for numbers on this system. ``local``: the host that values are checked against, None:
    they are not.
    """

    line: Line
    owner: str
    reports: Reports
    prefix: Prefix
    testing: bool
    names: Names = NAMES
    local: Local | None = None

    @property
    def keyword(self) -> str:
        """The first word: the keyword as written, or the value of a line."""
        return self.line.texts[0]

    @property
    def text(self) -> str:
        """The line that the words were split from: command lines have quotes of their own."""
        return self.line.value

    @property
    def words(self) -> tuple[Word, ...]:
        """All words."""
        return self.line.words

    @property
    def at(self) -> Position:
        """Where the line begins."""
        return self.line.at

    @property
    def last(self) -> Position:
        """Where the last word begins."""
        return self.line.word(-1).at

    def word(self, index: int) -> Word:
        """Return a word.

        Raises:
            MissingWord: there is none.
        """
        if index >= len(self.line.texts):
            raise MissingWord(index)
        return self.line.word(index)

    def optional(self, index: int) -> Word | None:
        """Return a word, None when there is none."""
        return self.line.word(index) if index < len(self.line.texts) else None

    def report(
        self, code: Code, message: str, at: Position, *, reason: str = "", fix: str = ""
    ) -> None:
        """Report a fault of this use."""
        self.reports.add(code, message, at, prefix=self.prefix, reason=reason, fix=fix)
