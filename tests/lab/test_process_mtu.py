"""An instance with more addresses than a packet of its interface takes."""

import pytest

from tests.support.lab import Lab
from tests.support.ours import start
from tests.support.probe import wait_for
from tests.support.router import Router

pytestmark = pytest.mark.root

VIPS = tuple(f"10.9.1.{100 + n}" for n in range(20))


def test_surplus_addresses_are_owned_but_not_advertised(lab: Lab) -> None:
    lan = lab.lan()
    node = lab.node("ours", lan)
    node.netns.ip(["link set eth0 mtu 100"])
    capture = lab.capture()
    daemon = start(node, Router(advert_int="0.2", vips=VIPS))
    wait_for(lambda: node.holds(VIPS), 20, "all addresses")
    capture.wait(lambda _: bool(capture.adverts(node="ours")), 20)
    # 100 octets less IP header, VRRP header and the 16 that keepalived 2.4 leaves free
    assert len(capture.adverts(node="ours")[0].advert.addresses) == 14
    assert "excess moved to eVIPs" in daemon.log
