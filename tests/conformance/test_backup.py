"""Section 6.4.2: a router in the state BACKUP."""

from dataclasses import replace

from tests.conformance.clauses import rfc
from tests.conformance.scenario import Scenario
from vipd.base.units import seconds
from vipd.model.vrrp import Instance


@rfc("3768", "5798", "9568", "6.4.2: silent")
def test_backup_owns_no_address_until_it_is_master_and_none_afterwards(router: Instance) -> None:
    Scenario(router).play("""
        0         start              -> BACKUP
        1         advert 200 from 9  -> nothing
        4.609375  timer              -> advert 100, MASTER, own, announce 5
        5         advert 200 from 9  -> advert 100, BACKUP, own nothing
    """)


@rfc("3768", "5798", "9568", "6.4.2: shutdown")
def test_backup_stopped_is_gone_without_an_advert(router: Instance) -> None:
    Scenario(router).play("""
        0  start -> BACKUP
        1  stop  -> ended
        1  quiet
        2  advert 50 from 9 -> nothing
        2  quiet
    """)


@rfc("3768", "5798", "9568", "6.4.2: down timer")
def test_backup_hearing_nothing_takes_over(router: Instance) -> None:
    Scenario(router).play("""
        0         start              -> BACKUP
        2         advert 100 from 9  -> nothing
        5.609375  timer              -> advert 100, MASTER, own, announce 5
        6.609375  timer              -> advert 100
    """)


@rfc("3768", "5798", "9568", "6.4.2: priority zero")
def test_backup_hearing_priority_zero_waits_for_the_skew_only(router: Instance) -> None:
    Scenario(router).play("""
        0         start              -> BACKUP
        1         advert 200 from 9  -> nothing
        1.5       advert 0 from 9    -> nothing
        2.109375  timer              -> advert 100, MASTER, own, announce 5
    """)


@rfc("5798", "9568", "6.4.2: priority zero")
def test_backup_hearing_priority_zero_waits_for_the_skew_of_the_learned_interval(
    router_v3: Instance,
) -> None:
    Scenario(router_v3).play("""
        0         start                          -> BACKUP
        1         advert 200 from 9 interval=40  -> nothing
        1.5       advert 0 from 9 interval=300   -> nothing
        1.74375   timer                          -> advert 100, MASTER, own, announce 5
    """)


@rfc("3768", "5798", "9568", "6.4.2: priority zero")
def test_backup_hearing_priority_zero_and_then_a_better_router_stays(router: Instance) -> None:
    Scenario(router).play("""
        0         start              -> BACKUP
        1         advert 0 from 9    -> nothing
        1.2       advert 150 from 8  -> nothing
        4.809375  timer              -> advert 100, MASTER, own, announce 5
    """)


@rfc("3768", "5798", "9568", "6.4.2: priority zero")
def test_backup_without_preemption_replaces_a_master_that_stops(router: Instance) -> None:
    Scenario(replace(router, preempt=False)).play("""
        0         start            -> BACKUP
        1         advert 50 from 9 -> nothing
        2         advert 0 from 9  -> nothing
        2.609375  timer            -> advert 100, MASTER, own, announce 5
    """)


@rfc("3768", "5798", "9568", "6.4.2: accept")
def test_backup_hearing_a_better_or_equal_router_waits_again(router: Instance) -> None:
    # The address of an equal router does not matter to a backup.
    Scenario(router).play("""
        0         start              -> BACKUP
        3.6       advert 101 from 1  -> nothing
        7         advert 100 from 1  -> nothing
        10        advert 255 from 9  -> nothing
        13.609375 timer              -> advert 100, MASTER, own, announce 5
    """)


@rfc("3768", "5798", "9568", "6.4.2: no preempt")
def test_backup_without_preemption_accepts_an_inferior_master(router: Instance) -> None:
    Scenario(replace(router, preempt=False)).play("""
        0         start            -> BACKUP
        1         advert 1 from 1  -> nothing
        4         advert 99 from 9 -> nothing
        7.609375  timer            -> advert 100, MASTER, own, announce 5
    """)


@rfc("3768", "5798", "9568", "6.4.2: discard")
def test_backup_with_preemption_takes_over_from_an_inferior_master(router: Instance) -> None:
    Scenario(router).play("""
        0         start            -> BACKUP
        1         advert 99 from 9 -> nothing
        2         advert 99 from 9 -> nothing
        3         advert 99 from 9 -> nothing
        3.609375  timer            -> advert 100, MASTER, own, announce 5
    """)


@rfc("5798", "9568", "6.4.2: learn interval")
def test_backup_waits_for_three_intervals_of_the_master(router_v3: Instance) -> None:
    Scenario(router_v3).play("""
        0         start                           -> BACKUP
        1         advert 200 from 9 interval=300  -> nothing
        11        advert 200 from 9 interval=20   -> nothing
        11.721875 timer                           -> advert 100, MASTER, own, announce 5
        12.721875 timer                           -> advert 100
    """)


@rfc("5798", "9568", "6.4.2: learn interval")
@rfc("5798", "9568", "6.4.2: discard")
def test_backup_learns_nothing_from_a_discarded_advert(router_v3: Instance) -> None:
    Scenario(router_v3).play("""
        0         start                           -> BACKUP
        1         advert 50 from 9 interval=300   -> nothing
        2         advert 200 from 9               -> nothing
        5.609375  timer                           -> advert 100, MASTER, own, announce 5
    """)


@rfc("9568", "7.1: zero interval")
def test_backup_hearing_an_interval_of_zero_keeps_the_one_in_force(router_v3: Instance) -> None:
    Scenario(replace(router_v3, advert_int=seconds("0.5"))).play("""
        0         start                           -> BACKUP
        1         advert 200 from 9 interval=100  -> nothing
        2         advert 200 from 9 interval=0    -> nothing
        5.609375  timer                           -> advert 100, MASTER, own, announce 5
    """)
