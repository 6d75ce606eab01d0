"""Blocks that group instances or interfaces."""

from vipd.base.units import Duration
from vipd.conf.schema.commands import Command, CommandLine
from vipd.conf.schema.declare import block, kw, lines
from vipd.conf.schema.kinds import Bool, Flag, Seconds
from vipd.conf.schema.numbers import U32_MAX
from vipd.conf.schema.registry import Deprecated, Repeat, Unset
from vipd.conf.schema.statics import OneWord, WordLine
from vipd.conf.schema.track_lines import Tracked, TrackedLine, TrackLine
from vipd.conf.text import Word


@block("vrrp_sync_group", child=True)
class VrrpSyncGroup:
    """Instances that change state together."""

    group: tuple[tuple[Word, ...], ...] = lines(
        WordLine(),
        "Members.",
        bad="Warning - sync group {owner} has empty group block",
        repeat=Repeat.FIRST,
        repeated="Group list already specified for sync group {owner}",
    )
    track_interface: tuple[TrackedLine, ...] = lines(
        TrackLine(Tracked.INTERFACE), "Interfaces tracked on behalf of all members."
    )
    track_script: tuple[TrackedLine, ...] = lines(
        TrackLine(Tracked.SCRIPT), "Scripts tracked on behalf of all members."
    )
    track_file: tuple[TrackedLine, ...] = lines(
        TrackLine(Tracked.FILE), "Files tracked on behalf of all members."
    )
    track_process: tuple[TrackedLine, ...] = lines(
        TrackLine(Tracked.PROCESS), "Processes tracked on behalf of all members."
    )
    track_bfd: tuple[TrackedLine, ...] = lines(
        TrackLine(Tracked.BFD), "BFD sessions tracked on behalf of all members."
    )
    notify_master: CommandLine | None = kw(
        Command(), "Run when the group becomes MASTER.", default=None, command=True
    )
    notify_backup: CommandLine | None = kw(
        Command(), "Run when the group becomes BACKUP.", default=None, command=True
    )
    notify_fault: CommandLine | None = kw(
        Command(), "Run when the group enters FAULT.", default=None, command=True
    )
    notify_stop: CommandLine | None = kw(
        Command(), "Run when VRRP stops.", default=None, command=True
    )
    notify: CommandLine | None = kw(
        Command(),
        "Run on every change with GROUP NAME STATE PRIORITY appended.",
        default=None,
        command=True,
    )
    smtp_alert: bool | None = kw(
        Bool(),
        "Mail on state changes.",
        default=None,
        unset=Unset(
            "off",
            inherits=(
                "global_defs.smtp_alert_vrrp",
                "global_defs.smtp_alert",
            ),
        ),
        bad="Invalid vrrp_group smtp_alert parameter {value}",
    )
    sync_group_tracking_weight: bool = kw(
        Flag(),
        "Allow weighted trackers on members.",
        default=False,
        deprecated=(
            Deprecated(
                "global_tracking",
                "({owner}) global_tracking is deprecated."
                " Use track_interface/script/file on the sync group",
            ),
        ),
    )
    notify_priority_changes: bool | None = kw(
        Bool(),
        "Write priority changes to the notification pipes, for all members.",
        default=None,
        unset=Unset("off", inherits=("global_defs.vrrp_notify_priority_changes",)),
        bad="({owner}) Invalid value '{value}' for sync group notify_priority_changes specified",
    )


@block("garp_group", child=True)
class GarpGroup:
    """Spacing of announcements on some interfaces."""

    garp_interval: Duration | None = kw(
        Seconds(0, U32_MAX),
        "Spacing of gratuitous ARPs.",
        default=None,
        unset=Unset("0"),
        bad="garp_group garp_interval '{value}' invalid",
    )
    gna_interval: Duration | None = kw(
        Seconds(0, U32_MAX),
        "Spacing of unsolicited NAs.",
        default=None,
        unset=Unset("0"),
        bad="garp_group gna_interval '{value}' invalid",
    )
    interface: Word | None = kw(
        OneWord(), "Interface the group applies to.", default=None, repeat=Repeat.ADD
    )
    interfaces: tuple[tuple[Word, ...], ...] = lines(
        WordLine(),
        "Interfaces sharing one budget.",
        bad="Warning - empty garp_group interfaces block",
    )


@block("track_group", child=True)
class TrackGroup:
    """Instances that track static addresses, routes and rules."""

    group: tuple[tuple[Word, ...], ...] = lines(
        WordLine(),
        "Instances of the track group.",
        bad="Warning - track group {owner} has empty group block",
        repeat=Repeat.FIRST,
        repeated="Group list already specified for sync group {owner}",
    )
