"""Two routers of one virtual router on one LAN, each run by any implementation, and their wire."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.support.daemons import Daemon, Kind
from tests.support.lab import Lab, Node
from tests.support.probe import SpinProbe, wait_for
from tests.support.router import Router, keepalived_conf
from tests.support.wire import Advert, Capture, IpAddress, Seen

PATIENCE_S = 20
"""How long a test waits for what must come, before it calls it missing."""


@dataclass(slots=True)
class Side:
    """One router of the pair."""

    node: Node
    kind: Kind
    router: Router
    daemon: Daemon | None = None

    def start(self) -> Daemon:
        """Start (again) with the router's configuration."""
        self.daemon = self.node.start(self.kind, keepalived_conf([self.router]))
        return self.daemon

    def wait_until_up(self) -> None:
        """Wait until the daemon takes part in the election."""
        daemon = self.running
        wait_for(lambda: "Entering BACKUP STATE" in daemon.log, PATIENCE_S, "BACKUP")

    @property
    def running(self) -> Daemon:
        """The daemon of this side, which has been started."""
        assert self.daemon is not None
        return self.daemon

    def has_vips(self) -> bool:
        """Whether all virtual addresses are configured here."""
        return self.node.holds([vip.split("/")[0] for vip in self.router.vips])

    def has_no_vip(self) -> bool:
        """Whether none of them is."""
        here = {str(address) for address in self.node.addresses()}
        return not here.intersection(vip.split("/")[0] for vip in self.router.vips)


class Pair:
    """The preferred router and the other one."""

    def __init__(
        self, lab: Lab, probe: SpinProbe, preferred: Kind, other: Kind, router: Router
    ) -> None:
        """``router``: what both have in common; the preferred has priority 150, the other 100."""
        self.probe = probe
        lan = lab.lan()
        nodes = [lab.node("preferred", lan), lab.node("other", lan)]
        sources = [_source(router, node.number) for node in nodes]
        self.preferred = Side(nodes[0], preferred, _for_node(router, 150, sources))
        self.other = Side(nodes[1], other, _for_node(router, 100, sources[::-1]))
        self.capture: Capture = lab.capture()

    def settle(self) -> None:
        """Start both and wait until the preferred one is MASTER and alone.

        The preferred one is up first, so that the other has no reason to become MASTER meanwhile.
        """
        for side in (self.preferred, self.other):
            side.start()
            side.wait_until_up()
        self.wait_for_master(self.preferred, self.other)

    def wait_for_master(self, master: Side, backup: Side) -> None:
        """Wait until ``master`` alone holds the addresses and alone sends adverts."""
        wait_for(master.has_vips, PATIENCE_S, f"the addresses at {master.node.name}")
        wait_for(backup.has_no_vip, PATIENCE_S, f"no address at {backup.node.name}")
        seen = len(self.capture.poll())
        name = master.node.name
        self.capture.wait(
            lambda frames: sum(each.node == name for each in frames[seen:]) >= 3,
            PATIENCE_S,
            f"adverts of {name}",
        )

    def adverts(self, side: Side) -> list[Seen]:
        """Everything this side has said."""
        return self.capture.adverts(node=side.node.name)

    def first_advert_after(self, side: Side, instant_ns: int) -> Seen:
        """Wait for the first advert of this side later than ``instant_ns`` and return it."""

        def find() -> Seen | None:
            later = (seen for seen in self.adverts(side) if seen.time_ns > instant_ns)
            return next(later, None)

        found = wait_for(find, PATIENCE_S, f"an advert of {side.node.name}")
        assert found is not None
        return found

    def stop(self, side: Side) -> Seen:
        """Stop a MASTER in good order and return its last advert, which has priority 0."""
        side.running.stop()
        last = self.adverts(side)[-1]
        assert last.advert.priority == 0
        return last

    def crash(self, side: Side) -> Seen:
        """End a MASTER without a word and return its last advert."""
        side.running.crash()
        return self.adverts(side)[-1]

    def assert_took(self, start: Seen, end: Seen, formula_ns: int) -> None:
        """The time between two adverts is the formula's, up to what this machine is late.

        Half an interval is allowed besides: interoperation is judged here, exact times elsewhere.
        """
        took = end.time_ns - start.time_ns
        allowed = self.preferred.router.advert_ns // 2 + self.probe.margin_ns
        assert formula_ns - 1_000_000 <= took <= formula_ns + allowed, (
            f"took {took / 1e9} s, formula {formula_ns / 1e9} s, allowed {allowed / 1e9} s more"
        )

    def silent(self, side: Side, since_ns: int) -> bool:
        """Whether this side has not sent an advert since then."""
        return all(seen.time_ns <= since_ns for seen in self.adverts(side))


def hear_out(capture: Capture, node: str, adverts: int) -> int:
    """Wait for so many further adverts of ``node``; returns the instant the wait began."""
    began = time.time_ns()
    capture.wait(
        lambda frames: (
            sum(
                isinstance(each.content, Advert) and each.node == node and each.time_ns > began
                for each in frames
            )
            >= adverts
        ),
        PATIENCE_S,
        f"{adverts} adverts of {node}",
    )
    return began


def assert_announced(capture: Capture, side: Side, since_ns: int) -> None:
    """Every virtual address was announced by this side since then."""
    expected = {vip.split("/")[0] for vip in side.router.vips}

    def announced() -> set[str]:
        heard: list[tuple[int, IpAddress]] = capture.announcements(node=side.node.name)
        return {str(address) for at, address in heard if at >= since_ns}

    wait_for(lambda: expected <= announced(), PATIENCE_S, f"announcements of {expected}")


def is_ipv6(router: Router) -> bool:
    """Whether the virtual addresses are IPv6."""
    return ":" in router.vips[0]


def _source(router: Router, number: int) -> str:
    return f"fe80::{number:x}" if is_ipv6(router) else f"10.9.1.{number}"


def _for_node(router: Router, priority: int, sources: Sequence[str]) -> Router:
    """Complete the common part; a unicast router has the marker source "unicast"."""
    mine = replace(router, priority=priority)
    if router.unicast_source is None:
        return mine
    return replace(mine, unicast_source=sources[0], unicast_peers=sources[1:])
