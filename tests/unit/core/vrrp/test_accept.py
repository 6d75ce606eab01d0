"""Each check on received packets, its reason, and which of two failing checks speaks first."""

from dataclasses import replace
from ipaddress import IPv4Address
from typing import Any

import pytest

from tests.support.machines import (
    GROUP,
    HIGHER,
    OURS,
    VIP,
    VIP2,
    advert,
    config,
    packet,
)
from vipd.base.units import centiseconds, seconds
from vipd.core.vrrp.accept import Accepted, Context, Rejected, examine
from vipd.core.vrrp.notices import Question, Reject
from vipd.model.vrrp import ChecksumMode, Unicast, UnicastPeer
from vipd.wire import vrrp

V3: dict[str, Any] = {"version": 3}
PASS: dict[str, Any] = {"auth_pass": b"secret\0\0"}
PEERS = Unicast(peers=(UnicastPeer(address=HIGHER),), ttl=255, check_source=False)


def judge(octets: bytes, *, effective: int = 150, listed: bool = True, **overrides: Any) -> Any:
    mine = config(**overrides)
    context = Context(
        checksum=mine.checksum, effective_priority=effective, address_list_checked=listed
    )
    return examine(octets, mine, context)


def reason(octets: bytes, **overrides: Any) -> Reject:
    outcome = judge(octets, **overrides)
    assert isinstance(outcome, Rejected), outcome
    return outcome.reason


def patched(octets: bytes, offset: int, value: int) -> bytes:
    return octets[:offset] + bytes([value]) + octets[offset + 1 :]


@pytest.mark.parametrize("kind", [{}, V3, PASS])
def test_advert_that_fits_is_accepted(kind: dict[str, Any]) -> None:
    octets = advert(200, of=config(**kind))
    outcome = judge(octets, **kind)
    assert outcome == Accepted(
        source=HIGHER,
        priority=200,
        interval_cs=100 if kind == V3 else 0,
        oddities=(),
        old_checksum=False,
    )


def test_packet_without_a_whole_header_is_malformed() -> None:
    assert reason(advert(200)[:19]) is Reject.MALFORMED_IP


def test_packet_with_less_than_a_vrrp_header_is_too_short() -> None:
    assert reason(advert(200)[:27]) is Reject.TOO_SHORT


def test_authentication_header_is_unexpected() -> None:
    assert reason(patched(advert(200), 9, 51)) is Reject.AH_UNEXPECTED


@pytest.mark.parametrize("length", [39, 41, 43, 44])
def test_length_that_does_not_fit_the_count_is_rejected(length: int) -> None:
    octets = (advert(200) + bytes(8))[:length]
    assert reason(octets) is Reject.LENGTH


def test_ethernet_padding_is_not_counted() -> None:
    assert isinstance(judge(advert(200) + bytes(6)), Accepted)


def test_ttl_below_255_is_rejected() -> None:
    outcome = judge(advert(200, hop_limit=254))
    assert (outcome.reason, outcome.received, outcome.expected) == (Reject.TTL, 254, 255)


def test_ttl_of_unicast_is_not_checked() -> None:
    octets = advert(200, destination=OURS, hop_limit=3)
    assert isinstance(judge(octets, unicast=PEERS), Accepted)


def test_other_version_is_rejected() -> None:
    assert reason(advert(200, of=config(**V3)), auth_pass=None) is Reject.VERSION


def test_length_speaks_before_ttl() -> None:
    assert reason(advert(200, hop_limit=1) + b"x") is Reject.LENGTH


def test_ttl_speaks_before_version() -> None:
    assert reason(advert(200, hop_limit=1), **V3) is Reject.TTL


def test_unknown_authentication_type_is_invalid() -> None:
    assert reason(patched(advert(200), 24, 3)) is Reject.AUTH_TYPE_INVALID


def test_other_authentication_type_is_a_mismatch() -> None:
    assert reason(advert(200), **PASS) is Reject.AUTH_TYPE_MISMATCH


def test_other_password_is_a_failure() -> None:
    octets = advert(200, of=config(auth_pass=b"Secret\0\0"))
    assert reason(octets, **PASS) is Reject.AUTH_FAILURE


def test_password_speaks_before_interval() -> None:
    octets = advert(200, of=config(auth_pass=b"Secret\0\0"), interval=seconds(2))
    assert reason(octets, **PASS) is Reject.AUTH_FAILURE


def test_other_interval_of_version_2_is_rejected() -> None:
    outcome = judge(advert(200, interval=seconds(2)))
    assert (outcome.reason, outcome.received, outcome.expected) == (Reject.ADVERT_INTERVAL, 2, 1)


def test_other_interval_of_version_3_is_odd() -> None:
    octets = advert(200, of=config(**V3), interval=centiseconds(300))
    outcome = judge(octets, **V3)
    assert outcome.interval_cs == 300
    assert [odd.question for odd in outcome.oddities] == [Question.ADVERT_INTERVAL]


def test_other_packet_type_is_rejected() -> None:
    assert reason(patched(advert(200), 20, 0x22)) is Reject.PACKET_TYPE


def test_total_length_that_differs_from_what_came_is_rejected() -> None:
    assert reason(patched(advert(200), 3, 41)) is Reject.IP_LENGTH


@pytest.mark.parametrize("kind", [{}, V3])
def test_wrong_checksum_is_rejected(kind: dict[str, Any]) -> None:
    octets = advert(200, of=config(**kind))
    assert reason(patched(octets, 22, 99), **kind) is Reject.CHECKSUM


def test_checksum_without_pseudo_header_needs_the_option() -> None:
    pdu = vrrp.encode_v3(
        vrid=51,
        priority=200,
        interval_cs=100,
        addresses=[VIP.address],
        source=HIGHER,
        destination=GROUP,
        pseudo_header=False,
    )
    assert reason(packet(pdu), **V3) is Reject.CHECKSUM
    assert isinstance(judge(packet(pdu), checksum=ChecksumMode.PDU_ONLY, **V3), Accepted)


def test_garbage_checksum_is_rejected_even_without_pseudo_header() -> None:
    octets = patched(advert(200, of=config(**V3)), 22, 99)
    assert reason(octets, checksum=ChecksumMode.PDU_ONLY, **V3) is Reject.CHECKSUM


def test_old_unicast_checksum_is_recognised() -> None:
    mine: dict[str, Any] = {"unicast": PEERS, "checksum": ChecksumMode.AUTO, **V3}
    pdu = vrrp.encode_v3(
        vrid=51,
        priority=200,
        interval_cs=100,
        addresses=[VIP.address],
        source=HIGHER,
        destination=GROUP,
    )
    outcome = judge(packet(pdu, destination=OURS), **mine)
    assert isinstance(outcome, Accepted)
    assert outcome.old_checksum


def test_unicast_packet_on_a_multicast_instance_is_rejected() -> None:
    assert reason(advert(200, destination=OURS)) is Reject.CAST_MODE


def test_multicast_packet_on_a_unicast_instance_is_rejected() -> None:
    assert reason(advert(200), unicast=PEERS) is Reject.CAST_MODE


def test_owner_that_ignores_adverts_ignores_them() -> None:
    mine: dict[str, Any] = {"priority": 255, "owner_ignore_adverts": True}
    assert reason(advert(200), effective=255, **mine) is Reject.OWNER_IGNORES
    assert isinstance(judge(advert(200), effective=254, **mine), Accepted)


def test_other_number_of_addresses_is_odd() -> None:
    outcome = judge(advert(200, of=config(vips=(VIP, VIP2))))
    assert [(odd.question, odd.received, odd.expected) for odd in outcome.oddities] == [
        (Question.VIP_COUNT, 2, 1)
    ]


def test_other_addresses_are_odd_where_they_are_checked() -> None:
    octets = advert(200, of=config(vips=(VIP2,)))
    assert judge(octets).oddities[0].missing == VIP.address
    assert judge(octets, listed=False).oddities == ()


def test_unicast_sender_that_is_no_peer_is_rejected_where_it_is_checked() -> None:
    octets = advert(200, "10.9.0.3", destination=OURS)
    assert isinstance(judge(octets, unicast=PEERS), Accepted)
    strict = replace(PEERS, check_source=True)
    assert reason(octets, unicast=strict) is Reject.UNICAST_SOURCE


def test_unicast_ttl_outside_the_bounds_is_rejected() -> None:
    peer = UnicastPeer(address=HIGHER, min_ttl=250, max_ttl=254)
    strict = Unicast(peers=(peer,), ttl=255, check_source=True)
    near = advert(200, destination=OURS, hop_limit=254)
    far = advert(200, destination=OURS, hop_limit=249)
    assert isinstance(judge(near, unicast=strict), Accepted)
    assert reason(far, unicast=strict) is Reject.PEER_TTL


def test_ipv4_options_do_not_hide_the_advert() -> None:
    plain = advert(200)
    with_options = bytes([0x46]) + plain[1:3] + bytes([44]) + plain[4:20] + bytes(4) + plain[20:]
    outcome = judge(with_options)
    assert isinstance(outcome, Accepted)
    assert outcome.source == IPv4Address("10.9.0.2")
