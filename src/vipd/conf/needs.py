"""Interfaces that a configuration names, to be looked for on the host (``conf.host``)."""

from dataclasses import dataclass

from vipd.conf import codes
from vipd.conf.diag import Code, Position, Prefix
from vipd.model.link import LinkKind


@dataclass(frozen=True, slots=True)
class Need:
    """An interface that is to be there, or to be of a kind if it is.

    ``message`` is the report when it is missing and nothing waits for it; empty: it may be.
    ``required``: the daemon does not start without it. ``otherwise`` is the report when it is
    there and not of this ``kind``.
    """

    interface: str
    message: str
    at: Position
    code: Code = codes.INTERFACE_ABSENT
    prefix: Prefix = Prefix.FILE
    required: bool = True
    kind: LinkKind | None = None
    otherwise: str = ""


def absent(interface: str, user: str, at: Position) -> Need:
    """Return the need of an interface that ``user`` names, with keepalived's report."""
    return Need(interface, f"WARNING - interface {interface} for {user} doesn't exist", at)
