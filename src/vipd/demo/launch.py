"""The process that a person sees: starts the director in a sandbox and waits for it.

It alone takes the signals of the terminal. The director runs in a session of its own and stops
when it is told to; if it does not, it is killed, and everything of the demo dies with it.
"""

import errno
import os
import shutil
import signal
import sys
import time
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from pathlib import Path
from typing import Final

from rich.console import Console

from vipd.demo import sandbox
from vipd.demo.director import Broken, Director, Interrupted
from vipd.demo.pcap import PcapWriter
from vipd.demo.plan import ADVERT_INTERVAL, CLIENT, ROUTERS, VIRTUAL_ADDRESS
from vipd.demo.processes import spawn
from vipd.demo.sandbox import SCRATCH, Unavailable
from vipd.demo.timeline import seconds_text

_STOP_SIGNALS: Final = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
_GRACE_S: Final = 5.0
"""How long the director may take to stop; it needs a fraction."""

EXIT_KEPT: Final = 0
EXIT_BROKEN: Final = 1
_EXIT_SIGNAL: Final = 128


def main(keep: str | None = None, daemon: str | None = None) -> int:
    """Run the demo and return its exit code.

    0: every promise of the protocol was kept. 1: one was broken, or the demo cannot run here, and
    then one line on standard error says why. 128 and the number of the signal after SIGINT,
    SIGTERM or SIGHUP.

    ``keep`` is a directory, made if need be, that receives the configurations, the logs, the
    timeline and a capture of the wire. ``daemon`` is the path of another implementation with
    keepalived's command line, to be seen in the same play.
    """
    # What is ignored stays so: nohup ignores SIGHUP, a shell the SIGINT of background jobs.
    stops = {number for number in _STOP_SIGNALS if signal.getsignal(number) != signal.SIG_IGN}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, stops | {signal.SIGCHLD})
    # A parent that ignores SIGCHLD hands that down, and then there is nobody to wait for.
    children = signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        return _run(keep, daemon, stops)
    finally:
        signal.signal(signal.SIGCHLD, children)
        # What came too late must not hit the caller when its signals are open again.
        while signal.sigtimedwait(stops, 0) is not None:
            pass
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _run(keep: str | None, daemon: str | None, stops: AbstractSet[signal.Signals]) -> int:
    try:
        command = _daemon_command(daemon)
        keep_descriptor = None if keep is None else _open_directory(keep)
    except OSError as error:
        return _refuse(f"{error.filename}: {error.strerror}")
    director = spawn(partial(_direct, command, keep_descriptor))
    if keep_descriptor is not None:
        os.close(keep_descriptor)
    return _wait(director, stops)


def _daemon_command(daemon: str | None) -> list[str]:
    if daemon is None:
        # -P: a directory "vipd" where the demo happens to be started is not what is meant.
        return [sys.executable, "-P", "-m", "vipd.cli.keepalived"]
    found = shutil.which(daemon)
    if found is None:
        raise FileNotFoundError(errno.ENOENT, "no such program", daemon)
    return [os.path.abspath(found)]


def _open_directory(path: str) -> int:
    Path(path).mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)


def _wait(director: int, stops: AbstractSet[signal.Signals]) -> int:
    """Wait for the director; hand it the first signal, and kill it if it does not obey."""
    received = None
    while True:
        pid, status = os.waitpid(director, os.WNOHANG)
        if pid == director:
            break
        if received is None:
            number = signal.sigwaitinfo(stops | {signal.SIGCHLD}).si_signo
            if number != signal.SIGCHLD:
                received = number
                deadline = time.monotonic() + _GRACE_S
                os.kill(director, signal.SIGTERM)
            continue
        if signal.sigtimedwait({signal.SIGCHLD}, max(0.0, deadline - time.monotonic())) is None:
            os.kill(director, signal.SIGKILL)
            _, status = os.waitpid(director, 0)
            break
    if received is not None:
        return _EXIT_SIGNAL + received
    return os.waitstatus_to_exitcode(status)


def _direct(command: Sequence[str], keep_descriptor: int | None) -> int:
    """Be the director's process, out of reach of the terminal's signals."""
    os.setsid()
    console = Console()
    try:
        privilege = sandbox.enter_sandbox()
        _introduce(console)
        if privilege is not sandbox.Privilege.ROOT:
            console.print(privilege.value, style="yellow")
        console.print()
        kept = _play(console, command, keep_descriptor)
    except Unavailable as error:
        return _refuse(str(error))
    except Broken as error:
        return _refuse(str(error))
    except Interrupted:
        console.print("interrupted: nothing of the demo is left", style="yellow")
        return EXIT_BROKEN
    return EXIT_KEPT if kept else EXIT_BROKEN


def _play(console: Console, command: Sequence[str], keep_descriptor: int | None) -> bool:
    if keep_descriptor is None:
        return Director(console, command, capture=None).run()
    try:
        with open(SCRATCH / "wire.pcap", "wb") as stream:
            return Director(console, command, capture=PcapWriter(stream)).run()
    finally:
        # Written out by now, the capture too.
        _keep(keep_descriptor)


def _introduce(console: Console) -> None:
    routers = ", ".join(
        f"{player.name} {player.address.ip} (priority {player.priority})" for player in ROUTERS
    )
    console.print(f"Two routers, {routers}, share {VIRTUAL_ADDRESS}.", highlight=False)
    console.print(
        f"VRRPv3, advert_int {seconds_text(ADVERT_INTERVAL)}; a client ({CLIENT.address.ip}) "
        "sends a request to the shared address every 2 ms.",
        highlight=False,
    )


def _keep(directory: int) -> None:
    try:
        _copy_scratch(directory)
    except OSError as error:
        raise Broken(f"cannot save what was to be kept: {error.strerror}") from error


def _copy_scratch(directory: int) -> None:
    for path in sorted(SCRATCH.iterdir()):
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
        descriptor = os.open(path.name, flags, 0o644, dir_fd=directory)
        with open(descriptor, "wb") as target, open(path, "rb") as source:
            shutil.copyfileobj(source, target)


def _refuse(reason: str) -> int:
    print(f"vipd demo: {reason}", file=sys.stderr)
    return EXIT_BROKEN
