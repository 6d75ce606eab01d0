"""The resolved configuration of what an instance runs on and how it protects its adverts."""

from dataclasses import dataclass
from enum import Enum

from vipd.base.units import Duration


class LinkKind(Enum):
    """What an interface of the host is, as far as a configuration asks for it."""

    OTHER = "other"
    VRF = "VRF"
    VMAC = "private macvlan"
    IPVLAN = "l2 ipvlan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vmac:
    """A macvlan with the virtual MAC. ``mac`` None: that of RFC 9568 7.3.

    ``xmit_base``: adverts travel over the base interface. ``group`` is a number or a name of
    the system.
    """

    name: str
    mac: bytes | None = None
    xmit_base: bool = False
    netlink_notify: bool = False
    group: str | None = None


class IpvlanMode(Enum):
    """How the ipvlans of one interface reach each other."""

    BRIDGE = "bridge"
    PRIVATE = "private"
    VEPA = "vepa"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ipvlan:
    """An ipvlan. ``address`` is its own, with prefix length where one was given."""

    name: str
    address: str | None = None
    mode: IpvlanMode = IpvlanMode.BRIDGE
    group: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HmacKey:
    """A signing key, 32 to 64 octets."""

    number: int
    octets: bytes


class HmacMode(Enum):
    """What is done with adverts that are not signed well."""

    ENFORCE = "enforce"
    PERMISSIVE = "permissive"
    RECEIVE_ONLY = "receive-only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hmac:
    """Signed adverts. ``active`` is the number of the key for sending.

    ``window`` is the age up to which an advert is accepted, None: the sequence number protects
    against replay (``anti_replay monotonic``).
    """

    keys: tuple[HmacKey, ...]
    active: int
    window: Duration | None
    mode: HmacMode
