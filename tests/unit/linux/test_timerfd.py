"""The kernel's timer: set lazily, readable from its instant on."""

import select
import time
from collections.abc import Iterator

import pytest

from vipd.base.units import Instant
from vipd.linux.timerfd import Timer

FAR = Instant(2**62)
PAST = Instant(1)


@pytest.fixture
def timer() -> Iterator[Timer]:
    made = Timer()
    yield made
    made.close()


def readable(timer: Timer, timeout_s: float = 0) -> bool:
    return bool(select.select([timer], [], [], timeout_s)[0])


def test_timer_that_was_not_set_is_not_readable(timer: Timer) -> None:
    assert not readable(timer)


def test_timer_set_to_the_past_is_readable_until_it_is_set_again(timer: Timer) -> None:
    timer.wake_by(PAST)
    assert readable(timer, 10)
    assert readable(timer)
    timer.expired()
    timer.wake_by(FAR)
    assert not readable(timer)


def test_timer_becomes_readable_at_its_instant(timer: Timer) -> None:
    instant = Instant(time.monotonic_ns() + 1_500_000_000 // 1000)
    timer.wake_by(instant)
    assert readable(timer, 10)
    assert time.monotonic_ns() >= instant


def test_timer_moves_to_an_earlier_instant(timer: Timer) -> None:
    timer.wake_by(FAR)
    timer.wake_by(PAST)
    assert readable(timer, 10)


def test_timer_that_is_early_enough_is_left_alone(timer: Timer) -> None:
    timer.wake_by(PAST)
    timer.wake_by(FAR)
    assert readable(timer, 10)


def test_expired_timer_without_a_further_instant_is_silent(timer: Timer) -> None:
    timer.wake_by(PAST)
    assert readable(timer, 10)
    timer.expired()
    timer.wake_by(None)
    assert not readable(timer)


def test_expired_timer_that_is_silenced_is_not_readable(timer: Timer) -> None:
    timer.wake_by(PAST)
    assert readable(timer, 10)
    timer.expired()
    timer.silence()
    assert not readable(timer)
    timer.wake_by(PAST)
    timer.silence()  # nobody has seen it expire: it stays
    assert readable(timer, 10)
