"""The text of ``keepalived.stats``.

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

from vipd.core.vrrp.notices import Question, Reject
from vipd.core.vrrp.stats import Stats

_EXTENSION_ERRORS = ("Missing", "Malformed", "Unknown Key", "Invalid HMAC", "Stale", "Replay")


def render_stats(instances: Iterable[tuple[str, Stats]]) -> str:
    """Return the text for instances by name, in the order given; empty without instances."""
    return "".join(_instance(name, stats) for name, stats in instances)


def _instance(name: str, stats: Stats) -> str:
    rejected, questioned = stats.rejected, stats.questioned
    received = stats.accepted + rejected[Reject.UNICAST_SOURCE] + rejected[Reject.PEER_TTL]
    address_list = rejected[Reject.CAST_MODE]
    address_list += questioned[Question.VIP_COUNT] + questioned[Question.VIP_LIST]
    auth_type = rejected[Reject.AUTH_TYPE_MISMATCH] + rejected[Reject.AH_UNEXPECTED]
    lines = [
        f"VRRP Instance: {name}",
        "  Advertisements:",
        f"    Received: {received}",
        f"    Sent: {stats.advert_sent}",
        f"  Became master: {stats.become_master}",
        f"  Released master: {stats.release_master}",
        "  Packet Errors:",
        f"    Length: {rejected[Reject.LENGTH] + rejected[Reject.IP_LENGTH]}",
        f"    TTL: {rejected[Reject.TTL] + rejected[Reject.PEER_TTL]}",
        f"    Invalid Type: {rejected[Reject.PACKET_TYPE]}",
        f"    Advertisement Interval: {rejected[Reject.ADVERT_INTERVAL]}",
        f"    Address List: {address_list}",
        "  Authentication Errors:",
        f"    Invalid Type: {rejected[Reject.AUTH_TYPE_INVALID]}",
        f"    Type Mismatch: {auth_type}",
        f"    Failure: {rejected[Reject.AUTH_FAILURE]}",
        "  Authentication Extension Errors:",
        *(f"    {error}: 0" for error in _EXTENSION_ERRORS),
        "  Priority Zero:",
        f"    Received: {stats.priority_zero_received}",
        f"    Sent: {stats.priority_zero_sent}",
    ]
    return "\n".join(lines) + "\n"
