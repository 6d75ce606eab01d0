"""Interfaces that a configuration names, to be looked for on the host (``conf.host``)."""

from dataclasses import dataclass

from vipd.conf import codes
from vipd.conf.diag import Code, Position, Prefix


@dataclass(frozen=True, slots=True)
class Need:
    """An interface that is to be there.

    ``message`` is the report when it is missing and nothing waits for it. ``required``: the
    daemon does not start without it.
    """

    interface: str
    message: str
    at: Position
    code: Code = codes.INTERFACE_ABSENT
    prefix: Prefix = Prefix.FILE
    required: bool = True


def absent(interface: str, user: str, at: Position) -> Need:
    """Return the need of an interface that ``user`` names, with keepalived's report."""
    return Need(interface, f"WARNING - interface {interface} for {user} doesn't exist", at)
