"""``make sim`` tries seeds that nobody has tried."""

import pytest

from tools import sim


def _first_seed(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """Run one seed and return the number that the last line begins its count from."""
    assert sim.main(["--seeds", "1", *arguments]) == 0
    return capsys.readouterr().out.splitlines()[-1]


def test_main_without_a_seed_begins_elsewhere_each_time(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert _first_seed([], capsys) != _first_seed([], capsys)


def test_main_with_a_seed_begins_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert _first_seed(["--first", "7"], capsys) == "1 seeds from 7: 0 failed"
