"""What a client missed, and what it may miss."""

import pytest

from vipd.base.units import MILLISECOND, Duration, Instant
from vipd.demo.outage import (
    PATIENCE,
    Outage,
    Precision,
    Request,
    down_interval,
    is_answered,
    measure,
    skew_time,
    slowest_round_trip,
)

PACE = 2 * MILLISECOND


def requests(pattern: str) -> list[Request]:
    """One request a pace from 0 on: "+" answered 1 ms later, "-" lost, "s" answered too late."""
    made = []
    for number, mark in enumerate(pattern):
        sent = Instant(number * PACE)
        answered = {
            "+": Instant(sent + MILLISECOND),
            "-": None,
            "s": Instant(sent + PATIENCE + 1),
        }[mark]
        made.append(Request(sent, answered, "r1"))
    return made


def at(number: int) -> Instant:
    return Instant(number * PACE)


def test_outage_without_a_loss_is_nothing() -> None:
    assert measure(requests("+++++"), at(0), at(4)) == Outage(Duration(0), 0, 5)


def test_outage_lasts_from_the_last_answer_before_to_the_first_answer_behind() -> None:
    assert measure(requests("++---+"), at(0), at(5)) == Outage(Duration(4 * PACE), 3, 6)


def test_outage_of_several_gaps_adds_them_up() -> None:
    assert measure(requests("+-+--+"), at(0), at(5)) == Outage(Duration(2 * PACE + 3 * PACE), 3, 6)


def test_outage_open_at_the_start_begins_with_the_last_answer_before_it() -> None:
    assert measure(requests("+---+"), at(2), at(4)) == Outage(Duration(4 * PACE), 2, 3)


def test_outage_open_at_the_end_lasts_until_the_end() -> None:
    assert measure(requests("++--"), at(0), at(10)) == Outage(Duration(9 * PACE), 2, 4)


def test_outage_of_a_service_that_never_answered_lasts_for_the_whole_window() -> None:
    assert measure(requests("---"), at(0), at(7)) == Outage(Duration(7 * PACE), 3, 3)


def test_outage_counts_what_is_answered_too_late_as_lost() -> None:
    assert measure(requests("+s+"), at(0), at(2)) == Outage(Duration(2 * PACE), 1, 3)


def test_outage_ignores_what_lies_outside_its_window() -> None:
    assert measure(requests("+-+++-+"), at(3), at(4)) == Outage(Duration(0), 0, 2)


def test_answer_exactly_at_the_limit_of_patience_counts() -> None:
    assert is_answered(Request(Instant(5), Instant(5 + PATIENCE), "r1"))
    assert not is_answered(Request(Instant(5), Instant(6 + PATIENCE), "r1"))


def test_round_trip_is_the_slowest_of_the_answered() -> None:
    asked = [
        Request(Instant(0), Instant(30), "r1"),
        Request(Instant(10), None, ""),
        Request(Instant(20), Instant(40), "r1"),
    ]
    assert slowest_round_trip(asked) == 30


def test_round_trip_without_requests_is_zero() -> None:
    assert slowest_round_trip([]) == 0


def test_margin_adds_paces_steps_and_stalls() -> None:
    precision = Precision(pace=Duration(2), round_trip=Duration(10), stall=Duration(100))
    assert precision.margin == 2 * 2 + 8 * 10 + 2 * 100


@pytest.mark.parametrize(
    "priority, skew_ns, down_ns",
    [
        # RFC 9568 6.1 with an interval of 0.3 s.
        (100, 182_812_500, 1_082_812_500),
        (150, 124_218_750, 1_024_218_750),
        (254, 2_343_750, 902_343_750),
        (1, 298_828_125, 1_198_828_125),
    ],
)
def test_timers_of_a_priority_are_those_of_the_rfc(
    priority: int, skew_ns: int, down_ns: int
) -> None:
    interval = Duration(300 * MILLISECOND)
    assert skew_time(priority, interval) == skew_ns
    assert down_interval(priority, interval) == down_ns
