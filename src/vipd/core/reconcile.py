"""From what is wanted and what is there to the operations in between."""

from collections.abc import Collection, Mapping

from vipd.base.addr import IpAddress
from vipd.core.desired import AddAddress, AddressOperation, DeleteAddress
from vipd.model.vrrp import VirtualAddress

AddressKey = tuple[str, IpAddress]
"""Interface name and address: the kernel holds one of them once."""


def key_of(address: VirtualAddress) -> AddressKey:
    """Return what identifies an address in the kernel."""
    return (address.interface, address.address)


def address_operations(
    wanted: Collection[VirtualAddress],
    held: Mapping[AddressKey, VirtualAddress],
    foreign: Collection[AddressKey],
) -> list[AddressOperation]:
    """Return the operations that turn ``held`` into ``wanted``: deletions first, then additions.

    ``held`` are the addresses that this instance configured and that are still there as far as
    the kernel told, ``foreign`` those that the host has from somebody else: they are used as they
    are, and never added or deleted. An address whose attributes changed is deleted and added.
    """
    targets = {key_of(one): one for one in wanted}
    operations: list[AddressOperation] = [
        DeleteAddress(old)
        for key, old in held.items()
        if targets.get(key) != old and key not in foreign
    ]
    operations += [
        AddAddress(new)
        for key, new in targets.items()
        if held.get(key) != new and key not in foreign
    ]
    return operations
