"""The block ``global_defs``: settings of the daemon and defaults of the instances."""

from enum import Enum
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from vipd.base.addr import IpAddress
from vipd.base.units import Duration
from vipd.conf.schema.declare import block, kw
from vipd.conf.schema.global_other import (
    BUFFER,
    PROCESS_NAME,
    OtherGlobals,
    nice,
    old_rlimit,
    real_time,
)
from vipd.conf.schema.global_scripts import bad_global
from vipd.conf.schema.ip import Address, link_local_multicast
from vipd.conf.schema.kinds import Anything, Bool, Choice, Flag, Int, OneInt, Seconds, Text
from vipd.conf.schema.numbers import I32_MAX, U32_MAX
from vipd.conf.schema.registry import OnReload, Unset
from vipd.conf.schema.special_kinds import BufferSize, Cpus, Umask
from vipd.model.defaults import BufferPolicy
from vipd.model.vrrp import RTTIME_DEFAULT_US

GARP_DELAY_MAX_S: Final = 4_294
GARP_DELAY_S: Final = 5
GARP_REPEAT: Final = 5
GARP_REFRESH_S: Final = 0
GARP_REFRESH_REPEAT: Final = 1
_STARTUP: Final = Seconds(1_000, 4_294_967_295)


class DynamicInterfaces(Enum):
    """Whether interfaces may come after the start, and come back as others."""

    OFF = "off"
    LATER = "later"
    CHANGING = "allow_if_changes"


def _group4(address: IpAddress) -> str | None:
    if address.version != 4:
        return "Can't parse vrrp_mcast_group4 [{value}]. Skipping"
    return (
        None if address.is_multicast else "vrrp_mcast_group4 [{value}] is not multicast. Skipping"
    )


def _group6(address: IpAddress) -> str | None:
    if address.version != 6:
        return "Can't parse vrrp_mcast_group6 [{value}]. Skipping"
    return (
        None if address.is_multicast else "vrrp_mcast_group6 [{value}] is not multicast. Skipping"
    )


def _beyond_link(address: IpAddress) -> str | None:
    if link_local_multicast(address):
        return None
    return "vrrp_mcast_group6 [{value}] should be link-local multicast."


def _raised(name: str) -> str:
    return f"{name} must be greater than 0, setting to 1"


@block("global_defs", child=False)
class GlobalDefs(OtherGlobals):
    """Settings of the daemon and defaults of the instances."""

    router_id: str | None = kw(
        Text(missing="routerid name missing - ignoring"),
        "Text that identifies this machine.",
        default=None,
        unset=Unset(words="the host name"),
    )

    # Processes.
    process_names: bool = kw(
        Flag(), "Name the children keepalived_vrrp, _lvs and _bfd.", default=False
    )
    process_name: str | None = kw(PROCESS_NAME, "Name of the parent process.", default=None)
    vrrp_process_name: str | None = kw(PROCESS_NAME, "Name of the VRRP process.", default=None)
    vrrp_priority: int = kw(
        nice("vrrp"),
        "Nice value of the VRRP process.",
        default=0,
        on_error=0,
        bad="Invalid vrrp process priority specified",
    )
    vrrp_no_swap: bool = kw(Flag(), "Lock the VRRP process in memory.", default=False)
    vrrp_rt_priority: int | None = kw(
        # Deviates: 0 turns it off; keepalived 2.4 has it off by default and makes 0 a 1.
        real_time("vrrp", off=0),
        "Real-time priority of the VRRP process; 0: none.",
        default=None,
        unset=Unset(words="10 where it is permitted"),
    )
    vrrp_cpu_affinity: tuple[int, ...] = kw(
        Cpus("vrrp"),
        "Processors that the VRRP process may use.",
        default=(),
        unset=Unset(words="all"),
    )
    vrrp_rlimit_rttime: int = kw(
        Int(1, U32_MAX, strict=True, unit="microseconds"),
        "Real-time limit of the VRRP process.",
        default=RTTIME_DEFAULT_US,
        bad="Invalid vrrp real-time limit - {value}",
        deprecated=old_rlimit("vrrp"),
    )
    vrrp_netlink_cmd_rcv_bufs: int | None = kw(
        BUFFER,
        "Receive buffer of the netlink socket.",
        default=None,
        unset=Unset(words="that of the system"),
        bad="vrrp_netlink_cmd_rcv_bufs size ({value}) invalid",
    )
    vrrp_netlink_cmd_rcv_bufs_force: bool = kw(
        Bool(),
        "Set it beyond the system's limit.",
        default=False,
        bad=bad_global("vrrp_netlink_cmd_rcv_bufs_force"),
    )
    vrrp_netlink_monitor_rcv_bufs: int | None = kw(
        BUFFER,
        "Receive buffer of the netlink monitor.",
        default=None,
        unset=Unset(words="that of the system"),
        bad="vrrp_netlink_monitor_rcv_bufs size ({value}) invalid",
    )
    vrrp_netlink_monitor_rcv_bufs_force: bool = kw(
        Bool(),
        "Set it beyond the system's limit.",
        default=False,
        bad=bad_global("vrrp_netlink_monitor_rcv_bufs_force"),
    )
    vrrp_rx_bufs_policy: BufferPolicy | int | None = kw(
        BufferSize(),
        "How receive buffers of adverts are sized.",
        default=None,
        unset=Unset(words="that of the system"),
        bad="Invalid vrrp_rx_bufs_policy {value}",
    )
    vrrp_rx_bufs_multiplier: int | None = kw(
        OneInt(1, U32_MAX),
        "Number of packets that the policy provides for.",
        default=None,
        unset=Unset("3"),
        bad="Invalid vrrp_rx_bufs_multiplier {value}",
    )
    umask: int = kw(Umask(), "File creation mask.", default=0o177, unset=Unset("0177"))

    # The host.
    dynamic_interfaces: DynamicInterfaces = kw(
        Choice(
            {"allow_if_changes": DynamicInterfaces.CHANGING},
            bare=DynamicInterfaces.LATER,
            otherwise=DynamicInterfaces.LATER,
            unknown="Unknown dynamic_interfaces option '{value}'",
            instead="interfaces need not exist yet, but must not come back as others",
        ),
        "Interfaces need not exist yet.",
        default=DynamicInterfaces.OFF,
    )
    disable_local_igmp: bool = kw(
        Flag(),
        "No IGMP reports for 224.0.0.0/24.",
        default=False,
        reload=OnReload.REFUSE,
    )

    # Defaults of the instances.
    vrrp_version: int = kw(
        Int(2, 3, signed=True),
        "VRRP version of IPv4 instances.",
        default=2,
        bad="VRRP Error: Version must be either 2 or 3",
    )
    vrrp_mcast_group4: IpAddress = kw(
        Address("Can't parse vrrp_mcast_group4 [{value}]. Skipping", _group4),
        "Destination of IPv4 adverts.",
        default=IPv4Address("224.0.0.18"),
    )
    vrrp_mcast_group6: IpAddress = kw(
        Address("Can't parse vrrp_mcast_group6 [{value}]. Skipping", _group6, _beyond_link),
        "Destination of IPv6 adverts.",
        default=IPv6Address("ff02::12"),
    )
    vrrp_down_timer_adverts: int = kw(
        Int(1, 100),
        "Missed adverts before a backup takes over.",
        default=3,
        bad="Invalid vrrp_down_timer_adverts [1:100] '{value}'",
    )
    vrrp_garp_master_delay: int = kw(
        Int(0, GARP_DELAY_MAX_S, unit="seconds"),
        "Time until the second burst of announcements after becoming master.",
        default=GARP_DELAY_S,
        bad="vrrp_garp_master_delay '{value}' invalid - ignoring",
    )
    vrrp_garp_master_repeat: int = kw(
        Int(0, U32_MAX, at_least=1, raised=_raised("vrrp_garp_master_repeat")),
        "Announcements of each address in a burst.",
        default=GARP_REPEAT,
        bad="vrrp_garp_master_repeat '{value}' invalid - ignoring",
    )
    vrrp_garp_master_refresh: int = kw(
        Int(0, U32_MAX, unit="seconds"),
        "Time between repeated announcements while master; 0: none.",
        default=GARP_REFRESH_S,
        on_error=0,
        bad="Invalid vrrp_garp_master_refresh '{value}' - ignoring",
    )
    vrrp_garp_master_refresh_repeat: int = kw(
        Int(0, U32_MAX, at_least=1, raised=_raised("vrrp_garp_master_refresh_repeat")),
        "Announcements of each address in a refresh.",
        default=GARP_REFRESH_REPEAT,
        bad="vrrp_garp_master_refresh_repeat '{value}' invalid - ignoring",
    )
    vrrp_garp_lower_prio_delay: int | None = kw(
        Int(0, GARP_DELAY_MAX_S, unit="seconds"),
        "Time until the second burst after an advert of lower priority.",
        default=None,
        unset=Unset(inherits=("global_defs.vrrp_garp_master_delay",)),
        bad="vrrp_garp_lower_prio_delay '{value}' invalid - ignoring",
    )
    vrrp_garp_lower_prio_repeat: int | None = kw(
        Int(0, I32_MAX),
        "Announcements of each address after an advert of lower priority.",
        default=None,
        unset=Unset(inherits=("global_defs.vrrp_garp_master_repeat",)),
        bad="Invalid vrrp_garp_lower_prio_repeat '{value}'",
    )
    vrrp_min_garp: bool = kw(
        Bool(),
        "One announcement of each address only.",
        default=False,
        bad="Invalid value for vrrp_min_garp specified",
    )
    vrrp_lower_prio_no_advert: bool = kw(
        Bool(),
        "Do not answer adverts of lower priority.",
        default=False,
        bad="Invalid value for vrrp_lower_prio_no_advert specified",
    )
    vrrp_higher_prio_send_advert: bool = kw(
        Bool(),
        "Send an advert before yielding to a higher priority.",
        # Deviates: off in keepalived 2.4, whose silent yield cuts clients off.
        default=True,
        bad="Invalid value for vrrp_higher_prio_send_advert specified",
    )
    vrrp_check_unicast_src: bool = kw(
        Flag(), "Accept unicast adverts only from configured peers.", default=False
    )
    vrrp_skip_check_adv_addr: bool = kw(
        Bool(),
        "Do not check the address list of adverts of the current master again.",
        default=False,
        bad=bad_global("vrrp_check_adv_addr"),
    )
    vrrp_owner_ignore_adverts: bool = kw(
        Bool(),
        "Address owners ignore received adverts.",
        default=False,
        # keepalived 2.4: has the two in the wrong places.
        bad="Invalid value '{keyword}' for global {value} specified",
        since="2.4",
    )
    v3_checksum_as_v2: bool = kw(
        Flag(),
        "Leave the pseudo header out of VRRPv3 IPv4 checksums (RFC 9568).",
        default=False,
        since="2.4",
    )
    vrrp_startup_delay: Duration | None = kw(
        _STARTUP,
        "Delay before the instances start.",
        default=None,
        unset=Unset(words="no delay"),
        bad="vrrp_startup_delay '{value}' is invalid",
    )
    vrrp_delay_after_boot: Duration | None = kw(
        _STARTUP,
        "Instances do not start before this time after the boot.",
        default=None,
        unset=Unset(words="no delay"),
        bad="vrrp_delay_after_boot '{value}' is invalid",
        since="2.4",
    )
    log_unknown_vrids: bool = kw(
        Flag(), "Log adverts of VRIDs that are not configured.", default=False
    )

    # Acts on the reading itself (conf.load).
    include_check: tuple[str, ...] | None = kw(
        Anything(),
        "Which include problems are errors.",
        default=None,
        unset=Unset(words="none; without words all"),
    )
    config_strict: bool = kw(
        Flag(),
        "Refuse to start where keepalived would carry on with a changed meaning.",
        default=False,
        extension=True,
    )
