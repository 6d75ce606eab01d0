"""Our router and FRR's vrrpd as one virtual router (VRRPv3), both ways round."""

from dataclasses import replace

import pytest

from tests.support.daemons import FRR, FrrDaemon, Kind
from tests.support.fixtures import need
from tests.support.lab import Lab, Node
from tests.support.pair import hear_out
from tests.support.probe import SpinProbe, wait_for
from tests.support.router import Router, frr_conf, keepalived_conf
from tests.support.wire import Capture, Seen

ROUTERS = {
    "ipv4": Router(advert_int="0.2"),
    "ipv6": Router(advert_int="0.2", vips=("fe80::100", "fd00::100")),
}

pytestmark = pytest.mark.root


class FrrPair:
    """Our node and one with FRR on a LAN."""

    def __init__(self, lab: Lab, router: Router) -> None:
        need(FRR / "vrrpd", FRR / "zebra")
        lan = lab.lan()
        self.ours: Node = lab.node("ours", lan)
        self.frr: Node = lab.node("frr", lan)
        self.router = router
        suffix = "64 nodad" if ":" in router.vips[0] else "32"
        self.frr.add_frr_macvlan("eth0", router.vrid, [f"{vip}/{suffix}" for vip in router.vips])
        self.capture: Capture = lab.capture()

    def start_frr(self, priority: int) -> FrrDaemon:
        """Start FRR and wait until it knows its link."""
        daemon = self.frr.start_frr(frr_conf(replace(self.router, priority=priority)))
        wait_for(lambda: "Initialize -> Backup" in daemon.log, 20, "FRR to start")
        return daemon

    def first_after(self, node: Node, instant_ns: int) -> Seen:
        """Wait for the first advert of a node later than ``instant_ns``."""

        def find() -> list[Seen]:
            return [
                seen for seen in self.capture.adverts(node=node.name) if seen.time_ns > instant_ns
            ]

        return wait_for(find, 20, f"an advert of {node.name}")[0]


@pytest.fixture(params=list(ROUTERS.values()), ids=list(ROUTERS))
def pair(request: pytest.FixtureRequest, lab: Lab) -> FrrPair:
    """Two nodes, nothing started."""
    return FrrPair(lab, request.param)


def test_frr_backup_our_master_stops_or_crashes_takes_over(pair: FrrPair, probe: SpinProbe) -> None:
    conf = keepalived_conf([replace(pair.router, priority=150)])
    backup = replace(pair.router, priority=100)
    frr = pair.start_frr(100)
    for crash, formula in ((False, backup.skew_ns), (True, backup.down_ns)):
        master = pair.ours.start(Kind.VIPD, conf)
        wait_for(lambda: pair.ours.holds(pair.router.vips), 20, "our mastership")
        hear_out(pair.capture, "ours", 3)
        began = hear_out(pair.capture, "ours", 2)
        assert all(seen.time_ns < began for seen in pair.capture.adverts(node="frr"))
        if crash:
            master.crash()
        else:
            master.stop()
        last = pair.capture.adverts(node="ours")[-1]
        assert (last.advert.priority == 0) is not crash
        pair.first_after(pair.frr, last.time_ns)
        # When FRR decides is what our adverts have told it. How soon the first of its own gets out
        # is not: its link was down until then, and the kernel takes up to seconds to see it up.
        took = next(at for at in frr.masterships() if at > last.time_ns) - last.time_ns
        # It counts in whole centiseconds.
        allowed = pair.router.advert_ns // 2 + probe.margin_ns
        assert formula - 20_000_000 <= took <= formula + allowed


def test_our_backup_frr_master_stops_takes_over_after_skew_and_yields_to_its_return(
    pair: FrrPair, probe: SpinProbe
) -> None:
    ours = replace(pair.router, priority=100)
    daemon = pair.ours.start(Kind.VIPD, keepalived_conf([ours]))
    wait_for(lambda: "Entering BACKUP STATE" in daemon.log, 20, "our start")
    frr = pair.start_frr(150)
    hear_out(pair.capture, "frr", 3)
    wait_for(lambda: not pair.ours.holds(pair.router.vips), 10, "our yielding")
    began = hear_out(pair.capture, "frr", 3)
    assert all(seen.time_ns < began for seen in pair.capture.adverts(node="ours"))

    frr.vrrpd_stop()
    last = pair.capture.adverts(node="frr")[-1]
    assert last.advert.priority == 0
    first = pair.first_after(pair.ours, last.time_ns)
    allowed = ours.advert_ns // 2 + probe.margin_ns
    assert ours.skew_ns <= first.time_ns - last.time_ns <= ours.skew_ns + allowed
    wait_for(lambda: pair.ours.holds(pair.router.vips), 10, "our mastership")

    frr.crash()
    pair.start_frr(150)
    wait_for(lambda: not pair.ours.holds(pair.router.vips), 20, "our yielding to its return")


def test_our_backup_frr_master_crashes_takes_over_after_master_down_interval(
    pair: FrrPair, probe: SpinProbe
) -> None:
    ours = replace(pair.router, priority=100)
    daemon = pair.ours.start(Kind.VIPD, keepalived_conf([ours]))
    wait_for(lambda: "Entering BACKUP STATE" in daemon.log, 20, "our start")
    frr = pair.start_frr(150)
    hear_out(pair.capture, "frr", 3)
    wait_for(lambda: not pair.ours.holds(pair.router.vips), 10, "our yielding")
    hear_out(pair.capture, "frr", 2)
    frr.crash()
    last = pair.capture.adverts(node="frr")[-1]
    first = pair.first_after(pair.ours, last.time_ns)
    allowed = ours.advert_ns // 2 + probe.margin_ns
    assert ours.down_ns <= first.time_ns - last.time_ns <= ours.down_ns + allowed
