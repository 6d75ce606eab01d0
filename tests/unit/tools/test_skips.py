"""In CI a test that cannot run has failed; elsewhere it is skipped with its reason."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

_TESTS = {
    "test_one.py": 'import pytest\ndef test_a():\n    pytest.skip("no keepalived here")\n',
    "test_two.py": 'import pytest\npytest.skip("no root here", allow_module_level=True)\n',
    "test_three.py": "import pytest\n@pytest.mark.xfail\ndef test_b():\n    assert False\n",
}


def _run(directory: Path, ci: str, *options: str) -> str:
    """Run pytest on the three modules with this value of ``CI``; returns what it printed."""
    for name, text in _TESTS.items():
        (directory / name).write_text(text, "utf-8")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")
    }
    environment |= {"CI": ci, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-c", os.devnull, "-ra",
         "-p", "no:cacheprovider", f"--rootdir={directory}", *options, str(directory)],
        cwd=directory, env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    return done.stdout


def test_skips_in_ci_are_failures_with_their_reason(tmp_path: Path) -> None:
    out = _run(tmp_path, "true", "--continue-on-collection-errors")
    assert "skipped, which is a failure in CI: no keepalived here" in out
    assert "skipped, which is a failure in CI: no root here" in out
    assert "1 failed, 1 xfailed, 1 error in" in out


@pytest.mark.parametrize("ci", ["", "false"])
def test_skips_outside_ci_are_listed_with_their_reason(tmp_path: Path, ci: str) -> None:
    out = _run(tmp_path, ci)
    assert "no keepalived here" in out
    assert "no root here" in out
    assert "2 skipped, 1 xfailed in" in out
