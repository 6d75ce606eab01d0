"""The text of the data dump (SIGUSR1, ``-d``), in the shape of keepalived 2.4, a process a module.

A dump begins with the settings of the whole daemon (``globals``), followed by the parts of the
process that it belongs to. Everything is rendered from the model, from the machines and from what
is known of the host: nothing is asked for, so a dump of a configuration that does not run is made
in the same way, with machines that were not started.
"""

from vipd.export.dump.globals import Program
from vipd.export.dump.instance import Detail
from vipd.export.dump.render import render_bfd, render_checker, render_parent, render_vrrp
from vipd.export.dump.text import WallClock

__all__ = [
    "Detail",
    "Program",
    "WallClock",
    "render_bfd",
    "render_checker",
    "render_parent",
    "render_vrrp",
]
