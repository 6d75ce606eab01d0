"""Checker blocks of real servers; read and judged, but not built."""

from typing import Final

from vipd.base.addr import IpAddress
from vipd.base.units import Duration
from vipd.conf.schema.call import Call
from vipd.conf.schema.check_kinds import (
    Digest,
    DnsName,
    Expression,
    FileWeight,
    HexBytes,
    Line,
    Offset,
    Owner,
    Stack,
    StatusCodes,
    Version,
)
from vipd.conf.schema.commands import Command, CommandLine
from vipd.conf.schema.declare import block, kw, many
from vipd.conf.schema.kinds import (
    Address,
    Anything,
    Bool,
    Choice,
    Flag,
    Int,
    Interface,
    Seconds,
    Text,
)
from vipd.conf.schema.lvs_kinds import PORT_MAX
from vipd.conf.schema.numbers import U32_MAX, U64_MAX
from vipd.conf.schema.registry import Bound, Deprecated, Repeat
from vipd.model.check import DnsType, HttpVersion, Pattern

MISC_TIMEOUT_MAX_S: Final = 4_294
REPLY_MAX: Final = 65_535


@block("check", child=True)
class Check:
    """What every checker has."""

    retry: int | None = kw(
        Int(0, U32_MAX),
        "Extra attempts before failing.",
        default=None,
        bad="Invalid retry connection value '{value}'",
    )
    delay_before_retry: Duration | None = kw(
        Seconds(0, U64_MAX - 1),
        "Time between attempts.",
        default=None,
        bad="Invalid delay_before_retry connection value '{value}'",
    )
    warmup: Duration | None = kw(
        Seconds(0, U64_MAX - 1),
        "Random start delay (plus 1 s).",
        default=None,
        bad="Invalid warmup connection value '{value}'",
    )
    delay_loop: Duration | None = kw(
        Seconds(1, U64_MAX - 1),
        "Interval between checks.",
        default=None,
        bad="delay_loop '{value}' is invalid - ignoring",
    )
    alpha: bool | None = kw(
        Bool(), "Start as failed.", default=None, bad="Invalid alpha parameter {value}"
    )
    log_all_failures: bool | None = kw(
        Bool(),
        "Log every failure while up.",
        default=None,
        bad="Invalid log_all_failures parameter {value}",
    )


@block("check", child=True)
class NetworkCheck(Check):
    """What every checker has that connects to something."""

    connect_ip: IpAddress | None = kw(
        Address("Invalid connect_ip address {value} - ignoring"),
        "Address to check.",
        default=None,
    )
    connect_port: int | None = kw(
        Int(1, PORT_MAX),
        "Port to check.",
        default=None,
        bad="Invalid checker connect_port '{value}'",
    )
    bindto: IpAddress | None = kw(
        Address("Invalid bindto address {value} - ignoring"), "Source address.", default=None
    )
    bind_port: int = kw(
        Int(1, PORT_MAX), "Source port.", default=0, bad="Invalid checker bind_port '{value}'"
    )
    bind_if: str | None = kw(
        Interface(too_long="Interface name {value} is too long - ignoring"),
        "Interface to bind to; required for IPv6 link-local targets.",
        default=None,
    )
    connect_timeout: Duration | None = kw(
        Seconds(1, U32_MAX),
        "Connection timeout.",
        default=None,
        bad="connect_timeout {value} invalid - ignoring",
    )
    fwmark: int = kw(
        Int(0, U32_MAX),
        "Mark of the packets sent.",
        default=0,
        bad="Invalid fwmark connection value '{value}'",
    )


@block("MISC_CHECK", child=True)
class MiscCheck(Check):
    """Runs a program."""

    misc_path: CommandLine | None = kw(
        Command(owned=False, optional=True),
        "Command line; quote it if it has parameters.",
        default=None,
        command=True,
    )
    misc_timeout: int = kw(
        Int(0, MISC_TIMEOUT_MAX_S, unit="seconds"),
        "Time allowed (0 = default); then SIGTERM, 2 s later SIGKILL.",
        default=0,
        bad="Invalid misc_timeout value '{value}'",
    )
    misc_dynamic: bool = kw(
        Flag(),
        "Exit code 2..255 adjusts the weight (code - 2 - configured weight).",
        default=False,
    )
    user: tuple[str, str | None] | None = kw(
        Owner("No user specified for misc checker script"), "User/group to run as.", default=None
    )


@block("host", child=True)
class SmtpHost(NetworkCheck):
    """A further target."""


@block("SMTP_CHECK", child=True)
class SmtpCheck(NetworkCheck):
    """SMTP dialogue."""

    helo_name: str | None = kw(
        Text(missing="SMTP_CHECK helo name missing"),
        "HELO name.",
        default=None,
        repeat=Repeat.REPLACE,
        repeated="SMTP_CHECK helo name already specified",
    )
    host: tuple[Bound[SmtpHost], ...] = many(
        SmtpHost,
        "Additional target.",
        deprecated=(
            Deprecated(
                "host",
                "The SMTP_CHECK host block is deprecated. Please define additional checkers.",
                counted=False,
            ),
        ),
    )


@block("TCP_CHECK", child=True)
class TcpCheck(NetworkCheck):
    """TCP connection."""


@block("PING_CHECK", child=True)
class PingCheck(NetworkCheck):
    """ICMP echo."""


@block("UDP_CHECK", child=True)
class UdpCheck(NetworkCheck):
    """Datagram and answer."""

    payload: Pattern | None = kw(
        HexBytes(
            "Invalid hex string for UDP_CHECK payload",
            missing="UDP_CHECK payload requires a payload",
        ),
        "Data to send; single digits separated by blanks are one byte each.",
        default=None,
    )
    require_reply: Pattern | None = kw(
        HexBytes("Invalid hex string for UDP_CHECK reply", wildcard=True),
        "Require a reply, optionally matching; X is a wildcard half-byte.",
        default=None,
    )
    min_reply_length: int = kw(
        Int(0, REPLY_MAX, strict=True, unit="bytes"),
        "Shortest acceptable reply.",
        default=0,
        bad=f"UDP_CHECK min length {{value}} not valid - must be between 0 & {REPLY_MAX}",
    )
    max_reply_length: int = kw(
        Int(0, REPLY_MAX, strict=True, unit="bytes"),
        "Longest acceptable reply.",
        default=255,
        bad=f"UDP_CHECK max length {{value}} not valid - must be between 0 & {REPLY_MAX}",
    )


@block("url", child=True)
class HttpUrl:
    """One request."""

    path: str | None = kw(
        Text(),
        "Request path.",
        default=None,
        repeat=Repeat.REPLACE,
        repeated="Duplicate path - overwriting {before} with {value}",
    )
    digest: bytes | None = kw(
        Digest(),
        "Expected MD5 of the body.",
        default=None,
        repeat=Repeat.FIRST,
        repeated="Digest '{value}' is a duplicate",
    )
    status_code: tuple[tuple[int, int], ...] = kw(
        StatusCodes(), "Acceptable status codes; several lines add up.", default=()
    )
    virtualhost: str | None = kw(
        Text(missing="Missing HTTP_GET virtualhost name"),
        "Host header.",
        default=None,
        repeat=Repeat.REPLACE,
        repeated="Duplicate url virtualhost - overwriting {before} with {value}",
    )
    regex: str | None = kw(
        Expression("regex missing or too many fields"),
        "Body must match (PCRE2).",
        default=None,
        repeat=Repeat.REPLACE,
        repeated="Duplicate regex specified - replacing {before} with {value}",
        command=True,
    )
    regex_no_match: bool = kw(Flag(), "A match is a failure.", default=False)
    regex_options: tuple[str, ...] = kw(Anything(), "PCRE2 compile options.", default=())
    regex_min_offset: int = kw(Offset(), "Start of the match area.", default=0)
    regex_max_offset: int | None = kw(Offset(), "Last start position.", default=None)
    regex_stack: tuple[int, int] | None = kw(
        Stack(), "JIT stack size; largest values of all urls are used.", default=None
    )


@block("HTTP_GET", child=True)
class WebCheck(NetworkCheck):
    """What HTTP_GET and SSL_GET have."""

    nb_get_retry: int | None = kw(
        Int(0, U32_MAX),
        "As retry.",
        default=None,
        bad="Invalid nb_get_retry value '{value}'",
        deprecated=(Deprecated("nb_get_retry", "nb_get_retry is deprecated - please use 'retry'"),),
    )
    virtualhost: str | None = kw(
        Text(missing="HTTP_GET virtualhost name missing"),
        "Host header.",
        default=None,
        repeat=Repeat.REPLACE,
        repeated="Duplicate virtualhost - overwriting {before} with {value}",
    )
    http_protocol: HttpVersion | None = kw(
        Version(),
        "HTTP version; 1.0C adds Connection: close.",
        default=None,
    )
    enable_sni: bool = kw(
        Bool(),
        "Send the virtualhost of url, checker or virtual_server in the TLS handshake.",
        default=False,
        bad="Invalid enable_sni parameter {value}",
    )
    fast_recovery: bool = kw(
        Bool(),
        "No delay_loop between the urls while starting or recovering.",
        default=False,
        bad="Invalid fast_recovery parameter {value}",
    )


@block("HTTP_GET", child=True)
class HttpGet(WebCheck):
    """HTTP request."""

    url: tuple[Bound[HttpUrl], ...] = many(HttpUrl, "One request.")


@block("url", child=True)
class SslUrl(HttpUrl):
    """One request over TLS."""

    tls_compliant: bool = kw(
        Bool(),
        "Send close_notify.",
        default=False,
        bad="Invalid tls_compliant option {value}",
        since="2.4",
    )


@block("SSL_GET", child=True)
class SslGet(WebCheck):
    """HTTPS request."""

    tls_compliant: bool = kw(
        Bool(),
        "Send close_notify.",
        default=False,
        bad="Invalid tls_compliant option {value}",
        since="2.4",
    )
    url: tuple[Bound[SslUrl], ...] = many(SslUrl, "One request.")


@block("DNS_CHECK", child=True)
class DnsCheck(NetworkCheck):
    """DNS query."""

    type: DnsType | None = kw(
        Choice({kind.name: kind for kind in DnsType}, any_case=True),
        "Query type.",
        default=None,
        bad="Unknown DNS check type {value} - ignoring",
    )
    name: str | None = kw(
        DnsName(),
        "Query name.",
        default=None,
        repeat=Repeat.FIRST,
        repeated="DNS_CHECK name already specified - ignoring",
    )


@block("FILE_CHECK", child=True)
class FileCheck:
    """State from a tracked file."""

    track_file: Call | None = kw(
        Line("the name of a track_file block"), "File to use.", default=None
    )
    weight: tuple[int, bool] | None = kw(FileWeight(), "Multiplier.", default=None)


@block("BFD_CHECK", child=True)
class BfdCheck:
    """State from a BFD session."""

    name: Call | None = kw(
        Line("the name of a bfd_instance", required=False), "BFD session.", default=None
    )
    alpha: bool | None = kw(
        Bool(), "Start as failed.", default=None, bad="Invalid alpha parameter {value}"
    )
