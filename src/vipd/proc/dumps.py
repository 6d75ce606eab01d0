"""Files that a process writes when a signal asks for them.

Deviates: keepalived 2.4 gives a file its name before it has its content; here a reader sees a
whole file, the old one or the new.
"""

import os
import time
from collections.abc import Callable
from typing import Final

from vipd.base.units import Instant
from vipd.model.process import Daemon
from vipd.proc.dump_files import DumpFile, dump_path
from vipd.proc.log import Log

DEFAULT_DIRECTORY: Final = "/tmp"
_FLAGS: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def directory() -> str:
    """Return where dumps go: ``TMPDIR`` if it is an absolute name."""
    wanted = os.environ.get("TMPDIR", "")
    return wanted if wanted.startswith("/") else DEFAULT_DIRECTORY


def publish(file: DumpFile, text: str, daemon: Daemon, log: Log) -> None:
    """Write a dump where the configuration wants it; what fails is said in keepalived's words."""
    names = daemon.settings.dumps
    path = dump_path(file, names, directory(), instance=daemon.instance_name)
    try:
        write(path, text, umask=current_umask())
    except OSError as error:
        what = "dump file " if file.data else ""
        log.info(f"Unable to open '{path}' - errno {error.errno} ({error.strerror})")
        log.info(f"Can't open {what}{path} ({error.errno}: {error.strerror})")


def write(path: str, text: str, *, umask: int) -> None:
    """Replace the file by one with this text, readable as ``umask`` permits.

    Raises:
        OSError: when the file system does not let us.
    """
    # A new file of a name that nobody can guess: the directory may be everybody's.
    temporary = f"{path}.{os.urandom(8).hex()}"
    fd = os.open(temporary, _FLAGS, 0o600)
    try:
        with os.fdopen(fd, "w", encoding="utf-8", errors="surrogateescape") as file:
            os.fchmod(fd, 0o666 & ~umask)
            file.write(text)
        os.rename(temporary, path)
    except OSError:
        os.unlink(temporary)
        raise


def wall_clock() -> Callable[[Instant], str]:
    """Return how instants are written as time of day: keepalived's seconds, and for people."""
    offset_ns = time.time_ns() - time.monotonic_ns()

    def rendered(at: Instant) -> str:
        seconds, rest_ns = divmod(at + offset_ns, 1_000_000_000)
        micros = f"{rest_ns // 1_000:06}"
        begin, year = time.ctime(seconds).rsplit(" ", 1)
        return f"{seconds}.{micros} ({begin}.{micros} {year})"

    return rendered


def current_umask() -> int:
    """Return the umask of the process, which can only be read by setting it."""
    mask = os.umask(0o177)
    os.umask(mask)
    return mask
