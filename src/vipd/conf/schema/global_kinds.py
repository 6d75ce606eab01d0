"""Forms of values that only settings of ``global_defs`` have."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from vipd.base.addr import IpAddress
from vipd.conf import codes
from vipd.conf.schema.call import Call, Rejected
from vipd.conf.schema.ip import parse_ip
from vipd.conf.schema.kinds import INTERFACE_BYTES_MAX
from vipd.conf.schema.numbers import read_int
from vipd.conf.text import Word, octets

SMTP_PORT: Final = 25
PORT_MAX: Final = 65_535
_HOST: Final = re.compile(r"[A-Za-z0-9_.-]+")


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server: name or address, and port."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class SmtpServerKind:
    """``HOST|IP [PORT]``; a name must stand for an address, where that can be found out."""

    def read(self, call: Call) -> SmtpServer:
        """Return the server."""
        host, port_word = call.word(1), call.optional(2)
        port, usable = SMTP_PORT, True
        if port_word is not None:
            try:
                port = read_int(call, port_word, 1, PORT_MAX, strict=True)
            except Rejected:
                usable = False
        known = _known(call, host.text)
        if usable and known:
            return SmtpServer(host.text, port)
        shown = port_word.text if port_word else str(SMTP_PORT)
        call.report(
            codes.VALUE_INVALID,
            f"Invalid smtp server {host.text} {shown}",
            host.at,
            reason="the port is not usable" if known else "the name stands for no address",
        )
        raise Rejected(host.text, host.at, reported=True)

    def describe(self) -> str:
        """Return the form in words."""
        return "a host or an IP address, optionally a port"


def _known(call: Call, host: str) -> bool:
    """Tell whether a host is an address, or a name that the system knows."""
    if parse_ip(host) is not None:
        return True
    return bool(_HOST.fullmatch(host)) and (call.local is None or call.local.resolves(host))


@dataclass(frozen=True, slots=True)
class PipeName:
    """A named pipe, and who owns it."""

    path: str
    user: str | None
    group: str | None


@dataclass(frozen=True, slots=True)
class Pipe:
    """``PATH [USER [GROUP]]``."""

    def read(self, call: Call) -> PipeName:
        """Return the pipe."""
        if call.optional(1) is None:
            call.report(codes.VALUE_MISSING, f"No {call.keyword} name specified", call.last)
            raise Rejected("", call.last, reported=True)
        user, group = call.optional(2), call.optional(3)
        return PipeName(
            call.word(1).text, user.text if user else None, group.text if group else None
        )

    def describe(self) -> str:
        """Return the form in words."""
        return "a path, optionally user and group"


@dataclass(frozen=True, slots=True)
class Name:
    """One name in a packet filter; ``what`` is how reports call it."""

    what: str
    bytes_max: int

    def fault(self, text: str) -> str:
        """Return keepalived's report of an unusable name, empty for a usable one."""
        if not text:
            return f"VRRP Error : {self.what} name empty - ignored"
        if len(octets(text)) > self.bytes_max:
            return f"VRRP Error : {self.what} name too long - ignored"
        return ""


@dataclass(frozen=True, slots=True)
class Names:
    """As many names as ``each`` says, in this order, none of them twice where ``unique``.

    One bad name makes all of them unused.
    """

    each: tuple[Name, ...]
    unique: str = ""

    def read(self, call: Call) -> tuple[str, ...]:
        """Return the names that are given."""
        found: list[str] = []
        for word, name in zip(call.words[1:], self.each, strict=False):
            fault = name.fault(word.text)
            if not fault and self.unique and word.text in found:
                fault = f"{self.unique}: set name {word.text} used more than once"
            if fault:
                call.report(codes.VALUE_INVALID, fault, word.at)
                raise Rejected(word.text, word.at, reported=True)
            found.append(word.text)
        if len(set(found)) < len(found):
            text = f"{call.keyword}: the names are equal - ignoring"
            call.report(codes.NAMES_EQUAL, text, call.last)
            raise Rejected("", call.last, reported=True)
        return tuple(found)

    def describe(self) -> str:
        """Return the form in words."""
        return f"up to {len(self.each)} names of up to {self.each[0].bytes_max} bytes"


@dataclass(frozen=True, slots=True)
class OneName:
    """The name of a table, ``default`` without a word."""

    name: Name
    default: str

    def read(self, call: Call) -> str:
        """Return the name."""
        word = call.optional(1)
        if word is None:
            return self.default
        fault = self.name.fault(word.text)
        if not fault:
            return word.text
        call.report(codes.VALUE_INVALID, fault, word.at)
        raise Rejected(word.text, word.at, reported=True)

    def describe(self) -> str:
        """Return the form in words."""
        return f"optionally a name of up to {self.name.bytes_max} bytes"


@dataclass(frozen=True, slots=True)
class Path:
    """Exactly one path that is not empty."""

    message: str
    empty: bool = False

    def read(self, call: Call) -> str:
        """Return the path."""
        word = call.optional(1)
        if word is not None and len(call.line.texts) == 2 and (word.text or self.empty):
            return word.text
        code = codes.VALUE_MISSING if word is None else codes.VALUE_INVALID
        call.report(code, self.message, call.last, fix="write exactly one path")
        raise Rejected("", call.last, reported=True)

    def describe(self) -> str:
        """Return the form in words."""
        return "a path"


@dataclass(frozen=True, slots=True)
class Socket:
    """Exactly one name of a socket."""

    def read(self, call: Call) -> str:
        """Return the name."""
        if len(call.line.texts) == 2:
            return call.line.texts[1]
        if len(call.line.texts) < 2:
            message = "SNMP error : snmp socket name missing"
        else:
            message = f"Too many parameters specified for {call.keyword} - ignoring"
        call.report(codes.VALUE_INVALID, message, call.last, fix="write exactly one name")
        raise Rejected("", call.last, reported=True)

    def describe(self) -> str:
        """Return the form in words."""
        return "a socket"


@dataclass(frozen=True, slots=True, kw_only=True)
class IpvsTimeouts:
    """Time-outs of IPVS connections in seconds; None leaves the kernel's value."""

    tcp: int | None = None
    tcpfin: int | None = None
    udp: int | None = None


IPVS_TIMEOUT_MAX: Final = 2_678_400


@dataclass(frozen=True, slots=True)
class IpvsTimeoutsKind:
    """``[tcp SECS] [tcpfin SECS] [udp SECS]``."""

    def read(self, call: Call) -> IpvsTimeouts:
        """Return the time-outs."""
        if len(call.line.texts) < 3:
            text = f"{call.keyword} requires at least one option"
            call.report(codes.VALUE_MISSING, text, call.last)
            raise Rejected("", call.last, reported=True)
        found: dict[str, int] = {}
        words = iter(call.words[1:])
        for word in words:
            if word.text not in ("tcp", "tcpfin", "udp"):
                text = f"Unknown option {word.text} specified for {call.keyword}"
                call.report(codes.OPTION_UNKNOWN, text, word.at)
                continue
            value = next(words, None)
            if value is None:
                text = f"No value specified for lvs_timeout {word.text} - ignoring"
                call.report(codes.VALUE_MISSING, text, word.at)
                break
            try:
                found[word.text] = read_int(call, value, 0, IPVS_TIMEOUT_MAX, strict=True)
            except Rejected:
                text = f"Invalid lvs_timeout {word.text} ({value.text}) - ignoring"
                call.report(codes.VALUE_INVALID, text, value.at)
        return IpvsTimeouts(**found)

    def describe(self) -> str:
        """Return the form in words."""
        return f"tcp, tcpfin, udp, each with 0 to {IPVS_TIMEOUT_MAX} seconds"


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncDaemon:
    """IPVS connection synchronisation; None leaves the kernel's value.

    ``instance`` decides by its state whether to send or to receive; ``sync_id`` None is its VRID.
    """

    interface: str
    instance: str | None = None
    sync_id: int | None = None
    maxlen: int | None = None
    port: int | None = None
    ttl: int | None = None
    group: IpAddress | None = None

    def __str__(self) -> str:
        return f"{self.interface} {self.instance or ''}"


_SYNC_NUMBERS: Final = {"maxlen": (1, 65_507), "port": (1, PORT_MAX), "ttl": (1, 255)}
_SYNC_WORDS: Final = ("inst", "id", "group", *_SYNC_NUMBERS)
SYNC_ID_MAX: Final = 255


@dataclass(frozen=True, slots=True)
class SyncDaemonKind:
    """``IFNAME [[inst] INSTANCE] [id N] [maxlen N] [port N] [ttl N] [group IP]``."""

    def read(self, call: Call) -> SyncDaemon:
        """Return the settings."""
        word = call.optional(1)
        if word is None:
            call.report(codes.VALUE_MISSING, f"{call.keyword} requires interface", call.last)
            raise Rejected("", call.last, reported=True)
        if len(octets(word.text)) > INTERFACE_BYTES_MAX:
            text = f"{call.keyword} interface name '{word.text}' too long - ignoring"
            call.report(codes.VALUE_INVALID, text, word.at)
            raise Rejected(word.text, word.at, reported=True)
        options = _SyncOptions(call)
        options.read()
        return SyncDaemon(
            interface=word.text,
            instance=options.instance,
            group=options.group,
            **options.numbers,
        )

    def describe(self) -> str:
        """Return the form in words."""
        return (
            "an interface, optionally [inst] INSTANCE, id 0 to 255, maxlen 1 to 65507,"
            " port 1 to 65535, ttl 1 to 255, group ADDRESS"
        )


@dataclass(slots=True)
class _SyncOptions:
    """The options of ``lvs_sync_daemon`` while they are read."""

    call: Call
    numbers: dict[str, int] = field(default_factory=dict)
    instance: str | None = None
    group: IpAddress | None = None

    def read(self) -> None:
        words = iter(enumerate(self.call.words[2:], 2))
        for index, word in words:
            if word.text in _SYNC_WORDS:
                self._option(index, word, words)
            elif index == 2:
                self.instance = word.text
            elif index == 3:
                self._bare_id(word)
            else:
                text = f"Unknown option {word.text} specified for {self.call.keyword}"
                self.call.report(codes.OPTION_UNKNOWN, text, word.at)

    def _option(self, index: int, word: Word, words: Iterator[tuple[int, Word]]) -> None:
        call = self.call
        value = next(words, (0, None))[1]
        if word.text == "inst":
            value = call.word(index + 1)
            if self.instance is not None:
                text = f"{call.keyword} vrrp instance has already been specified as {self.instance}"
                call.report(codes.VALUE_REPEATED, f"{text} - ignoring", word.at)
                return
            self.instance = value.text
        elif value is None:
            end = ", defaulting to vrid" if word.text == "id" else " - ignoring"
            text = f"No value specified for {call.keyword} {word.text}{end}"
            call.report(codes.VALUE_MISSING, text, word.at)
        elif word.text == "id":
            self._id(value)
        elif word.text == "group":
            self._group(value)
        else:
            self._number(word.text, value)

    def _bare_id(self, word: Word) -> None:
        if self._id(word):
            text = f'Please use keyword "id" before {self.call.keyword} SYNCID'
            self.call.report(codes.KEYWORD_DEPRECATED, text, word.at, fix="write 'id N'")

    def _id(self, word: Word) -> bool:
        try:
            self.numbers["sync_id"] = read_int(self.call, word, 0, SYNC_ID_MAX, strict=True)
        except Rejected:
            text = f"Invalid syncid ({word.text}) - defaulting to vrid"
            self.call.report(codes.VALUE_INVALID, text, word.at, reason="the VRID is used")
            return False
        return True

    def _number(self, name: str, word: Word) -> None:
        low, high = _SYNC_NUMBERS[name]
        try:
            self.numbers[name] = read_int(self.call, word, low, high, strict=True)
        except Rejected:
            text = f"Invalid {self.call.keyword} {name} ({word.text}) - ignoring"
            self.call.report(codes.VALUE_INVALID, text, word.at)

    def _group(self, word: Word) -> None:
        address = parse_ip(word.text)
        if address is None:
            text = f"Invalid {self.call.keyword} group ({word.text}) - ignoring"
        elif not address.is_multicast:
            text = f"{self.call.keyword} group address {word.text} is not multicast - ignoring"
        else:
            self.group = address
            return
        self.call.report(codes.ADDRESS_INVALID, text, word.at)
