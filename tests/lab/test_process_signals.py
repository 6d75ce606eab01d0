"""Signals besides stop and reload: statistics, and those that mean nothing."""

import json
import os
import signal

import pytest

from tests.support.lab import Lab, Node
from tests.support.ours import QUICK, master
from tests.support.probe import wait_for
from vipd.proc.signals import JSON

pytestmark = pytest.mark.root


@pytest.fixture
def node(lab: Lab) -> Node:
    return lab.node("ours", lab.lan())


def test_statistics_are_written_where_keepalived_writes_them(node: Node) -> None:
    daemon = master(node)
    pid = daemon.vrrp_pid
    path = daemon.directory / "keepalived.stats"
    daemon.signal(signal.SIGUSR2)
    wait_for(path.exists, 20, "the statistics")
    text = path.read_text()
    assert text.startswith("VRRP Instance: VI_1\n  Advertisements:\n    Received: 0\n")
    assert "  Became master: 1\n" in text
    assert path.stat().st_mode & 0o777 == 0o600
    assert f"Printing VRRP stats for process({pid}) on signal" in daemon.log


def test_statistics_cleared_begin_at_zero(node: Node) -> None:
    daemon = master(node)
    path = daemon.directory / "keepalived.stats"
    os.kill(daemon.pid, signal.SIGRTMAX - 1)
    wait_for(path.exists, 20, "the statistics")
    assert "Became master: 1" in path.read_text()
    path.unlink()
    daemon.signal(signal.SIGUSR2)
    wait_for(path.exists, 20, "the statistics")
    assert "Became master: 0" in path.read_text()


@pytest.mark.parametrize("who", ["parent", "child"])
def test_signals_without_a_meaning_change_nothing(node: Node, who: str) -> None:
    daemon = master(node)
    pid = daemon.pid if who == "parent" else daemon.vrrp_pid
    everyone = daemon.pids()
    for number in (signal.SIGABRT, signal.SIGQUIT, signal.SIGPIPE, signal.SIGALRM, signal.SIGTSTP,
                   signal.SIGCHLD, signal.SIGWINCH):  # fmt: skip
        os.kill(pid, number)
    daemon.signal(signal.SIGUSR1)
    wait_for((daemon.directory / "keepalived.data").exists, 20, "an answer")
    assert daemon.pids() == everyone
    assert node.holds(QUICK.vips)


def test_interrupt_can_be_ignored(node: Node) -> None:
    daemon = master(node, options=["--ignore-sigint"])
    for pid in daemon.pids():
        os.kill(pid, signal.SIGINT)
    daemon.signal(signal.SIGUSR1)
    wait_for(lambda: "Printing VRRP data" in daemon.log, 20, "an answer")
    assert daemon.running()
    assert daemon.stop() == 0


def test_reload_sent_to_the_child_reads_no_file(node: Node) -> None:
    daemon = master(node)
    monitor = node.monitor()
    before = len(daemon.log)
    daemon.config_file.write_text("")
    os.kill(daemon.vrrp_pid, signal.SIGHUP)
    wait_for(lambda: "Reloading\n" in daemon.log[before:], 20, "Reloading")
    assert monitor.poll() == []
    assert "Reload complete" not in daemon.log


def test_data_dump_tells_configuration_and_state(node: Node) -> None:
    daemon = master(node, options=["-d"])
    assert " VRRP Instance = " in daemon.log
    path = daemon.directory / "keepalived.data"
    daemon.signal(signal.SIGUSR1)
    wait_for(path.exists, 20, "the data")
    rows = path.read_text().splitlines()
    assert rows[0] == "------< Global definitions >------"
    assert "------< VRRP Topology >------" in rows
    assert "   State = MASTER" in rows
    assert any(row.endswith(" set") for row in rows)


def test_data_dump_of_the_supervisor_is_beside_that_of_its_child(node: Node) -> None:
    daemon = master(node)
    daemon.signal(signal.SIGUSR1)
    path = daemon.directory / "keepalived_parent.data"
    wait_for(path.exists, 20, "the data")
    assert path.read_text().startswith("------< Global definitions >------\n")
    assert "VRRP Topology" not in path.read_text()
    assert f"Printing parent data for process({daemon.pid}) on signal" in daemon.log


def test_json_dump_tells_programs_what_there_is(node: Node) -> None:
    daemon = master(node)
    os.kill(daemon.pid, JSON)
    path = daemon.directory / "keepalived.json"
    wait_for(path.exists, 20, "the JSON dump")
    (only,) = json.loads(path.read_text())
    assert only["data"]["iname"] == "VI_1"
    assert (only["data"]["state"], only["data"]["vipset"]) == (2, True)
    assert only["data"]["vips"][0].endswith(" set")
    assert only["stats"]["become_master"] == 1
    assert path.stat().st_mode & 0o777 == 0o600


def test_dumps_go_where_the_last_reload_wants_them(node: Node) -> None:
    daemon = master(node)
    names = f"state_dump_file {daemon.directory}/s.data\nstats_dump_file st\njson_dump_file a/j\n"
    text = daemon.config_file.read_text()
    daemon.reload(f"global_defs {{\n{names}json_version 2\n}}\n{text}")
    wait_for(lambda: "Reload complete" in daemon.log, 20, "the reload")
    for number in (signal.SIGUSR1, signal.SIGUSR2, JSON):
        os.kill(daemon.pid, number)
    for name in ("s.data", "s_parent.data", "st", "j"):
        wait_for((daemon.directory / name).exists, 20, name)
    assert not (daemon.directory / "keepalived.data").exists()
    assert not (daemon.directory / "keepalived.stats").exists()
    assert list(json.loads((daemon.directory / "j").read_text())) == ["vrrp"]
