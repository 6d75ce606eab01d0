from dataclasses import dataclass, field
from ipaddress import IPv4Address
from random import Random

from vipd.base.addr import IpAddress
from vipd.base.units import MILLISECOND, Duration, Instant
from vipd.sim.net import FAIR, Lan, Parcel, Station, Weather
from vipd.sim.timeline import Timeline

GROUP = IPv4Address("224.0.0.18")
HOST = IPv4Address("10.0.0.2")
PACKET = Parcel(bytes(40), GROUP, genuine=True)
FRAME = Parcel(bytes(42), None, genuine=True)


@dataclass
class Site:
    """A LAN with the stations a, b and c; b owns ``HOST``."""

    timeline: Timeline = field(default_factory=Timeline)
    heard: list[tuple[Instant, str, Parcel]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lan = Lan("lan", self.timeline, Random(7))
        for name in "abc":
            self.lan.join(self._station(name))

    def _station(self, name: str) -> Station:
        def hear(parcel: Parcel) -> None:
            self.heard.append((self.timeline.now, name, parcel))

        def owns(address: IpAddress) -> bool:
            return name == "b" and address == HOST

        return Station(owner=name, mac=name.encode() * 6, hear=hear, owns=owns)

    def send(self, parcel: Parcel = PACKET, count: int = 1) -> list[str]:
        """Let ``a`` send; returns who heard it."""
        self.heard.clear()
        for _ in range(count):
            self.lan.transmit("a", parcel, self.timeline.now)
        self.timeline.run_until(Instant(self.timeline.now + 100 * MILLISECOND))
        return [name for _, name, _ in self.heard]


def test_multicast_reaches_all_others_after_the_delay() -> None:
    site = Site()
    assert site.send() == ["b", "c"]
    assert {at for at, _, _ in site.heard} == {Instant(FAIR.delay)}


def test_unicast_reaches_the_owner_of_the_address_only() -> None:
    assert Site().send(Parcel(bytes(40), HOST, genuine=True)) == ["b"]


def test_frame_reaches_all_others() -> None:
    assert Site().send(FRAME) == ["b", "c"]


def test_cut_separates_the_sets_until_it_is_mended() -> None:
    site = Site()
    site.lan.cut((("a", "c"), ("b",)))
    assert site.send() == ["c"]
    assert not site.lan.connected("a", "b")
    site.lan.mend()
    assert site.send() == ["b", "c"]


def test_deafness_is_one_way() -> None:
    site = Site()
    site.lan.deaf.add(("a", "b"))
    assert site.send() == ["c"]
    assert site.lan.connected("b", "a")
    assert not site.lan.clear("a", "b")


def test_station_that_is_down_neither_sends_nor_hears() -> None:
    site = Site()
    site.lan.stations["b"].up = False
    assert site.send() == ["c"]
    site.lan.stations["a"].up = False
    assert site.send() == []


def test_packet_to_a_station_that_goes_down_meanwhile_is_lost() -> None:
    site = Site()
    site.lan.transmit("a", PACKET, site.timeline.now)
    site.lan.stations["b"].up = False
    site.timeline.run_until(Instant(MILLISECOND))
    assert [name for _, name, _ in site.heard] == ["c"]


def test_loss_takes_its_share_and_total_loss_everything() -> None:
    site = Site()
    site.lan.weather = Weather(loss=500)
    assert 400 < len(site.send(count=500)) < 600
    assert not site.lan.clear("a", "b")
    site.lan.weather = Weather(loss=1000)
    assert site.send(count=50) == []


def test_duplication_brings_some_packets_twice() -> None:
    site = Site()
    site.lan.weather = Weather(duplication=1000)
    assert site.send() == ["b", "b", "c", "c"]
    assert site.lan.clear("a", "b")


def test_damage_flips_one_bit_behind_the_header_and_loses_frames() -> None:
    site = Site()
    site.lan.weather = Weather(damage=1000)
    site.send(count=50)
    assert len(site.heard) == 100
    for _, _, parcel in site.heard:
        assert not parcel.genuine
        assert parcel.octets[:20] == bytes(20)
        assert int.from_bytes(parcel.octets, "big").bit_count() == 1
    assert site.send(FRAME) == []


def test_jitter_reorders_within_its_bound() -> None:
    site = Site()
    site.lan.weather = Weather(delay=Duration(0), jitter=Duration(10 * MILLISECOND))
    for number in range(100):
        octets = number.to_bytes(2, "big")
        site.lan.transmit("a", Parcel(octets, HOST, genuine=True), site.timeline.now)
    site.timeline.run_until(Instant(10 * MILLISECOND))
    order = [int.from_bytes(parcel.octets, "big") for _, _, parcel in site.heard]
    assert sorted(order) == list(range(100))
    assert order != sorted(order)


def test_stranger_is_heard_by_everybody() -> None:
    site = Site()
    site.lan.inject(Parcel(bytes(40), GROUP, genuine=False), Instant(0))
    site.timeline.run_until(Instant(MILLISECOND))
    assert [name for _, name, _ in site.heard] == ["a", "b", "c"]
