"""``python -m vipd.sim``: run seeds, and print what is needed to store the failing ones."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from vipd.sim.facts import Failure
from vipd.sim.faults import generate
from vipd.sim.run import Outcome, run
from vipd.sim.scenario import Scenario, from_json, to_json
from vipd.sim.shrink import shrink

FAILURES_MAX: Final = 10
"""Failing seeds after which no more are tried: they are likely one defect."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the arguments ask for; returns 1 if an invariant was broken, else 0."""
    options = _parser().parse_args(arguments)
    if options.scenario is not None:
        return _replay(from_json(Path(options.scenario).read_text()), trace=options.trace)
    failed = 0
    seed = options.first
    for seed in range(options.first, options.first + options.seeds):
        outcome = run(generate(seed))
        if options.digest:
            _say(f"{seed} {outcome.trace.digest()}")
        if outcome.failure is not None:
            failed += 1
            _report(generate(seed), outcome.failure)
        if failed >= FAILURES_MAX:
            _say(f"stopped after {failed} failing seeds")
            break
    tried = seed - options.first + 1 if options.seeds > 0 else 0
    _say(f"{tried} seeds from {options.first}: {failed} failed")
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m vipd.sim", description=__doc__)
    parser.add_argument("--seeds", type=int, default=100, help="how many seeds to run")
    parser.add_argument("--first", type=int, default=0, help="the first of them")
    parser.add_argument("--digest", action="store_true", help="print a hash of every trace")
    parser.add_argument("--scenario", help="run this stored scenario instead")
    parser.add_argument("--trace", action="store_true", help="print its trace")
    return parser


def _replay(scenario: Scenario, *, trace: bool) -> int:
    outcome = run(scenario)
    if trace:
        _print_trace(outcome)
    if outcome.failure is None:
        _say("every invariant held")
        return 0
    _say(f"FAILED {outcome.failure}")
    return 1


def _print_trace(outcome: Outcome) -> None:
    for now, record in outcome.trace.records:
        _say(f"{now / 1e9:12.6f} {record}")


def _report(scenario: Scenario, failure: Failure) -> None:
    shortest = shrink(scenario, failure.invariant)
    _say(f"seed {scenario.seed} FAILED {failure}")
    _say(f"shortest list of events: {len(shortest.events)} of {len(scenario.events)}")
    for event in shortest.events:
        _say(f"  {event}")
    _say("to be stored in tests/sim/stored/:")
    _say(to_json(shortest))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
