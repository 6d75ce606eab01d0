"""What holds for every test: skips in CI, golden files."""

import os
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

_IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Return why a report was skipped, as the test said it."""
    longrepr = report.longrepr
    text = longrepr[2] if isinstance(longrepr, tuple) else str(longrepr)
    return text.removeprefix("Skipped: ")


def _fail_if_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turn a skip into a failure that carries its reason; expected failures stay what they are."""
    if _IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.longrepr = f"skipped, which is a failure in CI: {_reason(report)}"
        report.outcome = "failed"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Judge the skip of a test."""
    report = yield
    _fail_if_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Judge the skip of a whole module."""
    report = yield
    _fail_if_skipped(report)
    return report


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that accepts what golden tests produce; review the difference after it."""
    parser.addoption("--rewrite", action="store_true", help="write golden files anew")


Golden = Callable[[Path, str], None]


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare a text with a file byte for byte, or write the file when told to."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--rewrite"):
            path.write_bytes(text.encode())
        assert text.encode() == path.read_bytes()

    return compare
