"""Lines of ``virtual_routes`` and ``static_routes``.

A line takes nothing over from its block, so what it says is the record of the model already.
keepalived 2.4: any word that is no option is the destination; the last one counts.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from vipd.base.addr import Family, family_of
from vipd.conf import codes
from vipd.conf.diag import Position
from vipd.conf.names import NameTable, c_number
from vipd.conf.schema.call import Call
from vipd.conf.schema.cursor import WILDCARDS, Cursor, everything, read_options, stated_family
from vipd.conf.schema.encap import read_encap
from vipd.conf.schema.nexthops import read_hops
from vipd.conf.schema.numbers import U32_MAX
from vipd.conf.schema.route_attributes import ATTRIBUTES
from vipd.conf.schema.route_draft import MIXED, RouteDraft, RouteOption
from vipd.conf.text import Word
from vipd.model.route import PROTOCOL, TABLE_MAIN, AddMode, NextHop, Prefix, Route

TYPES: Final = {
    "unicast": 1,
    "local": 2,
    "broadcast": 3,
    "brd": 3,
    "anycast": 4,
    "multicast": 5,
    "blackhole": 6,
    "unreachable": 7,
    "prohibit": 8,
    "throw": 9,
    "nat": 10,
    "xresolve": 11,
}
PREFERENCES: Final = {"low": 3, "medium": 0, "high": 1}
"""RFC 4191 2.1: two bits, signed."""
MODES: Final = {mode.value: mode for mode in AddMode}


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteLine:
    """One route, and where its parts were written."""

    route: Route
    at: Position
    devices: tuple[Word, ...] = ()
    vrf: Word | None = None
    track_group: Word | None = None


@dataclass(frozen=True, slots=True)
class RouteKind:
    """``[to] [TYPE] DEST`` with options; ``static``: with ``track_group``."""

    static: bool

    def read(self, call: Call) -> RouteLine:
        """Return the route.

        Raises:
            Rejected: the line is dropped, after the report.
            MissingWord: an option has no value.
        """
        draft, line = RouteDraft(), Cursor(call, codes.ROUTE_DROPPED, "route")
        options = _STATIC_OPTIONS if self.static else _OPTIONS
        read_options(draft, line, options, _typed_destination)
        return _finished(draft, line)

    def describe(self) -> str:
        """Return the form in words."""
        return "[to] [TYPE] DESTINATION, with options"


def _inet(_: RouteDraft, line: Cursor, word: Word) -> None:
    line.inet(word)


def _to(draft: RouteDraft, line: Cursor, _: Word) -> None:
    _destination(draft, line, line.take())


def _typed_destination(draft: RouteDraft, line: Cursor, word: Word) -> None:
    """Take ``[TYPE] DEST``; keepalived 2.4 knows no type behind ``to``."""
    kind = TYPES.get(word.text)
    if kind is None:
        kind = c_number(word.text)
    if kind is not None and kind <= 255:
        draft.route = replace(draft.route, kind=kind)
        word = line.take()
    _destination(draft, line, word)


def _destination(draft: RouteDraft, line: Cursor, word: Word) -> None:
    mixed = f"{MIXED} ({word.text})"
    if word.text in WILDCARDS:
        if line.family is not None:
            raise line.drop(mixed, word.at, fix="write 0.0.0.0/0 or ::/0")
        draft.destination, draft.everywhere = None, True
        return
    if word.text == "default6":
        line.report(
            codes.KEYWORD_DEPRECATED_LOGGED,
            "'default6' is deprecated - please replace with 'inet6 default'",
            word.at,
            # What keepalived advises is rejected by it.
            fix="write ::/0",
        )
        prefix: Prefix | None = line.prefix(Word("::/0", word.at))
    else:
        prefix = line.prefix(word)
    if prefix is None:
        raise line.malformed(word, "unknown route keyword {value}")
    if not line.fits(prefix.address):
        raise line.drop(mixed, word.at)
    draft.destination, draft.everywhere = prefix, False


def _src(draft: RouteDraft, line: Cursor, word: Word) -> None:
    address = line.address("invalid route src address {value}")
    if not line.fits(address):
        raise line.drop(MIXED, word.at)
    draft.route = replace(draft.route, preferred_source=address)


def _via(draft: RouteDraft, line: Cursor, word: Word) -> None:
    following = line.next
    stated = None
    if following is not None and following.text in ("inet", "inet6"):
        stated = stated_family(following)
        line.index += 1
    address = line.address("invalid route via address {value}")
    if stated not in (None, family_of(address)) or not line.fits(address):
        raise line.drop(MIXED, word.at)
    draft.route = replace(draft.route, gateway=address)


def _gw(draft: RouteDraft, line: Cursor, word: Word) -> None:
    text = '"gw" for routes is deprecated. Please use "via"'
    line.report(codes.KEYWORD_DEPRECATED, text, word.at, fix="write via")
    _via(draft, line, word)


def _or(draft: RouteDraft, line: Cursor, word: Word) -> None:
    text = '"or" for routes is deprecated. Please use "nexthop"'
    line.report(codes.KEYWORD_DEPRECATED, text, word.at, fix="write a nexthop for each gateway")
    address = line.address('Invalid "or" address {value}')
    if not line.fits(address):
        # Deviates: keepalived 2.4 takes it, and the kernel refuses the route.
        raise line.drop(MIXED, word.at)
    draft.second_gateway = address


def _from(draft: RouteDraft, line: Cursor, _: Word) -> None:
    word = line.take()
    prefix = None if word.text in WILDCARDS else line.prefix(word)
    if prefix is None and word.text not in WILDCARDS:
        raise line.malformed(word, "invalid route from address {value}")
    if prefix is None or prefix.address.version == 4:
        text = f"route from address only supported with IPv6 ({word.text})"
        raise line.drop(text, word.at)
    if not line.fits(prefix.address):
        raise line.drop(f"{MIXED} ({word.text})", word.at)
    draft.route = replace(draft.route, source=prefix)


def _dev(draft: RouteDraft, line: Cursor, _: Word) -> None:
    draft.route = replace(draft.route, interface=line.device())


def _onlink(draft: RouteDraft, line: Cursor, _: Word) -> None:
    draft.route = replace(draft.route, onlink=True)


def _named(table: NameTable, message: str, change: Callable[[Route, int], Route]) -> RouteOption:
    def option(draft: RouteDraft, line: Cursor, _: Word) -> None:
        draft.route = change(draft.route, line.named(table, message))

    return option


def _metric(draft: RouteDraft, line: Cursor, _: Word) -> None:
    draft.route = replace(
        draft.route, metric=line.number(0, U32_MAX, "Invalid metric {value} specified for route")
    )


def _only(draft: RouteDraft, line: Cursor, word: Word, family: Family, message: str) -> None:
    """Drop a line whose family has no such option; otherwise settle the family."""
    if line.family not in (None, family):
        raise line.drop(message, word.at)
    line.family = family


def _expires(draft: RouteDraft, line: Cursor, word: Word) -> None:
    _only(draft, line, word, Family.IPV6, "expires is only valid for IPv6")
    message = "Invalid expires time {value} specified for route"
    draft.route = replace(draft.route, expires_s=line.number(0, U32_MAX, message))


def _realms(draft: RouteDraft, line: Cursor, word: Word) -> None:
    _only(draft, line, word, Family.IPV4, "realms are only valid for IPv4")
    draft.route = replace(draft.route, realms=line.realms("Invalid realms {value} for route"))


def _pref(draft: RouteDraft, line: Cursor, word: Word) -> None:
    _only(draft, line, word, Family.IPV6, "pref is only valid for IPv6")
    following = line.next
    if following is not None and following.text in PREFERENCES:
        draft.route = replace(draft.route, preference=PREFERENCES[line.take().text])
        return
    message = "Invalid pref value {value} specified for route"
    draft.route = replace(draft.route, preference=line.number(0, 255, message))


def _encap(draft: RouteDraft, line: Cursor, _: Word) -> None:
    draft.route = replace(draft.route, encap=read_encap(line))


def _congctl(draft: RouteDraft, line: Cursor, _: Word) -> None:
    locked = line.lock()
    draft.route = replace(draft.route, congestion_control=line.take().text)
    draft.route = replace(draft.route, congestion_control_locked=locked)


def _ttl_propagate(draft: RouteDraft, line: Cursor, _: Word) -> None:
    word = line.take()
    if word.text not in ("enabled", "disabled"):
        text = f"ttl-propagate value {word.text} not recognised"
        line.report(codes.VALUE_INVALID, text, word.at, fix="write enabled or disabled")
    draft.route = replace(draft.route, ttl_propagate=word.text == "enabled")


def _as(draft: RouteDraft, line: Cursor, word: Word) -> None:
    text = '"as to" for MPLS only - ignoring'
    line.report(codes.OPTION_CLEARED, text, word.at)
    if line.next is not None and line.next.text == "to":
        line.index += 1
    if line.next is not None:
        line.index += 1


def _mode(draft: RouteDraft, line: Cursor, word: Word) -> None:
    draft.route = replace(draft.route, mode=MODES[word.text])


def _no_track(draft: RouteDraft, line: Cursor, _: Word) -> None:
    draft.route = replace(draft.route, tracked=False)


def _vrf(draft: RouteDraft, line: Cursor, _: Word) -> None:
    draft.vrf = line.take()
    draft.route = replace(draft.route, vrf=draft.vrf.text)


def _track_group(_: RouteDraft, line: Cursor, word: Word) -> None:
    repeated, following = line.track_group is not None, line.next
    line.group(word)
    if repeated and following is not None:
        text = f"Route has trailing nonsense - {following.text}"
        line.report(codes.LINE_TRAILING, text, following.at)


_tos: Final = _named(
    NameTable.DSFIELD,
    "TOS value {value} is invalid",
    lambda route, number: replace(route, tos=number),
)

_OPTIONS: Final[dict[str, RouteOption]] = {
    "nexthop": read_hops,
    "inet": _inet,
    "inet6": _inet,
    "to": _to,
    "src": _src,
    "via": _via,
    "gw": _gw,
    "or": _or,
    "from": _from,
    "dev": _dev,
    "oif": _dev,
    "onlink": _onlink,
    "tos": _tos,
    "dsfield": _tos,
    "table": _named(
        NameTable.TABLE,
        "Routing table {value} not found for route",
        lambda route, number: replace(route, table=number or TABLE_MAIN),
    ),
    "protocol": _named(
        NameTable.PROTOCOL,
        "Protocol {value} not found or invalid for route",
        lambda route, number: replace(route, protocol=number),
    ),
    "scope": _named(
        NameTable.SCOPE,
        "Scope {value} not found or invalid for route",
        lambda route, number: replace(route, scope=number),
    ),
    "metric": _metric,
    "priority": _metric,
    "preference": _metric,
    "expires": _expires,
    "realms": _realms,
    "pref": _pref,
    "encap": _encap,
    "congctl": _congctl,
    "ttl-propagate": _ttl_propagate,
    "as": _as,
    "add": _mode,
    "prepend": _mode,
    "append": _mode,
    "no_track": _no_track,
    "vrf": _vrf,
    **ATTRIBUTES,
}


_STATIC_OPTIONS: Final = _OPTIONS | {"track_group": _track_group}


def route_options() -> tuple[str, ...]:
    """Return the names of the options that every such line knows."""
    return tuple(_OPTIONS)


def _finished(draft: RouteDraft, line: Cursor) -> RouteLine:
    """Settle what options mean together."""
    at, route = line.call.at, draft.route
    family = line.family or Family.IPV4
    destination = everything(family) if draft.everywhere else draft.destination
    if destination is None:
        raise line.drop("Route must have a destination", at, fix="write 'to PREFIX'")
    if line.track_group is not None and route.interface is None:
        text = "Static route cannot have track group if no oif specified"
        line.report(codes.OPTION_CLEARED, text, line.track_group.at, fix="add 'dev NAME'")
        line.track_group = None
    if route.protocol != PROTOCOL and route.tracked:
        text = (
            "Route cannot be tracked if protocol is not RTPROT_KEEPALIVED(18), resetting protocol"
        )
        line.report(codes.PROTOCOL_RESET, text, at)
        route = replace(route, protocol=PROTOCOL)
    if draft.second_gateway is not None:
        both = (route.gateway, draft.second_gateway)
        hops = tuple(NextHop(gateway=address) for address in both if address is not None)
        route = replace(route, gateway=None, hops=hops)
    return RouteLine(
        route=replace(route, family=family, destination=destination),
        at=at,
        devices=tuple(line.devices),
        vrf=draft.vrf,
        track_group=line.track_group,
    )
