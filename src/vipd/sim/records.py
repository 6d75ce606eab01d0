"""What happens in a simulated world, as records: the trace, and what the invariants look at."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from vipd.base.addr import IpAddress
from vipd.base.units import Instant
from vipd.core.desired import AddressOperation
from vipd.core.vrrp.notices import Notice


@dataclass(frozen=True, slots=True)
class Sent:
    """A node handed a packet to its network; ``error`` is 0 or the errno it got."""

    node: str
    interface: str
    packet: bytes
    destination: IpAddress
    error: int


@dataclass(frozen=True, slots=True)
class Arrived:
    """A packet was put into a receive queue. ``genuine``: a node sent exactly this."""

    node: str
    interface: str
    packet: bytes
    genuine: bool


@dataclass(frozen=True, slots=True)
class Overrun:
    """A packet found its receive queue full."""

    node: str
    interface: str
    packet: bytes


@dataclass(frozen=True, slots=True)
class FrameSent:
    """A node sent a gratuitous ARP or unsolicited neighbour advertisement."""

    node: str
    interface: str
    frame: bytes
    error: int


@dataclass(frozen=True, slots=True)
class Applied:
    """A node's kernel carried out an operation of vipd; ``error`` is 0 or an errno."""

    node: str
    operation: AddressOperation
    error: int


@dataclass(frozen=True, slots=True)
class Noticed:
    """An engine had something to say."""

    node: str
    notice: Notice


@dataclass(frozen=True, slots=True)
class Turned:
    """An engine finished a wake-up; ``read``: in which it looked at its queues."""

    node: str
    read: bool


@dataclass(frozen=True, slots=True)
class Happened:
    """Something was done to a node or a network from outside, in words."""

    subject: str
    what: str


Record = Sent | Arrived | Overrun | FrameSent | Applied | Noticed | Turned | Happened
Observer = Callable[[Instant, Record], None]

_DIGEST_OCTETS: Final = 16


class Trace:
    """Everything that happened, in order."""

    def __init__(self) -> None:
        self.records: list[tuple[Instant, Record]] = []

    def __call__(self, now: Instant, record: Record) -> None:
        """Append a record."""
        self.records.append((now, record))

    def digest(self) -> str:
        """Return a hash over all records: equal for equal runs, in any process."""
        state = blake2b(digest_size=_DIGEST_OCTETS)
        for now, record in self.records:
            state.update(f"{now} {record!r}\n".encode())
        return state.hexdigest()
