"""Clients are not cut off: after a dual mastership their traffic goes to the master.

A client believes what it heard last. In a network that was clean when something happened that
must be announced (a mastership began, or ended with a last advert or a good-bye), the client must
know the master at the end. Who leaves without being able to tell anybody (a crash, a cut) is
excused: real clients then ask again, which these do not.
"""

from dataclasses import dataclass, field
from typing import Final

from vipd.base.units import Instant
from vipd.core.vrrp.events import State
from vipd.core.vrrp.notices import Cause, Transition
from vipd.sim.facts import Facts, Failure, Router

_TOLD: Final = (
    Cause.HIGHER_PRIORITY,
    Cause.HIGHER_ADDRESS,
    Cause.ADDRESS_LOST,
    Cause.STOPPED,
    Cause.DELETED,
)
"""Causes of leaving MASTER of which the others are told by a last advert or a good-bye."""


@dataclass(slots=True)
class Reach:
    """Watches what the clients believe."""

    facts: Facts
    _clean_since: dict[str, Instant | None] = field(default_factory=dict)
    _announced: dict[tuple[str, str], Instant] = field(default_factory=dict)
    """When an instance on a node last became MASTER or told that it no longer is."""

    def changed(self, node: str, transition: Transition, now: Instant) -> None:
        """An instance changed its state."""
        told = transition.cause in _TOLD and transition.old is State.MASTER
        if transition.new is State.MASTER or told:
            self._announced[node, transition.instance] = now

    def review(self, now: Instant) -> None:
        """The world changed: see which networks are clean now."""
        for name, lan in self.facts.world.lans.items():
            clean = lan.weather.lossless and not lan.sides and not lan.deaf
            clean = clean and all(station.up for station in lan.stations.values())
            clean = clean and not any(
                node.packets.refuse for node in self.facts.world.nodes.values()
            )
            if not clean:
                self._clean_since[name] = None
            elif self._clean_since.get(name, Instant(0)) is None:
                self._clean_since[name] = now

    def judge(self) -> None:
        """Compare what the clients believe with who is MASTER."""
        for router in self.facts.routers.values():
            masters = self.facts.masters(router.name)
            if len(masters) == 1:
                self._judge(router, masters[0])

    def _judge(self, router: Router, master: str) -> None:
        world = self.facts.world
        clean_since = self._clean_since.get(router.lan, Instant(0))
        config = self.facts.config(master, router.name)
        if clean_since is None or config is None:
            return
        stations = world.lans[router.lan].stations
        by_mac = {station.mac: name for name, station in stations.items()}
        for one in config.addresses:
            entry = world.clients[router.lan].neighbours.get(one.address)
            if entry is None or entry.mac == stations[master].mac:
                continue
            believed = by_mac.get(entry.mac, "nobody")
            told = max(
                self._announced.get((believed, router.name), Instant(-1)),
                self._announced.get((master, router.name), Instant(-1)),
            )
            if told >= clean_since:
                detail = f"the client sends {one.address} to {believed}, MASTER is {master}"
                raise Failure("a client is cut off", world.timeline.now, detail)
