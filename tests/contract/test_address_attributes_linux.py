"""What ``ip`` says of the addresses that we configure: the independent judge of our flags."""

import json
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

import pytest

from tests.contract.linux_site import LinuxSite
from tests.contract.site import INTERFACE
from tests.support.rtnl import addresses
from vipd.core.desired import AddAddress, DeleteAddress
from vipd.model.vrrp import VirtualAddress

pytestmark = pytest.mark.root

FOREVER = 4294967295
SCOPE_LINK = 253


def shown(site: LinuxSite, local: str) -> dict[str, Any] | None:
    """Return what ``ip -d -j addr`` tells of this address."""
    netns = site.node_of(site.a).netns
    (link,) = json.loads(netns.run(["ip", "-d", "-j", "addr", "show", "dev", INTERFACE]))
    found = [each for each in link["addr_info"] if each.get("local") == local]
    return found[0] if found else None


def add(site: LinuxSite, address: VirtualAddress) -> dict[str, Any]:
    assert site.a.kernel.apply([AddAddress(address)]) == [0]
    found = shown(site, str(address.address))
    assert found is not None
    return found


def remove(site: LinuxSite, address: VirtualAddress) -> None:
    assert site.a.kernel.apply([DeleteAddress(address)]) == [0]
    assert shown(site, str(address.address)) is None


def test_ipv4_address_with_everything_is_shown_with_everything(linux_site: LinuxSite) -> None:
    address = VirtualAddress(
        address=IPv4Address("10.20.0.1"),
        prefix_len=24,
        interface=INTERFACE,
        scope=SCOPE_LINK,
        broadcast=IPv4Address("10.20.0.255"),
        label=f"{INTERFACE}:vip",
        noprefixroute=True,
        preferred_lft_s=0,
    )
    found = add(linux_site, address)
    assert found["prefixlen"] == 24
    assert found["scope"] == "link"
    assert found["broadcast"] == "10.20.0.255"
    assert found["label"] == f"{INTERFACE}:vip"
    assert found["noprefixroute"] is True
    assert found["deprecated"] is True
    assert found["valid_life_time"] == FOREVER
    remove(linux_site, address)


def test_ipv4_address_with_defaults_has_nothing_special(linux_site: LinuxSite) -> None:
    address = VirtualAddress(address=IPv4Address("10.20.0.1"), prefix_len=32, interface=INTERFACE)
    found = add(linux_site, address)
    assert found["prefixlen"] == 32
    assert found["scope"] == "global"
    assert found.keys().isdisjoint({"broadcast", "noprefixroute", "autojoin", "address"})
    assert (found["preferred_life_time"], found["valid_life_time"]) == (FOREVER, FOREVER)
    remove(linux_site, address)


def test_ipv4_address_in_the_subnet_of_the_interface_is_secondary(linux_site: LinuxSite) -> None:
    address = VirtualAddress(address=IPv4Address("10.9.1.100"), prefix_len=24, interface=INTERFACE)
    assert add(linux_site, address)["secondary"] is True
    remove(linux_site, address)


@pytest.mark.parametrize(
    "own, peer, prefix_len", [("10.20.0.1", "10.30.0.1", 32), ("fd20::1", "fd30::1", 128)]
)
def test_address_with_a_peer_is_shown_with_it(
    linux_site: LinuxSite, own: str, peer: str, prefix_len: int
) -> None:
    kind = IPv6Address if ":" in own else IPv4Address
    address = VirtualAddress(
        address=kind(own), prefix_len=prefix_len, interface=INTERFACE, peer=kind(peer)
    )
    found = add(linux_site, address)
    assert (found["address"], found["prefixlen"]) == (peer, prefix_len)
    _, known = linux_site.a.kernel.snapshot()
    assert kind(own) in {each.address for each in known}
    remove(linux_site, address)


def test_ipv6_address_without_detection_is_not_tentative(linux_site: LinuxSite) -> None:
    address = VirtualAddress(address=IPv6Address("fd20::1"), prefix_len=64, interface=INTERFACE)
    found = add(linux_site, address)
    assert found["nodad"] is True
    assert found.keys().isdisjoint({"tentative", "deprecated", "home", "noprefixroute"})
    remove(linux_site, address)


def test_ipv6_address_with_detection_is_tentative_at_first(linux_site: LinuxSite) -> None:
    netns = linux_site.node_of(linux_site.a).netns
    netns.sysctl({f"ipv6/conf/{INTERFACE}/accept_dad": 1, "ipv6/conf/all/accept_dad": 1})
    address = VirtualAddress(
        address=IPv6Address("fd20::1"), prefix_len=64, interface=INTERFACE, nodad=False
    )
    found = add(linux_site, address)
    assert found["tentative"] is True
    assert "nodad" not in found
    _, known = linux_site.a.kernel.snapshot()
    assert [each.tentative for each in known if each.address == address.address] == [True]
    remove(linux_site, address)


def test_ipv6_address_with_everything_is_shown_with_everything(linux_site: LinuxSite) -> None:
    address = VirtualAddress(
        address=IPv6Address("fd20::1"),
        prefix_len=64,
        interface=INTERFACE,
        home=True,
        mngtmpaddr=True,
        noprefixroute=True,
    )
    found = add(linux_site, address)
    for flag in ("nodad", "home", "mngtmpaddr", "noprefixroute"):
        assert found.get(flag) is True, flag
    remove(linux_site, address)


def test_ipv6_address_without_preferred_lifetime_is_deprecated(linux_site: LinuxSite) -> None:
    address = VirtualAddress(
        address=IPv6Address("fd20::1"), prefix_len=128, interface=INTERFACE, preferred_lft_s=0
    )
    found = add(linux_site, address)
    assert found["deprecated"] is True
    assert (found["preferred_life_time"], found["valid_life_time"]) == (0, FOREVER)
    remove(linux_site, address)


@pytest.mark.parametrize("group, prefix_len", [("239.20.0.1", 32), ("ff05::20", 128)])
def test_multicast_address_is_joined(linux_site: LinuxSite, group: str, prefix_len: int) -> None:
    address = VirtualAddress(
        address=ip_address(group), prefix_len=prefix_len, interface=INTERFACE, autojoin=True
    )
    assert add(linux_site, address)["autojoin"] is True
    joined = linux_site.node_of(linux_site.a).netns.run(["ip", "maddr", "show", "dev", INTERFACE])
    assert group in joined
    remove(linux_site, address)


def test_address_is_marked_as_set_by_keepalived(linux_site: LinuxSite) -> None:
    address = VirtualAddress(address=IPv4Address("10.20.0.1"), prefix_len=32, interface=INTERFACE)
    add(linux_site, address)
    # Debian's iproute2 does not show the protocol; tests.support.rtnl has a decoder of its own.
    found = addresses(linux_site.node_of(linux_site.a).netns)
    assert [each.protocol for each in found if each.address == address.address] == [18]


def test_refused_address_has_the_errno_and_does_not_stop_the_others(
    linux_site: LinuxSite, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    impossible = VirtualAddress(
        address=IPv4Address("10.20.0.1"), prefix_len=33, interface=INTERFACE
    )
    possible = VirtualAddress(address=IPv4Address("10.20.0.2"), prefix_len=32, interface=INTERFACE)
    results = linux_site.a.kernel.apply([AddAddress(impossible), AddAddress(possible)])
    assert results == [22, 0]
    assert "10.20.0.1" in caplog.text  # with the kernel's explanation
    assert "Invalid prefix length" in caplog.text
