"""A reload as the engine carries it out: what stays, what begins, what ends."""

from dataclasses import replace
from ipaddress import IPv4Address

from tests.support.engines import bench_with_host, run_until, state
from tests.support.machines import VIP, VIP2, at, config
from vipd.base.units import Duration, Instant, seconds
from vipd.core.vrrp.events import State
from vipd.model.vrrp import Vrrp

NOW = at("100")
DOWN = Duration(3_414_062_000)


def later(duration: Duration) -> Instant:
    return Instant(NOW + duration)


def test_reload_of_the_same_file_has_no_effect() -> None:
    bench = bench_with_host()
    engine = bench.engine()
    engine.start(NOW)
    run_until(engine, later(DOWN))
    before = (len(bench.packets.sent), len(bench.frames.sent), len(bench.notices.seen))
    engine.reload(Vrrp(instances=(config(),)), later(seconds(4)))
    assert before == (len(bench.packets.sent), len(bench.frames.sent), len(bench.notices.seen))


def test_reload_starts_what_is_new_and_stops_what_is_gone() -> None:
    bench = bench_with_host()
    engine = bench.engine()
    engine.start(NOW)
    run_until(engine, later(DOWN))
    other = config(name="VI_2", vrid=52, vips=(VIP2,))
    engine.reload(Vrrp(instances=(other,)), later(seconds(4)))
    assert engine.states() == {"VI_2": State.BACKUP}
    assert not bench.has("10.9.0.100")
    assert bench.adverts() == [150, 0]
    assert next(iter(bench.packets.filters.values())) == {52}


def test_reload_that_renames_an_instance_keeps_its_state() -> None:
    bench = bench_with_host()
    engine = bench.engine()
    engine.start(NOW)
    run_until(engine, later(DOWN))
    engine.reload(Vrrp(instances=(config(name="other"),)), later(seconds(4)))
    assert engine.states() == {"other": State.MASTER}
    assert bench.has("10.9.0.100")


def test_reload_replaces_one_address_and_keeps_the_other() -> None:
    bench = bench_with_host()
    engine = bench.engine(config(vips=(VIP, VIP2)))
    engine.start(NOW)
    run_until(engine, later(DOWN))
    applied: list[str] = []
    bench.kernel.applied = lambda operation, _: applied.append(type(operation).__name__)
    new = replace(VIP, address=IPv4Address("10.9.0.102"))
    engine.reload(Vrrp(instances=(config(vips=(VIP, new)),)), later(seconds(4)))
    assert applied == ["DeleteAddress", "AddAddress"]
    assert (bench.has("10.9.0.100"), bench.has("10.9.0.101"), bench.has("10.9.0.102")) == (
        True,
        False,
        True,
    )


def test_instance_added_during_the_start_delay_waits_for_its_end() -> None:
    bench = bench_with_host()
    engine = bench.engine()
    engine.start(NOW, seconds(30))
    other = config(name="VI_2", vrid=52, vips=(VIP2,))
    engine.reload(Vrrp(instances=(config(), other)), later(seconds(1)))
    assert engine.instances["VI_2"].next_deadline() == later(Duration(seconds(30) + DOWN))


def test_reload_that_logs_unknown_vrids_widens_the_filter() -> None:
    bench = bench_with_host()
    engine = bench.engine()
    engine.start(NOW)
    assert list(bench.packets.filters.values()) == [{51}]
    engine.reload(Vrrp(instances=(config(),), log_unknown_vrids=True), later(seconds(1)))
    assert list(bench.packets.filters.values()) == [frozenset()]


def test_instance_that_a_reload_brings_back_has_no_predecessor() -> None:
    bench = bench_with_host()
    engine = bench.engine(config(vips=(), evips=()), resume=["VI_1"])
    engine.start(NOW)
    assert state(engine) is State.MASTER
    engine.reload(Vrrp(instances=()), later(seconds(1)))
    engine.reload(Vrrp(instances=(config(vips=(), evips=()),)), later(seconds(2)))
    assert state(engine) is State.BACKUP
