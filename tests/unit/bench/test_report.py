"""How the bench judges and shows what it measured."""

import json
from pathlib import Path

import pytest

from bench.report import Bound, Limit, Measure, table, write


def measure(ours: float | None, theirs: float | None, limit: Limit | None = None) -> Measure:
    return Measure(part="cpu", name="an advert", unit="us", ours=ours, theirs=theirs, limit=limit)


@pytest.mark.parametrize(
    ("bound", "value", "within", "beyond"),
    [
        (Bound.RATIO, 1.5, 15.0, 15.1),
        (Bound.SURPLUS, 2, 12.0, 12.1),
        (Bound.ABSOLUTE, 80, 80.0, 80.1),
    ],
)
def test_measure_is_judged_by_its_kind_of_limit(
    bound: Bound, value: float, within: float, beyond: float
) -> None:
    limit = Limit(bound=bound, value=value)
    assert measure(within, 10, limit).passed is True
    assert measure(beyond, 10, limit).passed is False


def test_measure_without_limit_is_not_judged() -> None:
    assert measure(1, 2).passed is None


def test_measure_that_ours_could_not_yield_breaks_its_limit() -> None:
    assert measure(None, 10, Limit(bound=Bound.RATIO, value=1)).passed is False


def test_measure_that_theirs_could_not_yield_is_judged_only_absolutely() -> None:
    assert measure(5, None, Limit(bound=Bound.RATIO, value=1)).passed is None
    assert measure(5, None, Limit(bound=Bound.ABSOLUTE, value=4)).passed is False


def test_ratio_of_nothing_does_not_exist() -> None:
    assert measure(5, 0).ratio is None
    assert measure(5, 4).ratio == 1.25


def test_table_shows_both_sides_and_what_is_broken() -> None:
    lines = table([measure(30, 10, Limit(bound=Bound.RATIO, value=1.5)), measure(None, 3)])
    first, broken, missing = lines.splitlines()
    assert first.split()[:4] == ["part", "measure", "unit", "ours"]
    assert " ".join(broken.split()) == "cpu an advert us 30 10 3 1.5 times theirs BROKEN"
    assert " ".join(missing.split()) == "cpu an advert us - 3 -"


def test_file_holds_every_measure_and_its_verdict(tmp_path: Path) -> None:
    file = tmp_path / "new" / "bench.json"
    write(file, [measure(30, 10, Limit(bound=Bound.RATIO, value=1.5))], short=True, subject="vipd")
    document = json.loads(file.read_text())
    assert document["short"] is True
    (record,) = document["measures"]
    assert (record["ours"], record["keepalived"], record["ratio"]) == (30, 10, 3)
    assert record["passed"] is False
