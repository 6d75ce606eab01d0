"""From wanted and held to operations."""

from dataclasses import replace

from tests.support.machines import VIP, VIP2
from vipd.core.desired import AddAddress, DeleteAddress
from vipd.core.reconcile import address_operations, key_of


def test_everything_in_place_needs_nothing() -> None:
    assert address_operations((VIP,), {key_of(VIP): VIP}, ()) == []


def test_deletions_come_before_additions() -> None:
    operations = address_operations((VIP,), {key_of(VIP2): VIP2}, ())
    assert operations == [DeleteAddress(VIP2), AddAddress(VIP)]


def test_changed_attribute_replaces_the_address() -> None:
    new = replace(VIP, prefix_len=32)
    operations = address_operations((new,), {key_of(VIP): VIP}, ())
    assert operations == [DeleteAddress(VIP), AddAddress(new)]


def test_address_of_somebody_else_is_left_alone() -> None:
    assert address_operations((VIP,), {}, {key_of(VIP)}) == []
    assert address_operations((), {key_of(VIP): VIP}, {key_of(VIP)}) == []


def test_same_address_on_another_interface_is_another_address() -> None:
    moved = replace(VIP, interface="eth1")
    operations = address_operations((moved,), {key_of(VIP): VIP}, {key_of(VIP2)})
    assert operations == [DeleteAddress(VIP), AddAddress(moved)]
