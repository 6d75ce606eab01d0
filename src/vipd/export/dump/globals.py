"""The head of every dump: the settings of the daemon as one of its processes has them."""

from collections.abc import Iterator
from enum import Enum

from vipd.export.dump.text import heading
from vipd.model.process import Daemon


class Program(Enum):
    """The process that a dump belongs to."""

    PARENT = "parent"
    VRRP = "vrrp"
    CHECKER = "checker"
    BFD = "bfd"


def global_definitions(daemon: Daemon, program: Program) -> Iterator[str]:
    """Yield the lines of ``Global definitions``, heading first, without newlines."""
    del program
    yield heading("Global definitions")
    if daemon.router_id is not None:
        yield f" Router ID = {daemon.router_id}"
