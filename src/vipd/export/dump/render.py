"""Whole dumps, a function for each process."""

from collections.abc import Iterable

from vipd.core.host import LinkState
from vipd.core.vrrp.instance import Instance
from vipd.export.dump import bfd, checkers, services
from vipd.export.dump.globals import Program, global_definitions
from vipd.export.dump.instance import render_data
from vipd.export.dump.text import WallClock
from vipd.model.process import Daemon


def render_parent(daemon: Daemon) -> str:
    """Return the dump of the supervisor (``keepalived_parent.data``)."""
    return joined(global_definitions(daemon, Program.PARENT))


def render_vrrp(
    daemon: Daemon, machines: Iterable[Instance], links: Iterable[LinkState], wall: WallClock
) -> str:
    """Return the dump of the vrrp process (``keepalived.data``).

    ``machines`` are those of the instances that there are, ``links`` the interfaces of the host
    in the order of their numbers.
    """
    del links
    head = joined(global_definitions(daemon, Program.VRRP))
    return head + render_data(daemon.vrrp, machines, wall)


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
