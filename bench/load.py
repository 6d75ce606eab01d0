"""A huge configuration of services: how long it takes to read and judge, and how much memory."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.report import Bound, Limit, Measure
from bench.setup import Plan
from tests.support.daemons import KEEPALIVED, Kind

LINES_A_SERVICE: Final = 31
"""With the four real servers of each service and their checkers."""

_TIMES: Final = Limit(bound=Bound.RATIO, value=15)
_MEGABYTES: Final = Limit(bound=Bound.ABSOLUTE, value=600)
_GROWTH: Final = Limit(bound=Bound.ABSOLUTE, value=12)
_MILLISECONDS: Final = Limit(bound=Bound.ABSOLUTE, value=15)

_LOAD: Final = """
import sys, time
import vipd.conf.build_lvs  # loaded with the first service, but import all the same
from vipd.proc import configuration
from vipd.proc.settings import Settings
settings = Settings(program="bench", command_line=(), config_file=sys.argv[1])
before = time.perf_counter()
configuration.examine(settings, on_host=False)
print(time.perf_counter() - before)
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run used: processor time, and the greatest memory."""

    seconds: float
    megabytes: float


def load(plan: Plan) -> list[Measure]:
    """Test a configuration of 10,000 services and one of a tenth; load an ordinary one.

    Of several runs the best one counts: what others do on the machine only makes them slower.
    """
    services = plan.pick(10_000, 100)
    with tempfile.TemporaryDirectory(prefix="vipd-bench-") as name:
        directory = Path(name)
        huge, tenth, small = (directory / each for each in ("huge", "tenth", "small"))
        huge.write_text(services_conf(services))
        tenth.write_text(services_conf(services // 10))
        small.write_text(services_conf(3))
        rounds = range(plan.pick(3, 1))
        kinds = (plan.subject, Kind.KEEPALIVED)
        runs = [[_test(kind, huge, directory) for kind in kinds] for _ in rounds]
        ours, theirs = (
            min(each, key=lambda cost: cost.seconds) for each in zip(*runs, strict=True)
        )
        their_tenth = min(_test(Kind.KEEPALIVED, tenth, directory).seconds for _ in rounds)
        their_small = min(_test(Kind.KEEPALIVED, small, directory).seconds for _ in rounds)
        ordinary = min(_loading(small) for _ in range(plan.pick(5, 1)))
        growth = min(_loading(huge) for _ in rounds) / min(_loading(tenth) for _ in rounds)
    size = f"test of {services * LINES_A_SERVICE:,} lines"
    ordinary_name = "ordinary file of 100 lines, after import (keepalived: the whole test)"
    return [
        _measure(f"{size}: processor time", "s", ours.seconds, theirs.seconds, _TIMES),
        _measure(f"{size}: memory", "MB", ours.megabytes, theirs.megabytes, _MEGABYTES),
        _measure(
            "time for ten times the lines",
            "",
            growth,
            theirs.seconds / max(their_tenth, 1e-6),
            _GROWTH,
        ),
        _measure(ordinary_name, "ms", 1000 * ordinary, 1000 * their_small, _MILLISECONDS),
    ]


def _measure(name: str, unit: str, ours: float, theirs: float, limit: Limit) -> Measure:
    return Measure(part="load", name=name, unit=unit, ours=ours, theirs=theirs, limit=limit)


def services_conf(count: int) -> str:
    """Return a configuration with ``count`` virtual servers of four real servers each."""
    text = ["global_defs {", "    router_id bench", "}"]
    for number in range(count):
        high, low = number >> 8 & 255, number & 255
        text += [
            f"virtual_server 10.0.{high}.{low} 80 {{",
            "    delay_loop 6",
            "    lb_algo wrr",
            "    lb_kind NAT",
            "    protocol TCP",
        ]
        for server in range(4):
            text += [
                f"    real_server 192.168.{server}.{low} {80 + high} {{",
                "        weight 1",
                "        TCP_CHECK {",
                "            connect_timeout 3",
                "        }",
                "    }",
            ]
        text += ["", "}"]
    return "\n".join(text) + "\n"


def _test(kind: Kind, file: Path, directory: Path) -> Cost:
    """Run ``-t`` and return what it cost, with its children."""
    program = (
        [str(KEEPALIVED)]
        if kind is Kind.KEEPALIVED
        else [sys.executable, "-P", "-m", "vipd.cli.keepalived"]
    )
    pids = [word for letter in "prcb" for word in (f"-{letter}", str(directory / letter))]
    return _cost([*program, "-t", "-f", str(file), *pids])


def _cost(command: Sequence[str]) -> Cost:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0  # was taken by wait4
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _loading(file: Path) -> float:
    """Return the seconds from file to model in a new process, without its start and imports."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", _LOAD, str(file)], capture_output=True, text=True, check=True
    )
    return float(done.stdout)
