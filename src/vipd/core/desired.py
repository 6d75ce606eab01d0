"""Kernel objects that instances own, and the operations that bring the kernel there."""

from dataclasses import dataclass

from vipd.model.vrrp import VirtualAddress


@dataclass(frozen=True, slots=True)
class AddAddress:
    """Configure an address; that it exists already counts as success.

    IPv6 addresses are added without duplicate address detection unless configured otherwise.
    """

    address: VirtualAddress


@dataclass(frozen=True, slots=True)
class DeleteAddress:
    """Remove an address; that it is absent already counts as success."""

    address: VirtualAddress


AddressOperation = AddAddress | DeleteAddress
