"""The programs that the checker process runs, judged on this host."""

from vipd.conf.build_security import Judge, judge_commands
from vipd.conf.diag import Reports
from vipd.model.check import MiscCheck
from vipd.model.lvs import Lvs
from vipd.model.notify import Command


def judge_checkers(judge: Judge, lvs: Lvs, fifo: Command | None, reports: Reports) -> None:
    """Report that programs of checkers are run without script security, if any can be found."""
    commands = [fifo] if fifo is not None else []
    for service in lvs.virtual_servers:
        commands += [c for c in (service.quorum_up, service.quorum_down) if c is not None]
        for server in service.real_servers:
            commands += [c for c in (server.notify_up, server.notify_down) if c is not None]
            commands += [c.script for c in server.checks if isinstance(c, MiscCheck)]
    judge_commands(judge, "check scripts", commands, reports)
