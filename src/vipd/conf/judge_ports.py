"""Settles the ports of the servers of a service: only NAT can change that of a packet."""

from dataclasses import dataclass, replace
from typing import Final, TypeVar

from vipd.conf import codes
from vipd.conf.diag import Prefix, Reports
from vipd.conf.lvs_draft import Draft, DraftServer, DraftSorry
from vipd.model.lvs import AddressRange, AddressService, GroupService, MarkService, Method

S = TypeVar("S", DraftServer, DraftSorry)

_REASON: Final = "packets keep their port but with NAT"


@dataclass(frozen=True, slots=True)
class Ports:
    """Judges the ports of a service; ``marked``: marks are among what it is for.

    keepalived 2.4: the port of a mark cannot be known, and that of a group is never reset.
    """

    draft: Draft
    marked: bool
    ranges: tuple[AddressRange, ...]
    reports: Reports

    @property
    def _own(self) -> int:
        """The port of the service; 0 where it has none of its own."""
        service = self.draft.service
        return service.port if isinstance(service, AddressService) else 0

    def real_server(self, server: DraftServer) -> DraftServer:
        """Return a real server with the port that it gets."""
        port = server.endpoint.port
        if port == 0:
            return _with_port(server, self._own)
        if not self._keeps_port(server):
            return server
        if self.marked:
            self._mark(server)
        for entry in self.ranges:
            if entry.port != port:
                self._entry(server, entry)
        match self.draft.service:
            case AddressService(_, own) if own != port:
                self._report(
                    f"WARNING - virtual server {self.draft.label()} and real server"
                    f" {self.draft.server_label(server.endpoint)} ports don't match - resetting",
                    f"write port {own}, or use lb_kind NAT",
                )
                return _with_port(server, own)
            case MarkService():
                return _with_port(server, 0)
            case _:
                return server

    def sorry_server(self, sorry: DraftSorry) -> DraftSorry:
        """Return the sorry server with the port that it gets."""
        port = sorry.endpoint.port
        fits = ({entry.port for entry in self.ranges} or {self._own}) == {port}
        if port == 0:
            return _with_port(sorry, self._own)
        if not self._keeps_port(sorry) or (fits and not self.marked):
            return sorry
        label = self.draft.label()
        match self.draft.service:
            case AddressService():
                message = f"virtual server {label} and sorry server ports don't match - resetting"
            case MarkService():
                message = f"virtual server {label}, sorry server has port specified - clearing"
            case GroupService():
                message = (
                    f"{'fwmark ' if self.marked else ''}virtual server {label}, sorry server has"
                    " port specified - port will be ignored"
                )
        self._report(f"WARNING - {message}", "remove the port")
        grouped = isinstance(self.draft.service, GroupService)
        return sorry if grouped else _with_port(sorry, self._own)

    def _keeps_port(self, server: DraftServer | DraftSorry) -> bool:
        return self.draft.forwarding(server).method is not Method.NAT

    def _mark(self, server: DraftServer) -> None:
        single = isinstance(self.draft.service, MarkService)
        self._report(
            f"WARNING - fwmark virtual server {self.draft.label()}, real server"
            f" {self.draft.server_label(server.endpoint)} has port specified"
            f" - {'clearing' if single else 'port will be ignored'}",
            "remove the port",
        )

    def _entry(self, server: DraftServer, entry: AddressRange) -> None:
        span = str(entry.first)
        if entry.first != entry.last:
            span += f"-{entry.last}"
        self._report(
            f"virtual server {self.draft.label()}:[{span},{entry.port}] and real server"
            f" {self.draft.server_label(server.endpoint)} ports don't match",
            "write the same port",
        )

    def _report(self, message: str, fix: str) -> None:
        self.reports.add(
            codes.SERVICE_ADJUSTED,
            message,
            self.draft.bound.at,
            prefix=Prefix.NONE,
            reason=_REASON,
            fix=fix,
        )


def _with_port(server: S, port: int) -> S:
    return replace(server, endpoint=replace(server.endpoint, port=port))
