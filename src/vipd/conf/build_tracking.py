"""What one instance tracks."""

from collections.abc import Mapping
from dataclasses import replace

from vipd.conf import codes
from vipd.conf.build_context import Context
from vipd.conf.build_track import build_tracking, tracking
from vipd.conf.diag import Prefix
from vipd.conf.schema.track_lines import Tracked
from vipd.model.track import TrackedObject, Tracking


def instance_tracking(context: Context, *, owner: bool) -> Tracking:
    """Return what an instance tracks besides its own interface, as far as weights can count."""
    record = context.record
    found = build_tracking(record, context.trackers, context.reports)
    found[Tracked.INTERFACE] = _others(context, found[Tracked.INTERFACE])
    if owner or context.weightless:
        found = _without_weights(context, found, owner=owner)
    for line in record.track_interface:
        if any(line.name == tracked.name for tracked in found[Tracked.INTERFACE]):
            context.report_at(
                codes.NOT_BUILT, f"'track_interface {line.name}' is not supported yet", line.at
            )
    return tracking(found)


def _others(context: Context, found: tuple[TrackedObject, ...]) -> tuple[TrackedObject, ...]:
    """Return the interfaces without the one of the instance, which it tracks anyway."""
    own = context.record.interface
    for line in context.record.track_interface:
        if line.name == own:
            context.reports.add(
                codes.OPTION_CLEARED,
                f"({context.name}) Ignoring track_interface {own} since own interface",
                line.at,
                prefix=Prefix.NONE,
                reason="an instance tracks its own interface anyway",
                fix="remove the line",
            )
            break
    return tuple(tracked for tracked in found if tracked.name != own)


def _without_weights(
    context: Context, found: Mapping[Tracked, tuple[TrackedObject, ...]], *, owner: bool
) -> dict[Tracked, tuple[TrackedObject, ...]]:
    """Return what is tracked where a weight cannot count, with keepalived's reports.

    ``owner``: the priority of the address owner does not change (RFC 9568 5.2.4); else the
    instance belongs to a sync group without ``sync_group_tracking_weight``.
    """
    left: dict[Tracked, tuple[TrackedObject, ...]] = {}
    for what, objects in found.items():
        kept = (_weightless(context, what, o, owner=owner) for o in objects)
        left[what] = tuple(o for o in kept if o is not None)
    return left


def _weightless(
    context: Context, what: Tracked, tracked: TrackedObject, *, owner: bool
) -> TrackedObject | None:
    """Return what is left of a tracked object whose weight cannot count, None for nothing.

    keepalived 2.4: says nothing of processes, and keeps a file that has the default weight.
    """
    if tracked.weight == 0 or what is Tracked.PROCESS:
        return tracked
    fix = "track it with weight 0, or not at all"
    if not owner:
        fix += ", or set sync_group_tracking_weight in the sync group"
    message = f"({context.name}) {_dropped(what, tracked, owner=owner)}"
    context.report(codes.TRACK_DROPPED, message, what.value, fix=fix)
    if what is Tracked.FILE and tracked.weight == 1:
        return replace(tracked, weight=0)
    return None


def _dropped(what: Tracked, tracked: TrackedObject, *, owner: bool) -> str:
    """Return keepalived's report of a weight that cannot count."""
    name = tracked.name
    cause = "address_owner" if owner else "SYNC group"
    match what:
        case Tracked.INTERFACE if owner:
            return f"ignoring {name} tracked interface due to address owner"
        case Tracked.INTERFACE:
            return f"ignoring {name} tracked interface weight due to SYNC group"
        case Tracked.FILE if tracked.weight == 1:
            return f"ignoring weight from tracked file {name} due to {cause}. specify weight 0"
        case Tracked.FILE | Tracked.BFD:
            noun = what.noun.removeprefix("track ")
            return f"ignoring tracked {noun} {name} with weight {tracked.weight} due to {cause}"
        case Tracked.SCRIPT | Tracked.PROCESS:
            noun = what.noun.removeprefix("track ")
            return f"ignoring tracked {noun} {name} with weights due to {cause}"
