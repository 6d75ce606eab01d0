"""Whether a received packet is an advert for this instance.

The checks and their order are those of keepalived 2.4, since operators know its counters and
messages. A packet fails at the first check that it does not pass and is dropped with exactly that
reason. What is merely odd is accepted with a question.
"""

from dataclasses import dataclass
from typing import Final

from vipd.base.addr import Family, IpAddress
from vipd.base.errors import DecodeError
from vipd.base.units import CENTISECOND, SECOND
from vipd.core.vrrp.notices import Question, Reject
from vipd.model.vrrp import OWNER_PRIORITY, ChecksumMode, Instance
from vipd.wire import ip, vrrp

_ADVERTISEMENT: Final = 1
_HOP_LIMIT: Final = 255
_AUTH_NONE: Final = 0
_AUTH_PASS: Final = 1
_AUTH_AH: Final = 2
_VRRP_HEADER: Final = 8
_AUTH_DATA: Final = 8
_ETHERNET_PAYLOAD_MIN: Final = 46


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something about an accepted advert that does not fit the configuration."""

    question: Question
    received: int = 0
    expected: int = 0
    missing: IpAddress | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """An advert that passed every check; ``interval_cs`` is 0 in VRRPv2."""

    source: IpAddress
    priority: int
    interval_cs: int
    oddities: tuple[Oddity, ...]
    old_checksum: bool
    """It was sent by a peer that computes unicast checksums as keepalived before 1.4 did."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A packet that is dropped; ``received`` and ``expected`` explain some reasons."""

    reason: Reject
    source: IpAddress | None = None
    received: int = 0
    expected: int = 0
    expected_max: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the checks need to know besides the configuration."""

    checksum: ChecksumMode
    """The mode in force: AUTO may have been settled by an earlier advert."""
    effective_priority: int
    address_list_checked: bool
    """Whether the addresses of the sender's advert are compared with ours."""


def examine(octets: bytes, config: Instance, context: Context) -> Accepted | Rejected:
    """Check a whole IP packet; never raises, whatever the octets are."""
    try:
        header = ip.decode(octets)
    except DecodeError:
        return Rejected(Reject.MALFORMED_IP)
    source = header.source
    pdu = octets[header.header_length :]
    if header.protocol == ip.PROTO_AH:
        return Rejected(Reject.AH_UNEXPECTED, source)
    if len(pdu) < _VRRP_HEADER:
        return Rejected(Reject.TOO_SHORT, source, len(octets))
    expected = _expected_length(pdu, header)
    if not _length_fits(len(octets), expected, header.family):
        return Rejected(Reject.LENGTH, source, len(octets), expected)
    pdu = pdu[: expected - header.header_length]
    if config.unicast is None and header.hop_limit != _HOP_LIMIT:
        # RFC 9568 7.1: "MUST verify that the IPv4 TTL/IPv6 HL is 255"
        return Rejected(Reject.TTL, source, header.hop_limit, _HOP_LIMIT)
    version = pdu[0] >> 4
    if version != config.version:
        return Rejected(Reject.VERSION, source, version, config.version)
    try:
        advert = vrrp.decode(pdu, header.family)
    except DecodeError:
        return Rejected(Reject.LENGTH, source, len(octets), expected)
    fault = (
        _check_v2(advert, config, source)
        or _check_type_and_total(advert, header, len(octets), expected)
        or _check_checksum(pdu, header, config, context)
        or _check_destination(header, config)
        or _check_owner(config, context, source)
    )
    if fault is not None:
        return fault
    oddities = _oddities(advert, config, context)
    fault = _check_peer(header, config)
    if fault is not None:
        return fault
    return Accepted(
        source=source,
        priority=advert.priority,
        interval_cs=advert.interval if config.version == 3 else 0,
        oddities=oddities,
        old_checksum=_is_old_checksum(pdu, header, config, context),
    )


def _expected_length(pdu: bytes, header: ip.IpHeader) -> int:
    """Length of the whole packet, computed from its address count."""
    size = 4 if header.family is Family.IPV4 else 16
    auth = _AUTH_DATA if pdu[0] >> 4 == 2 and header.family is Family.IPV4 else 0
    return header.header_length + _VRRP_HEADER + pdu[3] * size + auth


def _length_fits(length: int, expected: int, family: Family) -> bool:
    """Exact, or padded: keepalived 2.4 takes 4n+2 surplus octets of a short frame as padding."""
    if length == expected:
        return True
    padded = expected < _ETHERNET_PAYLOAD_MIN and (length - expected) % 4 == 2
    return family is Family.IPV4 and length > expected and padded


def _check_v2(advert: vrrp.Pdu, config: Instance, source: IpAddress) -> Rejected | None:
    if config.version != 2:
        return None
    if config.family is Family.IPV4:
        ours = _AUTH_PASS if config.auth_pass is not None else _AUTH_NONE
        if advert.auth_type not in (_AUTH_NONE, _AUTH_PASS, _AUTH_AH):
            return Rejected(Reject.AUTH_TYPE_INVALID, source, advert.auth_type, ours)
        if advert.auth_type != ours:
            return Rejected(Reject.AUTH_TYPE_MISMATCH, source, advert.auth_type, ours)
        if config.auth_pass is not None and advert.auth_data != config.auth_pass:
            return Rejected(Reject.AUTH_FAILURE, source)
    ours_s = config.advert_int // SECOND
    if advert.interval != ours_s:
        # RFC 3768 7.1: "MUST verify that the Adver Interval ... is the same"
        return Rejected(Reject.ADVERT_INTERVAL, source, advert.interval, ours_s)
    return None


def _check_type_and_total(
    advert: vrrp.Pdu, header: ip.IpHeader, length: int, expected: int
) -> Rejected | None:
    if advert.type != _ADVERTISEMENT:
        return Rejected(Reject.PACKET_TYPE, header.source, advert.type, _ADVERTISEMENT)
    total = header.total_length
    if total != length and not _length_fits(length, total, header.family):
        return Rejected(Reject.IP_LENGTH, header.source, total, length)
    return None


def _check_checksum(
    pdu: bytes, header: ip.IpHeader, config: Instance, context: Context
) -> Rejected | None:
    if _checksum_ok(pdu, header, config, context.checksum):
        return None
    return Rejected(Reject.CHECKSUM, header.source, config.version)


def _checksum_ok(pdu: bytes, header: ip.IpHeader, config: Instance, mode: ChecksumMode) -> bool:
    if header.family is Family.IPV6:
        return vrrp.checksum_ok_v3(pdu, header.source, header.destination)
    if config.version == 2:
        return vrrp.checksum_ok_v2(pdu)
    real = vrrp.checksum_ok_v3(pdu, header.source, header.destination)
    match mode:
        case ChecksumMode.PDU_ONLY:
            # keepalived 2.4 accepts even garbage here, so that both styles interoperate. We keep
            # the interoperability and not the garbage.
            return real or vrrp.checksum_ok_v3(
                pdu, header.source, header.destination, pseudo_header=False
            )
        case ChecksumMode.PSEUDO_HEADER:
            return real
        case ChecksumMode.GROUP_PSEUDO_HEADER | ChecksumMode.AUTO:
            return real or vrrp.checksum_ok_v3(pdu, header.source, config.mcast_group)


def _is_old_checksum(pdu: bytes, header: ip.IpHeader, config: Instance, context: Context) -> bool:
    if context.checksum is not ChecksumMode.AUTO or config.unicast is None:
        return False
    if header.family is Family.IPV6 or config.version == 2:
        return False
    return not vrrp.checksum_ok_v3(pdu, header.source, header.destination)


def _check_destination(header: ip.IpHeader, config: Instance) -> Rejected | None:
    multicast = header.destination.is_multicast
    if multicast != (config.unicast is None):
        return Rejected(Reject.CAST_MODE, header.source, int(multicast), int(not multicast))
    return None


def _check_owner(config: Instance, context: Context, source: IpAddress) -> Rejected | None:
    if config.owner_ignore_adverts and context.effective_priority == OWNER_PRIORITY:
        return Rejected(Reject.OWNER_IGNORES, source)
    return None


def _check_peer(header: ip.IpHeader, config: Instance) -> Rejected | None:
    if config.unicast is None or not config.unicast.check_source:
        return None
    for peer in config.unicast.peers:
        if peer.address == header.source:
            if peer.min_ttl <= header.hop_limit <= peer.max_ttl:
                return None
            return Rejected(
                Reject.PEER_TTL, header.source, header.hop_limit, peer.min_ttl, peer.max_ttl
            )
    return Rejected(Reject.UNICAST_SOURCE, header.source)


def _oddities(advert: vrrp.Pdu, config: Instance, context: Context) -> tuple[Oddity, ...]:
    found = []
    if config.version == 3:
        ours_cs = config.advert_int // CENTISECOND
        if advert.interval != ours_cs:
            found.append(Oddity(Question.ADVERT_INTERVAL, advert.interval, ours_cs))
    if advert.address_count != len(config.vips):
        found.append(Oddity(Question.VIP_COUNT, advert.address_count, len(config.vips)))
    elif context.address_list_checked:
        advertised = advert.addresses
        for vip in config.vips:
            if vip.address not in advertised:
                found.append(Oddity(Question.VIP_LIST, expected=config.vrid, missing=vip.address))
                break
    return tuple(found)
