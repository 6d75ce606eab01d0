"""Groups and links to the model: sync groups, track groups, spacing of announcements, delays."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, cast

from vipd.base.units import ZERO, Duration
from vipd.conf import codes
from vipd.conf.build_instance import Built
from vipd.conf.build_notify import build_notify
from vipd.conf.build_track import Trackers, build_tracking, tracking
from vipd.conf.build_users import Users
from vipd.conf.diag import Prefix, Reports
from vipd.conf.schema import groups as schema
from vipd.conf.schema.registry import Bound
from vipd.conf.schema.root import Root
from vipd.conf.schema.track_lines import Tracked
from vipd.conf.text import Word
from vipd.model.defaults import Defaults
from vipd.model.group import (
    GarpGroup,
    Linkbeat,
    LinkDelay,
    LinkMethod,
    SyncGroup,
    TrackGroup,
)
from vipd.model.track import TrackedObject
from vipd.model.vrrp import OWNER_PRIORITY

SKEW_DIVISOR: Final = 256

_CLEARED: Final = {
    Tracked.INTERFACE: ("interface", "clearing weight"),
    Tracked.SCRIPT: ("script", "clearing weight"),
    Tracked.FILE: ("file", "setting weight 0"),
    Tracked.PROCESS: ("process", "setting weight 0"),
    Tracked.BFD: ("bfd", "setting weight 0"),
}


@dataclass(frozen=True, slots=True)
class Membership:
    """Which instances are in which sync group; a group without members is not used."""

    groups: tuple[tuple[Bound[schema.VrrpSyncGroup], tuple[str, ...]], ...]

    @property
    def weightless(self) -> frozenset[str]:
        """The instances whose own trackers must not have weights."""
        return frozenset(
            name
            for block, members in self.groups
            if not block.record.sync_group_tracking_weight
            for name in members
        )

    @property
    def priority_changes(self) -> Mapping[str, bool | None]:
        """What the group of an instance says of notifying about changes of priority."""
        return {
            name: block.record.notify_priority_changes
            for block, members in self.groups
            for name in members
        }


def sync_membership(root: Root, reports: Reports) -> Membership:
    """Return who is in which sync group; an instance is in one at most, the first one."""
    known = {block.name for block in root.vrrp_instance}
    taken: set[str] = set()
    found = []
    for block in root.vrrp_sync_group:
        words = [word for line in block.record.group for word in line]
        if not words:
            reports.add(
                codes.GROUP_EMPTY,
                f"Sync group {block.name} has no members - removing",
                block.end or block.at,
                prefix=Prefix.FILE,
            )
        found.append((block, _members(block.name, words, known, taken, reports)))
    return Membership(tuple(found))


def _members(
    group: str, words: Sequence[Word], known: set[str], taken: set[str], reports: Reports
) -> tuple[str, ...]:
    """Return the usable members of one group, none for a group that is not used."""
    found = []
    if not words:
        return ()
    for word in words:
        name = word.text
        if name not in known:
            text = f"Virtual router {name} specified in sync group {group} doesn't exist - ignoring"
            reports.add(codes.GROUP_MEMBER_UNKNOWN, text, word.at, prefix=Prefix.NONE)
        elif name in taken:
            text = (
                f"Virtual router {name} cannot exist in more than one sync group; ignoring {group}"
            )
            reports.add(codes.GROUP_MEMBER_TAKEN, text, word.at, prefix=Prefix.NONE)
        else:
            taken.add(name)
            found.append(name)
    if not found:
        text = (
            f"Sync group {group}, no matching virtual router found in group declaration - removing"
        )
        reports.add(codes.GROUP_EMPTY, text, words[0].at, prefix=Prefix.NONE)
    elif len(found) == 1:
        text = (
            f"Sync group {group} has only 1 virtual router(s) - this probably isn't what you want"
        )
        reports.add(codes.GROUP_SINGLE, text, words[0].at, prefix=Prefix.NONE)
    return tuple(found)


def build_sync_groups(
    membership: Membership,
    built: Iterable[Built],
    trackers: Trackers,
    users: Users,
    reports: Reports,
    *,
    smtp_alert: bool,
) -> tuple[SyncGroup, ...]:
    """Return the sync groups with what they track and whom they notify.

    ``smtp_alert``: mails are sent where a group does not say.
    """
    instances = {item.instance.name: item for item in built}
    groups = []
    for block, members in membership.groups:
        record = block.record
        tracked = build_tracking(record, trackers, reports)
        notify = build_notify(block.uses, f"vrrp group {block.name}:", users, reports)
        if not members:
            continue
        present = [instances[name] for name in members if name in instances]
        tracked = _shared(block, tracked, present, reports)
        groups.append(
            SyncGroup(
                name=block.name,
                members=members,
                tracking=tracking(tracked),
                tracking_weight=record.sync_group_tracking_weight,
                notify=notify,
                smtp_alert=smtp_alert if record.smtp_alert is None else record.smtp_alert,
                notify_priority_changes=record.notify_priority_changes,
            )
        )
    return tuple(groups)


def _shared(
    group: Bound[schema.VrrpSyncGroup],
    tracked: dict[Tracked, tuple[TrackedObject, ...]],
    members: Sequence[Built],
    reports: Reports,
) -> dict[Tracked, tuple[TrackedObject, ...]]:
    """Return what a group tracks on behalf of these members."""
    if any(item.instance.priority == OWNER_PRIORITY for item in members):
        tracked = {
            what: tuple(_unweighted(group, what, item, reports) for item in items)
            for what, items in tracked.items()
        }
    _tracked_twice(tracked[Tracked.INTERFACE], members, reports)
    return tracked


def _unweighted(
    group: Bound[schema.VrrpSyncGroup], what: Tracked, tracked: TrackedObject, reports: Reports
) -> TrackedObject:
    """Return what is tracked by a group with the address owner, whose priority is fixed."""
    if tracked.weight == 0:
        return tracked
    noun, outcome = _CLEARED[what]
    reports.add(
        codes.TRACK_DROPPED,
        f"({group.name}) Cannot have weighted track {noun} '{tracked.name}'"
        f" with member having priority 255 - {outcome}",
        group.place(what.value),
        prefix=Prefix.NONE,
    )
    return replace(tracked, weight=0)


def _tracked_twice(
    interfaces: Iterable[TrackedObject], members: Iterable[Built], reports: Reports
) -> None:
    """Report interfaces that a group tracks and its member too, by itself or by name."""
    names = [tracked.name for tracked in interfaces]
    for item in members:
        instance = item.instance
        own = {instance.interface} if instance.track_interface else set()
        own |= {line.name for line in item.block.record.track_interface}
        for name in names:
            if name in own:
                reports.add(
                    codes.TRACK_DUPLICATE,
                    f"({instance.name}) track_interface {name} is configured on VRRP instance and"
                    " sync group. Remove vrrp instance or sync group config",
                    item.place("track_interface"),
                    prefix=Prefix.NONE,
                )


def build_track_groups(root: Root, reports: Reports) -> tuple[TrackGroup, ...]:
    """Return the groups of instances that track static objects."""
    known = {block.name for block in root.vrrp_instance}
    found = []
    for block in root.track_group:
        names = [word.text for line in block.record.group for word in line]
        if not names:
            reports.add(
                codes.GROUP_EMPTY,
                f"Static track group {block.name} has no members - removing",
                block.end or block.at,
                prefix=Prefix.FILE,
            )
            continue
        members = tuple(dict.fromkeys(name for name in names if name in known))
        found.append(TrackGroup(block.name, members))
    return tuple(found)


def build_garp_groups(
    root: Root, defaults: Defaults, built: Iterable[Built], reports: Reports
) -> tuple[GarpGroup, ...]:
    """Return who shares a budget of announcements; an interface is in one group at most.

    keepalived 2.4: the global intervals hold for each interface of an instance that is in no
    group, and not for one whose group gives the other interval alone.
    """
    found = []
    taken: set[str] = set()
    for block in root.garp_group:
        record = block.record
        interfaces = _free(garp_words(block), taken, reports)
        if record.garp_interval is None and record.gna_interval is None:
            reports.add(
                codes.GROUP_EMPTY,
                # keepalived 2.4: it is 0, whichever group it is.
                "garp group 0 does not have any delay set - removing",
                block.end or block.at,
                prefix=Prefix.FILE,
                fix="add garp_interval or gna_interval",
            )
            continue
        taken.update(interfaces)
        found.append(
            GarpGroup(
                interfaces=interfaces,
                garp_interval=record.garp_interval or ZERO,
                gna_interval=record.gna_interval or ZERO,
            )
        )
    if defaults.garp_interval or defaults.gna_interval:
        for name in _of_instances(built):
            if name not in taken:
                taken.add(name)
                found.append(
                    GarpGroup(
                        interfaces=(name,),
                        garp_interval=defaults.garp_interval,
                        gna_interval=defaults.gna_interval,
                    )
                )
    return tuple(found)


def _of_instances(built: Iterable[Built]) -> Iterator[str]:
    """Yield the interfaces on which instances announce addresses."""
    for item in built:
        if item.instance.interface:
            yield item.instance.interface
        yield from (one.interface for one in item.instance.addresses)


def _free(words: Iterable[Word], taken: set[str], reports: Reports) -> tuple[str, ...]:
    """Return the interfaces that are in no other group, each once."""
    found: list[str] = []
    for word in words:
        if word.text in taken or word.text in found:
            # Deviates: keepalived 2.4 names another interface of the group here.
            text = f"garp_group already specified for {word.text} - ignoring"
            reports.add(codes.GARP_GROUP_REPEATED, text, word.at, prefix=Prefix.FILE)
        else:
            found.append(word.text)
    return tuple(found)


def garp_words(block: Bound[schema.GarpGroup]) -> list[Word]:
    """Return the interfaces of a group, in the order of the text."""
    found: list[Word] = []
    for use in block.uses:
        if use.field == "interface" and use.value is not None:
            found.append(cast(Word, use.value))
        elif use.field == "interfaces" and use.value is not None:
            found += cast(tuple[Word, ...], use.value)
    return found


def build_linkbeats(root: Root, built: Iterable[Built]) -> tuple[Linkbeat, ...]:
    """Return the interfaces whose link is polled; the last line of each counts."""
    found: dict[str, Linkbeat] = {}
    for item in built:
        if item.block.record.linkbeat_use_polling and item.instance.interface:
            name = item.instance.interface
            found[name] = Linkbeat(name, LinkMethod.BEST)
    for line in root.linkbeat_interfaces:
        method = LinkMethod(line.method) if line.method else LinkMethod.BEST
        found[line.interface] = Linkbeat(line.interface, method)
    return tuple(found.values())


def build_link_delays(
    root: Root, built: Iterable[Built], reports: Reports
) -> tuple[LinkDelay, ...]:
    """Return the delays of links; the last line of an interface counts.

    keepalived 2.4: a link that goes down must count before the peers' master-down interval ends.
    """
    lines = {line.interface: line for line in root.interface_up_down_delays}
    found = {
        name: LinkDelay(interface=name, down=line.down, up=line.up) for name, line in lines.items()
    }
    for item in built:
        instance = item.instance
        delay = found.get(instance.interface)
        adverts = instance.down_timer_adverts - 1
        if delay is None or delay.down < adverts * instance.advert_int:
            continue
        reports.add(
            codes.LINK_DELAY_REDUCED,
            f"{instance.name}: interface {instance.interface} debounce timer(s) not less that"
            f" {adverts} * advert_int - resetting",
            lines[instance.interface].at,
            prefix=Prefix.NONE,
        )
        longest = adverts * instance.advert_int - instance.advert_int // SKEW_DIVISOR
        found[instance.interface] = replace(delay, down=Duration(max(0, longest)))
    return tuple(found.values())
