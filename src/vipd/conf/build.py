"""Typed configuration to the model: defaults, inheritance, and what values mean together.

This module and the others that begin with ``build_`` alone know both keywords and model. Reports
made here are those that keepalived makes after reading, so most of them have no place in front;
ours is added behind.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, cast

from vipd.base.units import Duration
from vipd.conf import codes
from vipd.conf.build_bfd import build_bfd
from vipd.conf.build_context import Context
from vipd.conf.build_groups import (
    build_garp_groups,
    build_link_delays,
    build_linkbeats,
    build_sync_groups,
    build_track_groups,
    sync_membership,
)
from vipd.conf.build_instance import Built, build_instance
from vipd.conf.build_notify import build_fifos, build_mail, build_notify, build_scripts
from vipd.conf.build_routes import build_objects, with_objects
from vipd.conf.build_security import Judge, judge_daemon, judge_vrrp, notify_commands
from vipd.conf.build_settings import build_settings, vrrp_process
from vipd.conf.build_track import Trackers, build_trackers
from vipd.conf.build_users import Users, resolve_users
from vipd.conf.check_references import Surroundings
from vipd.conf.check_scripts import judge_checkers
from vipd.conf.diag import Position, Prefix, Reports
from vipd.conf.globals import resolve
from vipd.conf.schema.commands import CommandLine
from vipd.conf.schema.global_defs import DynamicInterfaces, GlobalDefs
from vipd.conf.schema.registry import Bound, defaults
from vipd.conf.schema.root import Root
from vipd.conf.schema.track_lines import Weight
from vipd.conf.scripts import ScriptHost
from vipd.model.lvs import Lvs
from vipd.model.process import Daemon
from vipd.model.vrrp import Instance, Vrrp


def build(
    root: Bound[Root], reports: Reports, host: ScriptHost | None = None
) -> tuple[Daemon, tuple[Built, ...]]:
    """Return the model, without the instances that cannot run, and what it was built from.

    ``host`` None: users and scripts are not looked for.
    """
    bound = root.record.global_defs or defaults(GlobalDefs)
    record = bound.record
    users = resolve_users(bound, host, reports, _first_script(bound, root.record))
    trackers = build_trackers(root.record, users, reports)
    vrrp, usable = _vrrp(bound, root.record, trackers, users, reports)
    mail = build_mail(bound)
    settings = build_settings(root.record, bound, vrrp.instances)
    daemon = Daemon(
        instance_name=root.record.instance,
        use_pid_dir=root.record.use_pid_dir or root.record.instance is not None,
        child_wait_time_s=root.record.child_wait_time,
        umask=record.umask,
        process_name=record.process_name,
        router_id=record.router_id,
        vrrp=vrrp,
        scripts=build_scripts(bound, users, reports),
        fifos=build_fifos(bound, users, reports),
        mail=mail,
        settings=settings,
        defaults=resolve(bound),
        net_namespace=root.record.net_namespace,
        lvs=_lvs(root.record, users, trackers, bound, mail.checker_alerts, reports),
        bfd=build_bfd(root.record.bfd_instance, reports),
    )
    return _judge_scripts(daemon, root.record, trackers, users, reports), usable


def _lvs(
    root: Root,
    users: Users,
    trackers: Trackers,
    bound: Bound[GlobalDefs],
    alerts: bool | None,
    reports: Reports,
) -> Lvs:
    """Return the virtual services; ``alerts``: mail unless a server says otherwise."""
    if not (root.virtual_server or root.virtual_server_group or root.SSL):
        return Lvs()
    # A node without services does not load what builds them.
    from vipd.conf.build_lvs import build_lvs

    usable = {file.name for file in trackers.files}
    around = Surroundings(
        track_files={b.name: b.at for b in reversed(root.track_file) if b.name in usable},
        weights={file.name: Weight(file.weight, file.reverse) for file in trackers.files},
        sessions={
            block.name: block.at
            for block in reversed(root.bfd_instance)
            if block.record.checker or not block.record.vrrp
        },
        log_all_failures=bound.record.checker_log_all_failures,
        users=users,
    )
    return build_lvs(
        root.virtual_server, root.virtual_server_group, root.SSL, around, alerts, reports
    )


_DAEMON_SCRIPTS: Final = (
    "startup_script",
    "shutdown_script",
    *(f"{kind}notify_fifo{end}" for kind in ("", "vrrp_", "lvs_") for end in ("", "_script")),
)


def _first_script(bound: Bound[GlobalDefs], root: Root) -> tuple[Position, Prefix | None] | None:
    """Return where the first script or pipe without a user of its own is configured.

    keepalived 2.4: the settings of the daemon are read before those of the instances.
    """
    for use in bound.uses:
        if use.field in _DAEMON_SCRIPTS and getattr(use.value, "user", "") is None:
            return use.at, None
    places = [
        b.end or b.at
        for b in root.vrrp_script
        if b.record.user is None and b.record.script is not None
    ]
    blocks: tuple[Bound[object], ...] = (*root.vrrp_instance, *root.vrrp_sync_group)
    for block in blocks:
        places += [
            use.at
            for use in block.uses
            if isinstance(use.value, CommandLine) and use.value.args and use.value.user is None
        ]
    places.sort(key=lambda at: at.order)
    return (places[0], Prefix.FILE) if places else None


def _judge_scripts(
    daemon: Daemon, root: Root, trackers: Trackers, users: Users, reports: Reports
) -> Daemon:
    """Report scripts that cannot be run on this host, or are not safe.

    Returns the daemon without those of its services that cannot be run. keepalived 2.4: those of
    instances that cannot run are looked at too.
    """
    host = users.host
    if host is None:
        return daemon
    judge = Judge(host, daemon.scripts.security)
    own = [c for c in (daemon.scripts.startup, daemon.scripts.shutdown) if c is not None]
    judge_daemon(judge, own, reports)
    lvs_pipe = daemon.fifos.lvs
    lvs = judge_checkers(judge, daemon.lvs, lvs_pipe.script if lvs_pipe else None, reports)
    daemon = replace(daemon, lvs=lvs)
    if not root.vrrp_instance:
        return daemon
    pipes = (daemon.fifos.all_events, daemon.fifos.vrrp)
    others = [pipe.script for pipe in pipes if pipe is not None and pipe.script is not None]
    said = Reports()  # What is wrong with the commands has been said already.
    for block in (*root.vrrp_instance, *root.vrrp_sync_group):
        others += notify_commands(build_notify(block.uses, "", users, said))
    judge_vrrp(judge, trackers, others, reports)
    return daemon


def _vrrp(
    bound: Bound[GlobalDefs], root: Root, trackers: Trackers, users: Users, reports: Reports
) -> tuple[Vrrp, tuple[Built, ...]]:
    """Return everything of VRRP, and the usable instances with their blocks."""
    record, globals_ = bound.record, resolve(bound)
    membership = sync_membership(root, reports)
    weightless, changes = membership.weightless, membership.priority_changes
    links: dict[str, str] = {}
    around = (globals_, reports, trackers, users)
    built = [
        build_instance(Context(b, *around, b.name in weightless, changes.get(b.name), links))
        for b in root.vrrp_instance
    ]
    objects = build_objects(root, record.default_interface, reports)
    usable = tuple(with_objects(b, objects) for b in built if b is not None)
    _duplicate_vrids(usable, reports)
    _sync_daemons(bound, root, reports)
    groups = build_sync_groups(
        membership, usable, trackers, users, reports, smtp_alert=globals_.smtp_alert
    )
    vrrp = Vrrp(
        instances=tuple(item.instance for item in usable),
        scripts=trackers.scripts,
        processes=trackers.processes,
        files=trackers.files,
        process=vrrp_process(bound),
        startup_delay=_longest(bound, "vrrp_startup_delay"),
        delay_after_boot=_longest(bound, "vrrp_delay_after_boot"),
        log_unknown_vrids=record.log_unknown_vrids,
        dynamic_interfaces=record.dynamic_interfaces is not DynamicInterfaces.OFF,
        disable_local_igmp=record.disable_local_igmp,
        sync_groups=groups,
        garp_groups=build_garp_groups(root, globals_, usable, reports),
        statics=replace(objects.statics, track_groups=build_track_groups(root, reports)),
        linkbeats=build_linkbeats(root, usable),
        linkbeat_all=root.linkbeat_use_polling,
        link_delays=build_link_delays(root, usable, reports),
    )
    return vrrp, usable


def _longest(bound: Bound[GlobalDefs], field: str) -> Duration:
    """Keepalived 2.4: of several delays the longest one is used."""
    return max(
        (cast(Duration, use.value) for use in bound.uses if use.field == field and use.value),
        default=Duration(0),
    )


def _sync_daemons(bound: Bound[GlobalDefs], root: Root, reports: Reports) -> None:
    """Keepalived 2.4: there is one sync daemon; the first instance that asks for it has it."""
    common = bound.record.lvs_sync_daemon
    before = common.interface if common is not None else None
    for block in root.vrrp_instance:
        asked = block.record.lvs_sync_daemon_interface
        if asked is None:
            continue
        if before is not None:
            reports.add(
                codes.VALUE_REPEATED,
                f"({block.name}) lvs_sync_daemon_interface has already been specified as {before}"
                " - ignoring",
                block.place("lvs_sync_daemon_interface"),
                prefix=Prefix.FILE,
            )
        before = before or asked


def _duplicate_vrids(built: Sequence[Built], reports: Reports) -> None:
    """Keepalived 2.4: one VRID per interface, family and multicast group."""
    seen: dict[tuple[object, ...], Instance] = {}
    for item in built:
        instance = item.instance
        if instance.unicast is not None:
            continue
        key = (instance.interface, instance.family, instance.mcast_group, instance.vrid)
        other = seen.setdefault(key, instance)
        if other is not instance:
            reports.add(
                codes.VRID_DUPLICATE,
                f"{other.name} and {instance.name} both use VRID {instance.vrid}"
                f" with IPv{instance.family.value} on interface {instance.interface}",
                item.place("virtual_router_id"),
                prefix=Prefix.NONE,
                reason="their adverts could not be told apart",
                fix="give one of them another virtual_router_id, on every node",
            )
