"""Next hops of a multipath route."""

from ipaddress import ip_address

import pytest

from tests.support.lines import read_line
from vipd.base.addr import Family
from vipd.conf.schema.routes import RouteKind
from vipd.model.route import MplsEncap, NextHop

KIND = RouteKind(static=False)


def _hops(line: str) -> tuple[tuple[NextHop, ...] | None, list[str]]:
    value, said = read_line(KIND, line)
    return (value.route.hops if value else None), said


def test_next_hops_have_their_own_options() -> None:
    hops, said = _hops(
        "10.0.0.0/8 nexthop via 10.0.0.1 dev eth0 weight 256 onlink"
        " nexthop dev eth1 realms 1/2 encap mpls 100"
    )
    assert said == []
    assert hops == (
        NextHop(gateway=ip_address("10.0.0.1"), interface="eth0", weight=256, onlink=True),
        NextHop(interface="eth1", realms=1 << 16 | 2, encap=MplsEncap((100,))),
    )


@pytest.mark.parametrize(
    ("hop", "said"),
    [
        ("via 10.0.0.1 weight 0", "Invalid weight 0 specified for route"),
        ("via 2001:db8::1", "Address family mismatch for next hop"),
        ("via inet6 2001:db8::1", "IPv4/6 mismatch for nexthop"),
        ("via 10.0.0.1 as to 10.0.0.2", "'as [to]' (nat) not supported"),
        ("realms nowhere", "Invalid realms nowhere for route"),
    ],
)
def test_bad_next_hop_is_left_out(hop: str, said: str) -> None:
    hops, found = _hops(f"10.0.0.0/8 nexthop {hop} nexthop dev eth0")
    assert found == [said]
    assert hops == (NextHop(interface="eth0"),)


def test_first_next_hop_settles_the_family_of_default() -> None:
    value, said = read_line(KIND, "default nexthop via 2001:db8::1 nexthop via 10.0.0.1")
    assert value is not None
    assert value.route.family is Family.IPV6
    assert said == ["Address family mismatch for next hop"]


def test_options_of_the_route_cannot_follow_next_hops() -> None:
    hops, said = _hops("10.0.0.0/8 nexthop dev eth0 metric 5")
    assert hops == (NextHop(interface="eth0"),)
    assert said == ["Route has trailing nonsense after nexthops - metric"]


def test_next_hops_do_not_go_with_two_gateways() -> None:
    _, said = _hops("10.0.0.0/8 via 10.0.0.1 or 10.0.0.2 nexthop via 10.0.0.3")
    assert said[1:] == [
        'Cannot specify nexthops with "or" route',
        "Route has trailing nonsense - nexthop",
    ]
