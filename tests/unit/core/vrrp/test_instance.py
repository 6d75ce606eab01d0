"""What the instance machine does, by state and event."""

from dataclasses import replace
from ipaddress import IPv4Address
from itertools import pairwise

import pytest

from tests.support.machines import (
    GARP,
    HIGHER,
    LOWER,
    OURS,
    VIP,
    VIP2,
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
from vipd.base.units import MILLISECOND, Duration, Instant, centiseconds, seconds
from vipd.core.vrrp import notices as nt
from vipd.core.vrrp.effects import AnnounceSource
from vipd.core.vrrp.events import (
    AddressLost,
    AdvertsLost,
    ClockGap,
    LinkChanged,
    SendFailed,
    SourceChanged,
    Start,
    State,
    Stop,
    StopReason,
)
from vipd.core.vrrp.notices import Cause, Fault, Reject
from vipd.core.vrrp.router import Timer
from vipd.model.vrrp import InitialState, Unicast, UnicastPeer

NOW = at("100")
DOWN_150 = Duration(3_414_062_000)
SKEW_150 = Duration(414_062_000)


def later(duration: Duration) -> Instant:
    return Instant(NOW + duration)


# -- start ------------------------------------------------------------------------------------


def test_start_waits_a_master_down_interval_as_backup() -> None:
    one = machine()
    assert transitions(one.step(Start(), NOW)) == [("INIT", "BACKUP", Cause.STARTED)]
    assert one.next_deadline() == later(DOWN_150)


def test_start_with_a_delay_counts_from_its_end() -> None:
    one = machine()
    one.step(Start(delay=seconds(3)), NOW)
    assert one.next_deadline() == later(Duration(seconds(3) + DOWN_150))


def test_start_of_the_owner_is_immediate() -> None:
    one = machine(priority=255, initial_state=InitialState.MASTER)
    one.step(Start(), NOW)
    assert one.next_deadline() == NOW
    done = one.expire(NOW)
    assert transitions(done) == [("BACKUP", "MASTER", Cause.OWNER)]


def test_start_of_the_owner_after_a_delay_waits_one_interval_more() -> None:
    one = machine(priority=255, initial_state=InitialState.MASTER)
    one.step(Start(delay=seconds(3)), NOW)
    assert one.next_deadline() == later(seconds(4))


def test_start_of_an_owner_in_state_backup_waits() -> None:
    one = machine(priority=255)
    one.step(Start(), NOW)
    assert one.next_deadline() == later(Duration(3_003_906_000))


@pytest.mark.parametrize(
    ("link_up", "source", "fault"),
    [(False, OURS, Fault.LINK_DOWN), (True, None, Fault.NO_SOURCE), (False, None, Fault.LINK_DOWN)],
)
def test_start_without_link_or_source_is_a_fault(
    link_up: bool, source: IPv4Address | None, fault: Fault
) -> None:
    one = machine(link_up=link_up, source=source)
    (notice,) = said(one.step(Start(), NOW), nt.Transition)
    assert (notice.new, notice.fault) == (State.FAULT, fault)
    assert one.next_deadline() is None


def test_resume_goes_on_as_master_and_announces_again() -> None:
    one = machine()
    done = one.step(Start(resume=True), NOW)
    assert transitions(done) == [("INIT", "MASTER", Cause.RESUMED)]
    assert owned(done) == [(VIP.address,)]
    assert sent(done) == []
    done = one.expire(NOW)
    assert (sent(done), announced(done)) == ([150], [5])


def test_resume_yields_to_a_superior_advert_that_was_queued() -> None:
    one = machine()
    one.step(Start(resume=True), NOW)
    done = hear(one, advert(200), at("99.5"))
    assert transitions(done) == [("MASTER", "BACKUP", Cause.HIGHER_PRIORITY)]
    assert owned(done) == [()]


# -- BACKUP -----------------------------------------------------------------------------------


def test_backup_takes_over_when_the_master_is_silent() -> None:
    one = started(now=NOW, vips=(VIP, VIP2))
    when = later(DOWN_150)
    assert one.expire(Instant(when - 1)) == []
    done = one.expire(when)
    assert transitions(done) == [("BACKUP", "MASTER", Cause.MASTER_DOWN)]
    assert sent(done) == [150]
    assert owned(done) == [(VIP.address, VIP2.address)]
    assert announced(done) == [5]
    assert one.deadlines[Timer.ADVERT] == when + seconds(1)
    assert one.deadlines[Timer.GARP_DELAYED] == when + seconds(5)


def test_backup_that_takes_over_sends_before_it_configures_before_it_announces() -> None:
    one = started(now=NOW)
    kinds = [type(effect).__name__ for effect in one.expire(later(DOWN_150))]
    order = [kinds.index(kind) for kind in ("SendAdvert", "Own", "Announce")]
    assert order == sorted(order)


@pytest.mark.parametrize("priority", [150, 200, 255])
def test_backup_follows_an_equal_or_higher_priority(priority: int) -> None:
    one = started(now=NOW)
    hear(one, advert(priority), later(seconds(2)))
    assert one.next_deadline() == later(Duration(seconds(2) + DOWN_150))
    assert (one.master, one.master_priority) == (HIGHER, priority)


def test_backup_discards_a_lower_priority() -> None:
    one = started(now=NOW)
    done = hear(one, advert(149), later(seconds(2)))
    assert one.next_deadline() == later(DOWN_150)
    assert said(done, nt.LowerPriorityDiscarded)


def test_backup_without_preemption_follows_any_priority() -> None:
    one = started(now=NOW, preempt=False)
    hear(one, advert(1), later(seconds(2)))
    assert one.next_deadline() == later(Duration(seconds(2) + DOWN_150))


def test_backup_takes_over_after_the_skew_when_the_master_stops() -> None:
    one = started(now=NOW)
    hear(one, advert(200), later(seconds(1)))
    done = hear(one, advert(0), later(seconds(2)))
    assert said(done, nt.PriorityZeroReceived)
    when = later(Duration(seconds(2) + SKEW_150))
    assert one.next_deadline() == when
    assert transitions(one.expire(when)) == [("BACKUP", "MASTER", Cause.MASTER_STOPPED)]


def test_backup_ignores_a_rejected_packet() -> None:
    one = started(now=NOW)
    done = hear(one, advert(200, hop_limit=64), later(seconds(2)))
    assert one.next_deadline() == later(DOWN_150)
    assert one.stats.rejected[Reject.TTL] == 1
    assert one.stats.accepted == 0
    assert said(done, nt.PacketRejected)


def test_rejection_is_said_once_and_counted_always() -> None:
    one = started(now=NOW)
    said_then = [
        len(said(hear(one, advert(200, hop_limit=64), later(seconds(n))), nt.PacketRejected))
        for n in range(3)
    ]
    assert said_then == [1, 0, 0]
    assert one.stats.rejected[Reject.TTL] == 3


def test_rejection_is_said_again_after_a_new_master() -> None:
    one = started(now=NOW)
    hear(one, advert(200, hop_limit=64), later(seconds(1)))
    hear(one, advert(200), later(seconds(2)))
    assert said(hear(one, advert(200, hop_limit=64), later(seconds(3))), nt.PacketRejected)


def test_backup_learns_the_interval_of_a_version_3_master() -> None:
    one = started(now=NOW, version=3, priority=100)
    octets = advert(200, of=config(version=3), interval=centiseconds(300))
    hear(one, octets, NOW)
    assert one.next_deadline() == later(Duration(10_828_125_000))


def test_backup_forgets_the_learned_interval_on_becoming_master() -> None:
    one = started(now=NOW, version=3)
    hear(one, advert(200, of=config(version=3), interval=centiseconds(300)), NOW)
    when = one.next_deadline()
    assert when is not None
    one.expire(when)
    assert one.interval == seconds(1)
    assert one.deadlines[Timer.ADVERT] == when + seconds(1)


def test_doubt_ends_with_the_next_advert() -> None:
    one = started(now=NOW)
    one.step(AdvertsLost(), later(seconds(1)))
    assert one.next_deadline() == later(Duration(seconds(1) + DOWN_150))
    hear(one, advert(200), later(seconds(2)))
    one.step(AdvertsLost(), later(seconds(3)))
    assert one.next_deadline() == later(Duration(seconds(3) + DOWN_150))


def test_good_bye_of_the_master_is_not_doubted() -> None:
    one = started(now=NOW)
    hear(one, advert(200), NOW)
    hear(one, advert(0), later(seconds(1)))
    one.step(AdvertsLost(), later(seconds(1)))
    assert one.next_deadline() == later(Duration(seconds(1) + SKEW_150))


def test_master_does_not_mind_lost_adverts() -> None:
    one = mastering(now=NOW)
    before = dict(one.deadlines)
    assert one.step(AdvertsLost(), NOW) == []
    assert one.deadlines == before


def test_preempt_delay_accepts_inferior_adverts_until_it_is_over() -> None:
    one = started(now=NOW, preempt_delay=seconds(5))
    for n in range(5):
        hear(one, advert(100), later(seconds(n)))
        assert one.deadlines[Timer.MASTER_DOWN] == later(Duration(seconds(n) + DOWN_150))
    one.expire(later(seconds(5)))
    hear(one, advert(100), later(seconds(6)))
    assert one.next_deadline() == later(Duration(seconds(4) + DOWN_150))


def test_preempt_delay_stops_when_a_superior_master_appears() -> None:
    one = started(now=NOW, preempt_delay=seconds(5))
    hear(one, advert(100), NOW)
    done = hear(one, advert(200), later(seconds(1)))
    assert Timer.PREEMPT_DELAY not in one.deadlines
    assert said(done, nt.PreemptDelay) == [nt.PreemptDelay("VI_1", None)]


def test_preempt_delay_begins_anew_after_a_fault() -> None:
    one = started(now=NOW, preempt_delay=seconds(5))
    hear(one, advert(100), NOW)
    one.expire(later(seconds(5)))
    one.step(LinkChanged(up=False), later(seconds(5)))
    one.step(LinkChanged(up=True), later(seconds(6)))
    hear(one, advert(100), later(seconds(7)))
    assert one.deadlines[Timer.PREEMPT_DELAY] == later(seconds(12))


def test_preempt_delay_does_not_delay_the_replacement_of_a_silent_master() -> None:
    one = started(now=NOW, preempt_delay=seconds(60))
    hear(one, advert(100), NOW)
    done = one.expire(later(DOWN_150))
    assert transitions(done) == [("BACKUP", "MASTER", Cause.MASTER_DOWN)]


# -- MASTER -----------------------------------------------------------------------------------


def test_master_advertises_on_the_beat_even_when_it_wakes_late() -> None:
    one = mastering(now=NOW)
    assert sent(one.expire(later(Duration(seconds(1) + 3 * MILLISECOND)))) == [150]
    assert one.deadlines[Timer.ADVERT] == later(seconds(2))


def test_master_repeats_its_announcement_after_the_delay() -> None:
    one = mastering(now=NOW)
    del one.deadlines[Timer.ADVERT]
    assert announced(one.expire(later(seconds(5)))) == [5]
    assert Timer.GARP_DELAYED not in one.deadlines


def test_master_refreshes_its_announcements_after_delay_and_refresh() -> None:
    garp = replace(GARP, delay=seconds(1), refresh=seconds(2), refresh_repeat=3)
    one = mastering(now=NOW, garp=garp)
    assert one.deadlines[Timer.GARP_REFRESH] == later(seconds(3))
    del one.deadlines[Timer.ADVERT], one.deadlines[Timer.GARP_DELAYED]
    assert announced(one.expire(later(seconds(3)))) == [3]
    assert one.deadlines[Timer.GARP_REFRESH] == later(seconds(5))


def test_master_yields_to_a_higher_priority_and_not_in_silence() -> None:
    one = mastering(now=NOW)
    done = hear(one, advert(200), later(seconds(1)))
    assert sent(done) == [150]
    assert transitions(done) == [("MASTER", "BACKUP", Cause.HIGHER_PRIORITY)]
    assert owned(done) == [()]
    assert one.deadlines == {Timer.MASTER_DOWN: later(Duration(seconds(1) + DOWN_150))}


def test_master_yields_in_silence_only_when_told_to() -> None:
    one = mastering(now=NOW, higher_prio_send_advert=False)
    assert sent(hear(one, advert(200), later(seconds(1)))) == []


def test_master_yields_to_the_higher_address_at_equal_priority() -> None:
    one = mastering(now=NOW)
    done = hear(one, advert(150, HIGHER), later(seconds(1)))
    assert transitions(done) == [("MASTER", "BACKUP", Cause.HIGHER_ADDRESS)]


def test_master_keeps_mastership_against_the_lower_address_at_equal_priority() -> None:
    one = mastering(now=NOW)
    done = hear(one, advert(150, LOWER), later(Duration(MILLISECOND)))
    assert transitions(done) == []
    assert (sent(done), announced(done)) == ([150], [5])


def test_master_reports_its_own_address_at_equal_priority() -> None:
    one = mastering(now=NOW)
    done = hear(one, advert(150, OURS), later(Duration(MILLISECOND)))
    assert said(done, nt.OwnAddressHeard)
    assert one.state is State.MASTER


def test_master_answers_a_lower_priority_and_announces_now_and_later() -> None:
    one = mastering(now=NOW)
    when = later(Duration(300 * MILLISECOND))
    done = hear(one, advert(100), when)
    assert (sent(done), announced(done)) == ([150], [5])
    assert one.deadlines[Timer.ADVERT] == when + seconds(1)
    assert one.deadlines[Timer.GARP_LOWER_PRIO] == when + seconds(5)


def test_master_does_not_answer_when_lower_prio_no_advert() -> None:
    one = mastering(now=NOW, lower_prio_no_advert=True)
    before = one.deadlines[Timer.ADVERT]
    done = hear(one, advert(100), later(Duration(300 * MILLISECOND)))
    assert (sent(done), announced(done)) == ([], [5])
    assert one.deadlines[Timer.ADVERT] == before


def test_flood_of_inferior_adverts_is_answered_in_measure() -> None:
    one = mastering(now=NOW)
    answers = 0
    for step in range(1000):  # one second of an advert a millisecond
        when = later(Duration(step * MILLISECOND))
        answers += len(sent(hear(one, advert(100), when)))
        answers += len(sent(one.expire(when)))
    assert 100 < answers <= 129


def test_deferred_answer_comes_before_any_backup_can_time_out() -> None:
    one = mastering(now=NOW)
    hear(one, advert(0), later(Duration(MILLISECOND)))
    hear(one, advert(0), later(Duration(2 * MILLISECOND)))
    due = one.next_deadline()
    assert due is not None
    assert due - later(Duration(2 * MILLISECOND)) <= 2 * seconds(1) // 256


def test_flood_of_rejected_adverts_does_not_move_our_own() -> None:
    one = mastering(now=NOW)
    for step in range(999):
        hear(one, advert(200, hop_limit=3), later(Duration(step * MILLISECOND)))
    assert one.next_deadline() == later(seconds(1))


def test_master_hearing_priority_0_answers_at_once() -> None:
    one = mastering(now=NOW)
    when = later(Duration(300 * MILLISECOND))
    assert sent(hear(one, advert(0), when)) == [150]
    assert one.deadlines[Timer.ADVERT] == when + seconds(1)


def test_master_that_was_silent_for_long_repeats_its_announcements() -> None:
    one = mastering(now=NOW)
    del one.deadlines[Timer.GARP_DELAYED]
    done = one.expire(later(seconds(6)))
    assert (sent(done), announced(done)) == ([150], [5])
    assert one.deadlines[Timer.ADVERT] == later(seconds(7))


def test_master_that_was_a_little_late_does_not_repeat_its_announcements() -> None:
    one = mastering(now=NOW)
    del one.deadlines[Timer.GARP_DELAYED]
    assert announced(one.expire(later(seconds(2)))) == []


def test_gap_makes_a_nopreempt_master_give_up_where_configured() -> None:
    one = mastering(now=NOW, preempt=False, timer_expired_backup=254)
    done = one.step(ClockGap(seconds(5)), later(seconds(6)))
    assert transitions(done) == [("MASTER", "BACKUP", Cause.CLOCK_GAP)]
    assert sent(done) == []


def test_gap_shorter_than_the_patience_of_others_changes_nothing() -> None:
    one = mastering(now=NOW, preempt=False, timer_expired_backup=254)
    assert one.step(ClockGap(seconds(2)), later(seconds(3))) == []


def test_gap_changes_nothing_by_default() -> None:
    one = mastering(now=NOW)
    assert one.step(ClockGap(seconds(60)), later(seconds(61))) == []


# -- the host ---------------------------------------------------------------------------------


def test_master_whose_link_goes_down_tells_it_twice_and_releases() -> None:
    one = mastering(now=NOW)
    done = one.step(LinkChanged(up=False), later(seconds(1)))
    assert transitions(done) == [("MASTER", "FAULT", Cause.LINK_DOWN)]
    assert sent(done) == [0, 0]
    assert one.stats.priority_zero_sent == 1
    assert owned(done) == [()]
    assert one.next_deadline() is None


def test_second_fault_only_accumulates() -> None:
    one = started(now=NOW)
    one.step(LinkChanged(up=False), NOW)
    assert one.step(SourceChanged(None), NOW) == []
    assert one.step(LinkChanged(up=True), NOW) == []
    assert transitions(one.step(SourceChanged(OURS), NOW)) == [("FAULT", "BACKUP", Cause.RECOVERED)]


def test_recovery_waits_a_full_master_down_interval() -> None:
    one = started(now=NOW)
    one.step(LinkChanged(up=False), NOW)
    one.step(LinkChanged(up=True), later(seconds(7)))
    assert one.next_deadline() == later(Duration(seconds(7) + DOWN_150))


def test_recovery_of_the_owner_is_immediate() -> None:
    one = started(now=NOW, priority=255, initial_state=InitialState.MASTER)
    one.step(LinkChanged(up=False), NOW)
    done = one.step(LinkChanged(up=True), later(seconds(7)))
    assert [new for _, new, _ in transitions(done)] == ["BACKUP", "MASTER"]


def test_recovery_of_a_unicast_instance_announces_its_source() -> None:
    unicast = Unicast(peers=(UnicastPeer(address=HIGHER),), ttl=255, check_source=False)
    one = started(now=NOW, unicast=unicast)
    one.step(LinkChanged(up=False), NOW)
    assert AnnounceSource(OURS) in one.step(LinkChanged(up=True), NOW)


def test_fault_ignores_adverts_and_counts_them() -> None:
    one = started(now=NOW, link_up=False)
    assert hear(one, advert(200), NOW) == []
    assert one.stats.rejected[Reject.NOT_RUNNING] == 1


def test_unicast_without_peers_stays_in_fault_where_configured() -> None:
    one = machine(unicast_fault_no_peer=True)
    one.step(Start(), NOW)
    one.step(LinkChanged(up=False), NOW)
    one.step(LinkChanged(up=True), NOW)
    assert one.state is State.FAULT


def test_change_of_source_does_not_disturb_a_master() -> None:
    one = mastering(now=NOW)
    assert one.step(SourceChanged(LOWER), NOW) == []
    assert one.state is State.MASTER


def test_lost_address_makes_a_master_give_up_and_return_after_the_skew() -> None:
    one = mastering(now=NOW)
    when = later(seconds(1))
    done = one.step(AddressLost(VIP), when)
    assert transitions(done) == [("MASTER", "BACKUP", Cause.ADDRESS_LOST)]
    assert (sent(done), owned(done)) == ([0], [()])
    back = one.expire(Instant(when + SKEW_150))
    assert owned(back) == [(VIP.address,)]


def test_lost_address_that_is_not_tracked_is_left() -> None:
    one = mastering(now=NOW)
    assert one.step(AddressLost(replace(VIP, tracked=False)), NOW) == []


def test_failure_to_send_is_said_once_per_error() -> None:
    one = mastering(now=NOW)
    assert said(one.step(SendFailed(101, None), NOW), nt.AdvertNotSent)
    assert one.step(SendFailed(101, None), NOW) == []
    assert said(one.step(SendFailed(19, None), NOW), nt.AdvertNotSent)


# -- stop -------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", list(StopReason))
def test_stop_of_a_master_tells_the_peers_and_releases(reason: StopReason) -> None:
    one = mastering(now=NOW)
    done = one.step(Stop(reason), NOW)
    assert (sent(done), owned(done)) == ([0], [()])
    assert one.next_deadline() is None


def test_stop_of_a_backup_is_silent() -> None:
    one = started(now=NOW)
    done = one.step(Stop(), NOW)
    assert (sent(done), owned(done)) == ([], [])
    assert transitions(done) == [("BACKUP", None, Cause.STOPPED)]


def test_nothing_happens_after_stop() -> None:
    one = mastering(now=NOW)
    one.step(Stop(), NOW)
    assert hear(one, advert(200), NOW) == []
    assert one.expire(later(seconds(60))) == []


# -- counters ---------------------------------------------------------------------------------


def test_every_packet_raises_exactly_one_counter() -> None:
    one = mastering(now=NOW)
    packets = [advert(100), advert(0), advert(200, hop_limit=1), b"", b"\x45", advert(150, OURS)]
    totals = [0]
    for octets in packets:
        hear(one, octets, NOW)
        totals.append(one.stats.received)
    assert [after - before for before, after in pairwise(totals)] == [1] * len(packets)


def test_cleared_counters_are_zero() -> None:
    one = mastering(now=NOW)
    hear(one, advert(0), NOW)
    one.stats.clear()
    assert one.stats.received == 0
    assert one.stats.advert_sent == one.stats.become_master == 0
