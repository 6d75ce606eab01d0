"""One engine on a bench: a simulated kernel, packets put into its queues by hand."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import IPv4Address

from tests.support.machines import OURS, config
from vipd.base.addr import IpAddress, MacAddress
from vipd.base.units import Instant
from vipd.core.vrrp.events import State
from vipd.core.vrrp.notices import Notice
from vipd.engine.vrrp import VrrpEngine
from vipd.model import vrrp as model
from vipd.ports import Channel, Ports
from vipd.sim.kernel import SimKernel

MAC = MacAddress(bytes.fromhex("020000000001"))


@dataclass
class Queues:
    """VRRP sockets whose traffic the test writes and reads."""

    queues: dict[Channel, deque[tuple[bytes, Instant]]] = field(default_factory=dict)
    filters: dict[Channel, frozenset[int]] = field(default_factory=dict)
    sent: list[tuple[Channel, bytes, IpAddress]] = field(default_factory=list)
    error: int = 0
    lost: int = 0

    def dropped(self, channel: Channel) -> int:
        return self.lost

    def descriptors(self, channel: Channel) -> tuple[int, int]:
        return (7, 8) if channel in self.queues else (-1, -1)

    def open(self, channel: Channel, vrids: frozenset[int], buffer_bytes: int) -> int:
        assert buffer_bytes > 0
        self.queues.setdefault(channel, deque())
        self.filters[channel] = vrids
        return 0

    def close(self, channel: Channel) -> None:
        self.queues.pop(channel, None)

    def receive(self, channel: Channel, limit: int) -> list[tuple[bytes, Instant]]:
        queue = self.queues.get(channel, deque())
        return [queue.popleft() for _ in range(min(limit, len(queue)))]

    def send(self, channel: Channel, packet: bytes | bytearray, destination: IpAddress) -> int:
        self.sent.append((channel, bytes(packet), destination))
        return self.error


@dataclass
class Frames:
    """A packet socket that remembers."""

    sent: list[tuple[int, bytes]] = field(default_factory=list)

    def send(self, index: int, frame: bytes) -> int:
        self.sent.append((index, frame))
        return 0


@dataclass
class Notices:
    """A sink that remembers."""

    seen: list[Notice] = field(default_factory=list)

    def notice(self, notice: Notice, now: Instant) -> None:
        self.seen.append(notice)

    def of(self, kind: type[Notice]) -> list[Notice]:
        return [one for one in self.seen if isinstance(one, kind)]


@dataclass
class Bench:
    """An engine with everything around it."""

    kernel: SimKernel = field(default_factory=SimKernel)
    packets: Queues = field(default_factory=Queues)
    frames: Frames = field(default_factory=Frames)
    notices: Notices = field(default_factory=Notices)

    def host(self, name: str = "eth0", address: IpAddress = OURS, prefix_len: int = 24) -> int:
        """Give the host an interface with an address; returns its index."""
        index = self.kernel.add_link(name, MAC)
        self.kernel.add_address(name, address, prefix_len)
        return index

    def engine(
        self, *instances: model.Instance, resume: Iterable[str] = (), unknown: bool = False
    ) -> VrrpEngine:
        """Return an engine that has not been started."""
        return VrrpEngine(
            model.Vrrp(instances=instances or (config(),), log_unknown_vrids=unknown),
            Ports(
                packets=self.packets, frames=self.frames, kernel=self.kernel, notices=self.notices
            ),
            resume=frozenset(resume),
        )

    def queue(self, octets: bytes, when: Instant, channel: Channel | None = None) -> None:
        """Let a packet arrive."""
        chosen = channel or next(iter(self.packets.queues))
        self.packets.queues[chosen].append((octets, when))

    def adverts(self) -> list[int]:
        """Return the priorities of the adverts sent so far."""
        return [packet[22] for _, packet, _ in self.packets.sent]

    def has(self, address: str) -> bool:
        """Whether the kernel has this IPv4 address."""
        return self.kernel.has(IPv4Address(address))


def bench_with_host() -> Bench:
    """Return a bench whose host has eth0."""
    bench = Bench()
    bench.host()
    return bench


def run_until(engine: VrrpEngine, until: Instant) -> None:
    """Wake the engine at its deadlines, as its loop would."""
    while (when := engine.next_wakeup()) is not None and when <= until:
        engine.turn(when)


def state(engine: VrrpEngine, name: str = "VI_1") -> State:
    """Return the state of an instance."""
    return engine.states()[name]
