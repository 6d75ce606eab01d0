"""Netlink framing and rtnetlink records, against pyroute2 and against literal octets."""

import struct
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroute2.netlink.rtnl.ifaddrmsg import ifaddrmsg
from pyroute2.netlink.rtnl.ifinfmsg import ifinfmsg

from vipd.base.addr import Family
from vipd.base.errors import DecodeError
from vipd.wire.netlink import msg, rtnl
from vipd.wire.netlink.msg import Message, NetlinkFault
from vipd.wire.netlink.rtnl import AddressRecord

Input = TypeVar("Input")
Record = TypeVar("Record")

addresses4 = st.builds(IPv4Address, st.integers(0, 2**32 - 1))
addresses6 = st.builds(IPv6Address, st.integers(0, 2**128 - 1))
lifetimes = st.integers(0, 2**32 - 1)
labels = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=15)


@st.composite
def records(draw: st.DrawFn) -> AddressRecord:
    ipv4 = draw(st.booleans())
    pool: Any = addresses4 if ipv4 else addresses6
    own = draw(pool)
    told = draw(st.booleans())
    return AddressRecord(
        address=own,
        prefix_len=draw(st.integers(0, 32 if ipv4 else 128)),
        index=draw(st.integers(1, 2**31 - 1)),
        flags=draw(st.integers(0, 2**32 - 1)),
        scope=draw(st.integers(0, 255)),
        peer=draw(st.none() | pool.filter(lambda peer: peer != own)),
        broadcast=draw(st.none() | addresses4) if ipv4 else None,
        label=draw(st.none() | labels),
        protocol=draw(st.none() | st.integers(0, 255)),
        preferred_s=draw(lifetimes) if told else None,
        valid_s=draw(lifetimes) if told else None,
    )


def attempt(decode: Callable[[Input], Record], data: Input) -> Record | DecodeError:
    """Return the record, or the only error that may come instead."""
    try:
        return decode(data)
    except DecodeError as error:
        return error


def decoded(octets: bytes) -> Message:
    (message,) = msg.decode(octets)
    return message


def judged(kind: Any, octets: bytes) -> Any:
    """Let pyroute2 decode a message."""
    message = kind(octets)
    message.decode()
    return message


# -- framing ------------------------------------------------------------------------------------


def test_message_has_the_layout_of_the_kernel() -> None:
    octets = msg.encode(0x14, 0x0605, 7, b"\xaa\xbb\xcc", port=9)
    assert octets == struct.pack("=IHHII", 19, 0x14, 0x0605, 7, 9) + b"\xaa\xbb\xcc\0"


def test_attribute_is_padded_but_its_length_is_not() -> None:
    assert msg.attribute(3, b"eth0\0") == struct.pack("=HH", 9, 3) + b"eth0\0" + bytes(3)


def test_attribute_types_lose_their_flag_bits_and_the_last_of_equals_counts() -> None:
    octets = msg.attribute(1 | 0x8000, b"old!") + msg.attribute(1 | 0x4000, b"new!")
    assert msg.attributes(octets, 0) == {1: b"new!"}


@given(
    st.lists(
        st.tuples(
            st.integers(0, 0xFFFF),
            st.integers(0, 0xFFFF),
            st.integers(0, 2**32 - 1),
            st.binary(max_size=40),
            st.integers(0, 2**32 - 1),
        )
    )
)
def test_messages_of_a_datagram_decode_to_what_was_encoded(
    parts: list[tuple[int, int, int, bytes, int]],
) -> None:
    datagram = b"".join(
        msg.encode(kind, flags, sequence, payload, port=port)
        for kind, flags, sequence, payload, port in parts
    )
    assert msg.decode(datagram) == [
        Message(kind, flags, sequence, port, payload)
        for kind, flags, sequence, payload, port in parts
    ]


@given(st.dictionaries(st.integers(0, 0x3FFF), st.binary(max_size=40)))
def test_attributes_decode_to_what_was_encoded(values: dict[int, bytes]) -> None:
    octets = b"".join(msg.attribute(kind, value) for kind, value in values.items())
    assert msg.attributes(b"head" + octets, 4) == values


@pytest.mark.parametrize(
    "octets, fault",
    [
        (bytes(15), NetlinkFault.TRUNCATED),
        (struct.pack("=IHHII", 15, 1, 0, 0, 0), NetlinkFault.BAD_LENGTH),
        (struct.pack("=IHHII", 17, 1, 0, 0, 0), NetlinkFault.BAD_LENGTH),
        (struct.pack("=IHHII", 0xFFFFFFFF, 1, 0, 0, 0), NetlinkFault.BAD_LENGTH),
    ],
)
def test_datagram_with_wrong_lengths_is_refused(octets: bytes, fault: NetlinkFault) -> None:
    with pytest.raises(DecodeError) as caught:
        msg.decode(octets)
    assert caught.value.reason is fault


@pytest.mark.parametrize(
    "octets, fault",
    [
        (b"\x04\0\1", NetlinkFault.TRUNCATED),
        (struct.pack("=HH", 3, 1), NetlinkFault.BAD_LENGTH),
        (struct.pack("=HH", 9, 1) + b"1234", NetlinkFault.BAD_LENGTH),
    ],
)
def test_attributes_with_wrong_lengths_are_refused(octets: bytes, fault: NetlinkFault) -> None:
    with pytest.raises(DecodeError) as caught:
        msg.attributes(octets, 0)
    assert caught.value.reason is fault


@given(st.binary(max_size=200))
def test_any_octets_decode_or_are_refused(octets: bytes) -> None:
    messages = attempt(msg.decode, octets)
    if isinstance(messages, DecodeError):
        assert isinstance(messages.reason, NetlinkFault)
    else:
        assert sum(16 + len(each.payload) for each in messages) <= len(octets)


@given(
    st.sampled_from([2, 3, 16, 17, 20, 21, 99]),
    st.integers(0, 0xFFFF),
    st.binary(max_size=120),
    st.booleans(),
)
def test_any_payload_decodes_or_is_refused(
    kind: int, flags: int, payload: bytes, plausible: bool
) -> None:
    if plausible:  # an Internet address message with arbitrary attributes
        payload = bytes((2, 24, 0, 0, 1, 0, 0, 0)) + payload
    message = Message(kind, flags, 1, 0, payload)
    decoders = (
        msg.decode_acknowledgement,
        msg.decode_done,
        rtnl.decode_link,
        rtnl.decode_address,
    )
    for decode in decoders:
        result = attempt(decode, message)
        if isinstance(result, DecodeError):
            assert isinstance(result.reason, NetlinkFault)


# -- acknowledgements ---------------------------------------------------------------------------

REQUEST = struct.pack("=IHHII", 24, 20, 5, 7, 0)


def test_acknowledgement_of_a_success_has_no_errno() -> None:
    octets = msg.encode(msg.NLMSG_ERROR, msg.NLM_F_CAPPED, 7, struct.pack("=i", 0) + REQUEST)
    assert msg.decode_acknowledgement(decoded(octets)) == msg.Acknowledgement(7, 0, "")


def test_acknowledgement_of_an_error_has_errno_and_explanation() -> None:
    text = msg.attribute(msg.NLMSGERR_ATTR_MSG, b"ipv4: Invalid prefix length\0")
    flags = msg.NLM_F_CAPPED | msg.NLM_F_ACK_TLVS
    octets = msg.encode(msg.NLMSG_ERROR, flags, 7, struct.pack("=i", -22) + REQUEST + text)
    answer = msg.decode_acknowledgement(decoded(octets))
    assert answer == msg.Acknowledgement(7, 22, "ipv4: Invalid prefix length")


def test_explanation_stands_behind_the_whole_request_where_it_is_repeated() -> None:
    text = msg.attribute(msg.NLMSGERR_ATTR_MSG, b"no\0")
    payload = struct.pack("=i", -1) + REQUEST + b"8 octets" + text
    octets = msg.encode(msg.NLMSG_ERROR, msg.NLM_F_ACK_TLVS, 7, payload)
    assert msg.decode_acknowledgement(decoded(octets)).text == "no"


def test_end_of_a_dump_tells_its_errno() -> None:
    assert msg.decode_done(Message(msg.NLMSG_DONE, 2, 1, 0, struct.pack("=i", 0))) == 0
    assert msg.decode_done(Message(msg.NLMSG_DONE, 2, 1, 0, struct.pack("=i", -90))) == 90


def test_other_message_is_no_acknowledgement() -> None:
    for decode in (msg.decode_acknowledgement, msg.decode_done):
        with pytest.raises(DecodeError) as caught:
            decode(Message(16, 0, 1, 0, bytes(20)))
        assert caught.value.reason is NetlinkFault.BAD_TYPE


# -- addresses ----------------------------------------------------------------------------------


@given(records())
def test_address_decodes_to_what_was_encoded(record: AddressRecord) -> None:
    message = Message(rtnl.RTM_NEWADDR, 0, 1, 0, rtnl.encode_address(record))
    assert rtnl.decode_address(message) == record


@pytest.mark.parametrize(
    "own, peer", [("10.9.0.100", None), ("10.9.0.100", "10.8.0.1"), ("fd09::1", None)]
)
def test_new_address_is_what_pyroute2_reads(own: str, peer: str | None) -> None:
    record = AddressRecord(
        address=ip_address(own),
        prefix_len=24,
        index=3,
        flags=rtnl.IFA_F_NODAD | rtnl.IFA_F_NOPREFIXROUTE,
        scope=253,
        peer=None if peer is None else ip_address(peer),
        broadcast=IPv4Address("10.9.0.255") if "." in own else None,
        label="eth0:1",
        protocol=18,
        preferred_s=0,
    )
    message = judged(ifaddrmsg, rtnl.new_address(7, record))
    assert message["header"]["type"] == 20
    assert message["header"]["sequence_number"] == 7
    assert message["header"]["flags"] == 0x605  # request, ack, create, exclusively
    assert (message["family"], message["prefixlen"]) == (2 if "." in own else 10, 24)
    assert (message["scope"], message["index"]) == (253, 3)
    assert message.get_attr("IFA_LOCAL") == own
    assert message.get_attr("IFA_ADDRESS") == (peer or own)
    assert message.get_attr("IFA_FLAGS") == 0x202
    assert message.get_attr("IFA_LABEL") == "eth0:1"
    assert message.get_attr("IFA_BROADCAST") == ("10.9.0.255" if "." in own else None)
    assert message.get_attr("IFA_PROTO") == 18
    lifetimes = message.get_attr("IFA_CACHEINFO")
    assert (lifetimes["ifa_preferred"], lifetimes["ifa_valid"]) == (0, 0xFFFFFFFF)


def test_deletion_names_the_address_and_nothing_that_may_have_changed() -> None:
    record = AddressRecord(
        address=IPv4Address("10.9.0.100"),
        prefix_len=24,
        index=3,
        flags=0x200,
        scope=253,
        label="eth0:1",
        broadcast=IPv4Address("10.9.0.255"),
        protocol=18,
        preferred_s=0,
    )
    message = judged(ifaddrmsg, rtnl.delete_address(7, record))
    assert message["header"]["type"] == 21
    assert message["header"]["flags"] == 0x5  # request, ack
    assert (message["prefixlen"], message["index"]) == (24, 3)
    assert {name for name, _ in message["attrs"]} == {"IFA_LOCAL", "IFA_ADDRESS"}


def test_address_of_an_old_kernel_has_no_protocol_and_short_flags() -> None:
    payload = bytes((2, 24, 0x80, 0)) + struct.pack("=I", 3)
    payload += msg.attribute(1, bytes((10, 9, 0, 1)))
    record = rtnl.decode_address(Message(rtnl.RTM_NEWADDR, 0, 0, 0, payload))
    assert record.address == IPv4Address("10.9.0.1")
    assert (record.flags, record.protocol, record.peer) == (0x80, None, None)


@pytest.mark.parametrize(
    "payload, fault",
    [
        (bytes(7), NetlinkFault.TRUNCATED),
        (bytes((7, 24, 0, 0, 1, 0, 0, 0)), NetlinkFault.BAD_TYPE),
        (bytes((2, 24, 0, 0, 1, 0, 0, 0)), NetlinkFault.MISSING_ATTRIBUTE),
        (bytes((2, 24, 0, 0, 1, 0, 0, 0)) + msg.attribute(1, b"1"), NetlinkFault.BAD_ATTRIBUTE),
        (
            bytes((10, 24, 0, 0, 1, 0, 0, 0)) + msg.attribute(1, b"1234"),
            NetlinkFault.BAD_ATTRIBUTE,
        ),
        (
            bytes((2, 24, 0, 0, 1, 0, 0, 0)) + msg.attribute(1, b"1234") + msg.attribute(8, b"1"),
            NetlinkFault.BAD_ATTRIBUTE,
        ),
    ],
)
def test_broken_address_is_refused(payload: bytes, fault: NetlinkFault) -> None:
    with pytest.raises(DecodeError) as caught:
        rtnl.decode_address(Message(rtnl.RTM_NEWADDR, 0, 0, 0, payload))
    assert caught.value.reason is fault


# -- links and dumps ----------------------------------------------------------------------------


def test_link_decodes_to_what_pyroute2_encodes() -> None:
    link = ifinfmsg()
    link["header"]["type"] = rtnl.RTM_NEWLINK
    link["index"] = 3
    link["flags"] = 0x11043
    link["attrs"] = [
        ("IFLA_IFNAME", "eth0"),
        ("IFLA_MTU", 1500),
        ("IFLA_ADDRESS", "02:00:00:00:01:02"),
        ("IFLA_BROADCAST", "ff:ff:ff:ff:ff:ff"),
        ("IFLA_GROUP", 7),
    ]
    link["ifi_type"] = 65534
    link.encode()
    record = rtnl.decode_link(decoded(bytes(link.data)))
    assert record == rtnl.LinkRecord(
        family=0,
        index=3,
        flags=0x11043,
        name="eth0",
        mtu=1500,
        mac=bytes.fromhex("020000000102"),
        hardware=65534,
        broadcast=bytes(b"\xff" * 6),
        group=7,
    )


@pytest.mark.parametrize(
    ("kind", "data", "mode"),
    [
        ("vrf", ["IFLA_VRF_TABLE", 10], None),
        ("macvlan", ["IFLA_MACVLAN_MODE", "private"], 1),
        ("macvlan", ["IFLA_MACVLAN_MODE", "bridge"], 4),
        ("ipvlan", ["IFLA_IPVLAN_MODE", 0], 0),
        ("dummy", None, None),
    ],
)
def test_link_tells_what_made_it_and_how_it_joins_its_siblings(
    kind: str, data: list[object] | None, mode: int | None
) -> None:
    link = ifinfmsg()
    link["header"]["type"] = rtnl.RTM_NEWLINK
    linkinfo: list[object] = [["IFLA_INFO_KIND", kind]]
    if data is not None:
        linkinfo.append(["IFLA_INFO_DATA", {"attrs": [data]}])
    link["attrs"] = [("IFLA_IFNAME", "x"), ("IFLA_LINKINFO", {"attrs": linkinfo})]
    link.encode()
    record = rtnl.decode_link(decoded(bytes(link.data)))
    assert (record.kind, record.mode) == (kind, mode)


def test_link_name_that_is_no_text_survives() -> None:
    payload = struct.pack("=BxHiII", 0, 1, 3, 0, 0) + msg.attribute(3, b"eth\xff\0")
    record = rtnl.decode_link(Message(rtnl.RTM_DELLINK, 0, 0, 0, payload))
    assert record.name.encode("utf-8", "surrogateescape") == b"eth\xff"


def test_requests_for_dumps_are_what_pyroute2_reads() -> None:
    links = judged(ifinfmsg, rtnl.link_dump(7))
    assert (links["header"]["type"], links["header"]["flags"]) == (18, 0x301)
    for family, number in ((Family.IPV4, 2), (Family.IPV6, 10)):
        message = judged(ifaddrmsg, rtnl.address_dump(8, family))
        assert (message["header"]["type"], message["header"]["flags"]) == (22, 0x301)
        assert message["family"] == number
        # Strict checking wants the rest to be zero.
        assert (message["prefixlen"], message["flags"], message["index"]) == (0, 0, 0)
