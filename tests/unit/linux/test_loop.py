"""The event loop, with real descriptors and the shortest of deadlines."""

import os
import signal
import time
from collections.abc import Iterator
from types import FrameType

import pytest

from vipd.base.units import Instant
from vipd.linux.loop import Loop

FAR = Instant(2**62)
SHORT_NS = 2_000_000
ALWAYS = Instant(0)
"""``packets_from`` that has passed."""


class Pipe:
    """Something to wait for."""

    def __init__(self) -> None:
        self.reader, self.writer = os.pipe2(os.O_NONBLOCK)

    def fill(self) -> None:
        os.write(self.writer, b"x")

    def drain(self) -> None:
        os.read(self.reader, 100)

    def close(self) -> None:
        os.close(self.reader)
        os.close(self.writer)


@pytest.fixture
def loop() -> Iterator[Loop]:
    made = Loop()
    yield made
    made.close()


@pytest.fixture
def pipes() -> Iterator[tuple[Pipe, Pipe]]:
    made = (Pipe(), Pipe())
    yield made
    for pipe in made:
        pipe.close()


def soon() -> Instant:
    return Instant(time.monotonic_ns() + SHORT_NS)


def test_wait_returns_at_the_deadline_and_not_before(loop: Loop) -> None:
    for _ in range(3):
        deadline = soon()
        assert loop.wait(deadline, ALWAYS) >= deadline


def test_wait_for_a_deadline_that_has_passed_returns_at_once_and_serves(
    loop: Loop, pipes: tuple[Pipe, Pipe]
) -> None:
    called: list[Instant] = []
    loop.register(pipes[0].reader, called.append)
    pipes[0].fill()
    now = loop.wait(Instant(1), FAR)
    assert called == [now]


def test_ready_descriptor_is_served_with_the_time_of_the_wake_up(
    loop: Loop, pipes: tuple[Pipe, Pipe]
) -> None:
    called: list[tuple[str, Instant]] = []
    loop.register(pipes[0].reader, lambda now: called.append(("first", now)))
    loop.register(pipes[1].reader, lambda now: called.append(("second", now)))
    pipes[0].fill()
    pipes[1].fill()
    now = loop.wait(None, FAR)
    assert sorted(called) == [("first", now), ("second", now)]


def test_queued_packets_wake_once_they_are_wanted(loop: Loop, pipes: tuple[Pipe, Pipe]) -> None:
    loop.watch_packets(pipes[0].reader)
    pipes[0].fill()
    wanted = soon()
    assert loop.wait(None, wanted) >= wanted
    assert loop.wait(FAR, wanted) >= wanted  # they are still there: at once


def test_unwanted_packets_do_not_hide_a_deadline(loop: Loop, pipes: tuple[Pipe, Pipe]) -> None:
    loop.watch_packets(pipes[0].reader)
    pipes[0].fill()
    deadline = soon()
    assert deadline <= loop.wait(deadline, FAR) < FAR


def test_other_descriptor_is_served_while_packets_are_unwanted(
    loop: Loop, pipes: tuple[Pipe, Pipe]
) -> None:
    called: list[Instant] = []
    loop.watch_packets(pipes[0].reader)
    loop.register(pipes[1].reader, called.append)
    pipes[0].fill()
    pipes[1].fill()
    assert [loop.wait(None, FAR)] == called


def test_moment_at_which_packets_are_wanted_does_not_wake_without_packets(
    loop: Loop, pipes: tuple[Pipe, Pipe]
) -> None:
    loop.watch_packets(pipes[0].reader)
    wanted = soon()
    deadline = Instant(wanted + SHORT_NS)
    assert loop.wait(deadline, wanted) >= deadline


def test_deadline_that_moved_later_does_not_wake_at_the_old_one(
    loop: Loop, pipes: tuple[Pipe, Pipe]
) -> None:
    loop.register(pipes[0].reader, lambda now: pipes[0].drain())
    pipes[0].fill()
    early = soon()
    loop.wait(early, ALWAYS)  # returns for the descriptor; the timer stays set to this
    late = Instant(early + SHORT_NS)
    assert loop.wait(late, ALWAYS) >= late


def test_deadline_that_moved_earlier_wakes_earlier(loop: Loop, pipes: tuple[Pipe, Pipe]) -> None:
    loop.register(pipes[0].reader, lambda now: pipes[0].drain())
    pipes[0].fill()
    loop.wait(FAR, ALWAYS)
    deadline = soon()
    assert deadline <= loop.wait(deadline, ALWAYS) < FAR


def test_expired_timer_does_not_wake_a_loop_without_deadline(
    loop: Loop, pipes: tuple[Pipe, Pipe]
) -> None:
    loop.wait(soon(), ALWAYS)
    called: list[Instant] = []
    loop.register(pipes[0].reader, called.append)
    pipes[0].fill()
    assert [loop.wait(None, ALWAYS)] == called


def test_unregistered_descriptor_is_not_served(loop: Loop, pipes: tuple[Pipe, Pipe]) -> None:
    called: list[Instant] = []
    loop.register(pipes[0].reader, called.append)
    loop.watch_packets(pipes[1].reader)
    pipes[0].fill()
    pipes[1].fill()
    loop.unregister(pipes[0].reader)
    loop.unwatch_packets(pipes[1].reader)
    deadline = soon()
    assert loop.wait(deadline, ALWAYS) >= deadline
    assert called == []


def test_descriptor_that_another_callback_unregisters_is_not_served(
    loop: Loop, pipes: tuple[Pipe, Pipe]
) -> None:
    called: list[int] = []

    def serve(own: int, other: int) -> None:
        called.append(own)
        loop.unregister(pipes[other].reader)

    loop.register(pipes[0].reader, lambda now: serve(0, 1))
    loop.register(pipes[1].reader, lambda now: serve(1, 0))
    pipes[0].fill()
    pipes[1].fill()
    loop.wait(None, ALWAYS)
    assert len(called) == 1


def test_descriptor_is_registered_once(loop: Loop, pipes: tuple[Pipe, Pipe]) -> None:
    loop.register(pipes[0].reader, lambda now: None)
    with pytest.raises(FileExistsError):
        loop.register(pipes[0].reader, lambda now: None)


def test_closed_writer_wakes_the_reader(loop: Loop) -> None:
    reader, writer = os.pipe()
    called: list[Instant] = []
    loop.register(reader, called.append)
    os.close(writer)
    assert [loop.wait(None, FAR)] == called
    loop.unregister(reader)
    os.close(reader)


def test_signal_interrupts_nothing(loop: Loop) -> None:
    heard: list[int] = []

    def hear(number: int, _frame: FrameType | None) -> None:
        heard.append(number)

    before = signal.signal(signal.SIGALRM, hear)
    try:
        deadline = Instant(time.monotonic_ns() + 10 * SHORT_NS)
        signal.setitimer(signal.ITIMER_REAL, SHORT_NS / 1e9)
        assert loop.wait(deadline, ALWAYS) >= deadline
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert heard == [signal.SIGALRM]


def test_expired_timer_does_not_keep_a_loop_busy_that_waits_for_packets(
    loop: Loop, pipes: tuple[Pipe, Pipe]
) -> None:
    loop.watch_packets(pipes[0].reader)
    loop.wait(soon(), ALWAYS)  # its timer has expired
    pipes[0].fill()
    began, spent = time.monotonic_ns(), time.thread_time_ns()
    wanted = Instant(began + 20 * SHORT_NS)
    assert loop.wait(None, wanted) >= wanted
    assert time.thread_time_ns() - spent < (time.monotonic_ns() - began) // 2
