"""Keywords of ``vrrp_instance`` beyond the election: trackers, scripts, interfaces, routes."""

from vipd.conf.schema.authentication import AuthHmac
from vipd.conf.schema.commands import Command, CommandLine
from vipd.conf.schema.declare import block, kw, lines, sub
from vipd.conf.schema.kinds import Bool, Flag, Int, Interface
from vipd.conf.schema.registry import Bound, Deprecated, Repeat, Status, Unset
from vipd.conf.schema.routes import RouteKind, RouteLine
from vipd.conf.schema.rules import RuleKind, RuleLine
from vipd.conf.schema.special_kinds import ExtraIf, ExtraInterfaces
from vipd.conf.schema.track_lines import Tracked, TrackedLine, TrackLine
from vipd.conf.schema.vmac import IpvlanWords, Item, VmacWords


@block("vrrp_instance", child=True)
class InstanceFeatures:
    """What an instance does beyond the election."""

    # Serves only parts that are not there.
    debug: int | None = kw(
        Int(0, 4),
        "No effect.",
        default=None,
        unset=Unset("0"),
        bad="({owner}) Debug value '{value}' not valid; must be between 0-4",
        status=Status.ACCEPTED,
    )
    smtp_alert: bool | None = kw(
        Bool(),
        "Mail on state changes.",
        default=None,
        unset=Unset(
            "off",
            inherits=(
                "global_defs.smtp_alert_vrrp",
                "global_defs.smtp_alert",
            ),
        ),
        bad="Invalid vrrp_instance smtp_alert parameter {value}",
        status=Status.ACCEPTED,
    )
    notify_priority_changes: bool | None = kw(
        Bool(),
        "Write priority changes to the notification pipes.",
        default=None,
        unset=Unset(
            "off",
            inherits=(
                "vrrp_sync_group.notify_priority_changes",
                "global_defs.vrrp_notify_priority_changes",
            ),
        ),
        bad="({owner}) Invalid value '{value}' for notify_priority_changes specified",
        status=Status.ACCEPTED,
    )

    # Judged in conf.build_track: the instance's own interface is harmless.
    track_interface: tuple[TrackedLine, ...] = lines(
        TrackLine(Tracked.INTERFACE), "Interfaces that influence state or priority."
    )

    # Not built.
    use_vmac: tuple[Item, ...] | None = kw(
        VmacWords(),
        "Run the instance on a macvlan with the virtual MAC.",
        default=None,
        unset=Unset(words="off; the name is vrrp.VRID, with vmac_prefix"),
        status=Status.NOT_BUILT,
    )
    use_vmac_addr: bool = kw(
        Flag(),
        "Create VMACs for addresses on other interfaces.",
        default=False,
        status=Status.NOT_BUILT,
    )
    vmac_xmit_base: bool = kw(
        Flag(),
        "Send and receive adverts on the base interface.",
        default=False,
        status=Status.NOT_BUILT,
    )
    use_ipvlan: tuple[Item, ...] | None = kw(
        IpvlanWords(),
        "Run the instance on an ipvlan.",
        default=None,
        unset=Unset(words="off; bridge"),
        status=Status.NOT_BUILT,
        repeat=Repeat.FIRST,
        repeated="({owner}) use_ipvlan already specified",
    )
    vrf: str | None = kw(
        Interface(),
        "VRF for unicast without interface.",
        default=None,
        status=Status.NOT_BUILT,
    )
    track_script: tuple[TrackedLine, ...] = lines(
        TrackLine(Tracked.SCRIPT),
        "Scripts that influence state or priority.",
        status=Status.NOT_BUILT,
    )
    track_file: tuple[TrackedLine, ...] = lines(
        TrackLine(Tracked.FILE),
        "Files that influence state or priority.",
        status=Status.NOT_BUILT,
    )
    track_process: tuple[TrackedLine, ...] = lines(
        TrackLine(Tracked.PROCESS),
        "Processes that influence state or priority.",
        status=Status.NOT_BUILT,
    )
    track_bfd: tuple[TrackedLine, ...] = lines(
        TrackLine(Tracked.BFD),
        "BFD sessions that influence state or priority.",
        status=Status.NOT_BUILT,
    )
    linkbeat_use_polling: bool = kw(
        Flag(),
        "Poll the link of the interface.",
        default=False,
        status=Status.NOT_BUILT,
        deprecated=(
            Deprecated(
                "linkbeat_use_polling",
                "({owner}) 'linkbeat_use_polling' in vrrp instance deprecated"
                " - use linkbeat_interfaces block",
                instead="the interface in a linkbeat_interfaces block",
            ),
        ),
    )
    no_accept: bool = kw(
        Flag(),
        "Drop packets for the addresses unless owner.",
        default=False,
        status=Status.NOT_BUILT,
    )
    strict_mode: bool | None = kw(
        Bool(),
        "Enforce conformance to the RFC.",
        default=None,
        unset=Unset("off", inherits=("global_defs.vrrp_strict",)),
        bad="({owner}) invalid strict_mode {value} specified",
        status=Status.NOT_BUILT,
        harmless=(False,),
    )
    notify_master: CommandLine | None = kw(
        Command(),
        "Script run when becoming MASTER.",
        default=None,
        status=Status.NOT_BUILT,
        command=True,
    )
    notify_backup: CommandLine | None = kw(
        Command(),
        "Script run when becoming BACKUP.",
        default=None,
        status=Status.NOT_BUILT,
        command=True,
    )
    notify_fault: CommandLine | None = kw(
        Command(),
        "Script run when entering FAULT.",
        default=None,
        status=Status.NOT_BUILT,
        command=True,
    )
    notify_stop: CommandLine | None = kw(
        Command(),
        "Script run when VRRP stops.",
        default=None,
        status=Status.NOT_BUILT,
        command=True,
    )
    notify: CommandLine | None = kw(
        Command(),
        "Script run on every change of state.",
        default=None,
        status=Status.NOT_BUILT,
        command=True,
    )
    notify_master_rx_lower_pri: CommandLine | None = kw(
        Command(),
        "Script run when a master receives an advert of lower priority.",
        default=None,
        status=Status.NOT_BUILT,
        command=True,
    )
    notify_deleted: CommandLine | None = kw(
        Command(optional=True),
        "Report DELETED instead of FAULT when a reload removes the instance.",
        default=None,
        unset=Unset(words="a removed instance is reported as FAULT"),
        status=Status.NOT_BUILT,
        command=True,
    )
    lvs_sync_daemon_interface: str | None = kw(
        Interface(),
        "IPVS sync daemon bound to this instance.",
        default=None,
        status=Status.NOT_BUILT,
        repeat=Repeat.FIRST,
        repeated="({owner}) lvs_sync_daemon_interface has already been specified as {before}"
        " - ignoring",
        deprecated=(
            Deprecated(
                "lvs_sync_daemon_interface",
                "({owner}) Specifying lvs_sync_daemon_interface against a vrrp is deprecated.",
                advice="Please use global lvs_sync_daemon",
                instead="lvs_sync_daemon in global_defs",
            ),
        ),
    )
    garp_extra_if: ExtraIf | None = kw(
        ExtraInterfaces(0, "({owner}): "),
        "Periodic announcements on other interfaces.",
        default=None,
        unset=Unset("0", inherits=("global_defs.vrrp_garp_extra_if",)),
        bad="({owner}): {keyword} '{value}' invalid - ignoring",
        status=Status.NOT_BUILT,
        harmless=(ExtraIf(0, False),),
        deprecated=(
            Deprecated(
                "vmac_garp_intvl",
                'Keyword "vmac_garp_intvl" is deprecated - please use "garp_extra_if"',
            ),
        ),
    )
    virtual_routes: tuple[RouteLine, ...] = lines(
        RouteKind(static=False), "Routes that the master owns.", status=Status.NOT_BUILT
    )
    virtual_rules: tuple[RuleLine, ...] = lines(
        RuleKind(static=False), "Policy rules that the master owns.", status=Status.NOT_BUILT
    )
    auth_hmac: Bound[AuthHmac] | None = sub(AuthHmac, "Signed adverts.", status=Status.NOT_BUILT)
