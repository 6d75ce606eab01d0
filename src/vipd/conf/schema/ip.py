"""IP addresses as they stand in configurations."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address

from vipd.base.addr import IpAddress
from vipd.conf import codes
from vipd.conf.schema.call import Call, Rejected
from vipd.conf.schema.kinds import fill
from vipd.conf.schema.numbers import read_int
from vipd.conf.text import Word


@dataclass(frozen=True, slots=True)
class Address:
    """An IP address that passes ``check``, which returns the report of one that does not.

    ``malformed`` is the report of what is no address at all. ``doubt`` returns the report of an
    address that is odd, but used.
    """

    malformed: str
    check: Callable[[IpAddress], str | None] | None = None
    doubt: Callable[[IpAddress], str | None] | None = None

    def read(self, call: Call) -> IpAddress:
        """Return the address."""
        word = call.word(1)
        address = parse_bare_ip(call, word)
        if address is None:
            call.report(
                codes.ADDRESS_INVALID,
                fill(self.malformed, call, word.text),
                word.at,
                fix="write an IPv4 or IPv6 address without prefix length",
            )
            raise Rejected(word.text, word.at, reported=True)
        message = self.check(address) if self.check else None
        if message is not None:
            call.report(codes.ADDRESS_INVALID, fill(message, call, word.text), word.at)
            raise Rejected(word.text, word.at, reported=True)
        message = self.doubt(address) if self.doubt else None
        if message is not None:
            call.report(codes.ADDRESS_ADJUSTED, fill(message, call, word.text), word.at)
        return address

    def describe(self) -> str:
        """Return the form in words."""
        return "an IP address"


@lru_cache(maxsize=4096)  # The same servers are named again and again.
def parse_ip(text: str) -> IpAddress | None:
    """Return the address, None when ``text`` is none; no prefix, no zone."""
    try:
        return IPv6Address(text) if ":" in text and "%" not in text else IPv4Address(text)
    except ValueError:
        return None


def report_malformed_ip(call: Call, word: Word) -> None:
    """Report a word that is no address, as keepalived does in addresses, routes and rules."""
    call.report(
        codes.ADDRESS_INVALID,
        f"VRRP parsed invalid IP {word.text}. skipping IP...",
        word.at,
        reason="it is no IP address; names are not looked up",
        fix="write an IPv4 or IPv6 address",
    )


def read_prefix_length(call: Call, word: Word, length: str, most: int) -> int:
    """Return the prefix length that ends a word; a bad one counts as ``most``, after the report."""
    at = word.at.behind(len(word.text) - len(length))
    try:
        return read_int(call, Word(length, at), 0, most, strict=True)
    except Rejected:
        call.report(
            codes.ADDRESS_ADJUSTED,
            f"Invalid address prefix len {length} for address {word.text} - using {most}",
            at,
            reason="it is used as an address without its network",
            fix=f"write a prefix length of 0 to {most}",
        )
        return most


def parse_bare_ip(call: Call, word: Word) -> IpAddress | None:
    """Return an address where no prefix length belongs.

    keepalived 2.4: ignores whatever follows a slash, silently; here with a note.
    """
    text, slash, _ = word.text.partition("/")
    address = parse_ip(text)
    if slash and address is not None:
        call.report(
            codes.ADDRESS_PREFIX,
            f"Prefix length of {word.text} is not used",
            word.at,
            fix=f"write {text}",
        )
    return address


def link_local_multicast(address: IpAddress) -> bool:
    """Tell whether routers keep datagrams to this group on the link (RFC 4291 2.7 for IPv6)."""
    return address.is_multicast and (address.version == 4 or address.packed[1] & 0x0F == 2)
