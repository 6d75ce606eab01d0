"""A configuration against the host: whether its interfaces exist and can do what is asked."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from vipd.base.addr import Family
from vipd.conf import codes
from vipd.conf.build_instance import Built
from vipd.conf.diag import Diagnostic, Position, Prefix, Reports, ordered
from vipd.conf.needs import Need
from vipd.model.process import Daemon
from vipd.model.vrrp import Instance, VirtualAddress

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


def check_host(
    built: Collection[Built],
    interfaces: Collection[InterfaceFacts],
    *,
    dynamic: bool,
    needs: Collection[Need] = (),
) -> tuple[Diagnostic, ...]:
    """Return what is wrong with the configuration on a host with these interfaces.

    ``needs``: interfaces that are named elsewhere than in instances and their addresses.
    ``dynamic``: ``dynamic_interfaces`` is on, missing ones are waited for. keepalived 2.4: without
    it a missing interface ends the daemon with status 2.
    """
    reports = Reports()
    known = {facts.name: facts for facts in interfaces}
    missing = False
    for item in built:
        missing |= _instance(item, known, dynamic, reports)
    for need in needs:
        if need.interface not in known:
            missing |= need.required
            _needed(need, dynamic, reports)
    if missing and not dynamic:
        reports.add(
            codes.INTERFACE_FATAL,
            "Non-existent interface specified in configuration",
            prefix=Prefix.NONE,
            reason="without dynamic_interfaces every interface must exist at the start",
            fix="correct the name, create the interface first, or set dynamic_interfaces",
        )
    return ordered(reports.found)


def _instance(
    item: Built, known: dict[str, InterfaceFacts], dynamic: bool, reports: Reports
) -> bool:
    """Check one instance; tell whether an interface is missing."""
    instance = item.instance
    facts = known.get(instance.interface)
    missing = False
    if instance.interface and facts is None:
        missing = True
        owner = f"interface {instance.interface} for vrrp_instance {instance.name}"
        _absent(reports, owner, item.place("interface"), dynamic)
    elif facts is not None:
        _usable(item, facts, reports)
    for address in instance.addresses:
        if address.interface != instance.interface and address.interface not in known:
            missing = True
            owner = f"interface {address.interface} for ip address {_shown(address)}"
            _absent(reports, owner, _device_place(item, address), dynamic)
    return missing


def _needed(need: Need, dynamic: bool, reports: Reports) -> None:
    """Report a missing interface that something names."""
    if dynamic and need.code is not codes.VRF_UNUSABLE:
        message = f"interface {need.interface} doesn't exist yet"
        reports.add(codes.INTERFACE_AWAITED, message, need.at, prefix=need.prefix)
    else:
        reports.add(need.code, need.message, need.at, prefix=need.prefix)


def _absent(reports: Reports, what: str, at: Position, dynamic: bool) -> None:
    """Keepalived 2.4: says nothing where interfaces may come later."""
    if dynamic:
        reports.add(
            codes.INTERFACE_AWAITED,
            f"{what} doesn't exist yet",
            at,
            prefix=Prefix.FILE,
            reason="dynamic_interfaces is set: it is waited for",
        )
        return
    reports.add(
        codes.INTERFACE_ABSENT,
        f"WARNING - {what} doesn't exist",
        at,
        prefix=Prefix.FILE,
        reason="there is no such interface on this host",
        fix="correct the name, or set dynamic_interfaces",
    )


def _usable(item: Built, facts: InterfaceFacts, reports: Reports) -> None:
    instance = item.instance
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


def _device_place(item: Built, address: VirtualAddress) -> Position:
    """Return where the device of an address was written."""
    record = item.block.record
    for line in (*record.virtual_ipaddress, *record.virtual_ipaddress_excluded):
        if line.address == address.address and line.device_at is not None:
            return line.device_at
    return item.block.at


def _shown(address: VirtualAddress) -> str:
    single = address.prefix_len == address.address.max_prefixlen
    return str(address.address) if single else f"{address.address}/{address.prefix_len}"


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
