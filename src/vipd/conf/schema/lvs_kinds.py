"""Forms of values of the IPVS side: services, groups, forwarding."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from vipd.base.addr import Family, IpAddress, family_of
from vipd.conf import codes
from vipd.conf.schema.call import Call, Rejected
from vipd.conf.schema.ip import parse_ip
from vipd.conf.schema.kinds import fill
from vipd.conf.schema.numbers import U32_MAX, read_int
from vipd.conf.text import Word
from vipd.model.lvs import (
    AddressRange,
    AddressService,
    Forwarding,
    Mark,
    MarkService,
    Method,
    TunnelChecksum,
    TunnelType,
)

PORT_MAX: Final = 65_535
FAMILIES: Final = {"inet": Family.IPV4, "inet6": Family.IPV6}


@dataclass(frozen=True, slots=True)
class GroupName:
    """The name of a group, in the header of a service."""

    name: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address, and a port if there was one."""

    address: IpAddress
    port: int

    def __str__(self) -> str:
        return str(self.address)


def _port(call: Call, index: int) -> int:
    """Return the port at ``index``; 0 where there is none, where it is 0 or empty."""
    word = call.optional(index)
    if word is None or word.text in ("", "0"):
        return 0
    return read_int(call, word, 1, PORT_MAX, strict=True)


def _loose_ip(text: str) -> IpAddress | None:
    """Return the address that a text begins with: keepalived 2.4 cuts at ``/`` and ``-``."""
    return parse_ip(text.partition("/")[0].partition("-")[0])


@dataclass(frozen=True, slots=True)
class At:
    """``ADDRESS [PORT]``; ``bad`` is the report of anything else."""

    bad: str

    def read(self, call: Call) -> Endpoint:
        """Return address and port."""
        word = call.word(1)
        try:
            port: int | None = _port(call, 2)
        except Rejected:
            port = None
        address = _loose_ip(word.text)
        if address is not None and port is not None:
            return Endpoint(address, port)
        port_word = call.optional(2)
        shown = word.text if port_word is None else f"{word.text}/{port_word.text}"
        call.report(
            codes.ADDRESS_INVALID,
            self.bad.replace("{address}", word.text).replace("{endpoint}", shown),
            word.at,
            reason="an IP address and a port number are wanted; names are not looked up",
            fix="write an IPv4 or IPv6 address and a port from 1 to 65535",
        )
        raise Rejected(word.text, word.at, reported=True)

    def describe(self) -> str:
        """Return the form in words."""
        return "an IP address, optionally a port"


@dataclass(frozen=True, slots=True)
class ServiceHeader:
    """``ADDRESS [PORT]``, ``fwmark NUMBER`` or ``group NAME``."""

    def read(self, call: Call) -> AddressService | MarkService | GroupName:
        """Return what the service is for."""
        word = call.word(1)
        if word.text == "group":
            return GroupName(self._value(call, word).text)
        if word.text == "fwmark":
            return MarkService(self._mark(call, self._value(call, word)))
        at = At("Invalid virtual server IP address/port {endpoint} - skipping").read(call)
        return AddressService(at.address, at.port)

    def _value(self, call: Call, word: Word) -> Word:
        """Return the word behind ``group`` or ``fwmark``, without which keepalived 2.4 crashes."""
        value = call.optional(2)
        if value is None:
            call.report(
                codes.VALUE_MISSING, f"virtual_server {word.text} without value - skipping", word.at
            )
            raise Rejected("", word.at, reported=True)
        return value

    def _mark(self, call: Call, word: Word) -> int:
        try:
            return read_int(call, word, 0, U32_MAX, strict=True)
        except Rejected:
            text = f"virtual server fwmark '{word.text}' must be in [0, {U32_MAX}] - ignoring"
            call.report(codes.VALUE_INVALID, text, word.at)
            raise

    def describe(self) -> str:
        """Return the form in words."""
        return "an IP address and a port, fwmark and a number, or group and a name"


@dataclass(frozen=True, slots=True)
class GroupEntry:
    """A line of a group: an address, a range or a subnet with a port, or a mark."""

    def read(self, call: Call) -> AddressRange | Mark:
        """Return the entry."""
        if call.keyword == "fwmark":
            return self._mark(call)
        word = call.word(0)
        try:
            port: int | None = _port(call, 1)
        except Rejected:
            port = None
        first = self._first(word.text)
        if first is None or port is None:
            raise self._invalid(call)
        if "/" in word.text:
            return AddressRange(first, self._subnet_end(call, first), port)
        if "-" in word.text:
            return AddressRange(first, self._range_end(call, first), port)
        return AddressRange(first, first, port)

    def _mark(self, call: Call) -> Mark:
        word = call.word(1)
        try:
            mark = read_int(call, word, 0, U32_MAX, strict=True)
        except Rejected:
            text = f"({call.owner}): fwmark '{word.text}' must be in [0, {U32_MAX}] - ignoring"
            call.report(codes.VALUE_INVALID, text, word.at)
            raise
        family = call.optional(2)
        if family is not None and family.text not in FAMILIES:
            text = f"({call.owner}): fwmark '{word.text}' family {family.text} unknown - ignoring"
            call.report(codes.VALUE_INVALID, text, family.at, fix="write inet or inet6")
            raise Rejected(family.text, family.at, reported=True)
        return Mark(mark, FAMILIES[family.text] if family is not None else None)

    def _first(self, text: str) -> IpAddress | None:
        # keepalived 2.4: a hyphen behind a slash makes it no address at all.
        return None if "-" in text.partition("/")[2] else _loose_ip(text)

    def _invalid(self, call: Call) -> Rejected:
        port = call.optional(1)
        shown = f"{call.keyword} {'' if port is None else '/port/' + port.text}"
        return self._faulty(
            call,
            f"Invalid virtual server group IP address {shown} - skipping",
            "an IP address, a range of them or a subnet, and a port number are wanted",
        )

    def _faulty(self, call: Call, message: str, reason: str) -> Rejected:
        call.report(codes.ADDRESS_INVALID, message, call.at, reason=reason)
        return Rejected(call.keyword, call.at, reported=True)

    def _subnet_end(self, call: Call, first: IpAddress) -> IpAddress:
        text = call.keyword
        mask = text.partition("/")[2].removeprefix("+")
        if not (mask.isascii() and mask.isdigit() and 1 <= int(mask) <= first.max_prefixlen):
            raise self._faulty(
                call,
                f"Invalid netmask - {text} - skipping",
                f"a prefix length is 1 to {first.max_prefixlen}",
            )
        hosts = (1 << (first.max_prefixlen - int(mask))) - 1
        if int(first) & hosts:
            raise self._faulty(
                call,
                f"Address mask bits not empty - {text} - skipping",
                "the address is not the first one of the subnet",
            )
        return _same_family(first, int(first) | hosts)

    def _range_end(self, call: Call, first: IpAddress) -> IpAddress:
        text = call.keyword
        end = text.partition("-")[2]
        if "." in end or ":" in end:
            last = parse_ip(end)
            if last is None:
                raise self._faulty(
                    call, f"Invalid range end {text} - skipping", "the end is no IP address"
                )
            if family_of(last) is not family_of(first):
                raise self._invalid(call)
            if int(last) < int(first):
                raise self._faulty(
                    call,
                    f"Address range end is less than address range start - {text} - skipping",
                    "the range is empty",
                )
            return last
        number = self._last_part(call, end, 16 if first.version == 6 else 10)
        size = 16 if first.version == 6 else 8
        start = int(first) & ((1 << size) - 1)
        if number <= start:
            raise self._faulty(
                call,
                f"Address range end is not greater than address range start - {text} - skipping",
                "the number replaces the last part of the address",
            )
        return _same_family(first, int(first) - start + number)

    def _last_part(self, call: Call, end: str, base: int) -> int:
        """Return the number that replaces the last octet, or the last group of IPv6."""
        text = call.keyword
        digits = "0123456789abcdef"[:base]
        body = end.lower()
        number = body.removeprefix("-").removeprefix("+")
        if base == 16:
            number = number.removeprefix("0x")
        leading = number[: len(number) - len(number.lstrip(digits))]
        junk = number[len(leading) :]
        limit = 0xFFFF if base == 16 else 0xFF
        value = int(leading, base) if leading else 0
        if junk:
            raise self._faulty(
                call,
                f"Virtual server group range '{text}' has extra characters at end '{junk}'",
                f"a number of base {base} is wanted",
            )
        if value > limit or (body.startswith("-") and leading):
            raise self._faulty(
                call,
                f"Virtual server group range '{text}' end '{end}' too large",
                "the number replaces the last part of the address",
            )
        return value

    def describe(self) -> str:
        """Return the form in words."""
        return "an address, a range or a subnet with a port, or fwmark and a number"


def _same_family(first: IpAddress, number: int) -> IpAddress:
    return IPv4Address(number) if first.version == 4 else IPv6Address(number)


@dataclass(frozen=True, slots=True)
class ForwardingMethod:
    """``NAT|DR|TUN [type ipip|gue|gre] [port N] [nocsum|csum|remcsum]``."""

    what: str
    """Whose method it is, for reports."""

    def read(self, call: Call) -> Forwarding:
        """Return the method; with faulty options of a tunnel the method alone."""
        word = call.word(1)
        if word.text not in Method.__members__:
            call.report(
                codes.VALUE_INVALID,
                f"PARSER : unknown [{word.text}] routing method for {self.what}.",
                word.at,
                fix="write NAT, DR or TUN",
            )
            raise Rejected(word.text, word.at, reported=True)
        method = Method[word.text]
        try:
            return self._tunnel(call, method)
        except Rejected:
            return Forwarding(method=method)

    def _tunnel(self, call: Call, method: Method) -> Forwarding:
        kind, port, checksum = TunnelType.IPIP, 0, TunnelChecksum.NONE
        words = iter(call.words[2:])
        for word in words:
            if word.text == "type":
                kind = self._type(call, next(words, None))
            elif word.text == "port":
                port = self._tunnel_port(call, next(words, None))
            elif word.text in [item.value for item in TunnelChecksum]:
                checksum = TunnelChecksum(word.text)
            else:
                raise self._fault(call, f"Invalid tunnel option {word.text} for {self.what}.", word)
        if (kind is TunnelType.GUE) != (port != 0):
            raise self._fault(call, "gue tunnels require port, otherwise cannot have port.")
        if checksum is not TunnelChecksum.NONE and kind is TunnelType.IPIP:
            raise self._fault(call, "ipip tunnels do not support checksum option.")
        if checksum is TunnelChecksum.REMOTE and kind is TunnelType.GRE:
            raise self._fault(call, "gre tunnels do not support remote checksum option.")
        return Forwarding(method=method, tunnel=kind, tunnel_port=port, checksum=checksum)

    def _type(self, call: Call, word: Word | None) -> TunnelType:
        if word is None:
            raise self._fault(call, f"Missing tunnel type for {self.what}.")
        if word.text not in [item.value for item in TunnelType]:
            raise self._fault(call, f"Unknown tunnel type {word.text} for {self.what}.", word)
        return TunnelType(word.text)

    def _tunnel_port(self, call: Call, word: Word | None) -> int:
        if word is None:
            raise self._fault(call, f"Missing port for {self.what} gue tunnel.")
        try:
            return read_int(call, word, 1, PORT_MAX, strict=True)
        except Rejected as rejected:
            raise self._fault(
                call, f"Invalid gue tunnel port {word.text} for {self.what}.", word
            ) from rejected

    def _fault(self, call: Call, message: str, word: Word | None = None) -> Rejected:
        at = call.last if word is None else word.at
        call.report(codes.VALUE_INVALID, message, at, reason="all options are ignored")
        return Rejected("", at, reported=True)

    def describe(self) -> str:
        """Return the form in words."""
        return "NAT, DR or TUN; then type ipip, gue or gre; port; nocsum, csum or remcsum"


@dataclass(frozen=True, slots=True)
class One:
    """Exactly one word."""

    wrong: str

    def read(self, call: Call) -> str:
        """Return the word."""
        if len(call.line.texts) != 2:
            call.report(codes.VALUE_MISSING, fill(self.wrong, call), call.last)
            raise Rejected("", call.last, reported=True)
        return call.line.texts[1]

    def describe(self) -> str:
        """Return the form in words."""
        return "exactly one word"
