"""The reference pages that are made from declarations."""

from pathlib import Path

import pytest

from tools import generate


def test_keywords_page_has_a_row_for_a_keyword_of_each_support() -> None:
    page = generate.keywords()
    assert "| `virtual_router_id` | 1 to 255 | built |" in page
    assert "| `router_id` | a word |" in page
    assert "| `track_script` | list | refused |" in page
    assert "## `vrrp_instance`\n" in page


def test_options_page_names_what_is_refused() -> None:
    assert "refused: --all" in generate.options()


def test_clauses_page_gives_the_reason_of_a_deviation() -> None:
    rows = [row for row in generate.clauses().splitlines() if row.startswith("| 7.1: zero")]
    assert len(rows) == 1
    assert not rows[0].endswith("| – |")


def test_check_of_a_page_that_is_not_current_fails_and_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(generate, "REFERENCE", tmp_path)
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0
    (tmp_path / "options.md").write_text("old", "utf-8")
    assert generate.main(["--check"]) == 1
    assert "options.md is not current" in capsys.readouterr().err
    assert (tmp_path / "options.md").read_text("utf-8") == "old"
