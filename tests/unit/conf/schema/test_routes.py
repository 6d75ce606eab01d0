"""Lines of routes."""

from ipaddress import ip_address

import pytest

from tests.support.lines import line_call, read_line
from vipd.base.addr import Family
from vipd.conf.schema.call import MissingWord
from vipd.conf.schema.routes import RouteKind
from vipd.model.route import AddMode, NextHop, Prefix, Route

VIRTUAL = RouteKind(static=False)
STATIC = RouteKind(static=True)
MIXED = "Cannot mix IPv4 and IPv6 addresses for route"


def _route(line: str, kind: RouteKind = VIRTUAL) -> Route:
    value, said = read_line(kind, line)
    assert said == []
    assert value is not None
    return value.route


def test_route_without_options_has_the_defaults_of_keepalived() -> None:
    route = _route("10.0.0.0/8 dev eth0")
    assert route.destination == Prefix(ip_address("10.0.0.0"), 8)
    assert (route.family, route.kind, route.table, route.protocol) == (Family.IPV4, 1, 254, 18)
    assert (route.mode, route.tracked, route.interfaces) == (AddMode.PREPEND, True, ("eth0",))


@pytest.mark.parametrize(
    ("line", "kind"),
    [("blackhole 10.0.0.0/8", 6), ("7 10.0.0.0/8", 7), ("brd 10.0.0.0/8", 3), ("0x9 ::/0", 9)],
)
def test_route_type_stands_before_the_destination(line: str, kind: int) -> None:
    assert _route(line).kind == kind


def test_default_takes_the_family_of_its_gateway() -> None:
    assert _route("default via 2001:db8::1").destination == Prefix(ip_address("::"), 0)
    assert _route("default dev eth0").destination == Prefix(ip_address("0.0.0.0"), 0)


def test_inet_swallows_the_word_behind_it() -> None:
    assert _route("inet6 x 2001:db8::/32 dev eth0").family is Family.IPV6
    _, said = read_line(VIRTUAL, "inet 10.0.0.0/8 dev eth0")
    assert said == ["Route must have a destination"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("10.0.0.0/8 via 2001:db8::1", MIXED),
        ("10.0.0.0/8 default", f"{MIXED} (default)"),
        ("10.0.0.0/8 inet6 x", "inet6 specified for IPv4 route"),
        ("10.0.0.0/8 expires 5", "expires is only valid for IPv6"),
        ("2001:db8::/32 realms 3", "realms are only valid for IPv4"),
        ("10.0.0.0/8 from 10.0.0.0/8", "route from address only supported with IPv6 (10.0.0.0/8)"),
        ("10.0.0.0/8 table nowhere", "Routing table nowhere not found for route"),
    ],
)
def test_route_that_cannot_be_is_dropped(line: str, said: str) -> None:
    assert read_line(VIRTUAL, line) == (None, [said])


def test_route_with_two_gateways_of_old_becomes_multipath() -> None:
    value, said = read_line(VIRTUAL, "10.0.0.0/8 via 10.0.0.1 or 10.0.0.2")
    assert said == ['"or" for routes is deprecated. Please use "nexthop"']
    assert value is not None
    assert value.route.gateway is None
    first, second = (NextHop(gateway=ip_address(f"10.0.0.{n}")) for n in (1, 2))
    assert value.route.hops == (first, second)


def test_route_of_another_protocol_can_only_be_left_alone() -> None:
    value, said = read_line(VIRTUAL, "10.0.0.0/8 dev eth0 protocol static")
    assert len(said) == 1
    assert value is not None
    assert value.route.protocol == 18
    assert _route("10.0.0.0/8 dev eth0 protocol static no_track").protocol == 4


def test_track_group_belongs_to_static_routes_with_a_device() -> None:
    assert read_line(VIRTUAL, "10.0.0.0/8 dev eth0 track_group G")[0] is None
    value, said = read_line(STATIC, "10.0.0.0/8 dev eth0 track_group G")
    assert value is not None
    assert value.track_group is not None
    assert (value.track_group.text, said) == ("G", [])
    value, said = read_line(STATIC, "10.0.0.0/8 via 10.0.0.1 track_group G")
    assert value is not None
    assert value.track_group is None
    assert said == ["Static route cannot have track group if no oif specified"]


def test_route_option_without_value_is_a_missing_word() -> None:
    with pytest.raises(MissingWord) as missing:
        VIRTUAL.read(line_call("10.0.0.0/8 dev"))
    assert missing.value.index == 2


@pytest.mark.parametrize(("word", "value"), [("low", 3), ("medium", 0), ("high", 1), ("2", 2)])
def test_route_preference_has_names(word: str, value: int) -> None:
    assert _route(f"2001:db8::/32 dev eth0 pref {word}").preference == value
