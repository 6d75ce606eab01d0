"""What the observer concludes from the wire and from the client."""

from ipaddress import IPv4Address

import pytest

from vipd.base.units import MILLISECOND, Duration, Instant
from vipd.demo.messages import Report
from vipd.demo.observer import Observer
from vipd.demo.outage import PATIENCE
from vipd.demo.timeline import Timeline
from vipd.demo.wire import Advert, Garp

R1 = IPv4Address("192.0.2.1")
R2 = IPv4Address("192.0.2.2")
VIP = IPv4Address("192.0.2.100")
INTERVAL = Duration(300 * MILLISECOND)
MAC1 = bytes.fromhex("020000000001")
MAC2 = bytes.fromhex("020000000002")


@pytest.fixture
def timeline() -> Timeline:
    return Timeline()


@pytest.fixture
def observer(timeline: Timeline) -> Observer:
    return Observer(timeline, {R1: "r1", R2: "r2"}, {MAC1: "r1", MAC2: "r2"}, INTERVAL)


def ms(count: int) -> Instant:
    return Instant(count * MILLISECOND)


def told(timeline: Timeline) -> list[tuple[int, str]]:
    return [(line.at // MILLISECOND, line.text) for line in timeline.rest()]


def report(
    at_ms: int, first: int, sent_ms: list[int], answers: list[tuple[int, int, str]]
) -> Report:
    """A report in milliseconds; an answer is (number, instant, router)."""
    answered = [(number, ms(at), router) for number, at, router in answers]
    return Report(ms(at_ms), first, [ms(at) for at in sent_ms], answered, Duration(0))


def test_observer_master_is_who_sends_adverts(observer: Observer, timeline: Timeline) -> None:
    for at in (100, 400, 700):
        observer.saw(Advert(R1, 51, 150), ms(at))
    assert observer.master == "r1"
    observer.saw(Advert(R2, 51, 100), ms(1_800))
    assert observer.master == "r2"
    assert observer.adverts == 4
    assert told(timeline) == [
        (100, "r1 is MASTER: adverts with priority 150"),
        (1_800, "r2 is MASTER: adverts with priority 100 (r1 sent 3 adverts)"),
    ]


def test_observer_master_that_says_good_bye_is_none(observer: Observer, timeline: Timeline) -> None:
    observer.saw(Advert(R1, 51, 150), ms(100))
    observer.saw(Advert(R1, 51, 0), ms(200))
    assert observer.master is None
    assert told(timeline)[1] == (200, "r1 says good-bye: advert with priority 0")


def test_observer_good_bye_of_another_leaves_the_master(observer: Observer) -> None:
    observer.saw(Advert(R1, 51, 150), ms(100))
    observer.saw(Advert(R2, 51, 0), ms(200))
    assert observer.master == "r1"


def test_observer_master_without_power_is_none(observer: Observer) -> None:
    observer.saw(Advert(R1, 51, 150), ms(100))
    observer.lost_power("r2")
    assert observer.master == "r1"
    observer.lost_power("r1")
    assert observer.master is None


def test_observer_burst_of_announcements_is_told_once_when_it_is_over(
    observer: Observer, timeline: Timeline
) -> None:
    for at in (10, 11, 12):
        observer.saw(Garp(MAC1, VIP), ms(at))
    observer.look(ms(111))
    assert told(timeline) == []
    observer.look(ms(112))
    assert told(timeline) == [(10, "r1 announces 192.0.2.100: gratuitous ARP, 3 times")]
    assert observer.garps == 3


def test_observer_announcement_of_another_router_ends_a_burst(
    observer: Observer, timeline: Timeline
) -> None:
    observer.saw(Garp(MAC1, VIP), ms(10))
    observer.saw(Garp(MAC2, VIP), ms(11))
    observer.look(ms(200))
    assert told(timeline) == [
        (10, "r1 announces 192.0.2.100: gratuitous ARP, once"),
        (11, "r2 announces 192.0.2.100: gratuitous ARP, once"),
    ]


def test_observer_silence_is_told_from_its_first_request_and_its_end_with_the_loss(
    observer: Observer, timeline: Timeline
) -> None:
    observer.reported(report(4, 0, [0, 2], [(0, 1, "r1"), (1, 3, "r1")]))
    observer.reported(report(40, 2, [4, 6, 8], []))
    observer.reported(report(46, 5, [42, 44], [(5, 43, "r2"), (6, 45, "r2")]))
    assert told(timeline) == [
        (1, "r1 answers: no request lost"),
        (4, "no answers any more"),
        (43, "r2 answers after 0.040 s: 3 requests lost"),
    ]


def test_observer_change_of_router_is_told_with_the_few_it_cost(
    observer: Observer, timeline: Timeline
) -> None:
    observer.reported(report(6, 0, [0, 2, 4], [(0, 1, "r1"), (2, 5, "r2")]))
    assert told(timeline)[1] == (5, "r2 answers: 1 request lost")


def test_observer_service_counts_from_the_first_answer_of_the_router(observer: Observer) -> None:
    observer.reported(report(6, 0, [0, 2, 4], [(0, 1, "r1"), (1, 3, "r2"), (2, 5, "r2")]))
    assert observer.served_by("r2", ms(10)) == 8 * MILLISECOND
    assert observer.served_by("r1", ms(10)) == 0


def test_observer_service_that_is_away_counts_nothing(observer: Observer) -> None:
    observer.reported(report(3, 0, [0, 2], [(0, 1, "r1")]))
    assert observer.served_by("r1", ms(4)) == 4 * MILLISECOND
    observer.reported(report(40, 2, [4], []))
    assert observer.served_by("r1", ms(40)) == 0


def test_observer_answer_after_too_long_is_no_service(observer: Observer) -> None:
    late = PATIENCE // MILLISECOND + 1
    observer.reported(report(late, 0, [0], [(0, late, "r1")]))
    assert observer.served_by("r1", ms(late)) == 0
    assert observer.requests[0].answered == ms(late)


def test_observer_stall_is_the_longest_reported(observer: Observer) -> None:
    for lateness in (5, 9, 2):
        observer.reported(Report(ms(1), 0, [], [], Duration(lateness)))
    assert observer.stall == 9


def test_observer_last_word_of_a_lower_priority_is_no_takeover(
    observer: Observer, timeline: Timeline
) -> None:
    observer.saw(Advert(R2, 51, 100), ms(0))
    observer.saw(Advert(R1, 51, 150), ms(290))
    observer.saw(Advert(R2, 51, 100), ms(291))
    assert observer.master == "r1"
    assert [text for _, text in told(timeline)] == [
        "r2 is MASTER: adverts with priority 100",
        "r1 is MASTER: adverts with priority 150 (r2 sent 1 adverts)",
        "r2 answers with priority 100",
    ]


def test_observer_lower_priority_after_an_interval_of_silence_is_a_takeover(
    observer: Observer,
) -> None:
    observer.saw(Advert(R1, 51, 150), ms(0))
    observer.saw(Advert(R2, 51, 100), ms(300))
    assert observer.master == "r2"


def test_observer_router_is_alone_since_the_last_advert_of_another(observer: Observer) -> None:
    observer.saw(Advert(R2, 51, 100), ms(100))
    observer.saw(Advert(R1, 51, 150), ms(200))
    assert observer.alone("r1", ms(700)) == 600 * MILLISECOND
    assert observer.alone("r2", ms(700)) == 500 * MILLISECOND
