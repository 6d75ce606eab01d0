"""What ``make sim`` reports and keeps of a failed seed."""

from pathlib import Path

from tools.sim import Finding, describe, store, try_seed
from vipd.sim.faults import generate
from vipd.sim.scenario import from_json

FINDING = Finding(7, "two masters at 1.000000 s: n1 and n2", generate(7))


def test_describe_of_a_finding_names_seed_failure_and_every_event() -> None:
    lines = describe(FINDING).splitlines()
    assert lines[0] == "seed 7: two masters at 1.000000 s: n1 and n2"
    assert len(lines) == 1 + len(FINDING.scenario.events)


def test_store_of_a_finding_writes_a_scenario_that_reads_back(tmp_path: Path) -> None:
    path = store(FINDING, tmp_path)
    assert path.name == "seed-7.json"
    assert from_json(path.read_text("utf-8")) == FINDING.scenario


def test_try_seed_of_a_good_seed_finds_nothing() -> None:
    assert try_seed(1) is None
