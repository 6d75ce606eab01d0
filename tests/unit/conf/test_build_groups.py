"""Groups and links in the model."""

import pytest

from tests.support.configs import instance_text, messages, read
from vipd.base.units import SECOND, Duration
from vipd.conf.load import Loaded
from vipd.model.group import Linkbeat, LinkDelay, LinkMethod, TrackGroup

V = instance_text(name="V")
W = instance_text(name="W", vips="10.9.0.2").replace("51", "52")
OWNER = instance_text("priority 255", name="V")


def _said(loaded: Loaded) -> list[str]:
    return messages([d for d in loaded.diagnostics if d.code not in ("C901", "C466")])


def test_sync_group_has_its_members_in_order() -> None:
    loaded = read("vrrp_sync_group A {\ngroup {\nW\nV\n}\nsmtp_alert off\n}\n" + V + W)
    (group,) = loaded.daemon.vrrp.sync_groups
    assert (group.name, group.members, group.smtp_alert) == ("A", ("W", "V"), False)
    assert (group.tracking_weight, group.notify_priority_changes) == (False, None)
    assert _said(loaded) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", ["Sync group A has no members - removing"]),
        (
            "group {\n}",
            [
                "Warning - sync group A has empty group block",
                "Sync group A has no members - removing",
            ],
        ),
        (
            "group { X }",
            [
                "Virtual router X specified in sync group A doesn't exist - ignoring",
                "Sync group A, no matching virtual router found in group declaration - removing",
            ],
        ),
    ],
)
def test_sync_group_without_members_is_not_used(body: str, said: list[str]) -> None:
    loaded = read(f"vrrp_sync_group A {{\n{body}\n}}\n{V}")
    assert loaded.daemon.vrrp.sync_groups == ()
    assert _said(loaded) == said


def test_sync_group_with_one_member_is_odd_but_used() -> None:
    loaded = read("vrrp_sync_group A {\ngroup { V }\n}\n" + V)
    assert loaded.daemon.vrrp.sync_groups[0].members == ("V",)
    text = "Sync group A has only 1 virtual router(s) - this probably isn't what you want"
    assert _said(loaded) == [text]


def test_instance_is_in_the_first_of_its_groups() -> None:
    groups = "vrrp_sync_group A {\ngroup { V W }\n}\nvrrp_sync_group B {\ngroup { W X }\n}\n"
    third = instance_text(name="X", vips="10.9.0.3").replace("51", "53")
    loaded = read(groups + V + W + third)
    assert [g.members for g in loaded.daemon.vrrp.sync_groups] == [("V", "W"), ("X",)]
    text = "Virtual router W cannot exist in more than one sync group; ignoring B"
    assert text in _said(loaded)


def test_second_member_list_is_ignored_and_the_block_goes_on() -> None:
    body = "group { V W }\ngroup { X }\nsync_group_tracking_weight"
    loaded = read(f"vrrp_sync_group A {{\n{body}\n}}\n{V}{W}")
    (group,) = loaded.daemon.vrrp.sync_groups
    assert (group.members, group.tracking_weight) == (("V", "W"), True)
    assert _said(loaded) == ["Group list already specified for sync group A"]


def test_members_of_a_sync_group_track_without_weights() -> None:
    tracker = instance_text("track_interface {\neth1 weight 5\n}", name="V")
    group = "vrrp_sync_group A {\ngroup { V W }\n%s\n}\n"
    loaded = read(group % "" + tracker + W)
    assert "(V) ignoring eth1 tracked interface weight due to SYNC group" in _said(loaded)
    assert _said(read(group % "sync_group_tracking_weight" + tracker + W)) == []
    dropped = next(d for d in loaded.diagnostics if d.code == "C433")
    shown = (group % "" + tracker).splitlines()
    assert shown[dropped.line - 1] == "eth1 weight 5"
    assert "sync_group_tracking_weight" in dropped.fix


def test_sync_group_with_the_owner_tracks_without_weights() -> None:
    body = "group { V W }\ntrack_interface {\neth1 weight 5\n}"
    loaded = read(f"vrrp_sync_group A {{\n{body}\n}}\n{OWNER}{W}")
    (tracked,) = loaded.daemon.vrrp.sync_groups[0].tracking.interfaces
    assert (tracked.name, tracked.weight) == ("eth1", 0)
    text = "(A) Cannot have weighted track interface 'eth1' with member having priority 255"
    assert _said(loaded) == [f"{text} - clearing weight"]
    assert next(d.line for d in loaded.diagnostics if d.code == "C433") == 4


def test_interface_of_a_member_need_not_be_tracked_by_its_group() -> None:
    body = "group { V W }\ntrack_interface {\neth0\n}"
    said = _said(read(f"vrrp_sync_group A {{\n{body}\n}}\n{V}{W}"))
    end = "is configured on VRRP instance and sync group. Remove vrrp instance or sync group config"
    assert said == [f"({name}) track_interface eth0 {end}" for name in ("V", "W")]


def test_track_group_keeps_the_members_that_exist() -> None:
    loaded = read("track_group G {\ngroup { V X V }\n}\n" + V)
    assert loaded.daemon.vrrp.statics.track_groups == (TrackGroup("G", ("V",)),)
    loaded = read("track_group G {\n}\n")
    assert loaded.daemon.vrrp.statics.track_groups == ()
    assert _said(loaded) == ["Static track group G has no members - removing"]


def test_garp_group_shares_a_budget_between_interfaces() -> None:
    loaded = read(
        "global_defs {\nvrrp_gna_interval 2\n}\n"
        "garp_group {\ngarp_interval 0.5\ninterface eth0\ninterfaces { eth1 eth2 }\n}\n"
    )
    (group,) = loaded.daemon.vrrp.garp_groups
    assert group.interfaces == ("eth0", "eth1", "eth2")
    assert (group.garp_interval, group.gna_interval) == (SECOND // 2, 0)


def test_interface_of_an_instance_without_a_garp_group_has_the_global_intervals() -> None:
    body = "virtual_ipaddress_excluded {\n10.9.0.2\n10.9.0.3 dev eth2\n10.9.0.4 dev eth3\n}"
    found = read(
        "global_defs {\nvrrp_garp_interval 2\n}\ngarp_group {\ngna_interval 1\ninterface eth3\n}\n"
        + instance_text(body)
    ).daemon.vrrp.garp_groups
    assert [group.interfaces for group in found] == [("eth3",), ("eth0",), ("eth2",)]
    assert [group.garp_interval for group in found] == [0, 2 * SECOND, 2 * SECOND]


def test_interface_is_in_the_first_of_its_garp_groups() -> None:
    block = "garp_group {\ngarp_interval 1\ninterfaces { eth0 %s }\n}\n"
    loaded = read(block % "" + block % "eth1 eth1")
    assert [g.interfaces for g in loaded.daemon.vrrp.garp_groups] == [("eth0",), ("eth1",)]
    assert _said(loaded) == [
        "garp_group already specified for eth0 - ignoring",
        "garp_group already specified for eth1 - ignoring",
    ]


def test_garp_group_without_interval_leaves_its_interfaces_free() -> None:
    loaded = read(
        "garp_group {\ninterface eth0\n}\ngarp_group {\ngarp_interval 1\ninterface eth0\n}\n"
    )
    assert [g.interfaces for g in loaded.daemon.vrrp.garp_groups] == [("eth0",)]
    assert _said(loaded) == ["garp group 0 does not have any delay set - removing"]


def test_linkbeat_of_an_interface_is_that_of_its_last_line() -> None:
    loaded = read(
        "linkbeat_interfaces {\neth0 MII\neth1\n}\nlinkbeat_use_polling\n"
        + instance_text("linkbeat_use_polling")
    )
    vrrp = loaded.daemon.vrrp
    assert vrrp.linkbeats == (
        Linkbeat("eth0", LinkMethod.MII),
        Linkbeat("eth1", LinkMethod.BEST),
    )
    assert vrrp.linkbeat_all


def test_link_delay_ends_before_the_peers_take_over() -> None:
    loaded = read("interface_up_down_delays {\neth0 5 4\neth1 5\neth1 6 1\n}\n" + V)
    reduced = Duration(2 * SECOND - SECOND // 256)
    assert loaded.daemon.vrrp.link_delays == (
        LinkDelay(interface="eth0", down=reduced, up=Duration(4 * SECOND)),
        LinkDelay(interface="eth1", down=Duration(6 * SECOND), up=SECOND),
    )
    (found,) = [d for d in loaded.diagnostics if d.code == "C466"]
    assert found.message.startswith("V: interface eth0 debounce timer(s)")
    assert found.line == 2


@pytest.mark.parametrize(
    "common, group, own, expected",
    [
        ("on", "", "", True),
        ("on", "off", "", False),
        ("off", "on", "", True),
        ("off", "on", "off", False),
    ],
)
def test_priority_changes_are_notified_as_instance_or_group_or_globals_say(
    common: str, group: str, own: str, expected: bool
) -> None:
    def line(value: str) -> str:
        return f"notify_priority_changes {value}\n" if value else ""

    loaded = read(
        f"global_defs {{\nvrrp_{line(common)}}}\n"
        + instance_text(line(own), name="V")
        + W
        + f"vrrp_sync_group A {{\ngroup {{\nV\nW\n}}\n{line(group)}}}\n"
    )
    assert loaded.daemon.vrrp.instances[0].priority_changes is expected


def test_sync_group_without_smtp_alert_mails_as_the_globals_say() -> None:
    groups = "vrrp_sync_group A {\ngroup {\nV\nW\n}\n}\n"
    for word in ("on", "off"):
        loaded = read(f"global_defs {{\nsmtp_alert {word}\n}}\n" + V + W + groups)
        assert loaded.daemon.vrrp.sync_groups[0].smtp_alert is (word == "on")
