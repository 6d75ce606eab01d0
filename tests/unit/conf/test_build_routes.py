"""Routes, rules and static addresses in the model."""

from ipaddress import ip_address

from tests.support.configs import instance_text, messages, read
from vipd.conf.load import Loaded

GROUP = "track_group G {\ngroup { V }\n}\n"
V = instance_text(name="V")


def _said(loaded: Loaded) -> list[str]:
    return messages([d for d in loaded.diagnostics if d.code != "C901"])


def test_instance_owns_its_routes_and_rules() -> None:
    loaded = read(
        instance_text(
            "virtual_routes {\n10.0.0.0/8 dev eth0\n}\n"
            "virtual_rules {\nfrom 10.0.0.0/8 table 5 priority 7\n}"
        )
    )
    (instance,) = loaded.daemon.vrrp.instances
    assert [route.interface for route in instance.routes] == ["eth0"]
    assert [rule.preference for rule in instance.rules] == [7]
    assert _said(loaded) == []


def test_missing_preferences_count_down_in_each_family_over_all_blocks() -> None:
    rules = "from 10.0.0.0/8 table 4\nfrom ::/0 table 4\nfrom 10.0.0.0/8 table 4 priority 9"
    loaded = read(
        instance_text(f"virtual_rules {{\n{rules}\n}}")
        + "static_rules {\nto 10.0.0.0/8 table 6\n}\n"
    )
    vrrp = loaded.daemon.vrrp
    assert [rule.preference for rule in vrrp.instances[0].rules] == [16384, 16384, 9]
    assert [static.rule.preference for static in vrrp.statics.rules] == [16383]
    text = (
        "Rule has no preference specified - setting to 16383. This is probably not what you want."
    )
    assert _said(loaded)[-1] == text


def test_static_objects_name_a_track_group_before_them() -> None:
    objects = (
        "static_ipaddress {\n10.0.0.1/24 dev eth1 track_group G\n}\n"
        "static_routes {\n10.0.0.0/8 dev eth1 track_group G\n}\n"
        "static_rules {\niif eth1 table 5 priority 1 track_group G\n}\n"
    )
    statics = read(GROUP + objects + V).daemon.vrrp.statics
    found = (statics.addresses[0], statics.routes[0], statics.rules[0])
    assert [static.track_group for static in found] == ["G", "G", "G"]
    loaded = read(objects + GROUP + V)
    assert loaded.daemon.vrrp.statics.addresses[0].track_group is None
    assert _said(loaded) == ["track_group G not found"] * 3


def test_static_address_names_one_track_group() -> None:
    line = "10.0.0.1 dev eth1 track_group G track_group G"
    loaded = read(GROUP + f"static_ipaddress {{\n{line}\n}}\n" + V)
    assert loaded.daemon.vrrp.statics.addresses[0].track_group == "G"
    assert _said(loaded) == ["track_group G is a duplicate"]


def test_static_address_without_device_is_on_the_default_interface() -> None:
    line = "static_ipaddress {\n10.0.0.1/24\n}\n"
    (static,) = read(
        "global_defs {\ndefault_interface eth7\n}\n" + line
    ).daemon.vrrp.statics.addresses
    assert (static.address.interface, static.address.prefix_len) == ("eth7", 24)
    assert static.address.address == ip_address("10.0.0.1")
    (static,) = read(line).daemon.vrrp.statics.addresses
    assert static.address.interface == "eth0"


def test_static_address_cannot_be_on_a_vmac() -> None:
    loaded = read("static_ipaddress {\n10.0.0.1 dev eth1 use_vmac\n}\n")
    text = "Unknown configuration entry 'use_vmac' for ip address - ignoring"
    assert _said(loaded) == [text]
