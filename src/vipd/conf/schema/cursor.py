"""The words of one line, taken one after the other: routes and rules."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address
from typing import Final, TypeVar

from vipd.base.addr import Family, IpAddress, family_of
from vipd.conf import codes
from vipd.conf.diag import Code, Position
from vipd.conf.names import NameTable
from vipd.conf.schema.call import Call, Rejected
from vipd.conf.schema.ip import parse_ip, read_prefix_length, report_malformed_ip
from vipd.conf.schema.numbers import read_int
from vipd.conf.text import Word
from vipd.model.route import Prefix

WILDCARDS: Final = ("default", "any", "all")


@dataclass(slots=True)
class Cursor:
    """A place in a line, and what the words before it have settled.

    ``dropped`` is the code of what makes the whole line unusable, ``what`` names it in reports.
    ``family`` None: nothing has settled it yet. ``devices`` are the interfaces that are named.
    """

    call: Call
    dropped: Code
    what: str
    index: int = 0
    family: Family | None = None
    devices: list[Word] = field(default_factory=list)
    track_group: Word | None = None

    @property
    def next(self) -> Word | None:
        """The next word, None at the end; it stays."""
        return self.call.optional(self.index)

    @property
    def left(self) -> int:
        """How many words are left."""
        return len(self.call.line.texts) - self.index

    def take(self) -> Word:
        """Return the next word and go on.

        Raises:
            MissingWord: there is none.
        """
        word = self.call.word(self.index)
        self.index += 1
        return word

    def device(self) -> str:
        """Take the name of an interface."""
        word = self.take()
        self.devices.append(word)
        return word.text

    def inet(self, word: Word) -> None:
        """Settle the family by ``inet`` or ``inet6``, which is this word.

        keepalived 2.4: swallows the word behind it.

        Raises:
            Rejected: the family is another one; the report has been made.
        """
        family = stated_family(word)
        if self.family not in (None, family):
            other = "IPv4" if family is Family.IPV6 else "IPv6"
            raise self.drop(f"{word.text} specified for {other} {self.what}", word.at)
        self.family = family
        if self.next is not None:
            self.index += 1

    def fits(self, address: IpAddress) -> bool:
        """Tell whether an address belongs to the family, which the first one settles."""
        if self.family is None:
            self.family = family_of(address)
        return family_of(address) is self.family

    def group(self, word: Word) -> None:
        """Take the name behind ``track_group``, which is this word; a second one ends the line."""
        if self.track_group is None:
            self.track_group = self.take()
            return
        text = f"track_group {self.track_group.text} is a duplicate"
        self.report(codes.OPTION_REPEATED, text, word.at)
        self.index = len(self.call.line.texts)

    def lock(self) -> bool:
        """Take the word ``lock`` if it is next."""
        if self.next is None or self.next.text != "lock":
            return False
        self.index += 1
        return True

    def report(self, code: Code, message: str, at: Position, *, fix: str = "") -> None:
        """Report a fault after which the line is used all the same."""
        self.call.report(code, message, at, fix=fix)

    def drop(self, message: str, at: Position, *, reason: str = "", fix: str = "") -> Rejected:
        """Report why the line is not used; the result is to be raised."""
        self.call.report(self.dropped, message, at, reason=reason, fix=fix)
        return Rejected(self.call.line.texts[0], at, reported=True)

    def number(self, low: int, high: int, message: str) -> int:
        """Take a whole number; ``message`` is the report of a bad one, which drops the line."""
        word = self.take()
        try:
            return read_int(self.call, word, low, high, strict=True)
        except Rejected:
            raise self.drop(message.replace("{value}", word.text), word.at) from None

    def named(self, table: NameTable, message: str) -> int:
        """Take a number or its name; ``message`` is the report of an unknown one."""
        word = self.take()
        number = self.call.names.number(table, word.text)
        if number is None:
            raise self.drop(
                message.replace("{value}", word.text),
                word.at,
                reason="neither a number in the range nor a name that this system knows",
            )
        return number

    def realms(self, message: str) -> int:
        """Take ``[FROM/]TO``; FROM comes into the upper 16 bits."""
        word = self.take()
        number = realms(self.call, word.text)
        if number is None:
            raise self.drop(message.replace("{value}", word.text), word.at)
        return number

    def address(self, message: str) -> IpAddress:
        """Take an address without prefix; ``message`` is the second report of a bad one."""
        word = self.take()
        address = parse_ip(word.text)
        if address is None:
            raise self.malformed(word, message)
        return address

    def malformed(self, word: Word, message: str) -> Rejected:
        """Report what is no address; the result is to be raised."""
        report_malformed_ip(self.call, word)
        return self.drop(message.replace("{value}", word.text), word.at)

    def prefix(self, word: Word) -> Prefix | None:
        """Return an address with an optional prefix length, None when it is no address."""
        text, slash, length = word.text.partition("/")
        address = parse_ip(text)
        if address is None:
            return None
        most = address.max_prefixlen
        if not slash or not length:
            return Prefix(address, most)
        return Prefix(address, read_prefix_length(self.call, word, length, most))


D = TypeVar("D")
OptionReader = Callable[[D, Cursor, Word], None]
"""Takes the value of an option; the word is the option itself."""


def read_options(
    draft: D, line: Cursor, options: Mapping[str, OptionReader[D]], otherwise: OptionReader[D]
) -> None:
    """Take all words of a line; ``otherwise`` is for those that are no option."""
    while line.next is not None:
        word = line.take()
        options.get(word.text, otherwise)(draft, line, word)


def stated_family(word: Word) -> Family:
    """Return the family that ``inet`` or ``inet6`` stands for."""
    return Family.IPV6 if word.text == "inet6" else Family.IPV4


def realms(call: Call, text: str) -> int | None:
    """Return ``[FROM/]TO`` as one number, None when one of them is unknown."""
    first, slash, second = text.partition("/")
    numbers = [
        call.names.number(NameTable.REALM, name)
        for name in ((first, second) if slash else (first,))
    ]
    total = 0
    for number in numbers:
        if number is None:
            return None
        total = total << 16 | number
    return total


def everything(family: Family) -> Prefix:
    """Return the prefix that covers all addresses."""
    return Prefix(IPv4Address(0) if family is Family.IPV4 else IPv6Address(0), 0)
