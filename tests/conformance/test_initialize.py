"""Section 6.4.1: what a start leads to."""

from dataclasses import replace

from tests.conformance.clauses import rfc
from tests.conformance.scenario import Scenario
from vipd.model.vrrp import InitialState, Instance


@rfc("3768", "5798", "9568", "6.4.1: owner")
def test_start_of_the_owner_makes_it_master_at_once(router: Instance) -> None:
    config = replace(router, priority=255, initial_state=InitialState.MASTER)
    Scenario(config).play("""
        0  start -> BACKUP
        0  timer -> advert 255, MASTER, own, announce 5
        1  timer -> advert 255
    """)


@rfc("3768", "5798", "9568", "6.4.1: no owner")
def test_start_of_another_router_makes_it_backup(router: Instance) -> None:
    Scenario(router).play("""
        0         start -> BACKUP
        3.609375  timer -> advert 100, MASTER, own, announce 5
    """)


@rfc("3768", "5798", "9568", "6.4.1: no owner")
def test_start_as_master_below_priority_255_makes_it_backup(router: Instance) -> None:
    config = replace(router, priority=254, initial_state=InitialState.MASTER)
    Scenario(config).play("""
        0         start -> BACKUP
        3.007812  timer -> advert 254, MASTER, own, announce 5
    """)
