"""The parts of the vrrp dump about scripts, files, processes and BFD sessions that are tracked.

None of them runs yet: their states are those of keepalived 2.4 before the first result.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from vipd.base.units import MILLISECOND, SECOND, ZERO, Duration
from vipd.export.dump.instance import Detail
from vipd.export.dump.text import heading, seconds, true, words
from vipd.export.dump.tracking import Tracker, listed, trackers
from vipd.model.bfd import Session
from vipd.model.track import ProcessMatch, TrackFile, TrackProcess, TrackScript
from vipd.model.vrrp import Vrrp

_MATCHES: Final = {
    ProcessMatch.EXACT: "   Param match",
    ProcessMatch.INITIAL: "   Param match = initial",
    ProcessMatch.PARTIAL: "   Param match = partial",
}
"""keepalived 2.4: has no word for the parameters as they are."""

Lists = Mapping[str, Sequence[Tracker]]


def all_trackers(vrrp: Vrrp, sessions: Iterable[Session], detail: Detail) -> Iterator[str]:
    """Yield scripts and files that something tracks, processes, and BFD sessions."""
    yield from _scripts(vrrp.scripts, trackers(vrrp, lambda tracking: tracking.scripts))
    yield from _files(vrrp.files, trackers(vrrp, lambda tracking: tracking.files))
    lists = trackers(vrrp, lambda tracking: tracking.processes)
    yield from _processes(vrrp.processes, lists, detail)
    yield from _sessions(sessions, trackers(vrrp, lambda tracking: tracking.bfds))


def _scripts(scripts: Iterable[TrackScript], lists: Lists) -> Iterator[str]:
    # keepalived 2.4: removes what nothing tracks
    used = [script for script in scripts if script.name in lists]
    if used:
        yield heading("VRRP Scripts")
    for script in used:
        command = script.command
        yield f" VRRP Script = {script.name}"
        yield f"   Command = {words(command.args)}"
        yield f"   Interval = {_interval(script.interval)} sec"
        yield f"   Timeout = {_interval(script.timeout or ZERO)} sec"
        yield f"   Weight = {_weight(script.weight, script.reverse)}"
        yield f"   Rise = {script.rise}"
        yield f"   Fall = {script.fall}"
        yield "   Result = 0"
        yield "   Insecure = no"
        yield "   Init state = INIT"
        yield "   Status = BAD"
        yield f"   Script uid:gid = {command.uid or 0}:{command.gid or 0}"
        yield "   VRRP instances :"
        yield from _tracking(lists.get(script.name, ()))
        yield "   State = idle"


def _interval(value: Duration) -> str:
    """Return seconds, with milliseconds where they are not whole."""
    whole, rest = divmod(value, SECOND)
    return f"{whole}.{rest // MILLISECOND:03}" if rest else str(whole)


def _weight(weight: int, reverse: bool) -> str:
    return f"{weight}{' reverse' if reverse else ''}"


def _tracking(found: Sequence[Tracker]) -> Iterator[str]:
    if found:
        yield "   Tracking instances :"
    yield from listed(found)


def _files(files: Iterable[TrackFile], lists: Lists) -> Iterator[str]:
    used = [file for file in files if file.name in lists]
    if used:
        yield heading("VRRP Track files")
    for file in used:
        yield f" Track file = {file.name}"
        yield f"   File = {file.path}"
        yield "   Status = 0"
        yield f"   Weight = {_weight(file.weight, file.reverse)}"
        yield from _tracking(lists[file.name])


def _processes(processes: Sequence[TrackProcess], lists: Lists, detail: Detail) -> Iterator[str]:
    if processes:
        yield heading("VRRP Track processes")
    for process in processes:
        name, *parameters = process.words
        yield f" VRRP Track process = {process.name}"
        yield f"   Process = {name}"
        if parameters:
            yield f"   Parameters = {' '.join(parameters)}"
        if process.match in _MATCHES:
            yield _MATCHES[process.match]
        yield f"   Min processes = {process.quorum}"
        if process.quorum_max is not None:
            yield f"   Max processes = {process.quorum_max}"
        yield "   Current processes = 0"
        yield f"   Have quorum = {true(process.quorum == 0)}"
        yield f"   Weight = {_weight(process.weight, process.reverse)}"
        yield f"   Terminate delay = {seconds(process.terminate_delay)}s"
        yield f"   Fork delay = {seconds(process.fork_delay)}s"
        if detail is Detail.STATE:
            yield "   Fork delay timer not running"
            yield "   Terminate delay timer not running"
        yield f"   Full command = {true(process.match is not ProcessMatch.NAME)}"
        yield from _tracking(lists.get(process.name, ()))


def _sessions(sessions: Iterable[Session], lists: Lists) -> Iterator[str]:
    for number, session in enumerate(sessions):
        if number == 0:
            yield heading("VRRP Track BFDs")
        yield f" VRRP Track BFD = {session.name}"
        yield f"   Weight = {_weight(session.weight, session.reverse)}"
        yield "   Bfd is down"
        yield "   Tracking VRRP instances :"
        yield from _tracking(lists.get(session.name, ()))
