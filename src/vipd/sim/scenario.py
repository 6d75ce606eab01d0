"""A scenario: nodes, what befalls them and when, as records and as JSON.

A scenario and its seed determine a run completely. Times are whole milliseconds after the
beginning of the world; the last act is always a heal, and what follows it is judged.
"""

import json
from dataclasses import dataclass, fields
from typing import Any, Final, TypeVar

from vipd.sim.world import Crash


@dataclass(frozen=True, slots=True, kw_only=True)
class RouterSpec:
    """One instance on one node; everything else takes the defaults of the configuration.

    The addresses follow from LAN, VRID and ``addresses``, so that all members of a virtual router
    agree. ``owner_starts`` is ``state MASTER``.
    """

    lan: str
    vrid: int
    version: int
    family: int
    priority: int
    advert_int_ms: int = 1000
    down_timer_adverts: int = 3
    preempt: bool = True
    preempt_delay_ms: int = 0
    owner_starts: bool = False
    unicast: bool = False
    password: str = ""
    addresses: int = 1
    garp_delay_ms: int = 5000
    garp_refresh_ms: int = 0

    @property
    def name(self) -> str:
        """Name of the instance: the same on every node."""
        return f"{self.lan}-v{self.version}-ip{self.family}-{self.vrid}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeSpec:
    """One node with its instances; it starts at ``start_ms``."""

    name: str
    routers: tuple[RouterSpec, ...]
    start_ms: int = 0
    startup_delay_ms: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Start a node that does not run."""

    at_ms: int
    node: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Stop a node in good order. ``for_good``: the heal does not start it again."""

    at_ms: int
    node: str
    for_good: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """Crash a node: a member of ``Crash`` by value."""

    at_ms: int
    node: str
    kind: str
    for_good: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Do not schedule a node for a while."""

    at_ms: int
    node: str
    length_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspend:
    """Freeze a machine for a while; what it is sent is lost."""

    at_ms: int
    node: str
    length_ms: int
    clock_runs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkState:
    """Plug in or pull out the cable of a node on a LAN."""

    at_ms: int
    node: str
    lan: str
    up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplug:
    """Remove the interface of a node on a LAN, or bring it back with another index."""

    at_ms: int
    node: str
    lan: str
    back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Divide a LAN into these sets and the rest; no sets: join it again."""

    at_ms: int
    lan: str
    sides: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deafen:
    """Let nothing from ``sender`` reach ``receiver``, or everything again."""

    at_ms: int
    lan: str
    sender: str
    receiver: str
    deaf: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """Change how a LAN treats what it carries: permille and microseconds."""

    at_ms: int
    lan: str
    loss: int = 0
    duplication: int = 0
    damage: int = 0
    delay_us: int = 100
    jitter_us: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Let every wake-up of a node be late by less than this."""

    at_ms: int
    node: str
    below_us: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LoseAddress:
    """Remove the first address of an instance behind the back of the daemon."""

    at_ms: int
    node: str
    router: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoseReports:
    """Let the kernel's reports overrun the daemon's buffer."""

    at_ms: int
    node: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseSends:
    """Let every send of a node fail with this errno; 0: no longer."""

    at_ms: int
    node: str
    error: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reload:
    """Reload a node: with the file it has, or with other instances."""

    at_ms: int
    node: str
    routers: tuple[RouterSpec, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flood:
    """Let a stranger send packets that every instance must reject.

    ``kind`` is a member of ``hostile.Kind`` by value.
    """

    at_ms: int
    lan: str
    kind: str
    vrid: int
    version: int
    family: int
    count: int
    interval_us: int


Event = (
    Start
    | Stop
    | Kill
    | Pause
    | Suspend
    | LinkState
    | Unplug
    | Cut
    | Deafen
    | Weather
    | Latency
    | LoseAddress
    | LoseReports
    | RefuseSends
    | Reload
    | Flood
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Everything a run depends on. ``events`` are in the order of their times."""

    seed: int
    nodes: tuple[NodeSpec, ...]
    events: tuple[Event, ...] = ()
    heal_at_ms: int

    @property
    def lans(self) -> tuple[str, ...]:
        """Names of the networks, in order of appearance."""
        names = [router.lan for node in self.nodes for router in node.routers]
        return tuple(dict.fromkeys(names))


_RECORDS: Final[dict[str, type]] = {
    record.__name__: record
    for record in (
        RouterSpec,
        NodeSpec,
        Scenario,
        Start,
        Stop,
        Kill,
        Pause,
        Suspend,
        LinkState,
        Unplug,
        Cut,
        Deafen,
        Weather,
        Latency,
        LoseAddress,
        LoseReports,
        RefuseSends,
        Reload,
        Flood,
    )
}
_KIND: Final = "kind_of"

T = TypeVar("T")


def to_json(scenario: Scenario) -> str:
    """Render a scenario so that ``from_json`` gives an equal one."""
    return json.dumps(_plain(scenario), indent=1, sort_keys=False)


def from_json(text: str) -> Scenario:
    """Read what ``to_json`` wrote.

    Raises:
        ValueError: for anything else.
    """
    try:
        scenario = _record(json.loads(text))
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a scenario: {error}") from error
    if not isinstance(scenario, Scenario):
        raise ValueError("not a scenario")
    for event in scenario.events:
        if isinstance(event, Kill):
            Crash(event.kind)
    return scenario


def _plain(value: object) -> object:
    """Reduce records to dictionaries; what equals its default is left out."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if type(value).__name__ not in _RECORDS:
        return value
    plain: dict[str, object] = {_KIND: type(value).__name__}
    for item in fields(value):  # type: ignore[arg-type]  # only dataclasses are in _RECORDS
        content = getattr(value, item.name)
        if content != item.default:
            plain[item.name] = _plain(content)
    return plain


def _record(plain: Any) -> Any:  # noqa: ANN401  # JSON, typed by the records it becomes
    if isinstance(plain, list):
        return tuple(_record(item) for item in plain)
    if isinstance(plain, dict):
        kind = _RECORDS[plain[_KIND]]
        return kind(**{name: _record(item) for name, item in plain.items() if name != _KIND})
    return plain
