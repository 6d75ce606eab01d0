"""Everything that can happen to a VRRP instance, as a closed union."""

from dataclasses import dataclass
from enum import Enum

from vipd.base.addr import IpAddress
from vipd.base.units import Duration
from vipd.model.vrrp import Instance, VirtualAddress


class State(Enum):
    """States of an instance; the values are keepalived's numbers (JSON, SNMP)."""

    INIT = 0
    BACKUP = 1
    MASTER = 2
    FAULT = 3


@dataclass(frozen=True, slots=True)
class Start:
    """The process is ready. Time-outs count from ``delay`` after now (``vrrp_startup_delay``).

    ``resume``: a predecessor of this process was MASTER and all its addresses are still in place.
    """

    delay: Duration = Duration(0)
    resume: bool = False


@dataclass(frozen=True, slots=True)
class PacketReceived:
    """An IP packet for our VRID arrived, header included.

    ``now`` is its receive time stamp, except for a MASTER: what it answers, it answers when read.
    """

    octets: bytes


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """The interface of the instance went up or down; a missing interface is down."""

    up: bool


@dataclass(frozen=True, slots=True)
class SourceChanged:
    """The address that adverts are sent from is another, or there is none (any more)."""

    source: IpAddress | None


@dataclass(frozen=True, slots=True)
class AddressLost:
    """Somebody else removed an address that this instance owns."""

    address: VirtualAddress


@dataclass(frozen=True, slots=True)
class Reconfigured:
    """A reload: the instance goes on with another configuration."""

    config: Instance


@dataclass(frozen=True, slots=True)
class ClockGap:
    """The process ran ``late`` later than it meant to; queued packets are read after this."""

    late: Duration


@dataclass(frozen=True, slots=True)
class AdvertsLost:
    """Packets found the receive queue full, and adverts for this instance may be among them."""


@dataclass(frozen=True, slots=True)
class SendFailed:
    """An advert could not be sent; ``error`` is an errno value."""

    error: int
    destination: IpAddress | None


class StopReason(Enum):
    """Why an instance ends."""

    SHUTDOWN = "shutdown"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Stop:
    """The instance ends in good order: its addresses go, its peers are told."""

    reason: StopReason = StopReason.SHUTDOWN


Event = (
    Start
    | PacketReceived
    | LinkChanged
    | SourceChanged
    | AddressLost
    | Reconfigured
    | ClockGap
    | AdvertsLost
    | SendFailed
    | Stop
)
