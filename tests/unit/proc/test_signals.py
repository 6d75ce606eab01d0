"""Signals are per process: each test runs in one of its own."""

import os
import select
import signal
from collections.abc import Callable

from vipd.proc.signals import Signals, blocked, ignore_at_start, unblock


def in_child(body: Callable[[], None]) -> int:
    """Run ``body`` in a process of its own; 0: it came to its end."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            body()
            status = 0
        finally:
            os._exit(status)
    return os.waitpid(pid, 0)[1]


def test_signals_come_once_each_lowest_number_first() -> None:
    def body() -> None:
        signals = Signals(frozenset({signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1}))
        signals.install()
        for number in (signal.SIGTERM, signal.SIGUSR1, signal.SIGHUP, signal.SIGHUP):
            os.kill(os.getpid(), number)
        assert select.select([signals.fileno()], [], [], 5)[0]
        assert signals.take() == (signal.SIGHUP, signal.SIGUSR1, signal.SIGTERM)
        assert signals.take() == ()

    assert in_child(body) == 0


def test_signals_that_nobody_listens_to_are_ignored() -> None:
    def body() -> None:
        signals = Signals(frozenset({signal.SIGTERM}))
        signals.install()
        for number in (signal.SIGABRT, signal.SIGQUIT, signal.SIGPIPE, signal.SIGALRM,
                       signal.SIGTSTP, signal.SIGINT, signal.SIGRTMAX):  # fmt: skip
            os.kill(os.getpid(), number)
        assert signals.take() == ()

    assert in_child(body) == 0


def test_signals_blocked_are_delivered_afterwards() -> None:
    def body() -> None:
        signals = Signals(frozenset({signal.SIGTERM}))
        signals.install()
        with blocked():
            os.kill(os.getpid(), signal.SIGTERM)
            assert signals.take() == ()
        assert signals.take() == (signal.SIGTERM,)

    assert in_child(body) == 0


def test_signals_of_a_forked_process_are_its_own() -> None:
    def body() -> None:
        parent = Signals(frozenset({signal.SIGTERM}))
        parent.install()
        with blocked():
            pid = os.fork()
            if pid == 0:
                own = Signals(frozenset({signal.SIGTERM}))
                own.install()
                unblock()
                parent.close()
                own.install()
                os.kill(os.getpid(), signal.SIGTERM)
                os._exit(0 if own.take() == (signal.SIGTERM,) else 1)
        assert os.waitpid(pid, 0)[1] == 0
        assert parent.take() == ()

    assert in_child(body) == 0


def test_signals_ignored_at_start_do_not_end_the_process() -> None:
    def body() -> None:
        ignore_at_start(signal.SIGHUP, signal.SIGUSR1)
        os.kill(os.getpid(), signal.SIGHUP)
        os.kill(os.getpid(), signal.SIGUSR1)

    assert in_child(body) == 0
