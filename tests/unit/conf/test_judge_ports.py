"""Ports of the servers of services and groups, and families of groups."""

import pytest

from tests.support.configs import read
from vipd.base.addr import Family
from vipd.model import lvs as model

GROUPS = """virtual_server_group a {
192.0.2.10 80
192.0.2.20-29 81
}
virtual_server_group m {
fwmark 1
}
virtual_server_group am {
192.0.2.10 80
fwmark 1
}
virtual_server_group six {
2001:db8::1 80
}
virtual_server_group both {
192.0.2.10 80
2001:db8::1 80
}
"""


def _text(header: str, servers: str, method: str) -> str:
    usual = "" if header.startswith("fwmark") or header == "group m" else "protocol TCP\n"
    return (
        f"{GROUPS}virtual_server {header} {{\n{usual}lb_algo rr\nlb_kind {method}\n{servers}\n}}\n"
    )


def _server(port: str, address: str = "192.0.2.2") -> str:
    return f"real_server {address} {port} {{\n}}\n"


def _said(text: str) -> list[str]:
    """Return what is said, but for what is not built."""
    return [d.message for d in read(text, testing=True).diagnostics if d.code != "C901"]


def _service(text: str) -> model.VirtualServer:
    (only,) = read(text).daemon.lvs.virtual_servers
    return only


@pytest.mark.parametrize(
    "header, port, method, found, said",
    [
        ("192.0.2.1 80", "", "DR", 80, []),
        ("192.0.2.1 80", "81", "NAT", 81, []),
        (
            "192.0.2.1 80",
            "81",
            "DR",
            80,
            [
                "WARNING - virtual server [192.0.2.1]:tcp:80 and real server [192.0.2.2]:tcp:81"
                " ports don't match - resetting"
            ],
        ),
        ("fwmark 1", "81", "NAT", 81, []),
        (
            "fwmark 1",
            "81",
            "TUN",
            0,
            [
                "WARNING - fwmark virtual server FWM 1, real server [192.0.2.2]:none:81 has port"
                " specified - clearing"
            ],
        ),
        (
            "group m",
            "81",
            "DR",
            81,
            [
                "WARNING - fwmark virtual server [m]:0, real server [192.0.2.2]:none:81 has port"
                " specified - port will be ignored"
            ],
        ),
        (
            "group a",
            "80",
            "DR",
            80,
            [
                "virtual server [a]:0:[192.0.2.20-192.0.2.29,81] and real server"
                " [192.0.2.2]:tcp:80 ports don't match"
            ],
        ),
        (
            "group am",
            "81",
            "DR",
            81,
            [
                "WARNING - fwmark virtual server [am]:0, real server [192.0.2.2]:tcp:81 has port"
                " specified - port will be ignored",
                "virtual server [am]:0:[192.0.2.10,80] and real server [192.0.2.2]:tcp:81"
                " ports don't match",
            ],
        ),
    ],
)
def test_real_server_has_the_port_that_packets_keep(
    header: str, port: str, method: str, found: int, said: list[str]
) -> None:
    text = _text(header, _server(port), method)
    assert _service(text).real_servers[0].port == found
    assert _said(text) == said


@pytest.mark.parametrize(
    "header, port, method, found, said",
    [
        ("192.0.2.1 80", "", "DR", 80, []),
        ("192.0.2.1 80", "81", "NAT", 81, []),
        (
            "192.0.2.1 80",
            "81",
            "DR",
            80,
            ["virtual server [192.0.2.1]:tcp:80 and sorry server ports don't match - resetting"],
        ),
        (
            "fwmark 1",
            "81",
            "DR",
            0,
            ["virtual server FWM 1, sorry server has port specified - clearing"],
        ),
        (
            "group am",
            "80",
            "DR",
            80,
            [
                "fwmark virtual server [am]:0, sorry server has port specified"
                " - port will be ignored"
            ],
        ),
        (
            "group a",
            "80",
            "DR",
            80,
            ["virtual server [a]:0, sorry server has port specified - port will be ignored"],
        ),
        ("group six", "80", "TUN", 80, []),
    ],
)
def test_sorry_server_has_the_port_that_packets_keep(
    header: str, port: str, method: str, found: int, said: list[str]
) -> None:
    text = _text(header, f"sorry_server 192.0.2.9 {port}\n{_server('')}", method)
    sorry = _service(text).sorry_server
    assert sorry is not None
    assert sorry.port == found
    assert _said(text) == [f"WARNING - {message}" for message in said]


def test_group_keeps_its_usable_entries() -> None:
    found = read(f"{GROUPS}virtual_server_group x {{\nfoo\n}}\n").daemon.lvs.groups
    assert [(g.name, len(g.ranges), len(g.marks)) for g in found] == [
        ("a", 2, 0),
        ("m", 0, 1),
        ("am", 1, 1),
        ("six", 1, 0),
        ("both", 2, 0),
    ]


@pytest.mark.parametrize(
    "body, fault",
    [
        ("", "has no entries - removing"),
        (
            "192.0.2.1 80\n2001:db8::1 80\nfwmark 1",
            "cannot have IPv4, IPv6 and fwmark without family - removing",
        ),
    ],
)
def test_group_that_means_nothing_is_removed(body: str, fault: str) -> None:
    text = f"virtual_server_group g {{\n{body}\n}}\n"
    assert read(text).daemon.lvs.groups == ()
    assert _said(text)[-1] == f"virtual server group g {fault}"


@pytest.mark.parametrize(
    "group, server, method, family",
    [
        ("a", "192.0.2.2", "NAT", Family.IPV4),
        ("a", "2001:db8::2", "TUN", Family.IPV4),
        ("six", "192.0.2.2", "TUN", Family.IPV6),
        ("both", "192.0.2.2", "TUN", None),
        ("m", "2001:db8::2", "NAT", Family.IPV6),
    ],
)
def test_service_of_a_group_has_its_family(
    group: str, server: str, method: str, family: Family | None
) -> None:
    assert _service(_text(f"group {group}", _server("", server), method)).family is family


@pytest.mark.parametrize(
    "group, server", [("a", "2001:db8::2"), ("six", "192.0.2.2"), ("both", "192.0.2.2")]
)
def test_service_of_a_group_of_another_family_is_dropped(group: str, server: str) -> None:
    loaded = read(_text(f"group {group}", _server("80", server), "NAT"))
    assert loaded.daemon.lvs.virtual_servers == ()
    assert "C485" in [d.code for d in loaded.diagnostics]


def test_services_of_a_group_are_counted() -> None:
    text = GROUPS + "".join(
        f"virtual_server group {name} {{\nprotocol {protocol}\nlb_algo rr\nlb_kind NAT\n"
        f"{_server('80')}}}\n"
        for name, protocol in (("a", "TCP"), ("nothing", "TCP"), ("a", "UDP"))
    )
    loaded = read(text)
    assert [s.service for s in loaded.daemon.lvs.virtual_servers] == [
        model.GroupService("a", 0),
        model.GroupService("a", 1),
    ]
    assert (
        "Virtual server group nothing specified but not configured"
        " - ignoring virtual server [nothing]:0"
    ) in [d.message for d in loaded.diagnostics]
