"""What netlink records mean to the rest of vipd, and the other way round."""

import os
from collections.abc import Iterator
from typing import Final

from vipd.base.addr import Family, MacAddress, family_of
from vipd.core.host import (
    PROTOCOL_KEEPALIVED,
    AddressRemoved,
    AddressReported,
    HostAddress,
    HostChange,
    Link,
    LinkDetails,
    LinkRemoved,
    LinkReported,
)
from vipd.model.link import LinkKind
from vipd.model.vrrp import VirtualAddress
from vipd.wire.netlink import msg, rtnl


def _unsaid_protocol(release: str) -> int | None:
    """Return what an absent IFA_PROTO means: nobody said (Linux 5.18 on), or nobody knows."""
    major, minor, *_ = (*release.split("."), "0")
    numbers = (int(major), int(minor)) if major.isdigit() and minor.isdigit() else (0, 0)
    return 0 if numbers >= (5, 18) else None


_KINDS: Final = {
    ("vrf", None): LinkKind.VRF,
    ("macvlan", rtnl.MACVLAN_MODE_PRIVATE): LinkKind.VMAC,
    ("ipvlan", rtnl.IPVLAN_MODE_L2): LinkKind.IPVLAN,
}
_UNSAID: Final = _unsaid_protocol(os.uname().release)


def changes_in(datagram: bytes) -> Iterator[HostChange]:
    """Yield what a datagram of the monitor reports; other kinds of messages are not asked for.

    A bridge reports its ports in messages of its own family, also that one left: neither is the
    link itself.
    """
    for message in msg.decode(datagram):
        if message.type == rtnl.RTM_NEWADDR:
            yield AddressReported(host_address_of(rtnl.decode_address(message)))
        elif message.type == rtnl.RTM_DELADDR:
            yield AddressRemoved(host_address_of(rtnl.decode_address(message)))
        elif message.type in (rtnl.RTM_NEWLINK, rtnl.RTM_DELLINK):
            record = rtnl.decode_link(message)
            if record.family != rtnl.AF_UNSPEC:
                continue
            if message.type == rtnl.RTM_NEWLINK:
                yield LinkReported(link_of(record))
            else:
                yield LinkRemoved(record.index)


def link_of(record: rtnl.LinkRecord) -> Link:
    """Translate a link."""
    flags = record.flags
    running = rtnl.IFF_UP | rtnl.IFF_RUNNING
    return Link(
        index=record.index,
        name=record.name,
        up=flags & running == running,
        multicast=bool(flags & rtnl.IFF_MULTICAST),
        arp=not flags & rtnl.IFF_NOARP,
        loopback=bool(flags & rtnl.IFF_LOOPBACK),
        mtu=record.mtu,
        mac=MacAddress(record.mac),
        ethernet=record.hardware == rtnl.ARPHRD_ETHER,
        kind=_KINDS.get((record.kind, record.mode), LinkKind.OTHER),
        details=LinkDetails(
            admin_up=bool(flags & rtnl.IFF_UP),
            running=bool(flags & rtnl.IFF_RUNNING),
            broadcast=bool(flags & rtnl.IFF_BROADCAST),
            point_to_point=bool(flags & rtnl.IFF_POINTOPOINT),
            hardware=record.hardware,
            group=record.group,
            mac_broadcast=MacAddress(record.broadcast),
        ),
    )


def host_address_of(record: rtnl.AddressRecord) -> HostAddress:
    """Translate an address.

    One whose duplicate detection failed is no more usable than a tentative one. An optimistic one
    is tentative too, and usable (RFC 4429 2.1).
    """
    tentative = record.flags & rtnl.IFA_F_TENTATIVE and not record.flags & rtnl.IFA_F_OPTIMISTIC
    return HostAddress(
        address=record.address,
        prefix_len=record.prefix_len,
        index=record.index,
        scope=record.scope,
        protocol=_UNSAID if record.protocol is None else record.protocol,
        tentative=bool(tentative or record.flags & rtnl.IFA_F_DADFAILED),
    )


def record_of(address: VirtualAddress, index: int) -> rtnl.AddressRecord:
    """Describe the address to the kernel; what only one family has is left to the other."""
    flags = rtnl.IFA_F_NOPREFIXROUTE if address.noprefixroute else 0
    if address.autojoin:
        flags |= rtnl.IFA_F_MCAUTOJOIN
    if family_of(address.address) is Family.IPV6:
        for wanted, flag in (
            (address.nodad, rtnl.IFA_F_NODAD),
            (address.home, rtnl.IFA_F_HOMEADDRESS),
            (address.mngtmpaddr, rtnl.IFA_F_MANAGETEMPADDR),
        ):
            flags |= flag if wanted else 0
    return rtnl.AddressRecord(
        address=address.address,
        prefix_len=address.prefix_len,
        index=index,
        flags=flags,
        scope=address.scope,
        peer=address.peer,
        broadcast=address.broadcast,
        label=address.label,
        protocol=PROTOCOL_KEEPALIVED,
        preferred_s=address.preferred_lft_s,
    )
