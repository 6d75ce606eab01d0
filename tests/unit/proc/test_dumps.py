import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from vipd.export.line import Line
from vipd.model.process import Daemon
from vipd.model.settings import Dumps, Settings
from vipd.proc import dumps
from vipd.proc.dump_files import DumpFile
from vipd.proc.log import Log


@dataclass(slots=True)
class Lines:
    """A log that is read."""

    texts: list[str] = field(default_factory=list)

    def write(self, ident: str, line: Line) -> None:
        self.texts.append(line.text)


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


def test_dump_is_published_where_the_configuration_wants_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    settings = Settings(dumps=Dumps(state="my.data", instance_in_names=True))
    daemon = Daemon(instance_name="i", settings=settings)
    sink = Lines()
    dumps.publish(DumpFile.PARENT_DATA, "text", daemon, Log("P", (sink,), detail=False))
    assert (tmp_path / "my_parent.i.data").read_text() == "text"
    assert sink.texts == []


@pytest.mark.parametrize(
    ("file", "name", "what"),
    [
        (DumpFile.VRRP_DATA, "keepalived.data", "dump file "),
        (DumpFile.STATISTICS, "keepalived.stats", ""),
        (DumpFile.JSON, "keepalived.json", ""),
    ],
)
def test_dump_that_cannot_be_written_is_told_in_keepaliveds_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: DumpFile, name: str, what: str
) -> None:
    path = tmp_path / "missing" / name
    monkeypatch.setenv("TMPDIR", str(path.parent))
    sink = Lines()
    dumps.publish(file, "x", Daemon(), Log("P", (sink,), detail=False))
    assert sink.texts == [
        f"Unable to open '{path}' - errno 2 (No such file or directory)",
        f"Can't open {what}{path} (2: No such file or directory)",
    ]


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
