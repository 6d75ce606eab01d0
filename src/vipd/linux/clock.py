"""The monotonic clock of the kernel."""

import time

from vipd.base.units import Instant


class MonotonicClock:
    """CLOCK_MONOTONIC: stands still while the machine is suspended, never goes back."""

    def now(self) -> Instant:
        """Return the time in nanoseconds since some point before the boot."""
        return Instant(time.monotonic_ns())
