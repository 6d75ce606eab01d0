"""Requests for bridges and virtual Ethernet, taken apart again."""

import struct

from vipd.wire.netlink import link, msg
from vipd.wire.netlink.rtnl import RTM_DELLINK, RTM_NEWLINK

IFINFOMSG_LEN = 16
ACKNOWLEDGED = msg.NLM_F_REQUEST | msg.NLM_F_ACK
MAC = bytes.fromhex("020000000001")


def only(request: bytes) -> msg.Message:
    (message,) = msg.decode(request)
    return message


def header(payload: bytes) -> tuple[int, ...]:
    """Family, type, index, flags, change mask."""
    return struct.unpack_from("=BxHiII", payload)


def attributes(payload: bytes, offset: int = IFINFOMSG_LEN) -> dict[int, bytes]:
    return msg.attributes(payload, offset)


def test_link_bridge_is_made_by_its_name_and_kind() -> None:
    message = only(link.new_bridge(7, "lan"))
    assert (message.type, message.sequence) == (RTM_NEWLINK, 7)
    assert message.flags == ACKNOWLEDGED | msg.NLM_F_CREATE | msg.NLM_F_EXCL
    assert header(message.payload) == (0, 0, 0, 0, 0)
    found = attributes(message.payload)
    assert found[3] == b"lan\0"  # IFLA_IFNAME
    assert attributes(found[18], 0) == {1: b"bridge\0"}  # IFLA_LINKINFO, IFLA_INFO_KIND


def test_link_pair_carries_the_whole_far_end_inside_the_near_one() -> None:
    far = link.VethEnd(name="eth0", mac=MAC, namespace_pid=4_242)
    message = only(link.new_veth(8, link.VethEnd(name="r1"), far))
    found = attributes(message.payload)
    assert found[3] == b"r1\0"
    assert 1 not in found  # IFLA_ADDRESS: the kernel chooses
    assert 19 not in found  # IFLA_NET_NS_PID: stays here
    kind = attributes(found[18], 0)
    assert kind[1] == b"veth\0"
    peer = attributes(kind[2], 0)[1]  # IFLA_INFO_DATA, VETH_INFO_PEER
    assert header(peer) == (0, 0, 0, 0, 0)
    assert attributes(peer) == {1: MAC, 3: b"eth0\0", 19: struct.pack("=I", 4_242)}


def test_link_set_up_or_down_changes_that_flag_alone() -> None:
    up = only(link.set_up(1, 5, up=True))
    down = only(link.set_up(2, 5, up=False))
    assert (up.type, up.flags) == (down.type, down.flags) == (RTM_NEWLINK, ACKNOWLEDGED)
    assert header(up.payload) == (0, 0, 5, 1, 1)
    assert header(down.payload) == (0, 0, 5, 0, 1)


def test_link_becomes_a_port_by_the_index_of_the_bridge() -> None:
    message = only(link.set_controller(3, 5, 9))
    assert header(message.payload) == (0, 0, 5, 0, 0)
    assert attributes(message.payload) == {10: struct.pack("=I", 9)}


def test_link_is_deleted_by_its_index() -> None:
    message = only(link.delete_link(4, 5))
    assert (message.type, message.flags, message.sequence) == (RTM_DELLINK, ACKNOWLEDGED, 4)
    assert header(message.payload) == (0, 0, 5, 0, 0)
