"""One wake-up after the other: what is read, what is believed, what is left alone."""

import struct
from dataclasses import replace
from ipaddress import IPv4Address

import pytest

from tests.support.engines import Bench, bench_with_host, run_until, state
from tests.support.machines import OURS, VIP, VIP2, advert, at, config
from vipd.base.units import MILLISECOND, Duration, Instant, seconds
from vipd.core.host import PROTOCOL_KEEPALIVED
from vipd.core.vrrp import notices as nt
from vipd.core.vrrp.events import State
from vipd.core.vrrp.notices import Reject
from vipd.engine.vrrp import BATCH
from vipd.model.vrrp import InitialState, Unicast, UnicastPeer

NOW = at("100")
DOWN = Duration(3_414_062_000)


def later(duration: Duration) -> Instant:
    return Instant(NOW + duration)


def test_lonely_instance_becomes_master_and_owns_its_address() -> None:
    bench = bench_with_host()
    engine = bench.engine()
    engine.start(NOW)
    assert engine.next_wakeup() == later(DOWN)
    run_until(engine, later(DOWN))
    assert state(engine) is State.MASTER
    assert bench.has("10.9.0.100")
    assert bench.adverts() == [150]
    assert len(bench.frames.sent) == 5


def test_engine_tells_who_listens_where_and_what_the_host_has() -> None:
    bench = bench_with_host()
    engine = bench.engine(config(), config(name="VI_2", vrid=52))
    engine.start(NOW)
    (open_one,) = engine.pool
    assert open_one.members == (("VI_1", 51), ("VI_2", 52))
    assert open_one.descriptors == (7, 8)
    assert (open_one.channel.interface, open_one.buffer_bytes > 0) == ("eth0", True)
    (host,) = [each for each in engine.links if each.link.name == "eth0"]
    assert [one.address for one in host.addresses] == [OURS]


def test_advert_in_the_queue_is_seen_before_the_deadline_is_believed() -> None:
    bench = bench_with_host()
    engine = bench.engine()
    engine.start(NOW)
    bench.queue(advert(200), later(seconds(3)))
    engine.turn(later(seconds(9)))
    assert state(engine) is State.MASTER  # it fell silent at 3, so its time was up at 6.4
    other = Bench()
    other.host()
    patient = other.engine()
    patient.start(NOW)
    other.queue(advert(200), later(Duration(seconds(9) - MILLISECOND)))
    patient.turn(later(seconds(9)))
    assert state(patient) is State.BACKUP


def test_late_reading_makes_nobody_master_as_long_as_adverts_arrived_in_time() -> None:
    bench = bench_with_host()
    engine = bench.engine()
    engine.start(NOW)
    for second in range(1, 60):
        bench.queue(advert(200), later(seconds(second)))
    engine.turn(later(seconds(60)))
    assert state(engine) is State.BACKUP
    assert engine.next_wakeup() == later(Duration(seconds(59) + DOWN))


def test_flood_longer_than_a_batch_does_not_make_a_backup_master() -> None:
    bench = bench_with_host()
    engine = bench.engine()
    engine.start(NOW)
    for step in range(3 * BATCH):
        bench.queue(advert(200, hop_limit=1), later(Duration(seconds(3) + step * 1000)))
    bench.queue(advert(200), later(Duration(seconds(3) + 400 * MILLISECOND)))
    for _ in range(4):
        engine.turn(later(seconds(4)))
        assert state(engine) is State.BACKUP
    assert engine.instances["VI_1"].stats.rejected[Reject.TTL] == 3 * BATCH


def test_silence_is_doubted_once_when_packets_found_the_queue_full() -> None:
    bench = bench_with_host()
    engine = bench.engine()
    engine.start(NOW)
    bench.packets.lost = 7
    engine.turn(later(DOWN))
    assert state(engine) is State.BACKUP
    assert engine.next_wakeup() == later(Duration(2 * DOWN))
    assert bench.notices.of(nt.PacketsLost) == [nt.PacketsLost("eth0", 7)]
    bench.packets.lost = 9
    engine.turn(later(Duration(2 * DOWN)))
    assert state(engine) is State.MASTER


def test_flood_does_not_delay_the_adverts_of_a_master() -> None:
    bench = bench_with_host()
    engine = bench.engine(config(priority=255, initial_state=InitialState.MASTER))
    engine.start(NOW)
    engine.turn(NOW)
    for step in range(10 * BATCH):
        bench.queue(advert(200, hop_limit=1), later(Duration(step * 1000)))
    engine.turn(later(seconds(1)))
    assert bench.adverts() == [255, 255]


def test_repeated_adverts_only_move_the_deadline() -> None:
    bench = bench_with_host()
    engine = bench.engine()
    engine.start(NOW)
    for second in range(1, 5):
        when = later(seconds(second))
        bench.queue(advert(200, identification=second), when)
        engine.turn(when)
        assert engine.next_wakeup() == Instant(when + DOWN)
    assert engine.instances["VI_1"].stats.accepted == 4


def test_next_wakeup_of_a_moved_deadline_is_early_while_far_and_exact_when_near() -> None:
    bench = bench_with_host()
    engine = bench.engine()
    engine.start(NOW)
    bench.queue(advert(200), later(seconds(1)))
    engine.turn(later(seconds(1)))
    assert engine.next_wakeup(later(seconds(1))) == later(DOWN)
    engine.turn(later(DOWN))
    assert state(engine) is State.BACKUP
    moved = later(Duration(seconds(1) + DOWN))
    assert engine.next_wakeup(later(DOWN)) == moved
    engine.turn(moved)
    assert state(engine) is State.MASTER


def test_reads_are_coalesced_for_a_tenth_of_the_interval_at_most() -> None:
    bench = bench_with_host()
    engine = bench.engine(config(version=3, advert_int=Duration(50 * MILLISECOND)))
    engine.start(NOW)
    engine.turn(NOW)
    assert engine.poll_from == NOW
    bench.queue(advert(200), NOW)
    engine.turn(NOW)
    assert engine.poll_from == later(Duration(5 * MILLISECOND))


def test_unknown_vrid_is_reported_where_wanted() -> None:
    bench = bench_with_host()
    engine = bench.engine(unknown=True)
    engine.start(NOW)
    assert next(iter(bench.packets.filters.values())) == frozenset()
    bench.queue(advert(200, vrid=9), NOW)
    engine.turn(NOW)
    assert bench.notices.of(nt.UnknownVrid) == [nt.UnknownVrid(9, "eth0")]


@pytest.mark.parametrize("octets", [b"", b"\x45", b"\x60" * 30, bytes(21), b"\xff" * 70])
def test_garbage_does_not_disturb_the_engine(octets: bytes) -> None:
    bench = bench_with_host()
    engine = bench.engine()
    engine.start(NOW)
    bench.queue(octets, NOW)
    engine.turn(NOW)
    assert state(engine) is State.BACKUP


def test_identification_of_adverts_counts_and_skips_zero() -> None:
    bench = bench_with_host()
    engine = bench.engine(config(priority=255, initial_state=InitialState.MASTER))
    engine.start(NOW)
    run_until(engine, later(seconds(65540)))
    found = [struct.unpack_from(">H", packet, 4)[0] for _, packet, _ in bench.packets.sent]
    assert found[:3] == [1, 2, 3]
    assert found[65534:65537] == [65535, 1, 2]


def test_unicast_peers_get_a_copy_each() -> None:
    bench = bench_with_host()
    peers = tuple(UnicastPeer(address=IPv4Address(f"10.9.0.{n}")) for n in (2, 3))
    mine = config(
        priority=255,
        initial_state=InitialState.MASTER,
        unicast=Unicast(peers=peers, ttl=255, check_source=False),
    )
    engine = bench.engine(mine)
    engine.start(NOW)
    engine.turn(NOW)
    assert [str(to) for _, _, to in bench.packets.sent] == ["10.9.0.2", "10.9.0.3"]
    assert engine.instances["VI_1"].stats.advert_sent == 1
    assert next(iter(bench.packets.queues)).source == OURS


# -- the host ---------------------------------------------------------------------------------


def test_missing_interface_is_a_fault_until_it_appears() -> None:
    bench = Bench()
    engine = bench.engine()
    engine.start(NOW)
    assert state(engine) is State.FAULT
    bench.host()
    engine.turn(NOW)
    assert state(engine) is State.BACKUP
    assert len(bench.packets.queues) == 1


def test_link_that_goes_down_is_a_fault() -> None:
    bench = bench_with_host()
    engine = bench.engine()
    engine.start(NOW)
    bench.kernel.set_link("eth0", up=False)
    engine.turn(NOW)
    assert state(engine) is State.FAULT
    assert bench.notices.of(nt.LinkReported) == [nt.LinkReported("eth0", up=False)]


def test_link_that_is_not_tracked_may_be_down() -> None:
    bench = bench_with_host()
    engine = bench.engine(config(track_interface=False))
    engine.start(NOW)
    bench.kernel.set_link("eth0", up=False)
    engine.turn(NOW)
    assert state(engine) is State.BACKUP


def test_device_of_an_address_is_tracked() -> None:
    bench = bench_with_host()
    bench.host("eth1", IPv4Address("10.8.0.1"))
    engine = bench.engine(config(vips=(VIP, replace(VIP2, interface="eth1"))))
    engine.start(NOW)
    bench.kernel.set_link("eth1", up=False)
    engine.turn(NOW)
    assert state(engine) is State.FAULT


def test_lost_source_is_replaced_by_another_address() -> None:
    bench = bench_with_host()
    bench.kernel.add_address("eth0", IPv4Address("10.9.0.7"), 24)
    engine = bench.engine()
    engine.start(NOW)
    bench.kernel.remove_address("eth0", OURS)
    engine.turn(NOW)
    assert state(engine) is State.BACKUP
    assert engine.instances["VI_1"].source == IPv4Address("10.9.0.7")
    bench.kernel.remove_address("eth0", IPv4Address("10.9.0.7"))
    engine.turn(NOW)
    assert state(engine) is State.FAULT


def test_virtual_address_is_never_the_source() -> None:
    bench = bench_with_host()
    engine = bench.engine()
    engine.start(NOW)
    run_until(engine, later(DOWN))
    bench.kernel.remove_address("eth0", OURS)
    engine.turn(later(seconds(4)))
    assert engine.instances["VI_1"].source is None


def test_address_removed_by_others_comes_back_after_the_skew() -> None:
    bench = bench_with_host()
    engine = bench.engine()
    engine.start(NOW)
    run_until(engine, later(DOWN))
    engine.turn(later(seconds(4)))
    bench.kernel.remove_address("eth0", VIP.address)
    engine.turn(later(seconds(5)))
    assert state(engine) is State.BACKUP
    run_until(engine, later(seconds(6)))
    assert bench.has("10.9.0.100")


def test_own_removal_is_not_taken_for_a_loss() -> None:
    bench = bench_with_host()
    engine = bench.engine()
    engine.start(NOW)
    run_until(engine, later(DOWN))
    bench.queue(advert(200), later(seconds(4)))
    engine.turn(later(seconds(4)))
    run_until(engine, later(seconds(9)))
    assert state(engine) is State.MASTER
    assert not bench.notices.of(nt.AddressRemovedByOthers)


def test_overrun_of_reports_finds_a_lost_address() -> None:
    bench = bench_with_host()
    engine = bench.engine()
    engine.start(NOW)
    run_until(engine, later(DOWN))
    bench.kernel.remove_address("eth0", VIP.address)
    bench.kernel.overrun()
    engine.turn(later(seconds(4)))
    assert state(engine) is State.BACKUP


def test_leftover_of_ours_is_removed_at_start() -> None:
    bench = bench_with_host()
    bench.engine(config()).start(NOW)
    run = bench.engine(config(priority=255, initial_state=InitialState.MASTER))
    run.start(NOW)
    run.turn(NOW)
    assert bench.has("10.9.0.100")
    bench.engine().start(NOW)  # the next process, after a crash that nobody saw
    assert not bench.has("10.9.0.100")


def test_address_of_the_host_is_neither_added_nor_removed() -> None:
    bench = Bench()
    bench.host("eth0", VIP.address)
    mine = config(priority=255, initial_state=InitialState.MASTER)
    engine = bench.engine(mine)
    engine.start(NOW)
    engine.turn(NOW)
    assert state(engine) is State.MASTER
    engine.stop(later(seconds(1)))
    assert bench.has("10.9.0.100")


# -- life -------------------------------------------------------------------------------------


def test_stop_removes_addresses_and_tells_the_peers() -> None:
    bench = bench_with_host()
    engine = bench.engine()
    engine.start(NOW)
    run_until(engine, later(DOWN))
    engine.stop(later(seconds(4)))
    assert not bench.has("10.9.0.100")
    assert bench.adverts() == [150, 0]
    assert bench.packets.queues == {}
    assert engine.next_wakeup() is None


def test_successor_of_a_master_resumes_without_touching_the_address() -> None:
    bench = bench_with_host()
    engine = bench.engine()
    engine.start(NOW)
    run_until(engine, later(DOWN))
    applied: list[object] = []
    bench.kernel.applied = lambda operation, _: applied.append(operation)
    successor = bench.engine(resume=["VI_1"])
    successor.start(later(seconds(4)))
    successor.turn(later(seconds(4)))
    assert state(successor) is State.MASTER
    assert bench.adverts() == [150, 150]
    assert applied == []
    bench.kernel.remove_address("eth0", VIP.address)
    successor.turn(later(seconds(5)))
    assert state(successor) is State.BACKUP  # it knows that it owned it


def test_successor_without_the_address_starts_as_backup() -> None:
    bench = bench_with_host()
    successor = bench.engine(resume=["VI_1"])
    successor.start(NOW)
    assert state(successor) is State.BACKUP


def test_start_delay_discards_what_arrives_and_counts_from_its_end() -> None:
    bench = bench_with_host()
    engine = bench.engine()
    engine.start(NOW, seconds(3))
    bench.queue(advert(200), later(seconds(2)))
    run_until(engine, later(seconds(6)))
    assert engine.instances["VI_1"].stats.received == 0
    assert engine.next_wakeup() == later(Duration(seconds(3) + DOWN))
    assert bench.notices.of(nt.StartDelayed) == [
        nt.StartDelayed(seconds(3)),
        nt.StartDelayed(None),
    ]


def test_failure_to_send_is_reported_and_survived() -> None:
    bench = bench_with_host()
    engine = bench.engine()
    bench.packets.error = 101
    engine.start(NOW)
    run_until(engine, later(seconds(10)))
    assert state(engine) is State.MASTER
    assert len(bench.notices.of(nt.AdvertNotSent)) == 1


def test_protocol_of_our_addresses_is_keepalived_s() -> None:
    bench = bench_with_host()
    engine = bench.engine()
    engine.start(NOW)
    run_until(engine, later(DOWN))
    _, addresses = bench.kernel.snapshot()
    ours = [one.protocol for one in addresses if one.address == VIP.address]
    assert ours == [PROTOCOL_KEEPALIVED]
