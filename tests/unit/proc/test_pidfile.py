import os
import stat
from pathlib import Path

import pytest

from vipd.proc.pidfile import (
    PidFileError,
    PidFileLocked,
    acquire,
    make_directory,
    pid_paths,
)


def test_pid_file_written_holds_the_number_and_is_readable_for_all(tmp_path: Path) -> None:
    path = tmp_path / "a.pid"
    before = os.umask(0o177)
    try:
        pid_file = acquire(str(path))
    finally:
        os.umask(before)
    pid_file.write(4711)
    assert path.read_bytes() == b"4711\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    pid_file.remove()
    assert not path.exists()


def test_pid_file_left_behind_without_a_lock_is_taken_and_emptied(tmp_path: Path) -> None:
    path = tmp_path / "a.pid"
    path.write_text("123456789\n")
    pid_file = acquire(str(path))
    assert path.read_bytes() == b""
    pid_file.write(7)
    assert path.read_bytes() == b"7\n"
    pid_file.remove()


def test_pid_file_locked_elsewhere_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a.pid"
    first = acquire(str(path))
    first.write(1)
    with pytest.raises(PidFileLocked, match=f"^Another process has pid file {path} locked$"):
        acquire(str(path))
    assert path.read_bytes() == b"1\n"
    first.remove()


def test_pid_file_lock_lives_in_every_process_that_shares_it(tmp_path: Path) -> None:
    path = tmp_path / "a.pid"
    first = acquire(str(path))
    release_read, release_write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(release_write)
        os.read(release_read, 1)
        os._exit(0)
    os.close(release_read)
    first.close()
    with pytest.raises(PidFileLocked):
        acquire(str(path))
    os.close(release_write)
    os.waitpid(child, 0)
    acquire(str(path)).remove()


def test_pid_file_symbolic_link_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.pid").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PidFileError, match=r"a\.pid: Too many levels of symbolic links"):
        acquire(str(tmp_path / "a.pid"))
    assert not (tmp_path / "elsewhere").exists()


def test_pid_file_in_a_missing_directory_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(PidFileError, match=r"missing/a\.pid: No such file or directory"):
        acquire(str(tmp_path / "missing" / "a.pid"))


def test_pid_file_replaced_by_somebody_else_is_not_removed(tmp_path: Path) -> None:
    path = tmp_path / "a.pid"
    first = acquire(str(path))
    path.unlink()
    second = acquire(str(path))
    second.write(2)
    first.remove()
    assert path.read_bytes() == b"2\n"
    second.remove()


def test_pid_file_removed_twice_is_removed_once(tmp_path: Path) -> None:
    path = tmp_path / "a.pid"
    first = acquire(str(path))
    first.remove()
    path.write_text("x")
    first.remove()
    assert path.exists()


def test_pid_paths_by_default_lie_in_the_run_directory() -> None:
    paths = pid_paths("/run", use_pid_dir=False, instance=None)
    assert (paths.parent, paths.vrrp, paths.checkers, paths.bfd, paths.directory) == (
        "/run/keepalived.pid",
        "/run/vrrp.pid",
        "/run/checkers.pid",
        "/run/bfd.pid",
        None,
    )


def test_pid_paths_with_a_directory_of_their_own_lie_there() -> None:
    paths = pid_paths("/run", use_pid_dir=True, instance=None)
    assert (paths.parent, paths.vrrp) == ("/run/keepalived/keepalived.pid",
                                          "/run/keepalived/vrrp.pid")  # fmt: skip
    assert paths.directory == "/run/keepalived"


def test_pid_paths_of_an_instance_carry_its_name() -> None:
    paths = pid_paths("/run", use_pid_dir=False, instance="I", vrrp="given")
    assert paths.parent == "/run/keepalived/keepalived_I.pid"
    assert paths.vrrp == "given"
    assert paths.bfd == "/run/keepalived/bfd_I.pid"


def test_pid_directory_is_open_to_all_whatever_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "keepalived"
    before = os.umask(0o177)
    try:
        make_directory(str(path))
        make_directory(str(path))
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o755


def test_pid_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    with pytest.raises(PidFileError, match=r"^Unable to create directory .*/b: No such file"):
        make_directory(str(tmp_path / "a" / "b"))
