"""Family, version and addresses of one instance.

keepalived 2.4: the first address of any kind in a block settles its family; what comes later
and belongs to the other one is ignored, line by line.
"""

from dataclasses import dataclass, field
from typing import Final, cast

from vipd.base.addr import Family, IpAddress, family_of
from vipd.conf import codes
from vipd.conf.build_context import Context
from vipd.conf.schema.addresses import AddressLine, PeerLine
from vipd.conf.schema.registry import Use
from vipd.model.vrrp import VirtualAddress

VIPS_MAX: Final = 255
"""RFC 9568 5.2.5: the count is one octet."""


@dataclass(slots=True)
class Addresses:
    """What the addresses of a block settle."""

    family: Family = Family.IPV4
    version: int = 0
    source: IpAddress | None = None
    group: IpAddress | None = None
    peers: list[PeerLine] = field(default_factory=list)
    vip_lines: list[AddressLine] = field(default_factory=list)
    evip_lines: list[AddressLine] = field(default_factory=list)
    vips: tuple[VirtualAddress, ...] = ()
    evips: tuple[VirtualAddress, ...] = ()


def collect_addresses(context: Context) -> Addresses:
    """Go through the block in the order of the text and return what its addresses settle."""
    walk = _Walk(context)
    for use in context.block.uses:
        walk.take(use)
    found = walk.found
    found.family = walk.family or Family.IPV4
    default = 3 if found.family is Family.IPV6 else context.globals.version
    found.version = walk.version or default
    _settle_addresses(context, found)
    return found


class _Walk:
    """The block while it is gone through."""

    def __init__(self, context: Context) -> None:
        self.found = Addresses()
        self.family: Family | None = None
        self.version: int | None = None
        self._context = context
        self._seen: dict[IpAddress, str] = {}

    def take(self, use: Use) -> None:
        """Take one use of a keyword."""
        if use.value is None:
            return
        match use.field:
            case "version":
                self._version(cast(int, use.value), use)
            case "native_ipv6":
                self._native_ipv6(use)
            case "mcast_src_ip" | "unicast_src_ip":
                self._source(cast(IpAddress, use.value), use)
            case "mcast_dst_ip":
                self._group(cast(IpAddress, use.value), use)
            case "unicast_peer":
                self._peer(cast(PeerLine, use.value))
            case "virtual_ipaddress":
                self._vip(cast(AddressLine, use.value))
            case "virtual_ipaddress_excluded":
                line = cast(AddressLine, use.value)
                if self._new(line, "Excluded VIP", "an excluded VIP"):
                    self.found.evip_lines.append(line)
            case _:
                pass

    def _fits(self, address: IpAddress) -> bool:
        """Settle the family by the first address; tell whether this one belongs to it."""
        if self.family is None:
            self.family = family_of(address)
        return family_of(address) is self.family

    def _version(self, version: int, use: Use) -> None:
        present = self.version
        if present is None and self.family is Family.IPV6:
            present = 3
        if present is not None and present != version:
            self._context.report_at(
                codes.VERSION_CONFLICT,
                f"({self._context.name}) vrrp_version {version} conflicts with configured or"
                f" deduced version {present}; ignoring.",
                use.at,
                reason="IPv6 needs version 3" if version == 2 else "it was set before",
            )
            return
        self.version = version

    def _native_ipv6(self, use: Use) -> None:
        if self.family is Family.IPV4:
            text = f"({self._context.name}) Cannot specify native_ipv6 with IPv4 addresses"
            self._context.report_at(codes.VIP_FAMILY, text, use.at)
            return
        self.family = Family.IPV6
        self.version = 3

    def _source(self, address: IpAddress, use: Use) -> None:
        if self._fits(address):
            self.found.source = address
            return
        text = (
            f"Configuration error: VRRP instance[{self._context.name}] and src address[{address}]"
            " MUST be of the same family !!! Skipping..."
        )
        self._context.report_at(codes.VIP_FAMILY, text, use.at)

    def _group(self, address: IpAddress, use: Use) -> None:
        if self._fits(address):
            self.found.group = address
            return
        text = (
            f"({self._context.name}) mcast dest address {address} MUST match VRRP instance"
            " family. Skipping..."
        )
        self._context.report_at(codes.VIP_FAMILY, text, use.at)

    def _peer(self, line: PeerLine) -> None:
        if not self._fits(line.address):
            text = (
                f"Configuration error: VRRP instance[{self._context.name}] and unicast peer"
                f" address[{line.written}] MUST be of the same family !!! Skipping..."
            )
            self._context.report_at(codes.VIP_FAMILY, text, line.at)
        elif any(peer.address == line.address for peer in self.found.peers):
            text = f"({self._context.name}) {line.written} - duplicate unicast_peer"
            self._context.report_at(codes.PEER_DUPLICATE, text, line.at)
        else:
            self.found.peers.append(line)

    def _vip(self, line: AddressLine) -> None:
        if not self._fits(line.address):
            self._context.report_at(
                codes.VIP_FAMILY,
                f"({self._context.name}): address family must match VRRP instance"
                f" [{line.written}] - ignoring",
                line.at,
                reason="an advert carries addresses of one family",
                fix="move it to virtual_ipaddress_excluded or to an instance of its own",
            )
        elif self._new(line, "VIP", "a VIP"):
            self.found.vip_lines.append(line)

    def _new(self, line: AddressLine, what: str, name: str) -> bool:
        """Report an address that the instance has already, whatever its options."""
        before = self._seen.setdefault(line.address, name)
        if line.address in {v.address for v in (*self.found.vip_lines, *self.found.evip_lines)}:
            self._context.report_at(
                codes.VIP_DUPLICATE,
                f"({self._context.name}): {what} duplicates {before} {line.written} - ignoring",
                line.at,
                fix="remove one of them",
            )
            return False
        return True


def _settle_addresses(context: Context, found: Addresses) -> None:
    """Turn lines into addresses of the model; move what an advert cannot carry."""
    lines = found.vip_lines
    if len(lines) > VIPS_MAX:
        context.report(
            codes.VIP_SURPLUS,
            f"({context.name}) Number of VIPs ({len(lines)}) exceeds maximum/space available in"
            f" packet (max {VIPS_MAX} addresses) - excess moved to eVIPs",
            "virtual_ipaddress",
            fix="move them to virtual_ipaddress_excluded on every node",
        )
    found.vips = _addresses(context, lines[:VIPS_MAX])
    found.evips = _addresses(context, [*lines[VIPS_MAX:], *found.evip_lines])


def _addresses(context: Context, lines: list[AddressLine]) -> tuple[VirtualAddress, ...]:
    placed = (_address(context, line) for line in lines)
    return tuple(address for address in placed if address is not None)


def _address(context: Context, line: AddressLine) -> VirtualAddress | None:
    if line.use_vmac is not None:
        context.report_at(
            codes.NOT_BUILT,
            "'use_vmac' is not supported yet",
            line.use_vmac,
        )
    interface = line.device if line.device is not None else context.record.interface
    if interface is None and not context.block.given("unicast_peer"):
        return None  # Without an interface a multicast instance does not run at all.
    if interface is None:
        context.report(
            codes.VIP_REMOVED,
            f"({context.name}): no interface for vip {line.written} - removing",
            "virtual_ipaddress",
            fix="add 'dev NAME' to the address",
        )
        return None
    return model_address(line, interface)


def model_address(line: AddressLine, interface: str) -> VirtualAddress:
    """Return the address of a line on this interface."""
    prefix_len = line.address.max_prefixlen if line.prefix_len is None else line.prefix_len
    return VirtualAddress(
        address=line.address,
        prefix_len=prefix_len,
        interface=interface,
        scope=line.scope or 0,
        broadcast=line.broadcast,
        label=line.label,
        peer=line.peer,
        home=line.home,
        nodad=not line.dad,
        mngtmpaddr=line.mngtmpaddr,
        noprefixroute=line.noprefixroute,
        autojoin=line.autojoin,
        tracked=line.tracked,
        preferred_lft_s=_lifetime(line, prefix_len),
    )


def _lifetime(line: AddressLine, prefix_len: int) -> int | None:
    """Return the preferred lifetime in seconds, None for ever.

    keepalived 2.4: a single IPv6 address is deprecated, so that it is no source address.
    """
    if line.preferred_lft_s is not None or line.for_ever or line.address.version == 4:
        return line.preferred_lft_s
    return 0 if prefix_len == line.address.max_prefixlen else None
