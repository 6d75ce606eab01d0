"""Commands, pipes and mail of the daemon and of instances."""

from tests.support.configs import ID, MAIN, built, files, instance_text, read
from tests.support.scripts import MemoryHost
from vipd.conf.load import load
from vipd.conf.scripts import Account
from vipd.model.notify import Command, Fifos, Mail, NotifyFifo, NotifyScripts, Scripts, ScriptUser


def test_notify_scripts_of_an_instance_reach_the_model() -> None:
    lines = 'notify_master "/bin/a b"\nnotify /bin/c\nnotify_deleted'
    assert built(instance_text(lines)).instance.notify == NotifyScripts(
        master=Command(args=("/bin/a", "b")),
        any_state=Command(args=("/bin/c",)),
        deleted_state=True,
    )


def test_second_notify_script_is_reported_and_the_first_one_stays() -> None:
    loaded = read(instance_text("notify_stop /bin/a\nnotify_stop '/bin/b c'\nnotify_deleted /x"))
    (found,) = [d.message for d in loaded.diagnostics if d.code != "C901"]
    assert found == "(V) notify_stop script already specified - ignoring /bin/b c"
    notify = loaded.daemon.vrrp.instances[0].notify
    assert notify.stop == Command(args=("/bin/a",))
    assert notify.deleted == Command(args=("/x",))


def test_scripts_of_the_daemon_run_as_the_user_that_is_named() -> None:
    host = MemoryHost(users={"web": Account(33, 34)}, groups={"adm": 4})
    text = (
        "global_defs {\nscript_user web\nenable_script_security\nuse_symlink_paths\n"
        "startup_script '/bin/a b' web adm\nstartup_script /bin/c\n"
        "shutdown_script /bin/d\nshutdown_script_timeout 7\n}\n"
    )
    loaded = load(MAIN, files(text), config_id=ID, scripts=host)
    assert [d.message for d in loaded.diagnostics if d.code != "C901"] == [
        "startup script already specified"
    ]
    assert loaded.daemon.scripts == Scripts(
        security=True,
        symlink_paths=True,
        startup=Command(args=("/bin/a", "b"), uid=33, gid=4),
        shutdown=Command(args=("/bin/d",), uid=33, gid=34),
        shutdown_timeout_s=7,
        user=ScriptUser(33, 34),
    )


def test_pipe_with_the_name_of_the_common_one_is_not_used() -> None:
    text = (
        "global_defs {\nnotify_fifo /run/f\nnotify_fifo_script /bin/a\n"
        "vrrp_notify_fifo /run/f\nlvs_notify_fifo /run/g\nfifo_write_vrrp_states_on_reload\n}\n"
    )
    assert read(text).daemon.fifos == Fifos(
        all_events=NotifyFifo(path="/run/f", script=Command(args=("/bin/a",))),
        lvs=NotifyFifo(path="/run/g"),
        states_on_reload=True,
    )


def test_mail_takes_the_common_switch_where_there_is_no_other() -> None:
    text = (
        "global_defs {\nsmtp_server 192.0.2.1 2525\nsmtp_alert\nsmtp_alert_checker off\n"
        "notification_email {\na@b c@d\ne@f\n}\nnotification_email_from x@y\n"
        "smtp_connect_timeout 0\n}\n"
    )
    assert read(text).daemon.mail == Mail(
        server="192.0.2.1",
        port=2525,
        sender="x@y",
        recipients=("a@b", "c@d", "e@f"),
        connect_timeout_s=1,
        alerts=True,
        checker=False,
    )
