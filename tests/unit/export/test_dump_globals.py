"""The head of the dumps: what depends on the process, and what is told only sometimes."""

import pytest

from tests.support.configs import ID, MAIN, files, instance_text, read
from tests.support.scripts import MemoryHost
from vipd.conf.load import load
from vipd.export.dump import Program
from vipd.export.dump.globals import global_definitions

SCRIPTS = "startup_script /bin/a\nshutdown_script '/bin/b c'\n"
PIPES = (
    "notify_fifo /run/all\nnotify_fifo_script /bin/x\n"
    "vrrp_notify_fifo /run/vrrp\nvrrp_notify_fifo_script /bin/y\n"
    "lvs_notify_fifo /run/lvs\nlvs_notify_fifo_script /bin/z\n"
)


def rows(lines: str, program: Program = Program.VRRP) -> list[str]:
    text = f"global_defs {{\n{lines}\n}}\n{instance_text()}"
    return list(global_definitions(read(text).daemon, program))


def test_scripts_of_start_and_stop_are_told_by_the_process_that_runs_them() -> None:
    found = [row for row in rows(SCRIPTS, Program.PARENT) if "script = " in row]
    assert found == [
        " Startup script = '/bin/a', uid:gid 0:0, timeout 10",
        " Shutdown script = '/bin/b' 'c', uid:gid 0:0 timeout 10",
    ]
    for program in (Program.VRRP, Program.CHECKER, Program.BFD):
        assert not [row for row in rows(SCRIPTS, program) if "script = " in row]


@pytest.mark.parametrize(
    ("program", "started"),
    [
        (Program.PARENT, ""),
        (Program.VRRP, "all vrrp"),
        (Program.CHECKER, "all lvs"),
        (Program.BFD, ""),
    ],
)
def test_program_of_a_pipe_is_passed_its_name_by_the_process_that_starts_it(
    program: Program, started: str
) -> None:
    found = [row for row in rows(PIPES, program) if "fifo script" in row]
    for row, name in zip(found, ("all", "vrrp", "lvs"), strict=True):
        assert (f" '/run/{name}'," in row) is (name in started.split())


@pytest.mark.parametrize(("program", "told"), [(Program.VRRP, True), (Program.PARENT, False)])
def test_default_interface_matters_to_the_vrrp_process(program: Program, told: bool) -> None:
    found = rows("default_interface eth7", program)
    assert (" Default interface = eth7" in found) is told


@pytest.mark.parametrize(
    ("program", "known"), [(Program.VRRP, "instance"), (Program.PARENT, "name")]
)
def test_sync_daemon_belongs_to_an_instance_or_its_name(program: Program, known: str) -> None:
    given = "lvs_sync_daemon eth1 inst V id 9 maxlen 1400 port 8849 ttl 3 group 224.0.0.99"
    found = [row for row in rows(given, program) if "syncd" in row or "mcast group 2" in row]
    assert found == [
        f" LVS syncd vrrp {known} = V",
        " LVS syncd interface = eth1",
        " LVS syncd syncid = 9",
        " LVS syncd maxlen = 1400",
        " LVS mcast group 224.0.0.99",
        " LVS syncd mcast port = 8849",
        " LVS syncd mcast ttl = 3",
    ]


@pytest.mark.parametrize(
    ("lines", "row"),
    [
        ("lvs_timeouts udp 7", " LVS UDP timeout = 7"),
        ("vrrp_cpu_affinity 0 1", " VRRP CPU Affinity = 0 1 "),
        ("lvs_flush_on_stop", " LVS flush on stop = full"),
        ("lvs_flush_on_stop VS", " LVS flush on stop = VS"),
        ("max_auto_priority -1", " Max auto priority = Disabled"),
        ("reload_check_config", " Test config before reload, log to /dev/null"),
        ("reload_file", " Reload_file = /run/keepalived.reload"),
        ("vrrp_iptables", " Iptables output chain = OUTPUT"),
        ("vrrp_iptables\nvrrp_ipsets", " Using ipsets = false"),
        ("vrrp_startup_delay 4.256789", " vrrp_startup_delay = 4.25679"),
        ("umask 0", " umask = 00"),
        ("dynamic_interfaces", " Allow interface changes = false"),
        ("enable_dbus", " DBus enabled"),
        ("smtp_alert_checker off", " Default smtp_alert_checker = off"),
    ],
)
def test_setting_is_told_as_keepalived_tells_it(lines: str, row: str) -> None:
    assert row in rows(lines)
    assert row not in rows("")


def test_recipients_are_told_where_mails_have_a_sender() -> None:
    given = "notification_email {\none@example.org\n}"
    assert not any("Email" in row for row in rows(given))
    found = rows(f"{given}\nnotification_email_from me@example.org")
    at = found.index(" Email notification from = me@example.org")
    assert found[at + 1 : at + 3] == [" Email notification to:", "   one@example.org"]


def test_user_of_scripts_is_left_out_where_there_is_none() -> None:
    assert " Default script uid:gid 0:0" in rows("")
    text = "global_defs {\nenable_script_security\n}\n"
    daemon = load(MAIN, files(text), config_id=ID, scripts=MemoryHost()).daemon
    found = list(global_definitions(daemon, Program.VRRP))
    assert " Script security enabled" in found
    assert not any("Default script" in row for row in found)
