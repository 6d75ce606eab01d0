"""The resolved configuration of what is tracked: scripts, processes, files, and who tracks them.

A tracked object changes the priority by its weight, or with weight 0 puts the instance in FAULT
while it is down (keepalived 2.4).
"""

from dataclasses import dataclass
from enum import Enum

from vipd.base.units import Duration
from vipd.model.notify import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedObject:
    """An object that an instance or a sync group tracks, by its name.

    ``weight`` is added while the object is up, or subtracted while it is down when negative;
    ``reverse`` exchanges up and down. 0: FAULT while it is down (``reverse``: up).
    """

    name: str
    weight: int
    reverse: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracking:
    """Everything that one instance or one sync group tracks, in the order of the text."""

    interfaces: tuple[TrackedObject, ...] = ()
    scripts: tuple[TrackedObject, ...] = ()
    files: tuple[TrackedObject, ...] = ()
    processes: tuple[TrackedObject, ...] = ()
    bfds: tuple[TrackedObject, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackScript:
    """A script that is run every ``interval``; exit status 0 within ``limit`` is success.

    ``timeout`` is the limit that is configured, None: as long as the interval.
    ``rise`` successes in a row make it OK, ``fall`` failures in a row failed. ``init_fail``: it
    counts as failed until ``rise`` successes. ``weight`` and ``reverse`` are for those that track
    it without a weight of their own.
    """

    name: str
    command: Command
    interval: Duration
    timeout: Duration | None
    rise: int
    fall: int
    init_fail: bool
    weight: int = 0
    reverse: bool = False

    @property
    def limit(self) -> Duration:
        """The time that one run may take."""
        return self.interval if self.timeout is None else self.timeout


class ProcessMatch(Enum):
    """What of a process is compared with the configured words."""

    NAME = "name"
    """The name of the process alone."""
    COMMAND = "command"
    """The first word of the command line, whatever its parameters."""
    EXACT = "exact"
    """The command line: the same parameters, in the same number."""
    INITIAL = "initial"
    """The command line: the first parameters, the last of them by its beginning."""
    PARTIAL = "partial"
    """The command line: the first parameters, any number behind them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackProcess:
    """A number of processes, at least ``quorum`` and at most ``quorum_max`` (None: any number).

    The delays are waited for after a fork has gained, or an exit has lost the quorum. ``weight``
    and ``reverse`` are for those that track it without a weight of their own.
    """

    name: str
    words: tuple[str, ...]
    match: ProcessMatch
    weight: int
    reverse: bool
    quorum: int
    quorum_max: int | None
    fork_delay: Duration
    terminate_delay: Duration


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackFile:
    """A file that holds a number, which is multiplied by the weight of those that track it.

    ``weight`` and ``reverse`` are for those that have none of their own. ``initial`` is written at
    the start: if the file is missing, or ``overwrite``. None: it is not written.
    """

    name: str
    path: str
    weight: int
    reverse: bool
    initial: int | None
    overwrite: bool
