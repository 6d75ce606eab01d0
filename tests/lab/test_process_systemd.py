"""What a service manager is told by the daemon, from its start to its end."""

import os
import signal
import time
from collections.abc import Iterator

import pytest

from tests.support.daemons import Daemon, Kind
from tests.support.lab import Lab, Node
from tests.support.manager import ServiceManager
from tests.support.ours import QUICK, run_to_end, write
from tests.support.probe import alive, wait_for
from tests.support.router import keepalived_conf

pytestmark = pytest.mark.root

CONFIG = keepalived_conf([QUICK])
IDLE = "Nothing to run; waiting for a reload"
RUNNING = "Running with 1 VRRP instance"


@pytest.fixture
def node(lab: Lab) -> Node:
    return lab.node("ours", lab.lan())


@pytest.fixture
def manager(lab: Lab) -> Iterator[ServiceManager]:
    made = ServiceManager(lab.directory)
    yield made
    made.close()


def started(node: Node, manager: ServiceManager, config: str = CONFIG) -> Daemon:
    """Start our daemon as the manager would."""
    return node.start(Kind.VIPD, config, variables={"NOTIFY_SOCKET": manager.address})


def test_manager_is_told_of_start_and_stop(node: Node, manager: ServiceManager) -> None:
    daemon = started(node, manager)
    told = manager.wait("READY", "1")
    assert told == {"READY": "1", "MAINPID": str(daemon.pid), "STATUS": RUNNING}
    assert "Startup complete" in daemon.log
    assert daemon.stop() == 0
    assert manager.keys() == ["READY", "STOPPING"]


def test_manager_is_told_that_an_empty_configuration_is_ready(
    node: Node, manager: ServiceManager
) -> None:
    daemon = started(node, manager, "")
    assert manager.wait("READY") == {"READY": "1", "MAINPID": str(daemon.pid), "STATUS": IDLE}
    daemon.reload(CONFIG)
    assert manager.wait("READY", times=2)["STATUS"] == RUNNING
    wait_for(lambda: node.holds(QUICK.vips), 20, "the address")
    assert daemon.stop() == 0
    assert manager.keys() == ["READY", "RELOADING", "READY", "STOPPING"]


def test_manager_is_told_of_reloads_good_and_refused(node: Node, manager: ServiceManager) -> None:
    daemon = started(node, manager)
    manager.wait("READY")
    # A manager believes only in what was said after it asked.
    asked_us = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
    daemon.reload(CONFIG)
    assert int(manager.wait("RELOADING", "1")["MONOTONIC_USEC"]) >= asked_us
    assert manager.wait("READY", times=2)["STATUS"] == RUNNING
    assert "Reload complete" in daemon.log
    daemon.reload(CONFIG.replace("priority 200", "priority 300"))
    refused = manager.wait("READY", times=3)
    assert refused["STATUS"].startswith(f"Reload refused: {daemon.config_file}:8:14: ")
    assert refused["MAINPID"] == str(daemon.pid)
    assert manager.keys() == ["READY", "RELOADING", "READY", "RELOADING", "READY"]
    assert daemon.stop() == 0


@pytest.mark.parametrize(
    ("config", "status", "reason"),
    [
        (CONFIG.replace("virtual_router_id 51", ""), 2, "the virtual router id must be set"),
        (None, 6, "Config files missing"),
    ],
    ids=["vrid-missing", "file-missing"],
)
def test_manager_is_told_why_a_start_is_refused(
    lab: Lab, node: Node, manager: ServiceManager, config: str | None, status: int, reason: str
) -> None:
    path = lab.directory / "nosuch.conf" if config is None else write(lab, config)
    ended = run_to_end(
        node,
        ["-n", "-G", "-f", str(path), "-p", f"{lab.directory}/p", "-r", f"{lab.directory}/v"],
        before=["env", f"NOTIFY_SOCKET={manager.address}"],
    )
    assert ended.status == status
    (told,) = manager.hear()
    assert told.keys() == {"ERRNO", "STATUS"}
    assert told["ERRNO"] == "22"
    assert reason in told["STATUS"]


def test_manager_is_told_of_a_missing_capability(
    lab: Lab, node: Node, manager: ServiceManager
) -> None:
    ended = run_to_end(
        node,
        ["-n", "-G", "-f", str(write(lab, CONFIG)), "-p", f"{lab.directory}/p"],
        before=[
            *("env", f"NOTIFY_SOCKET={manager.address}"),
            *("setpriv", "--bounding-set", "-net_raw", "--inh-caps", "-net_raw"),
        ],
    )
    assert ended.status == 4
    (told,) = manager.hear()
    assert told["ERRNO"] == "1"
    assert "CAP_NET_RAW missing" in told["STATUS"]


def test_manager_is_told_the_process_in_the_background(
    lab: Lab, node: Node, manager: ServiceManager
) -> None:
    ended = run_to_end(
        node,
        ["-G", "-f", str(write(lab, CONFIG)), "-p", f"{lab.directory}/p", "-r",
         f"{lab.directory}/v"],
        before=["env", f"NOTIFY_SOCKET={manager.address}"],
    )  # fmt: skip
    assert ended.status == 0
    pid = int(manager.wait("READY")["MAINPID"])
    try:
        assert (lab.directory / "p").read_text() == f"{pid}\n"
    finally:
        os.kill(pid, signal.SIGTERM)
        wait_for(lambda: not alive(pid), 20, "the end of the daemon")
    assert manager.keys() == ["READY", "STOPPING"]


def test_address_of_the_manager_is_not_left_in_the_environment(
    node: Node, manager: ServiceManager
) -> None:
    # A configuration sees the environment that the vrrp process is forked with.
    daemon = started(node, manager, CONFIG + "bogus<${_ENV NOTIFY_SOCKET}${_ENV TMPDIR}>\n")
    manager.wait("READY")
    assert f"Unknown keyword 'bogus<{daemon.directory}>'" in daemon.log


def test_manager_that_is_gone_does_not_keep_the_daemon_from_its_work(
    node: Node, manager: ServiceManager
) -> None:
    manager.close()
    daemon = started(node, manager)
    wait_for(lambda: node.holds(QUICK.vips), 20, "the address")
    assert daemon.stop() == 0
    assert daemon.log.count(f"Unable to notify {manager.address} (NOTIFY_SOCKET)") == 1
