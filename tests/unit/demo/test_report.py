"""The table at the end, and the verdicts in it."""

import io
from dataclasses import replace

from rich.console import Console

from vipd.base.units import MILLISECOND, Duration
from vipd.demo.outage import Outage, Precision
from vipd.demo.plan import ACTS
from vipd.demo.report import Result, explain, table

PRECISION = Precision(
    pace=Duration(2 * MILLISECOND),
    round_trip=Duration(MILLISECOND // 2),
    stall=Duration(4 * MILLISECOND),
)
CRASH = ACTS[0]


def result(outage_ns: int, *, settled: bool = True, precision: Precision = PRECISION) -> Result:
    return Result(CRASH, settled, Outage(Duration(outage_ns), 541, 1_000), precision)


def rendered(results: list[Result]) -> str:
    console = Console(file=io.StringIO(), width=80)
    console.print(table(results))
    file = console.file
    assert isinstance(file, io.StringIO)
    return file.getvalue()


def test_verdict_is_kept_up_to_the_bound_and_broken_beyond() -> None:
    bound = CRASH.promise + PRECISION.margin
    assert result(bound).is_kept
    assert not result(bound + 1).is_kept


def test_verdict_of_an_act_without_the_right_master_is_broken() -> None:
    assert not result(0, settled=False).is_kept


def test_table_shows_measured_and_promised_side_by_side_in_80_columns() -> None:
    shown = rendered([result(1_084 * MILLISECOND)])
    assert shown.splitlines()[3].split() == (
        ["r1", "loses", "power", "r2", "541", "1.084", "s", "1.083", "s", "1.099", "s", "kept"]
    )


def test_table_shows_what_is_broken() -> None:
    assert "BROKEN" in rendered([result(1_200 * MILLISECOND)])
    assert "?" in rendered([result(0, settled=False)])


def test_explanation_names_every_part_of_the_margin() -> None:
    stalled = replace(PRECISION, stall=Duration(9 * MILLISECOND))
    text = explain([result(0), result(0, precision=stalled)])
    for part in ("2.0 ms", "0.5 ms", "4.0 ms to 9.0 ms"):
        assert part in text
