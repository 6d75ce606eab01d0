"""Hostile packets on a real wire: nobody falls, nobody is muted, mastership stays where it was."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from ipaddress import IPv4Address
from itertools import islice, pairwise

import pytest

from tests.support.daemons import Kind
from tests.support.hostile import Attacker, attacks, honest
from tests.support.lab import Lab
from tests.support.pair import Pair, Side, hear_out
from tests.support.probe import SpinProbe, wait_for
from tests.support.router import Router

PACKETS = 100_000
BURST = 100
PAUSE_S = 0.008
"""Between bursts: what a node receives with its other work beside it, and queues cover the rest."""
LOG_LINES_MAX = 100
"""Far below one a packet: what is said of rejected packets is limited."""

pytestmark = pytest.mark.root


@pytest.fixture
def attacker(lab: Lab) -> Iterator[Callable[[Pair], Attacker]]:
    """Put a third node on the LAN of a pair."""
    opened: list[Attacker] = []

    def place(pair: Pair) -> Attacker:
        node = lab.node("attacker", lab.lans[0])
        opened.append(Attacker(node.netns, "eth0"))
        return opened[-1]

    yield place
    for each in opened:
        each.close()


def steady(side: Side, since: int) -> list[str]:
    """Return what this side has said since it had said ``since`` characters."""
    return side.running.log[since:].splitlines()


def test_routers_hundred_thousand_hostile_packets_keep_their_states(
    lab: Lab, probe: SpinProbe, attacker: Callable[[Pair], Attacker]
) -> None:
    router = Router(version=2, auth_pass="secret99")
    pair = Pair(lab, probe, Kind.VIPD, Kind.VIPD, router)
    enemy = attacker(pair)
    pair.settle()
    processes = {side.node.name: side.running.vrrp_pid for side in (pair.preferred, pair.other)}
    said = {side.node.name: len(side.running.log) for side in (pair.preferred, pair.other)}
    monitors = [side.node.monitor() for side in (pair.preferred, pair.other)]
    pair.capture.clear()

    source = attacks(router, seed=3)
    for _ in range(PACKETS // BURST):
        for _attack, packet in islice(source, BURST):
            enemy.send(packet)
        pair.capture.poll()  # it hears the flood too and must not lose a frame
        time.sleep(PAUSE_S)
    hear_out(pair.capture, "preferred", 2)

    for side in (pair.preferred, pair.other):
        assert side.running.vrrp_pid == processes[side.node.name]
        news = steady(side, said[side.node.name])
        assert not any("STATE" in line for line in news), news
        assert len(news) < LOG_LINES_MAX
    assert not pair.adverts(pair.other)
    assert not any(monitor.poll() for monitor in monitors)
    pair.wait_for_master(pair.preferred, pair.other)


def test_routers_forged_owner_and_priority_zero_recover_when_the_forger_stops(
    lab: Lab, probe: SpinProbe, attacker: Callable[[Pair], Attacker]
) -> None:
    # Without authentication these are what they claim to be: they may move mastership for as long
    # as they come, and no longer.
    router = Router(advert_int="0.1")
    pair = Pair(lab, probe, Kind.VIPD, Kind.VIPD, router)
    enemy = attacker(pair)
    pair.settle()
    forger = honest(router, priority=255, source=IPv4Address("10.9.1.3"))
    for packet in (forger.packet(), replace(forger, priority=0).packet()):
        for _ in range(100):
            enemy.send(packet)
            time.sleep(0.005)
        pair.wait_for_master(pair.preferred, pair.other)
        began = hear_out(pair.capture, "preferred", 5)
        assert pair.silent(pair.other, began)
    wait_for(lambda: pair.preferred.running.running(), 1, "the daemon")


def gaps_ns(pair: Pair, since_ns: int) -> list[int]:
    """Return the times between successive adverts of the preferred router since then."""
    times = [seen.time_ns for seen in pair.adverts(pair.preferred) if seen.time_ns >= since_ns]
    return sorted(later - earlier for earlier, later in pairwise(times))


@pytest.mark.exclusive
def test_master_flood_of_rejected_adverts_is_not_late(
    lab: Lab, probe: SpinProbe, attacker: Callable[[Pair], Attacker]
) -> None:
    # vrrp.md 2.2: keepalived restarts its advert timer at any packet and falls silent here.
    router = Router(advert_int="0.1")
    pair = Pair(lab, probe, Kind.VIPD, Kind.KEEPALIVED, router)
    enemy = attacker(pair)
    pair.settle()
    garbage = replace(
        honest(router, priority=100, source=IPv4Address("10.9.1.2")), checksum_xor=1
    ).packet()

    def listen(seconds: float, burst: int) -> list[int]:
        began = time.time_ns()
        while time.time_ns() - began < seconds * 1e9:
            for _ in range(burst):
                enemy.send(garbage)
            pair.capture.poll()
            time.sleep(0.01)
        return gaps_ns(pair, began)

    quiet = listen(4, 0)
    flooded = listen(4, 20)
    assert not pair.adverts(pair.other)
    middle = len(quiet) // 2
    assert flooded[middle] - quiet[middle] < router.advert_ns // 20
    assert flooded[-1] <= quiet[-1] + router.advert_ns // 2 + probe.margin_ns
