import os
from pathlib import Path

import pytest

from vipd.conf.files import FileKind
from vipd.proc import files
from vipd.proc.files import HostFiles

HOST = HostFiles()


def test_kind_of_each_thing_that_a_name_may_lead_to(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_text("x")
    plain.chmod(0o644)
    executable = tmp_path / "exe"
    executable.write_text("x")
    executable.chmod(0o654)
    (tmp_path / "link").symlink_to(plain)
    shared = tmp_path / "shared"
    shared.write_text("x")
    shared.chmod(0o646)
    os.mkfifo(tmp_path / "pipe")
    kinds = {name: HOST.kind(str(tmp_path / name)) for name in
             ("plain", "exe", "link", "shared", "pipe", ".", "absent", "a\0b")}  # fmt: skip
    assert kinds == {
        "plain": FileKind.PLAIN,
        "exe": FileKind.EXECUTABLE,
        "link": FileKind.PLAIN,
        "shared": FileKind.SHARED,
        "pipe": FileKind.SPECIAL,
        ".": FileKind.DIRECTORY,
        "absent": FileKind.MISSING,
        "a\0b": FileKind.MISSING,
    }


def test_names_of_a_directory_and_of_none(tmp_path: Path) -> None:
    (tmp_path / "b").touch()
    (tmp_path / ".a").touch()
    assert sorted(HOST.names(str(tmp_path))) == [".a", "b"]
    assert HOST.names(str(tmp_path / "absent")) == ()


def test_read_returns_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"a\xff\0b")
    assert HOST.read(str(tmp_path / "f")) == b"a\xff\0b"


def test_read_of_a_pipe_does_not_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert HOST.read(str(tmp_path / "pipe")) == b""


def test_read_of_something_enormous_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "FILE_BYTES_MAX", 10)
    (tmp_path / "f").write_bytes(b"x" * 11)
    with pytest.raises(OSError, match="File too large"):
        HOST.read(str(tmp_path / "f"))
