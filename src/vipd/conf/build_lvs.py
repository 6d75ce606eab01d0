"""Blocks of the IPVS side to the model: services in the order of their lines, then judged.

What a line means can depend on the lines before it, so a service is built use by use. What its
values mean together is judged in ``conf.judge_lvs`` once everything has been read.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Final, TypeVar, cast

from vipd.base.addr import Family, family_of
from vipd.conf import codes
from vipd.conf.build_checks import CheckBuilder, Inherited
from vipd.conf.check_references import Surroundings
from vipd.conf.diag import Code, Position, Prefix, Reports
from vipd.conf.judge_lvs import Judge
from vipd.conf.lvs_draft import Draft, DraftServer, DraftSorry
from vipd.conf.schema.call import Call
from vipd.conf.schema.granularity import read_granularity
from vipd.conf.schema.lvs import PERSISTENCE_S, RealServer, Ssl, VirtualServer
from vipd.conf.schema.lvs_kinds import Endpoint, GroupName
from vipd.conf.schema.registry import Bound, NamedLines, Use, schema_of
from vipd.model.check import Checking
from vipd.model.lvs import (
    AddressRange,
    AddressService,
    Forwarding,
    Group,
    GroupService,
    Lvs,
    Mark,
    MarkService,
    Method,
    Protocol,
    Scheduler,
    Service,
    Tls,
)

T = TypeVar("T")

CHECKS: Final = frozenset(name for name in schema_of(RealServer).keywords if name.isupper())

_CHECKING: Final = frozenset(item.name for item in fields(Checking))
"""The keywords that say how a server is checked."""

_HASHED: Final = (Scheduler.SOURCE_HASH, Scheduler.MAGLEV_HASH)
_OPTIONS: Final = {
    "sh_port": (Scheduler.SOURCE_HASH, 2),
    "sh_fallback": (Scheduler.SOURCE_HASH, 1),
    "mh_port": (Scheduler.MAGLEV_HASH, 2),
    "mh_fallback": (Scheduler.MAGLEV_HASH, 1),
    "hashed": (None, 0),
}
"""Options of schedulers: whose they are, and the number of their flag."""
_FLAGS: Final = {"flag_1": 1, "flag_2": 2, "flag_3": 3}


def build_lvs(
    services: Sequence[Bound[VirtualServer]],
    groups: Sequence[NamedLines[AddressRange | Mark]],
    tls: Sequence[Bound[Ssl]],
    around: Surroundings,
    alerts: bool | None,
    reports: Reports,
) -> Lvs:
    """Return the usable services and groups; ``alerts`` as in ``Judge``."""
    usable = _groups(groups, reports)
    by_name = {group.name: group for group in reversed(usable)}
    drafts: list[Draft] = []
    used: Counter[str] = Counter()
    for bound in services:
        group = bound.header.name if isinstance(bound.header, GroupName) else ""
        draft = _Builder(bound, around, reports, used[group]).build()
        if draft is not None:
            used[group] += 1
            drafts.append(draft)
    judge = Judge(by_name, alerts, around, reports)
    made = [judge.judge(draft) for draft in drafts]
    return Lvs(
        virtual_servers=tuple(server for server in made if server is not None),
        groups=usable,
        tls=_tls(tls, reports),
    )


def _tls(blocks: Sequence[Bound[Ssl]], reports: Reports) -> Tls:
    for bound in blocks[1:]:
        reports.add(
            codes.TLS_REPLACED,
            "SSL context already specified - replacing",
            bound.at,
            prefix=Prefix.FILE,
        )
    if not blocks:
        return Tls()
    record = blocks[-1].record
    return Tls(
        ca=record.ca,
        certificate=record.certificate,
        key=record.key,
        password=record.password,
    )


def _groups(
    blocks: Sequence[NamedLines[AddressRange | Mark]], reports: Reports
) -> tuple[Group, ...]:
    found = []
    for block in blocks:
        group = Group(
            name=block.name,
            ranges=tuple(v for v in block.values if isinstance(v, AddressRange)),
            marks=tuple(v for v in block.values if isinstance(v, Mark)),
        )
        families = {entry.first.version for entry in group.ranges}
        homeless = any(mark.family is None for mark in group.marks)
        if not block.values:
            fault = "has no entries - removing"
        elif len(families) > 1 and homeless:
            fault = "cannot have IPv4, IPv6 and fwmark without family - removing"
        else:
            found.append(group)
            continue
        reports.add_where_closed(
            codes.GROUP_UNUSABLE, f"virtual server group {block.name} {fault}", block
        )
    return tuple(found)


@dataclass(slots=True)
class _Builder:
    """A service while its lines are read in their order."""

    bound: Bound[VirtualServer]
    around: Surroundings
    reports: Reports
    position: int

    def build(self) -> Draft | None:
        """Return the service as read; None when it has no real servers."""
        record = self.bound.record
        checking = Checking(
            delay_loop=record.delay_loop,
            connect_timeout=record.connect_timeout,
            retry=record.retry,
            delay_before_retry=record.delay_before_retry,
            warmup=record.warmup,
            alpha=record.alpha,
        )
        service = self._service()
        draft = Draft(self.bound, service, checking)
        if isinstance(service, AddressService):
            draft.family = family_of(service.address)
        for use in self.bound.uses:
            self._take(draft, use)
        self._sorry_family(draft)
        if draft.servers:
            return draft
        self.reports.add_where_closed(
            codes.SERVICE_EMPTY,
            f"Virtual server {draft.label()} has no real servers - ignoring",
            self.bound,
        )
        return None

    def _service(self) -> Service:
        match self.bound.header:
            case AddressService() | MarkService() as service:
                return service
            case GroupName(name):
                return GroupService(name, self.position)
            case other:
                raise AssertionError(f"{other!r} is no header of a service")

    def _report(
        self, code: Code, message: str, at: Position, *, reason: str = "", fix: str = ""
    ) -> None:
        self.reports.add(code, message, at, prefix=Prefix.FILE, reason=reason, fix=fix)

    def _take(self, draft: Draft, use: Use) -> None:
        """Act on one line."""
        value = use.value
        match use.field:
            case "sorry_server_inhibit" | "sorry_server_lvs_method":
                self._sorry_option(draft, use)
            case _ if value is None:
                return
            case "ip_family":
                self._ip_family(draft, cast(Family, value), use)
            case "protocol":
                draft.protocol = cast(Protocol, value)
            case "lb_algo":
                draft.scheduler = cast(Scheduler, value)
            case "lb_kind":
                draft.method = cast(Forwarding, value)
            case "persistence_timeout":
                draft.timeout_s = cast(int, value)
            case "persistence_granularity":
                self._granularity(draft, cast(Call, value))
            case "sorry_server":
                draft.sorry_server = DraftSorry(cast(Endpoint, value), draft.method)
            case "real_server":
                self._real_server(draft, cast(Bound[RealServer], value))
            case field if field in _OPTIONS:
                self._option(draft, use)
            case field if field in _FLAGS:
                draft.flags.add(_FLAGS[field])
            case _:
                pass

    def _ip_family(self, draft: Draft, family: Family, use: Use) -> None:
        if draft.family is None or draft.family is family:
            draft.family = family
            return
        name = "inet" if family is Family.IPV4 else "inet6"
        self._report(
            codes.SERVICE_FAMILY,
            f"Virtual server specified family {name} conflicts with server family",
            use.at,
            reason="the family is settled already; the line is ignored",
            fix="remove it",
        )

    def _granularity(self, draft: Draft, call: Call) -> None:
        found = read_granularity(call, draft.family)
        if found is None:
            return
        draft.family, draft.granularity = found
        draft.timeout_s = draft.timeout_s or PERSISTENCE_S

    def _option(self, draft: Draft, use: Use) -> None:
        owner, flag = _OPTIONS[use.field]
        if draft.scheduler not in _HASHED:
            name = use.field.replace("_", "-")
            message = f"{name} only applies to sh scheduler - ignoring"
            self._report(codes.SCHEDULER_OPTION, message, use.at)
        elif owner is draft.scheduler:
            draft.flags.add(flag)

    def _sorry_option(self, draft: Draft, use: Use) -> None:
        server = draft.sorry_server
        if server is None:
            self._report(
                codes.SORRY_SERVER_LATE,
                "Ignoring sorry_server inhibit used before or without sorry_server"
                if use.field == "sorry_server_inhibit"
                else "sorry_server forwarding used without sorry_server",
                use.at,
            )
        elif use.field == "sorry_server_inhibit":
            draft.sorry_server = replace(server, inhibit=True)
        elif use.value is not None:
            draft.sorry_server = replace(server, method=cast(Forwarding, use.value))

    def _sorry_family(self, draft: Draft) -> None:
        server = draft.sorry_server
        if server is None or not _foreign(draft, server.endpoint, server.method):
            return
        self.reports.add_where_closed(
            codes.SERVICE_FAMILY,
            "Address family of virtual server and sorry server"
            f" {server.endpoint.address} don't match - skipping sorry server.",
            self.bound,
        )
        draft.sorry_server = None

    def _real_server(self, draft: Draft, bound: Bound[RealServer]) -> None:
        endpoint = cast(Endpoint, bound.header)
        port = endpoint.port
        if port == 0 and isinstance(draft.service, AddressService):
            port = draft.service.port
        record, service = bound.record, self.bound.record
        inherited = Inherited(
            label=lambda: draft.server_label(endpoint),
            address=endpoint.address,
            port=port,
            checking=_checking(bound, draft.checking),
            virtualhost=record.virtualhost or service.virtualhost,
            sni_name=service.virtualhost,
        )
        blocks = tuple(cast(Bound[object], u.value) for u in bound.uses if u.field in CHECKS)
        checks = CheckBuilder(self.around, inherited, self.reports).build(blocks)
        method = record.lvs_method or draft.method
        if _foreign(draft, endpoint, method):
            self.reports.add_where_closed(
                codes.SERVICE_FAMILY,
                f"Address family of virtual server and real server {endpoint.address}"
                " don't match - skipping real server.",
                bound,
            )
            return
        draft.servers.append(DraftServer(endpoint, method, bound, inherited.checking, checks))


def _foreign(draft: Draft, endpoint: Endpoint, method: Forwarding | None) -> bool:
    """Tell whether a server is of the other family than the service; the first one settles it."""
    if method is not None and method.method is Method.TUN:
        return False
    draft.family = draft.family or family_of(endpoint.address)
    return family_of(endpoint.address) is not draft.family


def _checking(bound: Bound[RealServer], common: Checking) -> Checking:
    """Return how a server is checked; ``common`` itself where it says nothing else."""
    if _CHECKING.isdisjoint(use.field for use in bound.uses):
        return common
    record = bound.record
    checking = Checking(
        delay_loop=_own(record.delay_loop, common.delay_loop),
        connect_timeout=_own(record.connect_timeout, common.connect_timeout),
        retry=_own(record.retry, common.retry),
        delay_before_retry=_own(record.delay_before_retry, common.delay_before_retry),
        warmup=_own(record.warmup, common.warmup),
        alpha=_own(record.alpha, common.alpha),
    )
    return common if checking == common else checking


def _own(own: T | None, common: T) -> T:
    return common if own is None else own
