"""What a reload does to an instance, and how two address owners settle their quarrel."""

from collections.abc import Callable
from ipaddress import IPv4Address

import pytest

from tests.support.machines import (
    HIGHER,
    LOWER,
    VIP,
    VIP2,
    advert,
    announced,
    at,
    config,
    hear,
    mastering,
    owned,
    said,
    sent,
    started,
    transitions,
)
from vipd.base.units import MILLISECOND, Duration, Instant, seconds
from vipd.core.vrrp import notices as nt
from vipd.core.vrrp.events import Reconfigured, State
from vipd.core.vrrp.instance import Instance
from vipd.core.vrrp.notices import Cause, OwnerPhase
from vipd.model.vrrp import InitialState

NOW = at("100")


def later(duration: Duration) -> Instant:
    return Instant(NOW + duration)


# -- reload -----------------------------------------------------------------------------------


@pytest.mark.parametrize("begin", [started, mastering])
def test_reload_of_the_same_configuration_has_no_effect(begin: Callable[..., Instance]) -> None:
    one = begin(now=NOW)
    before = dict(one.deadlines)
    assert one.step(Reconfigured(config()), later(seconds(1))) == []
    assert one.deadlines == before


def test_reload_with_another_address_changes_what_a_master_owns() -> None:
    one = mastering(now=NOW)
    done = one.step(Reconfigured(config(vips=(VIP, VIP2))), later(seconds(1)))
    assert owned(done) == [(VIP.address, VIP2.address)]
    assert (sent(done), announced(done)) == ([150], [5])
    assert transitions(done) == []


def test_reload_without_an_address_announces_nothing() -> None:
    one = mastering(now=NOW, vips=(VIP, VIP2))
    done = one.step(Reconfigured(config()), later(seconds(1)))
    assert (owned(done), announced(done)) == ([(VIP.address,)], [])


def test_reload_with_another_priority_shifts_the_deadline_of_a_backup() -> None:
    one = started(now=NOW)
    one.step(Reconfigured(config(priority=100)), later(seconds(1)))
    assert one.next_deadline() == later(Duration(3_609_375_000))


# -- two owners -------------------------------------------------------------------------------


def test_owner_with_the_lower_address_yields_to_another_owner() -> None:
    one = mastering(now=NOW, priority=255, initial_state=InitialState.MASTER)
    done = hear(one, advert(255, HIGHER), later(seconds(1)))
    assert transitions(done) == [("MASTER", "BACKUP", Cause.HIGHER_ADDRESS)]


def test_owner_with_the_higher_address_ends_up_with_a_reduced_priority() -> None:
    one = mastering(now=NOW, priority=255, initial_state=InitialState.MASTER)
    phases: list[OwnerPhase] = []
    for step in range(50):
        when = later(Duration(step * 100 * MILLISECOND))
        if step % 10 == 5:
            heard = hear(one, advert(255, LOWER), when)
            phases += [notice.phase for notice in said(heard, nt.OwnerConflict)]
        one.expire(when)
    assert phases[:2] == [OwnerPhase.DETECTED, OwnerPhase.PERSISTS]
    assert one.priority == 254 or one.state is State.BACKUP


def test_owner_whose_rival_falls_silent_says_so_and_keeps_its_priority() -> None:
    one = mastering(now=NOW, priority=255, initial_state=InitialState.MASTER)
    hear(one, advert(255, LOWER), later(Duration(500 * MILLISECOND)))
    phases: list[OwnerPhase] = []
    for step in range(6, 60):
        done = one.expire(later(Duration(step * 100 * MILLISECOND)))
        phases += [notice.phase for notice in said(done, nt.OwnerConflict)]
    assert phases == [OwnerPhase.GONE]
    assert one.priority == 255


@pytest.mark.parametrize(
    ("priority", "sender", "restored"),
    [(255, LOWER, False), (255, HIGHER, True), (200, LOWER, True)],
)
def test_reduced_owner_gets_its_priority_back_when_the_master_is_another(
    priority: int, sender: IPv4Address, restored: bool
) -> None:
    one = started(now=NOW, priority=255)
    one.conflict.begin(LOWER, seconds(1))
    one.conflict.persists()
    assert one.priority == 254
    hear(one, advert(priority, sender), NOW)
    assert (one.priority == 255) is restored
