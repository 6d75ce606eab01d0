"""``nexthop`` of a route: the ways of a multipath route, which come last on its line.

keepalived 2.4: a bad one is left out, and the route is used with the others.
"""

from dataclasses import replace
from typing import Final

from vipd.base.addr import Family, IpAddress, family_of
from vipd.conf import codes
from vipd.conf.diag import Position
from vipd.conf.schema.call import Rejected
from vipd.conf.schema.cursor import Cursor, realms, stated_family
from vipd.conf.schema.encap import read_encap
from vipd.conf.schema.ip import parse_ip, report_malformed_ip
from vipd.conf.schema.numbers import read_int
from vipd.conf.schema.route_draft import RouteDraft
from vipd.conf.text import Word
from vipd.model.route import NextHop

WEIGHT_MAX: Final = 256


def read_hops(draft: RouteDraft, line: Cursor, word: Word) -> None:
    """Take this and all further next hops, to the end of the line."""
    if draft.second_gateway is not None:
        text = 'Cannot specify nexthops with "or" route'
        line.report(codes.NEXTHOP_DROPPED, text, word.at, fix='write "or" as a nexthop too')
        text = f"Route has trailing nonsense - {word.text}"
        line.report(codes.LINE_TRAILING, text, word.at)
        line.index = len(line.call.line.texts)
        return
    hops = [*_hop(draft, line)]
    while line.next is not None and line.next.text == "nexthop":
        line.index += 1
        hops += _hop(draft, line)
    draft.route = replace(draft.route, hops=tuple(hops))
    if line.next is not None:
        text = f"Route has trailing nonsense after nexthops - {line.next.text}"
        line.report(codes.LINE_TRAILING, text, line.next.at, fix="write options before nexthop")
        line.index = len(line.call.line.texts)


def _hop(draft: RouteDraft, line: Cursor) -> tuple[NextHop, ...]:
    """Take one next hop; none after a report, which also passes over the rest of it."""
    hop = NextHop()
    try:
        while line.next is not None:
            changed = _option(draft, line, hop)
            if changed is None:
                break
            hop = changed
    except Rejected:
        while line.next is not None and line.next.text != "nexthop":
            line.index += 1
        return ()
    return (hop,)


def _option(draft: RouteDraft, line: Cursor, hop: NextHop) -> NextHop | None:
    """Take one option; None: the next word is none."""
    word = line.take()
    match word.text:
        case "via":
            return replace(hop, gateway=_via(draft, line))
        case "dev" | "oif":
            return replace(hop, interface=line.device())
        case "weight":
            return replace(hop, weight=_weight(line))
        case "onlink":
            return replace(hop, onlink=True)
        case "encap":
            return replace(hop, encap=read_encap(line))
        case "realms":
            return replace(hop, realms=_realms(draft, line))
        case "as":
            raise _drop(line, "'as [to]' (nat) not supported", word.at)
        case _:
            line.index -= 1
            return None


def _drop(line: Cursor, message: str, at: Position) -> Rejected:
    """Report why a next hop is left out; the result is to be raised."""
    line.report(codes.NEXTHOP_DROPPED, message, at)
    return Rejected("", at, reported=True)


def _via(draft: RouteDraft, line: Cursor) -> IpAddress:
    word = line.take()
    if word.text in ("inet", "inet6"):
        stated = stated_family(word)
        if line.family not in (None, stated):
            raise _drop(line, "IPv4/6 mismatch for nexthop", word.at)
        line.family = stated
        word = line.take()
    address = parse_ip(word.text)
    if address is None:
        report_malformed_ip(line.call, word)
        raise _drop(line, f"invalid nexthop address {word.text}", word.at)
    if line.family not in (None, family_of(address)):
        raise _drop(line, "Address family mismatch for next hop", word.at)
    line.family = family_of(address)
    return address


def _weight(line: Cursor) -> int:
    word = line.take()
    try:
        weight = read_int(line.call, word, 0, WEIGHT_MAX, strict=True)
    except Rejected:
        weight = 0
    if weight == 0:
        raise _drop(line, f"Invalid weight {word.text} specified for route", word.at)
    return weight


def _realms(draft: RouteDraft, line: Cursor) -> int:
    word = line.take()
    if line.family is Family.IPV6:
        raise _drop(line, "realms are only supported for IPv4", word.at)
    number = realms(line.call, word.text)
    if number is None:
        raise _drop(line, f"Invalid realms {word.text} for route", word.at)
    return number
