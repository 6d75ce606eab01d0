"""``vipd fmt``: what is printed, what is changed, and the exit status."""

import errno
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from vipd.cli.fmt import fmt

ROUGH = "a {\nb  c # x\n  }\n"
FINE = "a {\n    b c # x\n}\n"


def test_fmt_prints_and_leaves_the_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.conf"
    path.write_text(ROUGH)
    ended = CliRunner().invoke(fmt, [str(path)])
    assert (ended.exit_code, ended.output) == (0, FINE)
    assert path.read_text() == ROUGH


def test_fmt_reads_the_standard_input() -> None:
    ended = CliRunner().invoke(fmt, ["-"], input=ROUGH)
    assert (ended.exit_code, ended.output) == (0, FINE)


def test_fmt_check_names_what_is_not_canonical(tmp_path: Path) -> None:
    rough, fine = tmp_path / "rough", tmp_path / "fine"
    rough.write_text(ROUGH)
    fine.write_text(FINE)
    ended = CliRunner().invoke(fmt, ["--check", str(rough), str(fine)])
    assert (ended.exit_code, ended.output) == (1, f"{rough}: not in canonical form\n")
    assert CliRunner().invoke(fmt, ["--check", str(fine)]).exit_code == 0


def test_fmt_write_keeps_mode_and_link(tmp_path: Path) -> None:
    path, link = tmp_path / "a.conf", tmp_path / "link"
    path.write_text(ROUGH)
    path.chmod(0o640)
    link.symlink_to(path)
    ended = CliRunner().invoke(fmt, ["--write", str(link)])
    assert (ended.exit_code, ended.output) == (0, "")
    assert path.read_text() == FINE
    assert path.stat().st_mode & 0o777 == 0o640
    assert link.is_symlink()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.conf", "link"]


def test_fmt_write_that_fails_leaves_the_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_fd: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / "a.conf"
    path.write_text(ROUGH)
    monkeypatch.setattr("os.fsync", full)
    ended = CliRunner().invoke(fmt, ["--write", str(path)])
    assert ended.exit_code == 2
    assert "No space left on device" in ended.output
    assert path.read_text() == ROUGH
    assert [each.name for each in tmp_path.iterdir()] == ["a.conf"]


def test_fmt_of_a_missing_file_fails_and_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "a.conf"
    path.write_text(ROUGH)
    ended = CliRunner().invoke(fmt, [str(tmp_path / "none"), str(path)])
    assert ended.exit_code == 2
    assert "No such file" in ended.output
    assert ended.output.endswith(FINE)


@pytest.mark.parametrize("words", [["--check", "--write", "x"], ["--write", "-"]])
def test_fmt_refuses_what_excludes_itself(words: list[str]) -> None:
    assert CliRunner().invoke(fmt, words).exit_code == 2
