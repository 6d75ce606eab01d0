"""Addresses as keepalived 2.4 writes them (observed)."""

from dataclasses import replace
from ipaddress import IPv4Address, ip_address

import pytest

from vipd.export.dump.addresses import address_text
from vipd.model.vrrp import VirtualAddress


def vip(address: str, prefix_len: int) -> VirtualAddress:
    return VirtualAddress(address=ip_address(address), prefix_len=prefix_len, interface="eth0")


def flagged(address: VirtualAddress) -> VirtualAddress:
    return replace(
        address, home=True, mngtmpaddr=True, noprefixroute=True, autojoin=True, tracked=False
    )


@pytest.mark.parametrize(
    ("address", "text"),
    [
        (vip("10.9.0.100", 24), "10.9.0.100/24 dev eth0 scope global"),
        (replace(vip("10.9.0.105", 32), scope=77), "10.9.0.105 dev eth0 scope 77"),
        (replace(vip("10.9.1.105", 32), scope=255), "10.9.1.105 dev eth0 scope nowhere"),
        (
            flagged(vip("10.9.0.102", 24)),
            "10.9.0.102/24 dev eth0 scope global home mngtmpaddr noprefixroute autojoin no_track",
        ),
        (
            replace(
                vip("10.9.0.1", 24), broadcast=IPv4Address("10.9.0.255"), scope=253, label="eth0:x"
            ),
            "10.9.0.1/24 brd 10.9.0.255 dev eth0 scope link label eth0:x",
        ),
        (
            replace(vip("10.9.0.108", 32), peer=IPv4Address("10.9.0.109")),
            "10.9.0.108 dev eth0 scope global peer 10.9.0.109/32",
        ),
        (
            replace(vip("fd00::1", 128), preferred_lft_s=9),
            "fd00::1 dev eth0 scope global preferred_lft 9",
        ),
        (
            replace(vip("fd00::2", 128), preferred_lft_s=0),
            "fd00::2 dev eth0 scope global deprecated",
        ),
        (
            flagged(replace(vip("fd00::3", 64), interface="peer0")),
            "fd00::3/64 dev peer0 scope global home mngtmpaddr noprefixroute autojoin no_track"
            " preferred_lft forever",
        ),
    ],
)
def test_address_is_written_as_keepalived_writes_it(address: VirtualAddress, text: str) -> None:
    assert address_text(address, held=False) == text
    assert address_text(address, held=True) == f"{text} set"
