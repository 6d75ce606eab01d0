"""The parts of the BFD process: its sessions as they are configured.

Deviates: what keepalived 2.4 adds of a running session (descriptors, addresses of its threads,
discriminators, states) is left out, and so is everything of ``BFD Data`` but its heading.
"""

from collections.abc import Iterator

from vipd.base.units import MICROSECOND, Duration
from vipd.export.dump.text import heading, true
from vipd.model.bfd import Audience, Bfd, Session


def sessions(bfd: Bfd) -> Iterator[str]:
    """Yield the lines of ``BFD Data`` and of ``BFD Topology``, this one only with sessions."""
    yield heading("BFD Data")
    if bfd.sessions:
        yield heading("BFD Topology")
    for session in bfd.sessions:
        yield from _session(session)


def _session(session: Session) -> Iterator[str]:
    yield f" BFD Instance = {session.name}"
    yield f"   Neighbor IP = {session.neighbor}"
    if session.source is not None:
        yield f"   Source IP = {session.source}"
    yield f"   Required min RX interval = {_us(session.min_rx)}"
    yield f"   Desired min TX interval = {_us(session.min_tx)}"
    yield f"   Desired idle TX interval = {_us(session.idle_tx)}"
    yield f"   Detection multiplier = {session.multiplier}"
    yield f"   {'TTL' if session.neighbor.version == 4 else 'hoplimit'} = {session.ttl}"
    yield f"   max_hops = {session.max_hops}"
    yield f"   passive = {true(session.passive)}"
    yield f"   send event to VRRP process = {_yes(session.audience is not Audience.CHECKER)}"
    yield f"   send event to checker process = {_yes(session.audience is not Audience.VRRP)}"


def _us(value: Duration) -> str:
    return f"{value // MICROSECOND} us"


def _yes(value: bool) -> str:
    return "Yes" if value else "No"
