"""What the engine relies on of ``ports.Kernel``."""

import errno
from functools import partial
from ipaddress import IPv4Address, IPv6Address

import pytest

from tests.contract.site import INTERFACE, Member, Site, changes_until
from vipd.base.addr import IpAddress
from vipd.core.desired import AddAddress, AddressOperation, DeleteAddress
from vipd.core.host import (
    PROTOCOL_KEEPALIVED,
    AddressRemoved,
    AddressReported,
    HostAddress,
    HostChange,
    LinkRemoved,
    LinkReported,
    Resynced,
)
from vipd.model.vrrp import VirtualAddress

VIP4 = IPv4Address("10.9.1.100")
VIP6 = IPv6Address("fd09::100")


def virtual(address: IpAddress, interface: str = INTERFACE) -> VirtualAddress:
    prefix_len = 32 if address.version == 4 else 64
    return VirtualAddress(address=address, prefix_len=prefix_len, interface=interface)


def configured(member: Member, address: IpAddress) -> HostAddress | None:
    """Return the address as a fresh snapshot has it."""
    _, addresses = member.kernel.snapshot()
    return next((each for each in addresses if each.address == address), None)


def is_added(change: HostChange, address: IpAddress) -> bool:
    return isinstance(change, AddressReported) and change.address.address == address


def is_removed(change: HostChange, address: IpAddress) -> bool:
    return isinstance(change, AddressRemoved) and change.address.address == address


def is_link(change: HostChange, *, up: bool) -> bool:
    return isinstance(change, LinkReported) and change.link.up is up


def test_snapshot_of_a_node_has_its_link_and_addresses(site: Site) -> None:
    links, addresses = site.a.kernel.snapshot()
    link = next(each for each in links if each.name == INTERFACE)
    assert (link.index, link.mac, link.mtu) == (site.a.index, site.a.mac, 1500)
    assert (link.up, link.multicast, link.arp, link.loopback) == (True, True, True, False)
    own = {each.address: each for each in addresses if each.index == site.a.index}
    assert own.keys() == {site.a.ipv4, site.a.ipv6}
    assert own[site.a.ipv4].prefix_len == 24
    assert own[site.a.ipv4].protocol == 0
    assert not own[site.a.ipv6].tentative


@pytest.mark.parametrize("address", [VIP4, VIP6], ids=["IPv4", "IPv6"])
def test_added_address_is_there_as_ours_and_usable(site: Site, address: IpAddress) -> None:
    assert site.a.kernel.apply([AddAddress(virtual(address))]) == [0]
    found = configured(site.a, address)
    assert found is not None
    assert found.index == site.a.index
    assert found.prefix_len == (32 if address.version == 4 else 64)
    assert found.protocol == PROTOCOL_KEEPALIVED
    assert not found.tentative


@pytest.mark.parametrize("address", [VIP4, VIP6], ids=["IPv4", "IPv6"])
def test_own_operations_are_reported_as_ours(site: Site, address: IpAddress) -> None:
    assert site.a.kernel.apply([AddAddress(virtual(address))]) == [0]
    changes = changes_until(site, site.a, lambda change: is_added(change, address))
    added = next(change for change in changes if is_added(change, address))
    assert isinstance(added, AddressReported)
    assert added.address.protocol == PROTOCOL_KEEPALIVED
    assert site.a.kernel.apply([DeleteAddress(virtual(address))]) == [0]
    changes_until(site, site.a, lambda change: is_removed(change, address))


def test_operation_that_changes_nothing_succeeds(site: Site) -> None:
    add, delete = AddAddress(virtual(VIP4)), DeleteAddress(virtual(VIP4))
    assert site.a.kernel.apply([add, add, delete, delete]) == [0, 0, 0, 0]
    assert configured(site.a, VIP4) is None


def test_operations_on_an_absent_interface_fail_only_for_additions(site: Site) -> None:
    absent = virtual(VIP4, "eth9")
    operations: list[AddressOperation] = [
        AddAddress(absent),
        DeleteAddress(absent),
        AddAddress(virtual(VIP4)),
    ]
    assert site.a.kernel.apply(operations) == [errno.ENODEV, 0, 0]
    assert configured(site.a, VIP4) is not None


def test_operations_by_the_thousand_are_all_carried_out(site: Site) -> None:
    first = IPv4Address("10.10.0.0")
    operations = [AddAddress(virtual(first + number)) for number in range(1000)]
    assert site.a.kernel.apply(operations) == [0] * 1000
    _, addresses = site.a.kernel.snapshot()
    ours = [each.address for each in addresses if each.protocol == PROTOCOL_KEEPALIVED]
    assert sorted(map(int, ours)) == [int(first) + number for number in range(1000)]


def test_no_operations_have_no_results(site: Site) -> None:
    assert site.a.kernel.apply([]) == []


def test_foreign_address_is_reported_as_not_ours(site: Site) -> None:
    site.add_address(site.a, VIP4, 24)
    changes = changes_until(site, site.a, lambda change: is_added(change, VIP4))
    added = next(change for change in changes if is_added(change, VIP4))
    assert isinstance(added, AddressReported)
    assert added.address.protocol == 0
    assert added.address.index == site.a.index


def test_address_removed_behind_our_back_is_reported(site: Site) -> None:
    site.a.kernel.apply([AddAddress(virtual(VIP4))])
    changes_until(site, site.a, lambda change: is_added(change, VIP4))
    site.remove_address(site.a, VIP4, 32)
    changes_until(site, site.a, lambda change: is_removed(change, VIP4))
    assert configured(site.a, VIP4) is None


def test_carrier_lost_and_found_is_reported_and_addresses_stay(site: Site) -> None:
    site.a.kernel.apply([AddAddress(virtual(VIP4))])
    for up in (False, True):
        site.set_carrier(site.a, up=up)
        changes = changes_until(site, site.a, partial(is_link, up=up))
        assert not any(is_removed(change, VIP4) for change in changes)
    assert configured(site.a, VIP4) is not None


def test_removed_link_is_reported_after_its_addresses(site: Site) -> None:
    site.a.kernel.apply([AddAddress(virtual(VIP4))])
    site.remove_link(site.a)
    gone = LinkRemoved(site.a.index)
    changes = changes_until(site, site.a, lambda change: change == gone)
    removed = next(number for number, each in enumerate(changes) if is_removed(each, VIP4))
    assert removed < changes.index(gone)
    links, addresses = site.a.kernel.snapshot()
    assert site.a.index not in {link.index for link in links}
    assert site.a.index not in {address.index for address in addresses}


def test_lost_reports_are_replaced_by_everything_there_is(site: Site) -> None:
    site.a.kernel.apply([AddAddress(virtual(VIP4)), AddAddress(virtual(VIP6))])
    site.overrun(site.a)
    changes = changes_until(site, site.a, lambda change: isinstance(change, Resynced))
    (resynced,) = [change for change in changes if isinstance(change, Resynced)]
    assert {link.name for link in resynced.links} >= {INTERFACE}
    found = {each.address for each in resynced.addresses if each.index == site.a.index}
    assert found == {site.a.ipv4, site.a.ipv6, VIP4, VIP6}


def test_reports_after_an_overrun_go_on(site: Site) -> None:
    site.overrun(site.a)
    changes_until(site, site.a, lambda change: isinstance(change, Resynced))
    site.a.kernel.apply([AddAddress(virtual(VIP4))])
    changes_until(site, site.a, lambda change: is_added(change, VIP4))


def test_nothing_new_has_no_reports(site: Site) -> None:
    site.a.kernel.snapshot()
    site.add_address(site.a, VIP4, 24)
    changes_until(site, site.a, lambda change: is_added(change, VIP4))
    site.pass_time()
    assert site.a.kernel.changes() == []


def test_forwarding_is_off_on_a_node_that_does_not_forward(site: Site) -> None:
    assert site.a.kernel.forwarding(site.a.index) is False
