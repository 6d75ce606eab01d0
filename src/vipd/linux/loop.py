"""The event loop of a timing-critical process: descriptors and one deadline, no tasks, no threads.

Two epoll sets, one within the other, so that packets can be left queued at no cost::

    outer: sockets with packets, inner
    inner: everything else, timer

Before the instant from which packets are of interest the loop waits on ``inner``, afterwards on
``outer``. No descriptor is added or removed for that.
"""

import select
import time
from collections.abc import Callable
from typing import Final

from vipd.base.units import SECOND, Instant
from vipd.linux.timerfd import Timer

Callback = Callable[[Instant], None]
"""Called when a descriptor is readable, has failed or was hung up, with the time of the wake-up.

It must read until there is nothing left, without waiting: it may be called in vain."""

_FOR_EVER: Final = -1
_AT_ONCE: Final = 0
_COARSE_NS: Final = 2_000_000
"""More than the error of a time-out of epoll, which is rounded up to a millisecond."""
_WAIT_MAX_NS: Final = 1_000_000_000
"""Longer waits are left to the timer: the time-out is limited and nothing is gained."""


class Loop:
    """Waits for descriptors and deadlines. Interrupted system calls go on by themselves."""

    def __init__(self) -> None:
        self._outer = select.epoll()
        self._inner = select.epoll()
        self._timer = Timer()
        self._inner.register(self._timer.fileno(), select.EPOLLIN)
        self._outer.register(self._inner.fileno(), select.EPOLLIN)
        self._callbacks: dict[int, Callback] = {}

    def register(self, fd: int, callback: Callback) -> None:
        """Call ``callback`` whenever the descriptor is readable.

        Raises:
            OSError: EEXIST when it is registered already, EPERM when it cannot be waited for.
        """
        self._inner.register(fd, select.EPOLLIN)
        self._callbacks[fd] = callback

    def unregister(self, fd: int) -> None:
        """Forget the descriptor, which must still be open."""
        self._inner.unregister(fd)
        del self._callbacks[fd]

    def watch_packets(self, fd: int) -> None:
        """Wake up when the descriptor is readable, but not before packets are wanted."""
        self._outer.register(fd, select.EPOLLIN)

    def unwatch_packets(self, fd: int) -> None:
        """Forget the descriptor, which must still be open.

        Closing it is not enough: the kernel keeps the registration while any process has a copy.
        """
        self._outer.unregister(fd)

    def wait(self, deadline: Instant | None, packets_from: Instant) -> Instant:
        """Wait and return the time of the wake-up, which is the only one to use for this turn.

        Returns when callbacks were called, at the deadline (None: there is none), or when packets
        are queued at or after ``packets_from``. A deadline in the past only looks at what is ready.
        """
        now = Instant(time.monotonic_ns())
        released = False
        while True:
            withheld = packets_from > now
            target = _earlier(deadline, packets_from) if withheld else deadline
            if released or (target is not None and target <= now):
                timeout: float = _AT_ONCE
            elif withheld and _coarse(now, packets_from, deadline):
                # Packets may wait a millisecond more, and setting the timer costs a system call.
                self._timer.silence()
                timeout = (packets_from - now) / SECOND
            else:
                self._timer.wake_by(target)
                timeout = _FOR_EVER
            events = (self._inner if withheld else self._outer).poll(timeout)
            now = Instant(time.monotonic_ns())
            if self._dispatch(events, now) or (deadline is not None and deadline <= now):
                return now
            # Packets are wanted from now on: under load some are there, and the timer need not
            # be set to a deadline that will not be reached.
            released = withheld and packets_from <= now

    def close(self) -> None:
        """Close what the loop opened; registered descriptors stay open."""
        self._outer.close()
        self._inner.close()
        self._timer.close()

    def _dispatch(self, events: list[tuple[int, int]], now: Instant) -> bool:
        """Call what is to be called; returns whether there was anything but the timer."""
        found = False
        inner, timer = self._inner.fileno(), self._timer.fileno()
        for fd, _ in events:
            if fd == timer:
                self._timer.expired()
            elif fd == inner:
                found = self._dispatch(self._inner.poll(_AT_ONCE), now) or found
            else:
                # Without a callback it holds packets, or was unregistered a moment ago.
                callback = self._callbacks.get(fd)
                if callback is not None:
                    callback(now)
                found = True
        return found


def _coarse(now: Instant, packets_from: Instant, deadline: Instant | None) -> bool:
    """Whether the next thing to wait for is packets, and being late for them misses nothing."""
    if packets_from - now > _WAIT_MAX_NS:
        return False
    return deadline is None or deadline - packets_from > _COARSE_NS


def _earlier(deadline: Instant | None, other: Instant) -> Instant:
    return other if deadline is None or other < deadline else deadline
