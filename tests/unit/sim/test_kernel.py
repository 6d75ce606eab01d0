import errno
from ipaddress import IPv4Address

from vipd.base.addr import MacAddress
from vipd.core.desired import AddAddress, DeleteAddress
from vipd.core.host import (
    PROTOCOL_KEEPALIVED,
    AddressRemoved,
    AddressReported,
    LinkRemoved,
    LinkReported,
    Resynced,
)
from vipd.model.vrrp import VirtualAddress
from vipd.sim.kernel import SimKernel

VIP = VirtualAddress(address=IPv4Address("10.0.0.100"), prefix_len=24, interface="eth0")
ELSEWHERE = VirtualAddress(address=VIP.address, prefix_len=24, interface="eth9")
HOST = IPv4Address("10.0.0.1")


def kernel() -> SimKernel:
    one = SimKernel()
    one.add_link("eth0", MacAddress(bytes(6)))
    one.add_address("eth0", HOST, 24)
    one.snapshot()
    return one


def test_snapshot_shows_everything_and_forgets_what_was_reported_before() -> None:
    one = SimKernel()
    index = one.add_link("eth0", MacAddress(bytes(6)))
    one.add_address("eth0", HOST, 24)
    links, addresses = one.snapshot()
    assert [link.name for link in links] == ["eth0"]
    assert [(each.index, each.address) for each in addresses] == [(index, HOST)]
    assert one.changes() == []


def test_added_address_is_ours_and_reported_once() -> None:
    one = kernel()
    assert one.apply([AddAddress(VIP), AddAddress(VIP)]) == [0, 0]
    (change,) = one.changes()
    assert isinstance(change, AddressReported)
    assert change.address.protocol == PROTOCOL_KEEPALIVED
    assert one.has(VIP.address, "eth0")


def test_deleting_what_is_not_there_succeeds_and_reports_nothing() -> None:
    one = kernel()
    assert one.apply([DeleteAddress(VIP), DeleteAddress(ELSEWHERE)]) == [0, 0]
    assert one.changes() == []


def test_adding_to_a_missing_interface_fails() -> None:
    one = kernel()
    assert one.apply([AddAddress(ELSEWHERE), AddAddress(VIP)]) == [errno.ENODEV, 0]
    assert not one.has(VIP.address, "eth9")


def test_operations_are_told_with_their_outcome() -> None:
    one = kernel()
    told: list[tuple[object, int]] = []
    one.applied = lambda operation, error: told.append((operation, error))
    one.apply([AddAddress(ELSEWHERE), AddAddress(VIP)])
    assert told == [(AddAddress(ELSEWHERE), errno.ENODEV), (AddAddress(VIP), 0)]


def test_address_removed_by_others_is_reported() -> None:
    one = kernel()
    one.apply([AddAddress(VIP)])
    one.changes()
    assert one.remove_address("eth0", VIP.address)
    assert not one.remove_address("eth0", VIP.address)
    (change,) = one.changes()
    assert isinstance(change, AddressRemoved)
    assert change.address.address == VIP.address


def test_link_without_carrier_keeps_its_addresses() -> None:
    one = kernel()
    one.set_link("eth0", up=False)
    one.set_link("eth0", up=False)
    (change,) = one.changes()
    assert isinstance(change, LinkReported)
    assert not change.link.up
    assert one.has(HOST, "eth0")


def test_removed_link_takes_its_addresses_along_and_returns_with_another_index() -> None:
    one = kernel()
    link = one.link("eth0")
    assert link is not None
    one.remove_link("eth0")
    assert [type(change) for change in one.changes()] == [AddressRemoved, LinkRemoved]
    assert not one.has(HOST)
    assert one.add_link("eth0", MacAddress(bytes(6))) != link.index


def test_overrun_replaces_unread_reports_by_everything_there_is() -> None:
    one = kernel()
    one.apply([AddAddress(VIP)])
    one.overrun()
    (change,) = one.changes()
    assert isinstance(change, Resynced)
    assert {each.address for each in change.addresses} == {HOST, VIP.address}


def test_clearing_up_removes_ours_and_nothing_else() -> None:
    one = kernel()
    one.apply([AddAddress(VIP)])
    one.forget_ours()
    assert not one.has(VIP.address)
    assert one.has(HOST)


def test_every_report_wakes_the_node() -> None:
    one = kernel()
    woken: list[bool] = []
    one.changed = lambda: woken.append(one.has_changes)
    one.apply([AddAddress(VIP)])
    one.set_link("eth0", up=False)
    assert woken == [True, True]
