"""The counters of keepalived, and the text of ``keepalived.stats``.

keepalived 2.4 has fewer counters than vipd, so several reasons add up in one line. Where each one
goes:

=======================  ========================================================================
Line                     Sum of
=======================  ========================================================================
Received                 accepted adverts, and those dropped by a check of the sender, which
                         keepalived makes after it has counted: UNICAST_SOURCE, PEER_TTL
Length                   LENGTH, IP_LENGTH
TTL                      TTL, PEER_TTL
Invalid Type (packet)    PACKET_TYPE
Advertisement Interval   ADVERT_INTERVAL. Deviates: keepalived never raises this one
Address List             CAST_MODE, and the questions VIP_COUNT and VIP_LIST
Invalid Type (auth)      AUTH_TYPE_INVALID
Type Mismatch            AUTH_TYPE_MISMATCH, AH_UNEXPECTED
Failure                  AUTH_FAILURE
=======================  ========================================================================

In no line, as in keepalived: TOO_SHORT and MALFORMED_IP (not attributable), VERSION and CHECKSUM
(SNMP only), OWNER_IGNORES, NOT_RUNNING, OWN_PACKET, and the question ADVERT_INTERVAL. The
extension errors belong to ``auth_hmac``, which vipd does not have: always 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from vipd.core.vrrp.notices import Question, Reject
from vipd.core.vrrp.stats import Stats

_EXTENSION_ERRORS = ("Missing", "Malformed", "Unknown Key", "Invalid HMAC", "Stale", "Replay")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """What an instance has counted, as keepalived counts."""

    received: int
    sent: int
    become_master: int
    release_master: int
    length: int
    ttl: int
    packet_type: int
    advert_interval: int
    address_list: int
    auth_invalid_type: int
    auth_mismatch: int
    auth_failure: int
    priority_zero_received: int
    priority_zero_sent: int

    @classmethod
    def of(cls, stats: Stats) -> "Counters":
        """Add up the counters of vipd, by the table of this module."""
        rejected, questioned = stats.rejected, stats.questioned
        address_list = rejected[Reject.CAST_MODE]
        address_list += questioned[Question.VIP_COUNT] + questioned[Question.VIP_LIST]
        sender = rejected[Reject.UNICAST_SOURCE] + rejected[Reject.PEER_TTL]
        return cls(
            received=stats.accepted + sender,
            sent=stats.advert_sent,
            become_master=stats.become_master,
            release_master=stats.release_master,
            length=rejected[Reject.LENGTH] + rejected[Reject.IP_LENGTH],
            ttl=rejected[Reject.TTL] + rejected[Reject.PEER_TTL],
            packet_type=rejected[Reject.PACKET_TYPE],
            advert_interval=rejected[Reject.ADVERT_INTERVAL],
            address_list=address_list,
            auth_invalid_type=rejected[Reject.AUTH_TYPE_INVALID],
            auth_mismatch=rejected[Reject.AUTH_TYPE_MISMATCH] + rejected[Reject.AH_UNEXPECTED],
            auth_failure=rejected[Reject.AUTH_FAILURE],
            priority_zero_received=stats.priority_zero_received,
            priority_zero_sent=stats.priority_zero_sent,
        )


def render_stats(instances: Iterable[tuple[str, Stats]]) -> str:
    """Return the text for instances by name, in the order given; empty without instances."""
    return "".join(_instance(name, stats) for name, stats in instances)


def _instance(name: str, stats: Stats) -> str:
    counted = Counters.of(stats)
    lines = [
        f"VRRP Instance: {name}",
        "  Advertisements:",
        f"    Received: {counted.received}",
        f"    Sent: {counted.sent}",
        f"  Became master: {counted.become_master}",
        f"  Released master: {counted.release_master}",
        "  Packet Errors:",
        f"    Length: {counted.length}",
        f"    TTL: {counted.ttl}",
        f"    Invalid Type: {counted.packet_type}",
        f"    Advertisement Interval: {counted.advert_interval}",
        f"    Address List: {counted.address_list}",
        "  Authentication Errors:",
        f"    Invalid Type: {counted.auth_invalid_type}",
        f"    Type Mismatch: {counted.auth_mismatch}",
        f"    Failure: {counted.auth_failure}",
        "  Authentication Extension Errors:",
        *(f"    {error}: 0" for error in _EXTENSION_ERRORS),
        "  Priority Zero:",
        f"    Received: {counted.priority_zero_received}",
        f"    Sent: {counted.priority_zero_sent}",
    ]
    return "\n".join(lines) + "\n"
