"""Section 7.1: which packets count, and that the others change nothing."""

from dataclasses import replace

import pytest

from tests.conformance.clauses import rfc
from tests.conformance.scenario import VRID, Packet, Scenario, address
from tests.support.bpf import run
from vipd.base.addr import Family
from vipd.core.vrrp.notices import Question, Reject
from vipd.model.vrrp import InitialState, Instance
from vipd.wire.bpf import vrid_filter


def rejected(config: Instance, advert: str, reason: Reject) -> None:
    """Check that a BACKUP and a MASTER drop this advert, each counting it once for ``reason``."""
    backup = Scenario(config).play(f"""
        0         start    -> BACKUP
        1         {advert} -> nothing
        3.609375  timer    -> advert 100, MASTER, own, announce 5
    """)
    stats = backup.machine.stats
    assert {key: count for key, count in stats.rejected.items() if count} == {reason: 1}
    assert stats.accepted == 0
    backup.play(f"""
        4         {advert} -> nothing
        4.609375  timer    -> advert 100
    """)
    assert {key: count for key, count in stats.rejected.items() if count} == {reason: 2}


@rfc("3768", "5798", "9568", "7.1: TTL")
@pytest.mark.parametrize("ttl", [0, 1, 254])
def test_advert_from_beyond_a_router_is_rejected(router: Instance, ttl: int) -> None:
    rejected(router, f"advert 200 from 9 ttl={ttl}", Reject.TTL)


@rfc("3768", "5798", "9568", "7.1: version")
def test_advert_of_the_other_version_is_rejected(router: Instance) -> None:
    if router.family is Family.IPV6:
        rejected(router, "advert 200 from 9 version=4", Reject.VERSION)
    else:
        rejected(router, f"advert 200 from 9 version={5 - router.version}", Reject.VERSION)


@rfc("3768", "5798", "9568", "7.1: complete")
@pytest.mark.parametrize("cut", [1, 4])
def test_advert_cut_short_is_rejected(router: Instance, cut: int) -> None:
    rejected(router, f"advert 200 from 9 addresses=101 cut={cut}", Reject.LENGTH)


@rfc("3768", "5798", "9568", "7.1: complete")
def test_advert_without_a_whole_header_is_rejected(router: Instance) -> None:
    length = 16 if router.version == 2 else 8
    rejected(router, f"advert 200 from 9 addresses= cut={length - 7}", Reject.TOO_SHORT)


@rfc("3768", "5798", "9568", "7.1: checksum")
@pytest.mark.parametrize("damage", [1, 0x100, 0x8000])
def test_advert_with_a_wrong_checksum_is_rejected(router: Instance, damage: int) -> None:
    rejected(router, f"advert 200 from 9 damage={damage}", Reject.CHECKSUM)


@rfc("9568", "7.1: type")
@pytest.mark.parametrize("unknown", [0, 2, 15])
def test_packet_of_another_type_is_rejected(router: Instance, unknown: int) -> None:
    rejected(router, f"advert 200 from 9 type={unknown}", Reject.PACKET_TYPE)


@rfc("3768", "5798", "9568", "7.1: VRID")
def test_advert_of_another_vrid_does_not_get_past_the_filter(router: Instance) -> None:
    packet = Packet(version=router.version, interval=1)
    octets = packet.octets(router.family, 200, address(router.family, "9"))
    seen = octets if router.family is Family.IPV4 else octets[40:]
    assert run(vrid_filter(router.family, frozenset({VRID})), seen)
    assert not run(vrid_filter(router.family, frozenset({VRID + 1, 1, 255})), seen)


@rfc("3768", "7.1: authentication")
@pytest.mark.parametrize(
    "ours, theirs, reason",
    [
        (None, "password=secret", Reject.AUTH_TYPE_MISMATCH),
        (b"secret\0\0", "", Reject.AUTH_TYPE_MISMATCH),
        (b"secret\0\0", "password=secrets", Reject.AUTH_FAILURE),
        (b"secret\0\0", "password=Secret", Reject.AUTH_FAILURE),
    ],
)
def test_advert_with_other_authentication_is_rejected(
    router_v2: Instance, ours: bytes | None, theirs: str, reason: Reject
) -> None:
    rejected(replace(router_v2, auth_pass=ours), f"advert 200 from 9 {theirs}", reason)


@rfc("3768", "7.1: authentication")
def test_advert_with_our_password_is_accepted(router_v2: Instance) -> None:
    Scenario(replace(router_v2, auth_pass=b"secret\0\0")).play("""
        0         start                              -> BACKUP
        1         advert 200 from 9 password=secret  -> nothing
        4.609375  timer                              -> advert 100, MASTER, own, announce 5
    """)


@rfc("3768", "7.1: interval")
def test_advert_with_another_interval_is_rejected_in_version_2(router_v2: Instance) -> None:
    rejected(router_v2, "advert 200 from 9 interval=2", Reject.ADVERT_INTERVAL)


@rfc("3768", "5798", "9568", "7.1: owner ignores")
def test_owner_told_to_ignore_adverts_stays_master(router: Instance) -> None:
    config = replace(
        router, priority=255, initial_state=InitialState.MASTER, owner_ignore_adverts=True
    )
    owner = Scenario(config).play("""
        0    start              -> BACKUP
        0    timer              -> advert 255, MASTER, own, announce 5
        0.5  advert 255 from 9  -> nothing
        1    timer              -> advert 255
    """)
    assert owner.machine.stats.rejected[Reject.OWNER_IGNORES] == 1


@rfc("5798", "9568", "7.1: addresses")
@rfc("3768", "7.1: foreign addresses")
@pytest.mark.parametrize(
    "addresses, question",
    [
        ("101", Question.VIP_COUNT),
        ("101+102+103", Question.VIP_COUNT),
        ("", Question.VIP_COUNT),
        ("101+103", Question.VIP_LIST),
    ],
)
def test_advert_with_other_addresses_is_accepted_and_questioned(
    router: Instance, addresses: str, question: Question
) -> None:
    backup = Scenario(router).play(f"""
        0         start                                     -> BACKUP
        1         advert 200 from 9 addresses={addresses}   -> nothing
        4.609375  timer                   -> advert 100, MASTER, own, announce 5
    """)
    stats = backup.machine.stats
    assert {key: count for key, count in stats.questioned.items() if count} == {question: 1}
    assert stats.accepted == 1
