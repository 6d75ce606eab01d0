"""The options of lines and of keywords with several words: what may follow, and what holds else.

For people: references, editors and the tests that compare them with what the kinds read. The
daemon does not load this module.
"""

from dataclasses import dataclass
from typing import Final

from vipd.conf.schema.addresses import UnicastPeerLine, VirtualAddressLine
from vipd.conf.schema.global_kinds import IPVS_TIMEOUT_MAX, IpvsTimeoutsKind, SyncDaemonKind
from vipd.conf.schema.lvs_kinds import ForwardingMethod, GroupEntry
from vipd.conf.schema.registry import NOTHING, REQUIRED, Unset
from vipd.conf.schema.routes import RouteKind
from vipd.conf.schema.rules import RuleKind
from vipd.conf.schema.statics import DelayKind, LinkbeatKind
from vipd.conf.schema.track_lines import Tracked, TrackLine
from vipd.conf.schema.vmac import IpvlanWords, VmacWords


@dataclass(frozen=True, slots=True)
class Option:
    """One option: its name, the form of what follows, its meaning, and what holds without it.

    A name in capital letters stands for the word itself. ``old``: names that are reported.
    """

    name: str
    form: str
    doc: str
    unset: Unset = NOTHING
    aliases: tuple[str, ...] = ()
    old: tuple[str, ...] = ()


_U32: Final = "0 to 4294967295"
_FLAG: Final = ""
_TRACK_GROUP: Final = Option("track_group", "NAME", "Remove it while the group is not up.")
_NO_TRACK: Final = Option("no_track", _FLAG, "Do not add it again when somebody removes it.")

_ADDRESS: Final = (
    Option(
        "ADDRESS",
        "IP[/PREFIX]",
        "The address; prefix 0 to 32, or 0 to 128.",
        Unset(words="a prefix of 32 or 128"),
    ),
    Option(
        "dev",
        "INTERFACE",
        "The interface it is added to.",
        Unset(words="that of the instance; for static addresses default_interface"),
    ),
    Option("scope", "NAME or 0 to 255", "Its scope; IPv4 only.", Unset("global")),
    Option("brd", "IP, + or -", "Its broadcast address; IPv4 only.", aliases=("broadcast",)),
    Option("label", "WORD of up to 15 bytes", "Its label; IPv4 only."),
    Option("peer", "IP", "The other end of a point-to-point link."),
    Option("home", _FLAG, "IPv6 home address (RFC 6275)."),
    Option("-nodad", _FLAG, "Look for duplicates of the IPv6 address first."),
    Option("mngtmpaddr", _FLAG, "The kernel makes temporary IPv6 addresses of it."),
    Option("noprefixroute", _FLAG, "No route for the prefix."),
    Option("autojoin", _FLAG, "Join the multicast group."),
    Option("no_track", _FLAG, "Do not add it again when somebody removes it."),
    Option(
        "preferred_lft",
        f"{_U32} seconds, or forever",
        "How long it is preferred.",
        Unset("forever", words="0 for IPv6 with prefix 128"),
    ),
)
_USE_VMAC: Final = Option("use_vmac", _FLAG, "Add it to a VMAC of its own interface.")

_ROUTE: Final = (
    Option("DESTINATION", "[to] [TYPE] PREFIX, default, any or all", "Where it leads.", REQUIRED),
    Option("inet", "WORD", "IPv4; the word behind it is skipped.", Unset(words="as the addresses")),
    Option("inet6", "WORD", "IPv6; the word behind it is skipped."),
    Option("src", "IP", "Preferred source address."),
    Option("via", "[inet|inet6] IP", "Gateway.", old=("gw",)),
    Option("or", "IP", "Deprecated: a second gateway; use nexthop."),
    Option("from", "PREFIX", "Source; IPv6 only."),
    Option("tos", "NAME or 0 to 255", "Type of service.", Unset("0"), ("dsfield",)),
    Option("table", "NAME or number", "Routing table.", Unset("main")),
    Option("protocol", "NAME or 0 to 255", "Who made it; others need no_track.", Unset("18")),
    Option("scope", "NAME or 0 to 255", "Scope.", Unset("global")),
    Option("metric", _U32, "Metric.", Unset("0"), ("priority", "preference")),
    Option("dev", "INTERFACE", "Interface.", aliases=("oif",)),
    Option("onlink", _FLAG, "The gateway is on the link."),
    Option("encap", "ip, ip6, mpls, ila or seg6 with options", "Encapsulation."),
    Option("expires", f"{_U32} seconds", "How long it stays; IPv6 only."),
    Option("mtu", f"[lock] {_U32}", "MTU of the path."),
    Option("advmss", f"[lock] {_U32}", "Advertised segment size."),
    Option("reordering", f"[lock] {_U32}", "Initial reordering."),
    Option("cwnd", f"[lock] {_U32}", "Largest congestion window."),
    Option("ssthresh", f"[lock] {_U32}", "Slow start threshold."),
    Option("rtt", "[lock] TIME of 200ms to 120s", "Initial round trip time."),
    Option("rttvar", "[lock] TIME of 200ms to 120s", "Initial variance of it."),
    Option("rto_min", "[lock] TIME of 200ms to 120s", "Shortest time to a retransmission."),
    Option("hoplimit", "0 to 255", "Hop limit."),
    Option("window", _U32, "Largest window."),
    Option("realms", "[FROM/]TO", "Realms, 0 to 255 or names; IPv4 only."),
    Option("initcwnd", _U32, "Initial congestion window."),
    Option("initrwnd", _U32, "Initial receive window."),
    Option("features", "ecn", "Features."),
    Option("quickack", "0 to 1", "Acknowledge at once."),
    Option("congctl", "[lock] NAME", "Congestion control."),
    Option("pref", "low, medium, high or 0 to 255", "Router preference; IPv6 only."),
    Option("ttl-propagate", "enabled or disabled", "Carry the TTL into MPLS."),
    Option("fastopen_no_cookie", "0 to 1", "TCP fast open without a cookie."),
    Option("add", _FLAG, "Fail if there is such a route."),
    Option("prepend", _FLAG, "Before other such routes: the default."),
    Option("append", _FLAG, "Behind other such routes."),
    Option(
        "nexthop",
        "[via IP] [dev INTERFACE] [weight 1 to 256] [onlink] [encap ...] [realms ...]",
        "One of several gateways; may be repeated.",
    ),
    Option("as", "[to] WORD", "MPLS only: ignored."),
    _NO_TRACK,
    Option("vrf", "INTERFACE", "The VRF whose table is used."),
)

_RULE: Final = (
    Option(
        "ACTION",
        "[type] goto N, nop, blackhole, unreachable or prohibit",
        "What to do, unless there is a table; goto needs preference.",
        Unset(words="table or l3mdev is required"),
    ),
    Option("inet", "WORD", "IPv4; the word behind it is skipped.", Unset(words="as the addresses")),
    Option("inet6", "WORD", "IPv6; the word behind it is skipped."),
    Option("from", "PREFIX, default, any or all", "Source.", Unset("all")),
    Option("to", "PREFIX, default, any or all", "Destination.", Unset("all")),
    Option("table", "NAME or number", "Look the route up here.", aliases=("lookup",)),
    Option("not", _FLAG, "For what does not match."),
    Option(
        "preference",
        f"{_U32}; 0x and 0 begin other bases",
        "Place among the rules.",
        Unset(words="counts down from 16384, with a report"),
        ("priority", "order"),
    ),
    Option("tos", "NAME or 0 to 255", "Type of service.", Unset("0"), ("dsfield",)),
    Option("fwmark", "MARK[/MASK] of 32 bits", "Mark of the packet."),
    Option("realms", "[FROM/]TO", "Realms; IPv4 only."),
    Option(
        "suppress_prefixlength",
        "0 to 2147483647",
        "No route with such a prefix length or a shorter one.",
        aliases=("sup_pl",),
    ),
    Option(
        "suppress_ifgroup",
        "NAME or number",
        "No route through interfaces of the group.",
        aliases=("sup_group",),
    ),
    Option("iif", "INTERFACE", "Packets that came in there.", aliases=("dev",)),
    Option("oif", "INTERFACE", "Packets of sockets bound to it."),
    Option("tunnel-id", "a number of 64 bits", "Packets of the tunnel."),
    Option("uidrange", "A-B", "Packets of these users."),
    Option("l3mdev", _FLAG, "Look in the table of the VRF."),
    Option("protocol", "0 to 255", "Who made it; others need no_track.", Unset("18")),
    Option("ipproto", "NAME or 0 to 255", "IP protocol."),
    Option("sport", "A-B of 0 to 65535", "Source ports."),
    Option("dport", "A-B of 0 to 65535", "Destination ports."),
    _NO_TRACK,
)

_PEER: Final = (
    Option("ADDRESS", "IP", "The peer.", REQUIRED),
    Option("min_ttl", "0 to 255", "Adverts with a lower TTL are dropped.", Unset("0")),
    Option("max_ttl", "0 to 255", "Adverts with a higher TTL are dropped.", Unset("255")),
)

_SYNC_DAEMON: Final = (
    Option("INTERFACE", "a name of up to 15 bytes", "Where it is synchronised.", REQUIRED),
    Option("inst", "NAME", "Its state decides whether to send or to receive."),
    Option("id", "0 to 255", "Sync id.", Unset(words="the VRID of the instance, else 0")),
    Option("maxlen", "1 to 65507 bytes", "Largest packet.", Unset(words="that of the kernel")),
    Option("port", "1 to 65535", "UDP port.", Unset(words="that of the kernel, 8848")),
    Option("ttl", "1 to 255", "TTL of the packets.", Unset(words="that of the kernel")),
    Option("group", "IP", "Multicast group.", Unset(words="that of the kernel, 224.0.0.81")),
)

_TIMEOUTS: Final = tuple(
    Option(name, f"0 to {IPVS_TIMEOUT_MAX} seconds", doc, Unset(words="that of the kernel"))
    for name, doc in (
        ("tcp", "TCP connections."),
        ("tcpfin", "TCP connections after a FIN."),
        ("udp", "UDP."),
    )
)

_FORWARDING: Final = (
    Option("METHOD", "NAT, DR or TUN", "How packets reach a real server.", REQUIRED),
    Option("type", "ipip, gue or gre", "Kind of the tunnel.", Unset("ipip")),
    Option("port", "1 to 65535", "Port of a gue tunnel, which needs one."),
    Option("nocsum", _FLAG, "No checksum: the default."),
    Option("csum", _FLAG, "Checksum; not for ipip."),
    Option("remcsum", _FLAG, "Remote checksum; gue only."),
)

_GROUP: Final = Option("group", "GROUP", "Group of the interface.")
_VMAC: Final = (
    Option("name", "NAME", "Name of the interface; the word name may be left out."),
    Option("MAC", "6 octets, or 5 and the VRID", "Its MAC address.", Unset(words="that of VRRP")),
    Option("netlink_notify_msg", _FLAG, "Announce the addresses again."),
    _GROUP,
)
_IPVLAN: Final = (
    Option("name", "NAME", "Name of the interface; the word name may be left out."),
    Option("ADDRESS", "IP[/PREFIX]", "Source address of the adverts."),
    Option("MODE", "bridge, private or vepa", "What its neighbours see.", Unset("bridge")),
    _GROUP,
)

_ENTRY: Final = (
    Option("ADDRESS", "IP, IP/PREFIX, IP-LAST or IP-IP", "One address or a range of them."),
    Option("PORT", "0 to 65535", "The port, behind the address.", Unset("0")),
    Option("fwmark", f"{_U32} [inet|inet6]", "A mark instead of an address."),
)
_DELAYS: Final = (
    Option("INTERFACE", "a name", "The interface.", REQUIRED),
    Option("DOWN", "0 to 255 seconds", "Time down before it counts.", Unset("0")),
    Option("UP", "0 to 255 seconds", "Time up before it counts.", Unset("0")),
)
_LINKBEAT: Final = (
    Option("INTERFACE", "a name", "The interface.", REQUIRED),
    Option("METHOD", "MII, ETHTOOL or IOCTL", "How to ask.", Unset(words="what it supports")),
)

_TRACKED_WEIGHTS: Final = {
    Tracked.INTERFACE: Unset("0"),
    Tracked.SCRIPT: Unset(inherits=("vrrp_script.weight",)),
    Tracked.FILE: Unset(inherits=("track_file.weight",)),
    Tracked.PROCESS: Unset(inherits=("vrrp_track_process.weight",)),
    Tracked.BFD: Unset(inherits=("bfd_instance.weight",)),
}


def _tracked(what: Tracked) -> tuple[Option, ...]:
    most = 254 if what in (Tracked.FILE, Tracked.PROCESS) else 253
    way = "[reverse]" if what is Tracked.INTERFACE else "[reverse|noreverse]"
    return (
        Option("NAME", "a word", f"The {what.noun.removeprefix('track ')}.", REQUIRED),
        Option(
            "weight",
            f"-{most} to {most} {way}",
            "Added to the priority; 0: FAULT instead.",
            _TRACKED_WEIGHTS[what],
        ),
    )


def options_of(kind: object) -> tuple[Option, ...]:
    """Return the options that a kind of line or of keyword knows."""
    match kind:
        case VirtualAddressLine():
            return (*_ADDRESS, _TRACK_GROUP if kind.static else _USE_VMAC)
        case RouteKind():
            return (*_ROUTE, _TRACK_GROUP) if kind.static else _ROUTE
        case RuleKind():
            return (*_RULE, _TRACK_GROUP) if kind.static else _RULE
        case TrackLine():
            return _tracked(kind.what)
        case UnicastPeerLine():
            return _PEER
        case SyncDaemonKind():
            return _SYNC_DAEMON
        case IpvsTimeoutsKind():
            return _TIMEOUTS
        case ForwardingMethod():
            return _FORWARDING
        case VmacWords():
            return _VMAC
        case IpvlanWords():
            return _IPVLAN
        case GroupEntry():
            return _ENTRY
        case DelayKind():
            return _DELAYS
        case LinkbeatKind():
            return _LINKBEAT
        case _:
            return ()
