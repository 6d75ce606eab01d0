"""What the supervisor needs of the world, besides forking and the epoll set it waits on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vipd.base.units import Duration
from vipd.model.process import Daemon
from vipd.model.vrrp import VirtualAddress, Vrrp
from vipd.ports import Clock
from vipd.proc.configuration import Loaded
from vipd.proc.slot import Become
from vipd.proc.systemd import Notifier


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What the supervisor can do besides forking."""

    clock: Clock
    uptime: Callable[[], Duration]
    """How long the machine has been running."""
    check: Callable[[Daemon], bool]
    """Tests a configuration before it is read, if the running one asks for it; False: it fails."""
    read: Callable[[Daemon], Loaded]
    """Reads the configuration again for the running one, and logs what is wrong with it."""
    withdraw: Callable[[Sequence[VirtualAddress]], None]
    """Removes addresses of ours; those that are not there do not matter."""
    become: Become
    """What a forked vrrp process does for the rest of its life."""
    prepare: Callable[[Vrrp], None]
    """Brings the kernel's settings to what a new configuration wants."""
    notifier: Notifier
    """Tells the service manager how far the daemon is."""
