"""One block to one instance: election, preemption, intervals, authentication."""

import pytest

from tests.support.configs import built, instance, instance_text, messages, read
from vipd.base.units import CENTISECOND, SECOND, seconds
from vipd.model.vrrp import ChecksumMode, InitialState


@pytest.mark.parametrize(
    "body, priority, state",
    [
        ("", 100, InitialState.BACKUP),
        ("state MASTER", 255, InitialState.MASTER),
        ("state MASTER\npriority 150", 150, InitialState.MASTER),
        ("priority 255", 255, InitialState.MASTER),
        ("state BACKUP\npriority 255", 255, InitialState.BACKUP),
        ("state MASTER\nstate BACKUP\npriority 9", 9, InitialState.MASTER),
        ("state BACKUP\nstate MASTER\npriority 9", 9, InitialState.MASTER),
        ("state NONSENSE", 100, InitialState.BACKUP),
        ("priority 0", 100, InitialState.BACKUP),
        ("state MASTER\npriority 300", 100, InitialState.MASTER),
    ],
)
def test_instance_priority_and_state_follow_from_each_other(
    body: str, priority: int, state: InitialState
) -> None:
    found = instance(body)
    assert (found.priority, found.initial_state) == (priority, state)


@pytest.mark.parametrize(
    "body, preempt, delay_s, timer",
    [
        ("", True, 0, None),
        ("preempt_delay 7.5", True, "7.5", None),
        ("nopreempt", False, 0, None),
        ("nopreempt\npreempt", True, 0, None),
        ("preempt\nnopreempt", False, 0, None),
        ("nopreempt\npreempt_delay 5", False, 0, None),
        ("nopreempt\ntimer_expired_backup", False, 0, 254),
        ("nopreempt\ntimer_expired_backup 9", False, 0, 9),
        ("timer_expired_backup 9", True, 0, None),
        ("nopreempt\npriority 255", True, 0, None),
        ("nopreempt\nstate MASTER\npriority 9", True, 0, None),
        ("preempt_delay 5\nstate MASTER\npriority 9", True, 0, None),
        ("preempt_delay 5\npriority 255", True, 5, None),
        ("preempt_delay x", True, 0, None),
    ],
)
def test_instance_preemption_options_that_contradict_are_cleared(
    body: str, preempt: bool, delay_s: int | str, timer: int | None
) -> None:
    found = instance(body)
    assert found.preempt is preempt
    assert found.preempt_delay == seconds(delay_s)
    assert found.timer_expired_backup == timer


@pytest.mark.parametrize(
    "body, expected",
    [
        ("", SECOND),
        ("advert_int 0.5", SECOND),
        ("advert_int 1.5", 2 * SECOND),
        ("advert_int 1.4", SECOND),
        ("advert_int 0.01", SECOND),
        ("advert_int 255", 255 * SECOND),
        ("version 3\nadvert_int 0.5", 50 * CENTISECOND),
        ("version 3\nadvert_int 0.014", CENTISECOND),
        ("version 3\nadvert_int 0.015", 2 * CENTISECOND),
        ("version 3\nadvert_int 41", 4_095 * CENTISECOND),
        ("advert_int 0", SECOND),
    ],
)
def test_instance_interval_is_rounded_to_what_the_version_carries(body: str, expected: int) -> None:
    assert instance(body).advert_int == expected


def test_instance_interval_that_is_rounded_is_reported() -> None:
    loaded = read(instance_text("advert_int 0.5"))
    assert messages(loaded.diagnostics) == [
        "(V) VRRPv2 advertisement interval 0.500000s must be an integer. rounding"
    ]


@pytest.mark.parametrize(
    "body, expected",
    [
        ("authentication {\nauth_type PASS\nauth_pass ab\n}", b"ab\0\0\0\0\0\0"),
        ("authentication {\nauth_type PASS\nauth_pass 123456789\n}", b"12345678"),
        ("authentication {\nauth_type PASS\nauth_pass é234567\n}", "é234567"[:7].encode()),
        ("authentication {\nauth_type PASS\n}", None),
        ('authentication {\nauth_type PASS\nauth_pass ""\n}', None),
        ("authentication {\nauth_pass ab\n}", None),
        ("authentication {\nauth_type NONE\nauth_pass ab\n}", None),
        ("version 3\nauthentication {\nauth_type PASS\nauth_pass ab\n}", None),
        (
            "authentication {\nauth_type PASS\n}\nauthentication {\nauth_pass xy\n}",
            b"xy\0\0\0\0\0\0",
        ),
    ],
)
def test_instance_password_has_eight_octets_or_is_none(body: str, expected: bytes | None) -> None:
    assert instance(body).auth_pass == expected


@pytest.mark.parametrize(
    "body, status",
    [
        ("vrrp_instance V {\ninterface eth0\nvirtual_ipaddress { 10.9.0.1 }\n}", 2),
        ("vrrp_instance V {\nvirtual_router_id 1\nvirtual_ipaddress { 10.9.0.1 }\n}", 2),
        ("vrrp_instance V {\ninterface eth0\nvirtual_router_id 1\n}", None),
        ("vrrp_instance V {\ninterface eth0\nvirtual_router_id 1\nversion 3\n}", 2),
        (
            "vrrp_instance V {\ninterface eth0\nvirtual_router_id 1\nversion 3\n"
            "no_virtual_ipaddress\n}",
            None,
        ),
        (
            "vrrp_instance V {\nvirtual_router_id 1\nunicast_peer { 10.0.0.2 }\n"
            "virtual_ipaddress { 10.9.0.1 dev eth0 }\n}",
            2,
        ),
        (
            "vrrp_instance V {\nvirtual_router_id 1\nunicast_src_ip 10.0.0.1\n"
            "unicast_peer { 10.0.0.2 }\nvirtual_ipaddress { 10.9.0.1 dev eth0 }\n}",
            None,
        ),
    ],
)
def test_instance_without_what_it_needs_refuses_the_start(body: str, status: int | None) -> None:
    loaded = read(body)
    assert loaded.status == status
    assert len(loaded.daemon.vrrp.instances) == (1 if status is None else 0)


def test_instance_without_interface_but_with_source_and_peers_has_an_empty_one() -> None:
    text = (
        "vrrp_instance V {\nvirtual_router_id 1\nunicast_src_ip 10.0.0.1\n"
        "unicast_peer { 10.0.0.2 }\nvirtual_ipaddress {\n10.9.0.1 dev eth0\n10.9.0.2\n}\n}"
    )
    loaded = read(text)
    (found,) = loaded.daemon.vrrp.instances
    assert found.interface == ""
    assert [str(vip.address) for vip in found.vips] == ["10.9.0.1"]
    assert messages(loaded.diagnostics) == ["(V): no interface for vip 10.9.0.2 - removing"]


@pytest.mark.parametrize(
    "body, mode",
    [
        ("", ChecksumMode.PSEUDO_HEADER),
        ("version 3", ChecksumMode.PSEUDO_HEADER),
        ("version 3\nv3_checksum_as_v2", ChecksumMode.PDU_ONLY),
        ("v3_checksum_as_v2", ChecksumMode.PSEUDO_HEADER),
        ("version 3\nunicast_peer { 10.0.0.2 }", ChecksumMode.AUTO),
        (
            "version 3\nold_unicast_checksum\nunicast_peer { 10.0.0.2 }",
            ChecksumMode.GROUP_PSEUDO_HEADER,
        ),
        (
            "version 3\nold_unicast_checksum never\nunicast_peer { 10.0.0.2 }",
            ChecksumMode.PSEUDO_HEADER,
        ),
    ],
)
def test_instance_checksum_depends_on_version_and_transport(body: str, mode: ChecksumMode) -> None:
    assert instance(body).checksum is mode


def test_instance_takes_globals_unless_it_says_otherwise() -> None:
    before = (
        "global_defs {\nvrrp_version 3\nvrrp_down_timer_adverts 5\nvrrp_lower_prio_no_advert\n"
        "vrrp_higher_prio_send_advert off\nvrrp_skip_check_adv_addr\nv3_checksum_as_v2\n"
        "vrrp_mcast_group4 224.0.0.99\nvrrp_rx_bufs_policy 4096\n}\n"
    )
    taken = instance(before=before)
    assert (taken.version, taken.down_timer_adverts, str(taken.mcast_group)) == (
        3,
        5,
        "224.0.0.99",
    )
    assert (taken.lower_prio_no_advert, taken.higher_prio_send_advert) == (True, False)
    assert (taken.skip_check_adv_addr, taken.checksum) == (True, ChecksumMode.PDU_ONLY)
    assert taken.rx_buf_size == 4096
    own = instance(
        "version 2\ndown_timer_adverts 4\nlower_prio_no_advert no\nhigher_prio_send_advert\n"
        "skip_check_adv_addr false\nv3_checksum_as_v2 off\nmcast_dst_ip 224.0.0.7\n"
        "kernel_rx_buf_size 1",
        before=before,
    )
    assert (own.version, own.down_timer_adverts, str(own.mcast_group)) == (2, 4, "224.0.0.7")
    assert (own.lower_prio_no_advert, own.higher_prio_send_advert) == (False, True)
    assert (own.skip_check_adv_addr, own.rx_buf_size) == (False, 1)


def test_instance_answers_before_it_yields_by_default() -> None:
    assert instance().higher_prio_send_advert


@pytest.mark.parametrize(
    "body, expected",
    [
        ("owner_ignore_adverts\npriority 255", True),
        ("owner_ignore_adverts off\npriority 255", False),
        ("priority 255", False),
        ("owner_ignore_adverts", False),
    ],
)
def test_instance_ignores_adverts_only_as_owner(body: str, expected: bool) -> None:
    assert instance(body).owner_ignore_adverts is expected


def test_instance_that_tracks_its_own_interface_is_told_so_another_is_not_built() -> None:
    loaded = read(instance_text("track_interface {\neth0\neth1\n}"))
    assert messages(loaded.diagnostics) == [
        "'track_interface eth1' is not supported yet",
        "(V) Ignoring track_interface eth0 since own interface",
    ]
    assert loaded.status == 2


@pytest.mark.parametrize(
    "body, vips, status",
    [
        ("authentication {\nauth_type AH\nauth_pass x\n}", "10.9.0.1", 2),
        ("authentication {\nauth_type AH\n}", "10.9.0.1", None),
        ("version 2\nauthentication {\nauth_type AH\nauth_pass x\n}", "fe80::1", None),
        ("authentication {\nauth_type AH\nauth_pass x\n}", "fe80::1", None),
    ],
)
def test_instance_with_ah_is_not_built_where_it_would_have_an_effect(
    body: str, vips: str, status: int | None
) -> None:
    loaded = read(instance_text(body, vips=vips))
    assert loaded.status == status
    assert len(loaded.diagnostics) == 1
    assert loaded.daemon.vrrp.instances[0].auth_pass is None


def test_built_instance_knows_where_its_keywords_stand() -> None:
    item = built(instance_text("priority 7"))
    assert (item.place("priority").line.number, item.place("version").line.number) == (4, 1)


def test_instance_garp_of_its_own_overrides_the_globals() -> None:
    found = instance(
        "garp_master_delay 1\ngarp_master_repeat 2\ngarp_master_refresh 3\n"
        "garp_master_refresh_repeat 4\ngarp_lower_prio_delay 6\ngarp_lower_prio_repeat 0"
    ).garp
    assert (found.delay, found.repeat, found.refresh) == (SECOND, 2, 3 * SECOND)
    assert (found.refresh_repeat, found.lower_prio_delay) == (4, 6 * SECOND)
    assert found.lower_prio_repeat == 0
