"""Starts that succeed and starts that are refused: lines, exit statuses, what is left behind."""

import os
import signal
from pathlib import Path

import pytest

from tests.support.daemons import Kind
from tests.support.lab import Lab, Node
from tests.support.ours import QUICK, master, run_to_end, write
from tests.support.probe import alive, wait_for
from tests.support.router import Router, keepalived_conf

pytestmark = pytest.mark.root

CONFIG = keepalived_conf([QUICK])


@pytest.fixture
def node(lab: Lab) -> Node:
    return lab.node("ours", lab.lan())


def foreground(lab: Lab, config: Path, *more: str) -> list[str]:
    directory = lab.directory
    return ["-n", "-l", "-G", "-f", str(config), "-p", f"{directory}/p", "-r", f"{directory}/v",
            *more]  # fmt: skip


def messages(text: str) -> list[str]:
    """Return the lines of a console without their dates."""
    return [line.split(": ", 1)[-1] for line in text.splitlines()]


def test_start_and_stop_say_what_keepalived_says(node: Node) -> None:
    daemon = master(node)
    assert daemon.stop() == 0
    said = messages(daemon.log)
    expected = [
        "Starting Keepalived v",
        "Running on Linux ",
        "Command line: '",
        f"Configuration file {daemon.config_file}",
        "Starting VRRP child process, pid=",
        "Startup complete",
        "Stopping",
        "Stopped Keepalived v",
    ]
    found = [next(i for i, line in enumerate(said) if line.startswith(one)) for one in expected]
    assert found == sorted(found)
    for line in (
        "(VI_1) Entering BACKUP STATE (init)",
        "(VI_1) Entering MASTER STATE",
        "(VI_1) sent 0 priority",
        "(VI_1) removing VIPs.",
    ):
        assert line in said


def test_pid_files_while_running_are_those_of_the_processes_and_afterwards_gone(
    node: Node,
) -> None:
    daemon = master(node)
    parent, vrrp = daemon.directory / "keepalived.pid", daemon.directory / "vrrp.pid"
    assert parent.read_text() == f"{daemon.pid}\n"
    assert int(vrrp.read_text()) in daemon.pids()
    assert parent.stat().st_mode & 0o777 == vrrp.stat().st_mode & 0o777 == 0o644
    daemon.stop()
    assert not parent.exists()
    assert not vrrp.exists()


def test_second_daemon_with_the_same_pid_file_is_refused(lab: Lab, node: Node) -> None:
    daemon = master(node)
    pid_file = daemon.directory / "keepalived.pid"
    ended = run_to_end(node, foreground(lab, write(lab, CONFIG), "-p", str(pid_file)))
    assert ended.status == 1
    assert f"Another process has pid file {pid_file} locked" in ended.err
    assert "daemon is already running" in ended.err
    assert pid_file.read_text() == f"{daemon.pid}\n"
    assert daemon.running()
    assert node.holds(QUICK.vips)


def test_second_daemon_with_the_same_vrrp_pid_file_is_refused(lab: Lab, node: Node) -> None:
    daemon = master(node)
    vrrp = daemon.directory / "vrrp.pid"
    ended = run_to_end(node, foreground(lab, write(lab, CONFIG), "-r", str(vrrp)))
    assert ended.status == 1
    assert f"Another process has pid file {vrrp} locked" in ended.err
    assert not (lab.directory / "p").exists()


def test_pid_file_that_cannot_be_made_is_named(lab: Lab, node: Node) -> None:
    ended = run_to_end(node, foreground(lab, write(lab, CONFIG), "-p", "/nonexistent/p"))
    assert ended.status == 1
    assert "/nonexistent/p: No such file or directory" in ended.err


def test_configuration_missing_ends_the_start_with_6_and_the_test_with_4(
    lab: Lab, node: Node
) -> None:
    missing = lab.directory / "nosuch.conf"
    ended = run_to_end(node, foreground(lab, missing))
    assert ended.status == 6
    assert f"Config files missing '{missing}'." in ended.err
    tested = run_to_end(node, ["-t", "-f", str(missing)])
    assert (tested.status, tested.out) == (4, "")
    assert f"Config files missing '{missing}'." in tested.err


def test_configuration_that_is_a_directory_or_executable_is_refused(lab: Lab, node: Node) -> None:
    executable = write(lab, CONFIG, "exe.conf")
    executable.chmod(0o755)
    for path in (lab.directory, executable):
        ended = run_to_end(node, foreground(lab, path))
        assert ended.status == 6
        assert str(path) in ended.err


@pytest.mark.parametrize(
    ("text", "status", "tested", "place", "phrase"),
    [
        (CONFIG.replace("51", "300"), 2, 5, ":7:23: ", "300"),
        (CONFIG.replace("virtual_router_id 51", ""), 2, 5, "", "virtual router id must be set"),
        (CONFIG + keepalived_conf([QUICK]).replace("VI_1", "VI_2"), 2, 5, "",
         "VI_1 and VI_2 both use VRID 51 with IPv4 on interface eth0"),
    ],
    ids=["vrid-range", "vrid-missing", "vrid-twice"],
)  # fmt: skip
def test_configuration_that_cannot_run_is_refused_with_its_place(
    lab: Lab, node: Node, text: str, status: int, tested: int, place: str, phrase: str
) -> None:
    config = write(lab, text)
    ended = run_to_end(node, foreground(lab, config))
    assert ended.status == status
    assert phrase in ended.err
    assert f"{config}{place}" in ended.err or not place
    test = run_to_end(node, ["-t", "-f", str(config)])
    assert test.status == tested
    assert phrase in test.err


def test_unknown_keyword_is_told_with_its_line_and_does_not_stop_the_start(node: Node) -> None:
    config = CONFIG.replace("priority 200", "priority 200\n    bogus x")
    daemon = node.start(Kind.VIPD, config)
    wait_for(lambda: "Startup complete" in daemon.log, 20, "Startup complete")
    assert "Line 9) Unknown keyword 'bogus'" in daemon.log


def test_start_of_an_instance_by_name_logs_under_that_name(node: Node) -> None:
    daemon = node.start(Kind.VIPD, "instance blue\n" + CONFIG)
    wait_for(lambda: "Startup complete" in daemon.log, 20, "Startup complete")
    assert "Changing syslog ident to Keepalived_blue" in messages(daemon.log)


def test_interface_that_does_not_exist_ends_the_start_with_2(lab: Lab, node: Node) -> None:
    config = write(lab, keepalived_conf([Router(interface="eth9")]))
    ended = run_to_end(node, foreground(lab, config))
    assert ended.status == 2
    assert "WARNING - interface eth9 for vrrp_instance VI_1 doesn't exist" in ended.err
    assert "Non-existent interface specified in configuration" in ended.err
    assert f"{config.name}: Line " in ended.err


def test_configuration_test_of_a_good_file_says_nothing(lab: Lab, node: Node) -> None:
    ended = run_to_end(node, ["-t", "-f", str(write(lab, CONFIG))])
    assert (ended.status, ended.out, ended.err) == (0, "", "")


def test_configuration_test_writes_to_the_file_it_is_given(lab: Lab, node: Node) -> None:
    config = write(lab, CONFIG.replace("51", "300"))
    log = lab.directory / "test.log"
    ended = run_to_end(node, [f"-t{log}", "-f", str(config)])
    assert (ended.status, ended.err) == (5, "")
    assert "300" in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600


def test_configuration_test_never_follows_a_link(lab: Lab, node: Node) -> None:
    link = lab.directory / "link"
    link.symlink_to(lab.directory / "elsewhere")
    ended = run_to_end(node, [f"-t{link}", "-f", str(write(lab, CONFIG))])
    assert ended.status == 1
    assert ended.err.startswith(f"Unable to open config-test log file {link} 40 - ")
    assert not (lab.directory / "elsewhere").exists()


@pytest.mark.parametrize("capability", ["net_admin", "net_raw"])
def test_capability_missing_is_named_in_one_line_with_status_4(
    lab: Lab, node: Node, capability: str
) -> None:
    ended = run_to_end(
        node,
        foreground(lab, write(lab, CONFIG)),
        before=["setpriv", "--bounding-set", f"-{capability}", "--inh-caps", f"-{capability}"],
    )
    assert ended.status == 4
    (line,) = (line for line in ended.err.splitlines() if "CAP_" in line)
    assert f"CAP_{capability.upper()} missing" in line
    assert not (lab.directory / "p").exists()


def test_user_without_any_right_is_told_what_is_missing(lab: Lab, node: Node) -> None:
    config = write(lab, CONFIG)
    lab.directory.chmod(0o755)
    ended = run_to_end(
        node,
        ["-n", "-G", "-f", str(config)],
        before=["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"],
    )
    assert ended.status == 4
    assert ended.err.count("\n") == 1
    assert "CAP_NET_ADMIN, CAP_NET_RAW missing" in ended.err


def test_daemon_in_the_background_leaves_its_starter_and_obeys_its_pid_file(
    lab: Lab, node: Node
) -> None:
    parent = lab.directory / "p"
    # The starter is the only process that the lab can end: this one must be ended by the test.
    words = foreground(lab, write(lab, CONFIG))[1:]
    ended = run_to_end(node, words)
    assert ended.status == 0
    pid = wait_for(lambda: int(parent.read_text() or 0), 20, "the PID file")
    try:
        assert os.readlink(f"/proc/{pid}/cwd") == "/"
        assert {os.readlink(f"/proc/{pid}/fd/{fd}") for fd in (0, 1, 2)} == {"/dev/null"}
        assert os.getsid(pid) == pid
        wait_for(lambda: node.holds(QUICK.vips), 20, "the address")
    finally:
        os.kill(pid, signal.SIGTERM)
        wait_for(lambda: not alive(pid), 20, "the end of the daemon")
    assert not node.holds(QUICK.vips)
    assert not parent.exists()


def test_empty_configuration_waits_for_a_reload(lab: Lab, node: Node) -> None:
    daemon = node.start(Kind.VIPD, "")
    wait_for(lambda: "has no configuration to run" in daemon.log, 20, "the warning")
    assert daemon.pids() == [daemon.pid]
    daemon.reload(CONFIG)
    wait_for(lambda: node.holds(QUICK.vips), 20, "the address")
    assert "Startup complete" in daemon.log
    assert daemon.stop() == 0


def test_parts_switched_off_leave_nothing_to_run(node: Node) -> None:
    daemon = node.start(Kind.VIPD, CONFIG, ["-C"])
    wait_for(lambda: "has no configuration to run" in daemon.log, 20, "the warning")
    assert daemon.pids() == [daemon.pid]
    assert daemon.stop() == 0
