import errno
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address

from vipd.base.addr import Family, IpAddress
from vipd.base.units import Instant
from vipd.ports import Channel
from vipd.sim.net import Parcel
from vipd.sim.sockets import BUFFER_OVERHEAD, SimFrames, SimPackets, Wiring

GROUP = IPv4Address("224.0.0.18")
GROUP6 = IPv6Address("ff02::12")
OURS = IPv4Address("10.0.0.1")
MULTICAST = Channel(Family.IPV4, "eth0", GROUP, None)
MULTICAST6 = Channel(Family.IPV6, "eth0", GROUP6, None)
UNICAST = Channel(Family.IPV4, "eth0", None, OURS)
ANYWHERE = Channel(Family.IPV4, "", None, OURS)
ROOM = 1 << 20


def packet(vrid: int = 51, *, options: int = 0) -> bytes:
    return bytes([0x45 + options]) + bytes(19 + 4 * options) + bytes([0x31, vrid, 100, 0])


def packet6(vrid: int = 51) -> bytes:
    return bytes([0x60]) + bytes(39) + bytes([0x31, vrid, 100, 0])


def parcel(octets: bytes, destination: IpAddress = GROUP) -> Parcel:
    return Parcel(octets, destination, genuine=True)


@dataclass
class Site:
    """The sockets of a node on a desk."""

    now: Instant = Instant(0)
    sent: list[tuple[str, Parcel]] = field(default_factory=list)
    lost: list[Parcel] = field(default_factory=list)
    error: int = 0

    def __post_init__(self) -> None:
        self.wiring = Wiring(
            local_now=lambda: self.now,
            transmit=self._transmit,
            interface_of=lambda address: "eth7" if address == OURS else None,
            name_of=lambda index: "eth0" if index == 2 else None,
            arrived=lambda interface, parcel: None,
            overrun=lambda interface, parcel: self.lost.append(parcel),
            read=lambda count: None,
            sent=lambda interface, packet, to, error: None,
            frame_sent=lambda interface, frame, error: None,
        )
        self.packets = SimPackets(self.wiring)
        self.frames = SimFrames(self.wiring)

    def _transmit(self, interface: str, parcel: Parcel) -> int:
        self.sent.append((interface, parcel))
        return self.error


def test_packets_come_in_order_with_the_time_of_their_arrival() -> None:
    site = Site()
    site.packets.open(MULTICAST, frozenset({51}), ROOM)
    for now in (1, 2, 3):
        site.now = Instant(now)
        site.packets.deliver("eth0", parcel(packet()))
    site.now = Instant(9)
    assert [at for _, at in site.packets.receive(MULTICAST, 2)] == [1, 2]
    assert [at for _, at in site.packets.receive(MULTICAST, 2)] == [3]
    assert site.packets.receive(MULTICAST, 2) == []


def test_filter_passes_the_vrids_asked_for_and_none_that_is_too_short() -> None:
    site = Site()
    site.packets.open(MULTICAST, frozenset({51}), ROOM)
    site.packets.open(MULTICAST6, frozenset({51}), ROOM)
    for octets in (packet(52), packet(51, options=2), packet()[:21], b""):
        site.packets.deliver("eth0", parcel(octets))
    site.packets.deliver("eth0", parcel(packet6(51), GROUP6))
    site.packets.deliver("eth0", parcel(packet6(52), GROUP6))
    heard = [octets for octets, _ in site.packets.receive(MULTICAST, 10)]
    assert heard == [packet(51, options=2)]
    assert [octets for octets, _ in site.packets.receive(MULTICAST6, 10)] == [packet6(51)]


def test_no_vrids_pass_everything() -> None:
    site = Site()
    site.packets.open(MULTICAST, frozenset(), ROOM)
    site.packets.deliver("eth0", parcel(packet(99)))
    assert len(site.packets.receive(MULTICAST, 10)) == 1


def test_reopening_keeps_the_queue_and_changes_the_filter() -> None:
    site = Site()
    site.packets.open(MULTICAST, frozenset({51}), ROOM)
    site.packets.deliver("eth0", parcel(packet(51)))
    site.packets.open(MULTICAST, frozenset({52}), ROOM)
    site.packets.deliver("eth0", parcel(packet(51)))
    site.packets.deliver("eth0", parcel(packet(52)))
    heard = [octets for octets, _ in site.packets.receive(MULTICAST, 10)]
    assert heard == [packet(51), packet(52)]


def test_full_queue_loses_what_comes_and_reading_makes_room() -> None:
    site = Site()
    charge = len(packet()) + BUFFER_OVERHEAD
    site.packets.open(MULTICAST, frozenset({51}), 2 * charge)
    for _ in range(3):
        site.packets.deliver("eth0", parcel(packet()))
    assert len(site.lost) == 1
    site.packets.receive(MULTICAST, 1)
    site.packets.deliver("eth0", parcel(packet()))
    assert len(site.lost) == 1
    assert len(site.packets.receive(MULTICAST, 10)) == 2


def test_unicast_channel_hears_its_address_on_its_interface_or_on_any() -> None:
    site = Site()
    site.packets.open(UNICAST, frozenset({51}), ROOM)
    site.packets.open(ANYWHERE, frozenset({51}), ROOM)
    site.packets.deliver("eth0", parcel(packet(), OURS))
    site.packets.deliver("eth1", parcel(packet(), OURS))
    site.packets.deliver("eth0", parcel(packet(), GROUP))
    assert len(site.packets.receive(UNICAST, 10)) == 1
    assert len(site.packets.receive(ANYWHERE, 10)) == 2


def test_closed_channel_hears_and_sends_nothing() -> None:
    site = Site()
    site.packets.open(MULTICAST, frozenset({51}), ROOM)
    site.packets.deliver("eth0", parcel(packet()))
    site.packets.close(MULTICAST)
    site.packets.close(MULTICAST)
    assert site.packets.receive(MULTICAST, 10) == []
    assert site.packets.send(MULTICAST, packet(), GROUP) == errno.ENOTCONN
    assert site.sent == []


def test_sent_packet_is_a_copy_of_the_buffer() -> None:
    site = Site()
    site.packets.open(MULTICAST, frozenset({51}), ROOM)
    buffer = bytearray(packet())
    assert site.packets.send(MULTICAST, buffer, GROUP) == 0
    buffer[0] = 0
    assert site.sent == [("eth0", parcel(packet()))]


def test_channel_without_interface_sends_from_where_its_source_is() -> None:
    site = Site()
    site.packets.open(ANYWHERE, frozenset({51}), ROOM)
    assert site.packets.send(ANYWHERE, packet(), GROUP) == 0
    assert [interface for interface, _ in site.sent] == ["eth7"]


def test_refused_send_returns_the_error_and_sends_nothing() -> None:
    site = Site()
    site.packets.open(MULTICAST, frozenset({51}), ROOM)
    site.packets.refuse = errno.ENOBUFS
    assert site.packets.send(MULTICAST, packet(), GROUP) == errno.ENOBUFS
    assert site.sent == []


def test_socket_of_an_interface_that_went_is_deaf_until_it_is_opened_again() -> None:
    site = Site()
    site.packets.open(MULTICAST, frozenset({51}), ROOM)
    site.packets.detach("eth0")
    site.packets.deliver("eth0", parcel(packet()))
    assert not site.packets.readable
    site.packets.open(MULTICAST, frozenset({51}), ROOM)
    site.packets.deliver("eth0", parcel(packet()))
    assert site.packets.readable


def test_frame_on_an_unknown_link_is_refused() -> None:
    site = Site()
    assert site.frames.send(2, bytes(42)) == 0
    assert site.frames.send(3, bytes(42)) == errno.ENXIO
    assert [interface for interface, _ in site.sent] == ["eth0"]
