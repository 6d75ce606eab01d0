"""The kernel of a simulated node: its links, its addresses and the reports of both.

Mirrors what netlink does on Linux as far as vipd sees it: every change is reported, those by our
own operations included; an operation that changes nothing reports nothing.
"""

import errno
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from vipd.base.addr import IpAddress, MacAddress
from vipd.core.desired import AddAddress, AddressOperation, DeleteAddress
from vipd.core.host import (
    PROTOCOL_KEEPALIVED,
    AddressRemoved,
    AddressReported,
    HostAddress,
    HostChange,
    Link,
    LinkRemoved,
    LinkReported,
    Resynced,
)
from vipd.model.vrrp import VirtualAddress


def _ignore(operation: AddressOperation, error: int) -> None:
    """Observe nothing."""


def _nothing() -> None:
    """Wake nobody."""


@dataclass(slots=True, eq=False)
class SimKernel:
    """Links and addresses of one node; implements ``ports.Kernel``.

    ``applied`` is told of every operation, ``changed`` whenever there is something to report.
    """

    applied: Callable[[AddressOperation, int], None] = _ignore
    changed: Callable[[], None] = _nothing
    _links: dict[int, Link] = field(default_factory=dict)
    _addresses: dict[tuple[int, IpAddress], HostAddress] = field(default_factory=dict)
    _changes: list[HostChange] = field(default_factory=list)
    _next_index: int = 2

    # As vipd sees it.

    def snapshot(self) -> tuple[tuple[Link, ...], tuple[HostAddress, ...]]:
        """Return everything there is; what is reported later changed after this."""
        self._changes.clear()
        return tuple(self._links.values()), tuple(self._addresses.values())

    def changes(self) -> list[HostChange]:
        """Return what changed since the last call."""
        changes, self._changes = self._changes, []
        return changes

    def apply(self, operations: Sequence[AddressOperation]) -> list[int]:
        """Carry out operations of vipd; errno values as on Linux."""
        results = []
        for operation in operations:
            error = self._apply(operation)
            self.applied(operation, error)
            results.append(error)
        return results

    def forwarding(self, index: int) -> bool:
        """Return False: no simulated node forwards."""
        return False

    # As the world sees it.

    @property
    def has_changes(self) -> bool:
        """Whether there are reports that nobody has read."""
        return bool(self._changes)

    def link(self, name: str) -> Link | None:
        """Return the link of this name, if there is one."""
        for link in self._links.values():
            if link.name == name:
                return link
        return None

    def name_of(self, index: int) -> str | None:
        """Return the name of a link, None for an unknown index."""
        link = self._links.get(index)
        return link.name if link is not None else None

    def has(self, address: IpAddress, interface: str | None = None) -> bool:
        """Whether the address is configured, on this interface or (None) on any."""
        if interface is None:
            return any(key[1] == address for key in self._addresses)
        link = self.link(interface)
        return link is not None and (link.index, address) in self._addresses

    def add_link(self, name: str, mac: MacAddress) -> int:
        """Create a link that is up; returns its index, which is never used twice."""
        index = self._next_index
        self._next_index += 1
        link = Link(
            index=index,
            name=name,
            up=True,
            multicast=True,
            arp=True,
            loopback=False,
            mtu=1500,
            mac=mac,
        )
        self._links[index] = link
        self._report(LinkReported(link))
        return index

    def set_link(self, name: str, *, up: bool) -> None:
        """Plug or unplug the cable: addresses stay."""
        link = self.link(name)
        if link is None or link.up == up:
            return
        self._links[link.index] = replace(link, up=up)
        self._report(LinkReported(self._links[link.index]))

    def remove_link(self, name: str) -> None:
        """Remove a link with its addresses, as when a module is unloaded."""
        link = self.link(name)
        if link is None:
            return
        for key in [key for key in self._addresses if key[0] == link.index]:
            self._report(AddressRemoved(self._addresses.pop(key)))
        del self._links[link.index]
        self._report(LinkRemoved(link.index))

    def add_address(self, interface: str, address: IpAddress, prefix_len: int) -> None:
        """Configure an address as an administrator does."""
        self._add(interface, address, prefix_len, scope=0, protocol=0)

    def remove_address(self, interface: str, address: IpAddress) -> bool:
        """Remove an address behind the back of vipd; False if it was not there."""
        link = self.link(interface)
        if link is None or (link.index, address) not in self._addresses:
            return False
        self._report(AddressRemoved(self._addresses.pop((link.index, address))))
        return True

    def overrun(self) -> None:
        """Lose what was not read yet, and report everything there is instead (ENOBUFS)."""
        self._changes = [Resynced(tuple(self._links.values()), tuple(self._addresses.values()))]
        self.changed()

    def forget_ours(self) -> None:
        """Remove what vipd configured: a reboot, or a supervisor that clears up."""
        for key, address in list(self._addresses.items()):
            if address.protocol == PROTOCOL_KEEPALIVED:
                self._report(AddressRemoved(self._addresses.pop(key)))

    def _apply(self, operation: AddressOperation) -> int:
        match operation:
            case AddAddress(address):
                return self._add_virtual(address)
            case DeleteAddress(address):
                self.remove_address(address.interface, address.address)
                return 0

    def _add_virtual(self, address: VirtualAddress) -> int:
        return self._add(
            address.interface,
            address.address,
            address.prefix_len,
            scope=address.scope,
            protocol=PROTOCOL_KEEPALIVED,
        )

    def _add(
        self, name: str, address: IpAddress, prefix_len: int, *, scope: int, protocol: int | None
    ) -> int:
        link = self.link(name)
        if link is None:
            return errno.ENODEV
        if (link.index, address) in self._addresses:
            return 0
        added = HostAddress(
            address=address,
            prefix_len=prefix_len,
            index=link.index,
            scope=scope,
            protocol=protocol,
        )
        self._addresses[link.index, address] = added
        self._report(AddressReported(added))
        return 0

    def _report(self, change: HostChange) -> None:
        self._changes.append(change)
        self.changed()
