"""The part of the vrrp dump about the interfaces of the host.

Deviates: keepalived 2.4 adds what it has changed in the kernel for an interface, and whether it has
ever been up; vipd keeps neither.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from vipd.base.addr import IpAddress
from vipd.base.units import MICROSECOND, MILLISECOND, Duration
from vipd.core.host import PROTOCOL_KEEPALIVED, HostAddress, Link, LinkState
from vipd.export.dump.text import heading
from vipd.export.dump.tracking import Tracker, interface_trackers, listed
from vipd.model.group import GarpGroup
from vipd.model.process import Daemon
from vipd.model.vrrp import Vrrp

_ETHERNET: Final = 1
_HARDWARE: Final = {_ETHERNET: "ETHERNET", 772: "LOOPBACK"}


@dataclass(frozen=True, slots=True)
class LinkIndex:
    """The interfaces of the host by name."""

    by_name: Mapping[str, Link] = field(default_factory=dict)

    @classmethod
    def of(cls, links: Iterable[LinkState]) -> "LinkIndex":
        """Return the index of these interfaces."""
        return cls({each.link.name: each.link for each in links})

    def index(self, name: str) -> int | None:
        """Return the number of an interface, None when there is none of this name."""
        link = self.by_name.get(name)
        return None if link is None else link.index

    def is_up(self, name: str) -> bool:
        """Tell whether there is such an interface and it is up."""
        link = self.by_name.get(name)
        return link is not None and link.up


def interfaces(daemon: Daemon, links: Sequence[LinkState]) -> Iterator[str]:
    """Yield every interface of the host, and after them those that are configured and missing."""
    vrrp = daemon.vrrp
    yield heading("Interfaces")
    lists = interface_trackers(vrrp)
    delays = {each.interface: (each.up, each.down) for each in vrrp.link_delays}
    spacing = _spacing(daemon)
    virtual = {one.address for each in vrrp.instances for one in each.addresses}
    for each in links:
        name = each.link.name
        up, down = delays.get(name, (Duration(0), Duration(0)))
        yield from _identity(each, virtual)
        yield "   Delayed state change running = false"
        yield f"   Up debounce timer = {up // MICROSECOND}us"
        yield f"   Down debounce timer = {down // MICROSECOND}us"
        yield f"   Group = {each.link.details.group}"
        if daemon.defaults.allow_interface_changes and not each.link.loopback:
            yield "   Interface type/base can be changed"
        yield from _device(each.link)
        yield from spacing.get(name, ())
        yield from _tracking(lists.get(name, ()))
    yield from _missing(vrrp, {each.link.name for each in links}, lists)


def _identity(state: LinkState, virtual: Collection[IpAddress]) -> Iterator[str]:
    """Yield what identifies an interface; addresses of ours come and go, and are left out."""
    link = state.link
    own = [one for one in state.addresses if not _is_ours(one, virtual)]
    yield f" Name = {link.name}"
    yield f"   index = {link.index}"
    yield from _addresses("IPv4", [one for one in own if _is_ipv4(one)])
    yield from _addresses("IPv6", [one for one in own if _is_link_local(one)])
    if link.details.hardware == _ETHERNET:
        yield f"   MAC = {link.mac.hex(':')}"
        yield f"   MAC broadcast = {link.details.mac_broadcast.hex(':')}"
    yield f"   State = {_state(link)}"


def _is_ours(one: HostAddress, virtual: Collection[IpAddress]) -> bool:
    return one.address in virtual and one.protocol in (None, PROTOCOL_KEEPALIVED)


def _is_ipv4(one: HostAddress) -> bool:
    return isinstance(one.address, IPv4Address)


def _is_link_local(one: HostAddress) -> bool:
    """RFC 9568 5.1.2.1: adverts come from such an address, so others do not matter."""
    return isinstance(one.address, IPv6Address) and one.address.is_link_local


def _addresses(what: str, found: Sequence[HostAddress]) -> Iterator[str]:
    yield f"   {what} address = {found[0].address if found else '(none)'}"
    if len(found) > 1:
        yield f"   Additional {what} addresses :"
    for one in found[1:]:
        yield f"     {one.address}"


def _state(link: Link) -> str:
    details = link.details
    words = ["UP" if details.admin_up else "not UP"]
    words.append("RUNNING" if details.running else "not RUNNING")
    for word, holds in (
        ("no broadcast", not details.broadcast),
        ("loopback", link.loopback),
        ("point to point", details.point_to_point),
        ("no arp", not link.arp),
        ("no multicast", not link.multicast),
    ):
        if holds:
            words.append(word)
    return ", ".join(words)


def _device(link: Link) -> Iterator[str]:
    hardware = link.details.hardware
    yield f"   MTU = {link.mtu}"
    yield f"   HW Type = {_HARDWARE.get(hardware, f'UNKNOWN ({hardware})')}"
    yield "   NIC netlink status update"


def _spacing(daemon: Daemon) -> dict[str, tuple[str, ...]]:
    """Return the lines about the spacing of announcements, by interface."""
    found = {}
    for group in daemon.vrrp.garp_groups:
        for name in group.interfaces:
            found[name] = tuple(_intervals(group))
    return found


def _intervals(group: GarpGroup) -> Iterator[str]:
    if group.garp_interval:
        yield f"   Gratuitous ARP interval {group.garp_interval // MILLISECOND}ms"
    if group.gna_interval:
        yield f"   Gratuitous NA interval {group.gna_interval // MILLISECOND}ms"


def _tracking(found: Sequence[Tracker]) -> Iterator[str]:
    if found:
        yield "   Tracking VRRP instances :"
    yield from listed(found)


def _missing(
    vrrp: Vrrp, present: set[str], lists: Mapping[str, Sequence[Tracker]]
) -> Iterator[str]:
    """Yield the interfaces that do not exist, those that instances create included."""
    created = {each.link.name for each in vrrp.instances if each.link is not None}
    for name in dict.fromkeys((*lists, *sorted(created))):
        if name in present:
            continue
        yield f" Name = {name}"
        yield "   index = 0 (deleted)"
        if name in created:
            yield "   I/f created by keepalived"
        yield from _tracking(lists.get(name, ()))
