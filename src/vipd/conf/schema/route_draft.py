"""A route while its line is read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import Final

from vipd.base.addr import Family, IpAddress, family_of
from vipd.conf.schema.cursor import Cursor
from vipd.conf.text import Word
from vipd.model.route import Prefix, Route

MIXED: Final = "Cannot mix IPv4 and IPv6 addresses for route"


@dataclass(slots=True)
class RouteDraft:
    """What has been read so far; ``family`` None: nothing has settled it yet.

    The family and the destination of ``route`` mean nothing before the end of the line.
    """

    route: Route = field(
        default_factory=lambda: Route(family=Family.IPV4, destination=Prefix(IPv4Address(0), 0))
    )
    family: Family | None = None
    destination: Prefix | None = None
    everywhere: bool = False
    """``default``, which has no family of its own."""
    second_gateway: IpAddress | None = None
    devices: list[Word] = field(default_factory=list)
    vrf: Word | None = None
    track_group: Word | None = None

    def fits(self, address: IpAddress) -> bool:
        """Tell whether an address belongs to the family, which the first one settles."""
        if self.family is None:
            self.family = family_of(address)
        return family_of(address) is self.family


RouteOption = Callable[[RouteDraft, Cursor, Word], None]
"""Takes the value of an option; the word is the option itself."""
