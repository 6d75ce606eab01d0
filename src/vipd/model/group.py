"""The resolved configuration of groups: instances that stay in step, interfaces that share."""

from dataclasses import dataclass, field
from enum import Enum

from vipd.base.units import Duration
from vipd.model.notify import NotifyScripts
from vipd.model.track import Tracking


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncGroup:
    """Instances that change their state together (``vrrp_sync_group``).

    ``members`` are names of instances, in the order of the text; an instance is in one group at
    most. ``tracking`` applies to all of them. ``tracking_weight``: members may track with weights
    of their own. ``notify_priority_changes`` is what holds for members that do not say, None: the
    global setting.
    """

    name: str
    members: tuple[str, ...]
    tracking: Tracking = field(default_factory=Tracking)
    tracking_weight: bool = False
    notify: NotifyScripts = field(default_factory=NotifyScripts)
    smtp_alert: bool = False
    notify_priority_changes: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GarpGroup:
    """Interfaces that share one budget of announcements (``garp_group``).

    The intervals lie between two frames, whatever their interface; zero: no spacing.
    """

    interfaces: tuple[str, ...]
    garp_interval: Duration
    gna_interval: Duration


@dataclass(frozen=True, slots=True)
class TrackGroup:
    """Instances that track the interfaces of static objects (``track_group``)."""

    name: str
    members: tuple[str, ...]


class LinkMethod(Enum):
    """How the state of a link is asked for."""

    BEST = "best"
    """The first of the others that the interface supports."""
    MII = "MII"
    ETHTOOL = "ETHTOOL"
    IOCTL = "IOCTL"


@dataclass(frozen=True, slots=True)
class Linkbeat:
    """An interface whose link is asked for its state, instead of waiting for the kernel."""

    interface: str
    method: LinkMethod


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkDelay:
    """How long a link must be down, or up, before it counts (``interface_up_down_delays``)."""

    interface: str
    down: Duration
    up: Duration
