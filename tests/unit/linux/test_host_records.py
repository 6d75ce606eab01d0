"""Netlink records as links, addresses and changes of the host."""

import os
import struct
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address

import pytest

from vipd.base.addr import MacAddress
from vipd.core.host import (
    AddressRemoved,
    AddressReported,
    LinkDetails,
    LinkRemoved,
    LinkReported,
)
from vipd.linux import host_records
from vipd.model.link import LinkKind
from vipd.model.vrrp import VirtualAddress
from vipd.wire.netlink import msg, rtnl
from vipd.wire.netlink.rtnl import AddressRecord, LinkRecord

UP = 0x1
RUNNING = 0x40
AF_BRIDGE = 7


def link_record(flags: int) -> LinkRecord:
    return LinkRecord(family=0, index=3, flags=flags, name="eth0", mtu=1500, mac=bytes(6))


def link_message(kind: int, family: int, flags: int = UP | RUNNING) -> bytes:
    payload = struct.pack("=BxHiII", family, 1, 3, flags, 0) + msg.attribute(3, b"eth0\0")
    return msg.encode(kind, 0, 0, payload)


def address(flags: int = 0, protocol: int | None = None) -> AddressRecord:
    return AddressRecord(
        address=IPv6Address("fe80::1"), prefix_len=64, index=3, flags=flags, protocol=protocol
    )


@pytest.mark.parametrize(
    "flags, up", [(0, False), (UP, False), (RUNNING, False), (UP | RUNNING, True)]
)
def test_link_is_up_when_it_is_up_and_running(flags: int, *, up: bool) -> None:
    assert host_records.link_of(link_record(flags)).up is up


def test_link_has_the_properties_of_its_flags() -> None:
    plain = host_records.link_of(link_record(0))
    assert (plain.multicast, plain.arp, plain.loopback) == (False, True, False)
    special = host_records.link_of(link_record(0x1000 | 0x80 | 0x8))
    assert (special.multicast, special.arp, special.loopback) == (True, False, True)


@pytest.mark.parametrize(
    ("kind", "mode", "expected"),
    [
        ("", None, LinkKind.OTHER),
        ("vrf", None, LinkKind.VRF),
        ("macvlan", 1, LinkKind.VMAC),
        ("macvlan", 4, LinkKind.OTHER),
        ("ipvlan", 0, LinkKind.IPVLAN),
        ("ipvlan", 1, LinkKind.OTHER),
    ],
)
def test_link_is_of_the_kind_that_configurations_ask_for(
    kind: str, mode: int | None, expected: LinkKind
) -> None:
    record = replace(link_record(UP), kind=kind, mode=mode)
    assert host_records.link_of(record).kind is expected


def test_link_tells_people_what_the_kernel_says() -> None:
    record = replace(
        link_record(UP | 0x2), hardware=778, group=4, broadcast=bytes((1, 2, 3, 4, 5, 6))
    )
    assert host_records.link_of(record).details == LinkDetails(
        admin_up=True, running=False, broadcast=True, point_to_point=False, hardware=778,
        group=4, mac_broadcast=MacAddress(bytes((1, 2, 3, 4, 5, 6))),
    )  # fmt: skip
    tunnel = host_records.link_of(link_record(RUNNING | 0x10)).details
    assert (tunnel.admin_up, tunnel.running) == (False, True)
    assert (tunnel.broadcast, tunnel.point_to_point) == (False, True)


@pytest.mark.parametrize(("hardware", "ethernet"), [(1, True), (772, False), (65534, False)])
def test_link_is_ethernet_by_its_hardware(hardware: int, *, ethernet: bool) -> None:
    record = replace(link_record(UP), hardware=hardware)
    assert host_records.link_of(record).ethernet is ethernet


@pytest.mark.parametrize(
    "flags, tentative",
    [
        (rtnl.IFA_F_PERMANENT, False),
        (rtnl.IFA_F_TENTATIVE, True),
        (rtnl.IFA_F_TENTATIVE | rtnl.IFA_F_OPTIMISTIC, False),
        (rtnl.IFA_F_TENTATIVE | rtnl.IFA_F_DADFAILED, True),
        (rtnl.IFA_F_DADFAILED, True),
    ],
)
def test_address_is_tentative_until_it_can_be_used(flags: int, *, tentative: bool) -> None:
    assert host_records.host_address_of(address(flags)).tentative is tentative


def test_protocol_of_an_address_is_passed_on() -> None:
    assert host_records.host_address_of(address(protocol=18)).protocol == 18
    release = tuple(int(number) for number in os.uname().release.split(".")[:2])
    unsaid = 0 if release >= (5, 18) else None
    assert host_records.host_address_of(address()).protocol == unsaid


def test_changes_of_a_datagram_are_told_in_order() -> None:
    payload = rtnl.encode_address(address())
    datagram = (
        link_message(rtnl.RTM_NEWLINK, rtnl.AF_UNSPEC)
        + msg.encode(rtnl.RTM_NEWADDR, 0, 0, payload)
        + msg.encode(rtnl.RTM_DELADDR, 0, 0, payload)
        + link_message(rtnl.RTM_DELLINK, rtnl.AF_UNSPEC)
    )
    changes = list(host_records.changes_in(datagram))
    assert [type(change) for change in changes] == [
        LinkReported,
        AddressReported,
        AddressRemoved,
        LinkRemoved,
    ]
    assert changes[3] == LinkRemoved(3)


def test_words_of_a_bridge_about_its_port_are_not_about_the_link() -> None:
    left = link_message(rtnl.RTM_DELLINK, AF_BRIDGE)
    joined = link_message(rtnl.RTM_NEWLINK, AF_BRIDGE, flags=0)
    assert list(host_records.changes_in(left + joined)) == []


def test_wanted_address_leaves_to_ipv4_what_only_ipv6_has() -> None:
    wanted = VirtualAddress(
        address=IPv4Address("10.9.0.100"),
        prefix_len=24,
        interface="eth0",
        home=True,
        mngtmpaddr=True,
        noprefixroute=True,
    )
    record = host_records.record_of(wanted, 3)
    assert record.flags == rtnl.IFA_F_NOPREFIXROUTE
    assert (record.index, record.protocol, record.preferred_s) == (3, 18, None)
