"""What befalls a pair of our routers: links, addresses, partitions, pauses."""

import time

import pytest

from tests.support.daemons import Kind
from tests.support.lab import Lab
from tests.support.pair import Pair, assert_announced, hear_out
from tests.support.probe import SpinProbe, wait_for
from tests.support.router import Router

V3 = Router(advert_int="0.2")

pytestmark = pytest.mark.root


@pytest.fixture
def pair(lab: Lab, probe: SpinProbe) -> Pair:
    """Two of our routers, the preferred one MASTER."""
    made = Pair(lab, probe, Kind.VIPD, Kind.VIPD, V3)
    made.settle()
    return made


def test_master_carrier_lost_goes_to_fault_and_takes_over_again_after_its_return(
    lab: Lab, pair: Pair
) -> None:
    lan = lab.lans[0]
    last = pair.adverts(pair.preferred)[-1]
    pair.preferred.node.set_carrier(lan, up=False)
    log = pair.preferred.running
    wait_for(lambda: "Entering FAULT STATE" in log.log, 5, "FAULT")
    wait_for(pair.preferred.has_no_vip, 5, "the withdrawal")
    last = pair.adverts(pair.preferred)[-1]
    first = pair.first_advert_after(pair.other, last.time_ns)
    pair.assert_took(last, first, pair.other.router.down_ns)

    back = time.time_ns()
    pair.preferred.node.set_carrier(lan, up=True)
    returned = pair.first_advert_after(pair.preferred, back)
    assert returned.time_ns - back >= pair.preferred.router.down_ns
    pair.wait_for_master(pair.preferred, pair.other)


def test_backup_carrier_lost_and_back_stays_backup(lab: Lab, pair: Pair) -> None:
    lan = lab.lans[0]
    pair.other.node.set_carrier(lan, up=False)
    wait_for(lambda: "Entering FAULT STATE" in pair.other.running.log, 5, "FAULT")
    hear_out(pair.capture, "preferred", 5)
    pair.other.node.set_carrier(lan, up=True)
    wait_for(
        lambda: (
            pair.other.running.log.rindex("Entering BACKUP STATE")
            > pair.other.running.log.rindex("Entering FAULT STATE")
        ),
        5,
        "BACKUP again",
    )
    hear_out(pair.capture, "preferred", 8)
    assert not pair.adverts(pair.other)


def test_master_address_deleted_by_somebody_is_restored_after_its_skew(pair: Pair) -> None:
    node = pair.preferred.node
    began = time.time_ns()
    node.netns.ip(["addr del 10.9.1.100/32 dev eth0"])
    goodbye = pair.first_advert_after(pair.preferred, began)
    # The regular advert may have left just before the kernel's report was read.
    if goodbye.advert.priority != 0:
        goodbye = pair.first_advert_after(pair.preferred, goodbye.time_ns)
    assert goodbye.advert.priority == 0
    again = pair.first_advert_after(pair.preferred, goodbye.time_ns)
    pair.assert_took(goodbye, again, pair.preferred.router.skew_ns)
    wait_for(pair.preferred.has_vips, 5, "the address")
    assert_announced(pair.capture, pair.preferred, again.time_ns)
    pair.wait_for_master(pair.preferred, pair.other)


def test_two_masters_partition_heals_inferior_yields_and_the_superior_announces_again(
    lab: Lab, pair: Pair
) -> None:
    # vrrp.md 14.16: keepalived's inferior master yields in silence, and the superior never learns
    # that clients may believe in another.
    lan = lab.lans[0]
    pair.other.node.unplug(lan)
    wait_for(pair.other.has_vips, 10, "the second master")
    hear_out(pair.capture, "other", 3)
    assert pair.preferred.has_vips()

    healed = time.time_ns()
    pair.other.node.plug(lan)
    wait_for(pair.other.has_no_vip, 10, "the yielding")
    assert not pair.silent(pair.other, healed)
    assert_announced(pair.capture, pair.preferred, healed)
    began = hear_out(pair.capture, "preferred", 5)
    assert pair.silent(pair.other, began)


def test_master_paused_beyond_its_peers_patience_announces_again_when_it_resumes(
    pair: Pair,
) -> None:
    stopped = pair.preferred.running.freeze()
    wait_for(pair.other.has_vips, 10, "the successor")
    hear_out(pair.capture, "other", 3)
    resumed = time.time_ns()
    pair.preferred.running.thaw(stopped)
    pair.wait_for_master(pair.preferred, pair.other)
    assert_announced(pair.capture, pair.preferred, resumed)
    began = hear_out(pair.capture, "preferred", 5)
    assert pair.silent(pair.other, began)


def test_backup_paused_beyond_its_master_down_interval_does_not_claim_mastership(
    pair: Pair,
) -> None:
    # What queued meanwhile is read before the deadline is believed.
    stopped = pair.other.running.freeze()
    hear_out(pair.capture, "preferred", 8)
    pair.other.running.thaw(stopped)
    hear_out(pair.capture, "preferred", 8)
    assert not pair.adverts(pair.other)
    assert pair.other.has_no_vip()
