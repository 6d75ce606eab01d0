"""Which interfaces a configuration names, each where it is named.

keepalived 2.4 looks for an interface when it reads the word, so that one which another line
replaces must be there as well.
"""

from collections.abc import Iterable
from typing import Final, cast

from vipd.conf import codes
from vipd.conf.build_groups import garp_words
from vipd.conf.needs import Need, absent
from vipd.conf.schema.global_filters import DEFAULT_INTERFACE
from vipd.conf.schema.groups import VrrpSyncGroup
from vipd.conf.schema.registry import Bound
from vipd.conf.schema.root import Root
from vipd.conf.schema.routes import RouteLine
from vipd.conf.schema.rules import RuleLine
from vipd.conf.schema.vmac import Item, ItemKind
from vipd.conf.schema.vrrp_instance import VrrpInstance
from vipd.model.link import LinkKind


def build_needs(root: Root) -> tuple[Need, ...]:
    """Return the interfaces that are to be looked for on the host."""
    needs = _statics(root)
    for block in root.vrrp_instance:
        needs += _instance(block)
        needs += _lines(block.record.virtual_routes, block.record.virtual_rules)
    needs += _lines(root.static_routes, root.static_rules)
    return (*needs, *_groups(root), *_links(root))


def _instance(block: Bound[VrrpInstance]) -> list[Need]:
    needs = [
        absent(use.value, f"vrrp_instance {block.name}", use.at)
        for use in block.uses
        if use.field == "interface" and isinstance(use.value, str)
    ]
    for line in (*block.record.virtual_ipaddress, *block.record.virtual_ipaddress_excluded):
        if line.device is not None and line.device_at is not None:
            needs.append(absent(line.device, f"ip address {line.written}", line.device_at))
    return needs + _own_links(block)


def _own_links(block: Bound[VrrpInstance]) -> list[Need]:
    """Return the names of interfaces that are to be made; one that exists must be the like."""
    needs = []
    for use in block.uses:
        if use.field not in _OWN_LINKS or use.value is None:
            continue
        kind, what = _OWN_LINKS[use.field]
        for item in cast(tuple[Item, ...], use.value):
            if item.kind is ItemKind.NAME:
                name = item.word.text
                text = (
                    f"({block.name}) interface {name} already exists and is not"
                    f" {what}; ignoring {use.field.removeprefix('use_')} if_name"
                )
                needs.append(
                    Need(
                        name,
                        "",
                        item.word.at,
                        codes.LINK_TAKEN,
                        required=False,
                        kind=kind,
                        otherwise=text,
                    )
                )
    return needs


_OWN_LINKS: Final = {
    "use_vmac": (LinkKind.VMAC, "a private macvlan"),
    "use_ipvlan": (LinkKind.IPVLAN, "an l2 ipvlan"),
}


def _statics(root: Root) -> list[Need]:
    """Keepalived 2.4: without a device a static address needs ``default_interface``."""
    globals_ = root.global_defs
    default = globals_.record.default_interface if globals_ else None
    needs = []
    for line in root.static_ipaddress:
        if line.device is not None and line.device_at is not None:
            needs.append(absent(line.device, f"ip address {line.written}", line.device_at))
            continue
        text = (
            f"Static address {line.address} requires either an interface"
            " or default interface must exist"
        )
        needs.append(Need(default or DEFAULT_INTERFACE, text, line.at, codes.STATIC_HOMELESS))
    return needs


def _lines(routes: Iterable[RouteLine], rules: Iterable[RuleLine]) -> list[Need]:
    needs: list[Need] = []
    for line in routes:
        needs += [absent(word.text, "VROUTE nexthop", word.at) for word in line.devices]
        if line.vrf is not None:
            text = f"VRF {line.vrf.text} not found for route"
            needs.append(
                Need(
                    line.vrf.text,
                    text,
                    line.vrf.at,
                    codes.VRF_UNUSABLE,
                    required=False,
                    kind=LinkKind.VRF,
                    otherwise=f"Route specified VRF {line.vrf.text} is not a VRF",
                )
            )
    for rule in rules:
        needs += [absent(word.text, "rule", word.at) for word in rule.devices]
    return needs


def _groups(root: Root) -> list[Need]:
    needs = []
    trackers: tuple[Bound[VrrpInstance] | Bound[VrrpSyncGroup], ...] = (
        *root.vrrp_instance,
        *root.vrrp_sync_group,
    )
    for tracker in trackers:
        for line in tracker.record.track_interface:
            text = f"({tracker.name}) tracked interface {line.name} doesn't exist"
            needs.append(Need(line.name, text, line.at))
    for instance in root.vrrp_instance:
        if instance.record.vrf is not None and instance.record.interface is None:
            vrf = instance.record.vrf
            text = f"({instance.name}) WARNING - VRF interface {vrf} doesn't exist"
            needs.append(Need(vrf, text, instance.place("vrf")))
    for block in root.garp_group:
        for word in garp_words(block):
            text = f"WARNING - interface {word.text} specified for garp_group doesn't exist"
            needs.append(Need(word.text, text, word.at))
    return needs


def _links(root: Root) -> list[Need]:
    """Keepalived 2.4: these end a test with 4, but the daemon starts without them."""
    needs = []
    for beat in root.linkbeat_interfaces:
        text = f"unknown interface {beat.interface} specified for linkbeat interface"
        needs.append(Need(beat.interface, text, beat.at, codes.INTERFACE_UNKNOWN, required=False))
    for delay in root.interface_up_down_delays:
        text = f"unknown interface {delay.interface} specified for up/down delay"
        needs.append(Need(delay.interface, text, delay.at, codes.INTERFACE_UNKNOWN, required=False))
    return needs
