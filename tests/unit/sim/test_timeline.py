from functools import partial

from vipd.base.units import Instant
from vipd.sim.timeline import Timeline


def test_actions_run_in_the_order_of_their_instants_and_then_of_entry() -> None:
    timeline = Timeline()
    done: list[str] = []
    for instant, name in ((5, "b"), (3, "a"), (5, "c")):
        timeline.at(Instant(instant), partial(done.append, name))
    timeline.run_until(Instant(5))
    assert done == ["a", "b", "c"]


def test_action_sees_its_own_instant_as_now() -> None:
    timeline = Timeline()
    seen: list[Instant] = []
    timeline.at(Instant(7), lambda: seen.append(timeline.now))
    timeline.run_until(Instant(10))
    assert seen == [7]
    assert timeline.now == 10


def test_action_for_the_past_runs_now() -> None:
    timeline = Timeline()
    timeline.run_until(Instant(10))
    seen: list[Instant] = []
    timeline.at(Instant(3), lambda: seen.append(timeline.now))
    timeline.run_until(Instant(10))
    assert seen == [10]


def test_what_comes_later_than_the_end_waits() -> None:
    timeline = Timeline()
    done: list[str] = []
    timeline.at(Instant(11), partial(done.append, "late"))
    timeline.run_until(Instant(10))
    assert done == []
    timeline.run_until(Instant(11))
    assert done == ["late"]
