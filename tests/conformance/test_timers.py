"""Section 6.1: the formulas of the timers."""

from dataclasses import replace

import pytest

from tests.conformance.clauses import rfc
from tests.conformance.scenario import Scenario
from vipd.base.units import seconds
from vipd.model.vrrp import InitialState, Instance

BECOMES_MASTER = "advert {0}, MASTER, own, announce 5"


@rfc("3768", "6.1: skew of a second")
@rfc("3768", "6.1: down interval")
@pytest.mark.parametrize(
    "priority, interval, down",
    [
        (1, "1", "3.996093"),
        (100, "1", "3.609375"),
        (254, "1", "3.007812"),
        (100, "3", "9.609375"),
        (100, "255", "765.609375"),
    ],
)
def test_v2_router_waits_three_intervals_and_a_part_of_a_second(
    router_v2: Instance, priority: int, interval: str, down: str
) -> None:
    config = replace(router_v2, priority=priority, advert_int=seconds(interval))
    Scenario(config).play(f"""
        0       start -> BACKUP
        {down}  timer -> {BECOMES_MASTER.format(priority)}
    """)


@rfc("5798", "9568", "6.1: skew")
@rfc("5798", "9568", "6.1: down interval")
@pytest.mark.parametrize(
    "priority, interval, down",
    [
        (1, "1", "3.996093"),
        (100, "1", "3.609375"),
        (254, "1", "3.007812"),
        (100, "0.5", "1.804687"),
        (100, "0.2", "0.721875"),
        (100, "0.01", "0.036093"),
        (100, "3", "10.828125"),
        (100, "40.95", "147.803906"),
    ],
)
def test_v3_router_waits_three_intervals_and_a_part_of_one(
    router_v3: Instance, priority: int, interval: str, down: str
) -> None:
    config = replace(router_v3, priority=priority, advert_int=seconds(interval))
    Scenario(config).play(f"""
        0       start -> BACKUP
        {down}  timer -> {BECOMES_MASTER.format(priority)}
    """)


@rfc("3768", "5798", "9568", "6.1: interval")
def test_master_advertises_every_interval(router: Instance) -> None:
    Scenario(replace(router, advert_int=seconds(2))).play(f"""
        0       start  -> BACKUP
        {"6.609375" if router.version == 2 else "7.21875"}  timer -> {BECOMES_MASTER.format(100)}
        {"8.609375" if router.version == 2 else "9.21875"}  timer -> advert 100
        {"10.609375" if router.version == 2 else "11.21875"}  timer -> advert 100
    """)


@rfc("3768", "5798", "9568", "6.1: owner preempts")
def test_owner_returning_takes_over_without_preempt_mode(router: Instance) -> None:
    config = replace(router, priority=255, initial_state=InitialState.MASTER, preempt=False)
    Scenario(config).play(f"""
        0    start      -> BACKUP
        0    timer      -> {BECOMES_MASTER.format(255)}
        0.5  link down  -> FAULT, advert 0, advert 0, own nothing
        1    advert 254 from 9  -> nothing
        9    link up    -> BACKUP, {BECOMES_MASTER.format(255)}
    """)
