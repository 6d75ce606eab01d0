"""When a node wakes its engine, with an engine that only remembers."""

from dataclasses import dataclass, field
from ipaddress import IPv4Address
from random import Random

import pytest

from vipd.base.addr import Family, MacAddress
from vipd.base.units import MILLISECOND, SECOND, ZERO, Duration, Instant
from vipd.core.vrrp.events import State
from vipd.model.vrrp import Vrrp
from vipd.ports import Channel, Ports
from vipd.sim.net import Lan, Parcel, Station
from vipd.sim.node import NeverSleeps, Node
from vipd.sim.records import Record, Turned
from vipd.sim.timeline import Timeline

GROUP = IPv4Address("224.0.0.18")
CHANNEL = Channel(Family.IPV4, "eth0", GROUP, None)
PACKET = bytes([0x45]) + bytes(19) + bytes([0x31, 51, 100, 0])
OFFSET = Duration(1000 * SECOND)


@dataclass
class Recorder:
    """An engine that reads what there is and remembers when."""

    config: Vrrp
    ports: Ports
    turns: list[Instant] = field(default_factory=list)
    wakeup: Instant | None = None
    poll_from: Instant = Instant(0)
    read: list[Instant] = field(default_factory=list)
    reads: bool = True

    def start(self, now: Instant, delay: Duration) -> None:
        self.ports.packets.open(CHANNEL, frozenset({51}), 1 << 20)
        self.ports.kernel.snapshot()

    def turn(self, now: Instant) -> None:
        if not self.reads:
            return
        self.turns.append(now)
        self.read += [at for _, at in self.ports.packets.receive(CHANNEL, 100)]
        self.ports.kernel.changes()
        if self.wakeup is not None and self.wakeup <= now:
            self.wakeup = None

    def next_wakeup(self) -> Instant | None:
        return self.wakeup

    def reload(self, config: Vrrp, now: Instant) -> None:
        self.config = config

    def stop(self, now: Instant) -> None:
        self.ports.packets.close(CHANNEL)

    def states(self) -> dict[str, State]:
        return {}


class Site:
    """One node on a LAN with a sender."""

    def __init__(self) -> None:
        self.timeline = Timeline()
        self.records: list[tuple[Instant, Record]] = []
        self.engine: Recorder | None = None
        self.node = Node(
            name="n1",
            timeline=self.timeline,
            rng=Random(1),
            observe=lambda now, record: self.records.append((now, record)),
            factory=self._build,
            config=Vrrp(),
            clock_offset=OFFSET,
        )
        self.node.kernel.add_link("eth0", MacAddress(bytes(6)))
        self.lan = Lan("lan", self.timeline, Random(1))
        self.node.plug(
            "eth0",
            self.lan,
            Station(
                owner="n1",
                mac=bytes(6),
                hear=lambda parcel: self.node.packets.deliver("eth0", parcel),
                owns=lambda address: False,
            ),
        )
        self.node.start()

    def _build(self, config: Vrrp, ports: Ports, resume: frozenset[str]) -> Recorder:
        self.engine = Recorder(config, ports)
        return self.engine

    @property
    def recorder(self) -> Recorder:
        assert self.engine is not None
        return self.engine

    def packet_at(self, instant: int) -> None:
        parcel = Parcel(PACKET, GROUP, genuine=True)
        self.timeline.at(Instant(instant), lambda: self.node.packets.deliver("eth0", parcel))

    def turns(self) -> list[int]:
        """Return when the engine was woken, in the time of the world."""
        return [turn - OFFSET for turn in self.recorder.turns]


def local(instant: int) -> Instant:
    return Instant(instant + OFFSET)


def test_engine_is_woken_at_its_deadline_in_its_own_time() -> None:
    site = Site()
    site.recorder.wakeup = local(5)
    site.packet_at(1)
    site.timeline.run_until(Instant(10))
    assert site.turns() == [1, 5]


def test_packet_wakes_at_once_where_the_engine_does_not_ask_to_wait() -> None:
    site = Site()
    site.packet_at(3)
    site.timeline.run_until(Instant(10))
    assert site.turns() == [3]
    assert site.recorder.read == [local(3)]


def test_packets_wait_until_the_engine_wants_to_look_at_them() -> None:
    site = Site()
    site.recorder.poll_from = local(8)
    for instant in (3, 4, 5):
        site.packet_at(instant)
    site.timeline.run_until(Instant(10))
    assert site.turns() == [8]
    assert site.recorder.read == [local(3), local(4), local(5)]


def test_report_of_the_kernel_wakes_at_once() -> None:
    site = Site()
    site.recorder.poll_from = local(8)
    site.timeline.at(Instant(2), lambda: site.node.kernel.set_link("eth0", up=False))
    site.timeline.run_until(Instant(10))
    assert site.turns() == [2]


def test_paused_node_wakes_once_when_it_runs_again() -> None:
    site = Site()
    site.recorder.wakeup = local(4)
    site.node.pause(Duration(20))
    site.packet_at(3)
    site.packet_at(7)
    site.timeline.run_until(Instant(30))
    assert site.turns() == [20]
    assert site.recorder.read == [local(3), local(7)]
    assert site.node.running_since == 20


def test_longer_of_two_pauses_counts() -> None:
    site = Site()
    site.recorder.wakeup = local(1)
    site.node.pause(Duration(20))
    site.node.pause(Duration(10))
    site.timeline.run_until(Instant(30))
    assert site.turns() == [20]


def test_killed_node_is_not_woken_and_keeps_what_arrives() -> None:
    site = Site()
    site.recorder.wakeup = local(4)
    site.node.kill()
    site.packet_at(3)
    site.timeline.run_until(Instant(10))
    assert site.turns() == []
    assert site.node.packets.readable


def test_stopped_node_closes_its_sockets() -> None:
    site = Site()
    site.node.stop()
    assert site.node.engine is None
    assert site.node.packets.open_channels == ()


def test_busy_node_wakes_later() -> None:
    site = Site()
    site.node.turn_cost = Duration(6)
    site.node.packet_cost = Duration(2)
    for instant in (1, 2, 20):
        site.packet_at(instant)
    site.timeline.run_until(Instant(30))
    # The first wake-up takes 6 + 2, so the second packet is read at 9.
    assert site.turns() == [1, 9, 20]


def test_latency_delays_a_wake_up_by_less_than_itself() -> None:
    site = Site()
    site.node.latency = Duration(MILLISECOND)
    for second in range(1, 50):
        site.packet_at(second * SECOND)
    site.timeline.run_until(Instant(60 * SECOND))
    late = [turn - second * SECOND for second, turn in enumerate(site.turns(), 1)]
    assert len(late) == 49
    assert all(0 <= one < MILLISECOND for one in late)
    assert len(set(late)) > 10


def test_engine_that_never_sleeps_is_found() -> None:
    site = Site()
    site.recorder.reads = False
    site.packet_at(1)
    with pytest.raises(NeverSleeps):
        site.timeline.run_until(Instant(10))


def test_each_wake_up_is_recorded() -> None:
    site = Site()
    site.packet_at(3)
    site.timeline.run_until(Instant(10))
    assert [now for now, record in site.records if isinstance(record, Turned)] == [ZERO, 3]
