"""Whether a new configuration may take the place of the running one. Decides, does nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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


def _unchangeable(running: Daemon, new: Daemon) -> Iterable[str]:
    """Yield keepalived's line for each setting that only a restart can change."""
    if running.instance_name != new.instance_name:
        yield "Cannot change instance name at a reload - please restart keepalived"
    if running.vrrp.disable_local_igmp != new.vrrp.disable_local_igmp:
        yield "Cannot change disable_local_igmp at a reload - please restart keepalived"
