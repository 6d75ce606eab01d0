"""Measuring: waiting for conditions, how late this machine wakes processes, what they cost."""

import mmap
import os
import signal
import struct
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

T = TypeVar("T")

POLL_S = 0.005
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


def wait_for(condition: Callable[[], T], timeout_s: float, what: str = "condition") -> T:
    """Wait until ``condition`` returns something true and return that; AssertionError if never."""
    deadline = time.monotonic() + timeout_s
    while not (result := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {timeout_s} s: {what}")
        time.sleep(POLL_S)
    return result


class SpinProbe:
    """How late this machine wakes an ordinary process: the measure for margins.

    A process of its own sleeps from one millisecond to the next and keeps the greatest lateness.
    Times in a test are judged against the protocol's formula plus ``margin_ns``.
    """

    PERIOD_NS = 1_000_000

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, 8)
        self._pid = os.fork()
        if self._pid == 0:
            self._spin(os.getppid())

    def _spin(self, parent: int) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        planned = time.monotonic_ns()
        worst = 0
        while os.getppid() == parent:
            planned += self.PERIOD_NS
            now = time.monotonic_ns()
            if planned > now:
                time.sleep((planned - now) / 1e9)
                now = time.monotonic_ns()
            if now - planned > worst:
                worst = now - planned
                self._shared[:8] = struct.pack("=q", worst)
            planned = max(planned, now - self.PERIOD_NS)
        os._exit(0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process of the probe."""
        if self._pid > 0:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
            self._pid = 0

    @property
    def worst_ns(self) -> int:
        """The greatest lateness so far."""
        (worst,) = struct.unpack("=q", self._shared[:8])
        return int(worst)

    @property
    def margin_ns(self) -> int:
        """What a time on this machine may be off: four wake-ups as late as the worst one."""
        return 4 * self.worst_ns


def process_tree(pid: int) -> list[int]:
    """Return ``pid`` and all its descendants that exist now, parents first."""
    found = [pid]
    for parent in found:
        for task in _children_files(parent):
            try:
                found += [int(word) for word in task.read_text().split()]
            except (FileNotFoundError, ProcessLookupError):
                continue  # the task ended between listing and reading
    return [each for each in found if alive(each)]


def _children_files(pid: int) -> list[Path]:
    try:
        return [task / "children" for task in Path(f"/proc/{pid}/task").iterdir()]
    except FileNotFoundError:
        return []


def alive(pid: int) -> bool:
    """Whether the process exists and is not a zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat[stat.rindex(")") + 2] not in "ZX"


def cpu_ns(pid: int) -> int:
    """Return the CPU time of the process's threads so far, from the scheduler's own account."""
    total = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        total += int((task / "schedstat").read_text().split()[0])
    return total


def pss_kib(pids: list[int]) -> int:
    """Return the proportional set size of these processes together, in KiB."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total
