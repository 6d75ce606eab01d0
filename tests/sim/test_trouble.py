"""Stalls, cuts, floods and reloads, and what they must not do."""

from dataclasses import replace

import pytest

from tests.support.simulation import (
    adverts,
    announcements,
    became,
    client_sends_to,
    ms,
    nodes,
    scenario,
    started,
    transitions,
    until,
)
from vipd.base.units import Instant
from vipd.core.vrrp.events import State
from vipd.core.vrrp.notices import AnnouncementsRepeated
from vipd.engine.vrrp import VrrpEngine
from vipd.sim import scenario as sc
from vipd.sim.hostile import Kind
from vipd.sim.records import Happened, Noticed, Turned
from vipd.sim.run import run

INSTANCE = "lan-v3-ip4-51"
FLOOD_MS = 10_000


def flood(kind: Kind, *, version: int = 3, family: int = 4, vrid: int = 51) -> sc.Flood:
    """Return 400 hostile packets a second for five seconds."""
    return sc.Flood(
        at_ms=FLOOD_MS,
        lan="lan",
        kind=kind.value,
        vrid=vrid,
        version=version,
        family=family,
        count=2_000,
        interval_us=2_500,
    )


@pytest.mark.parametrize("kind", list(Kind))
def test_flood_of_rejected_packets_delays_no_advert_of_ours_at_all(kind: Kind) -> None:
    # keepalived 2.4 restarts the advert timer of a master at every packet for its VRID.
    common = {"version": 2} if kind is Kind.AUTHENTICATION else {"version": 3}
    pair = nodes(200, 100, **common)
    event = flood(kind, version=common["version"])
    quiet = until(started(*pair), 20_000)
    flooded = until(started(*pair, events=(event,)), 20_000)
    for node in ("n1", "n2"):
        assert adverts(flooded, node) == adverts(quiet, node)
        assert transitions(flooded, node) == transitions(quiet, node)
        assert announcements(flooded, node) == announcements(quiet, node)


@pytest.mark.parametrize("kind", list(Kind))
def test_each_packet_of_a_flood_raises_one_counter_of_a_master(kind: Kind) -> None:
    common = {"version": 2} if kind is Kind.AUTHENTICATION else {"version": 3}
    event = flood(kind, version=common["version"])
    flooded = until(started(*nodes(200, **common), events=(event,)), 20_000)
    engine = flooded.world.nodes["n1"].engine
    assert isinstance(engine, VrrpEngine)
    (machine,) = engine.instances.values()
    assert machine.stats.accepted == 0
    assert machine.stats.received == event.count


def test_flood_delays_no_failover() -> None:
    pair = nodes(200, 100)
    crash = sc.Kill(at_ms=12_000, node="n1", kind="machine")
    quiet = until(started(*pair, events=(crash,)), 30_000)
    flooded = until(started(*pair, events=(flood(Kind.CHECKSUM), crash)), 30_000)
    assert adverts(flooded, "n2") == adverts(quiet, "n2")


def test_paused_backup_hears_what_queued_before_it_believes_its_deadline() -> None:
    run_ = until(started(*nodes(200, 100)), 10_000)
    run_.apply(sc.Pause(at_ms=0, node="n2", length_ms=60_000))
    until(run_, 90_000)
    assert transitions(run_, "n2", ms(1)) == []


def test_paused_master_that_resumes_takes_back_the_addresses_and_the_client() -> None:
    run_ = until(started(*nodes(200, 100)), 10_000)
    run_.apply(sc.Pause(at_ms=0, node="n1", length_ms=10_000))
    until(run_, 19_900)
    assert client_sends_to(run_) == {"10.1.51.100": "n2"}
    until(run_, 30_000)
    assert run_.world.masters(INSTANCE) == ["n1"]
    assert client_sends_to(run_) == {"10.1.51.100": "n1"}


def test_frozen_master_repeats_its_announcements_though_nobody_tells_it_of_another() -> None:
    # Another took over and died while the machine stood still: no packet tells of it.
    run_ = until(started(*nodes(200, 100)), 10_000)
    run_.apply(sc.Suspend(at_ms=0, node="n1", length_ms=10_000, clock_runs=True))
    until(run_, 18_000)
    assert client_sends_to(run_) == {"10.1.51.100": "n2"}
    run_.apply(sc.Kill(at_ms=0, node="n2", kind="machine"))
    until(run_, 30_000)
    assert client_sends_to(run_) == {"10.1.51.100": "n1"}
    repeated = [
        now
        for now, record in run_.trace.records
        if isinstance(record, Noticed) and isinstance(record.notice, AnnouncementsRepeated)
    ]
    assert repeated == [ms(20_000)]


def test_joined_network_has_one_master_and_its_client_knows_it() -> None:
    run_ = until(started(*nodes(200, 100)), 10_000)
    run_.apply(sc.Cut(at_ms=0, lan="lan", sides=(("n1",), ("n2", "client-lan"))))
    until(run_, 20_000)
    assert run_.world.masters(INSTANCE) == ["n1", "n2"]
    run_.apply(sc.Cut(at_ms=0, lan="lan", sides=()))
    until(run_, 21_100)
    assert run_.world.masters(INSTANCE) == ["n1"]
    assert client_sends_to(run_) == {"10.1.51.100": "n1"}


def test_superior_master_learns_of_another_by_its_last_advert() -> None:
    # vipd differs from keepalived 2.4, whose inferior master may yield without a word.
    run_ = until(started(*nodes(200, 100)), 10_000)
    run_.apply(sc.Deafen(at_ms=0, lan="lan", sender="n1", receiver="n2", deaf=True))
    run_.apply(sc.Deafen(at_ms=0, lan="lan", sender="n2", receiver="n1", deaf=True))
    until(run_, 20_000)
    assert client_sends_to(run_) == {"10.1.51.100": "n2"}
    healed = adverts(run_, "n1")[-1][0] + 999_000_000  # just before the next advert of n1
    run_.world.run_until(Instant(healed))
    run_.apply(sc.Deafen(at_ms=0, lan="lan", sender="n1", receiver="n2", deaf=False))
    run_.apply(sc.Deafen(at_ms=0, lan="lan", sender="n2", receiver="n1", deaf=False))
    until(run_, 21_000)
    assert became(run_, "n2", State.BACKUP, Instant(healed)) - healed < 2_000_000
    assert client_sends_to(run_) == {"10.1.51.100": "n1"}


def test_good_bye_of_one_of_two_masters_does_not_cut_the_client_off() -> None:
    run_ = until(started(*nodes(200, 100)), 10_000)
    run_.apply(sc.Cut(at_ms=0, lan="lan", sides=(("n1",), ("n2", "client-lan"))))
    until(run_, 20_000)
    run_.apply(sc.Cut(at_ms=0, lan="lan", sides=()))
    run_.apply(sc.Stop(at_ms=0, node="n2"))
    until(run_, 20_001)
    assert client_sends_to(run_) == {"10.1.51.100": "n1"}


def test_reload_of_the_same_file_leaves_no_trace() -> None:
    pair = nodes(200, 100)
    plain = until(started(*pair), 30_000)
    events = tuple(sc.Reload(at_ms=at_ms, node="n1") for at_ms in range(500, 30_000, 700))
    reloaded = until(started(*pair, events=events), 30_000)
    quiet = (Turned, Happened)
    assert [one for one in reloaded.trace.records if not isinstance(one[1], quiet)] == [
        one for one in plain.trace.records if not isinstance(one[1], quiet)
    ]


def test_reload_that_adds_an_instance_leaves_the_others_alone() -> None:
    pair = nodes(200, 100)
    other = replace(pair[0].routers[0], vrid=52)
    event = sc.Reload(at_ms=10_500, node="n1", routers=(*pair[0].routers, other))
    plain = until(started(*pair), 30_000)
    reloaded = until(started(*pair, events=(event,)), 30_000)
    assert set(adverts(plain, "n1")) <= set(adverts(reloaded, "n1"))
    assert reloaded.world.masters(other.name) == ["n1"]


def test_reload_that_removes_a_master_says_good_bye() -> None:
    pair = nodes(200, 100)
    other = replace(pair[0].routers[0], vrid=52)
    event = sc.Reload(at_ms=10_000, node="n1", routers=(other,))
    reloaded = until(started(*pair, events=(event,)), 30_000)
    assert reloaded.world.masters(INSTANCE) == ["n2"]
    assert (ms(10_000), 0) in adverts(reloaded, "n1")


def test_loss_of_a_third_of_all_adverts_keeps_the_better_master_most_of_the_time() -> None:
    weather = sc.Weather(at_ms=10_000, lan="lan", loss=330)
    trio = nodes(200, 150, 100)
    outcome = run(replace(scenario(*trio, events=(weather,)), heal_at_ms=120_000))
    assert outcome.failure is None
