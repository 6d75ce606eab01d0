"""Scheduling of a process, tried on a process of its own."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.support.requirements import require_root

PREPARE = """
import json, logging, os, resource, signal, sys
from vipd.linux import realtime
from vipd.model.vrrp import Process
logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s", stream=sys.stderr)
"""
TELL = """
policy = os.sched_getscheduler(0)
print(json.dumps({
    "round_robin": policy & ~os.SCHED_RESET_ON_FORK == os.SCHED_RR,
    "reset_on_fork": bool(policy & os.SCHED_RESET_ON_FORK),
    "priority": os.sched_getparam(0).sched_priority,
    "nice": os.getpriority(os.PRIO_PROCESS, 0),
    "cpus": sorted(os.sched_getaffinity(0)),
    "rttime": resource.getrlimit(resource.RLIMIT_RTTIME),
    "locked": [line for line in open("/proc/self/status") if line.startswith("VmLck")],
}))
"""
UNPRIVILEGED = """
os.setgroups([])
os.setresgid(65534, 65534, 65534)
os.setresuid(65534, 65534, 65534)
"""
INFINITY = -1


def tried(body: str) -> tuple[dict[str, Any], str]:
    """Run ``body`` in a new interpreter; returns what the kernel says of it, and its log."""
    done = subprocess.run(
        [sys.executable, "-c", PREPARE + body + TELL],
        capture_output=True,
        check=False,
        timeout=60,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr


@pytest.mark.root
def test_default_is_real_time_with_a_bound() -> None:
    require_root()
    told, log = tried("realtime.apply(Process())")
    assert (told["round_robin"], told["reset_on_fork"], told["priority"]) == (True, True, 10)
    assert told["rttime"] == [2_000_000, INFINITY]
    assert log == ""


@pytest.mark.root
def test_configured_priority_and_limit_are_applied_and_nice_is_not() -> None:
    require_root()
    told, _ = tried("realtime.apply(Process(rt_priority=20, rlimit_rttime_us=3_000_000, nice=-5))")
    assert (told["round_robin"], told["priority"], told["nice"]) == (True, 20, os.nice(0))
    assert told["rttime"] == [3_000_000, INFINITY]


@pytest.mark.root
def test_priority_zero_means_none_and_nice_counts() -> None:
    require_root()
    told, _ = tried("realtime.apply(Process(rt_priority=0, nice=-5))")
    assert (told["round_robin"], told["priority"], told["nice"]) == (False, 0, -5)


@pytest.mark.root
def test_reload_takes_priority_and_nice_back() -> None:
    require_root()
    told, _ = tried(
        """
first, second = Process(rt_priority=5), Process(rt_priority=0, nice=3)
realtime.apply(first)
realtime.apply(second, first)
assert os.getpriority(os.PRIO_PROCESS, 0) == 3
realtime.apply(Process(rt_priority=0), second)
"""
    )
    assert (told["round_robin"], told["nice"]) == (False, 0)


@pytest.mark.root
def test_process_that_overuses_its_priority_loses_it_and_lives() -> None:
    require_root()
    told, log = tried("realtime.apply(Process())\nos.kill(os.getpid(), signal.SIGXCPU)\n")
    assert (told["round_robin"], told["priority"]) == (False, 0)
    assert log == (
        "INFO VRRP process has used too much CPU time, "
        "vrrp_rlimit_rttime may need to be increased\n"
    )


@pytest.mark.root
def test_busy_loop_with_real_time_priority_is_demoted_by_the_kernel_limit() -> None:
    require_root()
    told, log = tried(
        """
realtime.apply(Process(rlimit_rttime_us=20_000))
while os.sched_getscheduler(0) & ~os.SCHED_RESET_ON_FORK == os.SCHED_RR:
    pass
"""
    )
    assert not told["round_robin"]
    assert "too much CPU time" in log


@pytest.mark.root
def test_process_that_may_not_is_told_so_in_one_line_and_runs() -> None:
    require_root()
    told, log = tried(UNPRIVILEGED + "realtime.apply(Process())")
    assert not told["round_robin"]
    assert log == "INFO VRRP process runs without real-time priority: Operation not permitted\n"


@pytest.mark.root
def test_configured_priority_that_is_refused_is_a_warning() -> None:
    require_root()
    told, log = tried(UNPRIVILEGED + "realtime.apply(Process(rt_priority=20, nice=-5))")
    assert not told["round_robin"]
    assert log == (
        "WARNING child process: cannot raise priority\n"
        "INFO Unable to set process priority to -5 - Permission denied\n"
    )


def test_affinity_is_applied_and_an_impossible_one_reported() -> None:
    cpu = max(os.sched_getaffinity(0))
    told, _ = tried(f"realtime.apply(Process(rt_priority=0, cpu_affinity=({cpu},)))")
    assert told["cpus"] == [cpu]
    _, log = tried("realtime.apply(Process(rt_priority=0, cpu_affinity=(1000,)))")
    assert log == "WARNING unable to set cpu affinity to vrrp process (Invalid argument)\n"


@pytest.mark.root
def test_locked_process_stays_in_memory() -> None:
    require_root()
    told, _ = tried("realtime.apply(Process(rt_priority=0, no_swap=True))")
    (line,) = told["locked"]
    assert int(line.split()[1]) > 0


def test_frozen_objects_are_exempt_from_collection() -> None:
    _, log = tried(
        """
import gc
realtime.freeze_garbage_collection()
print(gc.get_freeze_count() > 1000, file=sys.stderr)
"""
    )
    assert log == "True\n"
