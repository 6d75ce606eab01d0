"""Reloads: what is applied, what is refused, and that an unchanged instance notices nothing."""

import os
import signal
from dataclasses import replace

import pytest

from tests.support.daemons import Daemon
from tests.support.lab import Lab, Node
from tests.support.ours import QUICK, master, start
from tests.support.probe import wait_for
from tests.support.router import keepalived_conf

pytestmark = pytest.mark.root

CONFIG = keepalived_conf([QUICK])


@pytest.fixture
def node(lab: Lab) -> Node:
    return lab.node("ours", lab.lan())


def reload_complete(daemon: Daemon, config: str) -> None:
    before = daemon.log.count("Reload complete")
    daemon.reload(config)
    wait_for(lambda: daemon.log.count("Reload complete") > before, 20, "Reload complete")


def reload_refused(daemon: Daemon, config: str) -> str:
    """Return what was said about it."""
    before = len(daemon.log)
    daemon.reload(config)
    wait_for(lambda: "Reload refused: " in daemon.log[before:], 20, "Reload refused")
    return daemon.log[before:]


def test_reload_of_the_same_file_changes_nothing_on_the_wire(lab: Lab, node: Node) -> None:
    daemon = master(node)
    monitor = node.monitor()
    # The last burst of announcements of a new MASTER is over 5 s after the first.
    capture = lab.capture()
    capture.wait(lambda _: len(capture.adverts(node="ours")) >= 30, 20)
    before = len(capture.adverts(node="ours"))
    announced = len(capture.announcements(node="ours"))
    log = len(daemon.log)
    reload_complete(daemon, CONFIG)
    capture.wait(lambda _: len(capture.adverts(node="ours")) >= before + 5, 20)
    said = [line.split(": ", 1)[-1] for line in daemon.log[log:].splitlines()]
    assert said == [
        "Reloading ...",
        f"Opening file '{daemon.config_file}'.",
        f"Configuration file {daemon.config_file}",
        "Reloading",
        "Reload complete",
    ]
    assert monitor.poll() == []
    # A late advert does not move the next one, so only the sum of the intervals is certain.
    times = [seen.time_ns for seen in capture.adverts(node="ours")]
    assert times[-1] - times[0] > (len(times) - 2) * QUICK.advert_ns
    assert len(capture.announcements(node="ours")) == announced


def test_reload_adds_and_removes_addresses_and_instances(node: Node) -> None:
    daemon = master(node)
    monitor = node.monitor()
    second = replace(QUICK, name="VI_2", vrid=52, vips=("10.9.1.150",))
    first = replace(QUICK, vips=("10.9.1.100", "10.9.1.101"))
    reload_complete(daemon, keepalived_conf([first, second]))
    wait_for(lambda: node.holds([*first.vips, *second.vips]), 20, "all addresses")
    assert monitor.removed() == []
    reload_complete(daemon, keepalived_conf([replace(first, vips=("10.9.1.101",))]))
    wait_for(lambda: not node.holds(["10.9.1.150"]), 20, "the end of VI_2")
    assert node.holds(["10.9.1.101"])
    assert {str(one) for one in monitor.removed()} == {"10.9.1.100", "10.9.1.150"}
    assert daemon.log.count("Entering MASTER STATE") == 2


def test_reload_with_an_error_changes_nothing_and_tells_the_place(node: Node) -> None:
    daemon = master(node)
    monitor = node.monitor()
    said = reload_refused(daemon, CONFIG.replace("priority 200", "priority 300"))
    assert f"{daemon.config_file}:8:14: " in said
    said = reload_refused(daemon, CONFIG.replace("virtual_router_id 51", ""))
    assert "the virtual router id must be set" in said
    assert "Reload complete" not in daemon.log
    assert monitor.poll() == []
    assert node.holds(QUICK.vips)
    reload_complete(daemon, CONFIG)


def test_reload_of_a_missing_file_changes_nothing(node: Node) -> None:
    daemon = master(node)
    monitor = node.monitor()
    daemon.config_file.unlink()
    daemon.signal(signal.SIGHUP)
    wait_for(lambda: "Reload refused: " in daemon.log, 20, "Reload refused")
    assert f"Config files missing '{daemon.config_file}'." in daemon.log
    assert monitor.poll() == []
    assert node.holds(QUICK.vips)
    assert daemon.stop() == 0


def test_reload_with_a_missing_interface_is_refused(node: Node) -> None:
    daemon = master(node)
    said = reload_refused(daemon, CONFIG.replace("eth0", "eth9"))
    assert "eth9" in said
    assert node.holds(QUICK.vips)


def test_reload_with_mere_warnings_is_applied(node: Node) -> None:
    daemon = master(node)
    changed = replace(QUICK, vips=("10.9.1.200",), extra=("bogus",))
    reload_complete(daemon, keepalived_conf([changed]))
    wait_for(lambda: node.holds(["10.9.1.200"]), 20, "the new address")
    assert "Unknown keyword 'bogus'" in daemon.log


def test_reload_with_another_instance_name_is_refused(node: Node) -> None:
    daemon = master(node)
    reload_refused(daemon, "instance b\n" + CONFIG)
    text = "Cannot change instance name at a reload - please restart keepalived"
    assert text in daemon.log
    assert node.holds(QUICK.vips)


def test_reloads_that_come_together_are_merged_and_all_complete(node: Node) -> None:
    daemon = master(node)
    os.kill(daemon.vrrp_pid, signal.SIGSTOP)
    daemon.signal(signal.SIGHUP)
    wait_for(lambda: "Reloading ..." in daemon.log, 20, "the first reload")
    wait_for(lambda: "Configuration file" in daemon.log.split("Reloading ...")[1], 20, "reading")
    daemon.signal(signal.SIGHUP)
    wait_for(lambda: "request queued" in daemon.log, 20, "the queue")
    os.kill(daemon.vrrp_pid, signal.SIGCONT)
    wait_for(lambda: daemon.log.count("Reload complete") == 2, 20, "both reloads")
    assert daemon.log.count("Reload already in progress, request queued") == 1
    assert daemon.log.count("Processing queued reload") == 1
    assert daemon.log.count("Reloading ...") == 2


def test_stop_that_comes_with_a_reload_wins(node: Node) -> None:
    daemon = master(node)
    os.kill(daemon.vrrp_pid, signal.SIGSTOP)
    daemon.reload(keepalived_conf([replace(QUICK, vips=("10.9.1.200",))]))
    wait_for(lambda: "Reloading ..." in daemon.log, 20, "the reload")
    daemon.signal(signal.SIGTERM)
    wait_for(lambda: "Stopping" in daemon.log, 20, "the stop")
    os.kill(daemon.vrrp_pid, signal.SIGCONT)
    assert daemon.process.wait(20) == 0
    assert not node.holds(QUICK.vips)
    assert not node.holds(["10.9.1.200"])
    assert "failed to die" not in daemon.log


def test_successor_after_a_crash_runs_the_reloaded_configuration(node: Node) -> None:
    daemon = master(node)
    changed = replace(QUICK, vips=("10.9.1.100", "10.9.1.101"))
    reload_complete(daemon, keepalived_conf([changed]))
    wait_for(lambda: node.holds(changed.vips), 20, "both addresses")
    monitor = node.monitor()
    daemon.config_file.write_text("nonsense {")
    os.kill(daemon.vrrp_pid, signal.SIGKILL)
    wait_for(lambda: "resumed after a restart" in daemon.log, 20, "a successor")
    assert monitor.removed() == []
    assert node.holds(changed.vips)


def test_successor_after_a_crash_knows_an_instance_by_its_new_name(node: Node) -> None:
    daemon = master(node)
    monitor = node.monitor()
    reload_complete(daemon, CONFIG.replace("VI_1", "VI_NEW"))
    os.kill(daemon.vrrp_pid, signal.SIGKILL)
    wait_for(lambda: "resumed after a restart" in daemon.log, 20, "a successor")
    assert "(VI_NEW) cause: resumed after a restart" in daemon.log
    assert monitor.removed() == []
    assert daemon.stop() == 0
    assert not node.holds(QUICK.vips)


def test_child_killed_during_a_reload_goes_back_to_the_configuration_that_worked(
    node: Node,
) -> None:
    daemon = master(node)
    os.kill(daemon.vrrp_pid, signal.SIGSTOP)
    daemon.reload(keepalived_conf([replace(QUICK, vips=("10.9.1.200",))]))
    wait_for(
        lambda: "Configuration file" in daemon.log.partition("Reloading ...")[2], 20, "reading"
    )
    os.kill(daemon.vrrp_pid, signal.SIGKILL)
    wait_for(lambda: "resumed after a restart" in daemon.log, 20, "a successor")
    assert "Reload refused: the VRRP process died on it" in daemon.log
    assert node.holds(QUICK.vips)
    reload_complete(daemon, CONFIG)


def test_reload_during_a_respawn_delay_starts_one_child(node: Node) -> None:
    daemon = start(node, QUICK)
    wait_for(lambda: node.holds(QUICK.vips), 20, "the address")
    os.kill(daemon.vrrp_pid, signal.SIGKILL)
    wait_for(lambda: "resumed after a restart" in daemon.log, 20, "a successor")
    os.kill(daemon.vrrp_pid, signal.SIGKILL)
    wait_for(lambda: "delayed 1 seconds" in daemon.log, 20, "the delay")
    reload_complete(daemon, CONFIG)
    wait_for(lambda: node.holds(QUICK.vips), 20, "the address")
    assert len(daemon.pids()) == 2
    assert daemon.log.count("Starting VRRP child process") == 3


def test_reload_with_a_check_is_refused_by_a_warning_and_says_where_to_look(node: Node) -> None:
    daemon = master(node)
    found = daemon.directory / "check.log"
    wanted = f"global_defs {{\nreload_check_config {found}\n}}\n"
    reload_complete(daemon, wanted + CONFIG)
    before = len(daemon.log)
    daemon.reload(wanted + "nonsense here\n" + CONFIG)
    line = f"New config failed validation, see {found} for details"
    wait_for(lambda: line in daemon.log[before:], 20, "the refusal")
    assert "Unknown keyword 'nonsense'" in found.read_text()
    assert "Reloading ..." not in daemon.log[before:]
    assert node.holds(QUICK.vips)
    changed = CONFIG.replace("priority 200", "priority 199")
    reload_complete(daemon, wanted + changed)
    assert found.read_text() == ""


def test_reload_saves_what_was_read_and_what_came_of_it(node: Node) -> None:
    daemon = master(node)
    saved = daemon.directory / "saved"
    wanted = f"global_defs {{\nconfig_save_dir {saved}\n}}\n"
    reload_complete(daemon, wanted + CONFIG)
    reload_complete(daemon, wanted + CONFIG.replace("priority 200", "priority 199"))
    child = f"keepalived_vrrp.{daemon.vrrp_pid}"
    names = {path.name for path in saved.iterdir()}
    texts = {f"keepalived.conf.{daemon.pid}.{number}" for number in (0, 1)}
    assert names == texts | {f"{child}.1.post", f"{child}.2.pre", f"{child}.2.post"}
    assert "   Priority = 200\n" in (saved / f"{child}.2.pre").read_text()
    assert "   Priority = 199\n" in (saved / f"{child}.2.post").read_text()
