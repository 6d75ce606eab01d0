"""A MASTER announces its addresses whenever it learns that another router had them too."""

from dataclasses import replace

from tests.support.machines import GARP, advert, announced, at, hear, mastering, sent
from vipd.base.units import MILLISECOND, Duration, Instant, seconds
from vipd.core.vrrp.router import Timer

NOW = at("100")


def later(duration: Duration) -> Instant:
    return Instant(NOW + duration)


def test_good_bye_of_another_master_is_answered_with_an_announcement() -> None:
    one = mastering(now=NOW)
    when = later(Duration(300 * MILLISECOND))
    done = hear(one, advert(0), when)
    assert (sent(done), announced(done)) == ([150], [GARP.repeat])
    assert one.deadlines[Timer.GARP_LOWER_PRIO] == when + seconds(5)


def test_announcements_are_spaced_by_the_shortest_wait_of_a_backup() -> None:
    one = mastering(now=NOW)
    announcements = [
        announced(hear(one, advert(100), later(Duration(step * MILLISECOND)))) for step in range(16)
    ]
    # The skew of priority 254 at one second is 7.8 ms.
    assert [step for step, burst in enumerate(announcements) if burst] == [0, 8]


def test_announcement_that_is_switched_off_stays_off() -> None:
    one = mastering(now=NOW, garp=replace(GARP, lower_prio_repeat=0))
    for priority in (100, 0):
        assert announced(hear(one, advert(priority), later(seconds(1)))) == []
    assert Timer.GARP_LOWER_PRIO not in one.deadlines
