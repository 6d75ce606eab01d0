"""A timer of the kernel as a descriptor, for the one earliest deadline of a loop."""

import ctypes
import os
import sys
import time
from typing import Final

from vipd.base.units import Instant

_NANOSECONDS: Final = 1_000_000_000

if sys.version_info >= (3, 13):

    def _create() -> int:
        return os.timerfd_create(time.CLOCK_MONOTONIC, flags=os.TFD_NONBLOCK | os.TFD_CLOEXEC)

    def _set(fd: int, at_ns: int) -> None:
        os.timerfd_settime_ns(fd, flags=os.TFD_TIMER_ABSTIME, initial=at_ns)

else:
    _TFD_TIMER_ABSTIME: Final = 1
    _libc: Final = ctypes.CDLL(None, use_errno=True)

    class _Itimerspec(ctypes.Structure):
        """``struct itimerspec`` with its two ``timespec`` written out."""

        _fields_ = (
            ("interval_s", ctypes.c_long),
            ("interval_ns", ctypes.c_long),
            ("value_s", ctypes.c_long),
            ("value_ns", ctypes.c_long),
        )

    def _checked(result: int) -> int:
        if result < 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
        return result

    def _create() -> int:
        flags = os.O_NONBLOCK | os.O_CLOEXEC  # TFD_NONBLOCK and TFD_CLOEXEC are defined as these
        return _checked(_libc.timerfd_create(time.CLOCK_MONOTONIC, flags))

    # One for all calls: there are no threads, and making another one costs as much as the call.
    _spec: Final = _Itimerspec()
    _spec_reference: Final = ctypes.byref(_spec)
    _settime: Final = _libc.timerfd_settime

    def _set(fd: int, at_ns: int) -> None:
        _spec.value_s, _spec.value_ns = divmod(at_ns, _NANOSECONDS)
        _checked(_settime(fd, _TFD_TIMER_ABSTIME, _spec_reference, None))


class Timer:
    """A timer that expires at an instant of CLOCK_MONOTONIC, never early.

    Its descriptor is readable from then on until it is set again. Setting costs a system call, so
    it is lazy: a timer that will expire earlier than wanted is left alone.
    """

    def __init__(self) -> None:
        self._fd = _create()
        self._at: Instant | None = None
        self._readable = False

    def fileno(self) -> int:
        """Return the descriptor to wait on."""
        return self._fd

    def expired(self) -> None:
        """Take note that the descriptor was readable."""
        self._at = None
        self._readable = True

    def silence(self) -> None:
        """Make the descriptor unreadable if it is known to be readable."""
        if self._readable:
            _set(self._fd, 0)
            self._readable = False

    def wake_by(self, instant: Instant | None) -> None:
        """See to it that the descriptor is readable at ``instant`` or earlier; None: need not be.

        After an expiry this makes it unreadable. Must not be called with an instant of 0, which
        the kernel takes for "never".
        """
        if instant is None:
            self.silence()
        elif self._at is None or instant < self._at:
            _set(self._fd, instant)
            self._at = instant
            self._readable = False

    def close(self) -> None:
        """Close the descriptor."""
        os.close(self._fd)
