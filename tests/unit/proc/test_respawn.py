from vipd.base.units import SECOND, Duration
from vipd.proc.respawn import Backoff


def test_backoff_of_a_child_that_dies_at_once_doubles_to_a_minute() -> None:
    backoff = Backoff()
    delays = [backoff.died(Duration(0)) for _ in range(10)]
    assert delays == [Duration(n * SECOND) for n in (0, 1, 2, 4, 8, 16, 32, 60, 60, 60)]


def test_backoff_after_a_long_run_starts_again_and_says_nothing() -> None:
    backoff = Backoff()
    backoff.died(Duration(0))
    backoff.died(Duration(0))
    assert backoff.died(Duration(60 * SECOND)) is None
    assert backoff.died(Duration(0)) == 0
    assert backoff.died(Duration(0)) == SECOND


def test_backoff_just_below_a_long_run_goes_on() -> None:
    backoff = Backoff()
    backoff.died(Duration(0))
    assert backoff.died(Duration(60 * SECOND - 1)) == SECOND
