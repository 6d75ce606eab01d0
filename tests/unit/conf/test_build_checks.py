"""Checkers: what they inherit, and which of them are dropped."""

from ipaddress import ip_address

import pytest

from tests.support.configs import read
from vipd.base.units import SECOND, Duration
from vipd.model import check as model


def _text(body: str, *, service: str = "", server: str = "", before: str = "") -> str:
    return (
        f"{before}virtual_server 192.0.2.1 80 {{\nprotocol TCP\nlb_algo rr\nlb_kind NAT\n"
        f"{service}\n"
        f"real_server 192.0.2.2 80 {{\n{server}\n{body}\n}}\n}}\n"
    )


def _checks(text: str) -> tuple[model.Check, ...]:
    (service,) = read(text).daemon.lvs.virtual_servers
    (server,) = service.real_servers
    return server.checks


def _said(text: str) -> list[str]:
    """Return what is said, but for what is not built."""
    return [d.message for d in read(text, testing=True).diagnostics if d.code != "C901"]


def _pace(check: model.Check) -> model.Pace:
    assert not isinstance(check, model.FileCheck | model.BfdCheck)
    return check.pace


BLOCKS = {
    "TCP_CHECK": "",
    "PING_CHECK": "",
    "UDP_CHECK": "",
    "SMTP_CHECK": "",
    "DNS_CHECK": "",
    "HTTP_GET": "url {\npath /\n}",
    "SSL_GET": "url {\npath /\n}",
    "MISC_CHECK": "misc_path /bin/true",
}


@pytest.mark.parametrize(
    "name, retry, delay_s",
    [
        ("TCP_CHECK", 1, 1),
        ("PING_CHECK", 1, 1),
        ("UDP_CHECK", 1, 1),
        ("SMTP_CHECK", 1, 1),
        ("DNS_CHECK", 3, 60),
        ("HTTP_GET", 1, 3),
        ("SSL_GET", 1, 3),
        ("MISC_CHECK", 0, 1),
    ],
)
def test_checker_without_settings_has_the_pace_of_its_kind(
    name: str, retry: int, delay_s: int
) -> None:
    (check,) = _checks(_text(f"{name} {{\n{BLOCKS[name]}\n}}"))
    assert _pace(check) == model.Pace(
        delay_loop=Duration(60 * SECOND),
        retry=retry,
        delay_before_retry=Duration(delay_s * SECOND),
        warmup=Duration(60 * SECOND),
        alpha=False,
        log_all_failures=False,
    )


SETTINGS = "retry {0}\ndelay_before_retry {0}\nwarmup {0}\ndelay_loop {0}\n"


@pytest.mark.parametrize("name", BLOCKS)
@pytest.mark.parametrize(
    "service, server, own, number",
    [("7", "", "", 7), ("7", "8", "", 8), ("7", "8", "9", 9), ("7", "", "9", 9)],
)
def test_checker_inherits_its_pace(
    name: str, service: str, server: str, own: str, number: int
) -> None:
    body = f"{name} {{\n{SETTINGS.format(own) if own else ''}{BLOCKS[name]}\n}}"
    text = _text(
        body,
        service=SETTINGS.format(service),
        server=SETTINGS.format(server) if server else "",
    )
    (check,) = _checks(text)
    pace = _pace(check)
    assert (pace.retry, pace.delay_loop) == (number, number * SECOND)
    assert (pace.delay_before_retry, pace.warmup) == (number * SECOND, number * SECOND)


@pytest.mark.parametrize(
    "service, server, own, alpha",
    [
        ("", "", "", False),
        ("alpha no", "", "", True),
        ("alpha", "alpha off", "", False),
        ("", "alpha", "", True),
        ("", "alpha", "alpha off", False),
    ],
)
def test_checker_inherits_alpha(service: str, server: str, own: str, alpha: bool) -> None:
    text = _text(f"TCP_CHECK {{\n{own}\n}}", service=service, server=server)
    assert _pace(_checks(text)[0]).alpha is alpha


def test_checker_logs_all_failures_if_the_daemon_does() -> None:
    before = "global_defs {\nchecker_log_all_failures yes\n}\n"
    text = _text("TCP_CHECK {\nlog_all_failures no\n}", before=before)
    assert _pace(_checks(text)[0]).log_all_failures


def test_checker_connects_to_its_real_server_unless_told_otherwise() -> None:
    (plain, told) = _checks(
        _text(
            "TCP_CHECK {\n}\nTCP_CHECK {\nconnect_ip 192.0.2.9\nconnect_port 81\nbindto 192.0.2.8\n"
            "bind_port 82\nbind_if eth0\nfwmark 5\nconnect_timeout 2\n}",
            service="connect_timeout 3",
        )
    )
    assert isinstance(plain, model.TcpCheck)
    assert plain.target == model.Target(
        address=ip_address("192.0.2.2"), port=80, connect_timeout=Duration(3 * SECOND)
    )
    assert isinstance(told, model.TcpCheck)
    assert told.target == model.Target(
        address=ip_address("192.0.2.9"),
        port=81,
        connect_timeout=Duration(2 * SECOND),
        source=ip_address("192.0.2.8"),
        source_port=82,
        interface="eth0",
        mark=5,
    )


@pytest.mark.parametrize(
    "body, address, source, fault",
    [
        (
            "bindto 2001:db8::1\nconnect_ip 192.0.2.9",
            "192.0.2.9",
            None,
            "bindto address 2001:db8::1 does not match address family of connect_ip - skipping",
        ),
        (
            "bindto 192.0.2.8\nconnect_ip 2001:db8::1",
            "192.0.2.2",
            "192.0.2.8",
            "connect_ip address 2001:db8::1 does not match address family of bindto - skipping",
        ),
        (
            "connect_ip foo\nbindto 2001:db8::1",
            "192.0.2.2",
            None,
            "Invalid connect_ip address foo - ignoring",
        ),
    ],
)
def test_checker_uses_ends_of_one_family(
    body: str, address: str, source: str | None, fault: str
) -> None:
    text = _text(f"TCP_CHECK {{\n{body}\n}}")
    (check,) = _checks(text)
    assert isinstance(check, model.TcpCheck)
    assert str(check.target.address) == address
    assert check.target.source == (ip_address(source) if source else None)
    assert _said(text) == [fault]


def test_checker_of_a_link_local_address_needs_an_interface() -> None:
    text = _text("TCP_CHECK {\nconnect_ip fe80::1\n}")
    assert _checks(text) == ()
    assert _said(text) == ["Checker link local address fe80::1 requires a bind_if"]
    assert len(_checks(_text("TCP_CHECK {\nconnect_ip fe80::1\nbind_if eth0\n}"))) == 1


def test_checkers_keep_the_order_of_the_text() -> None:
    found = _checks(_text("PING_CHECK {\n}\nTCP_CHECK {\n}\nPING_CHECK {\n}"))
    assert [type(c) for c in found] == [model.PingCheck, model.TcpCheck, model.PingCheck]


def test_udp_checker_requires_what_is_configured() -> None:
    (silent, any_reply, exact) = _checks(
        _text(
            "UDP_CHECK {\n}\nUDP_CHECK {\nrequire_reply\n}\n"
            "UDP_CHECK {\npayload 01\nrequire_reply 1x\nmin_reply_length 2\n}"
        )
    )
    assert isinstance(silent, model.UdpCheck)
    assert (silent.payload, silent.require_reply, silent.max_reply_length) == (None, False, 255)
    assert isinstance(any_reply, model.UdpCheck)
    assert (any_reply.require_reply, any_reply.pattern) == (True, None)
    assert isinstance(exact, model.UdpCheck)
    assert (exact.payload, exact.pattern) == (b"\x01", model.Pattern(b"\x10", b"\xf0"))


def test_udp_checker_with_bounds_that_exclude_each_other_is_reported() -> None:
    assert _said(_text("UDP_CHECK {\nmin_reply_length 300\n}")) == [
        "UDP_CHECK min_reply length 300 > max_reply_length 255 - will always fail"
    ]


def test_hosts_of_a_mail_checker_are_further_checkers() -> None:
    found = _checks(_text("SMTP_CHECK {\nhelo_name a\nhost {\nconnect_ip 192.0.2.9\n}\n}"))
    targets = [c.target.address for c in found if isinstance(c, model.SmtpCheck)]
    assert targets == [ip_address("192.0.2.2"), ip_address("192.0.2.9")]


def test_hosts_of_a_mail_checker_are_checked_as_it_is() -> None:
    body = (
        "SMTP_CHECK {\nretry 6\nalpha\nconnect_timeout 3\n"
        "host {\nconnect_ip 192.0.2.8\n}\n"
        "host {\nconnect_ip 192.0.2.9\nretry 0\nconnect_timeout 9\n}\n}"
    )
    found = [c for c in _checks(_text(body)) if isinstance(c, model.SmtpCheck)]
    assert [(c.pace.retry, c.pace.alpha, c.target.connect_timeout) for c in found] == [
        (6, True, 3 * SECOND),
        (6, True, 3 * SECOND),
        (0, True, 9 * SECOND),
    ]


def test_web_checker_settles_status_hosts_and_close() -> None:
    body = (
        "SSL_GET {\ntls_compliant\nurl {\npath /a\nstatus_code 301 x\nstatus_code 400-404\n}\n"
        "url {\npath /b\nvirtualhost own\n}\n}"
    )
    text = _text(body, service="virtualhost vs", server="virtualhost rs")
    (check,) = _checks(text)
    assert isinstance(check, model.HttpCheck)
    assert check.tls
    one, other = check.urls
    assert one.status == ((301, 301), (400, 404))
    assert (one.virtualhost, one.sni_name, one.tls_compliant) == ("rs", "vs", True)
    assert other.status == ((200, 299),)
    assert (other.virtualhost, other.sni_name) == ("own", "own")


def test_web_checker_clears_offsets_that_exclude_each_other() -> None:
    body = "HTTP_GET {\nurl {\npath /\nregex a\nregex_min_offset 4\nregex_max_offset 2\n}\n}"
    (check,) = _checks(_text(body))
    assert isinstance(check, model.HttpCheck)
    assert check.urls[0].regex == model.Regex(expression="a")


def test_web_checker_takes_the_last_retry_under_either_name() -> None:
    url = "url {\npath /\n}"
    (one, other) = _checks(
        _text(
            f"HTTP_GET {{\nretry 4\nnb_get_retry 5\n{url}\n}}\n"
            f"HTTP_GET {{\nnb_get_retry 5\nretry 4\n{url}\n}}"
        )
    )
    assert (_pace(one).retry, _pace(other).retry) == (5, 4)


@pytest.mark.parametrize(
    "body, said",
    [
        ("HTTP_GET {\n}", ["HTTP/SSL_GET checker has no urls specified - ignoring"]),
        (
            "SSL_GET {\nurl {\n}\n}",
            [
                "HTTP/SSL_GET checker url has no path - ignoring",
                "HTTP/SSL_GET checker has no urls specified - ignoring",
            ],
        ),
        (
            "MISC_CHECK {\n}",
            ["No script path has been specified for MISC_CHECKER - skipping"],
        ),
        (
            "MISC_CHECK {\nmisc_path\n}",
            ["No script path has been specified for MISC_CHECKER - skipping"],
        ),
        ("FILE_CHECK {\n}", ["FILE_CHECK has no track_file specified - ignoring"]),
        (
            "FILE_CHECK {\ntrack_file later\n}",
            ["track_file later not found", "FILE_CHECK has no track_file specified - ignoring"],
        ),
        (
            "BFD_CHECK {\n}",
            ["([192.0.2.2]:tcp:80) No name has been specified for BFD_CHECKER - skipping"],
        ),
        (
            "BFD_CHECK {\nname b c\n}",
            ["([192.0.2.2]:tcp:80) BFD_CHECK - No or too many names specified - skipping checker"],
        ),
        (
            "BFD_CHECK {\nname later\nname b\n}",
            ["([192.0.2.2]:tcp:80) BFD_CHECK - BFD later not configured"],
        ),
        (
            "BFD_CHECK {\nname quiet\n}",
            ["([192.0.2.2]:tcp:80) BFD_CHECK - BFD quiet not configured"],
        ),
        (
            "BFD_CHECK {\nname b\nname c\n}",
            ["([192.0.2.2]:tcp:80) BFD_CHECK - BFD c already specified as b"],
        ),
    ],
)
def test_checker_that_lacks_something_is_dropped(body: str, said: list[str]) -> None:
    sessions = {"b": "", "c": "", "quiet": "vrrp"}
    before = "".join(
        f"bfd_instance {name} {{\nneighbor_ip 192.0.2.{number}\n{more}\n}}\n"
        for number, (name, more) in enumerate(sessions.items(), start=1)
    )
    after = "track_file later {\nfile /x\n}\nbfd_instance later {\nneighbor_ip 192.0.2.99\n}\n"
    text = _text(body, before=before) + after
    assert _checks(text) == ()
    assert _said(text) == said


def test_checkers_of_files_and_sessions_refer_to_blocks_before_them() -> None:
    before = (
        "track_file f {\nfile /x\nweight 7 reverse\n}\nbfd_instance b {\nneighbor_ip 192.0.2.1\n}\n"
        "bfd_instance c {\nneighbor_ip 192.0.2.3\n}\n"
    )
    body = (
        "FILE_CHECK {\ntrack_file f\nweight 2\n}\nFILE_CHECK {\ntrack_file f\n}\n"
        "BFD_CHECK {\nname b\n}\nBFD_CHECK {\nname c\nalpha\n}\nBFD_CHECK {\nname b\n}"
    )
    text = _text(body, before=before)
    assert _checks(text) == (
        model.FileCheck(track_file="f", weight=2, reverse=False),
        model.FileCheck(track_file="f", weight=7, reverse=True),
        model.BfdCheck(session="b", alpha=False),
        model.BfdCheck(session="c", alpha=True),
    )
    assert _said(text) == ["([192.0.2.2]:tcp:80) BFD_CHECK - RS already monitoring b"]


def test_misc_checker_without_a_time_may_take_as_long_as_the_service_waits() -> None:
    (default, own) = _checks(
        _text(
            "MISC_CHECK {\nmisc_path /bin/true\ndelay_loop 9\n}\n"
            "MISC_CHECK {\nmisc_path \"/bin/a 'b c'\" d\nmisc_timeout 4\nmisc_dynamic\n}",
            service="delay_loop 7",
        )
    )
    assert isinstance(default, model.MiscCheck)
    assert (default.timeout, default.dynamic) == (None, False)
    assert isinstance(own, model.MiscCheck)
    assert (own.timeout, own.dynamic, own.script.args) == (4 * SECOND, True, ("/bin/a", "b c"))


def test_checker_of_a_file_that_cannot_be_tracked_is_dropped() -> None:
    text = _text("FILE_CHECK {\ntrack_file f\n}", before="track_file f {\n}\n")
    assert _checks(text) == ()
    assert _said(text)[-2:] == [
        "track_file f not found",
        "FILE_CHECK has no track_file specified - ignoring",
    ]
