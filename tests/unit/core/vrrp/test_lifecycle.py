"""Starts, recoveries and reloads that meet something unusual."""

from dataclasses import replace

import pytest

from tests.support.machines import (
    GARP,
    HIGHER,
    LOWER,
    advert,
    announced,
    at,
    config,
    hear,
    machine,
    mastering,
    owned,
    said,
    sent,
    started,
    transitions,
)
from vipd.base.units import Duration, Instant, seconds
from vipd.core.vrrp import notices as nt
from vipd.core.vrrp.events import LinkChanged, Reconfigured, SourceChanged, Start, State
from vipd.core.vrrp.instance import Instance
from vipd.core.vrrp.notices import Cause
from vipd.model.vrrp import InitialState

DOWN_150 = Duration(3_414_062_000)


# -- start ------------------------------------------------------------------------------------


def test_recovery_during_the_start_delay_waits_from_its_end() -> None:
    one = machine(link_up=False)
    one.step(Start(delay=seconds(30)), at("100"))
    one.step(LinkChanged(up=True), at("105"))
    assert one.next_deadline() == at("130") + DOWN_150


def test_second_recovery_during_the_start_delay_waits_from_its_end() -> None:
    one = machine()
    one.step(Start(delay=seconds(30)), at("100"))
    one.step(LinkChanged(up=False), at("101"))
    one.step(LinkChanged(up=True), at("105"))
    assert one.next_deadline() == at("130") + DOWN_150


def test_recovery_after_the_start_delay_waits_from_the_recovery() -> None:
    one = machine(link_up=False)
    one.step(Start(delay=seconds(3)), at("100"))
    one.step(LinkChanged(up=True), at("105"))
    assert one.next_deadline() == at("105") + DOWN_150


def test_recovery_of_the_owner_during_the_start_delay_waits_one_interval_more() -> None:
    one = machine(link_up=False, priority=255, initial_state=InitialState.MASTER)
    one.step(Start(delay=seconds(30)), at("100"))
    assert transitions(one.step(LinkChanged(up=True), at("105"))) == [
        ("FAULT", "BACKUP", Cause.RECOVERED)
    ]
    assert one.next_deadline() == at("131")
    assert transitions(one.expire(at("131"))) == [("BACKUP", "MASTER", Cause.OWNER)]


@pytest.mark.parametrize("one", [machine(link_up=False), machine(source=None)])
def test_resume_in_fault_gives_up_what_the_predecessor_left(one: Instance) -> None:
    done = one.step(Start(resume=True), at("100"))
    assert one.state is State.FAULT
    assert owned(done) == [()]
    assert sent(done) == []


def test_resume_goes_on_with_the_refresh_of_announcements() -> None:
    one = machine(garp=replace(GARP, refresh=seconds(60), refresh_repeat=2))
    one.step(Start(resume=True), at("100"))
    one.deadlines = {timer: when for timer, when in one.deadlines.items() if when > at("100")}
    assert one.next_deadline() == at("160")
    assert announced(one.expire(at("160"))) == [2]
    assert one.next_deadline() == at("220")


# -- fault ------------------------------------------------------------------------------------


def test_recovery_forgets_why_the_instance_was_about_to_take_over() -> None:
    one = started()
    hear(one, advert(0), at("1"))
    one.step(SourceChanged(None), at("1.1"))
    one.step(SourceChanged(HIGHER), at("5"))
    due = one.next_deadline()
    assert due == at("5") + DOWN_150
    assert transitions(one.expire(Instant(due))) == [("BACKUP", "MASTER", Cause.MASTER_DOWN)]


# -- reload -----------------------------------------------------------------------------------


def test_reload_with_a_shorter_interval_is_no_silence() -> None:
    one = mastering(advert_int=seconds(10), garp=replace(GARP, delay=Duration(0)))
    done = one.step(Reconfigured(config(advert_int=seconds(1))), at("5"))
    assert sent(done) == [150]
    assert announced(done) == []
    assert said(done, nt.AnnouncementsRepeated) == []


def test_reload_with_a_longer_interval_does_not_hide_a_silence() -> None:
    one = mastering(advert_int=seconds(1), garp=replace(GARP, delay=Duration(0)))
    done = one.step(Reconfigured(config(advert_int=seconds(10))), at("5"))
    assert announced(done) == [5]
    assert len(said(done, nt.AnnouncementsRepeated)) == 1


def test_reload_that_ends_ownership_ends_the_quarrel_of_owners() -> None:
    one = mastering(priority=255, initial_state=InitialState.MASTER)
    hear(one, advert(255, LOWER), at("1"))
    one.expire(at("2"))
    one.step(Reconfigured(config(priority=150)), at("2.1"))
    for second in range(3, 10):
        assert said(one.expire(at(str(second))), nt.OwnerConflict) == []
