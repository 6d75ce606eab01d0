"""Routes, rules and static addresses to the model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from vipd.base.addr import Family
from vipd.conf import codes
from vipd.conf.build_addresses import model_address
from vipd.conf.build_instance import Built
from vipd.conf.diag import Position, Prefix, Reports
from vipd.conf.schema.addresses import AddressLine
from vipd.conf.schema.global_filters import DEFAULT_INTERFACE
from vipd.conf.schema.root import Root
from vipd.conf.schema.rules import RuleLine
from vipd.conf.text import Word
from vipd.model.route import Route, Rule, StaticRoute, StaticRule
from vipd.model.vrrp import StaticAddress, Statics

PREFERENCE_FIRST: Final = 16_384
"""keepalived 2.4: preferences that are missing count down from here, in each family."""


@dataclass(slots=True)
class Objects:
    """The routes and rules of all blocks."""

    routes: dict[str, tuple[Route, ...]] = field(default_factory=dict)
    """By the name of the instance."""
    rules: dict[str, tuple[Rule, ...]] = field(default_factory=dict)
    statics: Statics = field(default_factory=Statics)


def with_objects(built: Built, objects: Objects) -> Built:
    """Return an instance with its routes and rules."""
    name = built.instance.name
    instance = replace(built.instance, routes=objects.routes[name], rules=objects.rules[name])
    return replace(built, instance=instance)


def build_objects(root: Root, default_interface: str, reports: Reports) -> Objects:
    """Return what instances own besides addresses, and what is there from the start."""
    preferences = _preferences(root, reports)
    groups = {group.name: group.at for group in reversed(root.track_group)}
    found = Objects()
    for block in root.vrrp_instance:
        found.routes[block.name] = tuple(line.route for line in block.record.virtual_routes)
        found.rules[block.name] = _numbered(block.record.virtual_rules, preferences)
    found.statics = Statics(
        addresses=tuple(
            _static_address(line, groups, default_interface, reports)
            for line in root.static_ipaddress
        ),
        routes=tuple(
            StaticRoute(line.route, _group(line.track_group, groups, reports))
            for line in root.static_routes
        ),
        rules=tuple(
            StaticRule(rule, _group(line.track_group, groups, reports))
            for line, rule in zip(
                root.static_rules, _numbered(root.static_rules, preferences), strict=True
            )
        ),
    )
    return found


def _preferences(root: Root, reports: Reports) -> Mapping[Position, int]:
    """Return the preferences of rules without one, in the order of the text over all blocks."""
    lines = [line for block in root.vrrp_instance for line in block.record.virtual_rules]
    lines += root.static_rules
    following = {Family.IPV4: PREFERENCE_FIRST, Family.IPV6: PREFERENCE_FIRST}
    found: dict[Position, int] = {}
    for line in sorted(lines, key=lambda line: line.at.order):
        if line.numbered:
            continue
        number = found[line.at] = following[line.rule.family]
        following[line.rule.family] -= 1
        reports.add(
            codes.RULE_PREFERENCE,
            f"Rule has no preference specified - setting to {number}."
            " This is probably not what you want.",
            line.at,
            prefix=Prefix.FILE,
        )
    return found


def _numbered(lines: Sequence[RuleLine], preferences: Mapping[Position, int]) -> tuple[Rule, ...]:
    return tuple(
        line.rule if line.numbered else replace(line.rule, preference=preferences[line.at])
        for line in lines
    )


def _group(name: Word | None, groups: Mapping[str, Position], reports: Reports) -> str | None:
    """Return the track group of a line. keepalived 2.4: it must stand before the line."""
    if name is None:
        return None
    at = groups.get(name.text)
    if at is not None and at.order < name.at.order:
        return name.text
    text = f"track_group {name.text} not found"
    reports.add(codes.TRACK_GROUP_UNKNOWN, text, name.at, prefix=Prefix.FILE)
    return None


def _static_address(
    line: AddressLine,
    groups: Mapping[str, Position],
    default_interface: str,
    reports: Reports,
) -> StaticAddress:
    group: str | None = None
    for name in line.track_groups:
        if group is not None:
            text = f"track_group {group} is a duplicate"
            reports.add(codes.OPTION_REPEATED, text, name.at, prefix=Prefix.FILE)
            break
        group = _group(name, groups, reports)
    interface = line.device or default_interface or DEFAULT_INTERFACE
    return StaticAddress(model_address(line, interface), group)
