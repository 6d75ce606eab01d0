"""Every part of the bench runs and yields numbers for both sides; what they are is not judged."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.__main__ import PARTS
from tests.support.daemons import KEEPALIVED
from tests.support.fixtures import need

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.root
@pytest.mark.parametrize("part", list(PARTS))
def test_bench_short_run_measures_both(part: str, tmp_path: Path) -> None:
    need(KEEPALIVED)
    output = tmp_path / "deep" / "bench.json"
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--short", "--only", part, "--output", str(output)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert done.returncode in (0, 1), done.stderr  # 1: a limit is broken, which is not judged here
    document = json.loads(output.read_text())
    assert document["short"] is True
    assert document["measures"], done.stderr
    for measure in document["measures"]:
        assert measure["name"] in done.stdout
        assert measure["ours"] is not None, measure
        assert measure["keepalived"] is not None, measure
