"""Local networks: what is sent arrives everywhere, nowhere, late, twice or damaged.

Knows octets and stations, not VRRP. Multicast reaches every other station; unicast those that
own the destination address. Whether two stations reach each other is decided when a packet is
sent and again, for the links only, when it arrives.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Final

from vipd.base.addr import IpAddress
from vipd.base.units import MICROSECOND, Duration, Instant, after
from vipd.sim.timeline import Timeline

_PERMILLE: Final = 1000
_IP_HEADER: Final = 20
"""Octets at the beginning that damage spares: kernels check the header themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """How a network treats what it carries; probabilities in permille.

    Each delivery takes ``delay`` and up to ``jitter`` more, so jitter reorders. Damage flips one
    bit of a packet behind its IP header.
    """

    loss: int = 0
    duplication: int = 0
    damage: int = 0
    delay: Duration = Duration(100 * MICROSECOND)
    jitter: Duration = Duration(0)

    @property
    def lossless(self) -> bool:
        """Whether everything arrives as it was sent."""
        return not (self.loss or self.damage)


FAIR: Final = Weather()


@dataclass(frozen=True, slots=True)
class Parcel:
    """Something on the wire: an IP packet, or a whole frame where ``destination`` is None.

    ``genuine``: a node sent it and nothing changed it on its way.
    """

    octets: bytes
    destination: IpAddress | None
    genuine: bool


@dataclass(slots=True, eq=False, kw_only=True)
class Station:
    """A network interface on a LAN: of a router or a client."""

    owner: str
    mac: bytes
    hear: Callable[[Parcel], None]
    owns: Callable[[IpAddress], bool]
    up: bool = True


@dataclass(slots=True, eq=False)
class Lan:
    """One broadcast domain, as far as it is not cut into ``sides``."""

    name: str
    timeline: Timeline
    rng: Random
    weather: Weather = FAIR
    stations: dict[str, Station] = field(default_factory=dict)
    sides: dict[str, int] = field(default_factory=dict)
    """Set number of each station; those not named are in set 0."""
    deaf: set[tuple[str, str]] = field(default_factory=set)
    """Pairs (sender, receiver) between which nothing passes, in this direction only."""

    def join(self, station: Station) -> None:
        """Connect a station; one for each owner."""
        assert station.owner not in self.stations
        self.stations[station.owner] = station

    def cut(self, sides: Iterable[Iterable[str]]) -> None:
        """Divide the network into these sets; stations in none of them form set 0."""
        self.sides = {name: number for number, side in enumerate(sides, 1) for name in side}

    def mend(self) -> None:
        """Undo every cut and let fair weather return."""
        self.sides = {}
        self.deaf.clear()
        self.weather = FAIR

    def connected(self, sender: str, receiver: str) -> bool:
        """Whether what ``sender`` sends can reach ``receiver``, loss aside."""
        return (
            self.stations[sender].up
            and self.stations[receiver].up
            and self.sides.get(sender, 0) == self.sides.get(receiver, 0)
            and (sender, receiver) not in self.deaf
        )

    def clear(self, sender: str, receiver: str) -> bool:
        """Whether everything that ``sender`` sends reaches ``receiver``."""
        return self.weather.lossless and self.connected(sender, receiver)

    def transmit(self, sender: str, parcel: Parcel, at: Instant) -> None:
        """Carry a parcel that leaves the station of ``sender`` at ``at`` (not before now)."""
        to = parcel.destination
        unicast = to is not None and not to.is_multicast
        for name, station in self.stations.items():
            if name == sender or not self.connected(sender, name):
                continue
            if unicast and to is not None and not station.owns(to):
                continue
            self._carry(station, parcel, at)

    def inject(self, parcel: Parcel, at: Instant) -> None:
        """Carry a parcel of a stranger, who is heard everywhere."""
        for station in self.stations.values():
            self.timeline.at(after(at, self.weather.delay), partial(_arrive, station, parcel))

    def _carry(self, station: Station, parcel: Parcel, at: Instant) -> None:
        weather = self.weather
        if weather is FAIR:
            self.timeline.at(after(at, weather.delay), partial(_arrive, station, parcel))
            return
        copies = 2 if self._chance(weather.duplication) else 1
        for _ in range(copies):
            if self._chance(weather.loss):
                continue
            delay = weather.delay
            if weather.jitter:
                delay = Duration(delay + self.rng.randrange(weather.jitter))
            copy = self._damaged(parcel) if self._chance(weather.damage) else parcel
            if copy is not None:
                self.timeline.at(after(at, delay), partial(_arrive, station, copy))

    def _chance(self, permille: int) -> bool:
        return permille > 0 and self.rng.randrange(_PERMILLE) < permille

    def _damaged(self, parcel: Parcel) -> Parcel | None:
        """Return the parcel with a bit flipped; None: a damaged frame arrives nowhere."""
        if parcel.destination is None:
            return None
        octets = bytearray(parcel.octets)
        first = 2 * _IP_HEADER if parcel.destination.version == 6 else _IP_HEADER
        if len(octets) <= first:
            return None
        octets[self.rng.randrange(first, len(octets))] ^= 1 << self.rng.randrange(8)
        return Parcel(bytes(octets), parcel.destination, genuine=False)


def _arrive(station: Station, parcel: Parcel) -> None:
    if station.up:
        station.hear(parcel)
