"""Family, version and addresses of an instance."""

import pytest

from tests.support.configs import instance, instance_text, messages, read
from vipd.base.addr import Family
from vipd.model.vrrp import VirtualAddress


def _only(line: str) -> VirtualAddress:
    (vip,) = instance(vips=line).vips
    return vip


@pytest.mark.parametrize(
    "line, prefix_len, lifetime",
    [
        ("10.9.0.1", 32, None),
        ("10.9.0.1/24", 24, None),
        ("10.9.0.1/", 32, None),
        ("10.9.0.1/33", 32, None),
        ("10.9.0.1 preferred_lft 30", 32, 30),
        ("2001:db8::1", 128, 0),
        ("2001:db8::1/64", 64, None),
        ("2001:db8::1 preferred_lft forever", 128, None),
        ("2001:db8::1 preferred_lft 7", 128, 7),
        ("2001:db8::1/64 preferred_lft 0", 64, 0),
    ],
)
def test_vip_prefix_and_lifetime_have_their_defaults(
    line: str, prefix_len: int, lifetime: int | None
) -> None:
    vip = _only(line)
    assert (vip.prefix_len, vip.preferred_lft_s) == (prefix_len, lifetime)


def test_vip_options_are_taken_over() -> None:
    vip = _only(
        "10.9.0.1/24 dev eth1 scope link brd + label eth1:x noprefixroute no_track autojoin"
    )
    assert (vip.interface, vip.scope, str(vip.broadcast)) == ("eth1", 253, "10.9.0.255")
    assert (vip.label, vip.noprefixroute, vip.tracked, vip.autojoin) == (
        "eth1:x",
        True,
        False,
        True,
    )
    six = _only("2001:db8::1/64 home -nodad mngtmpaddr")
    assert (six.home, six.nodad, six.mngtmpaddr) == (True, False, True)


@pytest.mark.parametrize(
    "line, broadcast",
    [
        ("10.9.0.77/24 brd -", "10.9.0.0"),
        ("10.9.0.77/24 broadcast 10.9.0.254", "10.9.0.254"),
        ("10.9.0.77/31 brd +", "None"),
        ("10.9.0.77 peer 10.9.0.78 brd 10.9.0.255", "None"),
    ],
)
def test_vip_broadcast_is_given_or_computed(line: str, broadcast: str) -> None:
    assert str(_only(line).broadcast) == broadcast


def test_vip_with_a_peer_has_no_prefix_of_its_own() -> None:
    vip = _only("10.9.0.1/24 peer 10.9.0.2")
    assert (vip.prefix_len, str(vip.peer)) == (32, "10.9.0.2")


@pytest.mark.parametrize(
    "line",
    [
        "nonsense",
        "10.9.1",
        "010.9.0.1",
        "10.9.0.1 dev",
        "10.9.0.1 dev a dev b",
        "10.9.0.1 label abcdefghijklmnop",
        "10.9.0.1 brd x",
        "10.9.0.1 brd 10.9.0.255/24",
        "fe80::1%eth0",
        "2001:db8::1 brd 10.0.0.1",
    ],
)
def test_vip_line_with_a_grave_fault_is_dropped(line: str) -> None:
    assert instance(vips=line).vips == ()


@pytest.mark.parametrize(
    "body, vips, family, version",
    [
        ("", "10.9.0.1", Family.IPV4, 2),
        ("version 3", "10.9.0.1", Family.IPV4, 3),
        ("", "2001:db8::1", Family.IPV6, 3),
        ("version 2", "2001:db8::1", Family.IPV6, 2),
        ("native_ipv6", "2001:db8::1", Family.IPV6, 3),
        ("version 2\nnative_ipv6", "2001:db8::1", Family.IPV6, 3),
        ("version 3\nversion 2", "10.9.0.1", Family.IPV4, 3),
        ("mcast_src_ip 2001:db8::9", "2001:db8::1", Family.IPV6, 3),
        ("virtual_ipaddress { 2001:db8::2 }\nversion 2", "2001:db8::1", Family.IPV6, 3),
    ],
)
def test_family_and_version_are_settled_by_what_comes_first(
    body: str, vips: str, family: Family, version: int
) -> None:
    found = instance(body, vips=vips)
    assert (found.family, found.version) == (family, version)


@pytest.mark.parametrize(
    "body, message",
    [
        (
            "mcast_src_ip fe80::1",
            "Configuration error: VRRP instance[V] and src address[fe80::1]"
            " MUST be of the same family !!! Skipping...",
        ),
        (
            "mcast_dst_ip ff02::1",
            "(V) mcast dest address ff02::1 MUST match VRRP instance family. Skipping...",
        ),
        (
            "unicast_peer {\nfe80::1\n}\nunicast_fault_no_peer",
            "Configuration error: VRRP instance[V] and unicast peer address[fe80::1]"
            " MUST be of the same family !!! Skipping...",
        ),
        ("native_ipv6", "(V) Cannot specify native_ipv6 with IPv4 addresses"),
        (
            "virtual_ipaddress {\nfe80::1\n}",
            "(V): address family must match VRRP instance [fe80::1] - ignoring",
        ),
    ],
)
def test_address_of_the_other_family_is_ignored_with_a_report(body: str, message: str) -> None:
    text = (
        "vrrp_instance V {\ninterface eth0\nvirtual_router_id 1\n"
        f"virtual_ipaddress {{\n10.9.0.1\n}}\n{body}\n}}"
    )
    loaded = read(text)
    assert messages(loaded.diagnostics) == [message]
    assert loaded.daemon.vrrp.instances[0].family is Family.IPV4


def test_excluded_addresses_may_be_of_either_family() -> None:
    found = instance("virtual_ipaddress_excluded {\nfe80::1\n10.9.0.2\n}")
    assert [str(evip.address) for evip in found.evips] == ["fe80::1", "10.9.0.2"]


@pytest.mark.parametrize(
    "body, message",
    [
        ("virtual_ipaddress {\n10.9.0.1/24\n}", "(V): VIP duplicates a VIP 10.9.0.1 - ignoring"),
        (
            "virtual_ipaddress_excluded {\n10.9.0.1\n}",
            "(V): VIP duplicates an excluded VIP 10.9.0.1 - ignoring",
        ),
        (
            "virtual_ipaddress_excluded {\n10.9.0.2\n10.9.0.2 dev lo\n}",
            "(V): Excluded VIP duplicates an excluded VIP 10.9.0.2 - ignoring",
        ),
    ],
)
def test_address_that_is_there_already_is_ignored(body: str, message: str) -> None:
    found = messages(read(instance_text(body)).diagnostics)
    assert found[0] == message


def test_vips_beyond_the_count_of_an_advert_become_excluded() -> None:
    lines = "\n".join(f"10.8.{i // 250}.{i % 250}" for i in range(300))
    found = instance("virtual_ipaddress_excluded {\n10.7.0.1\n}", vips=lines)
    assert (len(found.vips), len(found.evips)) == (255, 46)
    assert str(found.evips[-1].address) == "10.7.0.1"


def test_vip_on_a_vmac_is_not_built() -> None:
    assert read(instance_text(vips="10.9.0.1 use_vmac")).status == 2
