"""The order in which things are told, and how times are written."""

from vipd.base.units import Duration, Instant
from vipd.demo.timeline import SETTLE, Source, Timeline, clock_text, seconds_text


def test_timeline_line_waits_until_nothing_earlier_can_come() -> None:
    timeline = Timeline()
    timeline.add(Instant(1_000), Source.WIRE, "advert")
    assert timeline.due(Instant(1_000 + SETTLE - 1)) == []
    (line,) = timeline.due(Instant(1_000 + SETTLE))
    assert (line.at, line.source_name, line.text) == (1_000, "wire", "advert")
    assert timeline.rest() == []


def test_timeline_lines_that_come_late_are_told_in_the_order_of_what_happened() -> None:
    timeline = Timeline()
    timeline.add(Instant(30), Source.DIRECTOR, "third")
    timeline.add(Instant(10), Source.CLIENT, "first")
    timeline.add(Instant(20), Source.WIRE, "second")
    assert [line.text for line in timeline.rest()] == ["first", "second", "third"]


def test_timeline_lines_of_one_instant_are_told_as_they_were_added() -> None:
    timeline = Timeline()
    for text in ("b", "a", "c"):
        timeline.add(Instant(5), Source.WIRE, text)
    assert [line.text for line in timeline.due(Instant(5 + SETTLE))] == ["b", "a", "c"]


def test_clock_is_relative_to_the_start_and_aligned() -> None:
    assert clock_text(Instant(5_000_000_000), Instant(8_042_400_000)) == "  3.042"
    assert clock_text(Instant(0), Instant(59_999_600_000)) == " 60.000"


def test_duration_is_written_in_seconds_to_the_millisecond() -> None:
    assert seconds_text(Duration(182_812_500)) == "0.183 s"
    assert seconds_text(Duration(0)) == "0.000 s"
