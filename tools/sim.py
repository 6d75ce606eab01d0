"""Run fresh seeds through the simulator: ``make sim SEEDS=n``.

A failing seed is shrunk to a shortest list of events, printed, and stored with the scenarios that
``make check`` runs for ever. ``--seed`` runs given seeds again instead. Exit code 1: one failed.
"""

import argparse
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom

from vipd.sim.faults import generate
from vipd.sim.run import run
from vipd.sim.scenario import Scenario, to_json
from vipd.sim.shrink import shrink

STORED = Path(__file__).resolve().parent.parent / "tests" / "sim" / "stored"
_SEEDS_END = 1 << 48
_SHOW_EVERY = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """A seed that failed, and the shortest scenario that fails in the same way."""

    seed: int
    failure: str
    scenario: Scenario


def try_seed(seed: int) -> Finding | None:
    """Run one seed and shrink it if it fails."""
    scenario = generate(seed)
    failure = run(scenario).failure
    if failure is None:
        return None
    return Finding(seed, str(failure), shrink(scenario, failure.invariant))


def describe(finding: Finding) -> str:
    """Return the report of a failed seed."""
    events = "\n".join(f"  {event}" for event in finding.scenario.events) or "  (no event needed)"
    return f"seed {finding.seed}: {finding.failure}\n{events}"


def store(finding: Finding, directory: Path) -> Path:
    """Write the scenario of a failed seed where the tests find it; returns the file."""
    path = directory / f"seed-{finding.seed}.json"
    path.write_text(to_json(finding.scenario) + "\n", "utf-8")
    return path


def run_seeds(seeds: Iterable[int], jobs: int) -> list[Finding]:
    """Run the seeds in ``jobs`` processes, reporting failures as they come."""
    findings = []
    with ProcessPoolExecutor(max_workers=jobs) as pool:
        for number, finding in enumerate(pool.map(try_seed, seeds), start=1):
            if finding is not None:
                findings.append(finding)
                print(describe(finding))
                print(f"  stored as {store(finding, STORED)}", flush=True)
            if number % _SHOW_EVERY == 0:
                print(f"{number} seeds, {len(findings)} failed", flush=True)
    return findings


def main() -> int:
    """Run what the command line asks for; returns the exit code."""
    parser = argparse.ArgumentParser(prog="tools.sim", description=__doc__)
    parser.add_argument("--seeds", type=int, default=1000, help="number of fresh seeds")
    parser.add_argument("--seed", type=int, action="append", help="run this seed (repeatable)")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    arguments = parser.parse_args()
    seeds = arguments.seed or SystemRandom().sample(range(_SEEDS_END), arguments.seeds)
    findings = run_seeds(seeds, arguments.jobs)
    print(f"{len(seeds) - len(findings)} passed, {len(findings)} failed")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
