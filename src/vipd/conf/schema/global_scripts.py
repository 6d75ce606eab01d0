"""Keywords of ``global_defs`` about mail, scripts and pipes."""

from vipd.conf.schema.commands import Command, CommandLine
from vipd.conf.schema.declare import block, kw, lines
from vipd.conf.schema.global_kinds import (
    Pipe,
    PipeName,
    SmtpServer,
    SmtpServerKind,
)
from vipd.conf.schema.kinds import Bool, Flag, Int, Text, WordList
from vipd.conf.schema.registry import Status, Unset
from vipd.conf.schema.tracker_kinds import User, UserName


def bad_global(name: str) -> str:
    """Return keepalived's report of a bad value of a global setting."""
    return f"Invalid value '{{value}}' for global {name} specified"


@block("global_defs", child=False)
class ScriptGlobals:
    """Who is told of what happens, and how."""

    # Mail.
    notification_email_from: str | None = kw(
        Text(
            missing="emailfrom missing - ignoring",
            surplus="emailfrom - ignoring extra entries '{value}' ...",
        ),
        "Sender of alert mails.",
        default=None,
        unset=Unset(words="the user at the host name, with smtp_server"),
        status=Status.ACCEPTED,
    )
    smtp_server: SmtpServer | None = kw(
        SmtpServerKind(),
        "Mail server: host or address, and port.",
        default=None,
        status=Status.ACCEPTED,
    )
    smtp_helo_name: str | None = kw(
        Text(bare=""),
        "Name sent in HELO.",
        default=None,
        unset=Unset(words="the host name"),
        status=Status.ACCEPTED,
    )
    smtp_connect_timeout: int = kw(
        Int(
            0,
            4_294,
            at_least=1,
            raised="smtp_conect_timeout must be greater than 0, setting to 1",
            unit="seconds",
        ),
        "Time to wait for the mail server.",
        default=30,
        bad="smtp_connect_timeout '{value}' must be in [0, 4294] - ignoring",
        status=Status.ACCEPTED,
    )
    notification_email: tuple[tuple[str, ...], ...] = lines(
        WordList(),
        "Recipients of alert mails.",
        bad="Warning - empty notification_email block",
        status=Status.ACCEPTED,
    )
    smtp_alert: bool | None = kw(
        Bool(),
        "Mail alerts unless set elsewhere.",
        default=None,
        unset=Unset(words="off for instances and virtual servers, on for real servers"),
        bad=bad_global("smtp_alert"),
        status=Status.ACCEPTED,
    )
    smtp_alert_vrrp: bool | None = kw(
        Bool(),
        "Mail alerts of instances.",
        default=None,
        unset=Unset(inherits=("global_defs.smtp_alert",)),
        bad=bad_global("smtp_alert_vrrp"),
        status=Status.ACCEPTED,
    )
    smtp_alert_checker: bool | None = kw(
        Bool(),
        "Mail alerts of servers.",
        default=None,
        unset=Unset(inherits=("global_defs.smtp_alert",)),
        bad=bad_global("smtp_alert_checker"),
        status=Status.ACCEPTED,
    )
    no_email_faults: bool = kw(Flag(), "No mail for FAULT.", default=False, status=Status.ACCEPTED)
    no_checker_emails: bool = kw(
        Bool(),
        "Mail only when a server comes or goes.",
        default=False,
        bad=bad_global("no_checker_emails"),
        status=Status.ACCEPTED,
    )

    # Scripts and their users.
    script_user: UserName | None = kw(
        User(missing="No script username specified"),
        "User and group of scripts.",
        default=None,
        unset=Unset(
            words="keepalived_script if there is such a user, else the user that runs vipd"
        ),
        status=Status.ACCEPTED,
    )
    enable_script_security: bool = kw(
        Flag(),
        "Do not run scripts as root that others can change.",
        default=False,
        status=Status.ACCEPTED,
    )
    use_symlink_paths: bool = kw(
        Bool(),
        "Keep symbolic links in the names of scripts.",
        default=False,
        bad=bad_global("use_symlink_path"),
        since="2.4",
        status=Status.ACCEPTED,
    )
    startup_script: CommandLine | None = kw(
        Command(missing="startup script missing"),
        "Run once before the children start.",
        default=None,
        bad="Invalid startup script",
        status=Status.NOT_BUILT,
        command=True,
    )
    startup_script_timeout: int = kw(
        Int(1, 1_000, missing="startup_script_timeout requires value", unit="seconds"),
        "Time for startup_script.",
        default=10,
        bad="startup_script_timeout '{value}' must be in [1, 1000] - ignoring",
        status=Status.ACCEPTED,
    )
    shutdown_script: CommandLine | None = kw(
        Command(missing="shutdown script missing"),
        "Run once after all children have stopped.",
        default=None,
        bad="Invalid shutdown script",
        status=Status.NOT_BUILT,
        command=True,
    )
    shutdown_script_timeout: int = kw(
        Int(1, 1_000, missing="shutdown_script_timeout requires value", unit="seconds"),
        "Time for shutdown_script.",
        default=10,
        bad="shutdown_script_timeout '{value}' must be in [1, 1000] - ignoring",
        status=Status.ACCEPTED,
    )
    notify_fifo: PipeName | None = kw(
        Pipe(), "Named pipe for events.", default=None, status=Status.NOT_BUILT
    )
    notify_fifo_script: CommandLine | None = kw(
        Command(missing="No notify_fifo_script specified"),
        "Program behind notify_fifo.",
        default=None,
        status=Status.NOT_BUILT,
        command=True,
    )
    vrrp_notify_fifo: PipeName | None = kw(
        Pipe(), "Named pipe for VRRP events.", default=None, status=Status.NOT_BUILT
    )
    vrrp_notify_fifo_script: CommandLine | None = kw(
        Command(missing="No vrrp_notify_fifo_script specified"),
        "Program behind vrrp_notify_fifo.",
        default=None,
        status=Status.NOT_BUILT,
        command=True,
    )
    lvs_notify_fifo: PipeName | None = kw(
        Pipe(), "Named pipe for checker events.", default=None, status=Status.NOT_BUILT
    )
    lvs_notify_fifo_script: CommandLine | None = kw(
        Command(missing="No lvs_notify_fifo_script specified"),
        "Program behind lvs_notify_fifo.",
        default=None,
        status=Status.NOT_BUILT,
        command=True,
    )
    vrrp_notify_priority_changes: bool = kw(
        Bool(),
        "Write priority changes to the pipes.",
        default=False,
        bad=bad_global("vrrp_notify_priority_changes"),
        status=Status.ACCEPTED,
    )
    fifo_write_vrrp_states_on_reload: bool = kw(
        Flag(), "Write states to the pipes after a reload.", default=False, status=Status.ACCEPTED
    )
