"""Interfaces that are looked for on the host."""

import pytest

from tests.support.configs import MAIN, files, instance_text, messages, read
from tools.judgement import GivenHost
from vipd.conf.diag import config_test_status
from vipd.conf.host import InterfaceFacts, check_host, with_host
from vipd.conf.load import load
from vipd.model.link import LinkKind

HOST = (InterfaceFacts(name="eth0"),)
FATAL = "Non-existent interface specified in configuration"


def _found(text: str) -> tuple[list[str], int]:
    loaded = read(text, testing=True)
    dynamic = loaded.daemon.vrrp.dynamic_interfaces
    found = check_host(loaded.built, HOST, dynamic=dynamic, needs=loaded.needs)
    return messages(found), config_test_status(found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "static_ipaddress {\n10.0.0.1/24 dev x\n}",
            "WARNING - interface x for ip address 10.0.0.1/24 doesn't exist",
        ),
        (
            "static_routes {\n10.0.0.0/8 dev x\n}",
            "WARNING - interface x for VROUTE nexthop doesn't exist",
        ),
        (
            "static_routes {\n10.0.0.0/8 nexthop dev x\n}",
            "WARNING - interface x for VROUTE nexthop doesn't exist",
        ),
        (
            "static_rules {\noif x table 5 priority 1\n}",
            "WARNING - interface x for rule doesn't exist",
        ),
        (
            instance_text("virtual_rules {\niif x table 5 priority 1\n}"),
            "WARNING - interface x for rule doesn't exist",
        ),
        (
            instance_text("track_interface {\nx\n}"),
            "(V) tracked interface x doesn't exist",
        ),
        (
            "vrrp_sync_group A {\ntrack_interface {\nx\n}\n}",
            "(A) tracked interface x doesn't exist",
        ),
        (
            "garp_group {\ngarp_interval 1\ninterface x\n}",
            "WARNING - interface x specified for garp_group doesn't exist",
        ),
    ],
)
def test_missing_interface_ends_the_daemon(text: str, said: str) -> None:
    assert _found(text) == ([said, FATAL], 5)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "linkbeat_interfaces {\nx\n}",
            "unknown interface x specified for linkbeat interface",
        ),
        (
            "interface_up_down_delays {\nx 1\n}",
            "unknown interface x specified for up/down delay",
        ),
    ],
)
def test_missing_interface_of_a_link_setting_fails_the_test_only(text: str, said: str) -> None:
    assert _found(text) == ([said], 4)


def test_option_of_a_missing_link_is_not_looked_at() -> None:
    loaded = read("linkbeat_interfaces {\nx JUNK\neth0 JUNK\n}", testing=True)
    here = check_host(loaded.built, HOST, dynamic=False, needs=loaded.needs)
    assert messages(with_host(loaded.diagnostics, here))[1:] == [
        "unknown interface x specified for linkbeat interface",
        "extra characters JUNK in linkbeat interface",
    ]


def test_scripts_are_not_judged_where_an_interface_is_missing() -> None:
    text = "vrrp_script s {\nscript /usr/bin/true\n}\n" + instance_text("track_script {\ns\n}")
    host = GivenHost({"scripts": ["/usr/bin/true"]})
    loaded = load(MAIN, files(text), config_id="", testing=True, scripts=host)
    assert config_test_status(loaded.diagnostics) == 6
    here = check_host(loaded.built, (), dynamic=False, needs=loaded.needs)
    assert config_test_status(with_host(loaded.diagnostics, here)) == 5


def test_interface_that_another_line_replaces_must_be_there_too() -> None:
    said = "WARNING - interface x for vrrp_instance V doesn't exist"
    assert _found(instance_text("interface x\ninterface eth0")) == ([said, FATAL], 5)


def test_static_address_without_any_interface_cannot_be() -> None:
    text = "global_defs {\ndefault_interface x\n}\nstatic_ipaddress {\n10.0.0.1\n}"
    said = "Static address 10.0.0.1 requires either an interface or default interface must exist"
    assert _found(text) == ([said, FATAL], 4)


def test_missing_vrf_is_reported_and_the_daemon_starts() -> None:
    text = "static_routes {\n10.0.0.0/8 dev eth0 vrf x\n}"
    assert _found(text) == (["VRF x not found for route"], 5)


VRF = InterfaceFacts(name="x", kind=LinkKind.VRF)
VMAC = InterfaceFacts(name="x", kind=LinkKind.VMAC)
IPVLAN = InterfaceFacts(name="x", kind=LinkKind.IPVLAN)
OTHER = InterfaceFacts(name="x")


@pytest.mark.parametrize(
    ("text", "fit", "unfit", "said"),
    [
        (
            "static_routes {\n10.0.0.0/8 dev eth0 vrf x\n}",
            VRF,
            (VMAC, OTHER),
            "Route specified VRF x is not a VRF",
        ),
        (
            instance_text("use_vmac x"),
            VMAC,
            (VRF, IPVLAN, OTHER),
            "(V) interface x already exists and is not a private macvlan; ignoring vmac if_name",
        ),
        (
            instance_text("use_ipvlan x 10.0.0.1/24"),
            IPVLAN,
            (VRF, VMAC, OTHER),
            "(V) interface x already exists and is not an l2 ipvlan; ignoring ipvlan if_name",
        ),
    ],
)
def test_interface_of_another_kind_than_asked_for_is_reported(
    text: str, fit: InterfaceFacts, unfit: tuple[InterfaceFacts, ...], said: str
) -> None:
    loaded = read(text)

    def found(facts: InterfaceFacts) -> list[str]:
        here = (*HOST, facts)
        return messages(check_host(loaded.built, here, dynamic=False, needs=loaded.needs))

    assert found(fit) == []
    assert [found(facts) for facts in unfit] == [[said]] * len(unfit)


@pytest.mark.parametrize("body", ["use_vmac x", "use_ipvlan x 10.0.0.1/24"])
def test_interface_that_is_to_be_made_need_not_be_there(body: str) -> None:
    assert _found(instance_text(body)) == ([], 0)


def test_missing_interface_is_waited_for_where_interfaces_may_come_later() -> None:
    text = "global_defs {\ndynamic_interfaces\n}\nstatic_routes {\n10.0.0.0/8 dev x\n}"
    assert _found(text) == (["interface x doesn't exist yet"], 0)
