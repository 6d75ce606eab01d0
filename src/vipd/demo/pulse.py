"""How long processes are kept from the processors: a pulse on each of them.

A pulse sleeps, wakes, and notes how late it woke. Whatever delays it (other processes, a virtual
machine that is not scheduled) delays the daemons and the client alike, so that this belongs to
the precision of what is measured meanwhile. A process that spins instead would see shorter stalls
too, but take a whole processor away from those that are watched.
"""

import mmap
import os
import signal
import struct
import time
from functools import partial
from typing import Final, NoReturn

from vipd.base.units import MILLISECOND, SECOND, Duration
from vipd.demo.processes import spawn

_BEAT: Final = Duration(2 * MILLISECOND)
_PROCESSORS_MAX: Final = 8
"""A pulse costs half a per cent of a processor; on a large machine the first ones will do."""
_LATENESS: Final = struct.Struct("=q")


class Pulses:
    """The pulses, from the making of this object until ``stop``."""

    def __init__(self) -> None:
        processors = sorted(os.sched_getaffinity(0))[:_PROCESSORS_MAX]
        self._memory = mmap.mmap(-1, _LATENESS.size * len(processors))
        self._children = [
            spawn(partial(self._beat, slot, processor)) for slot, processor in enumerate(processors)
        ]

    def reset(self) -> None:
        """Forget what has been measured so far."""
        self._memory[:] = bytes(len(self._memory))

    def worst(self) -> Duration:
        """Return the greatest lateness since the last ``reset``, of all processors."""
        return Duration(max(lateness for (lateness,) in _LATENESS.iter_unpack(self._memory)))

    def stop(self) -> None:
        """End the pulses."""
        for child in self._children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        self._children = []

    def _beat(self, slot: int, processor: int) -> NoReturn:
        os.sched_setaffinity(0, {processor})
        offset = slot * _LATENESS.size
        while True:
            due = time.monotonic_ns() + _BEAT
            time.sleep(_BEAT / SECOND)
            lateness = time.monotonic_ns() - due
            if lateness > _LATENESS.unpack_from(self._memory, offset)[0]:
                _LATENESS.pack_into(self._memory, offset, lateness)
