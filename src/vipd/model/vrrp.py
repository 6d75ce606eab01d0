"""The resolved configuration of the VRRP process.

Every default and every inheritance is settled before these records exist (``conf.build``), so
nothing here is optional unless its absence means something by itself.
"""

from dataclasses import dataclass, field
from enum import Enum
from ipaddress import IPv4Address

from vipd.base.addr import Family, IpAddress
from vipd.base.units import Duration
from vipd.model.group import GarpGroup, Linkbeat, LinkDelay, SyncGroup, TrackGroup
from vipd.model.link import Hmac, Ipvlan, Vmac
from vipd.model.notify import NotifyScripts
from vipd.model.route import Route, Rule, StaticRoute, StaticRule
from vipd.model.track import TrackFile, Tracking, TrackProcess, TrackScript

RTTIME_DEFAULT_US = 2_000_000
"""keepalived 2.4 takes 10 ms and dies; a start with a thousand instances needs a few hundred."""
OWNER_PRIORITY = 255
"""Priority of the address owner (RFC 9568 5.2.4)."""


class InitialState(Enum):
    """State an instance is configured to start in; only the owner starts as MASTER."""

    BACKUP = "BACKUP"
    MASTER = "MASTER"


class ChecksumMode(Enum):
    """What the IPv4 checksum of a VRRPv3 advert covers besides the PDU (keepalived 2.4)."""

    PSEUDO_HEADER = "pseudo_header"
    """RFC 5798: pseudo header with the real destination."""
    PDU_ONLY = "pdu_only"
    """RFC 9568 5.2.8 for IPv4: no pseudo header (``v3_checksum_as_v2``); either one is accepted."""
    GROUP_PSEUDO_HEADER = "group_pseudo_header"
    """Unicast as before keepalived 1.4: pseudo header with the group (``old_unicast_checksum``)."""
    AUTO = "auto"
    """Unicast: as PSEUDO_HEADER until a peer is heard that sends GROUP_PSEUDO_HEADER."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualAddress:
    """One address that a MASTER owns.

    ``preferred_lft_s`` is in seconds, None for ever. ``broadcast``, ``label`` and ``scope`` exist
    for IPv4 only (``scope`` is 0, global, for IPv6). ``peer`` replaces the prefix.
    """

    address: IpAddress
    prefix_len: int
    interface: str
    scope: int = 0
    broadcast: IPv4Address | None = None
    label: str | None = None
    peer: IpAddress | None = None
    home: bool = False
    nodad: bool = True
    mngtmpaddr: bool = False
    noprefixroute: bool = False
    autojoin: bool = False
    tracked: bool = True
    preferred_lft_s: int | None = None


@dataclass(frozen=True, slots=True)
class StaticAddress:
    """An address that is there from the start; ``track_group``: whose members track its device."""

    address: VirtualAddress
    track_group: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statics:
    """What is there from the start, whoever is MASTER, and stays at the end."""

    addresses: tuple[StaticAddress, ...] = ()
    routes: tuple[StaticRoute, ...] = ()
    rules: tuple[StaticRule, ...] = ()
    track_groups: tuple[TrackGroup, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GarpPolicy:
    """When and how often the addresses of a MASTER are announced (keepalived 2.4).

    ``repeat`` counts frames per address and burst. ``delay`` zero: no second burst; ``refresh``
    zero: no refresh.
    """

    delay: Duration
    repeat: int
    refresh: Duration
    refresh_repeat: int
    lower_prio_delay: Duration
    lower_prio_repeat: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnicastPeer:
    """A router that adverts are sent to; received TTL outside the bounds rejects its adverts."""

    address: IpAddress
    min_ttl: int = 0
    max_ttl: int = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Unicast:
    """Unicast transport of an instance: at least one peer.

    ``ttl`` None leaves it to the kernel (IPv6), which is 64. ``check_source`` drops adverts of
    others than the peers.
    """

    peers: tuple[UnicastPeer, ...]
    ttl: int | None
    check_source: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """One virtual router as this node takes part in it."""

    name: str
    vrid: int
    family: Family
    version: int
    interface: str
    """Name of the interface; empty only for unicast with a configured source."""
    initial_state: InitialState
    priority: int
    advert_int: Duration
    down_timer_adverts: int
    preempt: bool
    preempt_delay: Duration
    vips: tuple[VirtualAddress, ...]
    """In configuration order, as advertised."""
    evips: tuple[VirtualAddress, ...]
    """Owned, but not advertised; of either family."""
    mcast_group: IpAddress
    source: IpAddress | None
    """Configured source address; None: the first usable address of the interface."""
    track_source: bool
    """FAULT while the configured source is absent."""
    unicast: Unicast | None
    unicast_fault_no_peer: bool
    """No peers although unicast was asked for: FAULT for ever."""
    auth_pass: bytes | None
    """VRRPv2 PASS: exactly 8 octets, zero padded."""
    checksum: ChecksumMode
    skip_check_adv_addr: bool
    lower_prio_no_advert: bool
    higher_prio_send_advert: bool
    owner_ignore_adverts: bool
    timer_expired_backup: int | None
    """Priority P of keepalived's ``timer_expired_backup``; None: off."""
    track_interface: bool
    """False: ``dont_track_primary``."""
    promote_secondaries: bool
    garp: GarpPolicy
    rx_buf_size: int | None
    """Requested receive buffer in bytes; None: sized by vipd."""
    tracking: Tracking = field(default_factory=Tracking)
    notify: NotifyScripts = field(default_factory=NotifyScripts)
    link: Vmac | Ipvlan | None = None
    """The interface that the instance creates for itself."""
    vmac_addresses: bool = False
    """Create VMACs for addresses on other interfaces too (``use_vmac_addr``)."""
    vrf: str | None = None
    auth_header: bytes | None = None
    """VRRPv2 AH: the password, at most 8 octets, zero padded."""
    hmac: Hmac | None = None
    strict: bool = False
    accept: bool = True
    """A master that is not the owner accepts packets for the addresses."""
    smtp_alert: bool = False
    priority_changes: bool = False
    """Priority changes are written to the pipes."""
    extra_interfaces: Duration = Duration(0)
    """Time between announcements on other interfaces, zero: none."""
    extra_everywhere: bool = False
    sync_daemon_interface: str | None = None
    unicast_without_peers: bool = False
    """Unicast was asked for, but nobody is named to send to."""

    routes: tuple[Route, ...] = ()
    """Owned with the addresses, as are ``rules``."""
    rules: tuple[Rule, ...] = ()

    @property
    def owner(self) -> bool:
        """Whether this node is the address owner."""
        return self.priority == OWNER_PRIORITY

    @property
    def addresses(self) -> tuple[VirtualAddress, ...]:
        """Every address a MASTER owns: VIPs, then excluded ones."""
        return self.vips + self.evips


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """How the vrrp process runs (keepalived 2.4, process attributes).

    ``rt_priority`` None: real-time priority where permitted, 0: none. ``rlimit_rttime_us`` is the
    CPU time between two waits after which a process gives its real-time priority up.
    """

    name: str | None = None
    nice: int = 0
    rt_priority: int | None = None
    rlimit_rttime_us: int = RTTIME_DEFAULT_US
    no_swap: bool = False
    cpu_affinity: tuple[int, ...] = ()
    netlink_cmd_rcv_bufs: int | None = None
    netlink_cmd_rcv_bufs_force: bool = False
    netlink_monitor_rcv_bufs: int | None = None
    netlink_monitor_rcv_bufs_force: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Vrrp:
    """Everything the vrrp process is configured with."""

    instances: tuple[Instance, ...] = ()
    scripts: tuple[TrackScript, ...] = ()
    """Those that something tracks."""
    processes: tuple[TrackProcess, ...] = ()
    files: tuple[TrackFile, ...] = ()
    sync_groups: tuple[SyncGroup, ...] = ()
    garp_groups: tuple[GarpGroup, ...] = ()
    statics: Statics = field(default_factory=Statics)
    linkbeats: tuple[Linkbeat, ...] = ()
    """Interfaces whose link is polled."""
    linkbeat_all: bool = False
    """All interfaces are polled (``linkbeat_use_polling``)."""
    link_delays: tuple[LinkDelay, ...] = ()
    """One an interface."""
    process: Process = Process()
    startup_delay: Duration = Duration(0)
    delay_after_boot: Duration = Duration(0)
    log_unknown_vrids: bool = False
    dynamic_interfaces: bool = False
    disable_local_igmp: bool = False
