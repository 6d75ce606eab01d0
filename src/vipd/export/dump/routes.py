"""How keepalived writes routes and policy rules, in the data dump and in JSON.

Deviates: keepalived 2.4 mangles MPLS labels, ILA locators and a locked congestion control; here
they are as they are configured.
"""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address
from typing import Final, assert_never

from vipd.base.addr import Family, IpAddress
from vipd.model.route import (
    FEATURE_ECN,
    PROTOCOL,
    PROTOCOL_NONE,
    TABLE_MAIN,
    Attribute,
    Encap,
    IlaEncap,
    IpEncap,
    Metric,
    MplsEncap,
    NextHop,
    Prefix,
    Range,
    Route,
    Rule,
    RuleAction,
)

_KINDS: Final = {
    2: "local",
    3: "broadcast",
    4: "anycast",
    5: "multicast",
    6: "blackhole",
    7: "unreachable",
    8: "prohibit",
    9: "throw",
    10: "nat",
    11: "xresolve",
}
"""RTN_*; unicast is not written."""

_ORDER: Final = (
    Attribute.RTT,
    Attribute.RTTVAR,
    Attribute.RTO_MIN,
    Attribute.FEATURES,
    Attribute.MTU,
    Attribute.WINDOW,
    Attribute.SSTHRESH,
    Attribute.CWND,
    Attribute.ADVMSS,
    Attribute.REORDERING,
    Attribute.HOPLIMIT,
    Attribute.INITCWND,
    Attribute.INITRWND,
    Attribute.QUICKACK,
    Attribute.FASTOPEN_NO_COOKIE,
)
_PER_MS: Final = {Attribute.RTT: 8, Attribute.RTTVAR: 4, Attribute.RTO_MIN: 1}
_PREFERENCES: Final = {0: "medium", 1: "high", 3: "low"}
_MS: Final = 1_000


def route_text(route: Route, track_group: str | None = None) -> str:
    """Return a route with everything that is configured of it."""
    return " ".join(
        [
            route.mode.value,
            *_destination(route),
            *_way(route),
            *_place(route),
            *_attributes(route),
            *(["no_track"] if not route.tracked else []),
            *([f"track_group {track_group}"] if track_group is not None else []),
            *_hops(route.hops),
        ]
    )


def _destination(route: Route) -> Iterator[str]:
    if route.kind in _KINDS:
        yield _KINDS[route.kind]
    yield prefix_text(route.destination)
    if route.source is not None:
        yield f"from {prefix_text(route.source)}"


def prefix_text(prefix: Prefix) -> str:
    """Return a prefix, the length only of networks."""
    if prefix.length == prefix.address.max_prefixlen:
        return str(prefix.address)
    return f"{prefix.address}/{prefix.length}"


def _way(route: Route) -> Iterator[str]:
    if route.preferred_source is not None:
        yield f"src {route.preferred_source}"
    if route.tos:
        yield f"tos {route.tos}"
    if route.encap is not None:
        yield _encap(route.encap)
    if route.gateway is not None:
        yield _via(route.gateway)
    if route.interface is not None:
        yield f"dev {route.interface}"


def _via(gateway: IpAddress) -> str:
    return f"via {'inet' if isinstance(gateway, IPv4Address) else 'inet6'} {gateway}"


def _place(route: Route) -> Iterator[str]:
    if route.vrf is not None:
        yield f"vrf {route.vrf}"
    elif route.table != TABLE_MAIN:
        yield f"table {route.table}"
    # keepalived 2.4: a route that is not watched shows no protocol of keepalived's own
    if route.tracked or route.protocol != PROTOCOL:
        yield f"proto {route.protocol}"
    if route.scope:
        yield f"scope {route.scope}"
    if route.metric:
        yield f"metric {route.metric}"
    if route.onlink:
        yield "onlink"
    if route.realms is not None:
        yield _realms(route.realms)
    if route.expires_s is not None:
        yield f"expires {route.expires_s}sec"


def _realms(realms: int) -> str:
    """Return realms; the upper half is that of the source."""
    source, destination = realms >> 16, realms & 0xFFFF
    return f"realms {source}/{destination}" if source else f"realm {destination}"


def _attributes(route: Route) -> Iterator[str]:
    if route.congestion_control is not None:
        lock = "lock " if route.congestion_control_locked else ""
        yield f"congctl {lock}{route.congestion_control}"
    found = {metric.attribute: metric for metric in route.metrics}
    for attribute in _ORDER:
        if attribute in found:
            yield _metric(found[attribute])
    if route.preference is not None:
        yield f"pref {_PREFERENCES.get(route.preference, str(route.preference))}"
    if route.ttl_propagate is not None:
        yield f"ttl-propagate {'enabled' if route.ttl_propagate else 'disabled'}"


def _metric(metric: Metric) -> str:
    lock = "lock " if metric.locked else ""
    if metric.attribute is Attribute.FEATURES:
        value = "ecn" if metric.value & FEATURE_ECN else str(metric.value)
    elif metric.attribute in _PER_MS:
        value = _milliseconds(metric.value // _PER_MS[metric.attribute])
    else:
        value = str(metric.value)
    return f"{metric.attribute.value} {lock}{value}"


def _milliseconds(value: int) -> str:
    return f"{value // _MS}s" if value >= _MS and value % _MS == 0 else f"{value}ms"


def _encap(encap: Encap) -> str:
    match encap:
        case IpEncap():
            return " ".join(_ip_encap(encap))
        case MplsEncap():
            return f"encap mpls {'/'.join(map(str, encap.labels))}"
        case IlaEncap():
            parts = (encap.locator >> shift & 0xFFFF for shift in (48, 32, 16, 0))
            return "encap ila " + ":".join(f"{part:x}" for part in parts)
        case _:
            assert_never(encap)


def _ip_encap(encap: IpEncap) -> Iterator[str]:
    v6 = encap.family is Family.IPV6
    yield "encap ip6" if v6 else "encap ip"
    for name, value in (
        ("id", encap.id),
        ("dst", encap.destination),
        ("src", encap.source),
        ("tc" if v6 else "tos", encap.tos),
        ("hoplimit" if v6 else "ttl", encap.ttl),
        ("flags", encap.flags),
    ):
        if value is not None:
            yield f"{name} {value}"


def _hops(hops: Iterable[NextHop]) -> Iterator[str]:
    for hop in hops:
        yield "nexthop"
        if hop.gateway is not None:
            yield _via(hop.gateway)
        if hop.interface is not None:
            yield f"dev {hop.interface}"
        if hop.weight != 1:
            yield f"weight {hop.weight}"
        if hop.onlink:
            yield "onlink"
        if hop.realms is not None:
            yield _realms(hop.realms)
        if hop.encap is not None:
            yield _encap(hop.encap)


def rule_text(rule: Rule, track_group: str | None = None) -> str:
    """Return a policy rule with everything that is configured of it."""
    words = ["not"] if rule.invert else []
    words.append(f"from {'all' if rule.source is None else prefix_text(rule.source)}")
    if rule.destination is not None:
        words.append(f"to {prefix_text(rule.destination)}")
    words += [f"priority {rule.preference}", f"tos 0x{rule.tos:x}"]
    words += [*_conditions(rule), *_ports(rule), *_action(rule)]
    if not rule.tracked:
        words.append("no_track")
    if track_group is not None:
        words.append(f"track_group {track_group}")
    return " ".join(words)


def _conditions(rule: Rule) -> Iterator[str]:
    if rule.fwmark is not None:
        mask = rule.fwmask
        shown = "" if mask is None or mask == 0xFFFFFFFF else f"/0x{mask:x}"
        yield f"fwmark 0x{rule.fwmark:x}{shown}"
    if rule.iif is not None:
        yield f"iif {rule.iif}"
    if rule.oif is not None:
        yield f"oif {rule.oif}"
    if rule.suppress_prefix_len is not None:
        yield f"suppress_prefixlen {rule.suppress_prefix_len}"
    if rule.suppress_group is not None:
        yield f"suppress_ifgroup {rule.suppress_group}"
    if rule.tunnel_id is not None:
        yield f"tunnel-id {rule.tunnel_id}"
    if rule.uids is not None:
        yield f"uidrange {rule.uids.low}-{rule.uids.high}"
    if rule.l3mdev:
        yield "l3mdev"


def _ports(rule: Rule) -> Iterator[str]:
    if rule.protocol != PROTOCOL_NONE:
        yield f"protocol {rule.protocol}"
    if rule.ip_protocol is not None:
        yield f"ipproto {rule.ip_protocol}"
    if rule.source_ports is not None:
        yield f"sport {_range(rule.source_ports)}"
    if rule.destination_ports is not None:
        yield f"dport {_range(rule.destination_ports)}"
    if rule.realms is not None:
        yield f"realms {rule.realms >> 16}/{rule.realms & 0xFFFF}"


def _range(ports: Range) -> str:
    return f"{ports.low}-{ports.high}"


def _action(rule: Rule) -> Iterator[str]:
    match rule.action:
        case RuleAction.TABLE:
            yield f"lookup {rule.table}"
        case RuleAction.GOTO:
            yield f"goto {rule.target}"
        case RuleAction.NOP:
            yield "nop"
        case RuleAction.BLACKHOLE | RuleAction.UNREACHABLE | RuleAction.PROHIBIT:
            yield f"type {rule.action.value}"
        case _:
            assert_never(rule.action)
