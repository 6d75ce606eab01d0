from dataclasses import replace

from tests.unit.proc.models import instance, vip
from vipd.base.units import SECOND, Duration, Instant
from vipd.model.vrrp import Vrrp
from vipd.proc.custody import Custody, peers_wait

NOW = Instant(1_000 * SECOND)


A = instance("A", 1, 2)
B = instance("B", 3)
BOTH = Vrrp(instances=(A, B))


def test_custody_of_a_backup_resumes_and_withdraws_nothing() -> None:
    custody = Custody(BOTH)
    assert custody.died(NOW) == ()
    assert custody.resume == frozenset()
    assert custody.next_deadline is None
    assert custody.everything() == ()


def test_custody_of_a_master_resumes_it_before_the_peers_take_over() -> None:
    custody = Custody(BOTH)
    custody.holding("A")
    custody.died(NOW)
    assert custody.resume == {"A"}
    # VRRPv2, 1 s: 3 s and the skew of priority 254, rounded down to a microsecond
    assert custody.next_deadline == NOW + 3 * SECOND + 7_812_000
    assert custody.expire(Instant(NOW + 3 * SECOND)) == ()
    assert custody.resume == {"A"}


def test_custody_without_a_successor_in_time_withdraws_and_forgets() -> None:
    custody = Custody(BOTH)
    custody.holding("A")
    custody.died(NOW)
    late = Instant(NOW + 4 * SECOND)
    assert custody.expire(late) == (vip(1), vip(2))
    assert custody.resume == frozenset()
    assert custody.next_deadline is None
    assert custody.expire(late) == ()
    assert custody.everything() == ()


def test_custody_with_a_successor_in_time_withdraws_nothing() -> None:
    custody = Custody(BOTH)
    custody.holding("A")
    custody.died(NOW)
    custody.ready()
    assert custody.expire(Instant(NOW + 10 * SECOND)) == ()
    assert custody.resume == {"A"}


def test_custody_of_successors_that_never_get_ready_counts_from_the_first_death() -> None:
    custody = Custody(BOTH)
    custody.holding("A")
    custody.died(NOW)
    deadline = custody.next_deadline
    custody.died(Instant(NOW + 2 * SECOND))
    assert custody.next_deadline == deadline


def test_custody_each_instance_has_its_own_deadline() -> None:
    quick = replace(B, advert_int=Duration(SECOND // 10), version=3)
    custody = Custody(Vrrp(instances=(A, quick)))
    custody.holding("A")
    custody.holding("B")
    custody.died(NOW)
    assert custody.next_deadline == NOW + peers_wait(quick)
    assert custody.expire(Instant(NOW + peers_wait(quick))) == (vip(3),)
    assert custody.resume == {"A"}


def test_custody_of_a_released_instance_knows_nothing_of_it() -> None:
    custody = Custody(BOTH)
    custody.holding("A")
    custody.holding("B")
    custody.released(("A", "unknown"))
    custody.died(NOW)
    assert custody.resume == {"B"}
    assert custody.everything() == (vip(3),)


def test_custody_during_a_reload_holds_the_addresses_of_both_configurations() -> None:
    custody = Custody(BOTH)
    custody.holding("A")
    custody.reloading(Vrrp(instances=(instance("A", 2, 9), B)))
    assert custody.everything() == (vip(1), vip(2), vip(9))
    custody.reloaded()
    assert custody.everything() == (vip(2), vip(9))


def test_custody_of_a_process_that_died_on_a_reload_goes_back() -> None:
    custody = Custody(BOTH)
    custody.holding("A")
    custody.reloading(Vrrp(instances=(instance("A", 2, 9), instance("C", 8))))
    custody.holding("C")
    assert set(custody.died(NOW)) == {vip(9), vip(8)}
    assert custody.config == BOTH
    assert custody.resume == {"A"}
    assert custody.everything() == (vip(1), vip(2))


def test_custody_of_a_refused_reload_stays_as_it_is() -> None:
    custody = Custody(BOTH)
    custody.reloading(Vrrp(instances=(A,)))
    custody.reload_failed()
    custody.reloaded()
    assert custody.config == BOTH


def test_custody_reload_without_a_process_withdraws_what_goes() -> None:
    custody = Custody(BOTH)
    custody.holding("A")
    custody.holding("B")
    custody.died(NOW)
    assert set(custody.replace(Vrrp(instances=(instance("A", 2),)))) == {vip(1), vip(3)}
    assert custody.resume == {"A"}
    assert custody.everything() == (vip(2),)
    late = Instant(NOW + 4 * SECOND)
    assert custody.expire(late) == (vip(2),)
