"""Settings of ``global_defs`` that belong to no instance and no service, to the model."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from vipd.conf.schema.global_defs import GlobalDefs
from vipd.conf.schema.global_kinds import IpvsTimeouts
from vipd.conf.schema.registry import Bound
from vipd.conf.schema.root import Root
from vipd.model.link import Vmac
from vipd.model.settings import (
    Dbus,
    Dumps,
    Firewall,
    FlushOnStop,
    Ipvs,
    Reloading,
    Settings,
    Snmp,
    SyncDaemon,
)
from vipd.model.vrrp import Instance, Process

CHAINS: Final = ("INPUT", "OUTPUT")
SET: Final = "keepalived"
TABLE: Final = "keepalived"
RTTIME_MIN_US: Final = 2
"""keepalived 2.4: a real-time limit of 1 becomes 2."""
VRRP_NAME: Final = "keepalived_vrrp"
CHECKER_NAME: Final = "keepalived_lvs"
BFD_NAME: Final = "keepalived_bfd"


def build_settings(root: Root, bound: Bound[GlobalDefs], instances: Sequence[Instance]) -> Settings:
    """Return the settings with all defaults settled."""
    record = bound.record
    return Settings(
        firewall=_firewall(record, instances),
        ipvs=replace(_ipvs(record, instances), namespace=root.net_namespace_ipvs),
        snmp=_snmp(record),
        dbus=Dbus(
            enabled=record.enable_dbus,
            service=record.dbus_service_name or Dbus().service,
            no_interface=record.dbus_no_interface_name or Dbus().no_interface,
        ),
        reloading=Reloading(
            check_log=record.reload_check_config,
            time_file=record.reload_time_file,
            repeat=record.reload_repeat,
            marker=record.reload_file,
            save_directory=record.config_save_dir,
            work_directory=record.tmp_config_directory,
        ),
        dumps=Dumps(
            instance_in_names=record.data_use_instance,
            json_version=record.json_version,
            state=record.state_dump_file,
            statistics=record.stats_dump_file,
            json=record.json_dump_file,
        ),
        checker=_checker(bound),
        bfd=_bfd(bound),
        log_all_failures=record.checker_log_all_failures,
        auto_priority=record.max_auto_priority,
        auto_priority_delay_us=record.min_auto_priority_delay,
        process_events_buffer=record.process_monitor_rcv_bufs or None,
        process_events_buffer_force=record.process_monitor_rcv_bufs_force,
        iproute_usr=record.iproute_usr_dir or Settings().iproute_usr,
        iproute_etc=record.iproute_etc_dir or Settings().iproute_etc,
    )


def _firewall(record: GlobalDefs, instances: Sequence[Instance]) -> Firewall:
    """Keepalived 2.4: nftables goes before iptables, and sets need iptables.

    Without either, nftables is used as soon as an instance needs a filter.
    """
    chains: tuple[str, str | None] | None = None
    table = record.nftables
    given = record.vrrp_iptables
    if given is not None and table is None:
        # keepalived 2.4: with one name alone, what is sent is not filtered.
        chains = (given[0], given[1] if len(given) > 1 else None) if given else CHAINS
    elif table is None and any(_filtered(instance) for instance in instances):
        table = TABLE
    return Firewall(
        chains=chains,
        sets=_sets(record.vrrp_ipsets) if chains is not None else (),
        table=table,
        priority=record.nftables_priority,
        by_index=record.nftables_ifindex,
        counters=record.nftables_counters,
    )


def _filtered(instance: Instance) -> bool:
    return not instance.accept or isinstance(instance.link, Vmac)


def _sets(given: tuple[str, ...] | None) -> tuple[str, ...]:
    """Return the names of the ipsets, none when they are switched off.

    keepalived 2.4: names that are not given begin with the first, that of interfaces with the
    second one.
    """
    if given == ():
        return ()
    first = given[0] if given else SET
    second = given[1] if given and len(given) > 1 else None
    names = (
        first,
        second or f"{first}6",
        f"{second or first}_if6",
        *(f"{first}_{end}" for end in ("igmp", "mld", "nd")),
    )
    return (*(given or ()), *names[len(given or ()) :])


def _ipvs(record: GlobalDefs, instances: Sequence[Instance]) -> Ipvs:
    timeouts = record.lvs_timeouts or IpvsTimeouts()
    return Ipvs(
        tcp_timeout_s=timeouts.tcp,
        tcpfin_timeout_s=timeouts.tcpfin,
        udp_timeout_s=timeouts.udp,
        flush=record.lvs_flush,
        flush_on_stop=_flush_on_stop(record.lvs_flush_on_stop),
        sync_daemon=_sync_daemon(record, instances),
        table=record.nftables_ipvs,
        table_priority=record.nftables_ipvs_priority,
        first_mark=record.nftables_ipvs_start_fwmark,
        notify_at_start=record.rs_init_notifies,
    )


def _flush_on_stop(given: str | None) -> FlushOnStop:
    if given is None:
        return FlushOnStop.NOTHING
    return FlushOnStop.OWN_SERVICES if given else FlushOnStop.EVERYTHING


def _sync_daemon(record: GlobalDefs, instances: Sequence[Instance]) -> SyncDaemon | None:
    """Keepalived 2.4: the id is the VRID of the instance; an unknown one turns it off.

    Without a setting for all, it belongs to the first instance that asks for it.
    """
    given = record.lvs_sync_daemon
    if given is None:
        return _sync_daemon_of(instances)
    vrids = {instance.name: instance.vrid for instance in instances}
    if given.instance is not None and given.instance not in vrids:
        return None
    vrid = vrids[given.instance] if given.instance is not None else 0
    return SyncDaemon(
        interface=given.interface,
        instance=given.instance,
        sync_id=vrid if given.sync_id is None else given.sync_id,
        maxlen=given.maxlen,
        port=given.port,
        ttl=given.ttl,
        group=given.group,
    )


def _sync_daemon_of(instances: Sequence[Instance]) -> SyncDaemon | None:
    for instance in instances:
        if instance.sync_daemon_interface is not None:
            return SyncDaemon(
                interface=instance.sync_daemon_interface,
                instance=instance.name,
                sync_id=instance.vrid,
                maxlen=None,
                port=None,
                ttl=None,
                group=None,
            )
    return None


def _snmp(record: GlobalDefs) -> Snmp:
    both = record.enable_snmp_rfc
    services = record.snmp_vs_stats_update_interval
    return Snmp(
        socket=record.snmp_socket or Snmp().socket,
        traps=record.enable_traps,
        vrrp=record.enable_snmp_vrrp,
        rfc2=both or record.enable_snmp_rfcv2,
        rfc3=both or record.enable_snmp_rfcv3,
        checker=record.enable_snmp_checker,
        services_interval=services,
        servers_interval=record.snmp_rs_stats_update_interval or services,
    )


def _process_name(bound: Bound[GlobalDefs], keyword: str, common: str) -> str | None:
    """Return the name of a process; ``process_names`` and its own keyword: the last one wins."""
    name: str | None = None
    for use in bound.uses:
        if use.field == "process_names":
            name = common
        elif use.field == keyword and isinstance(use.value, str):
            name = use.value
    return name


def _real_time_limit(given: int) -> int:
    """Return a real-time limit in microseconds."""
    return max(RTTIME_MIN_US, given)


def vrrp_process(bound: Bound[GlobalDefs]) -> Process:
    """Return how the vrrp process runs."""
    record = bound.record
    return Process(
        name=_process_name(bound, "vrrp_process_name", VRRP_NAME),
        nice=record.vrrp_priority,
        rt_priority=record.vrrp_rt_priority,
        rlimit_rttime_us=_real_time_limit(record.vrrp_rlimit_rttime),
        no_swap=record.vrrp_no_swap,
        cpu_affinity=record.vrrp_cpu_affinity,
        netlink_cmd_rcv_bufs=record.vrrp_netlink_cmd_rcv_bufs or None,
        netlink_cmd_rcv_bufs_force=record.vrrp_netlink_cmd_rcv_bufs_force,
        netlink_monitor_rcv_bufs=record.vrrp_netlink_monitor_rcv_bufs or None,
        netlink_monitor_rcv_bufs_force=record.vrrp_netlink_monitor_rcv_bufs_force,
    )


def _checker(bound: Bound[GlobalDefs]) -> Process:
    record = bound.record
    return Process(
        name=_process_name(bound, "checker_process_name", CHECKER_NAME),
        nice=record.checker_priority,
        rt_priority=record.checker_rt_priority,
        rlimit_rttime_us=_real_time_limit(record.checker_rlimit_rttime),
        no_swap=record.checker_no_swap,
        cpu_affinity=record.checker_cpu_affinity,
        netlink_cmd_rcv_bufs=record.lvs_netlink_cmd_rcv_bufs or None,
        netlink_cmd_rcv_bufs_force=record.lvs_netlink_cmd_rcv_bufs_force,
        netlink_monitor_rcv_bufs=record.lvs_netlink_monitor_rcv_bufs or None,
        netlink_monitor_rcv_bufs_force=record.lvs_netlink_monitor_rcv_bufs_force,
    )


def _bfd(bound: Bound[GlobalDefs]) -> Process:
    record = bound.record
    return Process(
        name=_process_name(bound, "bfd_process_name", BFD_NAME),
        nice=record.bfd_priority,
        rt_priority=record.bfd_rt_priority,
        rlimit_rttime_us=_real_time_limit(record.bfd_rlimit_rttime),
        no_swap=record.bfd_no_swap,
        cpu_affinity=record.bfd_cpu_affinity,
    )
