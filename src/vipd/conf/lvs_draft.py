"""Services as read, before they are judged."""

from dataclasses import dataclass, field

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
    Protocol,
    Scheduler,
    Service,
)


@dataclass(frozen=True, slots=True)
class DraftServer:
    """A real server or a sorry server as read; ``method`` None: nothing has been said yet."""

    endpoint: Endpoint
    method: Forwarding | None
    inhibit: bool = False
    bound: Bound[RealServer] | None = None
    checking: Checking | None = None
    checks: tuple[Check, ...] = ()


@dataclass(slots=True)
class Draft:
    """A service as read."""

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
    sorry_server: DraftServer | None = None

    @property
    def protocol_name(self) -> str:
        """The protocol as keepalived prints it."""
        return "none" if self.protocol is None else self.protocol.value

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
