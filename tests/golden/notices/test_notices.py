"""Every notice, in every variant, against the lines that operators search for."""

from collections.abc import Iterator
from dataclasses import fields
from enum import Enum
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import get_args

from tests.conftest import Golden
from vipd.base.addr import Family
from vipd.base.units import Duration, centiseconds, seconds
from vipd.core.vrrp import notices as nt
from vipd.core.vrrp.events import State
from vipd.core.vrrp.notices import Cause, Fault, OwnerPhase, Question, Reject
from vipd.export.notices import render

HERE = Path(__file__).parent
NAME = "VI_1"
PEER = IPv4Address("10.9.0.2")
VIP = IPv4Address("10.9.0.100")
VIP6 = IPv6Address("fe80::51:1")


def _transitions() -> Iterator[nt.Notice]:
    for cause in Cause:
        for old, new in _changes(cause):
            for fault in _faults(cause):
                yield nt.Transition(NAME, old, new, cause, 100, None, fault, "eth0")
    for first in Fault:
        yield nt.Transition(NAME, State.INIT, State.FAULT, Cause.STARTED, 100, None, first, "eth0")
    yield nt.Transition(
        NAME, State.INIT, State.FAULT, Cause.STARTED, 100, None, Fault.NO_SOURCE, "eth0",
        Family.IPV6,
    )  # fmt: skip


def _changes(cause: Cause) -> list[tuple[State, State | None]]:
    """Return the changes of state that a cause can have."""
    init, backup, master, fault = State
    match cause:
        case Cause.STARTED:
            return [(init, backup)]
        case Cause.RESUMED:
            return [(init, master)]
        case Cause.MASTER_DOWN | Cause.MASTER_STOPPED | Cause.OWNER:
            return [(backup, master)]
        case Cause.RECOVERED:
            return [(fault, backup)]
        case Cause.LINK_DOWN | Cause.NO_SOURCE | Cause.CONFIG:
            return [(backup, fault), (master, fault)]
        case Cause.ADDRESS_LOST:
            return [(master, backup), (backup, master)]
        case Cause.STOPPED | Cause.DELETED:
            return [(master, None)]
        case _:
            return [(master, backup)]


def _faults(cause: Cause) -> list[Fault | None]:
    return [{f.name: f for f in Fault}.get(cause.name)]


def _packets() -> Iterator[nt.Notice]:
    for reason in Reject:
        yield nt.PacketRejected(NAME, reason, PEER, *_REJECTED.get(reason, ()))
    yield nt.PacketRejected(NAME, Reject.LENGTH, PEER, 39, 40)
    yield nt.PacketRejected(NAME, Reject.CAST_MODE, PEER, 0, 1)
    yield nt.PacketRejected(NAME, Reject.TOO_SHORT, VIP6, 7)
    yield nt.PacketRejected(NAME, Reject.MALFORMED_IP, None)
    yield nt.PacketQuestioned(NAME, Question.ADVERT_INTERVAL, PEER, 200, 100)
    yield nt.PacketQuestioned(NAME, Question.VIP_COUNT, PEER, 2, 1)
    yield nt.PacketQuestioned(NAME, Question.VIP_LIST, PEER, 0, 51, VIP)


_REJECTED: dict[Reject, tuple[int, ...]] = {
    Reject.TOO_SHORT: (27,),
    Reject.LENGTH: (68, 40),
    Reject.TTL: (3, 255),
    Reject.VERSION: (3, 2),
    Reject.AUTH_TYPE_INVALID: (9, 1),
    Reject.AUTH_TYPE_MISMATCH: (0, 1),
    Reject.ADVERT_INTERVAL: (2, 1),
    Reject.PACKET_TYPE: (2, 1),
    Reject.IP_LENGTH: (41, 40),
    Reject.CHECKSUM: (3,),
    Reject.CAST_MODE: (1, 0),
    Reject.PEER_TTL: (3, 250, 255),
}


def _adverts() -> Iterator[nt.Notice]:
    yield nt.MasterSeen(NAME, PEER, None)
    yield nt.MasterSeen(NAME, PEER, IPv4Address("10.9.0.3"))
    yield nt.MasterDown(NAME)
    yield nt.PriorityZeroReceived(NAME, State.BACKUP)
    yield nt.PriorityZeroReceived(NAME, State.MASTER)
    yield nt.PriorityZeroSent(NAME)
    yield nt.LowerPriorityHeard(NAME, PEER, 100, 150, electing=True)
    yield nt.LowerPriorityHeard(NAME, PEER, 100, 150, electing=False)
    yield nt.LowerPriorityDiscarded(NAME, PEER, 90)
    yield nt.HigherPriorityHeard(NAME, PEER, 200, 150)
    yield nt.HigherPriorityHeard(NAME, PEER, 150, 150)
    yield nt.OwnAddressHeard(NAME)
    for phase in OwnerPhase:
        yield nt.OwnerConflict(NAME, PEER, phase)
    yield nt.PreemptDelay(NAME, seconds("4.999999999"))
    yield nt.PreemptDelay(NAME, None)
    yield nt.IntervalLearned(NAME, centiseconds(100), centiseconds(2), by_master=True)
    yield nt.IntervalLearned(NAME, centiseconds(300), centiseconds(100), by_master=False)
    yield nt.ChecksumLearned(NAME)
    yield nt.AdvertNotSent(NAME, 101, None)
    yield nt.AdvertNotSent(NAME, 19, IPv4Address("224.0.0.18"))
    yield nt.AdvertNotSent(NAME, 113, PEER)
    yield nt.AdvertNotSent(NAME, 0, None)


def _addresses() -> Iterator[nt.Notice]:
    yield nt.AddressesChanging(NAME, adding=True, vips=True, evips=True)
    yield nt.AddressesChanging(NAME, adding=False, vips=True, evips=False)
    yield nt.AddressesChanging(NAME, adding=False, vips=False, evips=True)
    yield nt.AddressRemovedByOthers(NAME, VIP, "eth0")
    yield nt.Announcing(NAME, (("eth0", VIP), ("eth1", VIP6)))
    yield nt.AnnouncementNotSent(NAME, 100, "eth0", VIP)
    yield nt.AnnouncementNotSent(NAME, 100, "eth0", VIP6)
    yield nt.AnnouncementsRepeated(NAME, seconds("4.5"))
    yield nt.PacketsLost("eth0", 12)
    yield nt.AddressOperationFailed(NAME, 1, True, "eth0", VIP)
    yield nt.AddressOperationFailed(NAME, 95, False, "eth0", VIP6)


def _engine() -> Iterator[nt.Notice]:
    yield nt.ChannelNotOpened(NAME, 19, "eth0")
    yield nt.UnknownVrid(77, "eth0")
    yield nt.GapNoticed(NAME, seconds("2.000001"), acted=True)
    yield nt.GapNoticed("", Duration(1_999), acted=False)
    yield nt.LinkReported("eth0", up=True)
    yield nt.LinkReported("eth0", up=False)
    yield nt.StartDelayed(seconds("2.5"))
    yield nt.StartDelayed(seconds(3))
    yield nt.StartDelayed(None)


def _cases() -> list[nt.Notice]:
    return [*_transitions(), *_packets(), *_adverts(), *_addresses(), *_engine()]


def _short(value: object) -> str:
    match value:
        case Enum():
            return value.name
        case tuple():
            return " ".join(_short(item) for item in value)
        case _:
            return str(value)


def _describe(notice: nt.Notice) -> str:
    """Return the type of a notice and those of its fields that differ from their default."""
    shown = (
        f"{field.name}={_short(value)}"
        for field in fields(notice)
        if (value := getattr(notice, field.name)) != field.default and value not in (NAME, "eth0")
    )
    return f"{type(notice).__name__} {' '.join(shown)}".strip()


def _render_case(notice: nt.Notice) -> str:
    """Return the case and its lines; those that need -D have a D before the level."""
    always = render(notice, detail=False)
    lines = [
        f"  {' ' if line in always else 'D'} {line.level.name:5} {line.text}\n"
        for line in render(notice, detail=True)
    ]
    return f"{_describe(notice)}\n{''.join(lines)}"


def test_notices_rendered_are_byte_exact(golden: Golden) -> None:
    golden(HERE / "lines.txt", "".join(_render_case(notice) for notice in _cases()))


def test_notices_rendered_cover_every_record() -> None:
    assert {type(notice) for notice in _cases()} == set(get_args(nt.Notice))


def test_notices_without_detail_are_those_with_detail_or_none() -> None:
    for notice in _cases():
        assert render(notice, detail=False) in ((), render(notice, detail=True))


def test_failover_with_detail_reads_as_the_log_of_keepalived() -> None:
    """The log is what keepalived 2.2.7 -D wrote when its address was deleted by hand."""
    where = tuple(("v0", ip_address(f"10.9.0.{host}")) for host in (100, 101, 102))
    failover: list[nt.Notice] = [
        nt.MasterDown("VI_2"),
        nt.Transition("VI_2", State.BACKUP, State.MASTER, Cause.MASTER_DOWN, 150),
        nt.AddressesChanging("VI_2", adding=True, vips=True, evips=True),
        nt.Announcing("VI_2", where),
        nt.AddressRemovedByOthers("VI_2", VIP, "v0"),
        nt.Transition("VI_2", State.MASTER, State.BACKUP, Cause.ADDRESS_LOST, 150),
        nt.PriorityZeroSent("VI_2"),
        nt.AddressesChanging("VI_2", adding=False, vips=True, evips=True),
    ]
    ours = [line.text for notice in failover for line in render(notice, detail=True)]
    theirs = (HERE / "keepalived-failover.txt").read_text("utf-8").splitlines()
    assert [text for text in ours if "cause: " not in text] == theirs
