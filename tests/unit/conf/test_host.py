"""The configuration against the host."""

import pytest

from tests.support.configs import instance_text, messages, read
from vipd.conf.diag import Diagnostic, phrase, start_status
from vipd.conf.host import InterfaceFacts, check_host, fit_mtu

ETH0 = InterfaceFacts(name="eth0")


def _check(text: str, *facts: InterfaceFacts, dynamic: bool = False) -> tuple[Diagnostic, ...]:
    loaded = read(text)
    return check_host(loaded.built, facts, dynamic=dynamic, needs=loaded.needs)


def test_host_with_everything_has_nothing_to_say() -> None:
    assert _check(instance_text(), ETH0) == ()


def test_host_without_the_interface_refuses_the_start() -> None:
    found = _check(instance_text())
    assert [phrase(d) for d in found] == [
        "(a.conf: Line 2) WARNING - interface eth0 for vrrp_instance V doesn't exist",
        "Non-existent interface specified in configuration",
    ]
    assert start_status(found) == 2
    assert found[0].column == 1


def test_host_without_the_device_of_an_address_refuses_the_start() -> None:
    found = _check(instance_text(vips="10.9.0.1/24 dev eth9"), ETH0)
    assert [phrase(d) for d in found] == [
        "(a.conf: Line 6) WARNING - interface eth9 for ip address 10.9.0.1/24 doesn't exist",
        "Non-existent interface specified in configuration",
    ]
    assert found[0].column == 17


def test_host_without_the_interface_waits_where_interfaces_are_dynamic() -> None:
    found = _check(instance_text(), dynamic=True)
    assert [d.message for d in found] == ["interface eth0 doesn't exist yet"]
    assert start_status(found) is None


def test_host_with_a_loopback_interface_refuses_the_start() -> None:
    found = _check(instance_text(), InterfaceFacts(name="eth0", loopback=True, multicast=False))
    assert messages(found) == [
        "(V) cannot use a loopback interface (eth0) for vrrp - ignoring",
        "(V) Unknown interface!",
    ]
    assert start_status(found) == 2


@pytest.mark.parametrize("body", ["use_vmac", "use_ipvlan 10.0.0.1/24"])
def test_host_interface_that_is_no_ethernet_carries_no_virtual_mac(body: str) -> None:
    facts = InterfaceFacts(name="eth0", ethernet=False)
    assert messages(_check(instance_text(body), facts)) == [
        "(V): vmacs are only supported on Ethernet type interfaces"
    ]
    assert _check(instance_text(), facts) == ()


@pytest.mark.parametrize("body, count", [("", 1), ("unicast_peer { 10.0.0.2 }", 0)])
def test_host_interface_without_multicast_matters_to_multicast_only(body: str, count: int) -> None:
    found = _check(instance_text(body), InterfaceFacts(name="eth0", multicast=False))
    assert len(found) == count
    assert start_status(found) is None


@pytest.mark.parametrize(
    "body, vips, mtu, room",
    [
        ("", "2001:db8::{}", 1280, 76),
        ("", "2001:db8::{}", 1500, 89),
        ("", "10.9.0.{}", 600, 137),
        ("version 3", "10.9.0.{}", 600, 139),
        ("", "10.9.0.{}", 1500, 200),
    ],
)
def test_fit_mtu_excludes_what_a_packet_cannot_carry(
    body: str, vips: str, mtu: int, room: int
) -> None:
    lines = "\n".join(vips.format(number) for number in range(1, 201))
    loaded = read(instance_text(body, vips=lines))
    daemon, found = fit_mtu(loaded.daemon, [InterfaceFacts(name="eth0", mtu=mtu)])
    (fitted,) = daemon.vrrp.instances
    assert (len(fitted.vips), len(fitted.evips)) == (room, 200 - room)
    assert [d.message.endswith("excess moved to eVIPs") for d in found] == [True] * (room < 200)


def test_fit_mtu_of_an_unknown_interface_leaves_it() -> None:
    loaded = read(instance_text())
    assert fit_mtu(loaded.daemon, []) == (loaded.daemon, ())
