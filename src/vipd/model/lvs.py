"""The resolved configuration of the IPVS side: services, groups, real servers.

Every default and every inheritance is settled before these records exist (``conf.build_lvs``).
"""

from dataclasses import dataclass
from enum import Enum

from vipd.base.addr import Family, IpAddress
from vipd.model.check import Check, Checking
from vipd.model.notify import Command

WEIGHT_MAX = 2**31 - 1


class Protocol(Enum):
    """Protocol of a service; the value is what keepalived prints."""

    TCP = "tcp"
    UDP = "udp"
    SCTP = "sctp"


class Scheduler(Enum):
    """IPVS scheduler, by the name that the kernel knows."""

    ROUND_ROBIN = "rr"
    WEIGHTED_ROUND_ROBIN = "wrr"
    LEAST_CONNECTION = "lc"
    WEIGHTED_LEAST_CONNECTION = "wlc"
    LOCALITY_LEAST_CONNECTION = "lblc"
    SOURCE_HASH = "sh"
    MAGLEV_HASH = "mh"
    DESTINATION_HASH = "dh"
    FAILOVER = "fo"
    OVERFLOW = "ovf"
    LOCALITY_LEAST_CONNECTION_REPLICATED = "lblcr"
    SHORTEST_DELAY = "sed"
    NEVER_QUEUE = "nq"
    POWER_OF_TWO = "twos"


class Method(Enum):
    """How packets reach a real server."""

    NAT = "NAT"
    DR = "DR"
    TUN = "TUN"


class TunnelType(Enum):
    """Encapsulation of a tunnelled packet."""

    IPIP = "ipip"
    GUE = "gue"
    GRE = "gre"


class TunnelChecksum(Enum):
    """Checksum of the outer packet."""

    NONE = "nocsum"
    FULL = "csum"
    REMOTE = "remcsum"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarding:
    """How packets reach a real server. The tunnel counts for ``Method.TUN`` only.

    ``tunnel_port`` is 0 but for GUE.
    """

    method: Method
    tunnel: TunnelType = TunnelType.IPIP
    tunnel_port: int = 0
    checksum: TunnelChecksum = TunnelChecksum.NONE


@dataclass(frozen=True, slots=True)
class AddressService:
    """A service at one address; ``port`` 0 takes all ports (persistent services only)."""

    address: IpAddress
    port: int


@dataclass(frozen=True, slots=True)
class MarkService:
    """A service of the packets that carry a firewall mark."""

    mark: int


@dataclass(frozen=True, slots=True)
class GroupService:
    """A service of all entries of a group.

    ``position`` counts from 0 the services that use the group, in file order.
    """

    group: str
    position: int


Service = AddressService | MarkService | GroupService


@dataclass(frozen=True, slots=True)
class AddressRange:
    """Addresses from ``first`` to ``last``, both included; ``port`` 0 takes all ports."""

    first: IpAddress
    last: IpAddress
    port: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A firewall mark; ``family`` None: that of the service."""

    mark: int
    family: Family | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A named set of addresses and marks."""

    name: str
    ranges: tuple[AddressRange, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Persistence:
    """One client stays with one server for ``timeout_s`` seconds.

    ``granularity`` is an address mask for IPv4, as the kernel takes it, and a prefix length for
    IPv6. ``engine`` is the name of a persistence engine.
    """

    timeout_s: int
    granularity: int
    engine: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RealServer:
    """One destination of a service. Limits of 0 are none.

    ``checking`` is for checkers that say nothing else; ``virtualhost`` is its own, None: that of
    the service. Without checkers it is up for ever.
    """

    address: IpAddress
    port: int
    forwarding: Forwarding
    weight: int
    checking: Checking
    upper_limit: int = 0
    lower_limit: int = 0
    inhibit_on_failure: bool = False
    notify_up: Command | None = None
    notify_down: Command | None = None
    smtp_alert: bool = True
    virtualhost: str | None = None
    snmp_name: str | None = None
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SorryServer:
    """Where the traffic goes while the quorum is lost."""

    address: IpAddress
    port: int
    forwarding: Forwarding
    inhibit: bool = False
    """In the kernel with weight 0 while it is not used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualServer:
    """One service and its real servers.

    ``forwarding``, ``checking`` and ``inhibit_on_failure`` are for servers that say nothing else.
    ``protocol`` None: a service of marks. ``family`` None: a group that has both. The flags are
    those of the scheduler, by their numbers. ``quorum`` is a sum of weights, at least 1.
    """

    service: Service
    family: Family | None
    protocol: Protocol | None
    scheduler: Scheduler
    forwarding: Forwarding
    checking: Checking
    inhibit_on_failure: bool = False
    flags: tuple[int, ...] = ()
    one_packet: bool = False
    persistence: Persistence | None = None
    ha_suspend: bool = False
    smtp_alert: bool = False
    virtualhost: str | None = None
    snmp_name: str | None = None
    omega: bool = False
    quorum: int = 1
    hysteresis: int = 0
    quorum_up: Command | None = None
    quorum_down: Command | None = None
    real_servers: tuple[RealServer, ...] = ()
    sorry_server: SorryServer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """Client side of SSL_GET: file names, and the pass phrase of the key."""

    ca: str | None = None
    certificate: str | None = None
    key: str | None = None
    password: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lvs:
    """Everything that the checker process is configured with."""

    virtual_servers: tuple[VirtualServer, ...] = ()
    groups: tuple[Group, ...] = ()
    tls: Tls = Tls()
