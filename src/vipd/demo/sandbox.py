"""Namespaces and the fate of processes: what lets the demo leave the host as it was.

Everything the demo makes lives in namespaces without a name: networks, mounts, process ids. The
kernel removes such a namespace with its last process, and every process here dies with its parent
(``PR_SET_PDEATHSIG``), so that there is nothing to clean up, whoever is killed and when. Files
live in a tmpfs that only the demo's mount namespace sees.

``os.unshare`` is in the standard library from Python 3.12 on only, hence ctypes.
"""

import ctypes
import errno
import os
import signal
from enum import Enum
from pathlib import Path
from typing import Final

from vipd.proc import prctl

CLONE_NEWNS: Final = 0x00020000
CLONE_NEWUTS: Final = 0x04000000
CLONE_NEWUSER: Final = 0x10000000
CLONE_NEWPID: Final = 0x20000000
CLONE_NEWNET: Final = 0x40000000

SCRATCH: Final = Path("/run/vipd-demo")
"""Where the demo keeps its files: ``/run`` is a tmpfs of its own inside the demo.

``/run`` because the PID files of the daemons would be there by default, and the socket of the
host's syslog, which is none of their business, is there too.
"""

_MS_NOSUID: Final = 0x2
_MS_NODEV: Final = 0x4
_MS_NOEXEC: Final = 0x8
_MS_BIND: Final = 0x1000
_MS_REC: Final = 0x4000
_MS_PRIVATE: Final = 0x40000

_libc = ctypes.CDLL(None, use_errno=True)


class Privilege(Enum):
    """What the demo runs as; the value says it to people."""

    ROOT = "root"
    USER_NAMESPACE = (
        "no root: inside a user namespace, so without real-time priority and SO_RCVBUFFORCE"
    )


class Unavailable(Exception):
    """This host does not permit or cannot do what the demo needs; the text is one line."""


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when its parent ends; ends it if that has happened.

    ``parent`` is the parent's process id as this process sees it: 0 from another PID namespace.
    """
    prctl.signal_on_parent_death(signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def unshare(flags: int) -> None:
    """Move this process (for ``CLONE_NEWPID``: its children) to new namespaces.

    Raises:
        OSError: as unshare(2).
    """
    if _libc.unshare(ctypes.c_int(flags)) != 0:
        raise _last_error("unshare")


def enter_sandbox() -> Privilege:
    """Give this process its own network, mounts and an empty ``/run`` with the scratch directory.

    As root that needs nothing more; otherwise, or where root lacks the capabilities (as in a
    container), a user namespace in which this process is root.

    Raises:
        Unavailable: if neither is permitted.
    """
    flags = CLONE_NEWNET | CLONE_NEWNS
    privilege = Privilege.ROOT
    try:
        unshare(flags)
    except OSError as error:
        if error.errno != errno.EPERM:
            raise Unavailable(f"cannot create namespaces: {error.strerror}") from error
        privilege = Privilege.USER_NAMESPACE
        _enter_user_namespace(flags)
    try:
        mount("none", "/", "", _MS_REC | _MS_PRIVATE)
        _mount_run()
    except OSError as error:
        raise Unavailable(f"cannot mount a private /run: {error.strerror}") from error
    return privilege


def enter_machine(name: str) -> None:
    """Give this process's namespaces what a machine has: a name, ``/proc`` and ``/run``.

    Of the ``/run`` of the demo only the scratch directory stays, which all machines share.

    Raises:
        OSError: if the kernel refuses; it did not refuse the same to ``enter_sandbox``.
    """
    _set_hostname(name)
    scratch = os.open(SCRATCH, os.O_PATH | os.O_CLOEXEC)
    _mount_run()
    mount(f"/proc/self/fd/{scratch}", str(SCRATCH), "", _MS_BIND)
    os.close(scratch)
    _mount_own_proc()


def _mount_run() -> None:
    mount("tmpfs", "/run", "tmpfs", _MS_NOSUID | _MS_NODEV, "mode=0755,size=256m")
    SCRATCH.mkdir()


def _mount_own_proc() -> None:
    """Show this PID namespace in ``/proc``; needs a mount namespace of its own.

    Where parts of ``/proc`` are masked (containers) the kernel refuses that in a user namespace.
    Then the outer one stays, in which ``/proc/self`` is right too; nothing here needs more.
    """
    try:
        mount("proc", "/proc", "proc", _MS_NOSUID | _MS_NODEV | _MS_NOEXEC)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EACCES):
            raise


def mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    """Mount a file system.

    Raises:
        OSError: as mount(2).
    """
    result = _libc.mount(
        source.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), data.encode()
    )
    if result != 0:
        raise _last_error(f"mount {target}")


def _set_hostname(name: str) -> None:
    encoded = name.encode()
    if _libc.sethostname(encoded, ctypes.c_size_t(len(encoded))) != 0:
        raise _last_error("sethostname")


def _enter_user_namespace(flags: int) -> None:
    uid, gid = os.geteuid(), os.getegid()
    try:
        unshare(CLONE_NEWUSER | flags)
        # user_namespaces(7): a process may map its own group only after giving up setgroups(2).
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {uid} 1")
        Path("/proc/self/gid_map").write_text(f"0 {gid} 1")
    except OSError as error:
        raise Unavailable(
            f"needs root or unprivileged user namespaces, which are off here: {error.strerror}"
        ) from error


def _last_error(what: str) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, f"{what}: {os.strerror(number)}")
