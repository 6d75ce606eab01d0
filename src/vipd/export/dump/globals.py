"""The head of every dump: the settings of the daemon as one of its processes has them."""

from collections.abc import Iterator
from enum import Enum

from vipd.base.units import SECOND, Duration
from vipd.export.dump.processes import processes
from vipd.export.dump.text import command, heading, seconds, true, yes
from vipd.model.defaults import Defaults
from vipd.model.notify import Command, Fifos, Mail, NotifyFifo, Scripts
from vipd.model.process import Daemon
from vipd.model.settings import Dbus, Firewall, FlushOnStop, Ipvs, Reloading, Snmp

_ON_STOP = {
    FlushOnStop.NOTHING: "disabled",
    FlushOnStop.OWN_SERVICES: "VS",
    FlushOnStop.EVERYTHING: "full",
}
_SETS = ("IPv4 address", "IPv6 address", "IPv6 address,iface", "IGMP", "MLD", "ND")
_DEFAULT_MARKER = "/run/keepalived.reload"


class Program(Enum):
    """The process that a dump belongs to."""

    PARENT = "parent"
    VRRP = "vrrp"
    CHECKER = "checker"
    BFD = "bfd"


def global_definitions(daemon: Daemon, program: Program) -> Iterator[str]:
    """Yield the lines of ``Global definitions``, heading first, without newlines."""
    settings, defaults = daemon.settings, daemon.defaults
    yield heading("Global definitions")
    yield from _names(daemon)
    if daemon.router_id is not None:
        yield f" Router ID = {daemon.router_id}"
    yield from _mail(daemon.mail)
    yield f" Checkers log all failures = {true(settings.log_all_failures)}"
    yield from _reloading(settings.reloading)
    yield from _scripts(daemon, program)
    yield from _host(daemon, program)
    yield from _ipvs(settings.ipvs, program)
    yield from _fifos(daemon.fifos, program)
    yield from _inherited(defaults)
    yield from _firewall(settings.firewall, settings.ipvs)
    yield from _judged(defaults)
    yield from processes(daemon)
    yield from _agents(settings.snmp, settings.dbus)
    yield from _security(daemon.scripts)
    yield from _buffers(daemon)
    yield from _rest(daemon)


def _names(daemon: Daemon) -> Iterator[str]:
    """Yield the names of what the daemon and its processes are."""
    settings = daemon.settings
    if settings.reloading.save_directory is not None:
        yield f" Config save dir = {settings.reloading.save_directory}"
    yield f" Network namespace = {daemon.net_namespace or '(default)'}"
    yield f" Network namespace ipvs = {settings.ipvs.namespace or '(main namespace)'}"
    if daemon.instance_name is not None:
        yield f" Instance name = {daemon.instance_name}"
    for what, name in (
        ("Parent", daemon.process_name),
        ("VRRP", daemon.vrrp.process.name),
        ("LVS", settings.checker.name),
        ("BFD", settings.bfd.name),
    ):
        if name is not None:
            yield f" {what} process name = {name}"
    yield f" {'Keep' if daemon.scripts.symlink_paths else 'Replace'} symlinks in script paths"


def _mail(mail: Mail) -> Iterator[str]:
    if mail.server is not None:
        yield f" Smtp server = {mail.server}"
        yield f" Smtp server port = {mail.port}"
    if mail.helo is not None:
        yield f" Smtp HELO name = {mail.helo}"
    if mail.server is not None:
        yield f" Smtp server connection timeout = {mail.connect_timeout_s}"
    if mail.sender is not None:
        yield f" Email notification from = {mail.sender}"
        yield " Email notification to:"
        for recipient in mail.recipients:
            yield f"   {recipient}"
    yield f" Default smtp_alert = {_given(mail.alerts)}"
    yield f" Default smtp_alert_vrrp = {_given(mail.vrrp)}"
    yield f" Default smtp_alert_checker = {_given(mail.checker)}"


def _given(value: bool | None) -> str:
    return "unset" if value is None else "on" if value else "off"


def _reloading(reloading: Reloading) -> Iterator[str]:
    if reloading.check_log is None:
        yield " No test config before reload"
    else:
        yield f" Test config before reload, log to {reloading.check_log or '/dev/null'}"
    if reloading.time_file is not None:
        repeated = " (repeat)" if reloading.repeat else ""
        yield f" Reload time file = {reloading.time_file}{repeated}"
        yield " No reload scheduled"
    if reloading.marker is not None:
        yield f" Reload_file = {reloading.marker or _DEFAULT_MARKER}"


def _scripts(daemon: Daemon, program: Program) -> Iterator[str]:
    scripts, settings = daemon.scripts, daemon.settings
    yield f" keep script symlinks = {true(scripts.symlink_paths)}"
    if settings.reloading.work_directory is not None:
        yield f" config save directory = {settings.reloading.work_directory}"
    if settings.dumps.instance_in_names:
        yield " Use instance name in data dumps"
    if program is not Program.PARENT:
        return
    if scripts.startup is not None:
        shown = command(scripts.startup)
        yield f" Startup script = {shown}, timeout {scripts.startup_timeout_s}"
    if scripts.shutdown is not None:
        # keepalived 2.4: no comma here
        shown = command(scripts.shutdown)
        yield f" Shutdown script = {shown} timeout {scripts.shutdown_timeout_s}"


def _host(daemon: Daemon, program: Program) -> Iterator[str]:
    ipvs = daemon.settings.ipvs
    yield f" Dynamic interfaces = {true(daemon.vrrp.dynamic_interfaces)}"
    if daemon.vrrp.dynamic_interfaces:
        allowed = daemon.defaults.allow_interface_changes
        yield f" Allow interface changes = {true(allowed)}"
    if daemon.mail.no_faults:
        yield " Send emails for fault transitions = off"
    for what, timeout_s in (
        ("TCP", ipvs.tcp_timeout_s),
        ("TCP FIN", ipvs.tcpfin_timeout_s),
        ("UDP", ipvs.udp_timeout_s),
    ):
        if timeout_s is not None:
            yield f" LVS {what} timeout = {timeout_s}"
    if program is Program.VRRP:
        yield f" Default interface = {daemon.defaults.interface}"
    yield f" Disable local IGMP = {yes(daemon.vrrp.disable_local_igmp)}"
    as_v2 = daemon.defaults.v3_checksum_as_v2
    yield f" Use VRRPv2 checksum for VRRPv3 IPv4 = {yes(as_v2)}"


def _ipvs(ipvs: Ipvs, program: Program) -> Iterator[str]:
    sync = ipvs.sync_daemon
    if sync is not None:
        if sync.instance is not None:
            known = "instance" if program is Program.VRRP else "name"
            yield f" LVS syncd vrrp {known} = {sync.instance}"
        yield f" LVS syncd interface = {sync.interface}"
        yield f" LVS syncd syncid = {sync.sync_id}"
        if sync.maxlen is not None:
            yield f" LVS syncd maxlen = {sync.maxlen}"
        if sync.group is not None:
            yield f" LVS mcast group {sync.group}"
        if sync.port is not None:
            yield f" LVS syncd mcast port = {sync.port}"
        if sync.ttl is not None:
            yield f" LVS syncd mcast ttl = {sync.ttl}"
    yield f" LVS flush = {true(ipvs.flush)}"
    yield f" LVS flush on stop = {_ON_STOP[ipvs.flush_on_stop]}"


def _fifos(fifos: Fifos, program: Program) -> Iterator[str]:
    """Yield the pipes; a process that starts the program of one passes it the name of the pipe."""
    yield from _fifo("Global", fifos.all_events, started=program in (Program.VRRP, Program.CHECKER))
    yield from _fifo("VRRP", fifos.vrrp, started=program is Program.VRRP)
    yield from _fifo("LVS", fifos.lvs, started=program is Program.CHECKER)
    yield f" FIFO write vrrp states on reload = {true(fifos.states_on_reload)}"
    yield f" VRRP notify priority changes = {true(fifos.priority_changes)}"


def _fifo(what: str, fifo: NotifyFifo | None, *, started: bool) -> Iterator[str]:
    if fifo is None:
        return
    yield f" {what} notify fifo = {fifo.path}, uid:gid {fifo.uid or 0}:{fifo.gid or 0}"
    if fifo.script is not None:
        args = (*fifo.script.args, fifo.path) if started else fifo.script.args
        script = Command(args=args, uid=fifo.script.uid, gid=fifo.script.gid)
        yield f" {what} notify fifo script = {command(script)}"


def _inherited(defaults: Defaults) -> Iterator[str]:
    """Yield what instances send and announce unless they say otherwise."""
    garp = defaults.garp
    yield f" VRRP IPv4 mcast group = {defaults.group4}"
    yield f" VRRP IPv6 mcast group = {defaults.group6}"
    yield f" Gratuitous ARP delay = {garp.delay // SECOND}"
    yield f" Gratuitous ARP repeat = {garp.repeat}"
    yield f" Gratuitous ARP refresh timer = {garp.refresh // SECOND}"
    yield f" Gratuitous ARP refresh repeat = {garp.refresh_repeat}"
    yield f" Gratuitous ARP lower priority delay = {garp.lower_prio_delay // SECOND}"
    yield f" Gratuitous ARP lower priority repeat = {garp.lower_prio_repeat}"
    yield f" Num adverts before down = {defaults.down_timer_adverts}"
    where = "i/f" if defaults.extra_everywhere else "VMAC"
    yield f" Gratuitous ARP for each secondary {where} = {defaults.extra_interfaces // SECOND}s"
    lower, higher = not defaults.lower_prio_no_advert, defaults.higher_prio_send_advert
    yield f" Send advert after receive lower priority advert = {true(lower)}"
    yield f" Send advert after receive higher priority advert = {true(higher)}"
    yield f" Gratuitous ARP interval = {seconds(defaults.garp_interval)}"
    yield f" Gratuitous NA interval = {seconds(defaults.gna_interval)}"
    yield f" VRRP default protocol version = {defaults.version}"


def _firewall(firewall: Firewall, ipvs: Ipvs) -> Iterator[str]:
    if firewall.chains is not None:
        into, out = firewall.chains
        yield f" Iptables input chain = {into}"
        if out is not None:
            yield f" Iptables output chain = {out}"
        yield f" Using ipsets = {true(bool(firewall.sets))}"
        for what, name in zip(_SETS, firewall.sets, strict=False):
            yield f" ipset {what} set = {name}"
    if firewall.table is not None:
        yield f" nftables table name = {firewall.table}"
        yield f" nftables base chain priority = {firewall.priority}"
        force = "force" if firewall.by_index else "don't force"
        yield f" nftables {force} use ifindex for link local IPv6"
    if ipvs.table is not None:
        yield f" ipvs nftables table name = {ipvs.table}"
        yield f" ipvs nftables base chain priority = {ipvs.table_priority}"
        yield f" ipvs nftables start fwmark = {ipvs.first_mark}"
    yield f" nftables {'with' if firewall.counters else 'without'} counters"


def _judged(defaults: Defaults) -> Iterator[str]:
    """Yield what instances accept unless they say otherwise."""
    yield f" VRRP check unicast_src = {true(defaults.check_unicast_src)}"
    yield f" VRRP skip check advert addresses = {true(defaults.skip_check_adv_addr)}"
    yield f" VRRP strict mode = {true(defaults.strict)}"


def _agents(snmp: Snmp, dbus: Dbus) -> Iterator[str]:
    for what, enabled in (
        ("SNMP vrrp", snmp.vrrp),
        ("SNMP checker", snmp.checker),
        ("SNMP RFCv2", snmp.rfc2),
        ("SNMP RFCv3", snmp.rfc3),
        ("SNMP traps", snmp.traps),
    ):
        yield f" {what} {'enabled' if enabled else 'disabled'}"
    unchanged = snmp.socket == Snmp().socket
    yield f" SNMP socket = {f'default ({snmp.socket})' if unchanged else snmp.socket}"
    yield f" SNMP VS stats update interval = {seconds(snmp.services_interval)}"
    yield f" SNMP RS stats update interval = {seconds(snmp.servers_interval)}"
    yield f" DBus {'enabled' if dbus.enabled else 'disabled'}"
    # keepalived 2.4: a name that is not configured is empty here
    yield f" DBus service name = {'' if dbus.service == Dbus().service else dbus.service}"
    yield f" DBus no interface name = {dbus.no_interface}"


def _security(scripts: Scripts) -> Iterator[str]:
    yield f" Script security {'enabled' if scripts.security else 'disabled'}"
    if scripts.user is not None:
        yield f" Default script uid:gid {scripts.user.uid or 0}:{scripts.user.gid or 0}"


def _buffers(daemon: Daemon) -> Iterator[str]:
    settings, vrrp, checker = daemon.settings, daemon.vrrp.process, daemon.settings.checker
    for name, size, force in (
        ("vrrp_netlink_cmd", vrrp.netlink_cmd_rcv_bufs, vrrp.netlink_cmd_rcv_bufs_force),
        (
            "vrrp_netlink_monitor",
            vrrp.netlink_monitor_rcv_bufs,
            vrrp.netlink_monitor_rcv_bufs_force,
        ),
        ("process_monitor", settings.process_events_buffer, settings.process_events_buffer_force),
        ("lvs_netlink_cmd", checker.netlink_cmd_rcv_bufs, checker.netlink_cmd_rcv_bufs_force),
        (
            "lvs_netlink_monitor",
            checker.netlink_monitor_rcv_bufs,
            checker.netlink_monitor_rcv_bufs_force,
        ),
    ):
        yield f" {name}_rcv_bufs = {size or 0}"
        yield f" {name}_rcv_bufs_force = {int(force)}"


def _rest(daemon: Daemon) -> Iterator[str]:
    defaults, settings = daemon.defaults, daemon.settings
    receive, dumps = defaults.receive, settings.dumps
    yield f" rs_init_notifies = {int(settings.ipvs.notify_at_start)}"
    yield f" no_checker_emails = {int(daemon.mail.no_checker)}"
    if receive.policy is not None:
        yield f" rx_bufs_policy = {receive.policy.value}"
    elif receive.size is not None:
        yield f" rx_bufs_size = {receive.size}"
    yield f" rx_bufs_multiples = {receive.multiplier}"
    yield f" umask = 0{daemon.umask:o}"
    if daemon.vrrp.startup_delay:
        yield f" vrrp_startup_delay = {_brief(daemon.vrrp.startup_delay)}"
    if daemon.vrrp.log_unknown_vrids:
        yield " log_unknown_vrids"
    if defaults.owner_ignore_adverts:
        yield " vrrp_owner_ignore_adverts"
    if defaults.vmac_prefix is not None:
        yield f" VMAC prefix = {defaults.vmac_prefix}"
    if defaults.vmac_address_prefix is not None:
        yield f" VMAC address prefix = {defaults.vmac_address_prefix}"
    yield f" json_version {dumps.json_version}"
    yield f" iproute usr directory {settings.iproute_usr}"
    yield f" iproute etc directory {settings.iproute_etc}"
    for what, path in (
        ("state", dumps.state),
        ("stats", dumps.statistics),
        ("json", dumps.json),
    ):
        if path is not None:
            yield f" {what} dump file {path}"


def _brief(value: Duration) -> str:
    """Return seconds with as many digits as C's ``%g`` writes."""
    return f"{value / SECOND:g}"
