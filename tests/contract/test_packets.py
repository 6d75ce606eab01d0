"""What the engine relies on of ``ports.Packets``."""

from ipaddress import IPv4Address

import pytest

from tests.contract.site import (
    GROUP4,
    Site,
    advert,
    multicast,
    pdu_of,
    receive,
    send,
)
from vipd.base.addr import Family
from vipd.ports import Channel
from vipd.wire import ip, vrrp

BUFFER = 1 << 18
OURS = frozenset({51})

families = pytest.mark.parametrize("family", Family, ids=["IPv4", "IPv6"])


def open_both(site: Site, family: Family, vrids: frozenset[int] = OURS) -> Channel:
    """Open the multicast channel at both nodes."""
    channel = multicast(family)
    for member in (site.a, site.b):
        assert member.packets.open(channel, vrids, BUFFER) == 0
    return channel


@families
def test_multicast_advert_arrives_whole_with_its_header(site: Site, family: Family) -> None:
    channel = open_both(site, family)
    sent = send(site, channel)
    ((received, _),) = receive(site, site.b, channel, 1)
    header = ip.decode(received)
    assert header.source == site.a.address(family)
    assert header.destination == channel.group
    assert (header.hop_limit, header.protocol) == (255, ip.PROTO_VRRP)
    assert header.total_length == len(received) == len(sent)
    assert pdu_of(family, received) == pdu_of(family, sent)
    assert vrrp.checksum_ok_v3(pdu_of(family, received), header.source, header.destination)


@families
def test_received_hop_limit_is_that_of_the_packet(site: Site, family: Family) -> None:
    channel = open_both(site, family)
    send(site, channel, hop_limit=7)
    ((received, _),) = receive(site, site.b, channel, 1)
    assert ip.decode(received).hop_limit == 7


@families
def test_receive_stamp_lies_between_sending_and_reading(site: Site, family: Family) -> None:
    channel = open_both(site, family)
    assert site.b.packets.receive(channel, 10) == []
    before = site.now(site.b)
    send(site, channel)
    ((_, stamp),) = receive(site, site.b, channel, 1)
    assert before <= stamp <= site.now(site.b)


@families
def test_sender_does_not_hear_itself(site: Site, family: Family) -> None:
    channel = open_both(site, family)
    send(site, channel)
    receive(site, site.b, channel, 1)
    assert site.a.packets.receive(channel, 10) == []


@families
def test_advert_of_another_vrid_never_arrives(site: Site, family: Family) -> None:
    channel = open_both(site, family)
    for vrid in (50, 52, 51):
        send(site, channel, vrid=vrid)
    ((received, _),) = receive(site, site.b, channel, 1)
    assert pdu_of(family, received)[1] == 51


@families
def test_channel_without_vrids_hears_all_of_them(site: Site, family: Family) -> None:
    channel = open_both(site, family, frozenset())
    sent = [send(site, channel, vrid=vrid) for vrid in (1, 51, 255)]
    received = receive(site, site.b, channel, 3)
    assert [pdu_of(family, packet) for packet, _ in received] == [
        pdu_of(family, packet) for packet in sent
    ]


@families
def test_reopened_channel_keeps_its_queue_and_hears_the_new_vrids(
    site: Site, family: Family
) -> None:
    channel = open_both(site, family)
    send(site, channel, vrid=51)
    site.pass_time()
    assert site.b.packets.open(channel, frozenset({52}), BUFFER) == 0
    for vrid in (51, 52):
        send(site, channel, vrid=vrid)
    received = receive(site, site.b, channel, 2)
    assert [pdu_of(family, packet)[1] for packet, _ in received] == [51, 52]


@families
def test_receive_returns_no_more_than_its_limit_and_oldest_first(
    site: Site, family: Family
) -> None:
    channel = open_both(site, family)
    for priority in range(1, 6):
        send(site, channel, priority=priority)
    site.pass_time()
    batches = [site.b.packets.receive(channel, 2) for _ in range(4)]
    priorities = [[pdu_of(family, packet)[2] for packet, _ in batch] for batch in batches]
    assert priorities == [[1, 2], [3, 4], [5], []]
    stamps = [stamp for batch in batches for _, stamp in batch]
    assert stamps == sorted(stamps)


@families
def test_unicast_advert_reaches_the_unicast_channel_only(site: Site, family: Family) -> None:
    group = open_both(site, family)
    channel = site.b.unicast(family)
    assert site.b.packets.open(channel, OURS, BUFFER) == 0
    assert site.a.packets.open(site.a.unicast(family), OURS, BUFFER) == 0
    sent = send(site, channel)
    ((received, _),) = receive(site, site.b, channel, 1)
    header = ip.decode(received)
    assert (header.source, header.destination) == (
        site.a.address(family),
        site.b.address(family),
    )
    assert pdu_of(family, received) == pdu_of(family, sent)
    send(site, group)
    receive(site, site.b, group, 1)
    assert site.b.packets.receive(channel, 10) == []


def test_unicast_channel_without_interface_hears_and_sends(site: Site) -> None:
    anywhere = [Channel(Family.IPV4, "", None, member.ipv4) for member in (site.a, site.b)]
    assert site.a.packets.open(anywhere[0], OURS, BUFFER) == 0
    assert site.b.packets.open(anywhere[1], OURS, BUFFER) == 0
    packet = advert(Family.IPV4, site.a.ipv4, site.b.ipv4)
    assert site.a.packets.send(anywhere[0], packet, site.b.ipv4) == 0
    ((received, _),) = receive(site, site.b, anywhere[1], 1)
    assert pdu_of(Family.IPV4, received) == pdu_of(Family.IPV4, packet)


def test_group_of_its_own_is_not_heard_on_the_default_group(site: Site) -> None:
    default = open_both(site, Family.IPV4)
    other = Channel(Family.IPV4, default.interface, IPv4Address("224.0.0.99"), None)
    for member in (site.a, site.b):
        assert member.packets.open(other, OURS, BUFFER) == 0
    send(site, other)
    receive(site, site.b, other, 1)
    assert site.b.packets.receive(default, 10) == []


@families
def test_closed_channel_neither_hears_nor_sends(site: Site, family: Family) -> None:
    channel = open_both(site, family)
    send(site, channel)
    site.pass_time()
    site.b.packets.close(channel)
    assert site.b.packets.receive(channel, 10) == []
    packet = advert(family, site.b.address(family), channel.group or GROUP4)
    assert site.b.packets.send(channel, packet, channel.group or GROUP4) != 0


def test_closing_an_unknown_channel_is_ignored(site: Site) -> None:
    site.a.packets.close(multicast(Family.IPV4))


@families
def test_full_queue_keeps_the_oldest_adverts_and_counts_the_others(
    site: Site, family: Family
) -> None:
    channel = open_both(site, family)
    assert site.b.packets.open(channel, OURS, 4096) == 0
    for priority in range(1, 101):
        send(site, channel, priority=priority)
    site.pass_time()
    kept = [pdu_of(family, packet)[2] for packet, _ in site.b.packets.receive(channel, 200)]
    assert 1 <= len(kept) < 100
    assert kept == list(range(1, len(kept) + 1))
    assert site.b.packets.dropped(channel) == 100 - len(kept)


@families
def test_adverts_that_the_filter_refuses_are_not_counted_as_dropped(
    site: Site, family: Family
) -> None:
    channel = open_both(site, family)
    send(site, channel, vrid=52)
    site.pass_time()
    assert site.b.packets.dropped(channel) == 0
    assert (
        site.b.packets.dropped(multicast(Family.IPV4 if family is Family.IPV6 else Family.IPV6))
        == 0
    )


def test_mutable_packet_is_sent_as_it_is_at_that_moment(site: Site) -> None:
    channel = open_both(site, Family.IPV4)
    packet = bytearray(advert(Family.IPV4, site.a.ipv4, GROUP4, priority=1))
    assert site.a.packets.send(channel, packet, GROUP4) == 0
    packet[22] = 9
    assert site.a.packets.send(channel, packet, GROUP4) == 0
    received = receive(site, site.b, channel, 2)
    assert [pdu_of(Family.IPV4, each)[2] for each, _ in received] == [1, 9]
