"""Section 6.4.3: a router in the state MASTER."""

from dataclasses import replace

import pytest

from tests.conformance.clauses import rfc
from tests.conformance.scenario import Scenario
from vipd.model.vrrp import Instance

MASTER = """
    0         start -> BACKUP
    3.609375  timer -> advert 100, MASTER, own, announce 5
"""


@rfc("3768", "5798", "9568", "6.4.3: answers")
def test_master_owns_its_addresses_and_announces_them(router: Instance) -> None:
    Scenario(router).play("""
        0         start -> BACKUP
        3.609375  timer -> advert 100, MASTER, own, announce 5
    """)


@rfc("3768", "5798", "9568", "6.4.3: shutdown")
def test_master_stopped_sends_priority_zero_and_gives_up_its_addresses(router: Instance) -> None:
    Scenario(router).play(MASTER).play("""
        4  stop  -> advert 0, own nothing, ended
        4  quiet
    """)


@rfc("3768", "5798", "9568", "6.4.3: advert timer")
def test_master_advertises_when_the_timer_fires_and_restarts_it(router: Instance) -> None:
    Scenario(router).play(MASTER).play("""
        4.609375  timer -> advert 100
        5.609375  timer -> advert 100
        6.609375  timer -> advert 100
    """)


@rfc("3768", "5798", "9568", "6.4.3: priority zero")
def test_master_hearing_priority_zero_advertises_at_once(router: Instance) -> None:
    Scenario(router).play(MASTER).play("""
        4  advert 0 from 9  -> advert 100, announce 5
        5  timer            -> advert 100
    """)


@rfc("3768", "5798", "9568", "6.4.3: higher priority")
def test_master_hearing_a_higher_priority_becomes_backup(router: Instance) -> None:
    Scenario(replace(router, higher_prio_send_advert=False)).play(MASTER).play("""
        4         advert 101 from 1  -> BACKUP, own nothing
        7.609375  timer              -> advert 100, MASTER, own, announce 5
    """)


@rfc("3768", "5798", "9568", "6.4.3: higher priority")
def test_master_hearing_a_higher_priority_says_so_before_it_yields(router: Instance) -> None:
    # More than the RFCs ask: the superior router learns that clients may know another.
    Scenario(router).play(MASTER).play("""
        4         advert 101 from 1  -> advert 100, BACKUP, own nothing
        4.1       advert 101 from 1  -> nothing
        7.709375  timer              -> advert 100, MASTER, own, announce 5
    """)


@rfc("3768", "5798", "9568", "6.4.3: higher priority")
def test_master_without_preemption_yields_to_a_higher_priority_all_the_same(
    router: Instance,
) -> None:
    Scenario(replace(router, preempt=False)).play(MASTER).play("""
        4  advert 101 from 1  -> advert 100, BACKUP, own nothing
    """)


@rfc("3768", "5798", "9568", "6.4.3: higher address")
def test_master_hearing_an_equal_router_of_higher_address_becomes_backup(router: Instance) -> None:
    Scenario(router).play(MASTER).play("""
        4         advert 100 from 6  -> advert 100, BACKUP, own nothing
        7.609375  timer              -> advert 100, MASTER, own, announce 5
    """)


@rfc("3768", "5798", "9568", "6.4.3: higher address")
def test_master_compares_addresses_as_numbers(router: Instance) -> None:
    # As text, 10 would be less than 5.
    Scenario(router).play(MASTER).play("""
        4  advert 100 from 10  -> advert 100, BACKUP, own nothing
    """)


@rfc("5798", "9568", "6.4.3: learn interval")
def test_master_yielding_waits_for_three_intervals_of_the_other(router_v3: Instance) -> None:
    Scenario(router_v3).play(MASTER).play("""
        4          advert 101 from 1 interval=300  -> advert 100, BACKUP, own nothing
        14.828125  timer                           -> advert 100, MASTER, own, announce 5
        15.828125  timer                           -> advert 100
    """)


@rfc("3768", "5798", "9568", "6.4.3: discard")
@pytest.mark.parametrize("inferior", ["advert 99 from 9", "advert 100 from 4", "advert 1 from 1"])
def test_master_hearing_an_inferior_router_stays(router: Instance, inferior: str) -> None:
    quiet = replace(router.garp, lower_prio_repeat=0)
    Scenario(replace(router, lower_prio_no_advert=True, garp=quiet)).play(MASTER).play(f"""
        4         {inferior}  -> nothing
        4.609375  timer       -> advert 100
    """)


@rfc("9568", "6.4.3: assert")
@pytest.mark.parametrize("inferior", ["advert 99 from 9", "advert 100 from 4"])
def test_master_hearing_an_inferior_router_advertises_and_announces(
    router: Instance, inferior: str
) -> None:
    # RFC 3768 and RFC 5798 only discard; keepalived answers in either version.
    Scenario(router).play(MASTER).play(f"""
        4  {inferior}  -> advert 100, announce 5
        5  timer       -> advert 100
    """)


@rfc("5798", "9568", "6.4.3: discard")
def test_master_learns_no_interval_from_an_inferior_router(router_v3: Instance) -> None:
    Scenario(router_v3).play(MASTER).play("""
        4  advert 99 from 9 interval=300  -> advert 100, announce 5
        5  timer                          -> advert 100
    """)
