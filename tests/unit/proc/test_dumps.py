import os
from pathlib import Path

import pytest

from vipd.proc import dumps


def test_dump_replaces_the_file_and_obeys_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "keepalived.stats"
    path.write_text("old")
    with path.open() as reader:
        dumps.write(str(path), "new", umask=0o022)
        assert reader.read() == "old"
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o644
    dumps.write(str(path), "", umask=0o177)
    assert path.read_text() == ""
    assert path.stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == [path.name]


def test_dump_does_not_write_through_a_link(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("precious")
    path = tmp_path / "keepalived.stats"
    path.symlink_to(target)
    dumps.write(str(path), "new", umask=0o177)
    assert target.read_text() == "precious"
    assert not path.is_symlink()


def test_dump_that_cannot_be_written_is_told_in_keepaliveds_words(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "keepalived.stats"
    with pytest.raises(dumps.DumpFailed) as failed:
        dumps.write(str(path), "x", umask=0o177)
    assert str(failed.value) == f"Can't open {path} (2: No such file or directory)"


@pytest.mark.parametrize(
    ("value", "directory"), [("/d", "/d"), ("relative", "/tmp"), ("", "/tmp"), (None, "/tmp")]
)
def test_dump_directory_is_tmpdir_if_absolute(
    monkeypatch: pytest.MonkeyPatch, value: str | None, directory: str
) -> None:
    if value is None:
        monkeypatch.delenv("TMPDIR", raising=False)
    else:
        monkeypatch.setenv("TMPDIR", value)
    assert dumps.directory() == directory


def test_umask_is_read_without_a_change() -> None:
    before = os.umask(0o027)
    try:
        assert dumps.current_umask() == 0o027
        assert dumps.current_umask() == 0o027
    finally:
        os.umask(before)
