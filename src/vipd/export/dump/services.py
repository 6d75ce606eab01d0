"""The services of the checker process: TLS, groups, virtual servers, real servers.

What only the kernel or a running checker knows is written as keepalived writes it right after it
has read its configuration: nothing is in the kernel yet, nothing has been checked.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from ipaddress import IPV6LENGTH, IPv4Address
from typing import Final, assert_never

from vipd.base.addr import Family
from vipd.export.dump.text import command, enabled, heading, on, seconds, yes
from vipd.model.check import BfdCheck, Check, Checking, FileCheck, HttpCheck
from vipd.model.lvs import (
    AddressService,
    Forwarding,
    Group,
    GroupService,
    Lvs,
    MarkService,
    Method,
    Persistence,
    Protocol,
    RealServer,
    Scheduler,
    SorryServer,
    Tls,
    TunnelChecksum,
    TunnelType,
    VirtualServer,
)
from vipd.model.notify import Command

IPVS_VERSION: Final = "1.2.1"
"""keepalived 2.4: the version of the IPVS headers that it was built with, not of the kernel."""

_FAMILIES: Final = {Family.IPV4: "inet", Family.IPV6: "inet6", None: "IPv4 & IPv6"}
_CHECKSUMS: Final = {
    TunnelChecksum.NONE: "no checksum",
    TunnelChecksum.FULL: "checksum",
    TunnelChecksum.REMOTE: "remote checksum",
}
_OPTIONS: Final = {Scheduler.SOURCE_HASH: "sh", Scheduler.MAGLEV_HASH: "mh"}
"""Schedulers that have names for their flags."""
_MASK_ALL: Final = 0xFFFF_FFFF
_PORT_FLAG: Final = 2
_FALLBACK_FLAG: Final = 1


def tls(config: Tls, servers: Iterable[VirtualServer]) -> Iterator[str]:
    """Yield the lines of ``SSL definitions``; none without settings and without SSL_GET.

    Deviates: keepalived 2.4 writes the pass phrase itself.
    """
    password = None if config.password is None else "********"
    rows = (
        ("Password", password),
        ("CA-file", config.ca),
        ("Certificate file", config.certificate),
        ("Key file", config.key),
    )
    if all(value is None for _, value in rows):
        if any(map(_uses_tls, servers)):
            yield heading("SSL definitions")
            yield " Using autogen SSL context"
        return
    yield heading("SSL definitions")
    for name, value in rows:
        if value is not None:
            yield f" {name} : {value}"


def _uses_tls(server: VirtualServer) -> bool:
    checks = [check for real in server.real_servers for check in real.checks]
    return any(isinstance(check, HttpCheck) and check.tls for check in checks)


def topology(lvs: Lvs, *, first_mark: int | None) -> Iterator[str]:
    """Yield the lines of ``LVS Topology``; ``first_mark`` None: nftables sets no marks."""
    yield heading("LVS Topology")
    yield f" System is compiled with LVS v{IPVS_VERSION}"
    marks = {} if first_mark is None else group_marks(lvs, first_mark)
    for group in lvs.groups:
        yield from _group(group, marks.get(group.name))
    for server in lvs.virtual_servers:
        yield from _virtual_server(server)


def group_marks(lvs: Lvs, first: int) -> Mapping[str, Mapping[Protocol, int]]:
    """Return the marks that nftables sets for groups, by group and protocol.

    keepalived 2.4: counted from ``first`` in the order of the services; a group that has marks of
    its own gets none.
    """
    marked = {group.name for group in lvs.groups if group.marks}
    found: defaultdict[str, dict[Protocol, int]] = defaultdict(dict)
    mark = first
    for server in lvs.virtual_servers:
        service, protocol = server.service, server.protocol
        if not isinstance(service, GroupService) or protocol is None or service.group in marked:
            continue
        if protocol not in found[service.group]:
            found[service.group][protocol] = mark
            mark += 1
    return found


def service_name(server: VirtualServer) -> str:
    """Return how keepalived writes a service in the lists of what concerns it."""
    match server.service:
        case AddressService(address, port):
            return f"[{address}]:{_protocol(server)}:{port}"
        case MarkService(mark):
            return f"FWM {mark}"
        case GroupService(group, position):
            return f"[{group}]:{position}"
        case _:
            assert_never(server.service)


def server_name(server: VirtualServer, real: RealServer | SorryServer) -> str:
    """Return how keepalived writes a real server, or the sorry server."""
    return f"[{real.address}]:{_protocol(server)}:{real.port}"


def _protocol(server: VirtualServer) -> str:
    return "none" if server.protocol is None else server.protocol.value


def _group(group: Group, marks: Mapping[Protocol, int] | None) -> Iterator[str]:
    families = Counter(f"IPv{entry.first.version}" for entry in group.ranges)
    families.update(_mark_family(mark.family) for mark in group.marks)
    four, six = yes("IPv4" in families), yes("IPv6" in families)
    yield f" {heading('Virtual server group')}"
    yield f" Virtual Server Group = {group.name}, IPv4 = {four}, IPv6 = {six}"
    if marks is not None:
        shown = " ".join(f"{p.name}: {marks.get(p, 0)}" for p in Protocol)
        yield f"  Fwmark {shown}"
    for entry in group.ranges:
        if entry.first == entry.last:
            yield f"   VIP = {entry.first}, VPORT = {entry.port}"
        else:
            yield f"   VIP Range = {entry.first}-{entry.last}, VPORT = {entry.port}"
        yield "     Alive: 0 tcp, 0 udp, 0 sctp"
        yield "     reloaded = False"
    for mark in group.marks:
        yield f"   FWMARK = {mark.mark} {_mark_family(mark.family)}".rstrip()
        yield "     Alive: 0 IPv4, 0 IPv6"
        yield "     reloaded = False"


def _mark_family(family: Family | None) -> str:
    match family:
        case None:
            return ""
        case Family.IPV4:
            return "IPv4"
        case Family.IPV6:
            return "IPv6"
        case _:
            assert_never(family)


def _virtual_server(server: VirtualServer) -> Iterator[str]:
    checking = server.checking
    yield f" {heading('Virtual server')}"
    yield f" {_header(server)}"
    if server.virtualhost is not None:
        yield f"   VirtualHost = {server.virtualhost}"
    if server.snmp_name is not None:
        yield f"   SNMP name = '{server.snmp_name}'"
    yield f"   Address family = {_FAMILIES[server.family]}"
    yield f"   connection timeout = {seconds(checking.connect_timeout)}"
    yield f"   delay_loop = {seconds(checking.delay_loop)}"
    yield from _scheduling(server)
    yield from _persistence(server.persistence, server.family)
    yield f"   protocol = {_protocol(server).upper() if server.protocol else 'none'}"
    yield f"   alpha is {on(checking.alpha)}"
    yield f"   omega is {on(server.omega)}"
    yield from _retries(checking)
    yield f"   Inhibit on failure is {on(server.inhibit_on_failure)}"
    yield f"   quorum = {server.quorum}, hysteresis = {server.hysteresis}"
    yield from _script("Quorum up", server.quorum_up)
    yield from _script("Quorum down", server.quorum_down)
    if server.ha_suspend:
        yield "   Using HA suspend"
    yield f"   Using smtp notification = {yes(server.smtp_alert)}"
    yield _method(server.forwarding, "   default ")
    if server.sorry_server is not None:
        yield from _sorry_server(server, server.sorry_server)
    yield "   VS alive = 0"
    yield "   quorum_state_up = 0"
    yield "   reloaded = 0"
    for real in server.real_servers:
        yield from _real_server(real)


def _header(server: VirtualServer) -> str:
    match server.service:
        case AddressService(address, port):
            return f"VS VIP = {address}, VPORT = {port}"
        case MarkService(mark):
            return f"VS FWMARK = {mark}"
        case GroupService():
            return f"VS GROUP = {service_name(server)}"
        case _:
            assert_never(server.service)


def _scheduling(server: VirtualServer) -> Iterator[str]:
    yield f"   lvs_sched = {server.scheduler.value}"
    # keepalived 2.4: the keyword is there, and has no effect.
    yield "   Hashed = disabled"
    name = _OPTIONS.get(server.scheduler)
    if name is None:
        for flag in (1, 2, 3):
            yield f"   flag-{flag} = {enabled(flag in server.flags)}"
    else:
        yield f"   {name}-port = {enabled(_PORT_FLAG in server.flags)}"
        yield f"   {name}-fallback = {enabled(_FALLBACK_FLAG in server.flags)}"
    yield f"   One packet scheduling = {enabled(server.one_packet)}"


def _persistence(persistence: Persistence | None, family: Family | None) -> Iterator[str]:
    if persistence is None:
        return
    yield f"   persistence timeout = {persistence.timeout_s}"
    mask = persistence.granularity
    if family is Family.IPV6 and mask != IPV6LENGTH:
        yield f"   persistence granularity = {mask}"
    elif family is not Family.IPV6 and mask != _MASK_ALL:
        yield f"   persistence granularity = {IPv4Address(mask)}"


def _retries(checking: Checking) -> Iterator[str]:
    if checking.retry is not None:
        yield f"   Retry count = {checking.retry}"
    if checking.delay_before_retry is not None:
        yield f"   Retry delay = {seconds(checking.delay_before_retry)}"
    if checking.warmup is not None:
        yield f"   Warmup = {seconds(checking.warmup)}"


def _script(title: str, script: Command | None) -> Iterator[str]:
    if script is not None:
        yield f"   {title} notify script = {command(script)}"


def _method(forwarding: Forwarding, before: str) -> str:
    """Return the line of a method; ``before`` is left out with tunnels that have options."""
    if forwarding.method is not Method.TUN:
        return f"{before}forwarding method = {forwarding.method.value}"
    text = f"forwarding method = TUN, type = {forwarding.tunnel.name}"
    if forwarding.tunnel is TunnelType.IPIP:
        return f"{before}{text}"
    # keepalived 2.4: with options the line is the same wherever it stands.
    port = f", port = {forwarding.tunnel_port}" if forwarding.tunnel is TunnelType.GUE else ""
    return f"   {text}{port}, {_CHECKSUMS[forwarding.checksum]}"


def _sorry_server(server: VirtualServer, sorry: SorryServer) -> Iterator[str]:
    yield f"   sorry server = {server_name(server, sorry)}"
    yield _method(sorry.forwarding, "     ")
    yield f"     Inhibit on failure is {on(sorry.inhibit)}"
    yield "     set = 0"
    yield "     alive = 0"


def _real_server(real: RealServer) -> Iterator[str]:
    checking = real.checking
    yield f"   {heading('Real server')}"
    weights = f"WEIGHT = {real.weight} EFF WEIGHT = {real.weight}"
    yield f"   RIP = {real.address}, RPORT = {real.port}, {weights}"
    yield _method(real.forwarding, "   ")
    yield f"   Alpha is {on(checking.alpha)}"
    yield f"   connection timeout = {seconds(checking.connect_timeout)}"
    yield f"   connection limit range = {real.lower_limit} -> {real.upper_limit}"
    yield f"   Delay loop = {seconds(checking.delay_loop)}"
    yield from _retries(checking)
    yield f"   Inhibit on failure is {on(real.inhibit_on_failure)}"
    yield from _script("RS up", real.notify_up)
    yield from _script("RS down", real.notify_down)
    if real.virtualhost is not None:
        yield f"    VirtualHost = '{real.virtualhost}'"
    if real.snmp_name is not None:
        yield f"   SNMP name = {real.snmp_name}"
    yield f"   Using smtp notification = {yes(real.smtp_alert)}"
    yield f"   initial weight = {real.weight}"
    yield f"   effective weight = {real.weight}"
    yield "   previous effective_weight = 0"
    yield "   alive = 0"
    yield f"   num failed checkers = {sum(map(starts_down, real.checks))}"
    yield "   RS set = 0"
    yield "   reloaded = 0"
    files = [check for check in real.checks if isinstance(check, FileCheck)]
    if files:
        yield "   Tracked Files"
    for file in files:
        yield f"     {file.track_file}, weight {weight(file.weight, file.reverse)}"
    sessions = [check.session for check in real.checks if isinstance(check, BfdCheck)]
    if sessions:
        yield "   Tracked BFDs"
    yield from (f"     {session}" for session in sessions)


def weight(value: int, reverse: bool) -> str:
    """Return the weight of something that is tracked."""
    return f"{value}{' reverse' if reverse else ''}"


def starts_down(check: Check) -> bool:
    """Tell whether a checker counts as failed until it has succeeded."""
    match check:
        case FileCheck():
            return False
        case BfdCheck():
            return check.alpha
        case _:
            return check.pace.alpha
