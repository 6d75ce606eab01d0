"""Whole configurations: what is said of them, and the model that they become."""

import json
from pathlib import Path

import pytest

from tests.conftest import Golden
from tests.support.configs import ID, MemoryFiles
from vipd.conf.diag import config_test_status, render
from vipd.conf.load import load
from vipd.model.codec import from_json, to_json
from vipd.model.process import Daemon

CASES = sorted((Path(__file__).parent / "cases").glob("*.conf"))


def _shown(path: Path) -> str:
    source = MemoryFiles({path.name: path.read_bytes()})
    loaded = load(path.name, source, config_id=ID)
    tested = load(path.name, source, config_id=ID, testing=True).diagnostics
    said = [render(diagnostic) for diagnostic in loaded.diagnostics]
    state = f"test {config_test_status(tested)}, start {loaded.status}"
    model = json.dumps(json.loads(to_json(loaded.daemon)), indent=1)
    return "\n".join([*said, state, model]) + "\n"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_configuration_is_read_as_before(path: Path, golden: Golden) -> None:
    golden(path.with_suffix(".txt"), _shown(path))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_model_of_a_configuration_survives_the_codec(path: Path) -> None:
    source = MemoryFiles({path.name: path.read_bytes()})
    daemon = load(path.name, source, config_id=ID).daemon
    assert from_json(Daemon, to_json(daemon)) == daemon
