"""Hostile packets on a real wire: nobody falls, nobody is muted, mastership stays where it was."""

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from ipaddress import IPv4Address
from itertools import islice, pairwise

import pytest

from tests.support.daemons import Kind
from tests.support.hostile import GROUP, Attacker, attacks, honest
from tests.support.lab import Lab
from tests.support.machines import config
from tests.support.pair import Pair, Side, hear_out
from tests.support.probe import SpinProbe, wait_for
from tests.support.router import Router
from tests.support.wire import PROTO_VRRP
from vipd.base.units import Instant
from vipd.core.vrrp.notices import Notice
from vipd.engine.vrrp import VrrpEngine
from vipd.linux.frames import FramesPort
from vipd.linux.netlink import KernelPort
from vipd.linux.rawsock import PacketsPort
from vipd.model.vrrp import VirtualAddress, Vrrp
from vipd.ports import Ports

PACKETS = 100_000
BURST = 100
PAUSE_S = 0.008
"""Between bursts: what a node receives with its other work beside it, and queues cover the rest."""
LOG_LINES_MAX = 100
"""Far below one a packet: what is said of rejected packets is limited."""

HEADERS = 28
"""IP and VRRP: the filter of a router's socket passes nothing shorter."""

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


class Witness:
    """A raw socket beside ours, without a filter: what reached the host.

    The host itself drops what claims to come from its own address, or from none.
    """

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_RAW, PROTO_VRRP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        member = GROUP.packed + IPv4Address("10.9.1.1").packed
        self._socket.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
        self._socket.setblocking(False)

    def count(self, vrid: int) -> int:
        """Read what is queued; returns how many packets our filter should have passed."""
        found = 0
        while True:
            try:
                packet = self._socket.recv(2048)
            except BlockingIOError:
                return found
            found += len(packet) >= HEADERS and packet[21] == vrid

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()


class Unheard:
    """A sink for notices that are not of interest."""

    def notice(self, notice: Notice, now: Instant) -> None:
        """Forget it."""


def test_engine_on_a_real_wire_counts_each_packet_that_reached_it_once(lab: Lab) -> None:
    router = Router(version=2, auth_pass="secret99")
    vip = VirtualAddress(address=IPv4Address("10.9.1.100"), prefix_len=32, interface="eth0")
    lan = lab.lan()
    ours, other = lab.node("ours", lan), lab.node("attacker", lan)
    enemy = Attacker(other.netns, "eth0")
    with ours.netns.entered():
        packets, kernel, frames, witness = PacketsPort(), KernelPort(), FramesPort(), Witness()
        ports = Ports(packets=packets, frames=frames, kernel=kernel, notices=Unheard())
        instance = config(vrid=router.vrid, auth_pass=b"secret99", vips=(vip,))
        engine = VrrpEngine(Vrrp(instances=(instance,)), ports)
        engine.start(Instant(time.monotonic_ns()))
        reached = 0
        source = attacks(router, seed=4)
        for _ in range(PACKETS // BURST):
            for _attack, packet in islice(source, BURST):
                enemy.send(packet)
            reached += witness.count(router.vrid)
            engine.turn(Instant(time.monotonic_ns()))
        stats = engine.instances["VI_1"].stats

        def all_seen() -> bool:
            nonlocal reached
            reached += witness.count(router.vrid)
            engine.turn(Instant(time.monotonic_ns()))
            return stats.received == reached

        wait_for(all_seen, 5, "the last packets")
        assert reached > PACKETS // 2
        assert stats.accepted == 0
        assert sum(stats.rejected.values()) == reached
        engine.stop(Instant(time.monotonic_ns()))
    for opened in (packets.close_all, kernel.close, frames.close, witness.close, enemy.close):
        opened()


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
