"""Two routers that both believe to be the address owner (keepalived 2.4).

RFC 9568 gives priority 255 to the owner of the addresses, so two of them are a mistake. The one
with the higher address keeps the mastership, says so, and if the other has not gone away after
two more adverts it takes part as an ordinary router with priority 254 until the conflict is over.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from vipd.base.addr import IpAddress
from vipd.base.units import Duration
from vipd.model.vrrp import OWNER_PRIORITY

REDUCED_PRIORITY: Final = 254
_OWN_ADVERTS: Final = 2


class Phase(Enum):
    """How far the conflict has come."""

    NONE = "none"
    ANSWERING = "answering"
    WAITING = "waiting"
    REDUCED = "reduced"


@dataclass(slots=True)
class OwnerConflict:
    """Where this instance stands in a conflict of owners."""

    phase: Phase = Phase.NONE
    rival: IpAddress | None = None
    adverts_left: int = 0
    rival_interval: Duration = Duration(0)

    @property
    def priority(self) -> int:
        """The priority the owner takes part with."""
        return REDUCED_PRIORITY if self.phase is Phase.REDUCED else OWNER_PRIORITY

    def begin(self, rival: IpAddress, interval: Duration) -> None:
        """Another owner was heard for the first time."""
        self.phase = Phase.ANSWERING
        self.rival = rival
        self.adverts_left = _OWN_ADVERTS
        self.rival_interval = interval

    def own_advert_sent(self, own_interval: Duration) -> Duration | None:
        """Count an advert of ours; returns for how long to listen now, once it is time to."""
        if self.phase is not Phase.ANSWERING:
            return None
        self.adverts_left -= 1
        if self.adverts_left > 0:
            return None
        self.phase = Phase.WAITING
        # keepalived 2.4: 1.2 times the longer of the two intervals
        return Duration(max(own_interval, self.rival_interval) * 6 // 5)

    def persists(self) -> None:
        """The rival was heard while we waited for it to stop."""
        self.phase = Phase.REDUCED

    def end(self) -> None:
        """The conflict is over."""
        self.phase = Phase.NONE
        self.rival = None
