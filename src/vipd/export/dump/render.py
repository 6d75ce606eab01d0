"""Whole dumps, a function for each process."""

from collections.abc import Iterable, Sequence

from vipd.core.host import LinkState
from vipd.core.vrrp.instance import Instance
from vipd.export.dump import bfd, checkers, services
from vipd.export.dump.globals import Program, global_definitions
from vipd.export.dump.groups import garp_groups, statics, sync_groups
from vipd.export.dump.instance import Detail, View, instance
from vipd.export.dump.links import LinkIndex, interfaces
from vipd.export.dump.pool import pool as sockpool
from vipd.export.dump.text import WallClock, heading
from vipd.export.dump.trackers import all_trackers
from vipd.model.process import Daemon
from vipd.ports import ChannelState


def render_parent(daemon: Daemon) -> str:
    """Return the dump of the supervisor (``keepalived_parent.data``)."""
    return joined(global_definitions(daemon, Program.PARENT))


def render_vrrp(
    daemon: Daemon,
    machines: Iterable[Instance],
    links: Sequence[LinkState],
    wall: WallClock,
    *,
    pool: Sequence[ChannelState] = (),
    detail: Detail = Detail.STATE,
) -> str:
    """Return the dump of the vrrp process (``keepalived.data``).

    ``machines`` are those of the instances that there are, ``links`` the interfaces of the host
    in the order of their numbers, ``pool`` the open channels.
    """
    vrrp = daemon.vrrp
    by_name = {machine.config.name: machine for machine in machines}
    view = View(
        wall=wall,
        detail=detail,
        defaults=daemon.defaults,
        links=LinkIndex.of(links),
        groups={member: group.name for group in vrrp.sync_groups for member in group.members},
        pool={name: state for state in pool for name, _ in state.members},
    )
    lines = [*global_definitions(daemon, Program.VRRP), *garp_groups(vrrp.garp_groups)]
    lines += statics(vrrp.statics)
    if by_name:
        lines.append(heading("VRRP Topology"))
    for machine in by_name.values():
        lines += instance(machine, view)
    lines += sockpool(pool)
    lines += sync_groups(vrrp.sync_groups, by_name)
    lines += all_trackers(vrrp, daemon.bfd.sessions, detail)
    lines += interfaces(daemon, links)
    return joined(lines)


def render_checker(daemon: Daemon) -> str:
    """Return the dump of the checker process (``keepalived_check.data``)."""
    lvs, ipvs = daemon.lvs, daemon.settings.ipvs
    head = joined(global_definitions(daemon, Program.CHECKER))
    body = [*services.tls(lvs.tls, lvs.virtual_servers)]
    if lvs.virtual_servers or lvs.groups:
        marks = None if ipvs.table is None else ipvs.first_mark
        body += services.topology(lvs, first_mark=marks)
    body += checkers.checkers(lvs)
    body += checkers.track_files(lvs, daemon.vrrp.files)
    body += checkers.track_sessions(lvs, daemon.bfd)
    return head + joined(body)


def render_bfd(daemon: Daemon) -> str:
    """Return the dump of the BFD process (``keepalived_bfd.data``)."""
    head = joined(global_definitions(daemon, Program.BFD))
    return head + joined(bfd.sessions(daemon.bfd))


def joined(lines: Iterable[str]) -> str:
    """Return a text of these lines."""
    return "".join(f"{line}\n" for line in lines)
