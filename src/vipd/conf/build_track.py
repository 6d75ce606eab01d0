"""Trackers, and the lines of instances and sync groups that refer to them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from vipd.base.units import Duration
from vipd.conf import codes
from vipd.conf.build_users import Owner, Users
from vipd.conf.diag import Code, Position, Prefix, Reports
from vipd.conf.schema.groups import VrrpSyncGroup
from vipd.conf.schema.registry import Bound
from vipd.conf.schema.root import Root
from vipd.conf.schema.track_lines import Tracked, TrackedLine, Weight, read_weight
from vipd.conf.schema.trackers import ParamMatch, TrackFile, VrrpScript, VrrpTrackProcess
from vipd.conf.schema.vrrp_instance import VrrpInstance
from vipd.conf.scripts import Access, ScriptHost, resolve
from vipd.model import track
from vipd.model.notify import Command

T = TypeVar("T")

_ERRNO: Final = {
    Access.MISSING: 2,
    Access.DENIED: 13,
    Access.NOT_A_DIRECTORY: 20,
    Access.LOOP: 40,
}
"""Linux: the numbers of the errors, which keepalived prints."""


@dataclass(frozen=True, slots=True)
class Tracker:
    """What can be tracked: its default weight, and where its block ends."""

    name: str
    weight: Weight
    at: Position


@dataclass(frozen=True, slots=True)
class Trackers:
    """Everything that can be tracked but interfaces, by kind and name."""

    known: Mapping[Tracked, Mapping[str, Tracker]]
    scripts: tuple[track.TrackScript, ...] = ()
    processes: tuple[track.TrackProcess, ...] = ()
    files: tuple[track.TrackFile, ...] = ()
    places: Mapping[str, Position] = field(default_factory=dict)
    """Where the scripts are configured."""

    def find(self, line: TrackedLine) -> Tracker | None:
        """Return what a line refers to. keepalived 2.4: it must stand before the line."""
        found = self.known.get(line.what, {}).get(line.name)
        return None if found is None or found.at.order > line.at.order else found


def build_trackers(root: Root, users: Users, reports: Reports) -> Trackers:
    """Return the trackers of a configuration; blocks that lack something are reported."""
    known: dict[Tracked, dict[str, Tracker]] = {what: {} for what in Tracked}
    scripts = _each(
        root.vrrp_script, known[Tracked.SCRIPT], lambda b: _script(b, users, reports), _weight
    )
    processes = _each(
        root.vrrp_track_process,
        known[Tracked.PROCESS],
        lambda b: _process(b, reports),
        _weight,
    )
    files = _each(
        root.track_file, known[Tracked.FILE], lambda b: _file(b, users.host, reports), _weight
    )
    for session in root.bfd_instance:
        if session.record.checker and not session.record.vrrp:
            continue  # It is for the checkers alone.
        value, reverse = session.record.weight
        known[Tracked.BFD].setdefault(
            session.name, Tracker(session.name, Weight(value, reverse), session.at)
        )
    places = {block.name: block.place("script") for block in reversed(root.vrrp_script)}
    return Trackers(known, scripts, processes, files, places)


def _weight(block: Bound[VrrpScript] | Bound[VrrpTrackProcess] | Bound[TrackFile]) -> Weight:
    return block.record.weight or Weight(0)


B = TypeVar("B", Bound[VrrpScript], Bound[VrrpTrackProcess], Bound[TrackFile])


def _each(
    blocks: Iterable[B],
    known: dict[str, Tracker],
    make: Callable[[B], T | None],
    weight: Callable[[B], Weight],
) -> tuple[T, ...]:
    """Return the usable trackers of one kind; of several with one name the first is used."""
    found: list[T] = []
    for block in blocks:
        made = make(block)
        if made is None or block.name in known:
            continue
        found.append(made)
        known[block.name] = Tracker(block.name, weight(block), block.end or block.at)
    return tuple(found)


def _removed(
    block: Bound[VrrpScript] | Bound[VrrpTrackProcess] | Bound[TrackFile],
    message: str,
    reports: Reports,
) -> None:
    reports.add(codes.TRACKER_REMOVED, message, block.end or block.at, prefix=Prefix.FILE)


def _script(block: Bound[VrrpScript], users: Users, reports: Reports) -> track.TrackScript | None:
    record, name = block.record, block.name
    if record.script is None or not record.script.args:
        _removed(block, f"No script set for vrrp_script {name} - removing", reports)
        return None
    owner = _script_owner(block, users, reports)
    if owner is None:
        return None
    interval, weight = record.interval, _weight(block)
    return track.TrackScript(
        name=name,
        command=Command(args=record.script.args, uid=owner.uid, gid=owner.gid),
        interval=interval,
        timeout=record.timeout or None,
        rise=record.rise,
        fall=record.fall,
        init_fail=record.init_fail,
        weight=weight.value,
        reverse=weight.reverse,
    )


def _script_owner(block: Bound[VrrpScript], users: Users, reports: Reports) -> Owner | None:
    """Return who runs a script, None when nobody can: the script is removed."""
    record = block.record
    if record.user is None:
        owner = users.default
        if owner is None:
            message = f"Unable to set default user for vrrp script {block.name} - removing"
            _removed(block, message, reports)
        return owner
    owner = users.named(record.user.user, record.user.group)
    if owner is None:
        assert record.script is not None
        shown = " ".join(f"'{word}'" for word in record.script.args)
        reports.add(
            codes.USER_UNKNOWN,
            f"Unable to set uid/gid for script {shown}",
            block.place("user"),
            prefix=Prefix.FILE,
        )
    return owner


def _process(block: Bound[VrrpTrackProcess], reports: Reports) -> track.TrackProcess | None:
    record, name = block.record, block.name
    quorum, quorum_max = _quorum(block, reports)
    if record.process is None:
        _removed(block, f"track process '{name}' process name not specified", reports)
        return None
    delay = record.delay or Duration(0)
    weight = _weight(block)
    return track.TrackProcess(
        name=name,
        words=record.process,
        match=_match(record),
        weight=weight.value,
        reverse=weight.reverse,
        quorum=quorum,
        quorum_max=quorum_max,
        fork_delay=_last_delay(block, "fork_delay", delay),
        terminate_delay=_last_delay(block, "terminate_delay", delay),
    )


def _match(record: VrrpTrackProcess) -> track.ProcessMatch:
    match record.param_match:
        case ParamMatch.EXACT:
            return track.ProcessMatch.EXACT
        case ParamMatch.INITIAL:
            return track.ProcessMatch.INITIAL
        case ParamMatch.PARTIAL:
            return track.ProcessMatch.PARTIAL
        case None if record.process is not None and len(record.process) > 1:
            return track.ProcessMatch.EXACT
        case None:
            full = record.full_command
            return track.ProcessMatch.COMMAND if full else track.ProcessMatch.NAME


def _last_delay(block: Bound[VrrpTrackProcess], own: str, delay: Duration) -> Duration:
    """``delay`` sets both delays, at the place where it stands."""
    for use in reversed(block.uses):
        if use.field in (own, "delay") and isinstance(use.value, int):
            return Duration(use.value)
    return delay


def _quorum(block: Bound[VrrpTrackProcess], reports: Reports) -> tuple[int, int | None]:
    """Keepalived 2.4: a bound that contradicts the other one before it is ignored."""
    quorum, most, given = 1, None, False
    for use in block.uses:
        if not isinstance(use.value, int):
            continue
        if use.field == "quorum":
            if most is not None and use.value > most:
                _ignored("Quorum is greater than quorum_max - ignoring", use.at, reports)
            else:
                quorum, given = use.value, True
        elif use.field == "quorum_max":
            if given and use.value < quorum:
                _ignored("quorum_max is less than quorum - ignoring", use.at, reports)
            else:
                most = use.value
    # keepalived 2.4: where none may run, none has to.
    return (0 if most == 0 else quorum), most


def _ignored(message: str, at: Position, reports: Reports) -> None:
    reports.add(
        codes.VALUE_INVALID,
        message,
        at,
        prefix=Prefix.FILE,
        fix="exchange them",
        reason="no number of processes lies between them",
    )


def _file(
    block: Bound[TrackFile], host: ScriptHost | None, reports: Reports
) -> track.TrackFile | None:
    record = block.record
    if record.file is None:
        _removed(block, f"No file set for track_file {block.name} - ignoring", reports)
        return None
    if host is not None:
        directory = record.file.rpartition("/")[0] or ("/" if record.file[:1] == "/" else ".")
        access = resolve(host, directory, host.own).access
        if access is not Access.REACHED:
            message = f"realpath() error {_ERRNO[access]} ({access.value}) for {block.name}"
            at = block.end or block.at
            reports.add(codes.FILE_UNREACHABLE, message, at, prefix=Prefix.FILE)
            return None
    initial = record.init_file
    weight = record.weight or Weight(1)
    return track.TrackFile(
        name=block.name,
        path=record.file,
        weight=weight.value,
        reverse=weight.reverse,
        initial=None if initial is None else initial.value,
        overwrite=initial is not None and initial.overwrite,
    )


def build_tracking(
    record: VrrpInstance | VrrpSyncGroup, trackers: Trackers, reports: Reports
) -> dict[Tracked, tuple[track.TrackedObject, ...]]:
    """Return what an instance or a sync group tracks, of each kind in the order of the text."""
    lines = {
        Tracked.INTERFACE: record.track_interface,
        Tracked.SCRIPT: record.track_script,
        Tracked.FILE: record.track_file,
        Tracked.PROCESS: record.track_process,
        Tracked.BFD: record.track_bfd,
    }
    return {what: _tracked(lines[what], trackers, reports) for what in Tracked}


def _tracked(
    lines: Sequence[TrackedLine], trackers: Trackers, reports: Reports
) -> tuple[track.TrackedObject, ...]:
    found: dict[str, track.TrackedObject] = {}
    for line in lines:
        default = Weight(0)
        owner = line.call.owner
        if line.what is not Tracked.INTERFACE:
            tracker = trackers.find(line)
            if tracker is None:
                text = f"({owner}) {line.what.noun} {line.name} not found, ignoring..."
                _line(codes.TRACK_UNKNOWN, text, line, reports)
                continue
            default = tracker.weight
        if line.name in found:
            text = f"({owner}) duplicate {line.what.value} {line.name} - ignoring"
            _line(codes.TRACK_DUPLICATE, text, line, reports)
            continue
        weight = read_weight(line, default)
        if weight is not None:
            found[line.name] = track.TrackedObject(
                name=line.name, weight=weight.value, reverse=weight.reverse
            )
    return tuple(found.values())


def _line(code: Code, message: str, line: TrackedLine, reports: Reports) -> None:
    reports.add(code, message, line.at, prefix=Prefix.FILE)


def tracking(found: Mapping[Tracked, tuple[track.TrackedObject, ...]]) -> track.Tracking:
    """Return the record of what is tracked."""
    return track.Tracking(
        interfaces=found[Tracked.INTERFACE],
        scripts=found[Tracked.SCRIPT],
        files=found[Tracked.FILE],
        processes=found[Tracked.PROCESS],
        bfds=found[Tracked.BFD],
    )
