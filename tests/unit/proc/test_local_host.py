"""What the host says of names, processors and directories."""

from errno import ENOENT, ENOTDIR
from pathlib import Path

import pytest

from vipd.conf.local import DirectoryFault
from vipd.proc.local_host import LocalHost

HOST = LocalHost(resolving=True)


def test_processors_are_at_least_one() -> None:
    assert HOST.processors >= 1


@pytest.mark.parametrize(
    ("name", "known"), [("127.0.0.1", True), ("::1", True), ("a..b", False), ("\0", False)]
)
def test_name_resolves_if_the_system_has_an_address_for_it(name: str, known: bool) -> None:
    assert HOST.resolves(name) is known


def test_every_name_counts_as_known_where_nobody_may_wait() -> None:
    assert LocalHost(resolving=False).resolves("a..b")


def test_directory_that_is_there_or_can_be_made_has_no_fault(tmp_path: Path) -> None:
    assert HOST.directory_fault(str(tmp_path)) is None
    assert HOST.directory_fault(str(tmp_path / "new")) is None
    assert not (tmp_path / "new").exists()


def test_directory_fault_says_what_stands_in_the_way(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    assert HOST.directory_fault(str(file)) == DirectoryFault()
    assert HOST.directory_fault(f"{file}/x") == DirectoryFault(ENOTDIR, "Not a directory")
    assert HOST.directory_fault(f"{tmp_path}/none/x") == DirectoryFault(
        ENOENT, "No such file or directory", making=True
    )
