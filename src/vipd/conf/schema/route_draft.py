"""A route while its line is read."""

from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import Final

from vipd.base.addr import Family, IpAddress
from vipd.conf.schema.cursor import OptionReader
from vipd.conf.text import Word
from vipd.model.route import Prefix, Route

MIXED: Final = "Cannot mix IPv4 and IPv6 addresses for route"


@dataclass(slots=True)
class RouteDraft:
    """What has been read so far.

    The family and the destination of ``route`` mean nothing before the end of the line.
    """

    route: Route = field(
        default_factory=lambda: Route(family=Family.IPV4, destination=Prefix(IPv4Address(0), 0))
    )
    destination: Prefix | None = None
    everywhere: bool = False
    """``default``, which has no family of its own."""
    second_gateway: IpAddress | None = None
    vrf: Word | None = None


RouteOption = OptionReader[RouteDraft]
