"""A configuration against the host: whether its interfaces exist and can do what is asked."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from vipd.base.addr import Family
from vipd.conf import codes
from vipd.conf.build_instance import Built
from vipd.conf.build_security import judges_vrrp_scripts
from vipd.conf.diag import Diagnostic, Prefix, Reports, ordered
from vipd.conf.needs import Need
from vipd.model.link import LinkKind
from vipd.model.process import Daemon
from vipd.model.vrrp import Instance

IP_HEADER: Final = {Family.IPV4: 20, Family.IPV6: 40}
VRRP_HEADER: Final = 8
AUTH_DATA: Final = 8
SPARE: Final = 16
"""keepalived 2.4: bytes of the MTU that it leaves free besides the headers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterfaceFacts:
    """What the host says of one interface."""

    name: str
    multicast: bool = True
    loopback: bool = False
    mtu: int = 1500
    ethernet: bool = True
    kind: LinkKind = LinkKind.OTHER


def check_host(
    built: Collection[Built],
    interfaces: Collection[InterfaceFacts],
    *,
    dynamic: bool,
    needs: Collection[Need],
) -> tuple[Diagnostic, ...]:
    """Return what is wrong with the configuration on a host with these interfaces.

    ``needs``: the interfaces that are named anywhere.
    ``dynamic``: ``dynamic_interfaces`` is on, missing ones are waited for. keepalived 2.4: without
    it a missing interface ends the daemon with status 2.
    """
    reports = Reports()
    known = {facts.name: facts for facts in interfaces}
    missing = False
    for item in built:
        facts = known.get(item.instance.interface)
        if facts is not None:
            _usable(item, facts, reports)
    for need in needs:
        facts = known.get(need.interface)
        if facts is None and need.message:
            missing |= need.required
            _needed(need, dynamic, reports)
        elif facts is not None and need.kind not in (None, facts.kind):
            reports.add(need.code, need.otherwise, need.at, prefix=need.prefix)
    if missing and not dynamic:
        reports.add(
            codes.INTERFACE_FATAL,
            "Non-existent interface specified in configuration",
            prefix=Prefix.NONE,
            reason="without dynamic_interfaces every interface must exist at the start",
            fix="correct the name, create the interface first, or set dynamic_interfaces",
        )
    return ordered(reports.found)


def with_host(
    found: tuple[Diagnostic, ...], here: tuple[Diagnostic, ...]
) -> tuple[Diagnostic, ...]:
    """Return what was found in the text with what was found ``here``, on the host.

    keepalived 2.4 does not come to the options of a link that is missing, nor to the scripts of
    VRRP where an interface is missing, and so it ends a test with another status.
    """
    lines = {(d.file, d.line) for d in here if d.code == codes.INTERFACE_UNKNOWN.name}
    options = codes.OPTION_UNKNOWN.name
    if lines:
        found = tuple(d for d in found if d.code != options or (d.file, d.line) not in lines)
    if any(d.code == codes.INTERFACE_FATAL.name for d in here):
        found = tuple(d for d in found if not judges_vrrp_scripts(d))
    return ordered(found + here)


def _needed(need: Need, dynamic: bool, reports: Reports) -> None:
    """Report a missing interface that something names."""
    if dynamic and need.code is not codes.VRF_UNUSABLE:
        # keepalived 2.4: says nothing where interfaces may come later.
        message = f"interface {need.interface} doesn't exist yet"
        reports.add(codes.INTERFACE_AWAITED, message, need.at, prefix=need.prefix)
    else:
        reports.add(need.code, need.message, need.at, prefix=need.prefix)


def _usable(item: Built, facts: InterfaceFacts, reports: Reports) -> None:
    instance = item.instance
    if instance.link is not None and not facts.ethernet:
        reports.add(
            codes.LINK_UNFIT,
            f"({instance.name}): vmacs are only supported on Ethernet type interfaces",
            item.place("interface"),
            prefix=Prefix.NONE,
        )
    if facts.loopback:
        reports.add(
            codes.INTERFACE_LOOPBACK,
            f"({instance.name}) cannot use a loopback interface ({facts.name}) for vrrp - ignoring",
            item.place("interface"),
            prefix=Prefix.FILE,
            reason="nobody else is reached through it",
            fix="name the interface of the network that the nodes share",
        )
        reports.add(
            codes.INTERFACE_UNSET,
            f"({instance.name}) Unknown interface!",
            item.place("interface"),
            prefix=Prefix.NONE,
        )
    elif not facts.multicast and instance.unicast is None:
        reports.add(
            codes.INTERFACE_NO_MULTICAST,
            f"({instance.name}) interface {facts.name} does not support multicast,"
            " specify unicast peers - disabling",
            item.place("interface"),
            prefix=Prefix.NONE,
            reason="the instance stays in FAULT",
            fix="add unicast_peer",
        )


def fit_mtu(
    daemon: Daemon, interfaces: Collection[InterfaceFacts]
) -> tuple[Daemon, tuple[Diagnostic, ...]]:
    """Return the daemon with as many addresses advertised as a packet of each interface takes.

    The others become excluded ones, exactly as many as with keepalived 2.4: nodes whose adverts
    differ in their addresses do not trust each other.
    """
    reports = Reports()
    known = {facts.name: facts for facts in interfaces}
    instances = tuple(
        _fitted(instance, known.get(instance.interface), reports)
        for instance in daemon.vrrp.instances
    )
    return replace(daemon, vrrp=replace(daemon.vrrp, instances=instances)), tuple(reports.found)


def _fitted(instance: Instance, facts: InterfaceFacts | None, reports: Reports) -> Instance:
    if facts is None:
        return instance
    size = 4 if instance.family is Family.IPV4 else 16
    overhead = IP_HEADER[instance.family] + VRRP_HEADER + SPARE
    if instance.version == 2:
        overhead += AUTH_DATA
    room = max(1, (facts.mtu - overhead) // size)
    if len(instance.vips) <= room:
        return instance
    reports.add(
        codes.VIP_SURPLUS,
        f"({instance.name}) Number of VIPs ({len(instance.vips)}) exceeds maximum/space available"
        f" in packet (max {room} addresses) - excess moved to eVIPs",
        reason=f"an advert must fit the MTU of {facts.name}, which is {facts.mtu}",
        fix="move them to virtual_ipaddress_excluded on every node",
    )
    vips, surplus = instance.vips[:room], instance.vips[room:]
    return replace(instance, vips=vips, evips=surplus + instance.evips)
