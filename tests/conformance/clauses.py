"""What the RFCs ask of a router's state machine, clause by clause, and where vipd does otherwise.

A clause is named by its section and a few words; the sections covered are 6.1 (timers), 6.4 (the
state machine), 7.1 (receiving) and 7.2 (transmitting). The RFCs number them alike. A clause is
either tested, by a test that names it with ``@rfc``, or a deliberate deviation with a reason, or
both: then the tests show what happens instead.
"""

from dataclasses import dataclass

import pytest

V2 = "3768"
V3 = "5798"
V3_NEW = "9568"
ALL = (V2, V3, V3_NEW)
BOTH_V3 = (V3, V3_NEW)


@dataclass(frozen=True, slots=True)
class Clause:
    """One requirement, in our words, of each of ``rfcs``; ``deviation``: why it is not met."""

    name: str
    rfcs: tuple[str, ...]
    demand: str
    deviation: str = ""


_NO_VIRTUAL_MAC = "as keepalived without use_vmac: the MAC address of the interface is used"
_KERNEL = "the kernel's task, done while the address is configured"

CLAUSES = (
    Clause("6.1: skew of a second", (V2,), "Skew time: (256 - priority) / 256 seconds."),
    Clause("6.1: skew", BOTH_V3, "Skew time: (256 - priority) / 256 of the master's interval."),
    Clause("6.1: down interval", ALL, "Master down interval: three intervals and the skew."),
    Clause("6.1: interval", ALL, "A master advertises every advertisement interval."),
    Clause("6.1: owner preempts", ALL, "The owner takes over whatever the preempt mode is."),
    Clause("6.4.1: owner", ALL, "Start of an owner: advertise, announce, become master."),
    Clause("6.4.1: no owner", ALL, "Start of others: wait the down interval, as backup."),
    Clause("6.4.2: silent", ALL, "A backup does not answer for the addresses nor accept for them."),
    Clause("6.4.2: virtual MAC", ALL, "A backup drops frames to the virtual MAC.", _NO_VIRTUAL_MAC),
    Clause(
        "6.4.2: router advertisements",
        BOTH_V3,
        "A backup sends no router advertisements.",
        "vipd sends none in any state; that is the task of a router advertisement daemon",
    ),
    Clause("6.4.2: shutdown", ALL, "Shutdown of a backup: cancel the down timer; no advert."),
    Clause("6.4.2: down timer", ALL, "No advert in time: advertise, announce, become master."),
    Clause("6.4.2: solicited-node group", BOTH_V3, "A new master joins the group.", _KERNEL),
    Clause("6.4.2: priority zero", ALL, "Priority 0: wait for the skew time only."),
    Clause("6.4.2: accept", ALL, "An advert of at least our priority restarts the down timer."),
    Clause("6.4.2: no preempt", ALL, "Without preemption any advert restarts the down timer."),
    Clause("6.4.2: learn interval", BOTH_V3, "The interval of an accepted advert is adopted."),
    Clause("6.4.2: discard", ALL, "With preemption an inferior advert is discarded."),
    Clause("6.4.3: answers", ALL, "A master answers ARP and neighbour solicitation: it owns."),
    Clause(
        "6.4.3: accept mode",
        ALL,
        "Only the owner, or with Accept_Mode anyone, accepts packets to the addresses.",
        "accepted by every master, as keepalived does outside strict mode: a server wants it",
    ),
    Clause("6.4.3: forward", ALL, "A master forwards what the virtual MAC gets.", _NO_VIRTUAL_MAC),
    Clause(
        "6.4.3: router advertisements",
        BOTH_V3,
        "A master sends router advertisements for the virtual router.",
        "left to a router advertisement daemon, as keepalived does",
    ),
    Clause("6.4.3: shutdown", ALL, "Shutdown of a master: cancel the timer, send priority 0."),
    Clause("6.4.3: advert timer", ALL, "Advert timer: advertise and restart it."),
    Clause("6.4.3: priority zero", ALL, "Priority 0: advertise and restart the advert timer."),
    Clause("6.4.3: higher priority", ALL, "Higher priority: become backup, wait for its adverts."),
    Clause("6.4.3: higher address", ALL, "Same priority and higher address: become backup."),
    Clause("6.4.3: learn interval", BOTH_V3, "The interval of the superior advert is adopted."),
    Clause("6.4.3: discard", ALL, "Any other advert is discarded."),
    Clause("6.4.3: assert", (V3_NEW,), "Any other advert is answered by one of our own."),
    Clause("7.1: TTL", ALL, "TTL or hop limit must be 255."),
    Clause("7.1: version", ALL, "The version must be ours."),
    Clause("7.1: complete", ALL, "The packet must contain the complete VRRP packet."),
    Clause("7.1: checksum", ALL, "The checksum must be right."),
    Clause("7.1: type", (V3_NEW,), "The type must be advertisement (5.2.2: unknown is discarded)."),
    Clause("7.1: VRID", ALL, "The VRID must be configured on the interface."),
    Clause("7.1: owner ignores", ALL, "The owner discards every advert.",
           "as keepalived: two owners are found out and reported; owner_ignore_adverts obeys"),
    Clause("7.1: authentication", (V2,), "Authentication type and data must match ours."),
    Clause("7.1: interval", (V2,), "The advertisement interval must be ours."),
    Clause(
        "7.1: zero interval",
        (V3_NEW,),
        "An advertisement interval of zero is discarded (verified erratum 8301).",
        "accepted with the interval in force: dropping it would take a living master for dead",
    ),
    Clause("7.1: addresses", BOTH_V3, "That the addresses are ours may be verified, and logged."),
    Clause(
        "7.1: foreign addresses",
        (V2,),
        "An advert with other addresses than ours must be dropped unless the owner sent it.",
        "as keepalived 2.4: accepted and reported, since dropping it makes two masters",
    ),
    Clause("7.2: checksum", ALL, "The checksum is computed over the filled fields.", ""),
    Clause("7.2: source address", ALL, "The source is the primary address of the interface."),
    Clause("7.2: source MAC", ALL, "The source is the virtual MAC.", _NO_VIRTUAL_MAC),
    Clause("7.2: protocol", ALL, "The protocol is 112, TTL or hop limit 255."),
    Clause("7.2: group", ALL, "The destination is the VRRP group."),
    Clause(
        "7.2: IPv4 checksum without pseudo header",
        (V3_NEW,),
        "In IPv4 the checksum covers no pseudo header (5.2.8).",
        "with one as RFC 5798 and deployed routers have it; v3_checksum_as_v2 leaves it out",
    ),
)  # fmt: skip

NAMED = {(number, clause.name): clause for clause in CLAUSES for number in clause.rfcs}


def rfc(*numbers_and_clause: str) -> pytest.MarkDecorator:
    """Say which clause a test covers: the numbers of the RFCs, then the name of the clause.

    Raises:
        KeyError: if one of the RFCs has no clause of this name in the table.
    """
    *numbers, name = numbers_and_clause
    for number in numbers:
        NAMED[number, name]
    mark = pytest.mark.rfc(*numbers_and_clause)
    assert isinstance(mark, pytest.MarkDecorator)
    return mark
