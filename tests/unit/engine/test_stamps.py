"""Receive time stamps around a start, the end of a start-up delay and a replaced interface."""

from ipaddress import IPv4Address

from tests.support.engines import MAC, Bench, state
from tests.support.machines import OURS, advert, at
from vipd.base.units import MILLISECOND, Duration, Instant, seconds
from vipd.core.vrrp.events import State

NOW = at("100")
DOWN = Duration(3_414_062_000)


def later(duration: Duration) -> Instant:
    return Instant(NOW + duration)


def bench_with_host() -> Bench:
    bench = Bench()
    bench.host()
    return bench


def test_advert_queued_for_a_predecessor_does_not_shorten_the_first_wait() -> None:
    bench = bench_with_host()
    engine = bench.engine()
    engine.start(NOW)
    bench.queue(advert(200), Instant(NOW - seconds(60)))
    engine.turn(later(MILLISECOND))
    assert state(engine) is State.BACKUP
    assert engine.next_wakeup() == later(DOWN)


def test_resumed_master_yields_to_an_old_advert_and_waits_from_its_own_start() -> None:
    bench = bench_with_host()
    predecessor = bench.engine()
    predecessor.start(Instant(NOW - seconds(20)))
    predecessor.turn(Instant(NOW - seconds(10)))
    assert state(predecessor) is State.MASTER
    successor = bench.engine(resume=["VI_1"])
    successor.start(NOW)
    bench.queue(advert(200), Instant(NOW - seconds(5)))
    successor.turn(NOW)
    assert state(successor) is State.BACKUP
    assert successor.next_wakeup() == later(DOWN)


def test_stall_over_the_end_of_the_start_up_delay_loses_no_later_advert() -> None:
    bench = bench_with_host()
    engine = bench.engine()
    engine.start(NOW, seconds(3))
    for second in range(1, 10):
        bench.queue(advert(200), later(seconds(second)))
    engine.turn(later(seconds(9)))
    assert state(engine) is State.BACKUP
    assert engine.instances["VI_1"].stats.accepted == 7  # from the third second on
    assert engine.next_wakeup() == later(Duration(seconds(9) + DOWN))


def test_interface_replaced_during_a_stall_makes_the_instance_listen_anew() -> None:
    bench = bench_with_host()
    engine = bench.engine()
    engine.start(NOW)
    bench.queue(advert(200), later(seconds(1)))
    engine.turn(later(seconds(1)))
    bench.kernel.remove_link("eth0")
    bench.kernel.add_link("eth0", MAC)
    bench.kernel.add_address("eth0", IPv4Address(OURS), 24)
    engine.turn(later(seconds(9)))
    assert state(engine) is State.BACKUP
    assert engine.next_wakeup() == later(Duration(seconds(9) + DOWN))


def test_master_after_a_stall_answers_a_full_queue_once() -> None:
    bench = bench_with_host()
    engine = bench.engine()
    engine.start(NOW)
    engine.turn(later(DOWN))
    assert state(engine) is State.MASTER
    sent, announced = len(bench.packets.sent), len(bench.frames.sent)
    for number in range(40):
        bench.queue(advert(100), later(Duration(seconds(5) + number * seconds(1))))
    woken = later(seconds(60))
    engine.turn(woken)
    assert len(bench.packets.sent) - sent <= 2
    assert len(bench.frames.sent) - announced <= 15
    assert state(engine) is State.MASTER
