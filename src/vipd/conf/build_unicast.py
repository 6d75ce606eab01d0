"""How an instance reaches the others: multicast, or unicast to peers."""

from dataclasses import dataclass
from typing import Final

from vipd.base.addr import Family, IpAddress
from vipd.conf import codes
from vipd.conf.build_addresses import Addresses
from vipd.conf.build_context import Context
from vipd.conf.schema.addresses import PeerLine
from vipd.conf.schema.vrrp_instance import OldChecksum
from vipd.model.vrrp import ChecksumMode, Unicast, UnicastPeer

TTL_DEFAULT_IPV4: Final = 255

_UNICAST_KEYWORDS: Final = (
    "unicast_peer",
    "unicast_src_ip",
    "check_unicast_src",
    "old_unicast_checksum",
)


@dataclass(frozen=True, slots=True)
class Transport:
    """How adverts travel.

    ``asked``: a keyword asks for unicast. ``fault``: it does, but there are no peers and
    multicast is no way out.
    """

    group: IpAddress
    unicast: Unicast | None
    asked: bool
    fault: bool
    checksum: ChecksumMode


def resolve_transport(context: Context, addresses: Addresses) -> Transport:
    """Return how the instance sends; report keywords that have no effect."""
    v6 = addresses.family is Family.IPV6
    group = context.globals.group6 if v6 else context.globals.group4
    if not addresses.peers:
        return _multicast(context, addresses.group or group)
    if addresses.group is not None:
        context.report(
            codes.OPTION_CLEARED,
            f"({context.name}) multicast destination specified with unicast - ignoring",
            "mcast_dst_ip",
            fix="remove one of them",
        )
    record = context.record
    ttl = record.unicast_ttl
    if ttl is None and not v6:
        ttl = TTL_DEFAULT_IPV4
    bounded = any(p.min_ttl is not None or p.max_ttl is not None for p in addresses.peers)
    unicast = Unicast(
        peers=tuple(_peer(line) for line in addresses.peers),
        ttl=ttl,
        check_source=record.check_unicast_src or context.globals.check_unicast_src or bounded,
    )
    return Transport(group, unicast, True, False, _checksum(record.old_unicast_checksum))


def _peer(line: PeerLine) -> UnicastPeer:
    low = 0 if line.min_ttl is None else line.min_ttl
    high = 255 if line.max_ttl is None else line.max_ttl
    return UnicastPeer(address=line.address, min_ttl=low, max_ttl=high)


def _checksum(given: OldChecksum | None) -> ChecksumMode:
    match given:
        case None:
            return ChecksumMode.AUTO
        case OldChecksum.ALWAYS:
            return ChecksumMode.GROUP_PSEUDO_HEADER
        case OldChecksum.NEVER:
            return ChecksumMode.PSEUDO_HEADER


def _multicast(context: Context, group: IpAddress) -> Transport:
    """No peers: multicast, or FAULT for ever where the block says so."""
    record, name = context.record, context.name
    if record.unicast_ttl is not None:
        # Deviates: keepalived 2.4 then sends its multicast adverts with TTL 0, to nobody.
        context.reports.add_where_closed(
            codes.UNICAST_TTL_IGNORED,
            f"({name}): Cannot use unicast_ttl without unicast peers - resetting",
            context.block,
            reason="multicast adverts are sent with 255",
            fix="remove it, or add unicast_peer",
        )
    asked = [word for word in _UNICAST_KEYWORDS if context.block.given(word)]
    if record.unicast_fault_no_peer:
        return Transport(group, None, bool(asked), True, ChecksumMode.PSEUDO_HEADER)
    if asked:
        context.report(
            codes.UNICAST_DEPRECATED,
            f"({name}) A unicast keyword has been specified without any unicast peers."
            " Defaulting to multicast. This usage is deprecated - please update your"
            " configuration.",
            asked[0],
            reason=f"'{asked[0]}' asks for unicast, but nobody is named to send to",
            fix="name the other nodes in unicast_peer, or remove the keyword",
        )
    return Transport(group, None, bool(asked), False, ChecksumMode.PSEUDO_HEADER)
