"""The resolved configuration of the BFD process."""

from dataclasses import dataclass
from enum import Enum

from vipd.base.addr import IpAddress
from vipd.base.units import Duration


class Audience(Enum):
    """Who is told about the state of a session."""

    VRRP = "vrrp"
    CHECKER = "checker"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One BFD session (RFC 5880).

    A packet is dropped when its TTL and ``max_hops`` together are less than ``ttl``. ``weight``
    and ``reverse`` are the defaults of those that track the session.
    """

    name: str
    neighbor: IpAddress
    source: IpAddress | None
    min_rx: Duration
    min_tx: Duration
    idle_tx: Duration
    multiplier: int
    passive: bool
    ttl: int
    max_hops: int
    multihop: bool
    weight: int
    reverse: bool
    audience: Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class Bfd:
    """Everything that the BFD process is configured with."""

    sessions: tuple[Session, ...] = ()
