"""Forged packets: each is rejected, and for the reason it was forged with."""

from dataclasses import replace
from random import Random

import pytest

from tests.support.machines import GROUP, GROUP6, config
from vipd.base.addr import Family
from vipd.core.vrrp.accept import Context, Rejected, examine
from vipd.core.vrrp.notices import Reject
from vipd.model.vrrp import ChecksumMode
from vipd.sim.hostile import Forgery, Kind, forge

CONTEXT = Context(
    checksum=ChecksumMode.PSEUDO_HEADER, effective_priority=100, address_list_checked=True
)
REASONS: dict[Kind, Reject] = {
    Kind.TTL: Reject.TTL,
    Kind.CHECKSUM: Reject.CHECKSUM,
    Kind.VERSION: Reject.VERSION,
    Kind.LENGTH: Reject.LENGTH,
    Kind.TRUNCATED: Reject.TOO_SHORT,
    Kind.PACKET_TYPE: Reject.PACKET_TYPE,
    Kind.AUTHENTICATION: Reject.AUTH_TYPE_MISMATCH,
}


def reason(kind: Kind, version: int, family: Family, seed: int = 1) -> Reject:
    group = GROUP if family is Family.IPV4 else GROUP6
    forgery = Forgery(kind=kind, vrid=51, version=version, destination=group)
    ours = replace(config(), version=version, family=family)
    found = examine(forge(forgery, Random(seed)), ours, CONTEXT)
    assert isinstance(found, Rejected)
    return found.reason


@pytest.mark.parametrize("kind", REASONS)
def test_forgery_for_v2_has_exactly_its_fault(kind: Kind) -> None:
    assert reason(kind, 2, Family.IPV4) is REASONS[kind]


@pytest.mark.parametrize("family", list(Family))
@pytest.mark.parametrize("kind", [kind for kind in REASONS if kind is not Kind.AUTHENTICATION])
def test_forgery_for_v3_has_exactly_its_fault(kind: Kind, family: Family) -> None:
    if kind is Kind.VERSION and family is Family.IPV6:
        assert reason(kind, 3, family) in (Reject.VERSION, Reject.LENGTH)
    else:
        assert reason(kind, 3, family) is REASONS[kind]


def test_noise_is_never_an_advert() -> None:
    for seed in range(300):
        assert reason(Kind.NOISE, 3, Family.IPV4, seed) in (
            Reject.LENGTH,
            Reject.VERSION,
            Reject.TOO_SHORT,
        )
