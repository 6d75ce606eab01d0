"""Routes and policy rules as they are to be in the kernel, every default settled.

Numbers are those of the kernel (rtnetlink); the names of iproute2 are resolved before.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from vipd.base.addr import Family, IpAddress

PROTOCOL: Final = 18
"""RTPROT_KEEPALIVED: whose routes and rules these are; only such ones can be watched."""

PROTOCOL_NONE: Final = 0
"""RTPROT_UNSPEC: nobody says whose rule it is."""

TABLE_MAIN: Final = 254


@dataclass(frozen=True, slots=True)
class Prefix:
    """An address with a prefix length; host bits are kept as written."""

    address: IpAddress
    length: int


class AddMode(Enum):
    """What happens when the kernel has such a route already."""

    ADD = "add"
    """It stays, and this one is not added."""
    PREPEND = "prepend"
    APPEND = "append"


class Attribute(Enum):
    """Attributes of a route that are one number (RTAX_*)."""

    MTU = "mtu"
    ADVMSS = "advmss"
    REORDERING = "reordering"
    CWND = "cwnd"
    SSTHRESH = "ssthresh"
    RTT = "rtt"
    """In 1/8 ms."""
    RTTVAR = "rttvar"
    """In 1/4 ms."""
    RTO_MIN = "rto_min"
    """In ms."""
    HOPLIMIT = "hoplimit"
    WINDOW = "window"
    INITCWND = "initcwnd"
    INITRWND = "initrwnd"
    QUICKACK = "quickack"
    FASTOPEN_NO_COOKIE = "fastopen_no_cookie"
    FEATURES = "features"
    """Bits; 1 is ECN."""


FEATURE_ECN: Final = 1


@dataclass(frozen=True, slots=True)
class Metric:
    """One attribute; ``locked``: the kernel must not change it."""

    attribute: Attribute
    value: int
    locked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IpEncap:
    """Tunnel of IPv4 or IPv6 (``family``); what was not given is None."""

    family: Family
    id: int | None = None
    destination: IpAddress | None = None
    source: IpAddress | None = None
    tos: int | None = None
    """Traffic class for IPv6."""
    ttl: int | None = None
    """Hop limit for IPv6."""
    flags: int | None = None


@dataclass(frozen=True, slots=True)
class MplsEncap:
    """Labels that are pushed, outermost first."""

    labels: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class IlaEncap:
    """Locator of 64 bits."""

    locator: int


Encap = IpEncap | MplsEncap | IlaEncap


@dataclass(frozen=True, slots=True, kw_only=True)
class NextHop:
    """One way of a multipath route; ``weight`` is 1 to 256."""

    gateway: IpAddress | None = None
    interface: str | None = None
    weight: int = 1
    onlink: bool = False
    encap: Encap | None = None
    realms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One route.

    ``kind`` is the type (RTN_*; 1 unicast), ``metric`` 0 leaves it to the kernel. ``realms``
    carries FROM in the upper 16 bits. ``hops`` replace gateway and interface. ``vrf``: the table
    of this VRF instead of ``table``. ``expires_s`` and ``preference`` exist for IPv6 only.
    """

    family: Family
    destination: Prefix
    kind: int = 1
    gateway: IpAddress | None = None
    interface: str | None = None
    onlink: bool = False
    preferred_source: IpAddress | None = None
    source: Prefix | None = None
    tos: int = 0
    table: int = TABLE_MAIN
    vrf: str | None = None
    protocol: int = PROTOCOL
    scope: int = 0
    metric: int = 0
    realms: int | None = None
    encap: Encap | None = None
    hops: tuple[NextHop, ...] = ()
    expires_s: int | None = None
    preference: int | None = None
    metrics: tuple[Metric, ...] = ()
    congestion_control: str | None = None
    congestion_control_locked: bool = False
    ttl_propagate: bool | None = None
    mode: AddMode = AddMode.PREPEND
    tracked: bool = True

    @property
    def interfaces(self) -> tuple[str, ...]:
        """The interfaces that the route leaves through, each once."""
        named = (self.interface, *(hop.interface for hop in self.hops))
        return tuple(dict.fromkeys(name for name in named if name))


class RuleAction(Enum):
    """What a matching rule does (FR_ACT_*)."""

    TABLE = "table"
    GOTO = "goto"
    NOP = "nop"
    BLACKHOLE = "blackhole"
    UNREACHABLE = "unreachable"
    PROHIBIT = "prohibit"


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers from ``low`` to ``high``, both included."""

    low: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One policy rule; what is None does not matter for a match.

    ``table`` belongs to TABLE (0 with ``l3mdev``), ``target`` to GOTO.
    """

    family: Family
    preference: int
    action: RuleAction
    table: int = 0
    target: int = 0
    l3mdev: bool = False
    invert: bool = False
    source: Prefix | None = None
    destination: Prefix | None = None
    tos: int = 0
    fwmark: int | None = None
    fwmask: int | None = None
    realms: int | None = None
    suppress_prefix_len: int | None = None
    suppress_group: int | None = None
    iif: str | None = None
    oif: str | None = None
    tunnel_id: int | None = None
    uids: Range | None = None
    ip_protocol: int | None = None
    source_ports: Range | None = None
    destination_ports: Range | None = None
    protocol: int = PROTOCOL
    tracked: bool = True

    @property
    def interfaces(self) -> tuple[str, ...]:
        """The interfaces that the rule names, each once."""
        return tuple(dict.fromkeys(name for name in (self.iif, self.oif) if name))


@dataclass(frozen=True, slots=True)
class StaticRoute:
    """A route that is there from the start; ``track_group``: whose members track its interface."""

    route: Route
    track_group: str | None = None


@dataclass(frozen=True, slots=True)
class StaticRule:
    """A rule that is there from the start; ``track_group``: whose members track its interface."""

    rule: Rule
    track_group: str | None = None
