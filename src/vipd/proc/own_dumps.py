"""Dumps that the supervisor makes: its own, and those of the processes that there are not yet.

The checker and the BFD process are not built. What they would run, after a start with
``--allow-unsupported``, is known to the supervisor alone, which therefore speaks for them.
"""

import os
from collections.abc import Iterator

from vipd.export.dump import render_bfd, render_checker, render_parent
from vipd.model.process import Daemon
from vipd.proc import dumps
from vipd.proc.dump_files import DumpFile
from vipd.proc.log import Log


def publish(daemon: Daemon, log: Log) -> None:
    """Write the data dumps to files."""
    log.info(f"Printing parent data for process({os.getpid()}) on signal")
    dumps.publish(DumpFile.PARENT_DATA, render_parent(daemon), daemon, log)
    for file, text in _absent(daemon):
        dumps.publish(file, text, daemon, log)


def say(daemon: Daemon, log: Log) -> None:
    """Write what ``-d`` asks for to the log: keepalived 2.4 leaves the supervisor's own out."""
    for _, text in _absent(daemon):
        for line in text.splitlines():
            log.info(line)


def _absent(daemon: Daemon) -> Iterator[tuple[DumpFile, str]]:
    """Yield the dumps of processes that the configuration needs and that there are not."""
    if daemon.lvs.virtual_servers:
        yield DumpFile.CHECKER_DATA, render_checker(daemon)
    if daemon.bfd.sessions:
        yield DumpFile.BFD_DATA, render_bfd(daemon)
