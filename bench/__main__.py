"""``make bench``: vipd beside the packaged keepalived. Needs root and /usr/sbin/keepalived.

Everything happens in network namespaces of its own. The exit status is 1 when a limit is broken.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench import cpu, failover, load, restart, storm
from bench.report import Measure, table, write
from bench.setup import Plan
from tests.support.daemons import KEEPALIVED, Kind
from tests.support.probe import SpinProbe

PARTS: dict[str, Callable[[Plan], list[Measure]]] = {
    "send": cpu.sending,
    "receive": cpu.receiving,
    "crash": failover.crash,
    "start": failover.start,
    "memory": cpu.memory,
    "restart": restart.restart,
    "storm": storm.storm,
    "load": load.load,
}


def main() -> int:
    """Run the chosen parts, print the table, write the file."""
    arguments = _parser().parse_args()
    if os.geteuid() != 0:
        print("bench: needs root: it makes network namespaces", file=sys.stderr)
        return 1
    if not KEEPALIVED.exists():
        print(f"bench: needs {KEEPALIVED}: make setup-tests as root", file=sys.stderr)
        return 1
    plan = Plan(subject=Kind(arguments.subject), short=arguments.short)
    measures: list[Measure] = []
    with SpinProbe() as probe:
        for name in arguments.only or PARTS:
            began = time.monotonic()
            measures += PARTS[name](plan)
            print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr)
        worst_ms = probe.worst_ns / 1e6
    print(table(measures))
    print(f"An ordinary process was woken up to {worst_ms:.1f} ms late meanwhile.")
    write(arguments.output, measures, short=plan.short, subject=plan.subject.value)
    return 1 if any(each.passed is False for each in measures) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=list(PARTS), metavar="PART")
    parser.add_argument("--short", action="store_true", help="small and quick: proves it works")
    parser.add_argument("--output", type=Path, default=Path("build/bench.json"), metavar="FILE")
    parser.add_argument(
        "--subject",
        choices=[Kind.VIPD.value, Kind.KEEPALIVED.value],
        default=Kind.VIPD.value,
        help="keepalived: compare it with itself, which shows the noise",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
