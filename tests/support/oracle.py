"""The packaged keepalived as a judge of configurations, in a namespace with two interfaces."""

import os
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from tests.support.examples import NEEDS
from tests.support.netns import Netns
from tools.judgement import NAME, Given, judge, unnamed

KEEPALIVED = "/usr/sbin/keepalived"
_PLACE = re.compile(r"\(([^ ]+): Line (\d+)\) ")
_TIMEOUT_S = 20


@dataclass(frozen=True)
class Said:
    """What one of the two says of a configuration."""

    status: int
    lines: frozenset[tuple[str, int]]
    messages: frozenset[str]
    codes: frozenset[str] = frozenset()


class Oracle:
    """Runs ``keepalived -t``; a context manager that gives its namespace back."""

    def __init__(self) -> None:
        self._netns = Netns()
        self._directory = tempfile.TemporaryDirectory(prefix="vipd-oracle-")
        self._path = Path(self._directory.name)
        self._netns.ip(
            [
                "link set lo up",
                "link add eth0 type veth peer name eth1",
                "link set eth0 up",
                "link set eth1 up",
            ]
        )

    def __enter__(self) -> "Oracle":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._netns.close()
        self._directory.cleanup()

    def judge(self, content: bytes) -> Said:
        """Return what keepalived says; ``status`` is negative where it crashed."""
        (self._path / NAME).write_bytes(content)
        pids = [f"-{letter}{self._path}/{letter}.pid" for letter in "prcb"]
        command = [KEEPALIVED, "-t", "-f", NAME, "-i", "host", *pids]
        process = self._netns.popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=self._path
        )
        try:
            _, err = process.communicate(timeout=_TIMEOUT_S)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        return said(process.returncode, err.decode("utf-8", "surrogateescape"))


def said(status: int, text: str) -> Said:
    """Return what the lines of a configuration test say."""
    lines = {line.replace("(Line ", f"({NAME}: Line ", 1) for line in text.splitlines()}
    found = {_PLACE.match(line) for line in lines}
    places = frozenset((place[1], int(place[2])) for place in found if place)
    return Said(status, places, frozenset(map(unnamed, lines)))


def ours(content: bytes) -> Said:
    """Return what vipd says on the same host."""
    found = judge(Given(content, {}, NEEDS, processors=os.sysconf("SC_NPROCESSORS_ONLN")))
    return Said(found.status, found.lines, found.messages, found.codes)
