"""Keywords of ``global_defs`` about processes, SNMP, D-Bus, reading and dumping."""

from typing import Final

from vipd.base.units import Duration
from vipd.conf.schema.declare import block, kw
from vipd.conf.schema.global_filters import FilterGlobals
from vipd.conf.schema.global_kinds import (
    Path,
    Socket,
)
from vipd.conf.schema.global_scripts import bad_global
from vipd.conf.schema.kinds import Bool, Clamped, Flag, Int, Seconds, Text
from vipd.conf.schema.numbers import U32_MAX
from vipd.conf.schema.registry import Deprecated, OnReload, Repeat, Status, Unset
from vipd.conf.schema.special_kinds import Cpus, SaveDirectory
from vipd.model.settings import Dbus, Snmp
from vipd.model.vrrp import RTTIME_DEFAULT_US

NAME_BYTES_MAX: Final = 15
PROCESS_NAME: Final = Text(
    NAME_BYTES_MAX, shortened="Process name {value} more than 15 characters, truncating"
)
BUFFER: Final = Int(0, U32_MAX, strict=True, missing="{keyword} size missing", unit="bytes")
NICE_LOW, NICE_HIGH = -20, 19
RT_HIGH: Final = 99


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


@block("global_defs", child=False)
class OtherGlobals(FilterGlobals):
    """Settings without effect here, and those that refuse the start."""

    # The checker and BFD processes.
    checker_process_name: str | None = kw(
        PROCESS_NAME,
        "Name of the checker process.",
        default=None,
        deprecated=(
            Deprecated(
                "lvs_process_name",
                "Deprecated keyword lvs_process_name - please use checker_process_name",
                counted=False,
            ),
        ),
        status=Status.ACCEPTED,
    )
    bfd_process_name: str | None = kw(
        PROCESS_NAME, "Name of the BFD process.", default=None, status=Status.ACCEPTED
    )
    checker_priority: int = kw(
        nice("checker"),
        "Nice value of the checker process.",
        default=0,
        bad="Invalid checker process priority specified",
        status=Status.ACCEPTED,
    )
    checker_no_swap: bool = kw(
        Flag(), "Lock the checker process in memory.", default=False, status=Status.ACCEPTED
    )
    checker_rt_priority: int | None = kw(
        real_time("checker"),
        "Real-time priority of the checker process.",
        default=None,
        unset=Unset(words="none"),
        status=Status.ACCEPTED,
    )
    checker_cpu_affinity: tuple[int, ...] = kw(
        Cpus("checker"),
        "Processors of the checker process.",
        default=(),
        unset=Unset(words="all"),
        status=Status.ACCEPTED,
    )
    checker_rlimit_rttime: int = kw(
        Int(1, U32_MAX, strict=True, unit="microseconds"),
        "Real-time limit of the checker process.",
        default=RTTIME_DEFAULT_US,
        bad="Invalid checker real-time limit - {value}",
        deprecated=old_rlimit("checker"),
        status=Status.ACCEPTED,
    )
    bfd_priority: int = kw(
        nice("bfd"),
        "Nice value of the BFD process.",
        default=0,
        bad="Invalid bfd process priority specified",
        status=Status.ACCEPTED,
    )
    bfd_no_swap: bool = kw(
        Flag(), "Lock the BFD process in memory.", default=False, status=Status.ACCEPTED
    )
    bfd_rt_priority: int | None = kw(
        real_time("bfd"),
        "Real-time priority of the BFD process.",
        default=None,
        unset=Unset(words="10 where it is permitted"),
        status=Status.ACCEPTED,
    )
    bfd_cpu_affinity: tuple[int, ...] = kw(
        Cpus("bfd"),
        "Processors of the BFD process.",
        default=(),
        unset=Unset(words="all"),
        status=Status.ACCEPTED,
    )
    bfd_rlimit_rttime: int = kw(
        Int(1, U32_MAX, strict=True, unit="microseconds"),
        "Real-time limit of the BFD process.",
        default=RTTIME_DEFAULT_US,
        bad="Invalid bfd real-time limit - {value}",
        deprecated=old_rlimit("bfd"),
        status=Status.ACCEPTED,
    )
    lvs_netlink_cmd_rcv_bufs: int | None = kw(
        BUFFER,
        "Receive buffer of the checker's netlink socket.",
        default=None,
        unset=Unset(words="that of the system"),
        bad="lvs_netlink_cmd_rcv_bufs size ({value}) invalid",
        status=Status.ACCEPTED,
    )
    lvs_netlink_cmd_rcv_bufs_force: bool = kw(
        Bool(),
        "Set it beyond the system's limit.",
        default=False,
        bad=bad_global("lvs_netlink_cmd_rcv_bufs_force"),
        status=Status.ACCEPTED,
    )
    lvs_netlink_monitor_rcv_bufs: int | None = kw(
        BUFFER,
        "Receive buffer of the checker's netlink monitor.",
        default=None,
        unset=Unset(words="that of the system"),
        bad="lvs_netlink_monitor_rcv_bufs size ({value}) invalid",
        status=Status.ACCEPTED,
    )
    lvs_netlink_monitor_rcv_bufs_force: bool = kw(
        Bool(),
        "Set it beyond the system's limit.",
        default=False,
        bad=bad_global("lvs_netlink_monitor_rcv_bufs_force"),
        status=Status.ACCEPTED,
    )
    process_monitor_rcv_bufs: int | None = kw(
        BUFFER,
        "Receive buffer for process events.",
        default=None,
        unset=Unset(words="that of the system"),
        bad="process_monitor_rcv_bufs size ({value}) invalid",
        status=Status.ACCEPTED,
    )
    process_monitor_rcv_bufs_force: bool = kw(
        Bool(),
        "Set it beyond the system's limit.",
        default=False,
        bad=bad_global("process_monitor_rcv_bufs_force"),
        status=Status.ACCEPTED,
    )
    max_auto_priority: int = kw(
        Int(-1, RT_HIGH, bare=RT_HIGH),
        "Real-time priority that may be taken when timers run late; vipd takes it at once.",
        default=0,
        bad="max_auto_priority '{value}' must be in [0, 99] (or -1 to disable) - ignoring",
        status=Status.ACCEPTED,
    )
    min_auto_priority_delay: int = kw(
        Int(
            1,
            10_000_000,
            missing="min_auto_priority_delay requires delay time",
            unit="microseconds",
        ),
        "Lateness that raises the priority.",
        default=1_000_000,
        bad="min_auto_priority_delay '{value}' must be in [1, 10000000] - ignoring",
        status=Status.ACCEPTED,
    )

    # SNMP and D-Bus.
    snmp_socket: str = kw(
        Socket(),
        "AgentX socket.",
        default=Snmp().socket,
        status=Status.ACCEPTED,
        repeat=Repeat.FIRST,
        repeated="SNMP socket already set to {before} - ignoring",
    )
    enable_traps: bool = kw(Flag(), "Send SNMP traps.", default=False, status=Status.ACCEPTED)
    enable_snmp_vrrp: bool = kw(
        Flag(),
        "SNMP for VRRP.",
        default=False,
        aliases=("enable_snmp_keepalived",),
        status=Status.ACCEPTED,
    )
    enable_snmp_rfc: bool = kw(Flag(), "Both RFC MIBs.", default=False, status=Status.ACCEPTED)
    enable_snmp_rfcv2: bool = kw(Flag(), "MIB of RFC 2787.", default=False, status=Status.ACCEPTED)
    enable_snmp_rfcv3: bool = kw(Flag(), "MIB of RFC 6527.", default=False, status=Status.ACCEPTED)
    enable_snmp_checker: bool = kw(
        Flag(), "SNMP for the checkers.", default=False, status=Status.ACCEPTED
    )
    snmp_vs_stats_update_interval: Duration = kw(
        _SNMP_INTERVAL,
        "Age of virtual server statistics.",
        default=Snmp().services_interval,
        bad="snmp stats vs update interval '{value}' invalid - ignoring",
        since="2.4",
        status=Status.ACCEPTED,
    )
    snmp_rs_stats_update_interval: Duration | None = kw(
        _SNMP_INTERVAL,
        "Age of real server statistics.",
        default=None,
        unset=Unset(inherits=("global_defs.snmp_vs_stats_update_interval",)),
        # keepalived 2.4: names the other one.
        bad="snmp stats vs update interval '{value}' invalid - ignoring",
        since="2.4",
        status=Status.ACCEPTED,
    )
    enable_dbus: bool = kw(Flag(), "D-Bus interface.", default=False, status=Status.ACCEPTED)
    dbus_service_name: str = kw(
        Text(missing="dbus_service_name missing - ignoring"),
        "Name on the bus.",
        default=Dbus().service,
        status=Status.ACCEPTED,
    )
    dbus_no_interface_name: str = kw(
        Text(missing="dbus_no_interface_name missing - ignoring"),
        "Path element of instances without interface.",
        default=Dbus().no_interface,
        status=Status.ACCEPTED,
        since="2.4",
    )

    # Reading, reloading, dumping.
    random_seed: int | None = kw(
        Int(0, U32_MAX, strict=True),
        "Seed of ${_RANDOM}.",
        default=None,
        unset=Unset(words="the time of day"),
        bad="random_seed {value} invalid",
        status=Status.ACCEPTED,
    )
    reload_check_config: str | None = kw(
        Text(bare=""),
        "Refuse a reload for which `-t` fails, for warnings too; its findings go to this file.",
        default=None,
        unset=Unset(words="off; without a file what is found is not kept"),
    )
    reload_time_file: str | None = kw(
        Path("reload_time_file invalid", empty=True),
        "File with a time at which to reload.",
        default=None,
        status=Status.NOT_BUILT,
    )
    reload_repeat: bool = kw(
        Flag(), "Keep reload_time_file after the reload.", default=False, status=Status.ACCEPTED
    )
    reload_file: str | None = kw(
        Text(bare=""),
        "File that exists while a reload reads the configuration.",
        default=None,
        unset=Unset(
            words="off; without a name keepalived.reload in the directory of the PID files"
        ),
    )
    config_save_dir: str | None = kw(
        SaveDirectory(),
        "Where texts that were read, and data dumps of reloads, are kept for debugging.",
        default=None,
        unset=Unset(words="off"),
    )
    tmp_config_directory: str | None = kw(
        Text(missing="tmp_config_directory missing directory name"),
        "Where the text is kept between passes; vipd needs one pass.",
        default=None,
        unset=Unset(words="memory"),
        status=Status.ACCEPTED,
        repeat=Repeat.FIRST,
        repeated="tmp_config_directory already specified - ignoring",
        reload=OnReload.REFUSE,
    )
    data_use_instance: bool = kw(
        Bool(),
        "Instance name in the names of dumps.",
        default=False,
        bad=bad_global("date_use_instance"),
    )
    json_version: int = kw(
        Int(1, 2, missing="json_version requires version"),
        "Layout of the JSON dump.",
        default=1,
        bad="Invalid JSON version",
        since="2.4",
    )
    iproute_usr_dir: str | None = kw(
        Path("iproute_usr_dir requires path", empty=True),
        "Name tables of the system.",
        default=None,
        unset=Unset(words="/usr/share/iproute2, else /etc/iproute2"),
        status=Status.ACCEPTED,
        since="2.4",
    )
    iproute_etc_dir: str | None = kw(
        Path("iproute_etc_dir requires path", empty=True),
        "Local name tables.",
        default=None,
        unset=Unset("/etc/iproute2"),
        status=Status.ACCEPTED,
        since="2.4",
    )
    state_dump_file: str | None = kw(
        Path("state_dump_file requires a non-empty path"),
        "File, or directory with a slash at its end, for the data dumps.",
        default=None,
        unset=Unset(words="keepalived.data in TMPDIR, or /tmp"),
        since="2.4",
    )
    stats_dump_file: str | None = kw(
        Path("stats_dump_file requires a non-empty path"),
        "File, or directory, for the statistics; keepalived does not heed it.",
        default=None,
        unset=Unset(words="keepalived.stats in TMPDIR, or /tmp"),
        since="2.4",
    )
    json_dump_file: str | None = kw(
        Path("json_dump_file requires a non-empty path"),
        "File, or directory, for the JSON dump; keepalived does not heed it.",
        default=None,
        unset=Unset(words="keepalived.json in TMPDIR, or /tmp"),
        since="2.4",
    )
