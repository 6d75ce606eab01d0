"""Services as read, before they are judged."""

from dataclasses import dataclass, field
from typing import Final

from vipd.base.addr import Family
from vipd.conf.schema.lvs import RealServer, VirtualServer
from vipd.conf.schema.lvs_kinds import Endpoint
from vipd.conf.schema.registry import Bound
from vipd.model.check import Check, Checking
from vipd.model.lvs import (
    AddressService,
    Forwarding,
    GroupService,
    MarkService,
    Method,
    Protocol,
    Scheduler,
    Service,
)

NAT: Final = Forwarding(method=Method.NAT)


@dataclass(frozen=True, slots=True)
class DraftServer:
    """A real server as read; ``method`` None: that of the service."""

    endpoint: Endpoint
    method: Forwarding | None
    bound: Bound[RealServer]
    checking: Checking
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class DraftSorry:
    """A sorry server as read; ``method`` None: that of the service."""

    endpoint: Endpoint
    method: Forwarding | None
    inhibit: bool = False


@dataclass(slots=True)
class Draft:
    """A service as read; what is None has not been said."""

    bound: Bound[VirtualServer]
    service: Service
    checking: Checking
    family: Family | None = None
    scheduler: Scheduler | None = None
    protocol: Protocol | None = None
    method: Forwarding | None = None
    timeout_s: int = 0
    granularity: int | None = None
    flags: set[int] = field(default_factory=set)
    servers: list[DraftServer] = field(default_factory=list)
    sorry_server: DraftSorry | None = None

    @property
    def protocol_name(self) -> str:
        """The protocol as keepalived prints it."""
        return "none" if self.protocol is None else self.protocol.value

    @property
    def every(self) -> tuple[DraftServer | DraftSorry, ...]:
        """The real servers, and the sorry server."""
        sorry = () if self.sorry_server is None else (self.sorry_server,)
        return (*self.servers, *sorry)

    def forwarding(self, server: DraftServer | DraftSorry) -> Forwarding:
        """Return how packets reach a server; keepalived 2.4: by NAT where nothing is said."""
        return server.method or self.method or NAT

    def label(self) -> str:
        """Return how keepalived prints the service."""
        match self.service:
            case AddressService(address, port):
                return f"[{address}]:{self.protocol_name}:{port}"
            case MarkService(mark):
                return f"FWM {mark}"
            case GroupService(group, position):
                return f"[{group}]:{position}"

    def server_label(self, endpoint: Endpoint) -> str:
        """Return how keepalived prints a real server."""
        return f"[{endpoint.address}]:{self.protocol_name}:{endpoint.port}"
