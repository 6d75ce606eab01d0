"""Blocks ``bfd_instance`` to the model, with what their values mean together."""

from collections.abc import Sequence
from typing import Final

from vipd.base.addr import IpAddress, family_of
from vipd.conf import codes
from vipd.conf.diag import Reports
from vipd.conf.schema.bfd import BfdInstance
from vipd.conf.schema.registry import Bound
from vipd.model.bfd import Audience, Bfd, Session

TTL_DEFAULT: Final = {4: 255, 6: 64}
HOPS_ANY: Final = 255


def build_bfd(blocks: Sequence[Bound[BfdInstance]], reports: Reports) -> Bfd:
    """Return the usable sessions, in the order of the text."""
    found: list[Session] = []
    for bound in blocks:
        neighbor = _neighbor(bound, reports)
        if neighbor is None:
            continue
        session = _session(bound, neighbor, reports)
        if any(_same(session, other) for other in found):
            _unusable(
                bound,
                f"has duplicate neighbor address {neighbor}, ignoring instance",
                reports,
            )
        else:
            found.append(session)
    return Bfd(sessions=tuple(found))


def _unusable(bound: Bound[BfdInstance], fault: str, reports: Reports) -> None:
    reports.add_where_closed(
        codes.SESSION_UNUSABLE,
        f"Configuration error: BFD instance {bound.name} {fault}",
        bound,
    )


def _neighbor(bound: Bound[BfdInstance], reports: Reports) -> IpAddress | None:
    """Return the neighbour, None when the session cannot be used."""
    record = bound.record
    if any(use.field == "neighbor_ip" and use.value is None for use in bound.uses):
        # keepalived 2.4: a malformed neighbour gives the whole session up.
        return None
    if record.neighbor_ip is None:
        _unusable(bound, "has no neighbor address set, disabling instance", reports)
        return None
    source = record.source_ip
    if source is not None and family_of(source) is not family_of(record.neighbor_ip):
        _unusable(
            bound,
            f"source address {source} and neighbor address {record.neighbor_ip}"
            " are not of the same family, disabling instance",
            reports,
        )
        return None
    return record.neighbor_ip


def _session(bound: Bound[BfdInstance], neighbor: IpAddress, reports: Reports) -> Session:
    record = bound.record
    ttl = record.ttl if record.ttl is not None else TTL_DEFAULT[neighbor.version]
    hops = HOPS_ANY if record.max_hops < 0 else record.max_hops
    if hops > ttl:
        reports.add_where_closed(
            codes.SESSION_ADJUSTED,
            f"BFD instance {bound.name}: max_hops exceeds ttl/hoplimit - setting to ttl/hoplimit",
            bound,
            reason=f"packets are sent with {ttl}",
            fix=f"write max_hops {ttl}, which accepts every TTL",
        )
        hops = ttl
    weight, reverse = record.weight
    return Session(
        name=bound.name,
        neighbor=neighbor,
        source=record.source_ip,
        min_rx=record.min_rx,
        min_tx=record.min_tx,
        idle_tx=record.idle_tx,
        multiplier=record.multiplier,
        passive=record.passive,
        ttl=ttl,
        max_hops=hops,
        multihop=record.multihop,
        weight=weight,
        reverse=reverse,
        audience=_audience(record),
    )


def _audience(record: BfdInstance) -> Audience:
    if record.vrrp == record.checker:
        return Audience.BOTH
    return Audience.VRRP if record.vrrp else Audience.CHECKER


def _same(one: Session, other: Session) -> bool:
    """Tell whether packets of two sessions could not be told apart."""
    apart = one.source is not None and other.source is not None and one.source != other.source
    return one.neighbor == other.neighbor and one.multihop == other.multihop and not apart
