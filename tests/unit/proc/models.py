"""Models to pass around."""

from ipaddress import IPv4Address

from tests.support.machines import config
from vipd.model.vrrp import Instance, VirtualAddress


def vip(number: int) -> VirtualAddress:
    """Return the address 10.9.x.y with this number."""
    address = IPv4Address("10.9.0.0") + number
    return VirtualAddress(address=address, prefix_len=24, interface="eth0")


def instance(name: str, *numbers: int) -> Instance:
    """Return a VRRPv2 instance with an advert each second that owns these addresses."""
    return config(name=name, vips=tuple(vip(number) for number in numbers), auth_pass=b"secret\0\0")
