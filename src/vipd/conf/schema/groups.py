"""Blocks that group instances or interfaces; known, not built."""

from vipd.conf.schema.declare import block, command, word, words


@block("vrrp_sync_group", child=True)
class VrrpSyncGroup:
    """Instances that change state together."""

    group: object = words("Members.")
    track_interface: object = words("Objects tracked on behalf of all members.")
    track_script: object = words("Objects tracked on behalf of all members.")
    track_file: object = words("Objects tracked on behalf of all members.")
    track_process: object = words("Objects tracked on behalf of all members.")
    track_bfd: object = words("Objects tracked on behalf of all members.")
    notify_master: object = command("Run when the group becomes MASTER.")
    notify_backup: object = command("Run when the group becomes BACKUP.")
    notify_fault: object = command("Run when the group enters FAULT.")
    notify_stop: object = command("Run when VRRP stops.")
    notify: object = command("Run on every change with GROUP NAME STATE PRIORITY appended.")
    smtp_alert: object = word("Mail on state changes.")
    global_tracking: object = word("Allow weighted trackers.")
    sync_group_tracking_weight: object = word("Allow weighted trackers on members.")
    notify_priority_changes: object = word("Write priority changes to fifos for all members.")


@block("garp_group", child=True)
class GarpGroup:
    """Spacing of announcements on some interfaces."""

    garp_interval: object = word("Spacing of gratuitous ARPs.")
    gna_interval: object = word("Spacing of unsolicited NAs.")
    interface: object = word("Interface the group applies to.")
    interfaces: object = words("Interfaces sharing one budget.")


@block("track_group", child=True)
class TrackGroup:
    """Instances that track static addresses, routes and rules."""

    group: object = words("Instances of the track group.")
