"""The checkers of the checker process, and the files and BFD sessions that they follow.

What only a running checker knows is written as keepalived writes it right after it has read its
configuration: nothing has been checked, every attempt is left.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, assert_never

from vipd.base.units import MICROSECOND, SECOND, Duration
from vipd.export.dump.services import server_name, service_name, starts_down, weight
from vipd.export.dump.text import heading, on, seconds, words, yes
from vipd.model.bfd import Audience, Bfd
from vipd.model.check import (
    BfdCheck,
    Check,
    DnsCheck,
    FileCheck,
    HttpCheck,
    MiscCheck,
    Pace,
    PingCheck,
    Regex,
    SmtpCheck,
    Target,
    TcpCheck,
    UdpCheck,
    Url,
)
from vipd.model.lvs import Lvs, RealServer, VirtualServer
from vipd.model.track import TrackFile

_EPOCH: Final = "0.000000 (Thu Jan  1 00:00:00 1970.000000)"
"""keepalived 2.4: when a program ran that has not run yet."""
_MASK_ALL: Final = 0xFF


def checkers(lvs: Lvs) -> Iterator[str]:
    """Yield the lines of ``Health checkers``, none without checkers.

    keepalived 2.4: those of a file come behind the others of their real server.
    """
    found = [
        line
        for server in lvs.virtual_servers
        for real in server.real_servers
        for check in sorted(real.checks, key=lambda check: isinstance(check, FileCheck))
        for line in _check(check, server, real)
    ]
    if found:
        yield heading("Health checkers")
        yield from found


def track_files(lvs: Lvs, files: Iterable[TrackFile]) -> Iterator[str]:
    """Yield the lines of ``Checker track files``: those that a checker follows."""
    tracking = defaultdict[str, list[str]](list)
    for server, real, check in _pairs(lvs):
        if isinstance(check, FileCheck):
            text = f"{_place(server, real)}, weight {weight(check.weight, check.reverse)}"
            tracking[check.track_file].append(text)
    if tracking:
        yield heading("Checker track files")
    for file in files:
        if file.name in tracking:
            yield f" Track file = {file.name}"
            yield f"   File = {file.path}"
            yield "   Status = 0"
            yield f"   Weight = {weight(file.weight, file.reverse)}"
            yield "   Tracking instances :"
            yield from (f"     {text}" for text in tracking[file.name])


def track_sessions(lvs: Lvs, bfd: Bfd) -> Iterator[str]:
    """Yield the lines of ``Checker track BFDs``: the sessions that checkers may follow."""
    sessions = [s for s in bfd.sessions if s.audience is not Audience.VRRP]
    tracking = defaultdict[str, list[str]](list)
    for server, real, check in _pairs(lvs):
        if isinstance(check, BfdCheck):
            tracking[check.session].append(server_name(server, real))
    if sessions:
        yield heading("Checker track BFDs")
    for session in sessions:
        yield f" Checker Track BFD = {session.name}"
        yield "   Tracking RS :"
        yield from (f"   {name}" for name in tracking[session.name])


def _pairs(lvs: Lvs) -> Iterator[tuple[VirtualServer, RealServer, Check]]:
    for server in lvs.virtual_servers:
        for real in server.real_servers:
            for check in real.checks:
                yield server, real, check


def _place(server: VirtualServer, real: RealServer) -> str:
    return f"{service_name(server)} -> {server_name(server, real)}"


def _check(check: Check, server: VirtualServer, real: RealServer) -> Iterator[str]:
    yield f" {_place(server, real)}"
    yield "   Enabled = yes"
    yield f"   Up = {yes(not starts_down(check))}"
    yield f"   Has run = {yes(isinstance(check, FileCheck))}"
    yield "   Current weight = 0"
    match check:
        case FileCheck():
            yield "   Log all failures = no"
            yield "   Keepalive method = FILE_CHECK"
            yield f"     Tracked file = {check.track_file}"
            yield "     Reloaded = No"
        case BfdCheck():
            # Deviates: keepalived 2.4 adds times and retries, all of them unset, as -1 unsigned.
            yield f"   Alpha = {yes(check.alpha)}"
            yield "   Log all failures = no"
            yield "   Keepalive method = BFD_CHECK"
            yield f"   Name = {check.session}"
            yield f"   Alpha is {on(check.alpha)}"
        case MiscCheck():
            yield from _pace(check.pace, SECOND)
            yield from _misc(check)
        case DnsCheck():
            yield from _pace(check.pace, 0)
            yield from _target(check.target)
            yield "   Keepalive method = DNS_CHECK"
            yield f"   Type = {check.type.name}"
            yield f"   Name = {check.name}"
        case HttpCheck():
            yield from _pace(check.pace, 3 * SECOND)
            yield from _target(check.target)
            usual = check.virtualhost or real.virtualhost or server.virtualhost
            yield from _http(check, usual)
        case TcpCheck() | PingCheck() | UdpCheck() | SmtpCheck():
            yield from _pace(check.pace, SECOND)
            yield from _target(check.target)
            yield from _plain(check)
        case _:
            assert_never(check)


def _pace(pace: Pace, usual_delay: int) -> Iterator[str]:
    """Yield the times; ``usual_delay`` is built into the kind of checker, in nanoseconds."""
    yield f"   Alpha = {yes(pace.alpha)}"
    yield f"   Delay loop = {_us(pace.delay_loop)}"
    yield f"   Warmup = {_us(pace.warmup)}"
    yield f"   Retries = {pace.retry}"
    if pace.retry:
        yield f"   Delay before retry = {_us(pace.delay_before_retry)}"
        yield f"   Retries iterations = {pace.retry}"
    yield f"   Default delay before retry = {_us(Duration(usual_delay))}"
    yield f"   Log all failures = {yes(pace.log_all_failures)}"


def _us(value: Duration) -> str:
    return f"{value // MICROSECOND} us"


def _target(target: Target) -> Iterator[str]:
    yield "   Connection"
    yield f"     Dest = [{target.address}]:{target.port}"
    if target.source is not None:
        yield f"     Bind to = [{target.source}]:{target.source_port}"
    if target.interface is not None:
        yield f"     Bind i/f = {target.interface}"
    if target.mark:
        yield f"     Mark = {target.mark}"
    yield f"     Timeout = {seconds(target.connect_timeout)}"


def _plain(check: TcpCheck | PingCheck | UdpCheck | SmtpCheck) -> Iterator[str]:
    match check:
        case TcpCheck():
            yield "   Keepalive method = TCP_CHECK"
        case PingCheck():
            yield "   Keepalive method = PING_CHECK"
            yield "     ICMP seq no = 0"
        case SmtpCheck():
            yield "   Keepalive method = SMTP_CHECK"
            yield f"   helo = {check.helo_name}"
        case UdpCheck():
            yield "   Keepalive method = UDP_CHECK"
            yield from _udp(check)
        case _:
            assert_never(check)


def _udp(check: UdpCheck) -> Iterator[str]:
    if check.payload is None:
        yield "   Payload specified = no"
    else:
        yield f"   Payload len = {len(check.payload)}"
    yield f"   Require reply = {yes(check.require_reply)}"
    if not check.require_reply:
        return
    yield f"     Min reply length = {check.min_reply_length}"
    yield f"     Max reply length = {check.max_reply_length}"
    pattern = check.pattern
    yield f"     Reply data len = {len(pattern.data) if pattern is not None else 0}"
    if pattern is not None:
        yield f"     Reply data mask = {yes(any(byte != _MASK_ALL for byte in pattern.mask))}"


def _misc(check: MiscCheck) -> Iterator[str]:
    script = check.script
    yield "   Keepalive method = MISC_CHECK"
    yield f"   script = {words(script.args)}"
    yield f"   timeout = {(check.timeout or 0) // SECOND}"
    yield f"   dynamic = {'YES' if check.dynamic else 'NO'}"
    yield f"   uid:gid = {script.uid or 0}:{script.gid or 0}"
    yield f"   Last ran = {_EPOCH}"
    yield "   Last status = 0"


def _http(check: HttpCheck, usual: str | None) -> Iterator[str]:
    """Yield the lines of a web checker; ``usual`` is the virtual host of most of its URLs."""
    kind = "SSL_GET" if check.tls else "HTTP_GET"
    yield f"   Keepalive method = {kind}, http protocol {check.version.value}"
    if check.virtualhost is not None:
        yield f"   Virtualhost = {check.virtualhost}"
    yield f"   Enable SNI {_set(check.sni)}"
    yield f"   Fast recovery {_set(check.fast_recovery)}"
    if check.tls:
        yield f"   tls_compliant {_set(check.tls_compliant)}"
    for url in check.urls:
        own = url.virtualhost if url.virtualhost != usual else None
        yield from _url(url, own, compliant=url.tls_compliant and not check.tls_compliant)


def _set(value: bool) -> str:
    return "set" if value else "unset"


def _url(url: Url, virtualhost: str | None, *, compliant: bool) -> Iterator[str]:
    """Yield the lines of a request; ``virtualhost`` and ``compliant`` are its own."""
    yield f"   Checked url = {url.path}"
    if url.digest is not None:
        yield f"     digest = {url.digest.hex()}"
    yield f"     tls_compliant {_set(compliant)}"
    yield "     HTTP Status Code(s)"
    for low, high in _joined(url.status):
        yield f"       {low}" if low == high else f"       {low}-{high}"
    if virtualhost is not None:
        yield f"     Virtual host = {virtualhost}"
    if url.regex is not None:
        yield from _regex(url.regex)


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return inclusive ranges in order, those that touch as one."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(spans):
        if found and low <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(high, found[-1][1])
        else:
            found.append((low, high))
    return found


def _regex(regex: Regex) -> Iterator[str]:
    """Yield the lines of an expression.

    Deviates: keepalived 2.4 names every option there is as soon as one is given, and adds how many
    URLs share an expression.
    """
    yield f'     Regex = "{regex.expression}"'
    if regex.no_match:
        yield "     Regex no match"
    if regex.min_offset or regex.max_offset is not None:
        bound = "" if regex.max_offset is None else f", max_offset = {regex.max_offset}"
        yield f"     Regex min offset = {regex.min_offset}{bound}"
    yield " ".join(["     Regex options:", *regex.options])
    if regex.stack is not None:
        yield f"     Regex stack start {regex.stack[0]}, max {regex.stack[1]}"
