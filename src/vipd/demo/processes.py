"""Forked processes that die with their parent and never return to its code."""

import os
import sys
import traceback
from collections.abc import Callable

from vipd.demo import sandbox


def spawn(task: Callable[[], int], *, other_namespace: bool = False) -> int:
    """Fork a process that runs ``task``, whose result is its exit status; return its id.

    It is killed when this process ends, however that happens. With ``other_namespace`` it is the
    first one of the PID namespace that this process has made for its children. An exception is
    reported on standard error and is exit status 1.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        # From another PID namespace a parent is seen as 0.
        _run(0 if other_namespace else parent, task)
    return child


def _run(parent: int, task: Callable[[], int]) -> None:
    status = 1
    try:
        sandbox.die_with_parent(parent)
        status = task()
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):
        # Nobody reads any more (rich turns that into SystemExit), so there is nobody to tell.
        pass
    except BaseException:  # noqa: BLE001 - the last frame of this process: all is reported
        traceback.print_exc()
    finally:
        os._exit(status)
