"""Users and files of the real host."""

import os
from pathlib import Path

from vipd.conf.scripts import Account, EntryKind
from vipd.proc.script_host import HostScripts

HOST = HostScripts()


def test_host_knows_root_and_nobody_else_by_a_name_that_nobody_has() -> None:
    assert HOST.user("root") == Account(0, 0)
    assert HOST.group("root") == 0
    assert HOST.user("no such user") is None
    assert HOST.group("no such\0group") is None
    assert HOST.own == Account(os.geteuid(), os.getegid())


def test_entry_tells_what_a_path_is_without_following_it(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"text")
    file.chmod(0o640)
    link = tmp_path / "link"
    link.symlink_to("file")
    found = HOST.entry(str(file))
    assert found is not None
    assert (found.kind, found.mode) == (EntryKind.FILE, 0o640)
    kinds = [HOST.entry(str(path)) for path in (tmp_path, link, tmp_path / "none")]
    assert [entry and entry.kind for entry in kinds] == [EntryKind.DIRECTORY, EntryKind.LINK, None]
    assert (HOST.target(str(link)), HOST.target(str(file))) == ("file", "")


def test_contents_of_what_cannot_be_read_are_none(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"x" * 5_000)
    assert HOST.contents(str(file)) == b"x" * 4_096
    assert HOST.contents(str(tmp_path)) is None


def test_search_path_holds_directories_and_the_working_directory_is_absolute() -> None:
    assert all(directory for directory in HOST.search_path)
    assert HOST.directory.startswith("/")
