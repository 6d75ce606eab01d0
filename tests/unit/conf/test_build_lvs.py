"""Services and groups: what they become, and what is said of them."""

from dataclasses import replace
from ipaddress import ip_address

import pytest

from tests.support.configs import messages, phrases, read
from vipd.base.addr import Family
from vipd.base.units import SECOND, Duration
from vipd.conf.diag import config_test_status
from vipd.model import lvs as model
from vipd.model.check import Checking

SERVER = "real_server 192.0.2.2 80 {\n}\n"
SERVER6 = "real_server 2001:db8::2 80 {\n}\n"
USUAL = "protocol TCP\nlb_algo rr\nlb_kind NAT\n"


def _text(body: str, header: str = "192.0.2.1 80", usual: str = USUAL) -> str:
    return f"virtual_server {header} {{\n{usual}{body}\n}}\n"


def _services(text: str) -> tuple[model.VirtualServer, ...]:
    return read(text).daemon.lvs.virtual_servers


def _service(body: str, header: str = "192.0.2.1 80", usual: str = USUAL) -> model.VirtualServer:
    (only,) = _services(_text(body, header, usual))
    return only


def _said(text: str) -> list[str]:
    """Return what is said, but for what is not built."""
    return [d.message for d in read(text, testing=True).diagnostics if d.code != "C901"]


def test_service_without_settings_has_the_defaults() -> None:
    found = _service(SERVER)
    nat = model.Forwarding(method=model.Method.NAT)
    checking = Checking(
        delay_loop=Duration(60 * SECOND), connect_timeout=Duration(5 * SECOND), alpha=False
    )
    assert found == model.VirtualServer(
        service=model.AddressService(ip_address("192.0.2.1"), 80),
        family=Family.IPV4,
        protocol=model.Protocol.TCP,
        scheduler=model.Scheduler.ROUND_ROBIN,
        forwarding=nat,
        checking=checking,
        real_servers=(
            model.RealServer(
                address=ip_address("192.0.2.2"),
                port=80,
                forwarding=nat,
                weight=1,
                checking=checking,
                smtp_alert=True,
            ),
        ),
    )
    assert _said(_text(SERVER)) == []


def test_service_without_choices_is_reported_and_gets_them() -> None:
    found = _service(SERVER, usual="")
    assert found.protocol is model.Protocol.UDP
    assert found.scheduler is model.Scheduler.WEIGHTED_LEAST_CONNECTION
    assert found.real_servers[0].forwarding.method is model.Method.NAT
    assert _said(_text(SERVER, usual="")) == [
        "Virtual server [192.0.2.1]:none:80: no protocol set - defaulting to UDP",
        "Virtual server [192.0.2.1]:udp:80: no scheduler set, setting default 'wlc'",
        "Virtual server [192.0.2.1]:udp:80: no forwarding method set, setting default NAT",
    ]


def test_service_with_an_unknown_scheduler_gets_the_default() -> None:
    text = _text(f"lb_algo foo\n{SERVER}", usual="protocol tcp\nlb_kind NAT\n")
    assert _said(text) == [
        "Invalid lvs_scheduler 'foo' - ignoring",
        "Virtual server [192.0.2.1]:tcp:80: no scheduler set, setting default 'wlc'",
    ]


def test_service_without_usable_real_servers_is_dropped() -> None:
    text = _text("real_server name.example 80 {\ntypo\n}")
    assert _services(text) == ()
    assert phrases(read(text, testing=True))[-2:] == [
        "(a.conf: Line 5) Invalid real server ip address/port name.example/80 - skipping",
        "(a.conf: Line 8) Virtual server [192.0.2.1]:tcp:80 has no real servers - ignoring",
    ]


@pytest.mark.parametrize(
    "server, said",
    [
        (SERVER6, "real server 2001:db8::2"),
        ("lb_kind NAT\n" + SERVER6 + "lb_kind TUN\n", "real server 2001:db8::2"),
        (SERVER + "sorry_server 2001:db8::9 80", "sorry server 2001:db8::9"),
        (SERVER + "sorry_server 2001:db8::9 80\nlb_kind TUN", "sorry server 2001:db8::9"),
    ],
)
def test_server_of_the_other_family_is_skipped(server: str, said: str) -> None:
    text = _text(server)
    kind = said.rpartition(" ")[0]
    assert f"Address family of virtual server and {said} don't match - skipping {kind}." in _said(
        text
    )


def test_server_behind_a_tunnel_may_be_of_the_other_family() -> None:
    body = f"lb_kind TUN\n{SERVER6}sorry_server 2001:db8::9 80\n"
    found = _service(body)
    assert len(found.real_servers) == 1
    assert found.sorry_server is not None


def test_server_takes_the_method_that_was_set_before_it() -> None:
    found = _service(f"{SERVER}lb_kind DR\nreal_server 192.0.2.3 80 {{\n}}\n", usual="lb_algo rr\n")
    assert [s.forwarding.method for s in found.real_servers] == [model.Method.DR] * 2
    found = _service(f"{SERVER}lb_kind DR\n")
    assert found.real_servers[0].forwarding.method is model.Method.NAT


@pytest.mark.parametrize(
    "body, flags",
    [
        ("sh-port\nlb_algo sh", ()),
        ("lb_algo sh\nsh-port\nsh-fallback\nmh-port\nhashed", (1, 2)),
        ("lb_algo mh\nmh-port\nflag-3", (2, 3)),
        ("flag-1", (1,)),
    ],
)
def test_scheduler_has_the_options_behind_it(body: str, flags: tuple[int, ...]) -> None:
    assert _service(f"{body}\n{SERVER}").flags == flags


@pytest.mark.parametrize("option", ["hashed", "sh-port", "sh-fallback", "mh-port", "mh-fallback"])
def test_option_without_its_scheduler_is_reported(option: str) -> None:
    message = f"{option} only applies to sh scheduler - ignoring"
    assert _said(_text(f"{option}\n{SERVER}")) == [message]


@pytest.mark.parametrize(
    "body, found",
    [
        ("persistence_timeout", model.Persistence(timeout_s=360, granularity=0xFFFF_FFFF)),
        ("persistence_timeout 5", model.Persistence(timeout_s=5, granularity=0xFFFF_FFFF)),
        (
            "persistence_granularity 255.255.0.0",
            model.Persistence(timeout_s=360, granularity=0xFFFF_0000),
        ),
        ("persistence_engine sip", None),
        (
            "persistence_engine sip\npersistence_timeout 5",
            model.Persistence(timeout_s=5, granularity=0xFFFF_FFFF, engine="sip"),
        ),
    ],
)
def test_persistence_is_on_when_asked_for(body: str, found: model.Persistence | None) -> None:
    assert _service(f"{body}\n{SERVER}").persistence == found


def test_service_of_all_ports_is_made_persistent() -> None:
    text = _text(SERVER, header="192.0.2.1")
    (found,) = _services(text)
    assert found.persistence is not None
    assert found.persistence.timeout_s == 360
    label = "Virtual server [192.0.2.1]:tcp:0"
    assert _said(text) == [f"{label}: zero port only valid for persistent services - setting"]


def test_one_packet_scheduling_is_for_udp() -> None:
    assert not _service(f"ops\n{SERVER}").one_packet
    assert _service(f"ops\nprotocol UDP\n{SERVER}").one_packet


@pytest.mark.parametrize(
    "body, weights, quorum, hysteresis",
    [
        ("quorum 2", (1, 1), 2, 0),
        ("quorum 3", (1, 1), 2, 0),
        ("quorum 3\nweight 5", (1, None), 3, 0),
        ("quorum 2\nhysteresis 1", (1, 1), 2, 1),
        ("quorum 2\nhysteresis 2", (1, 1), 2, 1),
        ("hysteresis 3\nquorum x", (1, 1), 1, 0),
        ("", (0, 0), 1, 0),
    ],
)
def test_quorum_is_what_the_weights_allow(
    body: str, weights: tuple[int | None, ...], quorum: int, hysteresis: int
) -> None:
    servers = "".join(
        f"real_server 192.0.2.{number} 80 {{\n{'' if w is None else f'weight {w}'}\n}}\n"
        for number, w in enumerate(weights, start=2)
    )
    found = _service(f"{body}\n{servers}")
    assert (found.quorum, found.hysteresis) == (quorum, hysteresis)


def test_quorum_out_of_reach_is_reported_as_keepalived_does() -> None:
    text = _text("real_server 192.0.2.2 80 {\nweight 0\n}\n")
    assert _said(text) == [
        "Warning - quorum 1 for [192.0.2.1]:tcp:80 exceeds total weight of real servers 0,"
        " reducing quorum to 0",
        "Virtual server [192.0.2.1]:tcp:80: hysteresis 0 >= quorum 0;"
        " setting hysteresis to 4294967295",
    ]


def test_second_use_of_a_real_server_is_dropped() -> None:
    text = _text(SERVER + SERVER)
    assert len(_services(text)[0].real_servers) == 1
    assert _said(text) == [
        "VS [192.0.2.1]:tcp:80: real server [192.0.2.2]:tcp:80 is duplicated - removing second rs"
    ]


@pytest.mark.parametrize(
    "service, server, sorry, after",
    [
        ("", "", "sorry_server_inhibit", False),
        ("", "inhibit_on_failure", "", True),
        ("inhibit_on_failure off", "", "", True),
        ("inhibit_on_failure", "inhibit_on_failure off", "", False),
        ("inhibit_on_failure", "", "sorry_server_inhibit", True),
    ],
)
def test_sorry_server_that_is_a_real_server_inhibits_like_it(
    service: str, server: str, sorry: str, after: bool
) -> None:
    body = (
        f"{service}\nsorry_server 192.0.2.2 80\n{sorry}\nreal_server 192.0.2.2 80 {{\n{server}\n}}"
    )
    found = _service(body).sorry_server
    assert found is not None
    assert found.inhibit is after
    assert bool(_said(_text(body))) is (after is not bool(sorry))


@pytest.mark.parametrize(
    "option, message",
    [
        (
            "sorry_server_inhibit",
            "Ignoring sorry_server inhibit used before or without sorry_server",
        ),
        ("sorry_server_lvs_method DR", "sorry_server forwarding used without sorry_server"),
    ],
)
def test_option_before_the_sorry_server_is_reported(option: str, message: str) -> None:
    assert _said(_text(f"{option}\nsorry_server 192.0.2.9 80\n{SERVER}")) == [message]


def test_sorry_server_has_a_method_of_its_own_or_that_before_it() -> None:
    own = _service(f"sorry_server 192.0.2.9\nsorry_server_lvs_method DR\n{SERVER}").sorry_server
    before = _service(f"sorry_server 192.0.2.9 80\n{SERVER}lb_kind DR\n").sorry_server
    assert own == model.SorryServer(
        address=ip_address("192.0.2.9"),
        port=80,
        forwarding=model.Forwarding(method=model.Method.DR),
    )
    assert before is not None
    assert before.forwarding.method is model.Method.NAT


@pytest.mark.parametrize(
    "body, message",
    [
        ("ip_family inet6", "Virtual server specified family inet6 conflicts with server family"),
        ("ip_family foo", "unknown address family foo"),
    ],
)
def test_family_that_does_not_fit_is_reported(body: str, message: str) -> None:
    assert _said(_text(f"{body}\n{SERVER}")) == [message]


def test_service_of_a_mark_has_the_family_of_its_servers() -> None:
    usual = "lb_algo rr\nlb_kind NAT\n"
    assert _service(SERVER6, "fwmark 1", usual).family is Family.IPV6
    assert _service(f"ip_family inet6\n{SERVER6}", "fwmark 1", usual).protocol is None
    mixed = _text(SERVER + SERVER6, "fwmark 1", usual)
    assert len(_services(mixed)[0].real_servers) == 1


@pytest.mark.parametrize(
    "body, family",
    [
        (SERVER, Family.IPV4),
        (SERVER6, Family.IPV6),
        (SERVER6 + SERVER, Family.IPV4),
        ("sorry_server 2001:db8::9\n" + SERVER, Family.IPV4),
        ("sorry_server 192.0.2.9\n" + SERVER6, Family.IPV4),
        ("persistence_granularity 64\n" + SERVER, Family.IPV6),
    ],
)
def test_service_of_a_mark_behind_tunnels_is_of_ipv4_where_servers_differ(
    body: str, family: Family
) -> None:
    assert _service(body, "fwmark 1", "lb_algo rr\nlb_kind TUN\n").family is family


def test_servers_that_say_nothing_are_checked_as_the_service_says() -> None:
    other = "real_server 192.0.2.3 80 {\nretry 2\nalpha off\n}\n"
    found = _service(f"alpha\nwarmup 0\ndelay_loop 7\n{SERVER}{other}")
    checking = Checking(
        delay_loop=Duration(7 * SECOND),
        connect_timeout=Duration(5 * SECOND),
        warmup=Duration(0),
        alpha=True,
    )
    assert found.checking == checking
    assert [server.checking for server in found.real_servers] == [
        checking,
        replace(checking, retry=2, alpha=False),
    ]


def test_service_of_a_mark_knows_neither_protocol_nor_address() -> None:
    assert _said(_text(f"ha_suspend\n{SERVER}", "fwmark 1")) == [
        "Warning: Virtual server FWM 1: protocol specified for fwmark - protocol will be ignored",
        "Virtual server FWM 1: cannot use ha_suspend with fwmarks - clearing ha_suspend",
    ]


def test_mail_is_sent_as_block_and_daemon_say() -> None:
    found = _service(f"smtp_alert\n{SERVER}")
    assert (found.smtp_alert, found.real_servers[0].smtp_alert) == (True, True)
    before = "global_defs {\nsmtp_alert_checker off\n}\n"
    (found,) = _services(before + _text(SERVER))
    assert (found.smtp_alert, found.real_servers[0].smtp_alert) == (False, False)


def test_tls_settings_are_those_of_the_last_block() -> None:
    loaded = read("SSL {\nca a\nkey k\n}\nSSL {\nca b\nca c\n}\n", testing=True)
    assert loaded.daemon.lvs.tls == model.Tls(ca="c")
    assert [d.message for d in loaded.diagnostics] == [
        "SSL context already specified - replacing",
        "Duplicate SSL - overwriting b with c",
    ]


def test_group_with_more_than_a_name_ends_a_test_with_status_two() -> None:
    loaded = read("virtual_server_group g more {\n192.0.2.1 80\n}\n", testing=True)
    assert "C201" in [d.code for d in loaded.diagnostics]
    assert config_test_status(loaded.diagnostics) == 2


def test_command_whose_quote_is_not_closed_is_not_run() -> None:
    loaded = read(_text(f'quorum_up "/bin/true\n{SERVER}'), testing=True)
    assert loaded.daemon.lvs.virtual_servers[0].quorum_up is None
    assert "String 'quorum_up \"/bin/true': missing terminating \"" in messages(loaded.diagnostics)
    assert config_test_status(loaded.diagnostics) == 5
