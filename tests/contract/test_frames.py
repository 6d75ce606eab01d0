"""What the engine relies on of ``ports.Frames``."""

from ipaddress import IPv4Address, IPv6Address

from tests.contract.site import Site, wait
from vipd.base.addr import MacAddress
from vipd.wire.arp import gratuitous_arp
from vipd.wire.ndisc import unsolicited_na


def test_frames_reach_the_wire_octet_for_octet_in_order(site: Site) -> None:
    mac = MacAddress(site.a.mac)
    frames = [
        gratuitous_arp(mac, IPv4Address("10.9.1.100")),
        unsolicited_na(mac, IPv6Address("fd09::100"), router=True),
        gratuitous_arp(mac, IPv4Address("10.9.1.101")),
    ]
    for frame in frames:
        assert site.a.frames.send(site.a.index, frame) == 0

    def ours() -> list[bytes]:
        return [frame for frame in site.heard() if frame in frames]

    wait(site, lambda: len(ours()) >= len(frames), "the frames")
    assert ours() == frames


def test_frame_for_an_absent_interface_is_refused(site: Site) -> None:
    frame = gratuitous_arp(MacAddress(site.a.mac), IPv4Address("10.9.1.100"))
    assert site.a.frames.send(9999, frame) != 0
    assert site.a.frames.send(site.a.index, frame) == 0
