"""Failover to the nanosecond: crash, good-bye, preemption and its options, owner, learned time."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from tests.support.simulation import (
    DELAY,
    adverts,
    announcements,
    became,
    client_sends_to,
    ms,
    nodes,
    started,
    transitions,
    until,
)
from vipd.base.units import Duration, Instant, seconds
from vipd.core.vrrp.events import State
from vipd.core.vrrp.notices import Cause
from vipd.sim import scenario as sc

INSTANCE = "lan-v3-ip4-51"
KINDS: dict[str, dict[str, Any]] = {
    "v2": {"version": 2},
    "v2 with a password": {"version": 2, "password": "secret"},
    "v3": {"version": 3},
    "v3 at 0.1 s": {"version": 3, "advert_int_ms": 100},
    "v3 IPv6": {"version": 3, "family": 6, "addresses": 2},
    "v3 unicast": {"version": 3, "unicast": True},
    "v3 unicast IPv6": {"version": 3, "family": 6, "unicast": True},
}


def skew(priority: int, interval_ms: int = 1000) -> Duration:
    """Return (256 - priority) / 256 of the interval, rounded down to a microsecond."""
    return Duration((256 - priority) * interval_ms * 1000 // 256 * 1000)


def down(priority: int, interval_ms: int = 1000) -> Duration:
    return Duration(3 * interval_ms * 1_000_000 + skew(priority, interval_ms))


def last_advert(run_adverts: list[tuple[Instant, int]]) -> Instant:
    return run_adverts[-1][0]


@pytest.mark.parametrize("kind", KINDS)
def test_crash_of_the_master_is_noticed_after_the_master_down_interval(kind: str) -> None:
    common = KINDS[kind]
    run = until(started(*nodes(200, 100, **common)), 10_020)
    run.apply(sc.Kill(at_ms=0, node="n1", kind="machine"))
    until(run, 20_000)
    heard = Instant(last_advert(adverts(run, "n1")) + DELAY)
    expected = Instant(heard + down(100, common.get("advert_int_ms", 1000)))
    assert became(run, "n2", State.MASTER) == expected
    assert set(client_sends_to(run).values()) == {"n2"}


@pytest.mark.parametrize("kind", KINDS)
def test_good_bye_of_the_master_leaves_only_the_skew_to_wait(kind: str) -> None:
    common = KINDS[kind]
    run = until(started(*nodes(200, 100, **common)), 10_020)
    run.apply(sc.Stop(at_ms=0, node="n1"))
    until(run, 20_000)
    assert adverts(run, "n1")[-1] == (ms(10_020), 0)
    expected = Instant(ms(10_020) + DELAY + skew(100, common.get("advert_int_ms", 1000)))
    assert became(run, "n2", State.MASTER) == expected
    assert [cause for _, _, cause in transitions(run, "n2")][-1] is Cause.MASTER_STOPPED


def test_first_advert_follows_the_start_by_the_master_down_interval() -> None:
    run = until(started(*nodes(150)), 5000)
    assert adverts(run, "n1")[0] == (Instant(down(150)), 150)


def test_returning_master_preempts_after_its_own_interval_and_wins_the_client_back() -> None:
    run = until(started(*nodes(200, 100)), 10_000)
    run.apply(sc.Kill(at_ms=0, node="n1", kind="machine"))
    until(run, 20_000)
    run.apply(sc.Start(at_ms=0, node="n1"))
    until(run, 30_000)
    back = Instant(ms(20_000) + down(200))
    assert became(run, "n1", State.MASTER, ms(20_000)) == back
    assert became(run, "n2", State.BACKUP, ms(20_000)) == Instant(back + DELAY)
    assert client_sends_to(run) == {"10.1.51.100": "n1"}


def test_yielding_master_sends_one_last_advert_and_no_good_bye() -> None:
    run = until(started(*nodes(200, 100)), 10_000)
    run.apply(sc.Kill(at_ms=0, node="n1", kind="machine"))
    until(run, 20_000)
    run.apply(sc.Start(at_ms=0, node="n1"))
    until(run, 30_000)
    yielded = became(run, "n2", State.BACKUP, ms(20_000))
    assert adverts(run, "n2", yielded) == [(yielded, 100)]


def test_nopreempt_keeps_the_returning_node_a_backup() -> None:
    run = until(started(*nodes(200, 100, preempt=False)), 10_000)
    run.apply(sc.Kill(at_ms=0, node="n1", kind="machine"))
    until(run, 20_000)
    run.apply(sc.Start(at_ms=0, node="n1"))
    until(run, 120_000)
    assert run.world.masters(INSTANCE) == ["n2"]
    assert adverts(run, "n1", ms(20_000)) == []


def test_preempt_delay_is_waited_for_before_the_master_down_interval() -> None:
    run = until(started(*nodes(200, 100, preempt_delay_ms=4700)), 10_000)
    run.apply(sc.Kill(at_ms=0, node="n1", kind="machine"))
    until(run, 20_000)
    run.apply(sc.Start(at_ms=0, node="n1"))
    until(run, 40_000)
    heard = [Instant(at + DELAY) for at, _ in adverts(run, "n2", ms(20_000))]
    over = Instant(heard[0] + seconds("4.7"))
    last_accepted = max(at for at in heard if at < over)
    assert became(run, "n1", State.MASTER, ms(20_000)) == Instant(last_accepted + down(200))


def test_preempt_delay_does_not_delay_the_replacement_of_a_lost_master() -> None:
    run = until(started(*nodes(200, 100, preempt_delay_ms=60_000)), 10_000)
    run.apply(sc.Kill(at_ms=0, node="n1", kind="machine"))
    until(run, 20_000)
    heard = Instant(last_advert(adverts(run, "n1")) + DELAY)
    assert became(run, "n2", State.MASTER) == Instant(heard + down(100))


def test_equal_priorities_started_at_once_leave_the_higher_address() -> None:
    run = until(started(*nodes(100, 100)), 20_000)
    assert run.world.masters(INSTANCE) == ["n2"]
    both = Instant(down(100))
    assert became(run, "n1", State.MASTER) == became(run, "n2", State.MASTER) == both
    assert became(run, "n1", State.BACKUP, both) == Instant(both + DELAY)
    assert client_sends_to(run) == {"10.1.51.100": "n2"}


def test_equal_priority_does_not_preempt() -> None:
    late = replace(nodes(100, 100)[1], start_ms=10_000)
    run = until(started(nodes(100)[0], late), 60_000)
    assert run.world.masters(INSTANCE) == ["n1"]


def test_owner_in_state_master_begins_at_once() -> None:
    owner, backup = nodes(255, 100)
    starts = replace(owner, routers=(replace(owner.routers[0], owner_starts=True),))
    run = until(started(starts, backup), 5000)
    assert became(run, "n1", State.MASTER) == 0
    assert run.world.masters(INSTANCE) == ["n1"]


def test_owner_in_state_backup_waits_like_any_other() -> None:
    run = until(started(*nodes(255)), 5000)
    assert became(run, "n1", State.MASTER) == Instant(down(255))


def test_start_up_delay_comes_before_the_master_down_interval() -> None:
    delayed = replace(nodes(150)[0], startup_delay_ms=3000)
    run = until(started(delayed), 10_000)
    assert became(run, "n1", State.MASTER) == Instant(ms(3000) + down(150))


def test_backup_waits_by_the_interval_it_learned_from_the_master() -> None:
    slow = nodes(200, advert_int_ms=3000)[0]
    fast = nodes(0, 100, advert_int_ms=1000)[1]
    run = until(started(slow, fast), 30_000)
    assert run.world.masters(INSTANCE) == ["n1"]
    run.apply(sc.Kill(at_ms=0, node="n1", kind="machine"))
    until(run, 60_000)
    heard = Instant(last_advert(adverts(run, "n1")) + DELAY)
    assert became(run, "n2", State.MASTER, ms(30_000)) == Instant(heard + down(100, 3000))
    beat = [at for at, _ in adverts(run, "n2", ms(30_000))]
    assert {later - at for at, later in pairwise(beat)} == {seconds(1)}


def test_new_master_announces_at_once_and_again_after_the_delay() -> None:
    run = until(started(*nodes(150, addresses=2)), 20_000)
    begun = Instant(down(150))
    again = Instant(begun + seconds(5))
    assert announcements(run, "n1") == [begun] * 10 + [again] * 10


def test_address_removed_by_others_comes_back_after_the_skew() -> None:
    run = until(started(*nodes(200, 100, addresses=2)), 10_000)
    run.apply(sc.LoseAddress(at_ms=0, node="n1", router=INSTANCE))
    assert adverts(run, "n1", ms(10_000)) == []
    until(run, 10_001)
    assert adverts(run, "n1", ms(10_000)) == [(ms(10_000), 0)]
    assert run.world.masters(INSTANCE) == []
    until(run, 20_000)
    assert became(run, "n1", State.MASTER, ms(10_000)) == Instant(ms(10_000) + skew(200))
    assert run.world.masters(INSTANCE) == ["n1"]


def test_killed_process_resumes_as_master_before_anybody_takes_over() -> None:
    run = until(started(*nodes(200, 100)), 10_000)
    run.apply(sc.Kill(at_ms=0, node="n1", kind="process"))
    until(run, 12_000)
    run.apply(sc.Start(at_ms=0, node="n1"))
    until(run, 60_000)
    assert transitions(run, "n2", ms(1)) == []
    assert transitions(run, "n1", ms(10_000)) == [(ms(12_000), State.MASTER, Cause.RESUMED)]
    assert adverts(run, "n1", ms(10_000))[0] == (ms(12_000), 200)


def test_killed_process_that_returns_too_late_finds_another_master() -> None:
    run = until(started(*nodes(100, 100)), 10_000)
    run.apply(sc.Kill(at_ms=0, node="n2", kind="process"))
    until(run, 30_000)
    run.apply(sc.Start(at_ms=0, node="n2"))
    until(run, 60_000)
    assert run.world.masters(INSTANCE) == ["n1"]
    assert client_sends_to(run) == {"10.1.51.100": "n1"}


def test_of_two_owners_the_one_with_the_higher_address_stays() -> None:
    run = until(started(*nodes(255, 255, owner_starts=True), watched=False), 60_000)
    assert run.world.masters(INSTANCE) == ["n2"]
    assert client_sends_to(run) == {"10.1.51.100": "n2"}


def test_three_nodes_lose_two_masters_one_after_the_other() -> None:
    run = until(started(*nodes(200, 150, 100)), 10_000)
    run.apply(sc.Kill(at_ms=0, node="n1", kind="machine"))
    until(run, 20_000)
    assert run.world.masters(INSTANCE) == ["n2"]
    run.apply(sc.Stop(at_ms=0, node="n2"))
    until(run, 30_000)
    assert run.world.masters(INSTANCE) == ["n3"]
    assert became(run, "n3", State.MASTER, ms(20_000)) == Instant(ms(20_000) + DELAY + skew(100))


def test_cable_pulled_means_fault_and_plugged_in_again_the_whole_wait() -> None:
    run = until(started(*nodes(200, 100)), 10_000)
    run.apply(sc.LinkState(at_ms=0, node="n1", lan="lan", up=False))
    until(run, 20_000)
    run.apply(sc.LinkState(at_ms=0, node="n1", lan="lan", up=True))
    until(run, 30_000)
    assert transitions(run, "n1", ms(10_000)) == [
        (ms(10_000), State.FAULT, Cause.LINK_DOWN),
        (ms(20_000), State.BACKUP, Cause.RECOVERED),
        (Instant(ms(20_000) + down(200)), State.MASTER, Cause.MASTER_DOWN),
    ]
