"""Who tracks what: the lists of instances and groups, and the lists of what they track."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from vipd.model.track import TrackedObject, Tracking
from vipd.model.vrrp import Instance, Vrrp

NOT_TRACKED = 255
"""keepalived 2.4: the weight of an interface that belongs to an instance and is not tracked."""

Kind = Callable[[Tracking], tuple[TrackedObject, ...]]
"""Selects one kind of tracked objects."""


@dataclass(frozen=True, slots=True)
class Tracker:
    """An instance that tracks something, with the weight that counts."""

    instance: str
    weight: int
    reverse: bool = False


def trackers(vrrp: Vrrp, kind: Kind) -> dict[str, list[Tracker]]:
    """Return who tracks each object of one kind, by its name.

    keepalived 2.4: what a group tracks, its members track, in place of what they say themselves.
    """
    found: dict[str, dict[str, Tracker]] = {}
    for instance in vrrp.instances:
        for one in kind(instance.tracking):
            _add(found, one, instance.name)
    for one, name in _of_groups(vrrp, kind):
        _add(found, one, name)
    return {name: list(each.values()) for name, each in found.items()}


def _of_groups(vrrp: Vrrp, kind: Kind) -> Iterator[tuple[TrackedObject, str]]:
    """Yield what the sync groups track, with each of their members that there is."""
    names = {instance.name for instance in vrrp.instances}
    for group in vrrp.sync_groups:
        for one in kind(group.tracking):
            for name in group.members:
                if name in names:
                    yield one, name


def _add(found: dict[str, dict[str, Tracker]], one: TrackedObject, instance: str) -> None:
    found.setdefault(one.name, {})[instance] = Tracker(instance, one.weight, one.reverse)


def interface_trackers(vrrp: Vrrp) -> dict[str, list[Tracker]]:
    """Return who tracks each interface: its own, those of what it owns, those it names.

    keepalived 2.4: an interface that an instance cannot do without has no other weight, whatever
    the instance or its group says.
    """
    found: dict[str, dict[str, Tracker]] = {}
    needed: set[tuple[str, str]] = set()
    for instance in vrrp.instances:
        for tracker, name in _needed(instance):
            needed.add((name, instance.name))
            found.setdefault(name, {}).setdefault(instance.name, tracker)
        for one in instance.tracking.interfaces:
            if (one.name, instance.name) not in needed:
                _add(found, one, instance.name)
    for one, name in _of_groups(vrrp, lambda tracking: tracking.interfaces):
        if (one.name, name) not in needed:
            _add(found, one, name)
    for interfaces, name in _static_members(vrrp):
        for interface in interfaces:
            if (interface, name) not in needed:
                found.setdefault(interface, {})[name] = Tracker(name, 0)
    return {name: list(each.values()) for name, each in found.items()}


def _needed(instance: Instance) -> Iterator[tuple[Tracker, str]]:
    """Yield the interfaces that an instance runs on, and those of what it owns."""
    own = Tracker(instance.name, 0 if instance.track_interface else NOT_TRACKED)
    if instance.interface:
        yield own, instance.interface
    if instance.link is not None:
        yield own, instance.link.name
    owned = [one.interface for one in instance.addresses if one.tracked]
    for route in instance.routes:
        owned += route.interfaces if route.tracked else ()
    for rule in instance.rules:
        owned += rule.interfaces if rule.tracked else ()
    for name in owned:
        yield Tracker(instance.name, 0), name


def _static_members(vrrp: Vrrp) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the interfaces of static objects with each member of the group that tracks them."""
    statics = vrrp.statics
    members = {group.name: group.members for group in statics.track_groups}
    names = {instance.name for instance in vrrp.instances}
    objects: list[tuple[tuple[str, ...], str | None]] = [
        ((one.address.interface,), one.track_group) for one in statics.addresses
    ]
    objects += [(one.route.interfaces, one.track_group) for one in statics.routes]
    objects += [(one.rule.interfaces, one.track_group) for one in statics.rules]
    for interfaces, group in objects:
        for name in members.get(group or "", ()):
            if name in names:
                yield interfaces, name


def listed(trackers_of_one: Iterable[Tracker]) -> Iterator[str]:
    """Yield the lines of the instances that track something."""
    for each in trackers_of_one:
        yield f"     {each.instance}, weight {each.weight}{' reverse' if each.reverse else ''}"


def tracked(tracking: Tracking, *, group: bool) -> Iterator[str]:
    """Yield what an instance or a group tracks; the words differ a little between the two."""
    processes = "process" if group else "processes"
    for title, objects, mark in (
        ("interfaces", tracking.interfaces, ""),
        ("scripts", tracking.scripts, ""),
        ("files", tracking.files, ","),
        (processes, tracking.processes, ","),
        ("BFDs", tracking.bfds, ":"),
    ):
        if objects:
            yield f"   Tracked {title} :"
        for one in objects:
            yield f"     {one.name}{mark} weight {one.weight}{' reverse' if one.reverse else ''}"
