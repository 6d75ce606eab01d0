"""The parts of the vrrp dump about groups, and about what is there whoever is MASTER."""

from collections.abc import Iterable, Iterator, Mapping

from vipd.core.vrrp.events import State
from vipd.core.vrrp.instance import Instance
from vipd.export.dump.addresses import address_text
from vipd.export.dump.routes import route_text, rule_text
from vipd.export.dump.text import heading, notify, seconds, yes
from vipd.export.dump.tracking import tracked
from vipd.model.group import GarpGroup, SyncGroup
from vipd.model.vrrp import Statics


def garp_groups(groups: Iterable[GarpGroup]) -> Iterator[str]:
    """Yield the interfaces that share a budget of announcements.

    Deviates: keepalived 2.4 adds when the next one may be sent.
    """
    for number, group in enumerate(groups):
        if number == 0:
            yield heading("Gratuitous ARP delays")
        yield heading("GARP delay group")
        if group.garp_interval:
            yield f" GARP interval = {seconds(group.garp_interval)}"
        if group.gna_interval:
            yield f" GNA interval = {seconds(group.gna_interval)}"
        yield " Interfaces"
        for name in group.interfaces:
            yield f"  {name}"


def statics(found: Statics) -> Iterator[str]:
    """Yield addresses, routes and rules that are there from the start, and who tracks them."""
    if found.addresses:
        yield heading("Static Addresses")
    for one in found.addresses:
        group = "" if one.track_group is None else f" track_group {one.track_group}"
        yield f"     {address_text(one.address, held=False)}{group}"
    if found.routes:
        yield heading("Static Routes")
    for each in found.routes:
        yield f"     {route_text(each.route, each.track_group)}"
    if found.rules:
        yield heading("Static Rules")
    for rule in found.rules:
        yield f"     {rule_text(rule.rule, rule.track_group)}"
    if found.track_groups:
        yield heading("Static Track groups")
    for track_group in found.track_groups:
        yield f" Static Track Group = {track_group.name}"
        yield "   VRRP member instances :"
        for name in track_group.members:
            yield f"     {name}"


def sync_groups(groups: Iterable[SyncGroup], machines: Mapping[str, Instance]) -> Iterator[str]:
    """Yield the sync groups; ``machines`` are the instances by name."""
    for number, group in enumerate(groups):
        if number == 0:
            yield heading("VRRP Sync groups")
        yield from _sync_group(group, machines)


def _sync_group(group: SyncGroup, machines: Mapping[str, Instance]) -> Iterator[str]:
    states = [machines[name].state for name in group.members if name in machines]
    yield f" VRRP Sync Group = {group.name}, {_state(states).name}"
    faulty = sum(state is State.FAULT for state in states)
    yield f"   Num member fault {faulty}, num member init 0"
    yield "   VRRP member instances :"
    for name in group.members:
        yield f"     {name}"
    if group.tracking_weight:
        yield "   sync group tracking weight set"
    yield f"   Using smtp notification = {yes(group.smtp_alert)}"
    if group.notify_priority_changes is not None:
        yield f"   Notify priority changes = {yes(group.notify_priority_changes)}"
    yield from tracked(group.tracking, group=True)
    yield from notify(group.notify)


def _state(states: Iterable[State]) -> State:
    """Return the state of a group: that of its members, who have one state.

    keepalived 2.4: BACKUP before they have started, and FAULT with any of them.
    """
    found = set(states)
    if State.FAULT in found:
        return State.FAULT
    return State.MASTER if found == {State.MASTER} else State.BACKUP
