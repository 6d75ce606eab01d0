"""Gratuitous ARP frames."""

from ipaddress import IPv4Address

from vipd.wire.arp import gratuitous_arp

MAC = bytes.fromhex("0201000000aa")


def test_gratuitous_arp_is_a_broadcast_request_for_its_own_address() -> None:
    frame = gratuitous_arp(MAC, IPv4Address("10.9.0.100"))
    assert len(frame) == 42
    assert frame[:6] == b"\xff" * 6
    assert frame[6:12] == frame[22:28] == MAC
    assert frame[12:22] == bytes.fromhex("0806 0001 0800 06 04 0001")
    assert frame[28:32] == frame[38:42] == bytes([10, 9, 0, 100])
    # keepalived 2.4: the target hardware address is broadcast, not zero.
    assert frame[32:38] == b"\xff" * 6
