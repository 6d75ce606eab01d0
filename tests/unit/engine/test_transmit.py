"""What goes on the wire for each kind of instance."""

from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address
from typing import Any

import pytest

from tests.support.machines import GROUP, GROUP6, OURS, VIP, config
from vipd.base.addr import Family
from vipd.core.vrrp.instance import Instance
from vipd.engine.transmit import Transmitter
from vipd.model.vrrp import ChecksumMode, Unicast, UnicastPeer
from vipd.wire import ip, vrrp

PEERS = tuple(UnicastPeer(address=IPv4Address(f"10.9.0.{n}")) for n in (2, 3))
UNICAST = Unicast(peers=PEERS, ttl=77, check_source=False)
OURS6 = IPv6Address("fe80::1")
VIP6 = replace(VIP, address=IPv6Address("fe80::100"), prefix_len=64)


def sent(priority: int = 150, source: Any = OURS, **overrides: Any) -> list[bytes]:
    machine = Instance(config=config(**overrides), link_up=True, source=source)
    return [bytes(packet) for _, packet in Transmitter().packets(machine, priority)]


def parts(packet: bytes) -> tuple[ip.IpHeader, bytes]:
    header = ip.decode(packet)
    return header, packet[header.header_length :]


def test_version_2_packet_equals_the_capture_of_keepalived() -> None:
    (packet,) = sent(auth_pass=b"secret\0\0")
    _, pdu = parts(packet)
    assert pdu.hex() == "2133960101010111" + "0a090064" + "7365637265740000"


def test_version_3_packet_equals_the_capture_of_keepalived() -> None:
    (packet,) = sent(version=3)
    header, pdu = parts(packet)
    assert pdu.hex() == "3133960100644361" + "0a090064"
    assert (header.hop_limit, str(header.destination)) == (255, "224.0.0.18")


def test_unicast_copies_have_their_own_checksum_and_the_configured_ttl() -> None:
    packets = sent(version=3, unicast=UNICAST)
    assert parts(packets[0])[1].hex() == "3133960100641969" + "0a090064"
    for packet in packets:
        header, pdu = parts(packet)
        assert vrrp.checksum_ok_v3(pdu, header.source, header.destination)
        assert header.hop_limit == 77


def test_old_unicast_checksum_is_that_of_the_group_for_every_peer() -> None:
    mode = ChecksumMode.GROUP_PSEUDO_HEADER
    pdus = [parts(packet)[1] for packet in sent(version=3, unicast=UNICAST, checksum=mode)]
    assert len(pdus) == 2
    assert all(vrrp.checksum_ok_v3(pdu, OURS, GROUP) for pdu in pdus)


def test_checksum_without_pseudo_header() -> None:
    (packet,) = sent(version=3, checksum=ChecksumMode.PDU_ONLY)
    assert parts(packet)[1][6:8].hex() == "2dfa"


@pytest.mark.parametrize("version", [2, 3])
def test_ipv6_packet_is_complete(version: int) -> None:
    (packet,) = sent(
        source=OURS6, family=Family.IPV6, version=version, vips=(VIP6,), mcast_group=GROUP6
    )
    header, pdu = parts(packet)
    assert header.hop_limit == 255
    assert len(pdu) == 24
    assert vrrp.checksum_ok_v3(pdu, OURS6, GROUP6)


def test_unicast_ttl_left_to_the_kernel_is_64_in_ipv6() -> None:
    peer = UnicastPeer(address=IPv6Address("fe80::2"))
    unicast = Unicast(peers=(peer,), ttl=None, check_source=False)
    (packet,) = sent(source=OURS6, family=Family.IPV6, version=3, vips=(VIP6,), unicast=unicast)
    assert parts(packet)[0].hop_limit == 64


def test_no_source_means_no_packet() -> None:
    assert sent(source=None) == []


def test_packets_follow_a_change_of_source_and_configuration() -> None:
    machine = Instance(config=config(), link_up=True, source=OURS)
    transmitter = Transmitter()
    transmitter.packets(machine, 150)
    machine.source = IPv4Address("10.9.0.7")
    ((_, packet),) = transmitter.packets(machine, 150)
    assert str(ip.decode(bytes(packet)).source) == "10.9.0.7"
    machine.config = config(vrid=7)
    ((_, packet),) = transmitter.packets(machine, 150)
    assert packet[21] == 7
