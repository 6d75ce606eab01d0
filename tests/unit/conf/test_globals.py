"""Defaults of the instances."""

import pytest

from tests.support.configs import instance
from vipd.base.units import SECOND


def _garp(*statements: str) -> tuple[int, ...]:
    found = instance(before="global_defs {\n" + "\n".join(statements) + "\n}\n").garp
    return (
        found.delay // SECOND,
        found.repeat,
        found.refresh // SECOND,
        found.refresh_repeat,
        found.lower_prio_delay // SECOND,
        found.lower_prio_repeat,
    )


@pytest.mark.parametrize(
    "statements, expected",
    [
        ((), (5, 5, 0, 1, 5, 5)),
        (("vrrp_garp_master_delay 0", "vrrp_garp_master_repeat 2"), (0, 2, 0, 1, 0, 2)),
        (("vrrp_garp_lower_prio_delay 3", "vrrp_garp_lower_prio_repeat 0"), (5, 5, 0, 1, 3, 0)),
        (("vrrp_garp_master_refresh 7", "vrrp_garp_master_refresh_repeat 2"), (5, 5, 7, 2, 5, 5)),
        (("vrrp_garp_master_refresh 7", "vrrp_garp_master_refresh x"), (5, 5, 0, 1, 5, 5)),
        (("vrrp_garp_master_repeat 0",), (5, 1, 0, 1, 5, 1)),
        (("vrrp_min_garp",), (0, 1, 0, 0, 0, 1)),
        (("vrrp_min_garp", "vrrp_min_garp off"), (0, 1, 0, 0, 0, 1)),
        (("vrrp_min_garp no",), (5, 5, 0, 1, 5, 5)),
        (
            ("vrrp_garp_master_repeat 5", "vrrp_min_garp", "vrrp_garp_master_refresh 7"),
            (0, 1, 7, 0, 0, 1),
        ),
        (("vrrp_min_garp", "vrrp_garp_master_repeat 3"), (0, 3, 0, 0, 0, 3)),
    ],
)
def test_garp_defaults_are_those_of_global_defs(
    statements: tuple[str, ...], expected: tuple[int, ...]
) -> None:
    assert _garp(*statements) == expected


@pytest.mark.parametrize(
    "policy, expected",
    [("MTU", None), ("advert", None), ("8192", 8192), ("0", None), ("x", None)],
)
def test_receive_buffer_of_a_policy_is_left_to_vipd(policy: str, expected: int | None) -> None:
    before = f"global_defs {{\nvrrp_rx_bufs_policy {policy}\n}}\n"
    assert instance(before=before).rx_buf_size == expected


def test_groups_of_both_families_can_be_changed() -> None:
    before = "global_defs {\nvrrp_mcast_group4 224.0.0.9\nvrrp_mcast_group6 ff02::9\n}\n"
    assert str(instance(before=before).mcast_group) == "224.0.0.9"
    assert str(instance(before=before, vips="fe80::1").mcast_group) == "ff02::9"
