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
    _add_groups(found, vrrp, kind)
    return {name: list(each.values()) for name, each in found.items()}


def _add_groups(found: dict[str, dict[str, Tracker]], vrrp: Vrrp, kind: Kind) -> None:
    """Add what the sync groups track, for each of their members that there is."""
    names = {instance.name for instance in vrrp.instances}
    for group in vrrp.sync_groups:
        for one in kind(group.tracking):
            for name in group.members:
                if name in names:
                    _add(found, one, name)


def _add(found: dict[str, dict[str, Tracker]], one: TrackedObject, instance: str) -> None:
    found.setdefault(one.name, {})[instance] = Tracker(instance, one.weight, one.reverse)


def interface_trackers(vrrp: Vrrp) -> dict[str, list[Tracker]]:
    """Return who tracks each interface: its own, those of what it owns, those it names."""
    found: dict[str, dict[str, Tracker]] = {}
    for instance in vrrp.instances:
        for one in _interfaces(instance):
            if one.name:
                found.setdefault(one.name, {}).setdefault(
                    instance.name, Tracker(instance.name, one.weight, one.reverse)
                )
    for group, name in _static_members(vrrp):
        for interface in group:
            found.setdefault(interface, {}).setdefault(name, Tracker(name, 0))
    _add_groups(found, vrrp, lambda tracking: tracking.interfaces)
    return {name: list(each.values()) for name, each in found.items()}


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


def _interfaces(instance: Instance) -> Iterator[TrackedObject]:
    """Yield the interfaces of an instance; of several entries of one interface the first counts."""
    weight = 0 if instance.track_interface else NOT_TRACKED
    yield TrackedObject(name=instance.interface, weight=weight, reverse=False)
    owned = [one.interface for one in instance.addresses if one.tracked]
    for route in instance.routes:
        owned += route.interfaces if route.tracked else ()
    for rule in instance.rules:
        owned += rule.interfaces if rule.tracked else ()
    for name in owned:
        yield TrackedObject(name=name, weight=0, reverse=False)
    yield from instance.tracking.interfaces


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
