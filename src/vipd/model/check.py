"""The resolved configuration of the checkers of a real server.

Every default and every inheritance is settled before these records exist (``conf.build_checks``).
"""

from dataclasses import dataclass
from enum import Enum

from vipd.base.addr import IpAddress
from vipd.base.units import Duration
from vipd.model.notify import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Checking:
    """How the servers of a service, or one server, are checked where a checker says nothing else.

    None: each kind of checker has its own ``retry`` and ``delay_before_retry``, and warms up for
    its delay loop.
    """

    delay_loop: Duration
    connect_timeout: Duration
    retry: int | None = None
    delay_before_retry: Duration | None = None
    warmup: Duration | None = None
    alpha: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """When a checker checks, and how often it fails before that counts.

    ``retry`` counts further attempts. The first check comes a random time up to ``warmup``
    after the start. ``alpha``: down until a check succeeds.
    """

    delay_loop: Duration
    retry: int
    delay_before_retry: Duration
    warmup: Duration
    alpha: bool
    log_all_failures: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a checker connects to, and from where. Ports and marks of 0 are unset."""

    address: IpAddress
    port: int
    connect_timeout: Duration
    source: IpAddress | None = None
    source_port: int = 0
    interface: str | None = None
    mark: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TcpCheck:
    """Up while connections are accepted."""

    pace: Pace
    target: Target


@dataclass(frozen=True, slots=True, kw_only=True)
class PingCheck:
    """Up while echo requests are answered."""

    pace: Pace
    target: Target


@dataclass(frozen=True, slots=True)
class Pattern:
    """Bytes of a reply; only bits that are set in ``mask`` are compared."""

    data: bytes
    mask: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class UdpCheck:
    """Up while nothing says that the datagram did not arrive; or only while it is answered.

    ``payload`` None: a text of the checker's own. ``pattern`` None: any reply will do.
    """

    pace: Pace
    target: Target
    payload: bytes | None = None
    require_reply: bool = False
    pattern: Pattern | None = None
    min_reply_length: int = 0
    max_reply_length: int = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpCheck:
    """Up while a mail server greets and answers HELO."""

    pace: Pace
    target: Target
    helo_name: str


class DnsType(Enum):
    """Type of the records asked for (RFC 1035 3.2.2 and later)."""

    A = 1
    NS = 2
    CNAME = 5
    SOA = 6
    MX = 15
    TXT = 16
    AAAA = 28
    RRSIG = 46
    DNSKEY = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class DnsCheck:
    """Up while a name server answers without an error; ``name`` empty is the root."""

    pace: Pace
    target: Target
    type: DnsType
    name: str


class HttpVersion(Enum):
    """What the request line and the Connection header say."""

    HTTP_1_0 = "1.0"
    HTTP_1_0_CLOSE = "1.0C"
    HTTP_1_1 = "1.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Regex:
    """A PCRE2 expression for what a server answers; offsets in bytes, None: no bound."""

    expression: str
    options: tuple[str, ...] = ()
    no_match: bool = False
    """A match is a failure."""
    min_offset: int = 0
    max_offset: int | None = None
    stack: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Url:
    """One request. ``digest`` is the MD5 of the body, ``status`` holds inclusive ranges.

    ``sni_name`` is sent in the TLS handshake, if one is sent at all.
    """

    path: str
    virtualhost: str | None
    sni_name: str | None
    status: tuple[tuple[int, int], ...]
    digest: bytes | None = None
    regex: Regex | None = None
    tls_compliant: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpCheck:
    """Up while every URL is answered as wanted.

    ``sni`` is whether the name of the virtual host is sent in the TLS handshake. ``virtualhost``
    and ``tls_compliant`` are what was said for all URLs, each of which has settled them.
    """

    pace: Pace
    target: Target
    tls: bool
    version: HttpVersion
    urls: tuple[Url, ...]
    sni: bool = False
    fast_recovery: bool = False
    virtualhost: str | None = None
    tls_compliant: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MiscCheck:
    """Up while a program ends with 0. ``dynamic``: codes from 2 set the weight.

    ``timeout`` None: the delay loop of the virtual server, whatever that of the checker is.
    """

    pace: Pace
    script: Command
    timeout: Duration | None
    dynamic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCheck:
    """Adds the number in a tracked file, times the weight, to that of the real server.

    A weight of 0 makes it up or down.
    """

    track_file: str
    weight: int
    reverse: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BfdCheck:
    """Up while a BFD session is."""

    session: str
    alpha: bool


Check = (
    TcpCheck
    | PingCheck
    | UdpCheck
    | SmtpCheck
    | DnsCheck
    | HttpCheck
    | MiscCheck
    | FileCheck
    | BfdCheck
)
