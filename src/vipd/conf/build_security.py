"""Scripts against the host: whether they can be run, and whether that is safe.

keepalived 2.4: a script that runs as root must not be changeable by others; without
``enable_script_security`` that is only said.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Final

from vipd.conf import codes
from vipd.conf.build_track import Trackers
from vipd.conf.diag import Diagnostic, Position, Prefix, Reports
from vipd.conf.patterns import absolute
from vipd.conf.scripts import (
    Access,
    Account,
    Entry,
    EntryKind,
    ScriptHost,
    permitted,
    prefixes,
    resolve,
)
from vipd.model.notify import Command, NotifyScripts

EXECUTE: Final = 1
_STICKY: Final = 0o1000
_SETUID: Final = 0o4000
_SETGID: Final = 0o2000
_VIOLATION: Final = "SECURITY VIOLATION - "
_VRRP_SCRIPTS: Final = "scripts"


class Verdict(Enum):
    """What is to become of a script."""

    RUN = "run"
    UNSAFE = "unsafe"
    """It is run, but others can change it."""
    INSECURE = "due to insecure"
    """It is not run: others could change it, or its path is not what it seems."""
    UNEXECUTABLE = "not executable"
    """It is not run: its user must not execute it."""
    MISSING = "since not found/accessible"


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges scripts of one host. ``security``: ``enable_script_security`` is set."""

    host: ScriptHost
    security: bool

    def judge(self, command: Command) -> Verdict:
        """Return what is to become of a script."""
        own = self.host.own
        account = Account(
            own.uid if command.uid is None else command.uid,
            own.gid if command.gid is None else command.gid,
        )
        name = command.args[0]
        if name.startswith("<"):
            readable = name[1:].lstrip(" \t").startswith("/")
            return Verdict.RUN if readable else Verdict.MISSING
        path = self._searched(name, account) if "/" not in name else name
        if path is None:
            return Verdict.MISSING
        resolved = resolve(self.host, path, account)
        if resolved.access is not Access.REACHED:
            return Verdict.MISSING
        entry = self.host.entry(resolved.path)
        if entry is None:
            return Verdict.MISSING
        if not permitted(entry, account, EXECUTE) and entry.kind is not EntryKind.DIRECTORY:
            return Verdict.UNEXECUTABLE
        if not _privileged(account, entry):
            return Verdict.RUN
        return self._walk(absolute(self.host.directory, path), resolved.path)

    def _searched(self, name: str, account: Account) -> str | None:
        """Return the first regular file of this name in the search path."""
        for directory in self.host.search_path:
            path = f"{directory.rstrip('/')}/{name}"
            resolved = resolve(self.host, path, account)
            if resolved.access is not Access.REACHED:
                continue
            entry = self.host.entry(resolved.path)
            if entry is None or entry.kind is not EntryKind.FILE:
                continue
            return path if permitted(entry, account, EXECUTE) else None
        return None

    def _walk(self, configured: str, real: str) -> Verdict:
        """Look at every component of the path, and of the real one where it is another."""
        unsafe = False
        for path in dict.fromkeys((configured, real)):
            steps = list(prefixes(path))
            for step in steps:
                entry = self.host.entry(step)
                if entry is None:
                    return Verdict.INSECURE
                last = step == steps[-1]
                wanted = (EntryKind.FILE, EntryKind.LINK) if last else (EntryKind.DIRECTORY,)
                if entry.kind not in wanted:
                    return Verdict.INSECURE
                unsafe = unsafe or _changeable(entry)
        if not unsafe:
            return Verdict.RUN
        return Verdict.INSECURE if self.security else Verdict.UNSAFE


def _privileged(account: Account, entry: Entry) -> bool:
    """Tell whether the script runs with rights of root."""
    setuid = entry.uid == 0 and entry.mode & _SETUID and entry.mode & 0o100
    setgid = entry.gid == 0 and entry.mode & _SETGID and entry.mode & 0o010
    return account.uid == 0 or account.gid == 0 or bool(setuid or setgid)


def _changeable(entry: Entry) -> bool:
    """Tell whether somebody other than root can change what stands here."""
    if entry.uid != 0:
        return True
    if entry.kind is EntryKind.LINK:
        return False
    if entry.kind is EntryKind.DIRECTORY and entry.mode & _STICKY:
        return False
    return bool(entry.mode & 0o002) or bool(entry.mode & 0o020 and entry.gid != 0)


def judge_vrrp(
    judge: Judge, trackers: Trackers, others: Iterable[Command], reports: Reports
) -> None:
    """Report the scripts of the vrrp process: those that are tracked, and all others."""
    verdicts: list[Verdict] = []
    for script in trackers.scripts:
        verdict = judge.judge(script.command)
        verdicts.append(_counted(script.command, verdict))
        if verdict in (Verdict.INSECURE, Verdict.MISSING):
            reports.add(
                codes.SCRIPT_DISABLED,
                f"Disabling track script {script.name} {verdict.value}",
                trackers.places.get(script.name),
                prefix=Prefix.NONE,
            )
    verdicts += [_counted(command, judge.judge(command)) for command in others]
    violation(_VRRP_SCRIPTS, verdicts, judge.security, None, reports)


def judges_vrrp_scripts(found: Diagnostic) -> bool:
    """Tell whether a finding is one of those that ``judge_vrrp`` makes."""
    insecure = found.message.startswith(f"{_VIOLATION}{_VRRP_SCRIPTS} ")
    return found.code == codes.SCRIPT_DISABLED.name or insecure


def judge_daemon(judge: Judge, commands: Iterable[Command], reports: Reports) -> None:
    """Report the scripts that run at the start and the end of the daemon."""
    judge_commands(judge, "start/shutdown scripts", commands, reports)


def judge_commands(judge: Judge, what: str, commands: Iterable[Command], reports: Reports) -> None:
    """Report programs of one sort that are run without script security."""
    verdicts = [_counted(command, judge.judge(command)) for command in commands]
    violation(what, verdicts, judge.security, None, reports)


def violation(
    what: str, verdicts: Iterable[Verdict], security: bool, at: Position | None, reports: Reports
) -> None:
    """Report that scripts are run without script security, if any can be found."""
    found = [verdict for verdict in verdicts if verdict is not Verdict.MISSING]
    if security or not found:
        return
    unsafe = " There are insecure scripts." if Verdict.UNSAFE in found else ""
    reports.add(
        codes.SCRIPTS_INSECURE,
        f"{_VIOLATION}{what} are being executed but script_security not enabled.{unsafe}",
        at,
        prefix=Prefix.NONE,
    )


def _counted(command: Command, verdict: Verdict) -> Verdict:
    """Return what a script counts for: tests for readable files are not scripts."""
    return Verdict.MISSING if command.args[0].startswith("<") else verdict


def notify_commands(notify: NotifyScripts) -> list[Command]:
    """Return the commands among the notification scripts."""
    every = (
        notify.master,
        notify.backup,
        notify.fault,
        notify.stop,
        notify.any_state,
        notify.master_rx_lower_pri,
        notify.deleted,
    )
    return [command for command in every if command is not None]
