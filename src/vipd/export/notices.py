"""The log lines of every notice, in the words of keepalived 2.4.

Operators and their tools search logs for these phrases, so each is byte for byte keepalived's.
Where vipd has more to say, it says so in a line of its own and leaves keepalived's line alone.
Lines that keepalived writes only with ``-D`` are rendered only with ``detail``.

How often a notice is due is decided where it is emitted; here one notice is always rendered alike.
"""

from os import strerror  # noqa: TID251 - a table of texts, no system call
from typing import Final, assert_never

from vipd.base.addr import Family, IpAddress, family_of
from vipd.base.units import MICROSECOND, MILLISECOND, SECOND, Duration
from vipd.core.vrrp.events import State
from vipd.core.vrrp.notices import (
    AddressesChanging,
    AddressOperationFailed,
    AddressRemovedByOthers,
    AdvertNotSent,
    AnnouncementNotSent,
    AnnouncementsRepeated,
    Announcing,
    Cause,
    ChannelNotOpened,
    ChecksumLearned,
    Fault,
    GapNoticed,
    HigherPriorityHeard,
    IntervalLearned,
    LinkReported,
    LowerPriorityDiscarded,
    LowerPriorityHeard,
    MasterDown,
    MasterSeen,
    Notice,
    OwnAddressHeard,
    OwnerConflict,
    OwnerPhase,
    PacketQuestioned,
    PacketRejected,
    PacketsLost,
    PreemptDelay,
    PriorityZeroReceived,
    PriorityZeroSent,
    StartDelayed,
    Transition,
    UnknownVrid,
)
from vipd.export.line import SILENT, Level, Line, Lines, info
from vipd.export.packets import packet_questioned, packet_rejected

__all__ = ["Level", "Line", "render"]

_Detail = (
    MasterSeen
    | MasterDown
    | PriorityZeroReceived
    | PriorityZeroSent
    | PreemptDelay
    | IntervalLearned
    | AddressesChanging
    | AddressRemovedByOthers
    | Announcing
)
"""What keepalived logs with ``-D`` only."""

_UNTOLD_CAUSES: Final = frozenset(
    {
        Cause.RESUMED,
        Cause.ADDRESS_LOST,
        Cause.CLOCK_GAP,
        Cause.LINK_DOWN,
        Cause.NO_SOURCE,
        Cause.CONFIG,
    }
)
"""Causes that no other line without ``-D`` tells: nothing gives up MASTER in silence."""


def render(notice: Notice, *, detail: bool) -> Lines:
    """Render a notice to log lines, in order; none when it is silent at this level of detail."""
    if isinstance(notice, _Detail):
        return _detailed(notice) if detail else SILENT
    match notice:
        case Transition():
            return _transition(notice)
        case PacketRejected():
            return packet_rejected(notice)
        case PacketQuestioned():
            return packet_questioned(notice)
        case LowerPriorityHeard():
            return _lower_priority_heard(notice)
        case LowerPriorityDiscarded():
            return _lower_priority_discarded(notice)
        case HigherPriorityHeard():
            return _higher_priority_heard(notice)
        case OwnAddressHeard():
            return _own_address_heard(notice)
        case OwnerConflict():
            return _owner_conflict(notice)
        case ChecksumLearned():
            return _checksum_learned(notice)
        case AdvertNotSent():
            return _advert_not_sent(notice)
        case AnnouncementNotSent():
            return _announcement_not_sent(notice)
        case AddressOperationFailed():
            return _address_operation_failed(notice)
        case ChannelNotOpened():
            return _channel_not_opened(notice)
        case GapNoticed():
            return _gap_noticed(notice)
        case AnnouncementsRepeated():
            return _announcements_repeated(notice)
        case LinkReported() | UnknownVrid() | StartDelayed() | PacketsLost():
            return _engine(notice)
        case _ as unreachable:
            assert_never(unreachable)


def _detailed(notice: _Detail) -> Lines:
    match notice:
        case MasterSeen():
            return _master_seen(notice)
        case MasterDown():
            return info(f"({notice.instance}) Receive advertisement timeout")
        case PriorityZeroReceived():
            return _priority_zero_received(notice)
        case PriorityZeroSent():
            return info(f"({notice.instance}) sent 0 priority")
        case PreemptDelay():
            return _preempt_delay(notice)
        case IntervalLearned():
            return _interval_learned(notice)
        case AddressesChanging():
            return _addresses_changing(notice)
        case AddressRemovedByOthers():
            text = f"IP {notice.address} removed from {notice.interface}"
            return info(f"Netlink reflector reports {text}")
        case Announcing():
            return _announcing(notice)
        case _ as unreachable:
            assert_never(unreachable)


def _transition(notice: Transition) -> Lines:
    name = f"({notice.instance})"
    match notice.new:
        case State.MASTER:
            lines = info(f"{name} Entering MASTER STATE")
        case State.BACKUP:
            first = " (init)" if notice.old is State.INIT else ""
            lines = info(f"{name} Entering BACKUP STATE{first}")
        case State.FAULT if notice.old is State.INIT:
            return _fault_at_start(notice)
        case State.FAULT:
            lines = info(f"{name} Entering FAULT STATE")
        case State.INIT | None:
            # The end of an instance shows as its priority 0 and the removal of its addresses.
            return SILENT
        case _ as unreachable:
            assert_never(unreachable)
    # That an address was lost explains the end of MASTER; its return needs no explanation.
    returning = notice.new is State.MASTER and notice.cause is not Cause.RESUMED
    if notice.cause in _UNTOLD_CAUSES and not returning:
        lines += info(f"{name} cause: {notice.cause.value}")
    return lines


def _fault_at_start(notice: Transition) -> Lines:
    name = f"({notice.instance})"
    match notice.fault:
        case Fault.LINK_DOWN:
            reason = f"{name}: entering FAULT state (interface {notice.interface} down)"
        case Fault.NO_SOURCE:
            version = notice.family.value
            reason = f"{name} entering FAULT state (no IPv{version} address for interface)"
        case Fault.CONFIG | None:
            # keepalived leaves it at the message about the configuration.
            return info(f"{name} entering FAULT state (configuration)")
        case _ as unreachable:
            assert_never(unreachable)
    return info(reason, f"{name} entering FAULT state")


def _lower_priority_heard(notice: LowerPriorityHeard) -> Lines:
    text = (
        f"({notice.instance}) Received advert from {notice.source} "
        f"with lower priority {notice.received}, ours {notice.ours}"
    )
    return info(text + (", forcing new election" if notice.electing else ""))


def _lower_priority_discarded(notice: LowerPriorityDiscarded) -> Lines:
    return info(
        f"({notice.instance}) received lower priority ({notice.received}) advert "
        f"from {notice.source} - discarding"
    )


def _higher_priority_heard(notice: HigherPriorityHeard) -> Lines:
    text = f"({notice.instance}) Master received advert from {notice.source} with"
    if notice.received == notice.ours:
        return info(f"{text} same priority {notice.received} but higher IP address than ours")
    return info(f"{text} higher priority {notice.received}, ours {notice.ours}")


def _own_address_heard(notice: OwnAddressHeard) -> Lines:
    return info(
        f"({notice.instance}) WARNING - equal priority advert received "
        "from remote host with our IP address."
    )


def _owner_conflict(notice: OwnerConflict) -> Lines:
    name = f"({notice.instance})"
    restoring = f"{name} Restoring our priority to {notice.priority} since"
    match notice.phase:
        case OwnerPhase.DETECTED:
            text = (
                f"{name} CONFIGURATION ERROR: local instance and {notice.source} "
                "are both configured as address owner, please resolve"
            )
        case OwnerPhase.PERSISTS:
            text = (
                f"{name} {notice.source} is still advertising as address owner, "
                "please resolve - reducing our priority"
            )
        case OwnerPhase.GONE:
            text = f"{name}: rogue address owner appears to have stopped advertising"
        case OwnerPhase.RESTORED_GONE:
            text = f"{restoring} other address owner has disappeared"
        case OwnerPhase.RESTORED_LOWER:
            text = f"{restoring} received advert with lower priority"
        case _ as unreachable:
            assert_never(unreachable)
    return info(text)


def _checksum_learned(notice: ChecksumLearned) -> Lines:
    return info(f"({notice.instance}) Setting unicast VRRPv3 checksum to old version")


def _advert_not_sent(notice: AdvertNotSent) -> Lines:
    if notice.error == 0:
        return info(f"No address yet for {notice.instance}")
    reason = strerror(notice.error)
    if notice.destination is None or notice.destination.is_multicast:
        return info(f"({notice.instance}): send advert error {notice.error} ({reason})")
    return info(f"({notice.instance}) Cant send advert to {notice.destination} ({reason})")


def _announcement_not_sent(notice: AnnouncementNotSent) -> Lines:
    _, frame = _announcement(notice.address)
    return info(
        f"Error {notice.error} ({strerror(notice.error)}) sending {frame} "
        f"on {notice.interface} for {notice.address}"
    )


def _address_operation_failed(notice: AddressOperationFailed) -> Lines:
    # keepalived 2.4 prints the netlink message instead; nobody can act on that.
    verb = "add" if notice.adding else "remove"
    where = f"{notice.address} on {notice.interface}"
    reason = f"error {notice.error} ({strerror(notice.error)})"
    return (Line(Level.ERROR, f"({notice.instance}) cannot {verb} {where}: {reason}"),)


def _channel_not_opened(notice: ChannelNotOpened) -> Lines:
    reason = f"error {notice.error} ({strerror(notice.error)})"
    text = f"({notice.instance}) cannot open VRRP sockets on {notice.interface}: {reason}"
    return (Line(Level.ERROR, text),)


def _gap_noticed(notice: GapNoticed) -> Lines:
    process = "VRRP" if notice.acted else "A"
    return info(f"{process} thread timer expired {_timeval(notice.late)} seconds ago")


def _announcements_repeated(notice: AnnouncementsRepeated) -> Lines:
    # keepalived 2.4 does not do this and so has no words for it.
    return info(
        f"({notice.instance}) silent for {_timeval(notice.silent)} seconds - "
        "announcing the addresses again"
    )


def _engine(notice: LinkReported | UnknownVrid | StartDelayed | PacketsLost) -> Lines:
    match notice:
        case LinkReported():
            text = f"Netlink reports {notice.interface} {'up' if notice.up else 'down'}"
        case UnknownVrid():
            where = f"interface({notice.interface})"
            text = f"Unknown VRID({notice.vrid}) received on {where}. ignoring..."
        case StartDelayed():
            text = _start_delayed(notice.delay)
        case PacketsLost():
            # keepalived 2.4 does not look and so has no words for it.
            text = f"VRRP: receive queue overrun on {notice.interface}, {notice.count} packets lost"
        case _ as unreachable:
            assert_never(unreachable)
    return info(text)


def _start_delayed(delay: Duration | None) -> str:
    if delay is None:
        return "Delayed start completed"
    return f"Delaying startup for {delay / SECOND:g} seconds"


def _master_seen(notice: MasterSeen) -> Lines:
    if notice.previous is None:
        return info(f"({notice.instance}) master set to {notice.master}")
    return info(f"({notice.instance}) master changed from {notice.previous} to {notice.master}")


def _priority_zero_received(notice: PriorityZeroReceived) -> Lines:
    if notice.state is State.MASTER:
        return info(f"({notice.instance}) Master received priority 0 message")
    return info(f"({notice.instance}) Backup received priority 0 advertisement")


def _preempt_delay(notice: PreemptDelay) -> Lines:
    if notice.remaining is None:
        return info(f"({notice.instance}) stop preempt delay")
    return info(f"({notice.instance}) start preempt delay ({_timeval(notice.remaining)})")


def _interval_learned(notice: IntervalLearned) -> Lines:
    old_ms, new_ms = notice.old // MILLISECOND, notice.new // MILLISECOND
    if notice.by_master:
        text = f"advertisement interval updated from {old_ms}ms to {new_ms}ms by master"
    else:
        text = f"changing advert interval from {old_ms}ms to locally configured {new_ms}ms"
    return info(f"({notice.instance}) {text}")


def _addresses_changing(notice: AddressesChanging) -> Lines:
    verb = "setting" if notice.adding else "removing"
    kinds = (("VIPs", notice.vips), ("E-VIPs", notice.evips))
    return info(*(f"({notice.instance}) {verb} {kind}." for kind, there in kinds if there))


def _announcing(notice: Announcing) -> Lines:
    """Two lines an address and burst; keepalived repeats the second one for every frame."""
    texts = []
    for interface, address in notice.addresses:
        announcements, frame = _announcement(address)
        texts += [
            f"({notice.instance}) Sending/queueing {announcements} on {interface} for {address}",
            f"Sending {frame} on {interface} for {address}",
        ]
    return info(*texts)


def _announcement(address: IpAddress) -> tuple[str, str]:
    if family_of(address) is Family.IPV4:
        return "gratuitous ARPs", "gratuitous ARP"
    return "Unsolicited Neighbour Adverts", "unsolicited Neighbour Advert"


def _timeval(duration: Duration) -> str:
    """Return seconds with six decimals, as C programs print a ``struct timeval``; rounded down."""
    whole, rest = divmod(duration, SECOND)
    return f"{whole}.{rest // MICROSECOND:06}"
