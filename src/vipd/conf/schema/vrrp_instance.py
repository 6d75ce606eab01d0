"""The block ``vrrp_instance``: one virtual router."""

from enum import Enum

from vipd.base.addr import IpAddress
from vipd.base.units import SECOND, Duration
from vipd.conf.schema.addresses import (
    AddressLine,
    PeerLine,
    UnicastPeerLine,
    VirtualAddressLine,
)
from vipd.conf.schema.authentication import Authentication
from vipd.conf.schema.declare import block, kw, lines, sub
from vipd.conf.schema.instance_features import InstanceFeatures
from vipd.conf.schema.ip import Address, link_local_multicast
from vipd.conf.schema.kinds import Bool, Choice, Flag, Int, Interface, OneInt, Seconds
from vipd.conf.schema.numbers import I32_MAX, U32_MAX
from vipd.conf.schema.registry import REQUIRED, Bound, Deprecated, OnReload, Unset

GARP_DELAY_MAX_S = 4_294


class StateWord(Enum):
    """What ``state`` may say; UNKNOWN stands for any other word and counts as BACKUP."""

    MASTER = "MASTER"
    BACKUP = "BACKUP"
    UNKNOWN = "UNKNOWN"


class OldChecksum(Enum):
    """What ``old_unicast_checksum`` may say."""

    ALWAYS = "always"
    NEVER = "never"


def _multicast(address: IpAddress) -> str | None:
    if not address.is_multicast:
        return "({owner}) mcast_dst_ip {value} not multicast. Skipping..."
    if not link_local_multicast(address):
        return "({owner}) mcast_dst_ip {value} not link-local multicast. Skipping..."
    return None


_SOURCE = Address(
    "Configuration error: VRRP instance[{owner}] malformed src address[{value}]. Skipping..."
)


@block("vrrp_instance", child=True)
class VrrpInstance(InstanceFeatures):
    """One virtual router."""

    state: StateWord | None = kw(
        Choice(
            {"MASTER": StateWord.MASTER, "BACKUP": StateWord.BACKUP},
            otherwise=StateWord.UNKNOWN,
            unknown="({owner}) unknown state '{value}', defaulting to BACKUP",
            instead="BACKUP is used",
        ),
        "Initial state; MASTER means something for the address owner only.",
        default=None,
        unset=Unset(words="MASTER with priority 255, else BACKUP"),
    )
    interface: str | None = kw(
        Interface(),
        "Interface the instance runs on.",
        default=None,
        unset=Unset(words="required, but for unicast with unicast_src_ip"),
        reload=OnReload.APPLY,
    )
    virtual_router_id: int | None = kw(
        Int(1, 255, strict=True),
        "VRID, unique on the network for a family.",
        default=None,
        unset=REQUIRED,
        bad="({owner}): VRID '{value}' not valid - must be between 1 & 255",
    )
    version: int | None = kw(
        Int(2, 3, signed=True),
        "VRRP version.",
        default=None,
        unset=Unset(inherits=("global_defs.vrrp_version",), words="3 for IPv6"),
        bad="({owner}): Version must be either 2 or 3",
    )
    priority: int | None = kw(
        Int(1, 255, strict=True),
        "Election priority; 255 is the address owner.",
        default=None,
        unset=Unset("100", words="255 with state MASTER"),
        on_error=100,
        bad="({owner}) Priority not valid! must be between 1 & 255. Using default 100",
    )
    advert_int: Duration = kw(
        Seconds(10_000, 255_000_000),
        "Time between adverts.",
        default=Duration(SECOND),
        bad="({owner}) Advert interval ({value}) not valid! Must be > 0 - ignoring",
    )
    down_timer_adverts: int | None = kw(
        Int(1, 100),
        "Missed adverts before a backup takes over.",
        default=None,
        unset=Unset("3", inherits=("global_defs.vrrp_down_timer_adverts",)),
        bad="({owner}): Invalid down_timer_adverts [1:100] '{value}'",
    )
    nopreempt: bool = kw(Flag(), "Do not take over from a master of lower priority.", default=False)
    preempt: bool = kw(
        Flag(),
        "Take over from a master of lower priority.",
        default=False,
        unset=Unset(words="on, unless nopreempt is given"),
    )
    preempt_delay: Duration = kw(
        Seconds(0, 1_000_000_000),
        "Time to wait before preempting.",
        default=Duration(0),
        on_error=Duration(0),
        bad="({owner}) Preempt_delay not valid! must be between 0-1000",
    )
    virtual_ipaddress: tuple[AddressLine, ...] = lines(
        VirtualAddressLine(), "Addresses that the master owns and advertises."
    )
    virtual_ipaddress_excluded: tuple[AddressLine, ...] = lines(
        VirtualAddressLine(), "Addresses that the master owns but does not advertise."
    )
    no_virtual_ipaddress: bool = kw(
        Flag(), "Accept an instance without addresses.", default=False, since="2.4"
    )
    authentication: Bound[Authentication] | None = sub(Authentication, "VRRPv2 authentication.")
    mcast_src_ip: IpAddress | None = kw(
        _SOURCE,
        "Source address of adverts.",
        default=None,
        unset=Unset(words="the first address of the interface"),
    )
    unicast_src_ip: IpAddress | None = kw(
        _SOURCE,
        "Source address of unicast adverts.",
        default=None,
        unset=Unset(words="the first address of the interface"),
    )
    mcast_dst_ip: IpAddress | None = kw(
        Address("({owner}) malformed mcast dest address {value}. Skipping...", _multicast),
        "Multicast destination of adverts.",
        default=None,
        unset=Unset(
            inherits=(
                "global_defs.vrrp_mcast_group4",
                "global_defs.vrrp_mcast_group6",
            )
        ),
    )
    track_src_ip: bool = kw(
        Flag(), "FAULT while the configured source address is missing.", default=False
    )
    unicast_peer: tuple[PeerLine, ...] = lines(
        UnicastPeerLine(), "Routers that adverts are sent to, instead of multicast."
    )
    unicast_fault_no_peer: bool = kw(
        Flag(), "Without peers stay in FAULT instead of using multicast.", default=False
    )
    check_unicast_src: bool = kw(
        Flag(), "Accept adverts only from configured peers.", default=False
    )
    unicast_ttl: int | None = kw(
        Int(0, 255, strict=True),
        "TTL or hop limit of unicast adverts.",
        default=None,
        unset=Unset("255", words="for IPv6 that of the kernel"),
        bad="({owner}): TTL '{value}' not valid - must be between 0 & 255",
    )
    old_unicast_checksum: OldChecksum | None = kw(
        Choice({"never": OldChecksum.NEVER}, bare=OldChecksum.ALWAYS),
        "Use, or never use, the VRRPv3 unicast checksum of keepalived before 1.4.",
        default=None,
        unset=Unset(words="found out from the adverts of the peers"),
        bad="({owner}) Unknown old_unicast_chksum mode {value} - ignoring",
    )
    v3_checksum_as_v2: bool | None = kw(
        Bool(),
        "Leave the pseudo header out of VRRPv3 IPv4 checksums (RFC 9568).",
        default=None,
        unset=Unset("off", inherits=("global_defs.v3_checksum_as_v2",)),
        bad="({owner}) invalid v3_checksum_as_v2 {value} specified",
        since="2.4",
    )
    native_ipv6: bool = kw(Flag(), "Force IPv6 and version 3 (obsolete).", default=False)
    skip_check_adv_addr: bool | None = kw(
        Bool(),
        "Do not check the address list of adverts of the current master again.",
        default=None,
        unset=Unset("off", inherits=("global_defs.vrrp_skip_check_adv_addr",)),
        bad="({owner}) invalid skip_check_adv_addr {value} specified",
    )
    lower_prio_no_advert: bool | None = kw(
        Bool(),
        "Do not answer adverts of lower priority.",
        default=None,
        unset=Unset(
            "off", inherits=("global_defs.vrrp_lower_prio_no_advert",), words="on with strict mode"
        ),
        bad="({owner}) invalid lower_prio_no_advert {value} specified",
    )
    higher_prio_send_advert: bool | None = kw(
        Bool(),
        "Send an advert before yielding to a higher priority.",
        default=None,
        unset=Unset("on", inherits=("global_defs.vrrp_higher_prio_send_advert",)),
        bad="({owner}) invalid higher_prio_send_advert {value} specified",
    )
    owner_ignore_adverts: bool | None = kw(
        Bool(),
        "Ignore adverts while address owner.",
        default=None,
        unset=Unset(
            "off",
            inherits=("global_defs.vrrp_owner_ignore_adverts",),
            words="only for the address owner",
        ),
        bad="({owner}) invalid owner_ignore_adverts {value} specified",
        since="2.4",
    )
    timer_expired_backup: int | None = kw(
        Int(1, 254, strict=True, bare=254),
        "With nopreempt: yield after running so late that another may have taken over.",
        default=None,
        unset=Unset(words="off; 254 without a number"),
        bad="({owner}) timer_expired_backup highest_other_priority not valid!"
        " must be between 1 & 254",
        deprecated=(
            Deprecated(
                "thread_timer_expired",
                "({owner}) thread_timer_expired - please replace with keyword"
                " 'timer_expired_backup'",
            ),
        ),
        since="2.4",
    )
    dont_track_primary: bool = kw(
        Flag(), "Ignore faults of the instance's interface.", default=False
    )
    promote_secondaries: bool = kw(
        Flag(), "Set promote_secondaries on the interface.", default=False
    )
    kernel_rx_buf_size: int | None = kw(
        OneInt(0, U32_MAX),
        "Receive buffer of the socket, in bytes.",
        default=None,
        unset=Unset(inherits=("global_defs.vrrp_rx_bufs_policy",), words="else that of the system"),
        bad="({owner}) invalid kernel_rx_buf_size specified",
    )
    garp_master_delay: int | None = kw(
        Int(0, GARP_DELAY_MAX_S, unit="seconds"),
        "Time until the second burst of announcements after becoming master; 0: none.",
        default=None,
        unset=Unset("5", inherits=("global_defs.vrrp_garp_master_delay",)),
        bad="({owner}): garp_master_delay '{value}' invalid - ignoring",
    )
    garp_master_repeat: int | None = kw(
        Int(
            0,
            U32_MAX,
            at_least=1,
            raised="({owner}): garp_master_repeat must be greater than 0, setting to 1",
        ),
        "Announcements of each address in a burst.",
        default=None,
        unset=Unset("5", inherits=("global_defs.vrrp_garp_master_repeat",)),
        bad="({owner}): garp_master_repeat '{value}' invalid - ignoring",
    )
    garp_master_refresh: int | None = kw(
        Int(0, U32_MAX, unit="seconds"),
        "Time between repeated announcements while master; 0: none.",
        default=None,
        unset=Unset("0", inherits=("global_defs.vrrp_garp_master_refresh",)),
        bad="({owner}): Invalid garp_master_refresh '{value}' - ignoring",
    )
    garp_master_refresh_repeat: int | None = kw(
        Int(
            0,
            U32_MAX,
            at_least=1,
            raised="({owner}): garp_master_refresh_repeat must be greater than 0, setting to 1",
        ),
        "Announcements of each address in a refresh.",
        default=None,
        unset=Unset("1", inherits=("global_defs.vrrp_garp_master_refresh_repeat",)),
        bad="({owner}): garp_master_refresh_repeat '{value}' invalid - ignoring",
    )
    garp_lower_prio_delay: int | None = kw(
        Int(0, GARP_DELAY_MAX_S, unit="seconds"),
        "Time until the second burst after an advert of lower priority.",
        default=None,
        unset=Unset("5", inherits=("global_defs.vrrp_garp_lower_prio_delay",)),
        bad="({owner}): garp_lower_prio_delay '{value}' invalid - ignoring",
    )
    garp_lower_prio_repeat: int | None = kw(
        Int(0, I32_MAX),
        "Announcements of each address after an advert of lower priority.",
        default=None,
        unset=Unset("5", inherits=("global_defs.vrrp_garp_lower_prio_repeat",)),
        bad="({owner}): Invalid garp_lower_prio_repeat '{value}'",
    )
    accept: bool = kw(
        Flag(),
        "Accept packets for the addresses (the default but for strict mode).",
        default=False,
        unset=Unset(words="on, but for strict mode, where only the address owner accepts"),
    )
