"""How many descriptors a process may open."""

import resource
from typing import Final

from vipd.proc.log import Log

_PER_INSTANCE: Final = 2
"""Unicast instances have a pair of sockets each; multicast ones share theirs."""

_BESIDES: Final = 128
"""Log, links, netlink, timers, PID files, and a packet socket for each of many interfaces."""


def permit_descriptors(instances: int, log: Log) -> None:
    """Raise the limit of open files to what this many instances may need, never lower it."""
    needed = _PER_INSTANCE * instances + _BESIDES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return
    unlimited = hard == resource.RLIM_INFINITY
    wanted = (needed, hard if unlimited else max(needed, hard))
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, wanted)
    except (OSError, ValueError):
        log.info(f"Failed to set open file limit to {wanted[0]}:{wanted[1]}")
        # As far as it goes without a privilege.
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    else:
        log.detailed(f"Set open file limit to {wanted[0]}:{wanted[1]}.")
