"""Processes that are killed, in every order: what happens to the addresses, and who survives."""

import os
import random
import signal
import time
from functools import partial

import pytest

from tests.support.daemons import Daemon
from tests.support.lab import Lab, Node
from tests.support.ours import QUICK, master, start
from tests.support.probe import SpinProbe, alive, wait_for
from tests.support.router import Router

pytestmark = pytest.mark.root

SECOND_NS = 10**9
MANY = Router(priority=200, vips=tuple(f"10.9.1.{n}" for n in range(20, 220)))


@pytest.fixture
def node(lab: Lab) -> Node:
    return lab.node("ours", lab.lan())


def resumed(daemon: Daemon, times: int = 1) -> None:
    wait_for(
        lambda: daemon.log.count("resumed after a restart") == times, 20, "a successor as MASTER"
    )


def seconds_until_gone(node: Node, router: Router = QUICK) -> float:
    begin = time.monotonic()
    wait_for(
        lambda: not {str(one) for one in node.addresses()} & set(router.vips),
        20,
        "the end of the addresses",
    )
    return time.monotonic() - begin


def margin_s(probe: SpinProbe) -> float:
    return probe.margin_ns / SECOND_NS


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stop_removes_all_addresses_within_a_second(
    node: Node, probe: SpinProbe, number: signal.Signals
) -> None:
    daemon = master(node, MANY)
    daemon.signal(number)
    assert seconds_until_gone(node, MANY) < 1 + margin_s(probe)
    assert daemon.process.wait(20) == 0
    assert "Stopped Keepalived v" in daemon.log


def test_stop_of_a_frozen_child_removes_all_addresses_within_a_second(
    node: Node, probe: SpinProbe
) -> None:
    daemon = master(node)
    os.kill(daemon.vrrp_pid, signal.SIGSTOP)
    daemon.signal(signal.SIGTERM)
    assert seconds_until_gone(node) < 1 + margin_s(probe)
    assert daemon.process.wait(20) == 0
    assert "vrrp process failed to die - forcing termination" in daemon.log


def test_child_killed_is_replaced_and_no_address_ever_leaves(node: Node) -> None:
    daemon = master(node, MANY)
    monitor = node.monitor()
    first = daemon.vrrp_pid
    for died in range(1, 3):
        os.kill(daemon.vrrp_pid, signal.SIGKILL)
        resumed(daemon, died)
    assert daemon.vrrp_pid != first
    assert monitor.removed() == []
    assert node.holds(MANY.vips)
    log = daemon.log
    assert f"(pid {first}) exited due to signal 9 (Killed)" in log
    assert f"VRRP child process({first}) died: Respawning" in log
    assert "Restart of VRRP process delayed 0 seconds to limit respawn rate" in log
    assert "Restart of VRRP process delayed 1 seconds to limit respawn rate" in log


def test_child_killed_stays_master_to_the_others(lab: Lab, node: Node) -> None:
    other = lab.node("other", lab.lans[0])
    daemon = master(node)
    backup = other.start(daemon.kind, daemon.config_file.read_text().replace("200", "100"))
    wait_for(lambda: "Entering BACKUP STATE" in backup.log, 20, "a backup")
    # Whole intervals in which the backup would notice a silence.
    os.kill(daemon.vrrp_pid, signal.SIGKILL)
    resumed(daemon)
    capture = lab.capture()
    capture.wait(lambda _: len(capture.adverts(node="ours")) >= 5, 20)
    assert "MASTER STATE" not in backup.log
    assert not other.holds(QUICK.vips)


def test_child_replaced_too_late_for_a_better_router_yields_without_a_claim(
    lab: Lab, node: Node
) -> None:
    better = lab.node("better", lab.lans[0])
    ours = Router(priority=100, advert_int="2")
    owner = Router(priority=255, state="MASTER", advert_int="2")
    daemon = master(node, ours)
    capture = lab.capture()
    for died in (1, 2, 3):
        os.kill(daemon.vrrp_pid, signal.SIGKILL)
        resumed(daemon, died)
    os.kill(daemon.vrrp_pid, signal.SIGKILL)
    # Peers wait for more than six seconds; an owner waits for nobody.
    wait_for(lambda: "delayed 4 seconds" in daemon.log, 20, "the delay")
    start(better, owner)
    capture.wait(lambda _: bool(capture.adverts(node="better")), 20)
    taken = capture.adverts(node="better")[0].time_ns
    assert daemon.log.count("Starting VRRP child process") == 4
    wait_for(lambda: not node.holds(ours.vips), 20, "the end of the addresses")
    capture.wait(lambda _: len(capture.adverts(node="better")) >= 4, 20)
    # The one advert with which a MASTER yields (higher_prio_send_advert), and no announcement.
    claims = [seen.advert.priority for seen in capture.adverts(node="ours")
              if seen.time_ns > taken and seen.advert.priority]  # fmt: skip
    assert len(claims) <= 1
    assert [one for one in capture.announcements(node="ours") if one[0] > taken] == []
    assert better.holds(owner.vips)


def test_child_without_a_successor_in_time_loses_its_addresses_to_the_supervisor(
    node: Node, probe: SpinProbe
) -> None:
    quick = Router(advert_int="0.1", priority=200)
    daemon = master(node, quick)
    os.kill(daemon.vrrp_pid, signal.SIGKILL)
    resumed(daemon)
    # The second successor comes after one second, the peers after 0.3.
    os.kill(daemon.vrrp_pid, signal.SIGKILL)
    assert seconds_until_gone(node, quick) < 0.35 + margin_s(probe)
    assert "No VRRP process in time" in daemon.log
    wait_for(lambda: node.holds(quick.vips), 20, "the address, elected again")
    assert daemon.log.count("resumed after a restart") == 1


def test_daemon_told_to_stop_while_no_child_lives_leaves_no_address(node: Node) -> None:
    daemon = master(node, MANY)
    os.kill(daemon.vrrp_pid, signal.SIGKILL)
    resumed(daemon)
    os.kill(daemon.vrrp_pid, signal.SIGKILL)
    wait_for(lambda: "delayed 1 seconds" in daemon.log, 20, "the delay")
    assert node.holds(MANY.vips)
    assert daemon.stop() == 0
    assert not node.holds(MANY.vips[:1])


def test_child_told_to_stop_is_replaced(node: Node) -> None:
    daemon = master(node)
    first = daemon.vrrp_pid
    os.kill(first, signal.SIGTERM)
    wait_for(lambda: daemon.log.count("Starting VRRP child process") == 2, 20, "a successor")
    wait_for(lambda: node.holds(QUICK.vips), 20, "the address")
    assert daemon.vrrp_pid != first
    assert daemon.log.count("resumed after a restart") == 0


def test_child_killed_without_respawn_ends_the_daemon(node: Node) -> None:
    daemon = master(node, options=["-R"])
    pid = daemon.vrrp_pid
    os.kill(pid, signal.SIGKILL)
    assert daemon.process.wait(20) == 0
    assert f"VRRP child process({pid}) died: Exiting" in daemon.log
    assert not node.holds(QUICK.vips)


def test_supervisor_killed_takes_everything_along(node: Node, probe: SpinProbe) -> None:
    daemon = master(node)
    everyone = daemon.pids()
    assert len(everyone) == 2
    daemon.signal(signal.SIGKILL)
    assert seconds_until_gone(node) < 1.1 + margin_s(probe)
    wait_for(lambda: not any(map(alive, everyone)), 20, "the end of all processes")
    assert "(VI_1) sent 0 priority" in daemon.log
    assert master(node).stop() == 0


def _none_lives(pids: set[int]) -> bool:
    return not any(map(alive, pids))


@pytest.mark.parametrize("order", [("parent", "child"), ("child", "parent")])
def test_all_processes_killed_in_any_order_leave_no_process(
    node: Node, order: tuple[str, str]
) -> None:
    daemon = master(node)
    pids = {"parent": daemon.pid, "child": daemon.vrrp_pid}
    for each in order:
        os.kill(pids[each], signal.SIGKILL)
    wait_for(lambda: not daemon.pids(), 20, "the end of all processes")
    wait_for(lambda: not any(map(alive, pids.values())), 20, "the end of all processes")


def test_processes_killed_at_random_leave_nobody_and_the_next_start_works(node: Node) -> None:
    dice = random.Random(3)
    for _ in range(5):
        daemon = master(node)
        seen = set(daemon.pids())
        for _ in range(3):
            os.kill(daemon.vrrp_pid, dice.choice([signal.SIGKILL, signal.SIGTERM]))
            time.sleep(dice.random() / 20)  # at any moment of a start, of a fork, of an election
            seen |= set(daemon.pids())
        daemon.signal(signal.SIGKILL)
        seen |= set(daemon.pids())
        daemon.process.wait(20)
        wait_for(partial(_none_lives, seen), 20, "the end of all")
    assert master(node).stop() == 0
    assert not node.holds(QUICK.vips)


def test_start_after_everything_was_killed_finds_its_addresses_and_its_pid_files(
    node: Node,
) -> None:
    daemon = master(node)
    daemon.crash()
    assert node.holds(QUICK.vips)
    again = node.start(daemon.kind, daemon.config_file.read_text(), [
        "-p", str(daemon.directory / "keepalived.pid")])  # fmt: skip
    wait_for(lambda: "Entering MASTER STATE" in again.log, 20, "MASTER again")
    assert node.holds(QUICK.vips)
    assert again.stop() == 0
    assert not node.holds(QUICK.vips)
