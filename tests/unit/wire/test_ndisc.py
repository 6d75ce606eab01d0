"""Unsolicited neighbour advertisements."""

from ipaddress import IPv6Address

import pytest

from vipd.wire.ndisc import unsolicited_na

MAC = bytes.fromhex("0201000000aa")
VIP = IPv6Address("fe80::100")


def test_unsolicited_na_goes_from_the_address_to_all_nodes_with_hop_limit_255() -> None:
    frame = unsolicited_na(MAC, VIP, router=False)
    assert len(frame) == 86
    assert frame[:14] == bytes.fromhex("333300000001") + MAC + bytes.fromhex("86dd")
    assert frame[14:22] == bytes.fromhex("6000000000203aff")
    assert frame[22:38] == VIP.packed
    assert frame[38:54] == IPv6Address("ff02::1").packed


@pytest.mark.parametrize("router, flags", [(False, "20000000"), (True, "a0000000")])
def test_unsolicited_na_overrides_and_is_never_solicited(router: bool, flags: str) -> None:
    message = unsolicited_na(MAC, VIP, router=router)[54:]
    assert message[:2] == bytes.fromhex("8800")
    assert message[4:8] == bytes.fromhex(flags)
    assert message[8:] == VIP.packed + bytes.fromhex("0201") + MAC
