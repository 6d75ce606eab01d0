"""Our daemon as a process: started with any command line, to its end or until told."""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support.daemons import Daemon, Kind, command_of, environment
from tests.support.lab import Lab, Node
from tests.support.probe import wait_for
from tests.support.router import Router, keepalived_conf

QUICK = Router(advert_int="0.2", priority=200)
"""MASTER within 0.7 s; peers would wait for 0.6 s at least."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process that ended by itself did so."""

    status: int
    out: str
    err: str


def run_to_end(
    node: Node, words: Sequence[str], *, before: Sequence[str] = (), timeout_s: float = 20
) -> Ended:
    """Run ``keepalived`` with these words; ``before`` is a command that starts it."""
    directory = node.lab.directory
    process = node.netns.popen(
        [*before, *command_of(Kind.VIPD), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(directory),
        cwd=directory,
    )
    try:
        out, err = process.communicate(timeout=timeout_s)
    finally:
        process.kill()
        process.wait()
    return Ended(process.returncode, out.decode(), err.decode())


def write(lab: Lab, text: str, name: str = "k.conf") -> Path:
    """Write a configuration file that is not executable."""
    path = lab.directory / name
    path.write_text(text)
    path.chmod(0o644)
    return path


def start(node: Node, *routers: Router, options: Sequence[str] = ()) -> Daemon:
    """Start our daemon with these routers."""
    return node.start(Kind.VIPD, keepalived_conf(routers), options)


def master(node: Node, router: Router = QUICK, *, options: Sequence[str] = ()) -> Daemon:
    """Start our daemon and wait until it holds the addresses."""
    daemon = start(node, router, options=options)
    wait_for(lambda: node.holds(router.vips), 20, "the addresses of a MASTER")
    wait_for(lambda: "Startup complete" in daemon.log, 20, "Startup complete")
    return daemon
