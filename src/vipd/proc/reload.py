"""Whether a new configuration may take the place of the running one. Decides, does nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from vipd.conf.diag import Diagnostic, Severity
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
    running: Daemon,
    tolerated: frozenset[tuple[str, str]],
    new: Daemon,
    found: Iterable[Diagnostic],
) -> Verdict:
    """Judge a new configuration; ``tolerated`` are the identities of the errors that we run with.

    Deviates: keepalived 2.4 reloads whatever it could read of a file, because a half-read file
    removes addresses from a router that worked. A configuration that could not be started with
    is refused in any case.
    """
    refusing = tuple(
        diagnostic
        for diagnostic in found
        if diagnostic.exit_status is not None
        or (diagnostic.severity is Severity.ERROR and diagnostic.identity not in tolerated)
    )
    unchangeable = tuple(_unchangeable(running, new))
    if refusing or unchangeable:
        return Refused(refusing, unchangeable)
    return Accepted()


def errors_in(found: Iterable[Diagnostic]) -> frozenset[tuple[str, str]]:
    """Return the identities of the errors that a configuration is run with."""
    return frozenset(
        diagnostic.identity for diagnostic in found if diagnostic.severity is Severity.ERROR
    )


def _unchangeable(running: Daemon, new: Daemon) -> Iterable[str]:
    """Yield keepalived's line for each setting that only a restart can change."""
    if running.instance_name != new.instance_name:
        yield "Cannot change instance name at a reload - please restart keepalived"
    if running.vrrp.disable_local_igmp != new.vrrp.disable_local_igmp:
        yield "Cannot change disable_local_igmp at a reload - please restart keepalived"
