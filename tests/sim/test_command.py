"""``python -m vipd.sim`` and what it prints of a failure."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.sim.test_invariants import CUT, Liar, configured, not_announcing
from vipd.sim import __main__ as command
from vipd.sim import scenario as sc
from vipd.sim.facts import Failure
from vipd.sim.run import Outcome, run
from vipd.sim.scenario import from_json, to_json
from vipd.sim.shrink import shrink


def defective(scenario: sc.Scenario) -> Outcome:
    return run(scenario, Liar)


def test_seeds_that_hold_give_exit_code_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--seeds", "3", "--first", "5"]) == 0
    assert capsys.readouterr().out == "3 seeds from 5: 0 failed\n"


def test_failing_seed_is_printed_with_what_is_to_be_stored(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "run", defective)
    monkeypatch.setattr(command, "shrink", lambda scenario, invariant: replace(CUT, seed=5))
    assert command.main(["--seeds", "1", "--first", "5"]) == 1
    out = capsys.readouterr().out
    assert "seed 5 FAILED states without notice" in out
    assert "shortest list of events: 2 of" in out
    stored = out[out.index("{\n") : out.rindex("}\n") + 1]
    assert from_json(stored) == replace(CUT, seed=5)
    assert out.endswith("1 seeds from 5: 1 failed\n")


def test_many_failing_seeds_end_the_search(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    failure = Failure("an invariant", run(CUT).world.timeline.now, "a detail")
    outcome = replace(run(CUT), failure=failure)
    monkeypatch.setattr(command, "run", lambda scenario: outcome)
    monkeypatch.setattr(command, "shrink", lambda scenario, invariant: scenario)
    assert command.main(["--seeds", "1000"]) == 1
    assert f"{command.FAILURES_MAX} seeds from 0" in capsys.readouterr().out


def test_stored_scenario_is_replayed_with_its_trace(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    stored = tmp_path / "cut.json"
    stored.write_text(to_json(CUT))
    assert command.main(["--scenario", str(stored), "--trace"]) == 0
    out = capsys.readouterr().out
    assert "Transition(" in out
    assert out.endswith("every invariant held\n")


def test_shrinking_keeps_only_the_events_that_matter() -> None:
    noise = (
        sc.LoseReports(at_ms=1000, node="n1"),
        sc.Latency(at_ms=2000, node="n2", below_us=100),
        *CUT.events,
        sc.Pause(at_ms=9950, node="n2", length_ms=5),
    )
    noisy = replace(CUT, events=noise)
    factory = configured(not_announcing)
    failure = run(noisy, factory).failure
    assert failure is not None
    shortest = shrink(noisy, failure.invariant, factory)
    assert shortest.events == CUT.events[:1]
    again = run(shortest, factory).failure
    assert again is not None
    assert again.invariant == failure.invariant
