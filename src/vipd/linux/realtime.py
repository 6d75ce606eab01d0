"""Scheduling and memory of a timing-critical process.

Nothing here is fatal: what the system does not permit is said in one line, and the process runs
without. The lines are those of keepalived 2.4 where it has them.
"""

import ctypes
import gc
import logging
import os
import resource
import signal
from types import FrameType
from typing import Final

from vipd.model.vrrp import Process

log: Final = logging.getLogger(__name__)

DEFAULT_PRIORITY: Final = 10
"""Above every ordinary process and below the interrupt threads of the kernel (50)."""

_MCL_CURRENT: Final = 1
_MCL_FUTURE: Final = 2
_MCL_ONFAULT: Final = 4


def apply(process: Process, previous: Process | None = None, *, title: str = "VRRP") -> None:
    """Apply what is configured to the calling process; ``title`` names it in messages.

    Real-time priority is the default where it is permitted. With it, ``nice`` is ignored, as in
    keepalived 2.4. ``previous`` is what was applied before a reload. Installs a reaction to
    SIGXCPU, so the process must have set up its signals before.
    """
    if process.cpu_affinity:
        _set_affinity(process.cpu_affinity, title)
    real_time = process.rt_priority != 0 and _set_real_time(process, title)
    if not real_time:
        _give_up_real_time()
        if process.nice or (previous is not None and previous.nice):
            _set_nice(process.nice)
    if process.no_swap:
        _lock_memory()


def freeze_garbage_collection() -> None:
    """Exempt all that exists from garbage collection: the configuration stays until replaced.

    To be called after each load of a configuration. A full collection of 50,000 records takes
    5.7 ms, and with them frozen next to nothing.
    """
    gc.collect()
    gc.freeze()


def _set_real_time(process: Process, title: str) -> bool:
    """Returns whether the process has a real-time priority now."""
    configured = process.rt_priority is not None
    priority = process.rt_priority or DEFAULT_PRIORITY
    try:
        # Children are born with normal priority: a script must not run as we do.
        policy = os.SCHED_RR | os.SCHED_RESET_ON_FORK
        os.sched_setscheduler(0, policy, os.sched_param(priority))
    except OSError as error:
        if configured:
            log.warning("child process: cannot raise priority")
        else:
            log.info("%s process runs without real-time priority: %s", title, error.strerror)
        return False
    _limit_real_time(process.rlimit_rttime_us, title)
    return True


def _limit_real_time(soft: int, title: str) -> None:
    """Bound the CPU time between two waits: a loop that never waits must not own the CPU.

    Deviates: keepalived 2.4 makes the configured value the hard limit, at which the kernel kills.
    Here it is the soft limit, at which the process gives its priority up and lives: values that
    were chosen for a program in C would kill this one at its start, again and again.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_RTTIME)
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    _demote_on_xcpu(title)
    try:
        resource.setrlimit(resource.RLIMIT_RTTIME, (soft, hard))
    except (OSError, ValueError):
        log.warning("child process cannot set realtime rlimit")


def _demote_on_xcpu(title: str) -> None:
    def demote(_number: int, _frame: FrameType | None) -> None:
        _give_up_real_time()
        log.info(
            "%s process has used too much CPU time, %s_rlimit_rttime may need to be increased",
            title,
            title.lower(),
        )

    signal.signal(signal.SIGXCPU, demote)


def _give_up_real_time() -> None:
    if os.sched_getscheduler(0) & ~os.SCHED_RESET_ON_FORK != os.SCHED_OTHER:
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


def _set_nice(nice: int) -> None:
    try:
        os.setpriority(os.PRIO_PROCESS, 0, nice)
    except OSError as error:
        log.info("Unable to set process priority to %d - %s", nice, error.strerror)


def _set_affinity(cpus: tuple[int, ...], title: str) -> None:
    try:
        os.sched_setaffinity(0, cpus)
    except OSError as error:
        log.warning("unable to set cpu affinity to %s process (%s)", title.lower(), error.strerror)


def _lock_memory() -> None:
    """Keep the process in memory; with ONFAULT only what it touches, not all it may ever map."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mlockall(_MCL_CURRENT | _MCL_FUTURE | _MCL_ONFAULT) != 0:
        reason = os.strerror(ctypes.get_errno())
        log.info("Unable to lock process in memory - %s", reason)
