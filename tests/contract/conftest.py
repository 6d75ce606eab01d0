"""Each test of the contract runs against both implementations of the ports."""

from collections.abc import Iterator

import pytest

from tests.contract.linux_site import LinuxSite
from tests.contract.sim_site import SimSite
from tests.contract.site import Site
from tests.support.fixtures import lab, need
from tests.support.lab import Lab

__all__ = ["lab"]


@pytest.fixture(params=[pytest.param("linux", marks=pytest.mark.root), "sim"])
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """Two nodes on a LAN, on Linux or simulated."""
    if request.param == "sim":
        yield SimSite()
        return
    need()
    with Lab() as made:
        opened = LinuxSite(made)
        try:
            yield opened
        finally:
            opened.close()


@pytest.fixture
def linux_site(lab: Lab) -> Iterator[LinuxSite]:
    """Two nodes on a LAN, on Linux."""
    opened = LinuxSite(lab)
    try:
        yield opened
    finally:
        opened.close()
