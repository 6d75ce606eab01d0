"""Encapsulations of a route."""

from ipaddress import ip_address

import pytest

from tests.support.lines import read_line
from vipd.base.addr import Family
from vipd.conf.schema.routes import RouteKind
from vipd.model.route import Encap, IlaEncap, IpEncap, MplsEncap

KIND = RouteKind(static=False)
IP = IpEncap(
    family=Family.IPV4,
    id=5,
    destination=ip_address("10.0.0.9"),
    source=ip_address("10.0.0.5"),
    tos=3,
    ttl=9,
    flags=16,
)
IP6 = IpEncap(family=Family.IPV6, destination=ip_address("2001:db8::1"), tos=3, ttl=4, flags=1)


@pytest.mark.parametrize(
    ("words", "encap"),
    [
        ("ip id 5 dst 10.0.0.9 src 10.0.0.5 tos 3 ttl 9 flags 16", IP),
        ("ip6 dst 2001:db8::1 tc 3 hoplimit 4 flags 1", IP6),
        ("mpls 100/200", MplsEncap((100, 200))),
        ("ila 1:2:3:abcd", IlaEncap(0x000100020003ABCD)),
    ],
)
def test_encap_is_read_and_the_route_goes_on(words: str, encap: Encap) -> None:
    value, said = read_line(KIND, f"10.0.0.0/8 encap {words} dev eth0")
    assert said == []
    assert value is not None
    assert (value.route.encap, value.route.interface) == (encap, "eth0")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Missing encap type"),
        ("x", "Unknown encap type - x"),
        ("ip", "address or id missing for ip encapsulation"),
        ("mpls", "missing address for MPLS encapsulation"),
        ("mpls 1/2/3", "invalid mpls address 1/2/3 for encapsulation"),
        ("mpls 1048576", "invalid mpls address 1048576 for encapsulation"),
        ("ila", "missing locator for ILA encapsulation"),
        ("ila 1:2", "invalid locator 1:2 for ila encapsulation"),
    ],
)
def test_bad_encap_leaves_the_route_without_it(words: str, said: str) -> None:
    value, found = read_line(KIND, f"10.0.0.0/8 dev eth0 encap {words}")
    assert found == [said]
    assert value is not None
    assert value.route.encap is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("ip id x", "encap id x value is invalid"),
        ("ip dst 2001:db8::1", "IPv6 address 2001:db8::1 not valid for ip encapsulation"),
        ("ip id 5 ttl 256", "ttl 256 is not valid for ip encapsulation"),
        ("ip6 id 5 hoplimit 256", "Invalid hoplimit 256 specified for ip6 encapsulation"),
        ("ip6 id x", "id x value invalid for IPv6 encapsulation"),
    ],
)
def test_bad_option_of_a_tunnel_is_read_as_one_of_the_route(words: str, said: str) -> None:
    value, found = read_line(KIND, f"10.0.0.0/8 dev eth0 encap {words}")
    assert said in found
    assert value is None
