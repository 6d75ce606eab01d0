"""What the invariants know of a run: its virtual routers, their bounds, the states announced."""

from dataclasses import dataclass, field
from typing import Final

from vipd.base.addr import Family, IpAddress
from vipd.base.units import MICROSECOND, MILLISECOND, ZERO, Duration, Instant
from vipd.core.vrrp.events import State
from vipd.core.vrrp.timing import master_down
from vipd.model.vrrp import Instance, Vrrp
from vipd.sim import scenario as sc
from vipd.sim.build import virtual_addresses
from vipd.sim.world import World

COALESCE: Final = Duration(10 * MILLISECOND)
"""For how long at most an engine leaves packets in its queue."""
FAIR_DELAY: Final = Duration(MILLISECOND)
"""More than a packet takes in fair weather."""

_IPV4_VRID: Final = 20
_IPV6_VRID: Final = 40


class Failure(Exception):
    """An invariant is broken; ``invariant`` names it, ``detail`` is for people."""

    def __init__(self, invariant: str, at: Instant, detail: str) -> None:
        super().__init__(f"{invariant} at {at / 1e9:.6f} s: {detail}")
        self.invariant = invariant
        self.at = at
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Advert:
    """The fields of an advert, read without the decoder that is under test."""

    vrid: int
    family: Family
    version: int
    priority: int
    interval: Duration
    source: bytes


def read_advert(packet: bytes) -> Advert | None:
    """Read an advert that vipd itself sent; None for what is too short to be one."""
    ipv4 = packet[0] >> 4 == Family.IPV4.value
    at = _IPV4_VRID if ipv4 else _IPV6_VRID
    if len(packet) < at + 8:
        return None
    version = packet[at] >> 4
    if version == 2:
        interval = Duration(packet[at + 5] * 1000 * MILLISECOND)
    else:
        interval = Duration(((packet[at + 4] & 0x0F) << 8 | packet[at + 5]) * 10 * MILLISECOND)
    return Advert(
        vrid=packet[at + 1],
        family=Family.IPV4 if ipv4 else Family.IPV6,
        version=version,
        priority=packet[at + 2],
        interval=interval,
        source=packet[12:16] if ipv4 else packet[8:24],
    )


@dataclass(slots=True, eq=False)
class Router:
    """A virtual router over all nodes and all configurations that the scenario gives it.

    ``down_max`` and ``interval_min`` are bounds over all of them; ``addresses`` is the union.
    """

    name: str
    lan: str
    down_max: Duration = ZERO
    interval_max: Duration = ZERO
    interval_min: Duration = Duration(1 << 62)
    preempt_delay_max: Duration = ZERO
    addresses: dict[IpAddress, None] = field(default_factory=dict)

    def widen(self, spec: sc.RouterSpec, addresses: tuple[IpAddress, ...]) -> None:
        """Let the bounds hold for this configuration too."""
        interval = Duration(spec.advert_int_ms * MILLISECOND)
        self.interval_max = max(self.interval_max, interval)
        self.interval_min = min(self.interval_min, interval)
        self.preempt_delay_max = max(
            self.preempt_delay_max, Duration(spec.preempt_delay_ms * MILLISECOND)
        )
        for address in addresses:
            self.addresses[address] = None
        # A node waits for the interval that it learned, whoever has it configured.
        down = master_down(
            1, version=spec.version, interval=self.interval_max, adverts=spec.down_timer_adverts
        )
        self.down_max = max(self.down_max, down)


class Facts:
    """Everything the single invariants share."""

    def __init__(self, scenario: sc.Scenario, world: World) -> None:
        self.scenario = scenario
        self.world = world
        self.routers: dict[str, Router] = {}
        self.states: dict[tuple[str, str], State] = {}
        """By (node, instance), as the notices tell; without those that ended."""
        self.healed = False
        self._configs: dict[str, tuple[Vrrp, dict[str, Instance]]] = {}
        self._by_vrid: dict[tuple[str, Family, int], Router] = {}
        for node in scenario.nodes:
            for spec in node.routers:
                self._add(spec)
        for event in scenario.events:
            if isinstance(event, sc.Reload):
                for spec in event.routers or ():
                    self._add(spec)
        self.slack = self._slack()

    def config(self, node: str, router: str) -> Instance | None:
        """Return what the node is configured with at present."""
        config = self.world.nodes[node].config
        known = self._configs.get(node)
        if known is None or known[0] is not config:
            known = self._configs[node] = (config, {one.name: one for one in config.instances})
        return known[1].get(router)

    def router_of(self, interface: str, advert: Advert) -> Router | None:
        """Return the virtual router an advert belongs to; interfaces are named like LANs."""
        return self._by_vrid.get((interface, advert.family, advert.vrid))

    def source(self, config: Instance, node: str) -> bytes:
        """Return the address the node sends from, packed."""
        if config.source is not None:
            return config.source.packed
        number = [spec.name for spec in self.scenario.nodes].index(node) + 1
        lan = self.scenario.lans.index(config.interface) + 1
        if config.family is Family.IPV4:
            return bytes((10, lan, 0, number))
        return b"\xfe\x80" + bytes(12) + number.to_bytes(2, "big")

    def masters(self, router: str) -> list[str]:
        """Return the nodes that are MASTER and whose engine exists, paused ones included."""
        return [
            node
            for (node, name), state in self.states.items()
            if name == router
            and state is State.MASTER
            and self.world.nodes[node].engine is not None
        ]

    def _add(self, spec: sc.RouterSpec) -> None:
        router = self.routers.get(spec.name)
        if router is None:
            router = self.routers[spec.name] = Router(spec.name, spec.lan)
            self._by_vrid[spec.lan, Family(spec.family), spec.vrid] = router
        router.widen(spec, virtual_addresses(self.scenario, spec))

    def _slack(self) -> Duration:
        """How much later than sent an advert may take effect, in the worst weather to come."""
        delay = FAIR_DELAY
        latency = ZERO
        for event in self.scenario.events:
            if isinstance(event, sc.Weather):
                both = Duration((event.delay_us + event.jitter_us) * MICROSECOND)
                delay = max(delay, both)
            elif isinstance(event, sc.Latency):
                latency = max(latency, Duration(event.below_us * MICROSECOND))
        return Duration(delay + COALESCE + 2 * latency)


def compatible(one: Instance, other: Instance) -> bool:
    """Whether two configurations accept each other's adverts."""
    return (
        one.version == other.version
        and one.auth_pass == other.auth_pass
        and (one.unicast is None) == (other.unicast is None)
        and (one.version == 3 or one.advert_int == other.advert_int)
    )
