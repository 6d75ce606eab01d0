"""Keywords of ``global_defs`` about announcements, packet filters and IPVS."""

from typing import Final

from vipd.base.units import Duration
from vipd.conf.schema.declare import block, kw
from vipd.conf.schema.global_kinds import (
    IpvsTimeouts,
    IpvsTimeoutsKind,
    Name,
    Names,
    OneName,
    SyncDaemon,
    SyncDaemonKind,
)
from vipd.conf.schema.global_scripts import ScriptGlobals, bad_global
from vipd.conf.schema.kinds import Bool, Choice, Flag, Int, Seconds, Text
from vipd.conf.schema.numbers import I32_MAX, U32_MAX
from vipd.conf.schema.registry import Deprecated, OnReload, Repeat, Status, Unset
from vipd.conf.schema.special_kinds import ExtraIf, ExtraInterfaces

CHAIN_MAX: Final = 27
IPSET_MAX: Final = 30
TABLE_MAX: Final = 254
VMAC_PREFIX: Final = "vrrp"
DEFAULT_INTERFACE: Final = "eth0"
_GARP_INTERVAL: Final = Seconds(1, 4_294_967_295)


@block("global_defs", child=False)
class FilterGlobals(ScriptGlobals):
    """Announcements, packet filters and IPVS."""

    # Announcements and addresses that are not built.
    vrrp_garp_interval: Duration | None = kw(
        _GARP_INTERVAL,
        "Spacing of gratuitous ARPs on an interface.",
        default=None,
        unset=Unset(words="no spacing"),
        bad="vrrp_garp_interval '{value}' is invalid",
        status=Status.NOT_BUILT,
    )
    vrrp_gna_interval: Duration | None = kw(
        _GARP_INTERVAL,
        "Spacing of unsolicited neighbour advertisements on an interface.",
        default=None,
        unset=Unset(words="no spacing"),
        bad="vrrp_gna_interval '{value}' is invalid",
        status=Status.NOT_BUILT,
    )
    vrrp_garp_extra_if: ExtraIf | None = kw(
        ExtraInterfaces(1),
        "Periodic announcements on other interfaces.",
        default=None,
        unset=Unset(words="none are sent"),
        bad="{keyword} '{value}' invalid - ignoring",
        deprecated=(
            Deprecated(
                "vrrp_vmac_garp_intvl",
                'Keyword "vrrp_vmac_garp_intvl" is deprecated - please use "vrrp_garp_extra_if"',
            ),
        ),
        status=Status.NOT_BUILT,
    )
    vrrp_strict: bool = kw(
        Bool(),
        "Enforce conformance to the RFC.",
        default=False,
        bad=bad_global("vrrp_strict"),
        harmless=(False,),
        status=Status.NOT_BUILT,
    )
    default_interface: str = kw(
        Text(missing="default_interface requires interface name"),
        "Interface of static addresses that name none.",
        default=DEFAULT_INTERFACE,
        status=Status.ACCEPTED,
    )
    vmac_prefix: str = kw(
        Text(),
        "Beginning of the names of VMAC interfaces.",
        default=VMAC_PREFIX,
        status=Status.ACCEPTED,
        repeat=Repeat.FIRST,
        repeated="vmac prefix has already been specified - ignoring {value}",
    )
    vmac_addr_prefix: str | None = kw(
        Text(),
        "Beginning of the names of VMAC interfaces of addresses.",
        default=None,
        unset=Unset(inherits=("global_defs.vmac_prefix",)),
        status=Status.ACCEPTED,
        repeat=Repeat.FIRST,
        repeated="vmac_addr prefix has already been specified - ignoring {value}",
    )

    # Packet filters: used only for no_accept, strict mode and VMACs.
    vrrp_iptables: tuple[str, ...] | None = kw(
        Names((Name("iptables in chain", CHAIN_MAX), Name("iptables out chain", CHAIN_MAX))),
        "Chains of iptables for no_accept and VMACs.",
        default=None,
        unset=Unset(words="not used; INPUT and OUTPUT without names"),
        status=Status.NOT_BUILT,
        repeat=Repeat.FIRST,
        repeated="iptables already specified - ignoring",
    )
    vrrp_ipsets: tuple[str, ...] | None = kw(
        Names(
            tuple(
                Name(f"ipset {what}", IPSET_MAX)
                for what in (
                    "address",
                    "IPv6 address",
                    "IPv6 address_iface",
                    "IGMP",
                    "MLD",
                    "ND",
                )
            ),
            unique="vrrp_ipsets",
        ),
        "Names of the sets used with iptables.",
        default=None,
        unset=Unset(
            "keepalived keepalived6 keepalived_if6 keepalived_igmp keepalived_mld keepalived_nd",
            words="used with vrrp_iptables only",
        ),
        status=Status.NOT_BUILT,
    )
    nftables: str | None = kw(
        OneName(Name("nftables chain", TABLE_MAX), "keepalived"),
        "Table of nftables for no_accept and VMACs.",
        default=None,
        unset=Unset(words="used once a filter is needed, with the name keepalived"),
        status=Status.NOT_BUILT,
        repeat=Repeat.FIRST,
        repeated="nftables already specified - ignoring",
        reload=OnReload.REFUSE,
    )
    nftables_priority: int = kw(
        Int(-I32_MAX - 1, I32_MAX, strict=True),
        "Priority of the chains.",
        default=-1,
        bad="invalid nftables chain priority '{value}'",
        status=Status.ACCEPTED,
    )
    nftables_ifindex: bool = kw(
        Flag(), "Interface numbers instead of names in sets.", default=False, status=Status.ACCEPTED
    )
    nftables_counters: bool = kw(
        Flag(), "Counters in the rules.", default=False, status=Status.ACCEPTED
    )
    nftables_ipvs: str | None = kw(
        OneName(Name("nftables ipvs chain", TABLE_MAX), "keepalived_ipvs"),
        "Table of nftables for virtual server groups.",
        default=None,
        unset=Unset(words="not used; keepalived_ipvs without a name"),
        status=Status.NOT_BUILT,
        repeat=Repeat.FIRST,
        repeated="ipvs nftables already specified - ignoring",
        reload=OnReload.REFUSE,
    )
    nftables_ipvs_priority: int = kw(
        Int(-I32_MAX - 1, I32_MAX, strict=True),
        "Priority of the chain for IPVS.",
        default=-1,
        bad="invalid ipvs nftables chain priority '{value}'",
        status=Status.ACCEPTED,
    )
    nftables_ipvs_start_fwmark: int = kw(
        Int(1, U32_MAX, strict=True),
        "First mark to allocate.",
        default=1_000,
        bad="invalid ipvs nftables start_fwmark priority '{value}'",
        status=Status.ACCEPTED,
    )

    # IPVS.
    lvs_timeouts: IpvsTimeouts | None = kw(
        IpvsTimeoutsKind(),
        "Time-outs of IPVS connections.",
        default=None,
        unset=Unset(words="those of the kernel"),
        status=Status.NOT_BUILT,
    )
    lvs_flush: bool = kw(
        Flag(), "Clear the IPVS table at start.", default=False, status=Status.ACCEPTED
    )
    lvs_flush_on_stop: str | None = kw(
        Choice({"VS": "VS"}, bare=""),
        "Clear the IPVS table at stop.",
        default=None,
        unset=Unset(words="off"),
        bad="Unknown lvs_flush_on_stop type {value}",
        aliases=("lvs_flush_onstop",),
        status=Status.ACCEPTED,
    )
    lvs_sync_daemon: SyncDaemon | None = kw(
        SyncDaemonKind(),
        "IPVS connection synchronisation.",
        default=None,
        status=Status.NOT_BUILT,
        repeat=Repeat.FIRST,
        repeated="lvs_sync_daemon has already been specified as {before} - ignoring",
    )
    checker_log_all_failures: bool = kw(
        Bool(),
        "Log every failed check.",
        default=False,
        bad="Invalid value for checker_log_all_failures specified",
        status=Status.ACCEPTED,
    )
    rs_init_notifies: bool = kw(
        Bool(),
        "Notify about real servers that start up.",
        default=False,
        bad=bad_global("rs_init_notifies"),
        status=Status.ACCEPTED,
    )
