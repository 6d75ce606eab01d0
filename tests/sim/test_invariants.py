"""Each invariant finds the engine that breaks it: the production engine with one defect."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from tests.support.simulation import ROUTER, nodes
from vipd.base.addr import IpAddress
from vipd.base.units import Duration, Instant, seconds
from vipd.core.desired import AddressOperation, DeleteAddress
from vipd.core.host import HostAddress, HostChange, Link
from vipd.core.vrrp.events import State
from vipd.engine.vrrp import VrrpEngine
from vipd.model.vrrp import Instance, Vrrp
from vipd.ports import Channel, Kernel, Packets, Ports
from vipd.sim import scenario as sc
from vipd.sim.node import Engine, EngineFactory
from vipd.sim.run import run

TWO = nodes(200, 100)
QUIET = sc.Scenario(seed=1, nodes=TWO, heal_at_ms=10_000)
CUT = replace(
    QUIET,
    events=(
        sc.Cut(at_ms=5000, lan="lan", sides=(("n1",), ("n2", "client-lan"))),
        sc.Cut(at_ms=9900, lan="lan", sides=()),
    ),
)


class Deaf:
    """Sockets that hear nothing."""

    def __init__(self, packets: Packets) -> None:
        self.packets = packets
        self.open = packets.open
        self.close = packets.close
        self.send = packets.send
        self.dropped = packets.dropped
        self.descriptors = packets.descriptors

    def receive(self, channel: Channel, limit: int) -> list[tuple[bytes, Instant]]:
        self.packets.receive(channel, limit)
        return []


class Stubborn(Deaf):
    """Sockets that hear nothing any more once an advert was sent."""

    def __init__(self, packets: Packets) -> None:
        super().__init__(packets)
        self.send = self._send
        self.spoke = False

    def receive(self, channel: Channel, limit: int) -> list[tuple[bytes, Instant]]:
        return (
            super().receive(channel, limit) if self.spoke else self.packets.receive(channel, limit)
        )

    def _send(self, channel: Channel, packet: bytes | bytearray, destination: IpAddress) -> int:
        self.spoke = True
        return self.packets.send(channel, packet, destination)


class Echo(Deaf):
    """Sockets that send back what they hear."""

    def receive(self, channel: Channel, limit: int) -> list[tuple[bytes, Instant]]:
        packets = self.packets.receive(channel, limit)
        for octets, _ in packets:
            assert channel.group is not None
            self.packets.send(channel, octets, channel.group)
        return packets


class Hoarder:
    """A kernel that is never asked to delete an address."""

    def __init__(self, kernel: Kernel) -> None:
        self.kernel = kernel

    def snapshot(self) -> tuple[tuple[Link, ...], tuple[HostAddress, ...]]:
        return self.kernel.snapshot()

    def changes(self) -> list[HostChange]:
        return self.kernel.changes()

    def apply(self, operations: Sequence[AddressOperation]) -> list[int]:
        self.kernel.apply([one for one in operations if not isinstance(one, DeleteAddress)])
        return [0 for _ in operations]

    def forwarding(self, index: int) -> bool:
        return False


class Wrapped:
    """An engine that passes everything on; defects override one method."""

    def __init__(self, config: Vrrp, ports: Ports, resume: frozenset[str]) -> None:
        self.engine = VrrpEngine(config, ports, resume=resume)

    def start(self, now: Instant, delay: Duration) -> None:
        self.engine.start(now, delay)

    def turn(self, now: Instant) -> None:
        self.engine.turn(now)

    def next_wakeup(self) -> Instant | None:
        return self.engine.next_wakeup()

    def reload(self, config: Vrrp, now: Instant) -> None:
        self.engine.reload(config, now)

    def stop(self, now: Instant) -> None:
        self.engine.stop(now)

    def states(self) -> dict[str, State]:
        return self.engine.states()

    @property
    def poll_from(self) -> Instant:
        return self.engine.poll_from


class Sluggish(Wrapped):
    """Sleeps for longer than it should."""

    def next_wakeup(self) -> Instant | None:
        wakeup = self.engine.next_wakeup()
        return None if wakeup is None else Instant(wakeup + seconds("0.2"))


class Restless(Wrapped):
    """Begins anew at every reload."""

    def reload(self, config: Vrrp, now: Instant) -> None:
        self.engine.reload(Vrrp(), now)
        self.engine.reload(config, now)


class Idle(Wrapped):
    """Never does anything."""

    def turn(self, now: Instant) -> None:
        """Do nothing."""

    def next_wakeup(self) -> Instant | None:
        return None

    @property
    def poll_from(self) -> Instant:
        return Instant(1 << 62)


class Liar(Wrapped):
    """Is MASTER without having said so."""

    def states(self) -> dict[str, State]:
        return dict.fromkeys(self.engine.states(), State.MASTER)


class Sleepless(Wrapped):
    """Is due at once, always."""

    def next_wakeup(self) -> Instant | None:
        return Instant(0)


class Broken(Wrapped):
    """Fails an assertion of its own."""

    def turn(self, now: Instant) -> None:
        raise AssertionError("an invariant of the engine")


def deaf(config: Vrrp, ports: Ports, resume: frozenset[str]) -> Engine:
    return VrrpEngine(config, replace(ports, packets=Deaf(ports.packets)), resume=resume)


def stubborn(config: Vrrp, ports: Ports, resume: frozenset[str]) -> Engine:
    return VrrpEngine(config, replace(ports, packets=Stubborn(ports.packets)), resume=resume)


def echoing(config: Vrrp, ports: Ports, resume: frozenset[str]) -> Engine:
    return VrrpEngine(config, replace(ports, packets=Echo(ports.packets)), resume=resume)


def hoarding(config: Vrrp, ports: Ports, resume: frozenset[str]) -> Engine:
    return VrrpEngine(config, replace(ports, kernel=Hoarder(ports.kernel)), resume=resume)


def configured(change: Callable[[Instance], Instance]) -> EngineFactory:
    """Return engines that run another configuration than the one they are given."""

    def build(config: Vrrp, ports: Ports, resume: frozenset[str]) -> Engine:
        changed = tuple(change(one) for one in config.instances)
        return VrrpEngine(replace(config, instances=changed), ports, resume=resume)

    return build


def impatient(one: Instance) -> Instance:
    return replace(one, down_timer_adverts=2)


def silent(one: Instance) -> Instance:
    return replace(one, higher_prio_send_advert=False)


def not_announcing(one: Instance) -> Instance:
    return replace(one, garp=replace(one.garp, lower_prio_repeat=0, delay=Duration(0)))


def modest(one: Instance) -> Instance:
    return replace(one, preempt=False)


RETURN = replace(QUIET, events=(sc.Kill(at_ms=5000, node="n1", kind="machine"),))
RELOAD = replace(QUIET, events=(sc.Reload(at_ms=8000, node="n1"),))
DEFECTS: dict[str, tuple[EngineFactory, sc.Scenario, str]] = {
    "deaf": (deaf, QUIET, "a transition without cause"),
    "stubborn": (stubborn, CUT, "two masters in one connected set"),
    "echoing": (echoing, QUIET, "an advert of no master"),
    "idle": (Idle, QUIET, "not exactly one master after healing"),
    "modest": (configured(modest), RETURN, "the wrong master after healing"),
    "hoarding": (hoarding, CUT, "state and addresses disagree"),
    "impatient": (configured(impatient), QUIET, "a transition without cause"),
    "silent yield": (configured(silent), CUT, "yielded in silence"),
    "not announcing": (configured(not_announcing), CUT, "a client is cut off"),
    "sluggish": (Sluggish, QUIET, "a master was silent too long"),
    "restless": (Restless, RELOAD, "a reload of the same file had an effect"),
    "liar": (Liar, QUIET, "states without notice"),
    "sleepless": (Sleepless, QUIET, "the engine raised NeverSleeps"),
    "broken": (Broken, QUIET, "the engine raised AssertionError"),
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_engine_with_a_defect_is_found(defect: str) -> None:
    factory, scenario, invariant = DEFECTS[defect]
    failure = run(scenario, factory).failure
    assert failure is not None
    assert failure.invariant == invariant, failure


@pytest.mark.parametrize("scenario", [QUIET, CUT, RETURN, RELOAD])
def test_engine_of_production_has_none_of_these_defects(scenario: sc.Scenario) -> None:
    failure = run(scenario).failure
    assert failure is None


def test_nobody_able_means_that_no_master_is_demanded() -> None:
    down = sc.Kill(at_ms=5000, node="n1", kind="machine", for_good=True)
    scenario = replace(QUIET, nodes=TWO[:1], events=(down,))
    outcome = run(scenario)
    assert outcome.failure is None
    assert outcome.world.masters(ROUTER.name) == []
