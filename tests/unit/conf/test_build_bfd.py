"""BFD sessions."""

from ipaddress import ip_address

import pytest

from tests.support.configs import instance_text, messages, phrases, read
from vipd.base.units import Duration
from vipd.model.bfd import Audience, Session


def _text(body: str, name: str = "b") -> str:
    return f"bfd_instance {name} {{\n{body}\n}}\n"


def _session(body: str) -> Session:
    (only,) = read(_text(body)).daemon.bfd.sessions
    return only


def _said(text: str) -> list[str]:
    """Return what is said, but for what is not built."""
    return [d.message for d in read(text, testing=True).diagnostics if d.code != "C901"]


def test_session_without_settings_has_the_defaults_of_its_family() -> None:
    found = _session("neighbor_ip 192.0.2.1")
    assert found == Session(
        name="b",
        neighbor=ip_address("192.0.2.1"),
        source=None,
        min_rx=Duration(10_000_000),
        min_tx=Duration(10_000_000),
        idle_tx=Duration(1_000_000_000),
        multiplier=5,
        passive=False,
        ttl=255,
        max_hops=0,
        multihop=False,
        weight=0,
        reverse=False,
        audience=Audience.BOTH,
    )
    assert _session("neighbour_ip 2001:db8::1").ttl == 64


@pytest.mark.parametrize(
    "body, audience",
    [
        ("vrrp", Audience.VRRP),
        ("checker", Audience.CHECKER),
        ("vrrp\nchecker", Audience.BOTH),
    ],
)
def test_session_tells_whom_it_names(body: str, audience: Audience) -> None:
    assert _session(f"neighbor_ip 192.0.2.1\n{body}").audience is audience


def test_session_accepts_no_more_hops_than_its_ttl() -> None:
    text = _text("neighbor_ip 192.0.2.1\nttl 5\nmax_hops 10")
    (found,) = read(text).daemon.bfd.sessions
    assert found.max_hops == 5
    assert _said(text) == [
        "BFD instance b: max_hops exceeds ttl/hoplimit - setting to ttl/hoplimit"
    ]
    assert _session("neighbor_ip 192.0.2.1\nmax_hops -1").max_hops == 255


@pytest.mark.parametrize(
    "body, fault",
    [
        ("", "has no neighbor address set, disabling instance"),
        ("neighbor_ip foo", "has malformed neighbor address foo, ignoring instance"),
        (
            "neighbor_ip 192.0.2.1\nsource_ip 2001:db8::1",
            "source address 2001:db8::1 and neighbor address 192.0.2.1 are not of the same family,"
            " disabling instance",
        ),
    ],
)
def test_session_without_usable_addresses_is_dropped(body: str, fault: str) -> None:
    assert read(_text(body)).daemon.bfd.sessions == ()
    assert _said(_text(body)) == [f"Configuration error: BFD instance b {fault}"]


def test_session_with_a_malformed_neighbour_is_dropped_whatever_follows() -> None:
    text = _text("neighbor_ip foo\nneighbor_ip 192.0.2.1")
    assert read(text).daemon.bfd.sessions == ()


@pytest.mark.parametrize(
    "one, other, count",
    [
        ("", "", 1),
        ("multihop", "", 2),
        ("source_ip 192.0.2.2", "", 1),
        ("source_ip 192.0.2.2", "source_ip 192.0.2.2", 1),
        ("source_ip 192.0.2.2", "source_ip 192.0.2.3", 2),
    ],
)
def test_sessions_with_one_neighbour_must_be_told_apart(one: str, other: str, count: int) -> None:
    text = _text(f"neighbor_ip 192.0.2.1\n{one}", "a") + _text(f"neighbor_ip 192.0.2.1\n{other}")
    assert len(read(text).daemon.bfd.sessions) == count
    dropped = "BFD instance b has duplicate neighbor address 192.0.2.1, ignoring instance"
    assert (f"Configuration error: {dropped}" in _said(text)) is (count == 1)


def test_session_is_reported_where_its_block_ends() -> None:
    assert phrases(read(_text("source_ip 192.0.2.1"), testing=True))[-1].startswith(
        "(a.conf: Line 3) Configuration error"
    )


def test_name_of_a_session_is_used_once() -> None:
    text = _text("neighbor_ip 192.0.2.1") + _text("neighbor_ip 192.0.2.2\ntypo")
    loaded = read(text)
    assert [str(s.neighbor) for s in loaded.daemon.bfd.sessions] == ["192.0.2.1"]
    assert "Unknown keyword 'typo'" not in messages(loaded.diagnostics)


@pytest.mark.parametrize(
    ("audience", "known"), [("", True), ("vrrp", True), ("checker", False), ("checker\nvrrp", True)]
)
def test_session_for_the_checkers_alone_is_no_tracker_of_instances(
    audience: str, *, known: bool
) -> None:
    text = _text(f"neighbor_ip 192.0.2.1\n{audience}") + instance_text("track_bfd {\nb\n}")
    said = "(V) track bfd b not found, ignoring..."
    assert (said in messages(read(text).diagnostics)) is not known
