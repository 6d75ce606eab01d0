"""Conversion of receive time stamps when clocks behave and when they do not."""

import pytest

from vipd.base.units import Instant
from vipd.linux import stamps

HOUR = 3_600_000_000_000


class Clocks:
    """Two clocks; each reading of the monotonic one takes the next of ``readings``."""

    def __init__(self, readings: list[int], offset: int) -> None:
        self.readings = readings
        self.offset = offset
        self.last = 0

    def monotonic_ns(self) -> int:
        self.last = self.readings.pop(0)
        return self.last

    def time_ns(self) -> int:
        return self.last + self.offset


def test_quick_sample_of_the_offset_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vipd.linux.stamps.time", Clocks([1000, 1100], offset=HOUR))
    assert stamps.clock_offset() == HOUR - 50


def test_interrupted_sample_of_the_offset_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    readings = [1000, 900_000, 1_000_000, 1_000_100]
    monkeypatch.setattr("vipd.linux.stamps.time", Clocks(readings, offset=HOUR))
    assert stamps.clock_offset() == HOUR - 50


def test_best_of_many_interrupted_samples_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    readings = [time for begin in range(20) for time in (begin * 10**6, begin * 10**6 + 10_000)]
    readings[5] = readings[4] + 6_000
    monkeypatch.setattr("vipd.linux.stamps.time", Clocks(readings, offset=HOUR))
    assert stamps.clock_offset() == HOUR - 3_000


@pytest.mark.parametrize(
    "last, offset, expected",
    [
        (None, HOUR, False),
        (HOUR, HOUR + 999_999, False),
        (HOUR, HOUR - 999_999, False),
        (HOUR, HOUR + 1_000_000, True),
        (HOUR, 0, True),
    ],
)
def test_step_is_a_difference_that_no_sample_has_by_itself(
    last: int | None, offset: int, *, expected: bool
) -> None:
    assert stamps.stepped(last, offset) is expected


def test_stamps_up_to_the_read_are_kept() -> None:
    packets = [(b"a", 5), (b"b", 9)]
    assert stamps.clamp(packets, Instant(9), all_of_them=False) == packets


def test_stamp_in_the_future_becomes_the_time_of_the_read() -> None:
    packets = [(b"a", 5), (b"b", HOUR), (b"c", 7)]
    expected = [(b"a", Instant(5)), (b"b", Instant(9)), (b"c", Instant(7))]
    assert stamps.clamp(packets, Instant(9), all_of_them=False) == expected


def test_all_stamps_of_a_doubtful_batch_become_the_time_of_the_read() -> None:
    packets = [(b"a", -HOUR), (b"b", 5)]
    expected = [(b"a", Instant(9)), (b"b", Instant(9))]
    assert stamps.clamp(packets, Instant(9), all_of_them=True) == expected
