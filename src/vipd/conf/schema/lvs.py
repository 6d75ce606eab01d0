"""Blocks of the IPVS side; read and judged, but not built."""

from typing import Final

from vipd.base.addr import Family
from vipd.base.units import SECOND, Duration
from vipd.conf.schema.call import Call
from vipd.conf.schema.checks import (
    BfdCheck,
    DnsCheck,
    FileCheck,
    MiscCheck,
    PingCheck,
    SmtpCheck,
    TcpCheck,
    UdpCheck,
)
from vipd.conf.schema.commands import Command, CommandLine
from vipd.conf.schema.declare import block, kw, many
from vipd.conf.schema.granularity import Granularity
from vipd.conf.schema.kinds import Bool, Choice, Flag, Int, Seconds, Text
from vipd.conf.schema.lvs_kinds import (
    FAMILIES,
    At,
    Endpoint,
    ForwardingMethod,
    One,
)
from vipd.conf.schema.numbers import I32_MAX, U32_MAX, U64_MAX
from vipd.conf.schema.registry import Bound, Header, Repeat, Unset
from vipd.conf.schema.web_checks import HttpGet, SslGet
from vipd.model.lvs import Forwarding, Protocol, Scheduler

TIMER_MAX_US: Final = U64_MAX - 1
CONNECT_TIMEOUT_MAX_US: Final = U32_MAX
PERSISTENCE_MAX_S: Final = 31 * 86_400
PERSISTENCE_S: Final = 360
PROTOCOLS: Final = {protocol.name: protocol for protocol in Protocol}
SCHEDULERS: Final = {scheduler.value: scheduler for scheduler in Scheduler}


@block("SSL", child=True)
class Ssl:
    """Certificates of SSL_GET."""

    password: str | None = kw(
        Text(missing="SSL password missing"),
        "Pass phrase of the private key.",
        default=None,
        repeat=Repeat.REPLACE,
        repeated="Duplicate SSL - overwriting {before} with {value}",
    )
    ca: str | None = kw(
        Text(missing="SSL cafile missing"),
        "File of trusted CA certificates.",
        default=None,
        repeat=Repeat.REPLACE,
        repeated="Duplicate SSL - overwriting {before} with {value}",
    )
    certificate: str | None = kw(
        Text(missing="SSL certfile missing"),
        "Certificate chain file (PEM).",
        default=None,
        repeat=Repeat.REPLACE,
        repeated="Duplicate SSL - overwriting {before} with {value}",
    )
    key: str | None = kw(
        Text(missing="SSL keyfile missing"),
        "Private key file (PEM).",
        default=None,
        repeat=Repeat.REPLACE,
        repeated="Duplicate SSL - overwriting {before} with {value}",
    )


@block("real_server", child=True)
class RealServer:
    """One destination."""

    weight: int | None = kw(
        Int(0, I32_MAX),
        "Weight.",
        default=None,
        unset=Unset("1", inherits=("virtual_server.weight",)),
        bad=f"Real server weight {{value}} is outside range 0-{I32_MAX}",
    )
    lvs_method: Forwarding | None = kw(
        ForwardingMethod("real server"),
        "Forwarding method.",
        default=None,
        unset=Unset(inherits=("virtual_server.lb_kind",)),
    )
    uthreshold: int = kw(
        Int(0, U32_MAX),
        "Upper connection limit.",
        default=0,
        bad="Invalid real_server uthreshold '{value}' - ignoring",
    )
    lthreshold: int = kw(
        Int(0, U32_MAX),
        "Lower connection limit.",
        default=0,
        bad="Invalid real_server lthreshold '{value}' - ignoring",
    )
    inhibit_on_failure: bool | None = kw(
        Bool(),
        "Weight 0 on failure.",
        default=None,
        unset=Unset("off", inherits=("virtual_server.inhibit_on_failure",)),
        bad="Invalid inhibit_on_failure parameter {value}",
    )
    notify_up: CommandLine | None = kw(
        Command(),
        "Run when the server comes up.",
        default=None,
        repeat=Repeat.FIRST,
        repeated="({owner}) notify_up script already specified - ignoring {value}",
        command=True,
    )
    notify_down: CommandLine | None = kw(
        Command(),
        "Run when the server goes down.",
        default=None,
        repeat=Repeat.FIRST,
        repeated="({owner}) notify_down script already specified - ignoring {value}",
        command=True,
    )
    alpha: bool | None = kw(
        Bool(),
        "Start as down.",
        default=None,
        unset=Unset("off", inherits=("virtual_server.alpha",)),
        bad="Invalid alpha parameter {value}",
    )
    retry: int | None = kw(
        Int(1, U32_MAX, strict=True),
        "Extra attempts.",
        default=None,
        unset=Unset(inherits=("virtual_server.retry",), words="else that of the checker"),
        bad="retry value invalid - {value}",
    )
    delay_before_retry: Duration | None = kw(
        Seconds(0, TIMER_MAX_US),
        "Time between attempts.",
        default=None,
        unset=Unset(
            inherits=("virtual_server.delay_before_retry",), words="else that of the checker"
        ),
        bad="real server delay_before_retry '{value}' invalid - ignoring",
    )
    warmup: Duration | None = kw(
        Seconds(0, TIMER_MAX_US),
        "Random start delay.",
        default=None,
        unset=Unset(inherits=("virtual_server.warmup",), words="else delay_loop of the checker"),
        bad="real server warmup '{value}' invalid - ignoring",
    )
    connect_timeout: Duration | None = kw(
        Seconds(1, CONNECT_TIMEOUT_MAX_US),
        "Connection timeout.",
        default=None,
        unset=Unset("5", inherits=("virtual_server.connect_timeout",)),
        bad="real server connect_timeout {value} invalid - ignoring",
    )
    delay_loop: Duration | None = kw(
        Seconds(1, TIMER_MAX_US),
        "Interval between checks.",
        default=None,
        unset=Unset("60", inherits=("virtual_server.delay_loop",)),
        bad="real server delay_loop '{value}' invalid - ignoring",
    )
    smtp_alert: bool | None = kw(
        Bool(),
        "Mail on state changes.",
        default=None,
        unset=Unset(
            "on",
            inherits=(
                "global_defs.smtp_alert_checker",
                "global_defs.smtp_alert",
            ),
        ),
        bad="Invalid real_server smtp_alert parameter {value}",
    )
    virtualhost: str | None = kw(
        Text(missing="real server virtualhost missing"),
        "Host header.",
        default=None,
        unset=Unset(inherits=("virtual_server.virtualhost",)),
        repeat=Repeat.REPLACE,
        repeated="Duplicate rs virtualhost - overwriting {before} with {value}",
    )
    snmp_name: str | None = kw(
        One("real server snmp_name missing or extra parameters"),
        "Name shown by SNMP.",
        default=None,
    )
    MISC_CHECK: tuple[Bound[MiscCheck], ...] = many(MiscCheck, "Runs a program; exit 0 = up.")
    SMTP_CHECK: tuple[Bound[SmtpCheck], ...] = many(SmtpCheck, "SMTP HELO dialogue.")
    TCP_CHECK: tuple[Bound[TcpCheck], ...] = many(TcpCheck, "TCP connect.")
    PING_CHECK: tuple[Bound[PingCheck], ...] = many(PingCheck, "ICMP or ICMPv6 echo.")
    UDP_CHECK: tuple[Bound[UdpCheck], ...] = many(
        UdpCheck, "Sends a datagram; fails on ICMP errors or missing/unexpected reply."
    )
    HTTP_GET: tuple[Bound[HttpGet], ...] = many(HttpGet, "HTTP request.")
    SSL_GET: tuple[Bound[SslGet], ...] = many(SslGet, "HTTPS request.")
    DNS_CHECK: tuple[Bound[DnsCheck], ...] = many(DnsCheck, "DNS query over UDP.")
    FILE_CHECK: tuple[Bound[FileCheck], ...] = many(FileCheck, "Weight or state from a track_file.")
    BFD_CHECK: tuple[Bound[BfdCheck], ...] = many(BfdCheck, "State from a bfd_instance.")


@block("virtual_server", child=True)
class VirtualServer:
    """One IPVS service."""

    ip_family: Family | None = kw(
        Choice(FAMILIES),
        "Family of a fwmark service.",
        default=None,
        unset=Unset(words="that of the address or of the real servers, else inet"),
        bad="unknown address family {value}",
    )
    retry: int | None = kw(
        Int(1, U32_MAX, strict=True),
        "Extra attempts before a check counts as failed.",
        default=None,
        unset=Unset(words="that of the checker"),
        bad="retry value invalid - {value}",
    )
    delay_before_retry: Duration | None = kw(
        Seconds(0, TIMER_MAX_US),
        "Time between attempts.",
        default=None,
        unset=Unset(words="that of the checker"),
        bad="virtual server delay before retry '{value}' invalid - ignoring",
    )
    warmup: Duration | None = kw(
        Seconds(0, TIMER_MAX_US),
        "First check after a random time up to this (plus 1 s).",
        default=None,
        unset=Unset(words="delay_loop of the checker"),
        bad="virtual server warmup '{value}' invalid - ignoring",
    )
    connect_timeout: Duration = kw(
        Seconds(1, CONNECT_TIMEOUT_MAX_US),
        "Connection timeout of checks.",
        default=Duration(5 * SECOND),
        bad="virtual server connect_timeout {value} invalid - ignoring",
    )
    delay_loop: Duration = kw(
        Seconds(1, TIMER_MAX_US),
        "Interval between checks.",
        default=Duration(60 * SECOND),
        bad="virtual server delay loop '{value}' invalid - ignoring",
    )
    inhibit_on_failure: bool = kw(
        Flag(), "Failed real servers get weight 0 instead of being removed.", default=False
    )
    lb_algo: Scheduler | None = kw(
        Choice(SCHEDULERS),
        "IPVS scheduler.",
        default=None,
        unset=Unset("wlc", words="with a report"),
        bad="Invalid lvs_scheduler '{value}' - ignoring",
        aliases=("lvs_sched",),
    )
    hashed: bool = kw(Flag(), "No effect.", default=False)
    ops: bool = kw(Flag(), "One packet scheduling.", default=False)
    flag_1: bool = kw(Flag(), "IPVS scheduler flag-1.", default=False, name="flag-1")
    flag_2: bool = kw(Flag(), "IPVS scheduler flag-2.", default=False, name="flag-2")
    flag_3: bool = kw(Flag(), "IPVS scheduler flag-3.", default=False, name="flag-3")
    sh_port: bool = kw(Flag(), "port option of the sh scheduler.", default=False, name="sh-port")
    sh_fallback: bool = kw(
        Flag(), "fallback option of the sh scheduler.", default=False, name="sh-fallback"
    )
    mh_port: bool = kw(Flag(), "port option of the mh scheduler.", default=False, name="mh-port")
    mh_fallback: bool = kw(
        Flag(), "fallback option of the mh scheduler.", default=False, name="mh-fallback"
    )
    lb_kind: Forwarding | None = kw(
        ForwardingMethod("virtual server"),
        "Forwarding method.",
        default=None,
        unset=Unset("NAT", words="with a report where it matters"),
        aliases=("lvs_method",),
    )
    persistence_engine: str | None = kw(
        Text(16, shortened="persistence_name too long, truncating - {value}"),
        "IPVS persistence engine (sip).",
        default=None,
    )
    persistence_timeout: int | None = kw(
        Int(1, PERSISTENCE_MAX_S, strict=True, bare=PERSISTENCE_S, unit="seconds"),
        "Persistence time.",
        default=None,
        unset=Unset(words="off; 360 without a number"),
        bad="persistence_timeout invalid",
    )
    persistence_granularity: Call | None = kw(
        Granularity(),
        "Persistence mask; turns persistence on (360 s) if unset.",
        default=None,
        unset=Unset(words="255.255.255.255 or 128: each address for itself"),
    )
    protocol: Protocol | None = kw(
        Choice(PROTOCOLS, any_case=True),
        "Protocol.",
        default=None,
        unset=Unset(words="UDP with a report for addresses, none for marks"),
        bad="Unknown protocol {value} - ignoring",
    )
    ha_suspend: bool = kw(
        Flag(), "Suspend checks while the VIP is not on this machine.", default=False
    )
    smtp_alert: bool | None = kw(
        Bool(),
        "Mail on quorum changes.",
        default=None,
        unset=Unset(
            "off",
            inherits=(
                "global_defs.smtp_alert_checker",
                "global_defs.smtp_alert",
            ),
        ),
        bad="Invalid virtual_server smtp_alert parameter {value}",
    )
    virtualhost: str | None = kw(
        Text(missing="virtual server virtualhost missing"),
        "Host header for HTTP_GET/SSL_GET.",
        default=None,
        repeat=Repeat.REPLACE,
        repeated="Duplicate vs virtualhost - overwriting {before} with {value}",
    )
    snmp_name: str | None = kw(
        One("virtual server snmp_name missing or extra parameters"),
        "Name shown by SNMP.",
        default=None,
    )
    alpha: bool = kw(Flag(), "Services start as down until checked.", default=False)
    omega: bool = kw(Flag(), "Run notify_down and quorum_down at stop.", default=False)
    quorum_up: CommandLine | None = kw(
        Command(),
        "Run when the quorum is gained.",
        default=None,
        repeat=Repeat.FIRST,
        repeated="({owner}) quorum_up script already specified - ignoring {value}",
        command=True,
    )
    quorum_down: CommandLine | None = kw(
        Command(),
        "Run when the quorum is lost.",
        default=None,
        repeat=Repeat.FIRST,
        repeated="({owner}) quorum_down script already specified - ignoring {value}",
        command=True,
    )
    quorum: int = kw(
        Int(1, U32_MAX),
        "Total weight of live servers needed.",
        default=1,
        bad=f"Quorum {{value}} must be in [1, {U32_MAX}]. Setting to 1.",
        on_error=1,
    )
    hysteresis: int = kw(
        Int(0, U32_MAX),
        "Margin around the quorum.",
        default=0,
        bad=f"Hysteresis {{value}} must be in [0, {U32_MAX}] - ignoring",
    )
    weight: int = kw(
        Int(1, I32_MAX),
        "Default weight of the real servers.",
        default=1,
        bad=f"Virtual server weight {{value}} is outside range 1-{I32_MAX}",
    )
    sorry_server: Endpoint | None = kw(
        At("Invalid sorry server IP address {address} - skipping"),
        "Server used when the quorum is lost.",
        default=None,
    )
    sorry_server_inhibit: bool = kw(
        Flag(), "Use weight 0 instead of removing the sorry server.", default=False
    )
    sorry_server_lvs_method: Forwarding | None = kw(
        ForwardingMethod("sorry server"),
        "Forwarding method of the sorry server.",
        default=None,
        unset=Unset(inherits=("virtual_server.lb_kind",)),
        behind="sorry_server",
    )
    real_server: tuple[Bound[RealServer], ...] = many(
        RealServer,
        "One destination.",
        header=Header(
            named=True, kind=At("Invalid real server ip address/port {endpoint} - skipping")
        ),
    )
