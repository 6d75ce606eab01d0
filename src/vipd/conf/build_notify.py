"""Commands of notifications, of start and stop, and the pipes that events are written to."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, cast

from vipd.conf import codes
from vipd.conf.build_users import Users
from vipd.conf.diag import Prefix, Reports
from vipd.conf.schema.commands import CommandLine
from vipd.conf.schema.global_defs import GlobalDefs
from vipd.conf.schema.global_kinds import SMTP_PORT, PipeName
from vipd.conf.schema.registry import Bound, Use
from vipd.model.notify import Command, Fifos, Mail, NotifyFifo, NotifyScripts, Scripts, ScriptUser

NOTIFY_KEYWORDS: Final[Mapping[str, str]] = {
    "notify_master": "master",
    "notify_backup": "backup",
    "notify_fault": "fault",
    "notify_stop": "stop",
    "notify": "any_state",
    "notify_master_rx_lower_pri": "master_rx_lower_pri",
    "notify_deleted": "deleted",
}


def build_notify(uses: Sequence[Use], owner: str, users: Users, reports: Reports) -> NotifyScripts:
    """Return the notification scripts of an instance or a sync group.

    ``owner`` begins the reports: ``(NAME)`` or ``vrrp group NAME:``. keepalived 2.4: the first
    usable one stays; one whose user does not exist is as if it had not been written.
    """
    found: dict[str, Command] = {}
    deleted_state = False
    for use in uses:
        field = NOTIFY_KEYWORDS.get(use.field)
        if field is None or not isinstance(use.value, CommandLine):
            continue
        line = use.value
        bare_deleted = field == "deleted" and deleted_state
        if field in found or bare_deleted:
            noun = use.field if field == "deleted" else f"{use.field} script"
            text = f"{owner} {noun} already specified - ignoring {line.text}".rstrip()
            reports.add(codes.VALUE_REPEATED, text, use.at, prefix=Prefix.FILE)
            continue
        deleted_state = deleted_state or field == "deleted"
        command = build_command(line, "notify", users, reports, prefix=Prefix.FILE)
        if command is not None and command.args:
            found[field] = command
    return NotifyScripts(
        master=found.get("master"),
        backup=found.get("backup"),
        fault=found.get("fault"),
        stop=found.get("stop"),
        any_state=found.get("any_state"),
        master_rx_lower_pri=found.get("master_rx_lower_pri"),
        deleted=found.get("deleted"),
        deleted_state=deleted_state,
    )


def build_command(
    line: CommandLine, what: str, users: Users, reports: Reports, *, prefix: Prefix
) -> Command | None:
    """Return a command with the user who runs it, None when there is no such user.

    keepalived 2.4: only logs that, so it does not count for ``-t``.
    """
    if not line.args:
        return Command(args=())
    owner = users.named(line.user, line.group) if line.user is not None else users.default
    if owner is None:
        shown = f"{what} script {line.args[0]}"
        message = (
            f"Failed to set default user for {shown} - ignoring"
            if line.user is None
            else f"Invalid user/group for {shown} - ignoring"
        )
        reason = f"'{line.user}' is taken for the user who runs it" if line.user is not None else ""
        reports.add(
            codes.SCRIPT_UNUSABLE,
            message,
            line.at,
            prefix=prefix,
            reason=reason,
            fix="put a command that has parameters in quotes" if reason else "set script_user",
        )
        return None
    return Command(args=line.args, uid=owner.uid, gid=owner.gid)


def build_scripts(bound: Bound[GlobalDefs], users: Users, reports: Reports) -> Scripts:
    """Return how the daemon runs scripts."""
    record = bound.record
    return Scripts(
        security=record.enable_script_security,
        symlink_paths=record.use_symlink_paths,
        startup=_daemon_script(bound, "startup", users, reports),
        startup_timeout_s=record.startup_script_timeout,
        shutdown=_daemon_script(bound, "shutdown", users, reports),
        shutdown_timeout_s=record.shutdown_script_timeout,
        user=ScriptUser(users.default.uid, users.default.gid) if users.default else None,
    )


def _daemon_script(
    bound: Bound[GlobalDefs], which: str, users: Users, reports: Reports
) -> Command | None:
    """Return the first usable startup_script or shutdown_script."""
    found: Command | None = None
    for use in _uses(bound, f"{which}_script"):
        if found is not None:
            reports.add(codes.VALUE_REPEATED, f"{which} script already specified", use.at)
            continue
        line = cast(CommandLine, use.value)
        owner = users.named(line.user, line.group) if line.user is not None else users.default
        if owner is None:
            reports.add(codes.USER_UNKNOWN, f"Invalid {which} script", use.at)
        else:
            found = Command(args=line.args, uid=owner.uid, gid=owner.gid)
    return found


def _uses(bound: Bound[GlobalDefs], field: str) -> list[Use]:
    return [use for use in bound.uses if use.field == field and use.value is not None]


def build_fifos(bound: Bound[GlobalDefs], users: Users, reports: Reports) -> Fifos:
    """Return the pipes; keepalived 2.4: one that has the name of another is not used."""
    record = bound.record
    pipes = {
        kind: _fifo(bound, f"{kind}notify_fifo", users, reports) for kind in ("", "vrrp_", "lvs_")
    }
    common = pipes[""]
    for kind in ("vrrp_", "lvs_"):
        pipe = pipes[kind]
        if pipe is not None and common is not None and pipe.path == common.path:
            message = f"{kind}notify FIFO {pipe.path} is the same as the notify FIFO - ignoring"
            reports.add(
                codes.SCRIPT_UNUSABLE,
                message,
                bound.place(f"{kind}notify_fifo"),
                reason="both would write to one pipe; it is used for all events only",
                fix="name another pipe",
            )
            pipes[kind] = None
    return Fifos(
        all_events=common,
        vrrp=pipes["vrrp_"],
        lvs=pipes["lvs_"],
        priority_changes=record.vrrp_notify_priority_changes,
        states_on_reload=record.fifo_write_vrrp_states_on_reload,
    )


def _fifo(
    bound: Bound[GlobalDefs], field: str, users: Users, reports: Reports
) -> NotifyFifo | None:
    """Return the first usable pipe of a kind with its script."""
    found: NotifyFifo | None = None
    for use in _uses(bound, field):
        pipe = cast(PipeName, use.value)
        if found is not None:
            message = f"{field} already specified - ignoring {pipe.path}"
            reports.add(codes.VALUE_REPEATED, message, use.at)
            continue
        named = pipe.user is not None
        owner = users.named(pipe.user or "", pipe.group) if named else users.default
        if owner is None:
            message = f"Invalid user/group for {field} {pipe.path} - ignoring"
            reports.add(
                codes.SCRIPT_UNUSABLE,
                message,
                use.at,
                reason="nobody could own the pipe",
                fix="name a user and a group of this host",
            )
        else:
            found = NotifyFifo(path=pipe.path, uid=owner.uid, gid=owner.gid)
    script = _fifo_script(bound, f"{field}_script", users, reports)
    return replace(found, script=script) if found is not None else None


def _fifo_script(
    bound: Bound[GlobalDefs], field: str, users: Users, reports: Reports
) -> Command | None:
    found: Command | None = None
    for use in _uses(bound, field):
        line = cast(CommandLine, use.value)
        if found is not None:
            message = f"{field} already specified - ignoring {line.text}"
            reports.add(codes.VALUE_REPEATED, message, use.at)
            continue
        found = build_command(line, field, users, reports, prefix=Prefix.LINE)
    return found


def build_mail(bound: Bound[GlobalDefs]) -> Mail:
    """Return the settings of alert mails."""
    record = bound.record
    server = record.smtp_server
    return Mail(
        server=server.host if server else None,
        port=server.port if server else SMTP_PORT,
        sender=record.notification_email_from,
        recipients=tuple(address for words in record.notification_email for address in words),
        helo=record.smtp_helo_name or None,
        connect_timeout_s=record.smtp_connect_timeout,
        alerts=record.smtp_alert,
        vrrp=record.smtp_alert_vrrp,
        checker=record.smtp_alert_checker,
        no_faults=record.no_email_faults,
        no_checker=record.no_checker_emails,
    )
