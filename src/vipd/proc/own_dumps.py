"""Dumps that the supervisor makes: of itself."""

import os

from vipd.export.dump import render_parent
from vipd.model.process import Daemon
from vipd.proc import dumps
from vipd.proc.dump_files import DumpFile
from vipd.proc.log import Log


def publish(daemon: Daemon, log: Log) -> None:
    """Write what the supervisor knows of the configuration to files."""
    log.info(f"Printing parent data for process({os.getpid()}) on signal")
    dumps.publish(DumpFile.PARENT_DATA, render_parent(daemon), daemon, log)
