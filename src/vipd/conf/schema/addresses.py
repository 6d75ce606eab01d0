"""Lines of ``virtual_ipaddress``, ``static_ipaddress`` and ``unicast_peer``."""

from dataclasses import dataclass, field
from enum import Enum
from ipaddress import IPv4Address, IPv4Network
from typing import Final

from vipd.base.addr import IpAddress
from vipd.conf import codes
from vipd.conf.diag import Code, Position
from vipd.conf.names import NameTable
from vipd.conf.schema.call import Call, Rejected
from vipd.conf.schema.ip import parse_bare_ip, parse_ip, read_prefix_length, report_malformed_ip
from vipd.conf.schema.numbers import U32_MAX, read_int
from vipd.conf.text import Word, octets

LABEL_BYTES_MAX: Final = 15
BROADCAST_PREFIX_MAX: Final = 30


class DerivedBroadcast(Enum):
    """Broadcast addresses that are computed from the prefix."""

    SET = "+"
    CLEARED = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressLine:
    """One line of addresses; None: not given. ``written`` is the first word."""

    address: IpAddress
    written: str
    at: Position
    prefix_len: int | None = None
    device: str | None = None
    device_at: Position | None = None
    scope: int | None = None
    broadcast: IPv4Address | None = None
    label: str | None = None
    peer: IpAddress | None = None
    home: bool = False
    dad: bool = False
    mngtmpaddr: bool = False
    noprefixroute: bool = False
    autojoin: bool = False
    tracked: bool = True
    preferred_lft_s: int | None = None
    for_ever: bool = False
    use_vmac: Position | None = None
    track_groups: tuple[Word, ...] = ()


@dataclass(slots=True)
class _Reading:
    """A line while its options are read."""

    call: Call
    address: IpAddress
    written: str
    prefix_len: int | None
    index: int = 1
    device: Word | None = None
    scope: int | None = None
    broadcast: IPv4Address | DerivedBroadcast | None = None
    broadcast_at: Position | None = None
    label: str | None = None
    peer: IpAddress | None = None
    flags: set[str] = field(default_factory=set)
    preferred_lft_s: int | None = None
    for_ever: bool = False
    use_vmac: Position | None = None
    track_groups: list[Word] = field(default_factory=list)
    static: bool = False

    @property
    def v6(self) -> bool:
        return self.address.version == 6

    def report(self, code: Code, message: str, at: Position, *, fix: str = "") -> None:
        self.call.report(code, message, at, fix=fix)

    def drop(self, message: str, at: Position, *, fix: str = "") -> Rejected:
        """Report why the whole line is ignored; the result is to be raised."""
        self.call.report(
            codes.ADDRESS_INVALID, message, at, reason="the address is not used", fix=fix
        )
        return Rejected(self.written, at, reported=True)

    def value(self) -> Word:
        """Return the word behind the current option."""
        option = self.call.line.word(self.index)
        self.index += 1
        word = self.call.optional(self.index)
        if word is None:
            raise self.drop(
                f"No {option.text} parameter specified for {self.written}",
                option.at,
                fix=f"write the value of '{option.text}' behind it, or remove it",
            )
        return word


_FLAGS: Final = {"home", "-nodad", "mngtmpaddr", "noprefixroute", "autojoin", "no_track"}


@dataclass(frozen=True, slots=True)
class VirtualAddressLine:
    """``IP[/PREFIX] [dev IF] [scope S] [brd IP|+|-] [label L] [peer IP] [flags]``.

    ``static``: with ``track_group``, without ``use_vmac``.
    """

    static: bool = False

    def read(self, call: Call) -> AddressLine:
        """Return the address.

        Raises:
            Rejected: the line is ignored, after the report.
        """
        first = call.line.word(0)
        text, slash, prefix = first.text.partition("/")
        single = 128 if ":" in text else 32
        length = read_prefix_length(call, first, prefix, single) if slash and prefix else None
        address = parse_ip(text)
        if address is None:
            report_malformed_ip(call, first)
            raise Rejected(first.text, first.at, reported=True)
        reading = _Reading(call, address, first.text, length, static=self.static)
        while reading.index < len(call.line.texts):
            _option(reading)
            reading.index += 1
        return _finished(reading, first.at)

    def describe(self) -> str:
        """Return the form in words."""
        return "an address with options"


def _option(reading: _Reading) -> None:
    """Take one option and its value."""
    word = reading.call.line.word(reading.index)
    match word.text:
        case "dev":
            if reading.device is not None:
                raise reading.drop(
                    f"Cannot specify ipaddress device more than once for {reading.written}", word.at
                )
            reading.device = reading.value()
        case "scope":
            _scope(reading)
        case "brd" | "broadcast":
            _broadcast(reading)
        case "label":
            _label(reading)
        case "peer":
            _peer(reading)
        case "preferred_lft":
            _lifetime(reading)
        case "use_vmac" if not reading.static:
            reading.use_vmac = word.at
        case "track_group" if reading.static:
            reading.track_groups.append(reading.value())
        case flag if flag in _FLAGS:
            reading.flags.add(flag)
        case _:
            another = parse_ip(word.text.partition("/")[0]) is not None
            reading.report(
                codes.OPTION_UNKNOWN,
                f"Unknown configuration entry '{word.text}' for ip address - ignoring",
                word.at,
                fix="write each address on a line of its own" if another else "",
            )


def _scope(reading: _Reading) -> None:
    word = reading.value()
    scope = reading.call.names.number(NameTable.SCOPE, word.text)
    if scope is None:
        text = f"Invalid scope '{word.text}' specified for {reading.written} - ignoring"
        reading.report(codes.VALUE_INVALID, text, word.at)
    elif reading.v6:
        text = f"Cannot specify scope for IPv6 addresses ({reading.written}) - ignoring scope"
        reading.report(codes.OPTION_CLEARED, text, word.at)
    else:
        reading.scope = scope


def _broadcast(reading: _Reading) -> None:
    option = reading.call.line.word(reading.index)
    word = reading.value()
    if reading.v6:
        raise reading.drop(
            f"VRRP is trying to assign a broadcast {option.text} to the IPv6 address"
            f" {reading.written} !!?? WTF... skipping VIP...",
            option.at,
            fix="remove the option: IPv6 has no broadcast",
        )
    reading.broadcast_at = word.at
    if word.text in ("+", "-"):
        length = 32 if reading.prefix_len is None else reading.prefix_len
        if length > BROADCAST_PREFIX_MAX:
            text = f"Address prefix length {length} too long for broadcast"
            reading.report(codes.OPTION_CLEARED, text, word.at)
        else:
            reading.broadcast = DerivedBroadcast(word.text)
        return
    address = parse_ip(word.text)
    if not isinstance(address, IPv4Address):
        raise reading.drop(
            f"VRRP is trying to assign invalid broadcast {word.text}. skipping VIP...", word.at
        )
    reading.broadcast = address


def _label(reading: _Reading) -> None:
    word = reading.value()
    if reading.v6:
        text = f"Cannot specify label for IPv6 addresses ({reading.written}) - ignoring label"
        reading.report(codes.OPTION_CLEARED, text, word.at)
    elif len(octets(word.text)) > LABEL_BYTES_MAX:
        raise reading.drop(
            f"Address label {word.text} is longer than maximum length {LABEL_BYTES_MAX}"
            " - removing address",
            word.at,
            fix="shorten the label",
        )
    else:
        reading.label = word.text


def _peer(reading: _Reading) -> None:
    word = reading.value()
    address = parse_ip(word.text)
    if address is None:
        report_malformed_ip(reading.call, word)
        reading.report(codes.ADDRESS_INVALID, f"Invalid peer address {word.text}", word.at)
    elif address.version != reading.address.version:
        text = f"Peer address {word.text} does not match address family"
        reading.report(codes.ADDRESS_INVALID, text, word.at)
    else:
        reading.peer = address


def _lifetime(reading: _Reading) -> None:
    word = reading.value()
    if word.text == "forever":
        reading.preferred_lft_s, reading.for_ever = None, True
        return
    try:
        reading.preferred_lft_s = read_int(reading.call, word, 0, U32_MAX, strict=False)
        reading.for_ever = False
    except Rejected:
        text = f"preferred_lft {word.text} is invalid"
        reading.report(codes.VALUE_INVALID, text, word.at)


def _finished(reading: _Reading, at: Position) -> AddressLine:
    """Settle what options mean together."""
    broadcast = _derived(reading)
    if reading.peer is not None and reading.prefix_len is not None:
        text = "Cannot specify address prefix when specifying peer address - ignoring"
        reading.report(codes.OPTION_CLEARED, text, at)
        reading.prefix_len = None
    if reading.peer is not None and reading.broadcast is not None:
        text = "Cannot specify broadcast and peer addresses - ignoring broadcast address"
        reading.report(codes.OPTION_CLEARED, text, reading.broadcast_at or at)
        broadcast = None
    device = reading.device
    return AddressLine(
        address=reading.address,
        written=reading.written,
        at=at,
        prefix_len=reading.prefix_len,
        device=device.text if device else None,
        device_at=device.at if device else None,
        scope=reading.scope,
        broadcast=broadcast,
        label=reading.label,
        peer=reading.peer,
        home="home" in reading.flags,
        dad="-nodad" in reading.flags,
        mngtmpaddr="mngtmpaddr" in reading.flags,
        noprefixroute="noprefixroute" in reading.flags,
        autojoin="autojoin" in reading.flags,
        tracked="no_track" not in reading.flags,
        preferred_lft_s=reading.preferred_lft_s,
        for_ever=reading.for_ever,
        use_vmac=reading.use_vmac,
        track_groups=tuple(reading.track_groups),
    )


def _derived(reading: _Reading) -> IPv4Address | None:
    """Return the broadcast address, computed from the prefix for ``+`` and ``-``."""
    broadcast = reading.broadcast
    if broadcast is None or isinstance(broadcast, IPv4Address):
        return broadcast
    network = IPv4Network((int(reading.address), reading.prefix_len or 0), strict=False)
    match broadcast:
        case DerivedBroadcast.SET:
            return network.broadcast_address
        case DerivedBroadcast.CLEARED:
            return network.network_address


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerLine:
    """One line of ``unicast_peer``; TTL bounds None: not given."""

    address: IpAddress
    written: str
    at: Position
    min_ttl: int | None = None
    max_ttl: int | None = None


@dataclass(frozen=True, slots=True)
class UnicastPeerLine:
    """``IP [min_ttl N] [max_ttl N]``."""

    def read(self, call: Call) -> PeerLine:
        """Return the peer."""
        first = call.line.word(0)
        address = parse_bare_ip(call, first)
        if address is None:
            call.report(
                codes.ADDRESS_INVALID,
                f"Configuration error: VRRP instance[{call.owner}] malformed unicast peer address"
                f"[{first.text}]. Skipping...",
                first.at,
            )
            raise Rejected(first.text, first.at, reported=True)
        bounds: dict[str, int] = {}
        for index in range(1, len(call.line.texts), 2):
            option, value = call.line.word(index), call.optional(index + 1)
            if value is None:
                text = f"({call.owner}) {first.text} - {option.text} is missing a value"
                reason = "the peer is used without it"
                call.report(codes.VALUE_MISSING, text, option.at, reason=reason)
                break
            try:
                number = read_int(call, value, 0, 255, strict=False)
            except Rejected:
                continue
            if option.text not in ("min_ttl", "max_ttl"):
                text = f"({call.owner}) {first.text} - unknown unicast_peer option {option.text}"
                call.report(codes.OPTION_UNKNOWN, text, option.at)
                break
            bounds[option.text] = number
        low, high = bounds.get("min_ttl"), bounds.get("max_ttl")
        if low is not None and high is not None and low > high:
            call.report(
                codes.PEER_BOUNDS,
                f"({call.owner}) {first.text} - min_ttl {low} > max_ttl {high}"
                " - all packets will be discarded",
                first.at,
            )
        return PeerLine(address=address, written=first.text, at=first.at, min_ttl=low, max_ttl=high)

    def describe(self) -> str:
        """Return the form in words."""
        return "an address, optionally with min_ttl and max_ttl"
