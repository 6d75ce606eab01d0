"""Nodes, networks and clients under one virtual clock, and everything that can befall them.

Knows no scenario and no invariant: it does what it is told and reports what happened to its
observers.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from random import Random
from typing import Final

from vipd.base.addr import IpAddress, MacAddress
from vipd.base.units import SECOND, ZERO, Duration, Instant, after
from vipd.core.vrrp.events import State
from vipd.engine.vrrp import VrrpEngine
from vipd.model.vrrp import Vrrp
from vipd.ports import Ports
from vipd.sim.client import Client
from vipd.sim.net import Lan, Parcel, Station, Weather
from vipd.sim.node import Engine, EngineFactory, Node
from vipd.sim.records import Happened, Observer, Record
from vipd.sim.timeline import Timeline

_CLOCK_STEP: Final = 1_000_000 * SECOND
"""How far apart the clocks of the nodes are, so that no node can use another's time."""


class Crash(Enum):
    """What ends without a good-bye."""

    PROCESS = "process"
    """The vrrp process: its supervisor keeps the sockets, and withdraws the addresses in time."""
    ALL = "all"
    """Every process: the addresses stay until somebody starts again."""
    MACHINE = "machine"
    """The machine: nothing stays."""


def production(config: Vrrp, ports: Ports, resume: frozenset[str]) -> Engine:
    """Build the engine that the daemon runs."""
    return VrrpEngine(config, ports, resume=resume)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One interface of a node: the LAN behind it and the addresses an administrator gave it."""

    lan: str
    addresses: tuple[tuple[IpAddress, int], ...]
    """(address, prefix length)."""


@dataclass(slots=True, eq=False)
class _Orphan:
    """What a supervisor keeps for the successor of a process: who was MASTER."""

    masters: frozenset[str]


@dataclass(slots=True, eq=False)
class World:
    """A simulated world. Observers are told of every record, in order."""

    seed: int
    factory: EngineFactory = production
    timeline: Timeline = field(default_factory=Timeline)
    lans: dict[str, Lan] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    observers: list[Observer] = field(default_factory=list)
    _suspended: dict[str, tuple[Instant, bool]] = field(default_factory=dict)
    _orphans: dict[str, _Orphan] = field(default_factory=dict)
    """What the supervisors of nodes keep whose vrrp process died."""
    _attachments: dict[str, dict[str, Attachment]] = field(default_factory=dict)
    _off: set[str] = field(default_factory=set)

    # Building.

    def add_lan(self, name: str) -> Lan:
        """Create a network with one client, named ``client-`` and the network."""
        lan = self.lans[name] = Lan(name, self.timeline, self._rng(f"lan {name}"))
        client = self.clients[name] = Client(f"client-{name}", self.timeline)
        lan.join(
            Station(
                owner=client.name,
                mac=b"\x02\xcc\x00\x00\x00\x01",
                hear=client.hear,
                owns=lambda address: False,
            )
        )
        return lan

    def add_node(self, name: str, config: Vrrp, attachments: dict[str, Attachment]) -> Node:
        """Create a machine that is switched on and runs nothing yet."""
        number = len(self.nodes) + 1
        node = Node(
            name=name,
            timeline=self.timeline,
            rng=self._rng(f"node {name}"),
            observe=self.observe,
            factory=self.factory,
            config=config,
            clock_offset=Duration(number * _CLOCK_STEP),
        )
        self.nodes[name] = node
        self._attachments[name] = attachments
        for position, (interface, attachment) in enumerate(attachments.items()):
            mac = bytes((2, 0, 0, 0, number, position))
            node.kernel.add_link(interface, MacAddress(mac))
            for address, prefix_len in attachment.addresses:
                node.kernel.add_address(interface, address, prefix_len)
            node.plug(interface, self.lans[attachment.lan], _station(node, interface, mac))
        return node

    # Running.

    def run_until(self, end: Instant) -> None:
        """Let time pass."""
        self.timeline.run_until(end)

    def run_for(self, length: Duration) -> None:
        """Let this much time pass."""
        self.timeline.run_until(after(self.timeline.now, length))

    def observe(self, now: Instant, record: Record) -> None:
        """Tell every observer."""
        for observer in self.observers:
            observer(now, record)

    def states(self) -> dict[tuple[str, str], State]:
        """Return the state of each (node, instance) that runs."""
        return {
            (name, instance): state
            for name, node in self.nodes.items()
            if node.engine is not None
            for instance, state in node.engine.states().items()
        }

    def masters(self, instance: str) -> list[str]:
        """Return the nodes on which the instance is MASTER."""
        return [
            node
            for (node, name), state in self.states().items()
            if name == instance and state is State.MASTER
        ]

    # What befalls nodes.

    def start(self, name: str) -> None:
        """Start what is not running: a daemon, a rebooted machine, a new vrrp process."""
        node = self.nodes[name]
        if node.engine is not None:
            return
        self._wake_up(name)
        self._happened(name, "start")
        orphan = self._orphans.pop(name, None)
        if name in self._off:
            self._off.discard(name)
            self._set_stations(node, up=True)
        node.start(
            resume=orphan.masters if orphan is not None else frozenset(),
            delay=ZERO if orphan is not None else node.config.startup_delay,
        )

    def stop(self, name: str) -> None:
        """Stop the daemon in good order; paused or suspended it stops when it runs again."""
        node = self.nodes[name]
        self._happened(name, "stop")
        node.resume()
        self._wake_up(name)
        node.stop()
        if self._orphans.pop(name, None) is not None:
            node.packets.close_all()
            node.kernel.forget_ours()

    def crash(self, name: str, kind: Crash) -> None:
        """End something without a good-bye."""
        node = self.nodes[name]
        self._wake_up(name)
        self._happened(name, f"crash {kind.value}")
        if node.engine is not None:
            masters = _masters(node.engine)
            node.kill()
            node.resume()  # what was paused is gone
            if kind is Crash.PROCESS:
                orphan = self._orphans[name] = _Orphan(masters)
                end = after(self.timeline.now, _patience(node.config))
                self.timeline.at(end, partial(self._withdraw, name, orphan))
        if kind is not Crash.PROCESS:
            self._orphans.pop(name, None)
            node.packets.close_all()
        if kind is Crash.MACHINE:
            self._off.add(name)
            self._set_stations(node, up=False)
            node.kernel.forget_ours()

    def reload(self, name: str, config: Vrrp) -> None:
        """Give the node another configuration, or the same; a paused one runs again for it."""
        self._wake_up(name)
        self.nodes[name].resume()
        self._happened(name, "reload")
        self.nodes[name].reload(config)

    def pause(self, name: str, length: Duration) -> None:
        """Do not schedule the node; what arrives queues."""
        self._happened(name, f"pause {length}")
        self.nodes[name].pause(length)

    def suspend(self, name: str, length: Duration, *, clock_runs: bool) -> None:
        """Freeze the machine: what arrives is lost; its clock may stand still too."""
        if name in self._suspended or name in self._off:
            return
        self._happened(name, f"suspend {length} clock_runs={clock_runs}")
        node = self.nodes[name]
        self._suspended[name] = (self.timeline.now, clock_runs)
        self._set_stations(node, up=False)
        # Its clock is set right before the pause ends.
        self.timeline.at(after(self.timeline.now, length), partial(self._wake_up, name))
        node.pause(length)

    def set_link(self, name: str, interface: str, *, up: bool) -> None:
        """Plug in or pull out a cable."""
        self._happened(name, f"link {interface} {'up' if up else 'down'}")
        node = self.nodes[name]
        node.kernel.set_link(interface, up=up)
        up = up and node.kernel.link(interface) is not None
        if name not in self._off and name not in self._suspended:
            node.lans[interface].stations[name].up = up

    def unplug(self, name: str, interface: str, *, back: bool) -> None:
        """Remove an interface with its addresses, or bring it back with those of the host.

        What comes back has the old name and another index.
        """
        node = self.nodes[name]
        present = node.kernel.link(interface) is not None
        if present == back:
            return
        self._happened(name, f"{interface} {'back' if back else 'removed'}")
        if back:
            node.kernel.add_link(interface, MacAddress(node.lans[interface].stations[name].mac))
            for address, prefix_len in self._attachments[name][interface].addresses:
                node.kernel.add_address(interface, address, prefix_len)
        else:
            node.kernel.remove_link(interface)
            node.packets.detach(interface)
        if name not in self._off and name not in self._suspended:
            node.lans[interface].stations[name].up = back

    def remove_address(self, name: str, interface: str, address: IpAddress) -> None:
        """Remove an address behind the back of the daemon."""
        if self.nodes[name].kernel.remove_address(interface, address):
            self._happened(name, f"address {address} removed")

    def set_weather(self, lan: str, weather: Weather) -> None:
        """Change how a network treats what it carries."""
        self._happened(lan, f"{weather}")
        self.lans[lan].weather = weather

    def cut(self, lan: str, sides: Iterable[Iterable[str]]) -> None:
        """Divide a network into sets of stations."""
        sides = [tuple(side) for side in sides]
        self._happened(lan, f"cut {sides}")
        self.lans[lan].cut(sides)

    def deafen(self, lan: str, sender: str, receiver: str, *, deaf: bool = True) -> None:
        """Let nothing of ``sender`` reach ``receiver``, or everything again."""
        self._happened(lan, f"{receiver} {'deaf' if deaf else 'not deaf'} to {sender}")
        if deaf:
            self.lans[lan].deaf.add((sender, receiver))
        else:
            self.lans[lan].deaf.discard((sender, receiver))

    def inject(self, lan: str, packet: bytes, destination: IpAddress) -> None:
        """Let a stranger send a packet."""
        self.lans[lan].inject(Parcel(packet, destination, genuine=False), self.timeline.now)

    def heal(self) -> None:
        """End everything that disturbs networks, links and schedules; start nothing."""
        self._happened("world", "heal")
        for lan in self.lans.values():
            lan.mend()
        for name, node in self.nodes.items():
            self._wake_up(name)
            node.resume()
            node.latency = ZERO
            node.packets.refuse = 0
            for interface in node.lans:
                self.unplug(name, interface, back=True)
                self.set_link(name, interface, up=True)

    def _wake_up(self, name: str) -> None:
        """End a suspension."""
        begun = self._suspended.pop(name, None)
        if begun is None:
            return
        node = self.nodes[name]
        since, clock_runs = begun
        if not clock_runs:
            node.clock_offset = Duration(node.clock_offset - (self.timeline.now - since))
        if name not in self._off:
            self._set_stations(node, up=True)
        node.resume()

    def _withdraw(self, name: str, orphan: _Orphan) -> None:
        """The supervisor clears up after a process that got no successor in time."""
        if self._orphans.get(name) is orphan:
            self._happened(name, "addresses withdrawn")
            orphan.masters = frozenset()
            self.nodes[name].kernel.forget_ours()

    def _set_stations(self, node: Node, *, up: bool) -> None:
        for interface, lan in node.lans.items():
            link = node.kernel.link(interface)
            lan.stations[node.name].up = up and link is not None and link.up

    def _happened(self, subject: str, what: str) -> None:
        self.observe(self.timeline.now, Happened(subject, what))

    def _rng(self, purpose: str) -> Random:
        return Random(f"{self.seed} {purpose}")


def _station(node: Node, interface: str, mac: bytes) -> Station:
    def hear(parcel: Parcel) -> None:
        if parcel.destination is not None:
            node.packets.deliver(interface, parcel)

    return Station(
        owner=node.name,
        mac=mac,
        hear=hear,
        owns=lambda address: node.kernel.has(address, interface),
    )


def _masters(engine: Engine) -> frozenset[str]:
    return frozenset(name for name, state in engine.states().items() if state is State.MASTER)


def _patience(config: Vrrp) -> Duration:
    """How long a supervisor waits for a successor: less than any peer waits for an advert."""
    waits = [router.down_timer_adverts * router.advert_int for router in config.instances]
    return Duration(min(waits, default=0))
