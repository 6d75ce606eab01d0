"""What an instance has to say: records, rendered by ``export.notices`` and nobody else.

Each names its instance. ``PacketRejected`` and ``PacketQuestioned`` are limited to one a kind
until the limits are cleared (keepalived 2.4: at a change of master); counters are not.
"""

from dataclasses import dataclass
from enum import Enum

from vipd.base.addr import Family, IpAddress
from vipd.base.units import Duration
from vipd.core.vrrp.events import State


class Cause(Enum):
    """Why an instance changed its state."""

    STARTED = "started"
    RESUMED = "resumed after a restart of the process"
    MASTER_DOWN = "no advert within the master-down interval"
    MASTER_STOPPED = "the master sent priority 0"
    OWNER = "address owner"
    HIGHER_PRIORITY = "advert with higher priority"
    HIGHER_ADDRESS = "advert with same priority and higher address"
    ADDRESS_LOST = "a virtual address was removed by somebody else"
    CLOCK_GAP = "the process did not run for too long"
    LINK_DOWN = "interface down"
    NO_SOURCE = "no source address"
    CONFIG = "configuration does not allow it to run"
    RECOVERED = "the last fault was cleared"
    STOPPED = "stopped"
    DELETED = "removed from the configuration"


class Reject(Enum):
    """Why a received packet was dropped; exactly one counter each (vrrp.md 2.2)."""

    TOO_SHORT = "too_short"
    MALFORMED_IP = "malformed_ip"
    AH_UNEXPECTED = "ah_unexpected"
    LENGTH = "length"
    TTL = "ttl"
    VERSION = "version"
    AUTH_TYPE_INVALID = "auth_type_invalid"
    AUTH_TYPE_MISMATCH = "auth_type_mismatch"
    AUTH_FAILURE = "auth_failure"
    ADVERT_INTERVAL = "advert_interval"
    PACKET_TYPE = "packet_type"
    IP_LENGTH = "ip_length"
    CHECKSUM = "checksum"
    CAST_MODE = "cast_mode"
    OWNER_IGNORES = "owner_ignores"
    UNICAST_SOURCE = "unicast_source"
    PEER_TTL = "peer_ttl"
    NOT_RUNNING = "not_running"
    OWN_PACKET = "own_packet"


class Question(Enum):
    """What is odd about a packet that was accepted nevertheless."""

    ADVERT_INTERVAL = "advert_interval"
    VIP_COUNT = "vip_count"
    VIP_LIST = "vip_list"


class Fault(Enum):
    """Reasons for FAULT; a set of them is held."""

    LINK_DOWN = "interface down"
    NO_SOURCE = "no source address"
    CONFIG = "configuration"


@dataclass(frozen=True, slots=True)
class Transition:
    """The instance changed from ``old`` to ``new``; ``new`` None: it ended."""

    instance: str
    old: State
    new: State | None
    cause: Cause
    priority: int
    source: IpAddress | None = None
    """Sender of the advert that caused it, if one did."""
    fault: Fault | None = None
    interface: str = ""
    """Interface of the instance; needed where a fault is told."""
    family: Family = Family.IPV4


@dataclass(frozen=True, slots=True)
class PacketRejected:
    """A packet was dropped; ``received`` is what failed the check, ``expected`` what would not.

    IP_LENGTH: the total length of the header, and how much really came. CHECKSUM: ``received`` is
    the VRRP version. CAST_MODE: 1 is multicast, 0 unicast. PEER_TTL: allowed is ``expected`` to
    ``expected_max``.
    """

    instance: str
    reason: Reject
    source: IpAddress | None
    received: int = 0
    expected: int = 0
    expected_max: int = 0


@dataclass(frozen=True, slots=True)
class PacketQuestioned:
    """An advert was accepted although something about it does not fit.

    VIP_LIST: ``expected`` is the VRID and ``missing`` the first address that is not in the list.
    """

    instance: str
    question: Question
    source: IpAddress
    received: int = 0
    expected: int = 0
    missing: IpAddress | None = None


@dataclass(frozen=True, slots=True)
class MasterSeen:
    """A BACKUP heard another master than before; ``previous`` None: the first."""

    instance: str
    master: IpAddress
    previous: IpAddress | None


@dataclass(frozen=True, slots=True)
class MasterDown:
    """The master-down interval passed without an advert."""

    instance: str


@dataclass(frozen=True, slots=True)
class PriorityZeroReceived:
    """The master gave up in good order, as heard by an instance in ``state``."""

    instance: str
    state: State


@dataclass(frozen=True, slots=True)
class PriorityZeroSent:
    """This instance told its peers that it gives up."""

    instance: str


@dataclass(frozen=True, slots=True)
class LowerPriorityHeard:
    """A MASTER heard an inferior advert; ``electing``: and answered with its own."""

    instance: str
    source: IpAddress
    received: int
    ours: int
    electing: bool


@dataclass(frozen=True, slots=True)
class LowerPriorityDiscarded:
    """A BACKUP did not accept an inferior advert."""

    instance: str
    source: IpAddress
    received: int


@dataclass(frozen=True, slots=True)
class HigherPriorityHeard:
    """A MASTER yields to a superior advert."""

    instance: str
    source: IpAddress
    received: int
    ours: int


@dataclass(frozen=True, slots=True)
class OwnAddressHeard:
    """An advert of equal priority came from our own address: somebody else uses it."""

    instance: str


class OwnerPhase(Enum):
    """How far the quarrel of two address owners has come (keepalived 2.4)."""

    DETECTED = "detected"
    PERSISTS = "persists"
    GONE = "gone"
    RESTORED_GONE = "restored_gone"
    RESTORED_LOWER = "restored_lower"


@dataclass(frozen=True, slots=True)
class OwnerConflict:
    """Two routers are configured as address owner."""

    instance: str
    source: IpAddress | None
    phase: OwnerPhase
    priority: int = 255


@dataclass(frozen=True, slots=True)
class PreemptDelay:
    """The delay before preemption began (``remaining`` set) or was stopped (None)."""

    instance: str
    remaining: Duration | None


@dataclass(frozen=True, slots=True)
class IntervalLearned:
    """The advertisement interval in force changed: the master's, or our own again."""

    instance: str
    old: Duration
    new: Duration
    by_master: bool


@dataclass(frozen=True, slots=True)
class ChecksumLearned:
    """A unicast peer sends checksums of the old style; from now on we do too."""

    instance: str


@dataclass(frozen=True, slots=True)
class AddressesChanging:
    """The addresses are about to be configured (``adding``) or removed."""

    instance: str
    adding: bool
    vips: bool
    evips: bool


@dataclass(frozen=True, slots=True)
class AddressRemovedByOthers:
    """Somebody else removed an address of a MASTER."""

    instance: str
    address: IpAddress
    interface: str


@dataclass(frozen=True, slots=True)
class Announcing:
    """A burst of gratuitous ARPs or unsolicited NAs begins."""

    instance: str
    addresses: tuple[tuple[str, IpAddress], ...]
    """(interface, address), in order."""


@dataclass(frozen=True, slots=True)
class AdvertNotSent:
    """An advert could not be sent; ``error`` is an errno value, 0: no source address yet."""

    instance: str
    error: int
    destination: IpAddress | None


@dataclass(frozen=True, slots=True)
class AnnouncementNotSent:
    """A gratuitous ARP or unsolicited NA could not be sent; ``error`` is an errno value."""

    instance: str
    error: int
    interface: str
    address: IpAddress


@dataclass(frozen=True, slots=True)
class AddressOperationFailed:
    """The kernel refused to add or delete an address; ``error`` is an errno value."""

    instance: str
    error: int
    adding: bool
    interface: str
    address: IpAddress


@dataclass(frozen=True, slots=True)
class ChannelNotOpened:
    """The sockets of an instance could not be opened; ``error`` is an errno value."""

    instance: str
    error: int
    interface: str


@dataclass(frozen=True, slots=True)
class UnknownVrid:
    """An advert for a VRID that is not configured (``log_unknown_vrids``)."""

    vrid: int
    interface: str


@dataclass(frozen=True, slots=True)
class GapNoticed:
    """The process was late by ``late``.

    ``acted``: the instance drew a conclusion from it; otherwise ``instance`` is empty.
    """

    instance: str
    late: Duration
    acted: bool


@dataclass(frozen=True, slots=True)
class PacketsLost:
    """Packets found the receive queue of an interface full, ``count`` since this was said last."""

    interface: str
    count: int


@dataclass(frozen=True, slots=True)
class AnnouncementsRepeated:
    """A MASTER was silent for longer than its peers wait and announces its addresses again."""

    instance: str
    silent: Duration


@dataclass(frozen=True, slots=True)
class LinkReported:
    """An interface that some instance uses went up or down: one notice an interface."""

    interface: str
    up: bool


@dataclass(frozen=True, slots=True)
class StartDelayed:
    """The time-outs of all instances begin only after ``delay``; None: that time is over."""

    delay: Duration | None


Notice = (
    Transition
    | PacketRejected
    | PacketQuestioned
    | MasterSeen
    | MasterDown
    | PriorityZeroReceived
    | PriorityZeroSent
    | LowerPriorityHeard
    | LowerPriorityDiscarded
    | HigherPriorityHeard
    | OwnAddressHeard
    | OwnerConflict
    | PreemptDelay
    | IntervalLearned
    | ChecksumLearned
    | AddressesChanging
    | AddressRemovedByOthers
    | Announcing
    | AdvertNotSent
    | AnnouncementNotSent
    | AddressOperationFailed
    | ChannelNotOpened
    | UnknownVrid
    | GapNoticed
    | AnnouncementsRepeated
    | PacketsLost
    | LinkReported
    | StartDelayed
)
