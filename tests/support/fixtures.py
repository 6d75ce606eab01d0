"""Fixtures of tests that need namespaces; ``conftest.py`` of their directories imports them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.lab import Lab
from tests.support.probe import SpinProbe


def need(*programs: Path) -> None:
    """Skip the test, saying why, where root or one of these programs is missing."""
    if os.geteuid() != 0:
        pytest.skip("needs root: it makes network namespaces")
    for program in programs:
        if not program.exists():
            pytest.skip(f"needs {program}: make setup-tests as root")


@pytest.fixture
def lab() -> Iterator[Lab]:
    """An empty laboratory; what its daemons said is shown when the test fails."""
    need()
    with Lab() as made:
        try:
            yield made
        finally:
            print(made.logs())


@pytest.fixture
def probe() -> Iterator[SpinProbe]:
    """How late this machine is while the test runs."""
    with SpinProbe() as made:
        yield made
