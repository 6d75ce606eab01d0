"""``vipd lsp`` without its extra."""

import pytest
from click.testing import CliRunner

from vipd.cli.lsp import lsp


def test_lsp_without_pygls_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vipd.cli.lsp.find_spec", lambda name: None)
    ended = CliRunner().invoke(lsp)
    assert ended.exit_code == 1
    assert ended.output == "vipd lsp needs pygls: pip install 'vipd[lsp]'\n"
