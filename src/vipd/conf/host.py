"""A configuration against the host: whether its interfaces exist and can do what is asked."""

from collections.abc import Collection
from dataclasses import dataclass

from vipd.conf import codes
from vipd.conf.build_instance import Built
from vipd.conf.diag import Diagnostic, Position, Prefix, Reports, ordered
from vipd.model.vrrp import VirtualAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class InterfaceFacts:
    """What the host says of one interface."""

    name: str
    multicast: bool = True
    loopback: bool = False
    mtu: int = 1500


def check_host(
    built: Collection[Built], interfaces: Collection[InterfaceFacts], *, dynamic: bool
) -> tuple[Diagnostic, ...]:
    """Return what is wrong with the configuration on a host with these interfaces.

    ``dynamic``: ``dynamic_interfaces`` is on, missing ones are waited for. keepalived 2.4: without
    it a missing interface ends the daemon with status 2.
    """
    reports = Reports()
    known = {facts.name: facts for facts in interfaces}
    missing = False
    for item in built:
        missing |= _instance(item, known, dynamic, reports)
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
        _absent(
            reports,
            f"WARNING - interface {instance.interface} for vrrp_instance {instance.name}"
            " doesn't exist",
            item.place("interface"),
            dynamic,
        )
    elif facts is not None:
        _usable(item, facts, reports)
    for address in instance.addresses:
        if address.interface != instance.interface and address.interface not in known:
            missing = True
            _absent(
                reports,
                f"WARNING - interface {address.interface} for ip address {_shown(address)}"
                " doesn't exist",
                _device_place(item, address),
                dynamic,
            )
    return missing


def _absent(reports: Reports, message: str, at: Position, dynamic: bool) -> None:
    reports.add(
        codes.INTERFACE_AWAITED if dynamic else codes.INTERFACE_ABSENT,
        message,
        at,
        prefix=Prefix.FILE,
        reason="there is no such interface" + (" yet; it is waited for" if dynamic else ""),
        fix="" if dynamic else "correct the name, or set dynamic_interfaces",
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
