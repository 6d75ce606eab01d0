"""Removes the addresses of a vrrp process that is gone, in its place."""

from collections.abc import Sequence

from vipd.core.desired import DeleteAddress
from vipd.core.host import PROTOCOL_KEEPALIVED
from vipd.linux.netlink import KernelPort
from vipd.model.vrrp import VirtualAddress
from vipd.proc.log import Log


def withdraw(addresses: Sequence[VirtualAddress], log: Log) -> None:
    """Remove those of the addresses that are there and are ours.

    An address owner's are often configured by the host itself: what the kernel says somebody else
    added stays. A failure is logged; there is nobody left who could do better.
    """
    try:
        kernel = KernelPort()
        try:
            links, present = kernel.snapshot()
            names = {link.index: link.name for link in links}
            foreign = {
                (names.get(one.index), one.address)
                for one in present
                if one.protocol not in (None, PROTOCOL_KEEPALIVED)
            }
            wanted = [one for one in addresses if (one.interface, one.address) not in foreign]
            errors = kernel.apply([DeleteAddress(one) for one in wanted])
        finally:
            kernel.close()
    except OSError as error:
        log.error(f"Unable to remove {len(addresses)} address(es): {error.strerror or error}")
        return
    for one, number in zip(wanted, errors, strict=True):
        if number:
            log.error(f"Unable to remove {one.address} from {one.interface}: errno {number}")
