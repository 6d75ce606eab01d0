"""The routers that scenarios run on: each version and family that an RFC describes."""

import pytest

from tests.conformance import scenario
from vipd.base.addr import Family
from vipd.model.vrrp import Instance

_V2 = pytest.param((Family.IPV4, 2), id="v2 IPv4")
_V3 = [
    pytest.param((Family.IPV4, 3), id="v3 IPv4"),
    pytest.param((Family.IPV6, 3), id="v3 IPv6"),
]


@pytest.fixture(params=[_V2, *_V3])
def router(request: pytest.FixtureRequest) -> Instance:
    """A router of either version; with an interval of one second they behave alike."""
    return scenario.config(*request.param)


@pytest.fixture(params=[_V2])
def router_v2(request: pytest.FixtureRequest) -> Instance:
    """A router as RFC 3768 has it."""
    return scenario.config(*request.param)


@pytest.fixture(params=_V3)
def router_v3(request: pytest.FixtureRequest) -> Instance:
    """A router as RFC 5798 and RFC 9568 have it."""
    return scenario.config(*request.param)
