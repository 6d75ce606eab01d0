import os
import signal

import pytest

from vipd.export.line import Level, Line
from vipd.proc.exits import Exit, Status


def ended(code: int | None = None, number: signal.Signals | None = None) -> Exit:
    """End a real process in this way."""
    pid = os.fork()
    if pid == 0:
        if number is not None:
            signal.signal(number, signal.SIG_DFL) if number != signal.SIGKILL else None
            os.kill(os.getpid(), number)
            signal.pause()
        os._exit(code or 0)
    return Exit.of(os.waitpid(pid, 0)[1])


def said(exit_: Exit) -> list[str]:
    assert all(line.level is Level.INFO for line in exit_.lines("X"))
    return [line.text for line in exit_.lines("X")]


@pytest.mark.parametrize(
    ("code", "reason"), [(1, "FATAL"), (2, "CONFIG"), (4, "missing permission")]
)
def test_exit_with_a_permanent_error_is_named(code: int, reason: str) -> None:
    exit_ = ended(code)
    assert exit_.permanent
    assert not exit_.clean
    assert said(exit_) == [f"X exited with permanent error {reason}. Terminating"]


@pytest.mark.parametrize("code", [3, 70, 204])
def test_exit_with_another_status_is_not_permanent(code: int) -> None:
    exit_ = ended(code)
    assert not exit_.permanent
    assert said(exit_) == [f"X exited with status {code}"]


def test_exit_in_good_order_says_nothing() -> None:
    exit_ = ended(Status.OK)
    assert exit_.clean
    assert not exit_.permanent
    assert exit_.lines("X") == ()


def test_exit_by_kill_hints_at_the_limit() -> None:
    exit_ = ended(number=signal.SIGKILL)
    assert exit_ == Exit(None, 9)
    assert said(exit_) == ["X exited due to signal 9 (Killed) - has rlimit_rttime been exceeded?"]


def test_exit_by_another_signal_is_named() -> None:
    assert said(ended(number=signal.SIGTERM)) == ["X exited due to signal 15 (Terminated)"]


def test_exit_by_a_segmentation_fault_has_its_own_words() -> None:
    exit_ = Exit(None, signal.SIGSEGV)
    assert exit_.lines("X") == (Line(Level.INFO, "X exited due to segmentation fault (SIGSEGV)."),)
