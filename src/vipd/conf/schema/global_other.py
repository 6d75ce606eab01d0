"""Keywords of ``global_defs`` that serve parts which are not there, or that are not built."""

from typing import Final

from vipd.conf.schema.declare import accepted, block, later
from vipd.conf.schema.kinds import (
    Anything,
    Bool,
    Choice,
    Clamped,
    Flag,
    Int,
    Interface,
    Seconds,
    Text,
    WordList,
)
from vipd.conf.schema.numbers import I32_MAX, U32_MAX
from vipd.conf.schema.registry import Deprecated, Shape
from vipd.conf.schema.special_kinds import Cpus, ExtraInterfaces

NAME_BYTES_MAX: Final = 15
PROCESS_NAME: Final = Text(
    NAME_BYTES_MAX, shortened="Process name {value} more than 15 characters, truncating"
)
BUFFER: Final = Int(0, U32_MAX, strict=True, unit="bytes")
NICE_LOW, NICE_HIGH = -20, 19
RT_HIGH: Final = 99


def bad_global(name: str) -> str:
    """Return keepalived's report of a bad value of a global setting."""
    return f"Invalid value '{{value}}' for global {name} specified"


def nice(what: str) -> Int:
    """Return the kind of a nice value."""
    return Int(NICE_LOW, NICE_HIGH, strict=True, missing=f"No {what} process priority specified")


def real_time(what: str, *, off: int | None = None) -> Clamped:
    """Return the kind of a real-time priority."""
    return Clamped(1, RT_HIGH, f"{what} process real-time priority", off)


def old_rlimit(what: str) -> tuple[Deprecated, ...]:
    """Return the misspelt alias of a real-time limit."""
    return (
        Deprecated(
            f"{what}_rlimit_rtime",
            f"Deprecated keyword {what}_rlimit_rtime - please use {what}_rlimit_rttime",
            counted=False,
        ),
    )


_SNMP_INTERVAL: Final = Seconds(1_000, 30_000_000)
_GARP_INTERVAL: Final = Seconds(1, 4_294_967_295)


@block("global_defs", child=False)
class OtherGlobals:
    """Settings without effect here, and those that refuse the start."""

    # Mail.
    notification_email_from: object = accepted(
        Text(
            missing="emailfrom missing - ignoring",
            surplus="emailfrom - ignoring extra entries '{value}' ...",
        ),
        "Sender of alert mails.",
    )
    smtp_server: object = accepted(
        Anything(required=True), "Mail server: host or address, and port."
    )
    smtp_helo_name: object = accepted(Anything(), "Name sent in HELO.")
    smtp_connect_timeout: object = accepted(
        Int(0, 4_294, unit="seconds"),
        "Time to wait for the mail server.",
        bad="smtp_connect_timeout '{value}' must be in [0, 4294] - ignoring",
    )
    notification_email: object = accepted(
        WordList(),
        "Recipients of alert mails.",
        bad="Warning - empty notification_email block",
        shape=Shape.LIST,
    )
    smtp_alert: object = accepted(
        Bool(), "Mail alerts unless set elsewhere.", bad=bad_global("smtp_alert")
    )
    smtp_alert_vrrp: object = accepted(
        Bool(), "Mail alerts of instances.", bad=bad_global("smtp_alert_vrrp")
    )
    smtp_alert_checker: object = accepted(
        Bool(), "Mail alerts of servers.", bad=bad_global("smtp_alert_checker")
    )
    no_email_faults: object = accepted(Flag(), "No mail for FAULT.")
    no_checker_emails: object = accepted(
        Bool(), "Mail only when a server comes or goes.", bad=bad_global("no_checker_emails")
    )

    # Scripts and their users.
    script_user: object = accepted(Anything(required=True), "User and group of scripts.")
    enable_script_security: object = accepted(
        Flag(), "Do not run scripts as root that others can change."
    )
    use_symlink_paths: object = accepted(
        Bool(),
        "Keep symbolic links in the names of scripts.",
        bad=bad_global("use_symlink_path"),
        since="2.4",
    )
    startup_script: object = later(
        "Run once before the children start.",
        kind=Anything("startup script missing"),
        command=True,
    )
    startup_script_timeout: object = accepted(
        Int(1, 1_000, missing="startup_script_timeout requires value", unit="seconds"),
        "Time for startup_script.",
        bad="startup_script_timeout '{value}' must be in [1, 1000] - ignoring",
    )
    shutdown_script: object = later(
        "Run once after all children have stopped.",
        kind=Anything("shutdown script missing"),
        command=True,
    )
    shutdown_script_timeout: object = accepted(
        Int(1, 1_000, missing="shutdown_script_timeout requires value", unit="seconds"),
        "Time for shutdown_script.",
        bad="shutdown_script_timeout '{value}' must be in [1, 1000] - ignoring",
    )
    notify_fifo: object = later(
        "Named pipe for events.", kind=Anything("No notify_fifo name specified")
    )
    notify_fifo_script: object = later("Program behind notify_fifo.", command=True)
    vrrp_notify_fifo: object = later(
        "Named pipe for VRRP events.", kind=Anything("No vrrp_notify_fifo name specified")
    )
    vrrp_notify_fifo_script: object = later("Program behind vrrp_notify_fifo.", command=True)
    lvs_notify_fifo: object = later(
        "Named pipe for checker events.", kind=Anything("No lvs_notify_fifo name specified")
    )
    lvs_notify_fifo_script: object = later("Program behind lvs_notify_fifo.", command=True)
    vrrp_notify_priority_changes: object = accepted(
        Bool(),
        "Write priority changes to the pipes.",
        bad=bad_global("vrrp_notify_priority_changes"),
    )
    fifo_write_vrrp_states_on_reload: object = accepted(
        Flag(), "Write states to the pipes after a reload."
    )

    # Announcements and addresses that are not built.
    vrrp_garp_interval: object = later(
        "Spacing of gratuitous ARPs on an interface.",
        kind=_GARP_INTERVAL,
        bad="vrrp_garp_interval '{value}' is invalid",
    )
    vrrp_gna_interval: object = later(
        "Spacing of unsolicited neighbour advertisements on an interface.",
        kind=_GARP_INTERVAL,
        bad="vrrp_gna_interval '{value}' is invalid",
    )
    vrrp_garp_extra_if: object = later(
        "Periodic announcements on other interfaces.",
        kind=ExtraInterfaces(1),
        bad="vrrp_garp_extra_if '{value}' invalid - ignoring",
        deprecated=(
            Deprecated(
                "vrrp_vmac_garp_intvl",
                'Keyword "vrrp_vmac_garp_intvl" is deprecated - please use "vrrp_garp_extra_if"',
            ),
        ),
    )
    vrrp_strict: object = later(
        "Enforce conformance to the RFC.",
        kind=Bool(),
        bad=bad_global("vrrp_strict"),
        harmless=(False,),
    )
    default_interface: object = accepted(
        Interface("default_interface requires interface name"),
        "Interface of static addresses that name none.",
    )
    vmac_prefix: object = accepted(Text(), "Beginning of the names of VMAC interfaces.")
    vmac_addr_prefix: object = accepted(
        Text(), "Beginning of the names of VMAC interfaces of addresses."
    )

    # Packet filters: used only for no_accept, strict mode and VMACs.
    vrrp_iptables: object = later("Chains of iptables for no_accept and VMACs.")
    vrrp_ipsets: object = later("Names of the sets used with iptables.")
    nftables: object = later("Table of nftables for no_accept and VMACs.")
    nftables_priority: object = accepted(
        Int(-I32_MAX - 1, I32_MAX, strict=True),
        "Priority of the chains.",
        bad="invalid nftables chain priority '{value}'",
    )
    nftables_ifindex: object = accepted(Flag(), "Interface numbers instead of names in sets.")
    nftables_counters: object = accepted(Flag(), "Counters in the rules.")
    nftables_ipvs: object = later("Table of nftables for virtual server groups.")
    nftables_ipvs_priority: object = accepted(
        Int(-I32_MAX - 1, I32_MAX, strict=True),
        "Priority of the chain for IPVS.",
        bad="invalid ipvs nftables chain priority '{value}'",
    )
    nftables_ipvs_start_fwmark: object = accepted(
        Int(1, U32_MAX, strict=True),
        "First mark to allocate.",
        bad="invalid ipvs nftables start_fwmark priority '{value}'",
    )

    # IPVS.
    lvs_timeouts: object = later("Time-outs of IPVS connections.")
    lvs_flush: object = accepted(Flag(), "Clear the IPVS table at start.")
    lvs_flush_on_stop: object = accepted(
        Choice({"VS": "VS"}, bare=""),
        "Clear the IPVS table at stop.",
        bad="Unknown lvs_flush_on_stop type {value}",
        aliases=("lvs_flush_onstop",),
    )
    lvs_sync_daemon: object = later("IPVS connection synchronisation.")
    checker_log_all_failures: object = accepted(
        Bool(),
        "Log every failed check.",
        bad="Invalid value for checker_log_all_failures specified",
    )
    rs_init_notifies: object = accepted(
        Bool(), "Notify about real servers that start up.", bad=bad_global("rs_init_notifies")
    )

    # The checker and BFD processes.
    checker_process_name: object = accepted(
        PROCESS_NAME,
        "Name of the checker process.",
        deprecated=(
            Deprecated(
                "lvs_process_name",
                "Deprecated keyword lvs_process_name - please use checker_process_name",
                counted=False,
            ),
        ),
    )
    bfd_process_name: object = accepted(PROCESS_NAME, "Name of the BFD process.")
    checker_priority: object = accepted(
        nice("checker"),
        "Nice value of the checker process.",
        bad="Invalid checker process priority specified",
    )
    checker_no_swap: object = accepted(Flag(), "Lock the checker process in memory.")
    checker_rt_priority: object = accepted(
        real_time("checker"), "Real-time priority of the checker process."
    )
    checker_cpu_affinity: object = accepted(Cpus("checker"), "Processors of the checker process.")
    checker_rlimit_rttime: object = accepted(
        Int(1, U32_MAX, strict=True, unit="microseconds"),
        "Real-time limit of the checker process.",
        bad="Invalid checker real-time limit - {value}",
        deprecated=old_rlimit("checker"),
    )
    bfd_priority: object = accepted(
        nice("bfd"),
        "Nice value of the BFD process.",
        bad="Invalid bfd process priority specified",
    )
    bfd_no_swap: object = accepted(Flag(), "Lock the BFD process in memory.")
    bfd_rt_priority: object = accepted(real_time("bfd"), "Real-time priority of the BFD process.")
    bfd_cpu_affinity: object = accepted(Cpus("bfd"), "Processors of the BFD process.")
    bfd_rlimit_rttime: object = accepted(
        Int(1, U32_MAX, strict=True, unit="microseconds"),
        "Real-time limit of the BFD process.",
        bad="Invalid bfd real-time limit - {value}",
        deprecated=old_rlimit("bfd"),
    )
    lvs_netlink_cmd_rcv_bufs: object = accepted(
        BUFFER,
        "Receive buffer of the checker's netlink socket.",
        bad="lvs_netlink_cmd_rcv_bufs size ({value}) invalid",
    )
    lvs_netlink_cmd_rcv_bufs_force: object = accepted(
        Bool(),
        "Set it beyond the system's limit.",
        bad=bad_global("lvs_netlink_cmd_rcv_bufs_force"),
    )
    lvs_netlink_monitor_rcv_bufs: object = accepted(
        BUFFER,
        "Receive buffer of the checker's netlink monitor.",
        bad="lvs_netlink_monitor_rcv_bufs size ({value}) invalid",
    )
    lvs_netlink_monitor_rcv_bufs_force: object = accepted(
        Bool(),
        "Set it beyond the system's limit.",
        bad=bad_global("lvs_netlink_monitor_rcv_bufs_force"),
    )
    process_monitor_rcv_bufs: object = accepted(
        BUFFER,
        "Receive buffer for process events.",
        bad="process_monitor_rcv_bufs size ({value}) invalid",
    )
    process_monitor_rcv_bufs_force: object = accepted(
        Bool(),
        "Set it beyond the system's limit.",
        bad=bad_global("process_monitor_rcv_bufs_force"),
    )
    max_auto_priority: object = accepted(
        Int(-1, RT_HIGH, bare=RT_HIGH),
        "Real-time priority that may be taken when timers run late; vipd takes it at once.",
        bad="max_auto_priority '{value}' must be in [0, 99] (or -1 to disable) - ignoring",
    )
    min_auto_priority_delay: object = accepted(
        Int(
            1,
            10_000_000,
            missing="min_auto_priority_delay requires delay time",
            unit="microseconds",
        ),
        "Lateness that raises the priority.",
        bad="min_auto_priority_delay '{value}' must be in [1, 10000000] - ignoring",
    )

    # SNMP and D-Bus.
    snmp_socket: object = accepted(
        Anything("SNMP error : snmp socket name missing"), "AgentX socket."
    )
    enable_traps: object = accepted(Flag(), "Send SNMP traps.")
    enable_snmp_vrrp: object = accepted(
        Flag(), "SNMP for VRRP.", aliases=("enable_snmp_keepalived",)
    )
    enable_snmp_rfc: object = accepted(Flag(), "Both RFC MIBs.")
    enable_snmp_rfcv2: object = accepted(Flag(), "MIB of RFC 2787.")
    enable_snmp_rfcv3: object = accepted(Flag(), "MIB of RFC 6527.")
    enable_snmp_checker: object = accepted(Flag(), "SNMP for the checkers.")
    snmp_vs_stats_update_interval: object = accepted(
        _SNMP_INTERVAL,
        "Age of virtual server statistics.",
        bad="snmp stats vs update interval '{value}' invalid - ignoring",
        since="2.4",
    )
    snmp_rs_stats_update_interval: object = accepted(
        _SNMP_INTERVAL,
        "Age of real server statistics.",
        bad="snmp stats rs update interval '{value}' invalid - ignoring",
        since="2.4",
    )
    enable_dbus: object = accepted(Flag(), "D-Bus interface.")
    dbus_service_name: object = accepted(
        Anything("dbus_service_name missing - ignoring"), "Name on the bus."
    )
    dbus_no_interface_name: object = accepted(
        Anything("dbus_no_interface_name missing - ignoring"),
        "Path element of instances without interface.",
        since="2.4",
    )

    # Reading, reloading, dumping.
    random_seed: object = accepted(
        Int(0, U32_MAX, strict=True), "Seed of ${_RANDOM}.", bad="random_seed {value} invalid"
    )
    reload_check_config: object = accepted(
        Anything(), "Check before a reload; vipd always does, and without a log file."
    )
    reload_time_file: object = later(
        "File with a time at which to reload.", kind=Anything("reload_time_file invalid")
    )
    reload_repeat: object = accepted(Flag(), "Keep reload_time_file after the reload.")
    reload_file: object = accepted(Anything(), "Marks that a configuration is being read.")
    config_save_dir: object = accepted(
        Anything(required=True), "Where read configurations are kept for debugging."
    )
    tmp_config_directory: object = accepted(
        Anything("tmp_config_directory missing directory name"),
        "Where the text is kept between passes; vipd needs one pass.",
    )
    data_use_instance: object = accepted(
        Bool(), "Instance name in the names of dumps.", bad=bad_global("date_use_instance")
    )
    json_version: object = accepted(
        Int(1, 2, missing="json_version requires version"),
        "Layout of the JSON dump.",
        bad="Invalid JSON version",
        since="2.4",
    )
    iproute_usr_dir: object = accepted(
        Anything("iproute_usr_dir requires path"), "Name tables of the system.", since="2.4"
    )
    iproute_etc_dir: object = accepted(
        Anything("iproute_etc_dir requires path"), "Local name tables.", since="2.4"
    )
    state_dump_file: object = accepted(
        Anything("state_dump_file requires a non-empty path"), "Name of the dump.", since="2.4"
    )
    stats_dump_file: object = accepted(
        Anything("stats_dump_file requires a non-empty path"), "No effect.", since="2.4"
    )
    json_dump_file: object = accepted(
        Anything("json_dump_file requires a non-empty path"), "No effect.", since="2.4"
    )
