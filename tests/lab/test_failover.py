"""Two of our routers on a real wire: who is MASTER, when the other takes over, what clients see."""

import signal
import socket
import time
from dataclasses import replace

import pytest

from tests.support.daemons import Kind
from tests.support.lab import Lab, Node
from tests.support.pair import Pair, assert_announced, hear_out
from tests.support.probe import SpinProbe, wait_for
from tests.support.router import Router, keepalived_conf

V3 = Router(advert_int="0.2")
IPV6 = replace(V3, vips=("fe80::100", "fd00::100"))

pytestmark = pytest.mark.root


def our_pair(lab: Lab, probe: SpinProbe, router: Router = V3) -> Pair:
    return Pair(lab, probe, Kind.VIPD, Kind.VIPD, router)


def vip_of(router: Router) -> str:
    return router.vips[0].split("/")[0]


def neighbour(client: Node, address: str) -> str:
    """Return the link-layer address the client believes ``address`` to be at."""
    words = client.netns.run(["ip", "neigh", "show", address]).split()
    return words[words.index("lladdr") + 1] if "lladdr" in words else ""


def poke(client: Node, address: str) -> None:
    """Make the client look for ``address``, as any packet to it would."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with client.netns.entered():
        sock = socket.socket(family, socket.SOCK_DGRAM)
    with sock:
        sock.sendto(b"?", (address, 9))


@pytest.mark.parametrize("router", [V3, IPV6], ids=["ipv4", "ipv6"])
def test_pair_started_elects_the_preferred_and_the_other_says_nothing(
    lab: Lab, probe: SpinProbe, router: Router
) -> None:
    pair = our_pair(lab, probe, router)
    pair.settle()
    hear_out(pair.capture, "preferred", 5)
    assert not pair.adverts(pair.other)
    assert_announced(pair.capture, pair.preferred, 0)


@pytest.mark.parametrize("router", [V3, IPV6], ids=["ipv4", "ipv6"])
def test_client_after_a_crash_reaches_the_successor(
    lab: Lab, probe: SpinProbe, router: Router
) -> None:
    pair = our_pair(lab, probe, router)
    client = lab.node("client", lab.lans[0])
    address = router.vips[-1]
    if ":" in address:
        client.netns.ip(["addr add fd00::c/64 dev eth0 nodad"])
    else:
        client.netns.ip([f"route add {address} dev eth0"])
    pair.settle()
    poke(client, address)
    wait_for(lambda: neighbour(client, address) == "02:00:00:00:01:01", 10, "the master's MAC")

    last = pair.crash(pair.preferred)
    first = pair.first_advert_after(pair.other, last.time_ns)
    pair.assert_took(last, first, pair.other.router.down_ns)
    # Nothing but the announcement moves an entry that is in use.
    wait_for(lambda: neighbour(client, address) == "02:00:00:00:01:02", 5, "the successor's MAC")


def test_master_stopped_says_priority_zero_and_withdraws_at_once(
    lab: Lab, probe: SpinProbe
) -> None:
    pair = our_pair(lab, probe)
    pair.settle()
    began = time.time_ns()
    pair.preferred.running.signal(signal.SIGTERM)
    wait_for(pair.preferred.has_no_vip, 10, "the withdrawal")
    withdrawn = time.time_ns()
    pair.preferred.running.process.wait(10)
    goodbye = pair.adverts(pair.preferred)[-1]
    assert goodbye.advert.priority == 0
    assert goodbye.time_ns >= began
    # A second is promised; the machine may be late besides.
    assert withdrawn - began < 1_000_000_000 + probe.margin_ns
    first = pair.first_advert_after(pair.other, goodbye.time_ns)
    pair.assert_took(goodbye, first, pair.other.router.skew_ns)
    assert pair.preferred.running.pids() == []


def test_backup_stopped_says_nothing(lab: Lab, probe: SpinProbe) -> None:
    pair = our_pair(lab, probe)
    pair.settle()
    assert pair.other.running.stop() == 0
    hear_out(pair.capture, "preferred", 5)
    assert not pair.adverts(pair.other)


def test_preferred_preempt_delay_returns_waits_for_it(lab: Lab, probe: SpinProbe) -> None:
    pair = our_pair(lab, probe, replace(V3, extra=("preempt_delay 1",)))
    pair.other.start()
    wait_for(pair.other.has_vips, 10, "the other's mastership")
    began = time.time_ns()
    pair.preferred.start()
    first = pair.first_advert_after(pair.preferred, began)
    assert first.time_ns - began >= 1_000_000_000 + pair.preferred.router.down_ns
    pair.wait_for_master(pair.preferred, pair.other)


def test_single_router_startup_delay_is_silent_for_so_long(lab: Lab) -> None:
    node = lab.node("only", lab.lan())
    capture = lab.capture()
    began = time.time_ns()
    node.start(Kind.VIPD, keepalived_conf([V3], ["vrrp_startup_delay 1"]))
    capture.wait(lambda _: bool(capture.adverts()), 20, "an advert")
    assert capture.adverts()[0].time_ns - began >= 1_000_000_000 + V3.down_ns


def test_owner_starts_as_master_at_once(lab: Lab, probe: SpinProbe) -> None:
    slow = Router(advert_int="5", priority=255, state="MASTER")
    node = lab.node("owner", lab.lan())
    capture = lab.capture()
    began = time.time_ns()
    node.start(Kind.VIPD, keepalived_conf([slow]))
    capture.wait(lambda _: bool(capture.announcements()), 20, "announcements")
    assert capture.adverts()[0].advert.priority == 255
    assert capture.adverts()[0].time_ns - began < slow.advert_ns + probe.margin_ns
    wait_for(lambda: node.holds([vip_of(slow)]), 5, "the address")
