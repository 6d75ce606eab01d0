"""The log lines of packets that were dropped or looked odd, in the words of keepalived 2.4.

Whether such a line is due at all (keepalived writes each kind once until the master changes) is
decided by the machine that emits the notice.
"""

from typing import Final

from vipd.base.addr import Family, IpAddress, family_of
from vipd.core.vrrp.notices import PacketQuestioned, PacketRejected, Question, Reject
from vipd.export.line import SILENT, Lines, info

_REJECTED: Final[dict[Reject, str]] = {
    Reject.TOO_SHORT: "{family} VRRP packet too short - {received} bytes",
    # Not a phrase of keepalived, which trusts the kernel here.
    Reject.MALFORMED_IP: "({instance}) malformed IP header",
    Reject.AH_UNEXPECTED: "({instance}) Received AH header but auth type not AH from {source}",
    Reject.LENGTH: (
        "({instance}) vrrp packet from {source} too {size}, length {received} and expect {expected}"
    ),
    Reject.TTL: (
        "({instance}) invalid TTL/HL from {source}. Received {received} and expect {expected}"
    ),
    Reject.VERSION: (
        "({instance}) wrong VRRP version from {source}. Received {received} and expect {expected}"
    ),
    Reject.AUTH_TYPE_INVALID: "({instance}) Invalid auth type from {source}: {received}",
    Reject.AUTH_TYPE_MISMATCH: (
        "({instance}) received a {received} auth from {source}, expecting {expected}!"
    ),
    Reject.AUTH_FAILURE: "({instance}) received an invalid passwd from {source}!",
    Reject.ADVERT_INTERVAL: (
        "({instance}) advertisement interval mismatch with {source} "
        "mine={expected} sec rcv'd={received} sec"
    ),
    Reject.PACKET_TYPE: (
        "({instance}) Invalid packet type from {source}. {received} and expect {expected}"
    ),
    Reject.IP_LENGTH: (
        "({instance}) ip_tot_len mismatch against received length from {source}. "
        "{received} and received {expected}"
    ),
    Reject.CHECKSUM: "({instance}) Invalid VRRPv{received} checksum from {source}",
    Reject.CAST_MODE: (
        "({instance}) Expected {expected_cast}icast packet "
        "but received {received_cast}icast packet from {source}"
    ),
    Reject.OWNER_IGNORES: (
        "({instance}) Dropping packet(s) from {source} since we are address owner"
    ),
    Reject.UNICAST_SOURCE: "({instance}) unicast source address {source} not a unicast peer",
    Reject.PEER_TTL: (
        "({instance}) TTL/HL {received} from {source} not in range [{expected}, {expected_max}]"
    ),
    # Both are silent in keepalived 2.4 too.
    Reject.NOT_RUNNING: "",
    Reject.OWN_PACKET: "",
}

_QUESTIONED: Final[dict[Question, str]] = {
    Question.ADVERT_INTERVAL: (
        "({instance}) advertisement interval mismatch "
        "ours = {expected} centi-sec rcv'd={received} centi-sec"
    ),
    Question.VIP_COUNT: "({instance}) expected {expected} VIPs but received {received}",
    Question.VIP_LIST: (
        "({instance}) ip address associated with VRID {expected} "
        "not present in advert from {source}: {missing}"
    ),
}


def packet_rejected(notice: PacketRejected) -> Lines:
    """Render why a packet was dropped; some reasons are silent in keepalived too."""
    text = _REJECTED[notice.reason].format(
        instance=notice.instance,
        source=notice.source,
        family=_family(notice.source),
        received=notice.received,
        expected=notice.expected,
        expected_max=notice.expected_max,
        size="short" if notice.received < notice.expected else "long",
        received_cast=_cast(notice.received),
        expected_cast=_cast(notice.expected),
    )
    return info(text) if text else SILENT


def packet_questioned(notice: PacketQuestioned) -> Lines:
    """Render what is odd about an advert that was accepted."""
    return info(
        _QUESTIONED[notice.question].format(
            instance=notice.instance,
            source=notice.source,
            received=notice.received,
            expected=notice.expected,
            missing=notice.missing,
        )
    )


def _cast(multicast: int) -> str:
    return "mult" if multicast else "un"


def _family(source: IpAddress | None) -> str:
    ipv6 = source is not None and family_of(source) is Family.IPV6
    return "IPv6" if ipv6 else "IPv4"
