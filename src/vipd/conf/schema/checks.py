"""Checker blocks of real servers; read and judged, but not built."""

from typing import Final

from vipd.base.addr import IpAddress
from vipd.base.units import Duration
from vipd.conf.schema.call import Call
from vipd.conf.schema.check_kinds import (
    DnsName,
    FileWeight,
    HexBytes,
    Line,
    Owner,
)
from vipd.conf.schema.commands import Command, CommandLine
from vipd.conf.schema.declare import block, kw, many
from vipd.conf.schema.ip import Address
from vipd.conf.schema.kinds import Bool, Choice, Flag, Int, Interface, Seconds, Text
from vipd.conf.schema.lvs_kinds import PORT_MAX
from vipd.conf.schema.numbers import U32_MAX, U64_MAX
from vipd.conf.schema.registry import REQUIRED, Bound, Deprecated, Repeat, Unset
from vipd.model.check import DnsType, Pattern

MISC_TIMEOUT_MAX_S: Final = 4_294
REPLY_MAX: Final = 65_535


def attempts(default: str) -> int | None:
    """Declare how often a kind of checker tries again; ``default``: where nothing else says."""
    return kw(
        Int(0, U32_MAX),
        "Extra attempts before failing.",
        default=None,
        unset=_above("retry", default),
        bad="Invalid retry connection value '{value}'",
    )


def pause(default: str, words: str = "") -> Duration | None:
    """Declare how long a kind of checker waits before it tries again."""
    return kw(
        Seconds(0, U64_MAX - 1),
        "Time between attempts.",
        default=None,
        unset=_above("delay_before_retry", default, words),
        bad="Invalid delay_before_retry connection value '{value}'",
    )


def _above(name: str, value: str = "", words: str = "") -> Unset:
    """Say that the value of the real server counts, else that of the virtual server."""
    above = (f"virtual_server.real_server.{name}", f"virtual_server.{name}")
    return Unset(value, inherits=above, words=words)


@block("check", child=True)
class Check:
    """What every checker has."""

    retry: int | None = attempts("1")
    delay_before_retry: Duration | None = pause("1")
    warmup: Duration | None = kw(
        Seconds(0, U64_MAX - 1),
        "Random start delay (plus 1 s).",
        default=None,
        unset=_above("warmup", words="else delay_loop"),
        bad="Invalid warmup connection value '{value}'",
    )
    delay_loop: Duration | None = kw(
        Seconds(1, U64_MAX - 1),
        "Interval between checks.",
        default=None,
        unset=_above("delay_loop", "60"),
        bad="delay_loop '{value}' is invalid - ignoring",
    )
    alpha: bool | None = kw(
        Bool(),
        "Start as failed.",
        default=None,
        unset=_above("alpha", "off"),
        bad="Invalid alpha parameter {value}",
    )
    log_all_failures: bool | None = kw(
        Bool(),
        "Log every failure while up.",
        default=None,
        unset=Unset("off", inherits=("global_defs.checker_log_all_failures",)),
        bad="Invalid log_all_failures parameter {value}",
    )


@block("check", child=True)
class NetworkCheck(Check):
    """What every checker has that connects to something."""

    connect_ip: IpAddress | None = kw(
        Address("Invalid connect_ip address {value} - ignoring"),
        "Address to check.",
        default=None,
        unset=Unset(words="the address of the real server"),
    )
    connect_port: int | None = kw(
        Int(1, PORT_MAX),
        "Port to check.",
        default=None,
        unset=Unset(words="the port of the real server"),
        bad="Invalid checker connect_port '{value}'",
    )
    bindto: IpAddress | None = kw(
        Address("Invalid bindto address {value} - ignoring"),
        "Source address.",
        default=None,
        unset=Unset(words="any"),
    )
    bind_port: int = kw(
        Int(1, PORT_MAX),
        "Source port.",
        default=0,
        unset=Unset(words="any"),
        bad="Invalid checker bind_port '{value}'",
    )
    bind_if: str | None = kw(
        Interface(too_long="Interface name {value} is too long - ignoring"),
        "Interface to bind to; required for IPv6 link-local targets.",
        default=None,
        unset=Unset(words="any"),
    )
    connect_timeout: Duration | None = kw(
        Seconds(1, U32_MAX),
        "Connection timeout.",
        default=None,
        unset=_above("connect_timeout", "5"),
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

    retry: int | None = attempts("0")
    misc_path: CommandLine | None = kw(
        Command(owned=False, kept=True),
        "Command line; quote it if it has parameters.",
        default=None,
        unset=REQUIRED,
        command=True,
    )
    misc_timeout: int = kw(
        Int(0, MISC_TIMEOUT_MAX_S, unit="seconds"),
        "Time allowed (0 = default); then SIGTERM, 2 s later SIGKILL.",
        default=0,
        unset=Unset("60", inherits=("virtual_server.delay_loop",)),
        bad="Invalid misc_timeout value '{value}'",
    )
    misc_dynamic: bool = kw(
        Flag(),
        "Exit code 2..255 adjusts the weight (code - 2 - configured weight).",
        default=False,
    )
    user: tuple[str, str | None] | None = kw(
        Owner("No user specified for misc checker script"),
        "User/group to run as.",
        default=None,
        unset=Unset(inherits=("global_defs.script_user",)),
    )


@block("host", child=True)
class SmtpHost(NetworkCheck):
    """A further target."""


@block("SMTP_CHECK", child=True)
class SmtpCheck(NetworkCheck):
    """SMTP dialogue."""

    helo_name: str = kw(
        Text(missing="SMTP_CHECK helo name missing"),
        "HELO name.",
        default="smtpchecker.keepalived.org",
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
                instead="an SMTP_CHECK block for each host",
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
        unset=Unset(words="random bytes"),
    )
    require_reply: Pattern | None = kw(
        HexBytes("Invalid hex string for UDP_CHECK reply", wildcard=True),
        "Require a reply, optionally matching; X is a wildcard half-byte.",
        default=None,
        unset=Unset(words="no reply is needed"),
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


@block("DNS_CHECK", child=True)
class DnsCheck(NetworkCheck):
    """DNS query."""

    retry: int | None = attempts("3")
    delay_before_retry: Duration | None = pause("", "else delay_loop")
    type: DnsType = kw(
        Choice({kind.name: kind for kind in DnsType}, any_case=True),
        "Query type.",
        default=DnsType.SOA,
        bad="Unknown DNS check type {value} - ignoring",
    )
    name: str = kw(
        DnsName(),
        "Query name.",
        default="",
        unset=Unset(".", words="the root"),
        repeat=Repeat.FIRST,
        repeated="DNS_CHECK name already specified - ignoring",
    )


@block("FILE_CHECK", child=True)
class FileCheck:
    """State from a tracked file."""

    track_file: Call | None = kw(
        Line("the name of a track_file block"), "File to use.", default=None, unset=REQUIRED
    )
    weight: tuple[int, bool] | None = kw(
        FileWeight(), "Multiplier.", default=None, unset=Unset(inherits=("track_file.weight",))
    )


@block("BFD_CHECK", child=True)
class BfdCheck:
    """State from a BFD session."""

    name: Call | None = kw(
        Line("the name of a bfd_instance", required=False),
        "BFD session.",
        default=None,
        unset=REQUIRED,
    )
    alpha: bool | None = kw(
        Bool(),
        "Start as failed.",
        default=None,
        unset=_above("alpha", "off"),
        bad="Invalid alpha parameter {value}",
    )
