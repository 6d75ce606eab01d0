"""Texts of keepalived.conf and of FRR's configuration for the routers of a lab."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Router:
    """One ``vrrp_instance``; ``extra`` are further lines of its block."""

    name: str = "VI_1"
    interface: str = "eth0"
    vrid: int = 51
    priority: int = 100
    version: int = 3
    advert_int: str = "1"
    vips: Sequence[str] = ("10.9.1.100",)
    auth_pass: str | None = None
    unicast_source: str | None = None
    unicast_peers: Sequence[str] = ()
    nopreempt: bool = False
    state: str = "BACKUP"
    extra: Sequence[str] = ()

    @property
    def advert_ns(self) -> int:
        """The advertisement interval in nanoseconds."""
        return round(float(self.advert_int) * 10**9)

    @property
    def skew_ns(self) -> int:
        """What a router of this priority waits after priority 0 (RFC 9568 6.1; v2: RFC 3768)."""
        unit = 10**9 if self.version == 2 else self.advert_ns
        return (256 - self.priority) * unit // 256

    @property
    def down_ns(self) -> int:
        """The master-down interval: how long this router waits for the next advert."""
        return 3 * self.advert_ns + self.skew_ns

    def lines(self) -> Iterable[str]:
        """Return the block."""
        yield f"vrrp_instance {self.name} {{"
        yield f"    state {self.state}"
        yield f"    interface {self.interface}"
        yield f"    virtual_router_id {self.vrid}"
        yield f"    priority {self.priority}"
        yield f"    version {self.version}"
        yield f"    advert_int {self.advert_int}"
        if self.nopreempt:
            yield "    nopreempt"
        if self.auth_pass is not None:
            yield from ("    authentication {", "        auth_type PASS")
            yield from (f"        auth_pass {self.auth_pass}", "    }")
        if self.unicast_source is not None:
            yield f"    unicast_src_ip {self.unicast_source}"
        if self.unicast_peers:
            yield from _block("unicast_peer", self.unicast_peers)
        yield from (f"    {line}" for line in self.extra)
        yield from _block("virtual_ipaddress", self.vips)
        yield "}"


def keepalived_conf(routers: Iterable[Router], global_lines: Sequence[str] = ()) -> str:
    """Return a whole keepalived.conf."""
    lines = ["global_defs {", *(f"    {line}" for line in global_lines), "}"]
    for router in routers:
        lines += ["", *router.lines()]
    return "\n".join(lines) + "\n"


def frr_conf(router: Router) -> str:
    """Return a configuration of FRR's vrrpd for the same virtual router."""
    centiseconds = round(float(router.advert_int) * 100)
    lines = [
        "log timestamp precision 6",
        f"interface {router.interface}",
        f" vrrp {router.vrid} version {router.version}",
        f" vrrp {router.vrid} priority {router.priority}",
        f" vrrp {router.vrid} advertisement-interval {centiseconds * 10}",
    ]
    for vip in router.vips:
        family = "ipv6" if ":" in vip else "ip"
        lines.append(f" vrrp {router.vrid} {family} {vip}")
    if router.nopreempt:
        lines.append(f" no vrrp {router.vrid} preempt")
    return "\n".join([*lines, "exit", ""])


def _block(keyword: str, values: Sequence[str]) -> Iterable[str]:
    yield f"    {keyword} {{"
    yield from (f"        {value}" for value in values)
    yield "    }"
