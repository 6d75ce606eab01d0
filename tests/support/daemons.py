"""The daemons a lab runs: ours, the packaged keepalived, FRR's vrrpd; started and ended by PID."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum
from pathlib import Path

import vipd
from tests.support.netns import Netns
from tests.support.probe import alive, process_tree, wait_for

KEEPALIVED = Path("/usr/sbin/keepalived")
FRR = Path("/usr/lib/frr")


class Kind(Enum):
    """Which implementation a router runs."""

    VIPD = "vipd"
    KEEPALIVED = "keepalived"
    FRR = "frr"


class Daemon:
    """A daemon of either kind that reads keepalived.conf, in a namespace, in the foreground."""

    def __init__(
        self,
        kind: Kind,
        netns: Netns,
        directory: Path,
        config: str,
        options: Sequence[str] = (),
        variables: Mapping[str, str] | None = None,
    ) -> None:
        """Start it with ``config``; everything it writes is in ``directory``.

        ``variables`` are in its environment besides those that every daemon has.
        """
        self.kind = kind
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)
        self.config_file = directory / "keepalived.conf"
        self.config_file.write_text(config)
        self.log_file = directory / "log"
        with self.log_file.open("ab") as log:
            self.process = netns.popen(
                [*command_of(kind), *self._arguments(), *options],
                stdout=log,
                stderr=subprocess.STDOUT,
                env=environment(directory) | dict(variables or {}),
                cwd=directory,
            )
        self.pid = self.process.pid

    def _arguments(self) -> list[str]:
        return [
            *("-n", "-l", "-D", "-f", str(self.config_file)),
            *("-p", str(self.directory / "keepalived.pid")),
            *("-r", str(self.directory / "vrrp.pid")),
        ]

    @property
    def log(self) -> str:
        """What it has said so far."""
        return self.log_file.read_text(errors="replace")

    @property
    def vrrp_pid(self) -> int:
        """The process that speaks VRRP; waits until there is one."""
        return wait_for(self._find_vrrp, 10, "a vrrp process")

    def _find_vrrp(self) -> int:
        try:
            pid = int((self.directory / "vrrp.pid").read_text() or 0)
        except (FileNotFoundError, ValueError):
            return 0
        return pid if alive(pid) else 0

    def pids(self) -> list[int]:
        """All its processes, the first one first."""
        return process_tree(self.pid)

    def running(self) -> bool:
        """Whether the first process still runs."""
        return self.process.poll() is None

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the first process."""
        os.kill(self.pid, number)

    def reload(self, config: str) -> None:
        """Replace the configuration and say so."""
        self.config_file.write_text(config)
        self.signal(signal.SIGHUP)

    def stop(self, timeout_s: float = 10) -> int:
        """Ask it to stop, wait, and return its exit status."""
        if self.running():
            self.signal(signal.SIGTERM)
        return self.process.wait(timeout_s)

    def crash(self) -> None:
        """End all its processes at once, without a chance for any of them to react."""
        everyone = self.freeze()
        for pid in everyone:
            _send(pid, signal.SIGKILL)
        if everyone:
            self.process.wait(10)
        wait_for(lambda: not any(map(alive, everyone)), 10, "the end of all processes")

    def freeze(self) -> list[int]:
        """Stop all its processes where they are; ``thaw`` lets them go on."""
        stopped: list[int] = []
        if self.running():
            while fresh := [pid for pid in self.pids() if pid not in stopped]:
                for pid in fresh:
                    _send(pid, signal.SIGSTOP)
                stopped += fresh
        return stopped

    def thaw(self, pids: Sequence[int]) -> None:
        """Let processes stopped by ``freeze`` go on."""
        for pid in pids:
            _send(pid, signal.SIGCONT)


_FRR_MASTER = re.compile(r"^(\S+ \S+) VRRP: .* Backup -> Master$", re.MULTILINE)


class FrrDaemon:
    """FRR's zebra and vrrpd in a namespace. Its macvlans must exist (``Node.add_frr_macvlan``)."""

    def __init__(self, netns: Netns, directory: Path, config: str) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.kind = Kind.FRR
        self.directory = directory
        self.config_file = directory / "frr.conf"
        self.config_file.write_text(config)
        directory.parent.chmod(0o711)
        shutil.chown(directory, "frr", "frr")  # both give up root and refuse to keep it
        shutil.chown(self.config_file, "frr", "frr")
        self.log_file = directory / "log"
        self.processes: list[subprocess.Popen[bytes]] = []
        self._start(netns, "zebra")
        wait_for((directory / "zserv").exists, 10, "zebra's socket")
        self._start(netns, "vrrpd")

    def _start(self, netns: Netns, name: str) -> None:
        command = [
            *(str(FRR / name), "-f", str(self.config_file)),
            *("-i", str(self.directory / f"{name}.pid"), "-z", str(self.directory / "zserv")),
            *("--vty_socket", str(self.directory), "-P", "0"),
            *("--log", "stdout", "--log-level", "debug"),
        ]
        with self.log_file.open("ab") as log:
            self.processes.append(
                netns.popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=self.directory)
            )

    @property
    def log(self) -> str:
        """What both have said so far."""
        return self.log_file.read_text(errors="replace")

    def masterships(self) -> list[int]:
        """Return when it became master from backup, by its own log: nanoseconds since the epoch."""
        return [
            round(datetime.fromisoformat(found[1].replace("/", "-")).timestamp() * 1e9)
            for found in _FRR_MASTER.finditer(self.log)
        ]

    def vrrpd_stop(self) -> None:
        """Stop the protocol daemon in good order."""
        self.processes[-1].send_signal(signal.SIGTERM)
        self.processes[-1].wait(10)

    def crash(self) -> None:
        """End both at once."""
        for process in reversed(self.processes):
            process.kill()
            process.wait(10)


def command_of(kind: Kind) -> list[str]:
    """Return the words that start a daemon of this kind. The packaged one by its absolute path."""
    if kind is Kind.VIPD:
        return [sys.executable, "-m", "vipd.cli.keepalived"]
    return [str(KEEPALIVED)]


def environment(directory: Path) -> dict[str, str]:
    """Return the environment of our daemon, which is run from this checkout."""
    source = Path(vipd.__file__).resolve().parent.parent
    return {
        "PATH": os.environ.get("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"),
        "PYTHONPATH": str(source),
        "TMPDIR": str(directory),
    }


def _send(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return  # it ended by itself: nothing is left to signal
