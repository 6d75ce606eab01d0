"""Judges services once everything has been read: defaults, and what keepalived changes silently.

These reports are made after the files are closed, so keepalived shows no place; ours is added.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from vipd.base.addr import Family, family_of
from vipd.conf import codes
from vipd.conf.build_notify import build_command
from vipd.conf.check_references import Surroundings
from vipd.conf.diag import Code, Prefix, Reports
from vipd.conf.judge_ports import Ports
from vipd.conf.lvs_draft import NAT, Draft, DraftServer, DraftSorry
from vipd.conf.schema.commands import CommandLine
from vipd.conf.schema.lvs import PERSISTENCE_S
from vipd.conf.schema.lvs_kinds import Endpoint
from vipd.conf.schema.numbers import U32_MAX
from vipd.model import lvs as model
from vipd.model.lvs import (
    AddressRange,
    AddressService,
    Group,
    GroupService,
    MarkService,
    Protocol,
    Scheduler,
)
from vipd.model.notify import Command

SCHEDULER: Final = Scheduler.WEIGHTED_LEAST_CONNECTION
"""keepalived 2.4: that of a service that names none."""
MASK_ALL: Final = {Family.IPV4: 0xFFFF_FFFF, Family.IPV6: 128}


@dataclass(frozen=True, slots=True)
class Judge:
    """Settles services; ``groups`` by name.

    ``alerts``: whether mails are sent where a block does not say; None: as built in.
    """

    groups: Mapping[str, Group]
    alerts: bool | None
    around: Surroundings
    reports: Reports
    used: Counter[str] = field(default_factory=Counter)
    """How many services use each group so far."""

    def judge(self, draft: Draft) -> model.VirtualServer | None:
        """Return the service, None when its group does not exist."""
        group: Group | None = None
        if isinstance(draft.service, GroupService):
            group = self.groups.get(draft.service.group)
            if group is None:
                self._report(
                    draft,
                    codes.GROUP_UNKNOWN,
                    f"Virtual server group {draft.service.group} specified but not configured"
                    f" - ignoring virtual server {draft.label()}",
                )
                return None
            if not self._family(draft, group):
                return None
            draft.service = GroupService(group.name, self.used[group.name])
            self.used[group.name] += 1
        if isinstance(draft.service, MarkService):
            draft.family = draft.family or _servers_family(draft)
        ranges = group.ranges if group is not None else ()
        marked = isinstance(draft.service, MarkService) or bool(group and group.marks)
        addressed = isinstance(draft.service, AddressService) or bool(ranges)
        self._protocol(draft, marked, addressed)
        ha_suspend = self._ha_suspend(draft, marked)
        one_packet = self._one_packet(draft)
        self._zero_port(draft, ranges)
        self._defaults(draft)
        self._duplicates(draft)
        quorum, hysteresis = self._quorum(draft)
        sorry = self._sorry_inhibit(draft)
        ports = Ports(draft, marked, ranges, self.reports)
        servers = [ports.real_server(server) for server in draft.servers]
        if sorry is not None:
            sorry = ports.sorry_server(sorry)
        return self._server(
            draft, servers, sorry, quorum, hysteresis, one_packet=one_packet, ha_suspend=ha_suspend
        )

    def _report(
        self, draft: Draft, code: Code, message: str, *, reason: str = "", fix: str = ""
    ) -> None:
        self.reports.add(code, message, draft.bound.at, prefix=Prefix.NONE, reason=reason, fix=fix)

    def _family(self, draft: Draft, group: Group) -> bool:
        """Settle the family of the service of a group; tell whether the group has no other."""
        found = {family_of(entry.first) for entry in group.ranges}
        found |= {mark.family for mark in group.marks if mark.family is not None}
        if draft.family is None or found <= {draft.family}:
            draft.family = draft.family or (found.pop() if len(found) == 1 else None)
            return True
        self._report(
            draft,
            codes.GROUP_FAMILY,
            f"Virtual server group {group.name} is not of the address family of virtual server"
            f" {draft.label()} - ignoring virtual server",
        )
        return False

    def _protocol(self, draft: Draft, marked: bool, addressed: bool) -> None:
        if addressed and draft.protocol is None:
            self._report(
                draft,
                codes.SERVICE_DEFAULT,
                f"Virtual server {draft.label()}: no protocol set - defaulting to UDP",
                reason="the service does not take TCP connections",
                fix="write protocol TCP, if that is meant",
            )
            draft.protocol = Protocol.UDP
        elif marked and not addressed and draft.protocol is not None:
            self._report(
                draft,
                codes.OPTION_CLEARED,
                f"Warning: Virtual server {draft.label()}: protocol specified for fwmark"
                " - protocol will be ignored",
                reason="a mark says nothing of the protocol",
                fix="remove it",
            )
            draft.protocol = None

    def _ha_suspend(self, draft: Draft, marked: bool) -> bool:
        wanted = draft.bound.record.ha_suspend
        if wanted and marked:
            self._report(
                draft,
                codes.OPTION_CLEARED,
                f"Virtual server {draft.label()}: cannot use ha_suspend with fwmarks"
                " - clearing ha_suspend",
                reason="a mark has no address that could leave this machine",
            )
        return wanted and not marked

    def _one_packet(self, draft: Draft) -> bool:
        wanted = draft.bound.record.ops
        if wanted and draft.protocol in (Protocol.TCP, Protocol.SCTP):
            self._report(
                draft,
                codes.OPTION_CLEARED,
                f"Virtual server {draft.label()}: one packet scheduling requires UDP - resetting",
                reason="packets of a connection belong to one server",
                fix="remove ops",
            )
            return False
        return wanted

    def _zero_port(self, draft: Draft, ranges: tuple[AddressRange, ...]) -> None:
        ports = [entry.port for entry in ranges]
        if isinstance(draft.service, AddressService):
            ports.append(draft.service.port)
        if draft.timeout_s or 0 not in ports:
            return
        self._report(
            draft,
            codes.SERVICE_ADJUSTED,
            f"Virtual server {draft.label()}: zero port only valid for persistent services"
            " - setting",
            reason=f"the service becomes persistent for {PERSISTENCE_S} seconds",
            fix="write a port, or persistence_timeout",
        )
        draft.timeout_s = PERSISTENCE_S

    def _defaults(self, draft: Draft) -> None:
        """Report what has been left to its default."""
        if draft.scheduler is None:
            self._report(
                draft,
                codes.SERVICE_DEFAULT,
                f"Virtual server {draft.label()}: no scheduler set, setting default 'wlc'",
                fix="write lb_algo wlc",
            )
        if draft.method is None and any(server.method is None for server in draft.every):
            self._report(
                draft,
                codes.SERVICE_DEFAULT,
                f"Virtual server {draft.label()}: no forwarding method set, setting default NAT",
                fix="write lb_kind NAT",
            )

    def _duplicates(self, draft: Draft) -> None:
        seen: dict[Endpoint, DraftServer] = {}
        for server in draft.servers:
            if seen.setdefault(server.endpoint, server) is not server:
                self._report(
                    draft,
                    codes.SERVER_DUPLICATE,
                    f"VS {draft.label()}: real server {draft.server_label(server.endpoint)}"
                    " is duplicated - removing second rs",
                )
        draft.servers = list(seen.values())

    def _quorum(self, draft: Draft) -> tuple[int, int]:
        """Return quorum and hysteresis, as far as the weights allow.

        Deviates: keepalived 2.4 goes on with a quorum of 0 where all weights are 0, and with a
        hysteresis below 0 that has become 2^32 - 1; here they are at least 1 and 0.
        """
        record = draft.bound.record
        quorum, hysteresis = record.quorum, record.hysteresis
        total = sum(_weight(server, record.weight) for server in draft.servers)
        if quorum > total:
            self._report(
                draft,
                codes.SERVICE_ADJUSTED,
                f"Warning - quorum {quorum} for {draft.label()} exceeds total weight of real"
                f" servers {total}, reducing quorum to {total}",
                reason="it could never be reached",
                fix=f"write at most quorum {max(total, 1)}, or raise the weights",
            )
            quorum = total
        if hysteresis >= quorum:
            lowered = quorum - 1 if quorum else U32_MAX
            self._report(
                draft,
                codes.SERVICE_ADJUSTED,
                f"Virtual server {draft.label()}: hysteresis {hysteresis} >= quorum {quorum};"
                f" setting hysteresis to {lowered}",
                reason="the quorum could never be lost",
                fix="write a hysteresis below the quorum",
            )
            hysteresis = max(quorum - 1, 0)
        return max(quorum, 1), hysteresis

    def _sorry_inhibit(self, draft: Draft) -> DraftSorry | None:
        """One kernel entry serves both roles of a server, so they must agree."""
        sorry = draft.sorry_server
        if sorry is None:
            return None
        for server in draft.servers:
            inhibit = _inhibit(server, draft)
            if server.endpoint == sorry.endpoint and inhibit is not sorry.inhibit:
                self._report(
                    draft,
                    codes.SERVICE_ADJUSTED,
                    f"Virtual server {draft.label()}: real server"
                    f" {draft.server_label(server.endpoint)} matches sorry server, but inhibit"
                    f" setting differs, {'setting' if inhibit else 'clearing'} on sorry server",
                    reason="both are one entry of the kernel",
                    fix="write inhibit_on_failure and sorry_server_inhibit both, or neither",
                )
                sorry = replace(sorry, inhibit=inhibit)
        return sorry

    def _server(
        self,
        draft: Draft,
        servers: list[DraftServer],
        sorry: DraftSorry | None,
        quorum: int,
        hysteresis: int,
        *,
        one_packet: bool,
        ha_suspend: bool,
    ) -> model.VirtualServer:
        record = draft.bound.record
        return model.VirtualServer(
            service=draft.service,
            family=draft.family,
            protocol=draft.protocol,
            scheduler=draft.scheduler or SCHEDULER,
            forwarding=draft.method or NAT,
            checking=draft.checking,
            inhibit_on_failure=record.inhibit_on_failure,
            flags=tuple(sorted(draft.flags)),
            one_packet=one_packet,
            persistence=_persistence(draft),
            ha_suspend=ha_suspend,
            smtp_alert=self._alert(record.smtp_alert, default=False),
            virtualhost=record.virtualhost,
            snmp_name=record.snmp_name,
            omega=record.omega,
            quorum=quorum,
            hysteresis=hysteresis,
            quorum_up=self._script(record.quorum_up),
            quorum_down=self._script(record.quorum_down),
            real_servers=tuple(self._real(draft, server) for server in servers),
            sorry_server=None if sorry is None else _sorry(draft, sorry),
        )

    def _alert(self, own: bool | None, *, default: bool) -> bool:
        if own is not None:
            return own
        return default if self.alerts is None else self.alerts

    def _script(self, line: CommandLine | None) -> Command | None:
        """Return a usable command; keepalived 2.4 only logs why another one is not."""
        if line is None:
            return None
        command = build_command(line, "notify", self.around.users, self.reports, prefix=Prefix.FILE)
        return command if command is not None and command.args else None

    def _real(self, draft: Draft, server: DraftServer) -> model.RealServer:
        above = draft.bound.record
        record = server.bound.record
        return model.RealServer(
            address=server.endpoint.address,
            port=server.endpoint.port,
            forwarding=draft.forwarding(server),
            weight=_weight(server, above.weight),
            checking=server.checking,
            upper_limit=record.uthreshold,
            lower_limit=record.lthreshold,
            inhibit_on_failure=_inhibit(server, draft),
            notify_up=self._script(record.notify_up),
            notify_down=self._script(record.notify_down),
            smtp_alert=self._alert(record.smtp_alert, default=True),
            virtualhost=record.virtualhost,
            snmp_name=record.snmp_name,
            checks=server.checks,
        )


def _servers_family(draft: Draft) -> Family:
    """Return the family of a service of a mark, whose servers are all reached by tunnels.

    keepalived 2.4: that of the servers, the sorry server among them, and IPv4 where they differ.
    """
    found = {family_of(server.endpoint.address) for server in draft.every}
    return found.pop() if len(found) == 1 else Family.IPV4


def _persistence(draft: Draft) -> model.Persistence | None:
    if not draft.timeout_s:
        return None
    family = draft.family or Family.IPV4
    mask = draft.granularity if draft.granularity is not None else MASK_ALL[family]
    return model.Persistence(
        timeout_s=draft.timeout_s,
        granularity=mask,
        engine=draft.bound.record.persistence_engine,
    )


def _sorry(draft: Draft, server: DraftSorry) -> model.SorryServer:
    return model.SorryServer(
        address=server.endpoint.address,
        port=server.endpoint.port,
        forwarding=draft.forwarding(server),
        inhibit=server.inhibit,
    )


def _weight(server: DraftServer, default: int) -> int:
    own = server.bound.record.weight
    return default if own is None else own


def _inhibit(server: DraftServer, draft: Draft) -> bool:
    own = server.bound.record.inhibit_on_failure
    return draft.bound.record.inhibit_on_failure if own is None else own
