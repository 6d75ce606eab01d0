"""The links and addresses of this host, kept current from what the kernel reports."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from ipaddress import IPv6Address
from typing import assert_never

from vipd.base.addr import Family, IpAddress, family_of
from vipd.core.host import (
    PROTOCOL_KEEPALIVED,
    AddressRemoved,
    AddressReported,
    HostAddress,
    HostChange,
    Link,
    LinkRemoved,
    LinkReported,
    LinkState,
    Resynced,
)
from vipd.core.reconcile import AddressKey
from vipd.model.vrrp import Instance


@dataclass(slots=True)
class Host:
    """What is there now, by index and by name."""

    links: dict[int, Link] = field(default_factory=dict)
    _by_name: dict[str, Link] = field(default_factory=dict)
    _addresses: dict[int, dict[IpAddress, HostAddress]] = field(default_factory=dict)
    """By link index and address, in the order in which they were configured."""

    def replace(self, links: Iterable[Link], addresses: Iterable[HostAddress]) -> None:
        """Forget everything and begin with this."""
        self.links = {link.index: link for link in links}
        self._by_name = {link.name: link for link in self.links.values()}
        self._addresses = {}
        for one in addresses:
            self._addresses.setdefault(one.index, {})[one.address] = one

    def note(self, change: HostChange) -> None:
        """Take note of a change."""
        match change:
            case LinkReported():
                link = change.link
                old = self.links.get(link.index)
                if old is not None and old.name != link.name:
                    self._by_name.pop(old.name, None)
                self.links[link.index] = link
                self._by_name[link.name] = link
            case LinkRemoved():
                gone = self.links.pop(change.index, None)
                if gone is not None:
                    self._by_name.pop(gone.name, None)
                self._addresses.pop(change.index, None)
            case AddressReported():
                one = change.address
                self._addresses.setdefault(one.index, {})[one.address] = one
            case AddressRemoved():
                one = change.address
                self._addresses.get(one.index, {}).pop(one.address, None)
            case Resynced():
                self.replace(change.links, change.addresses)
            case _:
                assert_never(change)

    def link(self, name: str) -> Link | None:
        """Return the link with this name."""
        return self._by_name.get(name)

    def states(self) -> tuple[LinkState, ...]:
        """Return every link with its addresses, in the order of their indexes."""
        return tuple(
            LinkState(link, tuple(self._addresses.get(index, {}).values()))
            for index, link in sorted(self.links.items())
        )

    def find(self, key: AddressKey) -> HostAddress | None:
        """Return the address as it is configured on that interface."""
        link = self._by_name.get(key[0])
        return None if link is None else self._addresses.get(link.index, {}).get(key[1])

    def foreign(self, key: AddressKey) -> bool:
        """Whether the address is there and somebody else configured it, as far as we can tell."""
        there = self.find(key)
        if there is None or there.protocol is None:
            return False
        return there.protocol != PROTOCOL_KEEPALIVED

    def link_up(self, config: Instance) -> bool:
        """Whether every interface that the instance depends on can carry its traffic."""
        names = {one.interface for one in config.addresses if one.tracked}
        names.discard(config.interface)
        if config.track_interface and config.interface:
            names.add(config.interface)
        for name in names:
            link = self._by_name.get(name)
            if link is None or not link.up:
                return False
        own = self._by_name.get(config.interface)
        return config.unicast is not None or own is None or own.multicast

    def source(self, config: Instance, virtual: Collection[IpAddress]) -> IpAddress | None:
        """Return the address that the instance sends from, None if there is none to use.

        Without a configured one it is the first usable address of the interface that is no
        virtual address (keepalived 2.4), of link-local scope in IPv6 (RFC 9568 5.1.2.1). A virtual
        address that somebody else configured is the host's own: the owner sends from it.
        """
        if config.source is not None:
            return self._configured_source(config, config.source)
        link = self._by_name.get(config.interface)
        if link is None:
            return None
        for address, there in self._addresses.get(link.index, {}).items():
            if there.tentative or not _usable(address, config.family):
                continue
            if address not in virtual or self.foreign((config.interface, address)):
                return address
        return None

    def _configured_source(self, config: Instance, source: IpAddress) -> IpAddress | None:
        there = [found[source] for found in self._addresses.values() if source in found]
        if there and all(one.tentative for one in there):
            return None
        return source if there or not config.track_source else None


def _usable(address: IpAddress, family: Family) -> bool:
    if family_of(address) is not family:
        return False
    return address.is_link_local if isinstance(address, IPv6Address) else not address.is_loopback
