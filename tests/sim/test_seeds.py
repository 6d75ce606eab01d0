"""Fixed seeds: random trouble, then a heal, and every invariant holds. Fresh ones: make sim."""

from pathlib import Path

import pytest

from vipd.sim.faults import generate
from vipd.sim.run import run
from vipd.sim.scenario import from_json, to_json

SEEDS = 320
CHUNK = 20
STORED = sorted(Path(__file__).with_name("stored").glob("*.json"))


@pytest.mark.parametrize("first", range(0, SEEDS, CHUNK))
def test_seeds_hold_every_invariant(first: int) -> None:
    for seed in range(first, first + CHUNK):
        failure = run(generate(seed)).failure
        assert failure is None, f"seed {seed}: {failure} (python -m vipd.sim --first {seed})"


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_stored_scenario_that_failed_once_holds_every_invariant(path: Path) -> None:
    scenario = from_json(path.read_text())
    failure = run(scenario).failure
    assert failure is None, f"{path.name}: {failure}"


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_stored_scenario_is_what_the_simulator_writes(path: Path) -> None:
    text = path.read_text()
    assert to_json(from_json(text)) + "\n" == text
