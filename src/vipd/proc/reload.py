"""Whether a new configuration may take the place of the running one. Decides, does nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vipd.conf.diag import Diagnostic, refusing_reload
from vipd.model.process import Daemon


@dataclass(frozen=True, slots=True)
class Refused:
    """The running configuration stays; ``unchangeable`` are lines for the log.

    ``diagnostics`` are those that refuse it: errors that the running configuration does not have.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    unchangeable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """The new configuration is to be applied."""


Verdict = Refused | Accepted


def judge(
    running: Daemon, known: Sequence[Diagnostic], new: Daemon, found: Sequence[Diagnostic]
) -> Verdict:
    """Judge a new configuration; ``known`` are the findings in the running one.

    Deviates: keepalived 2.4 reloads whatever it could read of a file, because a half-read file
    removes addresses from a router that worked.
    """
    refusing = refusing_reload(found, known)
    unchangeable = tuple(_unchangeable(running, new))
    if refusing or unchangeable:
        return Refused(refusing, unchangeable)
    return Accepted()


def _unchangeable(running: Daemon, new: Daemon) -> Iterator[str]:
    """Yield keepalived's line for each setting that only a restart can change."""
    for what, value in _FIXED.items():
        if value(running) != value(new):
            yield f"Cannot change {what} at a reload - please restart keepalived"


_FIXED: Final[Mapping[str, Callable[[Daemon], object]]] = {
    "instance name": lambda daemon: daemon.instance_name,
    "nftables table name": lambda daemon: daemon.settings.firewall.table,
    "IPVS nftables table name": lambda daemon: daemon.settings.ipvs.table,
    "config_directory": lambda daemon: daemon.settings.reloading.work_directory,
    "disable_local_igmp": lambda daemon: daemon.vrrp.disable_local_igmp,
}
"""What cannot change, in the order in which keepalived tells it."""
