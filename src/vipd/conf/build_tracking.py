"""What one instance tracks."""

from vipd.conf import codes
from vipd.conf.build_context import Context
from vipd.conf.build_track import build_tracking, tracking, without_weights
from vipd.conf.diag import Prefix
from vipd.conf.schema.track_lines import Tracked
from vipd.model.track import TrackedObject, Tracking


def instance_tracking(context: Context, *, owner: bool) -> Tracking:
    """Return what an instance tracks besides its own interface, as far as weights can count."""
    record = context.record
    lines = {
        Tracked.INTERFACE: record.track_interface,
        Tracked.SCRIPT: record.track_script,
        Tracked.FILE: record.track_file,
        Tracked.PROCESS: record.track_process,
        Tracked.BFD: record.track_bfd,
    }
    found = build_tracking(lines, context.trackers, context.reports)
    found[Tracked.INTERFACE] = _others(context, found[Tracked.INTERFACE])
    if owner or context.weightless:
        found = without_weights(context.name, found, context.reports, owner=owner)
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
