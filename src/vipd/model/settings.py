"""The resolved settings of parts of the daemon that no single instance or service has."""

from dataclasses import dataclass, field
from enum import Enum

from vipd.base.addr import IpAddress
from vipd.base.units import SECOND, Duration
from vipd.model.vrrp import Process


@dataclass(frozen=True, slots=True, kw_only=True)
class Firewall:
    """The packet filter for addresses that are not accepted, and for VMACs.

    ``chains`` are those of iptables for input and output (None: not filtered), None: not used;
    ``sets`` are the names of ipsets in keepalived's order, none: without sets. ``table`` is that
    of nftables, None: not used, or nothing needs a filter.
    """

    chains: tuple[str, str | None] | None = None
    sets: tuple[str, ...] = ()
    table: str | None = None
    priority: int = -1
    by_index: bool = False
    counters: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncDaemon:
    """IPVS connection synchronisation; None leaves the kernel's value.

    The state of ``instance`` decides whether to send or to receive, None: both.
    """

    interface: str
    instance: str | None
    sync_id: int
    maxlen: int | None
    port: int | None
    ttl: int | None
    group: IpAddress | None


class FlushOnStop(Enum):
    """What of the IPVS table is cleared when the daemon stops."""

    NOTHING = "nothing"
    OWN_SERVICES = "own"
    """The virtual services, without the servers one by one (``lvs_flush_on_stop VS``)."""
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ipvs:
    """IPVS as a whole. Time-outs in seconds, None leaves the kernel's value.

    ``table`` is that of nftables for groups of services, None: marks are configured by hand.
    """

    tcp_timeout_s: int | None = None
    tcpfin_timeout_s: int | None = None
    udp_timeout_s: int | None = None
    flush: bool = False
    flush_on_stop: FlushOnStop = FlushOnStop.NOTHING
    sync_daemon: SyncDaemon | None = None
    table: str | None = None
    table_priority: int = -1
    first_mark: int = 1_000
    notify_at_start: bool = False
    namespace: str | None = None
    """The network namespace of IPVS; None: that of the daemon, empty: the default one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snmp:
    """The SNMP agent; ``rfc2`` and ``rfc3`` are the MIBs of RFC 2787 and RFC 6527."""

    socket: str = "unix:/var/agentx/master"
    traps: bool = False
    vrrp: bool = False
    rfc2: bool = False
    rfc3: bool = False
    checker: bool = False
    services_interval: Duration = Duration(5 * SECOND)
    servers_interval: Duration = Duration(5 * SECOND)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dbus:
    """The D-Bus interface; ``no_interface`` stands for the interface of instances without one."""

    enabled: bool = False
    service: str = "org.keepalived.Vrrp1"
    no_interface: str = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reloading:
    """How a configuration is read again, and what is kept of it; None: not.

    ``check_log`` empty: what a check finds is not kept. ``marker`` empty: the default file.
    """

    check_log: str | None = None
    time_file: str | None = None
    repeat: bool = False
    marker: str | None = None
    save_directory: str | None = None
    work_directory: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dumps:
    """How the state is written to files; a path of None is the default one."""

    instance_in_names: bool = False
    json_version: int = 1
    state: str | None = None
    statistics: str | None = None
    json: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything of ``global_defs`` that belongs to no instance and no service.

    ``auto_priority``: the real-time priority that late processes may take, 0: none, -1: disabled,
    after a lateness of ``auto_priority_delay_us``. ``process_events_buffer`` in bytes, None: the
    system's.
    """

    firewall: Firewall = field(default_factory=Firewall)
    ipvs: Ipvs = field(default_factory=Ipvs)
    snmp: Snmp = field(default_factory=Snmp)
    dbus: Dbus = field(default_factory=Dbus)
    reloading: Reloading = field(default_factory=Reloading)
    dumps: Dumps = field(default_factory=Dumps)
    checker: Process = field(default_factory=Process)
    bfd: Process = field(default_factory=Process)
    log_all_failures: bool = False
    """Checkers log each failure unless they say otherwise."""
    auto_priority: int = 0
    auto_priority_delay_us: int = 1_000_000
    process_events_buffer: int | None = None
    process_events_buffer_force: bool = False
    iproute_usr: str = "/usr/share/iproute2"
    iproute_etc: str = "/etc/iproute2"
    """The directories of the names of numbers; those of the second go before the first."""
