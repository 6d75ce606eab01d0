"""The programs that the checker process runs, judged on this host."""

from dataclasses import replace
from typing import Final

from vipd.conf import codes
from vipd.conf.build_security import Judge, Verdict, judge_commands
from vipd.conf.diag import Prefix, Reports
from vipd.model.check import MiscCheck
from vipd.model.lvs import Lvs, RealServer, VirtualServer
from vipd.model.notify import Command

_NOT_RUN: Final = (Verdict.MISSING, Verdict.INSECURE, Verdict.UNEXECUTABLE)


def judge_checkers(judge: Judge, lvs: Lvs, fifo: Command | None, reports: Reports) -> Lvs:
    """Return the services without the programs that cannot be run on this host.

    Reports them, and that programs are run without script security, if any can be found.
    """
    commands = [fifo] if fifo is not None else []
    for service in lvs.virtual_servers:
        commands += _of_service(service)
        for server in service.real_servers:
            commands += _of_server(server)
    judge_commands(judge, "check scripts", commands, reports)
    gone = {command for command in dict.fromkeys(commands) if _disabled(judge, command, reports)}
    if not gone:
        return lvs
    return replace(lvs, virtual_servers=tuple(_without(s, gone) for s in lvs.virtual_servers))


def _of_service(service: VirtualServer) -> list[Command]:
    return [c for c in (service.quorum_up, service.quorum_down) if c is not None]


def _of_server(server: RealServer) -> list[Command]:
    scripts = [c for c in (server.notify_up, server.notify_down) if c is not None]
    return scripts + [c.script for c in server.checks if isinstance(c, MiscCheck)]


def _disabled(judge: Judge, command: Command, reports: Reports) -> bool:
    """Tell whether a program cannot be run, and report it."""
    verdict = judge.judge(command)
    if verdict not in _NOT_RUN:
        return False
    words = " ".join(f"'{word}'" for word in command.args)
    text = f"Disabling checker script {words} {verdict.value}"
    reports.add(codes.SCRIPT_UNUSABLE, text, None, prefix=Prefix.NONE)
    return True


def _without(service: VirtualServer, gone: set[Command]) -> VirtualServer:
    """Return a service without these programs.

    keepalived 2.4: a checker without its program is no checker, so its real server is up.
    """
    return replace(
        service,
        quorum_up=_kept(service.quorum_up, gone),
        quorum_down=_kept(service.quorum_down, gone),
        real_servers=tuple(
            replace(
                server,
                notify_up=_kept(server.notify_up, gone),
                notify_down=_kept(server.notify_down, gone),
                checks=tuple(
                    check
                    for check in server.checks
                    if not (isinstance(check, MiscCheck) and check.script in gone)
                ),
            )
            if gone.intersection(_of_server(server))
            else server
            for server in service.real_servers
        ),
    )


def _kept(command: Command | None, gone: set[Command]) -> Command | None:
    return None if command in gone else command
