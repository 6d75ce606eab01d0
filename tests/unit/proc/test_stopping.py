"""The patience with a child that was told to stop."""

from vipd.base.units import MILLISECOND, SECOND, ZERO, Duration, Instant, after
from vipd.proc.stopping import REAP_WAIT, WITHDRAW_AFTER, Step, Stopping

NOW = Instant(5 * SECOND)
PATIENCE = Duration(3 * SECOND)


def test_child_that_may_still_clean_up_is_left_alone() -> None:
    stopping = Stopping.begin(0, PATIENCE, NOW)
    assert stopping.next_deadline == after(NOW, WITHDRAW_AFTER)
    assert stopping.expire(after(NOW, Duration(WITHDRAW_AFTER - MILLISECOND))) == ()


def test_child_that_does_not_clean_up_has_it_done_once_and_waits_for_its_end() -> None:
    stopping = Stopping.begin(0, PATIENCE, NOW)
    due = stopping.next_deadline
    assert stopping.expire(due) == (Step.WITHDRAW,)
    assert stopping.expire(due) == ()
    assert stopping.next_deadline == after(NOW, PATIENCE)
    assert not stopping.killed


def test_child_that_does_not_stop_is_killed_and_then_given_up() -> None:
    stopping = Stopping.begin(2, PATIENCE, NOW)
    stopping.expire(stopping.next_deadline)
    assert stopping.expire(after(NOW, PATIENCE)) == (Step.WITHDRAW, Step.KILL)
    assert stopping.killed
    assert stopping.next_deadline == after(after(NOW, PATIENCE), REAP_WAIT)
    assert stopping.expire(after(NOW, PATIENCE)) == ()
    assert stopping.expire(stopping.next_deadline) == (Step.WITHDRAW, Step.GIVE_UP)
    assert stopping.status == 2


def test_child_without_any_time_configured_can_clean_up_all_the_same() -> None:
    stopping = Stopping.begin(0, ZERO, NOW)
    assert stopping.expire(after(NOW, WITHDRAW_AFTER)) == (Step.WITHDRAW,)
    assert stopping.next_deadline > after(NOW, WITHDRAW_AFTER)


def test_wakeup_that_comes_late_does_everything_that_is_due() -> None:
    stopping = Stopping.begin(0, PATIENCE, NOW)
    assert stopping.expire(after(NOW, PATIENCE)) == (Step.WITHDRAW, Step.KILL)
