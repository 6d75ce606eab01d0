"""Our router and the packaged keepalived as one virtual router, both ways round."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.daemons import KEEPALIVED, Kind
from tests.support.fixtures import need
from tests.support.lab import Lab
from tests.support.pair import Pair, assert_announced, hear_out, is_ipv6
from tests.support.pcap import dissect
from tests.support.probe import SpinProbe, wait_for
from tests.support.router import Router

IPV6_VIPS = ("fe80::100", "fd00::100")

VARIANTS = {
    "v2": Router(version=2),
    "v2-pass": Router(version=2, auth_pass="secret99"),
    "v2-unicast": Router(version=2, unicast_source="own"),
    "v3": Router(advert_int="0.2"),
    "v3-three-vips": Router(advert_int="0.2", vips=("10.9.1.100", "10.9.1.101/24", "10.9.7.1/32")),
    "v3-unicast": Router(advert_int="0.2", unicast_source="own"),
    "v3-ipv6": Router(advert_int="0.2", vips=IPV6_VIPS),
    "v3-ipv6-unicast": Router(advert_int="0.2", vips=IPV6_VIPS, unicast_source="own"),
}

BOTH_WAYS = [(Kind.VIPD, Kind.KEEPALIVED), (Kind.KEEPALIVED, Kind.VIPD)]

# keepalived 2.2: what it says of an advert that it does not like.
COMPLAINTS = ("invalid", "mismatch", "not present", "expect", "wrong", "too short", "too long")

pytestmark = pytest.mark.root


@pytest.fixture(params=BOTH_WAYS, ids=["ours-preferred", "theirs-preferred"])
def kinds(request: pytest.FixtureRequest) -> tuple[Kind, Kind]:
    """Who is preferred, and who is the other."""
    need(KEEPALIVED)
    chosen: tuple[Kind, Kind] = request.param
    return chosen


@pytest.fixture(params=list(VARIANTS.values()), ids=list(VARIANTS))
def pair(
    request: pytest.FixtureRequest, lab: Lab, probe: SpinProbe, kinds: tuple[Kind, Kind]
) -> Pair:
    """Two routers that have not been started."""
    return Pair(lab, probe, *kinds, request.param)


def assert_content(pair: Pair) -> None:
    """Nobody complains of the other, and every advert says what the configuration says."""
    for side in (pair.preferred, pair.other):
        for line in side.running.log.lower().splitlines():
            if "advert" in line or "packet" in line or "address" in line:
                assert not any(word in line for word in COMPLAINTS), line
        multicast = side.router.unicast_source is None
        for seen in pair.adverts(side):
            advert = seen.advert
            assert advert.intact
            assert advert.version == side.router.version
            assert advert.vrid == side.router.vrid
            assert advert.priority in (side.router.priority, 0)
            assert advert.interval_ns == side.router.advert_ns
            assert advert.destination.is_multicast == multicast
            assert advert.hop_limit == 255 or (is_ipv6(side.router) and not multicast)
            assert [str(each) for each in advert.addresses] == [
                vip.split("/")[0] for vip in side.router.vips
            ]


def test_backup_master_stops_takes_over_after_skew_and_yields_on_its_return(pair: Pair) -> None:
    pair.settle()
    began = hear_out(pair.capture, "preferred", 2)
    assert pair.silent(pair.other, began)

    goodbye = pair.stop(pair.preferred)
    assert pair.preferred.has_no_vip()
    first = pair.first_advert_after(pair.other, goodbye.time_ns)
    pair.assert_took(goodbye, first, pair.other.router.skew_ns)
    assert_announced(pair.capture, pair.other, first.time_ns)
    wait_for(pair.other.has_vips, 5, "the addresses at the other")

    pair.preferred.start()
    returned = pair.first_advert_after(pair.preferred, first.time_ns)
    pair.wait_for_master(pair.preferred, pair.other)
    assert_announced(pair.capture, pair.preferred, returned.time_ns)
    began = hear_out(pair.capture, "preferred", 3)
    assert pair.silent(pair.other, began)
    assert_content(pair)


def test_backup_master_crashes_takes_over_after_master_down_interval(pair: Pair) -> None:
    pair.settle()
    last = pair.crash(pair.preferred)
    first = pair.first_advert_after(pair.other, last.time_ns)
    pair.assert_took(last, first, pair.other.router.down_ns)
    assert_announced(pair.capture, pair.other, first.time_ns)
    wait_for(pair.other.has_vips, 5, "the addresses at the other")
    assert_content(pair)


@pytest.mark.parametrize("name", ["v2", "v3"])
def test_preferred_nopreempt_returns_stays_backup(
    lab: Lab, probe: SpinProbe, kinds: tuple[Kind, Kind], name: str
) -> None:
    pair = Pair(lab, probe, *kinds, replace(VARIANTS[name], nopreempt=True))
    pair.settle()
    goodbye = pair.stop(pair.preferred)
    pair.first_advert_after(pair.other, goodbye.time_ns)

    pair.preferred.start()
    wait_for(lambda: "Entering BACKUP STATE" in pair.preferred.running.log, 10, "BACKUP")
    began = hear_out(pair.capture, "other", 6)  # longer than any master-down interval
    assert pair.silent(pair.preferred, began)
    assert pair.preferred.has_no_vip()
    assert pair.other.has_vips()


@pytest.mark.parametrize("name", ["v2-pass", "v3-three-vips", "v3-ipv6"])
def test_our_adverts_seen_by_tshark_are_whole(
    lab: Lab, probe: SpinProbe, tmp_path: Path, name: str
) -> None:
    need(KEEPALIVED)
    pair = Pair(lab, probe, Kind.VIPD, Kind.KEEPALIVED, VARIANTS[name])
    pair.settle()
    pair.stop(pair.preferred)
    pair.capture.save(tmp_path / "wire.pcap")
    fields = ("vrrp.prio", "vrrp.checksum.status", "_ws.malformed")
    rows = [row for row in dissect(tmp_path / "wire.pcap", fields) if row[0]]
    assert {row[0] for row in rows} >= {"150", "0"}
    assert {tuple(row[1:]) for row in rows} == {("1", "")}  # 1: the checksum is right
