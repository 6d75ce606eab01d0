"""Unicast or multicast."""

import pytest

from tests.support.configs import instance, instance_text, messages, read
from vipd.conf.diag import Prefix

DEPRECATED = (
    "(V) A unicast keyword has been specified without any unicast peers. Defaulting to multicast."
    " This usage is deprecated - please update your configuration."
)


def test_unicast_of_peers_has_ttl_and_bounds() -> None:
    found = instance("unicast_peer {\n10.0.0.2\n10.0.0.3 min_ttl 3 max_ttl 9\n}").unicast
    assert found is not None
    assert found.ttl == 255
    assert found.check_source
    assert [(str(p.address), p.min_ttl, p.max_ttl) for p in found.peers] == [
        ("10.0.0.2", 0, 255),
        ("10.0.0.3", 3, 9),
    ]


@pytest.mark.parametrize(
    "body, vips, ttl, check",
    [
        ("unicast_peer { 10.0.0.2 }", "10.9.0.1", 255, False),
        ("unicast_peer { 10.0.0.2 }\nunicast_ttl 64", "10.9.0.1", 64, False),
        ("unicast_peer { 10.0.0.2 }\ncheck_unicast_src", "10.9.0.1", 255, True),
        ("unicast_peer { 2001:db8::2 }", "2001:db8::1", None, False),
        ("unicast_peer { 2001:db8::2 }\nunicast_ttl 9", "2001:db8::1", 9, False),
    ],
)
def test_unicast_ttl_and_check_follow_the_block(
    body: str, vips: str, ttl: int | None, check: bool
) -> None:
    found = instance(body, vips=vips).unicast
    assert found is not None
    assert (found.ttl, found.check_source) == (ttl, check)


def test_unicast_check_is_taken_from_the_globals() -> None:
    before = "global_defs {\nvrrp_check_unicast_src\n}\n"
    found = instance("unicast_peer { 10.0.0.2 }", before=before).unicast
    assert found is not None
    assert found.check_source


@pytest.mark.parametrize(
    "body",
    [
        "unicast_peer {\n}",
        "unicast_src_ip 10.0.0.1",
        "unicast_src_ip nonsense",
        "check_unicast_src",
        "old_unicast_checksum",
        "unicast_peer {\nnonsense\n}",
    ],
)
def test_unicast_keyword_without_peers_falls_back_to_multicast(body: str) -> None:
    loaded = read(instance_text(body))
    assert messages(loaded.diagnostics)[-1] == DEPRECATED
    assert loaded.daemon.vrrp.instances[0].unicast is None
    assert loaded.status is None


def test_unicast_keyword_without_peers_stays_in_fault_where_asked_to() -> None:
    loaded = read(instance_text("unicast_fault_no_peer\nunicast_src_ip 10.0.0.1"))
    assert loaded.diagnostics == ()
    assert loaded.daemon.vrrp.instances[0].unicast_fault_no_peer


def test_unicast_fault_with_peers_has_no_effect() -> None:
    assert not instance("unicast_fault_no_peer\nunicast_peer { 10.0.0.2 }").unicast_fault_no_peer


def test_unicast_ttl_without_peers_is_ignored_with_a_report() -> None:
    loaded = read(instance_text("unicast_ttl 5"))
    (found,) = loaded.diagnostics
    assert found.message == "(V): Cannot use unicast_ttl without unicast peers - resetting"
    assert (found.prefix, found.line) == (Prefix.FILE, 8)
    assert loaded.daemon.vrrp.instances[0].unicast is None


def test_unicast_with_a_multicast_destination_ignores_it() -> None:
    loaded = read(instance_text("mcast_dst_ip 224.0.0.7\nunicast_peer { 10.0.0.2 }"))
    assert messages(loaded.diagnostics) == [
        "(V) multicast destination specified with unicast - ignoring"
    ]
    assert str(loaded.daemon.vrrp.instances[0].mcast_group) == "224.0.0.18"


def test_unicast_peer_twice_is_one() -> None:
    found = instance("unicast_peer {\n10.0.0.2\n10.0.0.2\n}").unicast
    assert found is not None
    assert len(found.peers) == 1


def test_source_is_the_last_one_given_and_tracked_only_if_there() -> None:
    found = instance("mcast_src_ip 10.0.0.1\nunicast_src_ip 10.0.0.2\ntrack_src_ip")
    assert (str(found.source), found.track_source) == ("10.0.0.2", True)
    assert not instance("track_src_ip").track_source
