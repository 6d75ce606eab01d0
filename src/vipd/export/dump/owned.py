"""The parts of an instance's dump about what it owns and how it is protected."""

from collections.abc import Iterator

from vipd.base.addr import Family, family_of
from vipd.base.units import SECOND
from vipd.export.dump.addresses import address_text
from vipd.export.dump.routes import route_text, rule_text
from vipd.export.dump.text import enabled, yes
from vipd.model.link import Hmac, Vmac
from vipd.model.vrrp import ChecksumMode, Instance

_OLD_CHECKSUM = {
    ChecksumMode.PSEUDO_HEADER: "never",
    ChecksumMode.GROUP_PSEUDO_HEADER: "config",
    ChecksumMode.AUTO: "no",
    ChecksumMode.PDU_ONLY: "no",
}


def authentication(config: Instance) -> Iterator[str]:
    """Yield how adverts are protected; passwords are never written."""
    if config.version == 2:
        if config.auth_pass is not None:
            yield "   Authentication type = SIMPLE_PASSWORD"
            yield "   Password = ********"
        elif config.auth_header is not None:
            yield "   Authentication type = IPSEC_AH"
        else:
            yield "   Authentication type = none"
    if config.hmac is not None:
        yield from _hmac(config.hmac)
    if config.version == 3 and config.family is Family.IPV4:
        old = config.checksum is ChecksumMode.PDU_ONLY
        yield f"   VRRPv3 uses VRRPv2 checksum = {enabled(old)}"


def _hmac(hmac: Hmac) -> Iterator[str]:
    yield "   Authentication extension = HMAC-SHA256-128"
    yield f"     Keys = {len(hmac.keys)}, active key id = {hmac.active}"
    yield f"     Mode = {hmac.mode.value}"
    if hmac.window is None:
        yield "     Anti replay = monotonic"
    else:
        yield f"     Anti replay = time, window = {hmac.window // SECOND} sec"


def addresses(config: Instance, *, held: bool) -> Iterator[str]:
    """Yield the addresses of an instance; ``held``: they are in place."""
    created = config.link.name if isinstance(config.link, Vmac) else None
    for title, found in (
        (f"Virtual IP ({len(config.vips)}):", config.vips),
        ("Virtual IP Excluded :", config.evips),
    ):
        if found:
            yield f"   {title}"
        for each in found:
            own = each.interface == config.interface
            on_vmac = created if own and family_of(each.address) is config.family else None
            yield f"     {address_text(each, held=held, vmac=on_vmac)}"


def unicast(config: Instance) -> Iterator[str]:
    """Yield the peers of an instance."""
    found = config.unicast
    if found is None:
        return
    if found.ttl is not None:
        yield f"   Unicast TTL = {found.ttl}"
    yield f"   Check unicast src : {yes(found.check_source)}"
    yield "   Unicast Peer :"
    for peer in found.peers:
        yield f"     {peer.address} min_ttl {peer.min_ttl} max_ttl {peer.max_ttl}"
    three = config.version == 3 and config.family is Family.IPV4
    old = _OLD_CHECKSUM[config.checksum] if three else "no"
    yield f"   Unicast checksum compatibility = {old}"


def routes(config: Instance) -> Iterator[str]:
    """Yield the routes and rules of an instance, which are not in the kernel yet."""
    if config.routes:
        yield "   Virtual Routes :"
    for route in config.routes:
        yield f"     {route_text(route)}"
    if config.rules:
        yield "   Virtual Rules :"
    for rule in config.rules:
        yield f"     {rule_text(rule)}"
