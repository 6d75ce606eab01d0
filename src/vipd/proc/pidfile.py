"""PID files: who runs is said by a lock, never by what is written in the file.

The lock is an open-file-description lock, as keepalived's is: a daemon of either kind keeps the
other from starting with the same file, and a file left behind by a crash does not matter.
"""

import errno
import fcntl
import os
import struct
from dataclasses import dataclass
from typing import Final

PID_FILE_MODE: Final = 0o644
PID_DIR_MODE: Final = 0o755

_FLOCK: Final = struct.Struct("hhqqi4x")
_OPEN_FLAGS: Final = os.O_CREAT | os.O_WRONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC
_REPLACED_MAX: Final = 10
"""How often a file may be replaced under our hands before we give up."""


class PidFileError(Exception):
    """A PID file cannot be had; the text names the file and the reason."""


class PidFileLocked(PidFileError):
    """Another process holds the lock: a daemon runs already."""


@dataclass(slots=True)
class PidFile:
    """A locked PID file. The lock lives as long as any process has the descriptor open."""

    path: str
    _fd: int
    _inode: tuple[int, int]

    def write(self, pid: int) -> None:
        """Write ``pid`` as the only content; a closed file is left alone.

        Raises:
            OSError: for instance when the file system is full.
        """
        if self._fd < 0:
            return
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, b"%d\n" % pid, 0)

    def close(self) -> None:
        """Let go of the descriptor without touching the file: the lock may live on elsewhere."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def in_place(self) -> bool:
        """Whether the path still leads to the file."""
        return self._fd >= 0 and _identity_of(self.path) == self._inode

    def remove(self) -> None:
        """Remove the file, if the path still leads to it, and unlock it."""
        if self._fd < 0:
            return
        if self.in_place():
            try:
                os.unlink(self.path)
            except OSError:
                pass  # keepalived 2.4: said nowhere; a file left behind does no harm.
        self.close()


def acquire(path: str) -> PidFile:
    """Create or open the PID file, lock it and empty it.

    Raises:
        PidFileLocked: when another process has it locked.
        PidFileError: for any other reason, named in the text.
    """
    for _ in range(_REPLACED_MAX):
        try:
            fd = os.open(path, _OPEN_FLAGS, PID_FILE_MODE)
        except OSError as error:
            raise PidFileError(f"Unable to open pid file {path}: {_reason(error)}") from error
        try:
            identity = _lock(fd, path)
            if _identity_of(path) == identity:
                os.fchmod(fd, PID_FILE_MODE)
                os.ftruncate(fd, 0)
                return PidFile(path, fd, identity)
        except OSError as error:
            os.close(fd)
            raise PidFileError(f"Pid file {path}: {_reason(error)}") from error
        except PidFileError:
            os.close(fd)
            raise
        os.close(fd)
    raise PidFileError(f"Pid file {path} is being replaced again and again")


def _lock(fd: int, path: str) -> tuple[int, int]:
    """Lock the whole file for writing and return its identity."""
    request = _FLOCK.pack(fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
    try:
        fcntl.fcntl(fd, fcntl.F_OFD_SETLK, request)
    except OSError as error:
        if error.errno in (errno.EAGAIN, errno.EACCES):
            raise PidFileLocked(f"Another process has pid file {path} locked") from error
        raise PidFileError(
            f"Locking pid file {path} error {error.errno} - {os.strerror(error.errno or 0)}"
        ) from error
    status = os.fstat(fd)
    return status.st_dev, status.st_ino


def _identity_of(path: str) -> tuple[int, int] | None:
    """Return device and inode that the path leads to now; None when there is nothing."""
    try:
        status = os.stat(path, follow_symlinks=False)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _reason(error: OSError) -> str:
    return error.strerror or str(error)


@dataclass(frozen=True, slots=True, kw_only=True)
class PidPaths:
    """Where the PID files of a daemon are; those of parts that do not run are removed again."""

    parent: str
    vrrp: str
    checkers: str
    bfd: str
    directory: str | None = None
    """The directory to create for them, if they are in one of their own."""


def pid_paths(
    run_dir: str,
    *,
    use_pid_dir: bool,
    instance: str | None,
    parent: str | None = None,
    vrrp: str | None = None,
    checkers: str | None = None,
    bfd: str | None = None,
) -> PidPaths:
    """Return the paths of the PID files; those named by an argument are taken as they are.

    keepalived 2.4: ``instance`` and ``use_pid_dir`` move them to a directory of their own, and an
    instance name is appended to each.
    """
    own_directory = use_pid_dir or instance is not None
    directory = os.path.join(run_dir, "keepalived") if own_directory else run_dir
    suffix = f"_{instance}" if instance is not None else ""

    def path(given: str | None, name: str) -> str:
        return given if given is not None else os.path.join(directory, f"{name}{suffix}.pid")

    return PidPaths(
        parent=path(parent, "keepalived"),
        vrrp=path(vrrp, "vrrp"),
        checkers=path(checkers, "checkers"),
        bfd=path(bfd, "bfd"),
        directory=directory if own_directory else None,
    )


def make_directory(path: str) -> None:
    """Create the directory of the PID files, readable for all whatever the umask is.

    Raises:
        PidFileError: when it cannot be created.
    """
    try:
        os.mkdir(path)
        os.chmod(path, PID_DIR_MODE)
    except FileExistsError:
        pass  # An earlier run, or another instance, made it.
    except OSError as error:
        raise PidFileError(f"Unable to create directory {path}: {_reason(error)}") from error
