"""Instances beyond the election: interfaces of their own, signatures, strict mode, scripts."""

import pytest

from tests.support.configs import MAIN, MemoryFiles, built, instance_text, messages, read
from vipd.base.units import SECOND, Duration
from vipd.conf.load import Loaded, load
from vipd.model.link import Hmac, HmacKey, HmacMode, Ipvlan, IpvlanMode, Vmac
from vipd.model.vrrp import Instance

KEY = "k" * 32


def _only(text: str) -> Instance:
    return built(text).instance


def _said(loaded: Loaded) -> list[str]:
    return [d.message for d in loaded.diagnostics if d.code != "C901"]


@pytest.mark.parametrize(
    ("line", "link"),
    [
        ("use_vmac", Vmac(name="vrrp.51")),
        ("use_vmac name mac0 netlink_notify_msg", Vmac(name="mac0", netlink_notify=True)),
        ("use_vmac 02:00:00:00:00", Vmac(name="vrrp.51", mac=b"\x02\0\0\0\0\x33")),
        ("use_vmac\nvmac_xmit_base", Vmac(name="vrrp.51", xmit_base=True)),
        ("use_vmac\nunicast_peer { 10.0.0.2 }", Vmac(name="vrrp.51", xmit_base=True)),
        ("use_vmac a\nuse_vmac group 5", Vmac(name="a", group="5")),
        (
            "use_ipvlan v 10.0.0.9/24 vepa",
            Ipvlan(name="v", address="10.0.0.9/24", mode=IpvlanMode.VEPA),
        ),
        ("", None),
    ],
)
def test_interface_of_an_instance_follows_its_words(line: str, link: Vmac | Ipvlan | None) -> None:
    assert _only(instance_text(line)).link == link


def test_vmac_prefix_begins_the_names_that_are_not_given() -> None:
    text = "global_defs {\nvmac_prefix mine\n}\n" + instance_text("use_vmac")
    assert _only(text).link == Vmac(name="mine.51")


def test_name_of_an_interface_that_another_instance_creates_is_not_used() -> None:
    text = instance_text("use_vmac one", name="A").replace("eth0", "eth1")
    loaded = read(text + instance_text("use_vmac one", name="B"))
    assert _said(loaded) == ["(B) VRRP instance A is already using one - ignoring name"]
    assert loaded.daemon.vrrp.instances[1].link == Vmac(name="vrrp.51")


def test_signatures_reach_the_model_with_the_window_of_three_intervals() -> None:
    lines = f"advert_int 4\nauth_hmac {{\nkey 2 hex:{'0a' * 32}\nkey 1 {KEY}\nactive_key 1\n}}"
    assert _only(instance_text(lines)).hmac == Hmac(
        keys=(HmacKey(number=2, octets=b"\n" * 32), HmacKey(number=1, octets=KEY.encode())),
        active=1,
        window=Duration(12 * SECOND),
        mode=HmacMode.ENFORCE,
    )


def test_signatures_without_their_active_key_are_off() -> None:
    loaded = read(instance_text(f"auth_hmac {{\nkey 1 {KEY}\n}}"))
    assert _said(loaded) == [
        "(V) auth_hmac active_key 0 is not defined, disabling extension",
    ]
    assert loaded.daemon.vrrp.instances[0].hmac is None


def test_monotonic_signatures_have_no_window() -> None:
    lines = f"auth_hmac {{\nkey 1 {KEY}\nactive_key 1\nanti_replay monotonic\n}}"
    hmac = _only(instance_text(lines)).hmac
    assert hmac is not None
    assert hmac.window is None


def test_strict_mode_resets_what_the_rfc_does_not_allow() -> None:
    lines = "strict_mode\npreempt_delay 5\ndown_timer_adverts 4\ngarp_lower_prio_repeat 2\n"
    loaded = read(instance_text(lines + "higher_prio_send_advert\nlower_prio_no_advert off"))
    (instance,) = loaded.daemon.vrrp.instances
    assert _said(loaded) == [
        "(V) preempt_delay is incompatible with strict mode - resetting",
        "(V) down_timer_adverts is incompatible with strict mode - resetting",
        "(V) Strict mode requires no repeat garps. resetting",
        "(V) Strict mode requires no lower priority advert. resetting",
        "(V) strict mode requires higher_prio_send_advert to be clear. resetting",
    ]
    assert (instance.preempt_delay, instance.down_timer_adverts) == (0, 3)
    assert (instance.garp.lower_prio_delay, instance.garp.lower_prio_repeat) == (0, 0)
    assert (instance.lower_prio_no_advert, instance.higher_prio_send_advert) == (True, False)
    assert (instance.strict, instance.accept) == (True, False)


def test_strict_mode_with_peers_refuses_the_start() -> None:
    loaded = read(instance_text("strict_mode\nunicast_peer { 10.0.0.2 }"))
    assert _said(loaded) == ["(V) Unicast peers are not supported in strict mode"]
    assert loaded.status == 2


@pytest.mark.parametrize(
    ("lines", "accept"),
    [
        ("", True),
        ("no_accept", False),
        ("no_accept\naccept", True),
        ("no_accept\npriority 255", True),
        ("strict_mode\nversion 3\naccept", True),
        ("strict_mode\naccept", False),
    ],
)
def test_packets_for_the_addresses_are_accepted_as_the_last_line_says(
    lines: str, accept: bool
) -> None:
    assert _only(instance_text(lines)).accept is accept


def test_authentication_header_takes_the_place_of_the_plain_password() -> None:
    lines = "state MASTER\npriority 150\nauthentication {\nauth_type AH\nauth_pass secret\n}"
    loaded = read(instance_text(lines))
    (instance,) = loaded.daemon.vrrp.instances
    assert (instance.auth_pass, instance.auth_header) == (None, b"secret\0\0")
    assert _said(loaded) == [
        "(V) Initial state master is incompatible with AH authentication - clearing"
    ]


def test_settings_of_the_daemon_are_taken_over_where_the_instance_says_nothing() -> None:
    text = (
        "global_defs {\nsmtp_alert\nvrrp_notify_priority_changes\nvrrp_garp_extra_if all 60\n"
        "vrrp_strict off\n}\n"
    )
    instance = _only(text + instance_text())
    assert (instance.smtp_alert, instance.priority_changes) == (True, True)
    assert (instance.extra_interfaces, instance.extra_everywhere) == (60 * SECOND, True)
    own = _only(text + instance_text("smtp_alert off\ngarp_extra_if 0"))
    assert (own.smtp_alert, own.extra_interfaces) == (False, 0)


def test_vrf_is_for_unicast_without_interface_only() -> None:
    loaded = read(instance_text("vrf red"))
    assert _said(loaded) == ["(V) Cannot specify VRF interface and interface - ignoring"]
    text = instance_text("vrf red\nunicast_src_ip 10.0.0.1\nunicast_peer { 10.0.0.2 }")
    text = text.replace("interface eth0", "").replace("10.9.0.1", "10.9.0.1 dev eth0")
    assert _only(text).vrf == "red"


@pytest.mark.parametrize(("group", "known"), [("servers", True), ("default", True), ("x", False)])
def test_link_group_is_a_name_of_the_system(group: str, *, known: bool) -> None:
    text = instance_text(f"use_vmac v group {group}")
    content = {MAIN: text.encode(), "/etc/iproute2/group": b"5 servers\n"}
    loaded = load(MAIN, MemoryFiles(content), config_id="")
    assert (f"VMAC group {group} not found" in messages(loaded.diagnostics)) is not known
    (built,) = loaded.built
    assert built.instance.link == Vmac(name="v", group=group if known else None)
