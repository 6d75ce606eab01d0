"""Network namespaces without names.

A namespace made here is held by a file descriptor of the test process and by the processes that
were started in it. It has no name anywhere in the file system, so nothing can be left behind: when
the last holder is gone, however it ended, the kernel removes it with all its links.
"""

import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

CLONE_NEWNET = 0x40000000
PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None, use_errno=True)


def _checked(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


class Netns:
    """One network namespace; ``close`` gives up this process's hold on it."""

    def __init__(self) -> None:
        home = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        try:
            _checked(_libc.unshare(CLONE_NEWNET), "unshare")
            self.fd = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        finally:
            _checked(_libc.setns(home, CLONE_NEWNET), "setns")
            os.close(home)

    def close(self) -> None:
        """Close the descriptor; the namespace goes when its last process ended."""
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Move the calling thread into the namespace for a while, to open sockets there."""
        home = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        try:
            _checked(_libc.setns(self.fd, CLONE_NEWNET), "setns")
            yield
        finally:
            _checked(_libc.setns(home, CLONE_NEWNET), "setns")
            os.close(home)

    def sysctl(self, values: Mapping[str, int | str]) -> None:
        """Write ``net`` settings of the namespace, keys with slashes: ``ipv4/ip_forward``."""
        with self.entered():
            for key, value in values.items():
                Path("/proc/sys/net", key).write_text(f"{value}\n")

    def popen(
        self,
        command: Sequence[str],
        *,
        stdout: IO[bytes] | int | None = None,
        stderr: IO[bytes] | int | None = None,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        dies_with_us: bool = True,
    ) -> subprocess.Popen[bytes]:
        """Start a process in the namespace, in a process group of its own."""
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            env=env,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=_enter_before_exec(self.fd, dies_with_us=dies_with_us),
        )

    def ip(self, lines: Iterable[str], *, pass_fds: Sequence[int] = ()) -> None:
        """Run lines of ``ip -batch`` in the namespace; raises with its words when one fails."""
        text = "".join(f"{line}\n" for line in lines)
        done = subprocess.run(
            ["ip", "-batch", "-"],
            input=text.encode(),
            capture_output=True,
            check=False,
            pass_fds=pass_fds,
            preexec_fn=_enter_before_exec(self.fd, dies_with_us=True),
        )
        if done.returncode != 0:
            raise RuntimeError(f"ip -batch failed: {done.stderr.decode().strip()}\n{text}")

    def run(self, command: Sequence[str], *, timeout_s: float = 30) -> str:
        """Run a command in the namespace to its end and return its standard output."""
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=timeout_s,
            preexec_fn=_enter_before_exec(self.fd, dies_with_us=True),
        )
        if done.returncode != 0:
            raise RuntimeError(f"{command}: {done.returncode}: {done.stderr.decode().strip()}")
        return done.stdout.decode()


def _enter_before_exec(fd: int, *, dies_with_us: bool) -> Callable[[], None]:
    def enter() -> None:
        _checked(_libc.setns(fd, CLONE_NEWNET), "setns")
        if dies_with_us:
            _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)

    return enter
