"""Routing netlink: links and addresses.

A link message is ``struct ifinfomsg`` with attributes behind it, an address message
``struct ifaddrmsg`` with attributes::

    ifinfomsg: family (1) pad (1) type (2) index (4) flags (4) change mask (4)
    ifaddrmsg: family (1) prefix length (1) flags, low octet (1) scope (1) index (4)

Which of two addresses is which: ``IFA_LOCAL`` is the interface's own, ``IFA_ADDRESS`` the other
end of a point-to-point link or the same again. IPv6 leaves ``IFA_LOCAL`` out unless there is a
peer.
"""

import struct
import sys
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from vipd.base.addr import Family, IpAddress, family_of, unpack
from vipd.base.errors import DecodeError
from vipd.wire.netlink import msg
from vipd.wire.netlink.msg import Message, NetlinkFault

RTM_NEWLINK: Final = 16
RTM_DELLINK: Final = 17
RTM_GETLINK: Final = 18
RTM_NEWADDR: Final = 20
RTM_DELADDR: Final = 21
RTM_GETADDR: Final = 22

RTMGRP_LINK: Final = 0x001
RTMGRP_IPV4_IFADDR: Final = 0x010
RTMGRP_IPV6_IFADDR: Final = 0x100

AF_UNSPEC: Final = 0
AF_INET: Final = 2
AF_INET6: Final = 10

IFF_UP: Final = 0x1
IFF_BROADCAST: Final = 0x2
IFF_LOOPBACK: Final = 0x8
IFF_POINTOPOINT: Final = 0x10
IFF_RUNNING: Final = 0x40
IFF_NOARP: Final = 0x80
IFF_MULTICAST: Final = 0x1000

IFA_F_NODAD: Final = 0x002
IFA_F_OPTIMISTIC: Final = 0x004
IFA_F_DADFAILED: Final = 0x008
IFA_F_HOMEADDRESS: Final = 0x010
IFA_F_TENTATIVE: Final = 0x040
IFA_F_PERMANENT: Final = 0x080
IFA_F_MANAGETEMPADDR: Final = 0x100
IFA_F_NOPREFIXROUTE: Final = 0x200
IFA_F_MCAUTOJOIN: Final = 0x400

FOREVER: Final = 0xFFFFFFFF
"""A lifetime without end, in seconds."""

_IFLA_ADDRESS: Final = 1
_IFLA_BROADCAST: Final = 2
_IFLA_IFNAME: Final = 3
_IFLA_MTU: Final = 4
_IFLA_LINKINFO: Final = 18
_IFLA_GROUP: Final = 27
_IFLA_EXT_MASK: Final = 29
_IFLA_INFO_KIND: Final = 1
_IFLA_INFO_DATA: Final = 2
_IFLA_MODE: Final = 1
"""Of a macvlan (32 bits) and of an ipvlan (16 bits) alike."""
_RTEXT_FILTER_SKIP_STATS: Final = 8

_IFA_ADDRESS: Final = 1
_IFA_LOCAL: Final = 2
_IFA_LABEL: Final = 3
_IFA_BROADCAST: Final = 4
_IFA_CACHEINFO: Final = 6
_IFA_FLAGS: Final = 8
_IFA_PROTO: Final = 11

ARPHRD_ETHER: Final = 1
MODAL_KINDS: Final = ("macvlan", "ipvlan")
MACVLAN_MODE_PRIVATE: Final = 1
IPVLAN_MODE_L2: Final = 0

_IFINFOMSG: Final = struct.Struct("=BxHiII")
_IFADDRMSG: Final = struct.Struct("=BBBBI")
_U32: Final = struct.Struct("=I")
_CACHEINFO: Final = struct.Struct("=IIII")

_ADDRESS_FAMILY: Final = {AF_INET: Family.IPV4, AF_INET6: Family.IPV6}
_ADDRESS_FAMILY_NUMBER: Final = {Family.IPV4: AF_INET, Family.IPV6: AF_INET6}


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRecord:
    """A link as the kernel describes it.

    ``family`` is AF_UNSPEC for the link itself; other families (a bridge speaking of one of its
    ports) say nothing about whether the link exists. ``flags`` are IFF_*. ``hardware`` is ARPHRD_*.
    ``kind`` is the kernel's name of what made the link ("macvlan"), empty for a device; ``mode``
    how a macvlan or ipvlan joins its siblings, None for other kinds. ``broadcast`` is the
    link-layer address of all, ``group`` a number that administrators give.
    """

    family: int
    index: int
    flags: int
    name: str
    mtu: int
    mac: bytes
    hardware: int = ARPHRD_ETHER
    kind: str = ""
    mode: int | None = None
    broadcast: bytes = b""
    group: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressRecord:
    """An address on a link as the kernel describes it, or as it is to be.

    ``flags`` are IFA_F_*. ``peer`` is the other end of a point-to-point link, None where there is
    none. ``label`` and ``broadcast`` exist for IPv4. ``protocol`` (IFA_PROTO) is None where the
    kernel is too old to know. Lifetimes are in seconds, None where not told.
    """

    address: IpAddress
    prefix_len: int
    index: int
    flags: int = 0
    scope: int = 0
    peer: IpAddress | None = None
    broadcast: IPv4Address | None = None
    label: str | None = None
    protocol: int | None = None
    preferred_s: int | None = None
    valid_s: int | None = None


def link_dump(sequence: int) -> bytes:
    """Return the request for all links (without their statistics)."""
    body = _IFINFOMSG.pack(AF_UNSPEC, 0, 0, 0, 0)
    body += msg.attribute(_IFLA_EXT_MASK, _U32.pack(_RTEXT_FILTER_SKIP_STATS))
    return msg.encode(RTM_GETLINK, msg.NLM_F_REQUEST | msg.NLM_F_DUMP, sequence, body)


def address_dump(sequence: int, family: Family) -> bytes:
    """Return the request for all addresses of one family."""
    body = _IFADDRMSG.pack(_ADDRESS_FAMILY_NUMBER[family], 0, 0, 0, 0)
    return msg.encode(RTM_GETADDR, msg.NLM_F_REQUEST | msg.NLM_F_DUMP, sequence, body)


def new_address(sequence: int, record: AddressRecord) -> bytes:
    """Return the request to add an address, acknowledged; EEXIST when it exists already."""
    flags = msg.NLM_F_REQUEST | msg.NLM_F_ACK | msg.NLM_F_CREATE | msg.NLM_F_EXCL
    return msg.encode(RTM_NEWADDR, flags, sequence, encode_address(record))


def delete_address(sequence: int, record: AddressRecord) -> bytes:
    """Return the request to delete an address, acknowledged; EADDRNOTAVAIL when it is absent.

    Only what identifies the address is sent: interface, address, prefix or peer. A label would
    restrict the deletion to an address that still carries it.
    """
    wanted = AddressRecord(
        address=record.address,
        prefix_len=record.prefix_len,
        index=record.index,
        peer=record.peer,
    )
    flags = msg.NLM_F_REQUEST | msg.NLM_F_ACK
    return msg.encode(RTM_DELADDR, flags, sequence, encode_address(wanted))


def encode_address(record: AddressRecord) -> bytes:
    """Return the payload of an address message."""
    family = _ADDRESS_FAMILY_NUMBER[family_of(record.address)]
    low_flags = record.flags & 0xFF
    parts = [_IFADDRMSG.pack(family, record.prefix_len, low_flags, record.scope, record.index)]
    parts.append(msg.attribute(_IFA_LOCAL, record.address.packed))
    remote = record.address if record.peer is None else record.peer
    parts.append(msg.attribute(_IFA_ADDRESS, remote.packed))
    if record.flags:
        parts.append(msg.attribute(_IFA_FLAGS, _U32.pack(record.flags)))
    if record.broadcast is not None:
        parts.append(msg.attribute(_IFA_BROADCAST, record.broadcast.packed))
    if record.label is not None:
        parts.append(msg.attribute(_IFA_LABEL, _octets(record.label)))
    if record.protocol is not None:
        parts.append(msg.attribute(_IFA_PROTO, bytes((record.protocol,))))
    if record.preferred_s is not None or record.valid_s is not None:
        preferred = FOREVER if record.preferred_s is None else record.preferred_s
        valid = FOREVER if record.valid_s is None else record.valid_s
        parts.append(msg.attribute(_IFA_CACHEINFO, _CACHEINFO.pack(preferred, valid, 0, 0)))
    return b"".join(parts)


def decode_link(message: Message) -> LinkRecord:
    """Decode a RTM_NEWLINK or RTM_DELLINK message.

    Raises:
        DecodeError: with a ``NetlinkFault``.
    """
    if message.type not in (RTM_NEWLINK, RTM_DELLINK):
        raise DecodeError(NetlinkFault.BAD_TYPE, str(message.type))
    if len(message.payload) < _IFINFOMSG.size:
        raise DecodeError(NetlinkFault.TRUNCATED, "ifinfomsg")
    family, hardware, index, flags, _ = _IFINFOMSG.unpack_from(message.payload)
    found = msg.attributes(message.payload, _IFINFOMSG.size)
    kind, mode = _kind_and_mode(found.get(_IFLA_LINKINFO, b""))
    return LinkRecord(
        family=family,
        index=index,
        flags=flags,
        name=_text(found.get(_IFLA_IFNAME, b"")),
        mtu=_number(found[_IFLA_MTU]) if _IFLA_MTU in found else 0,
        mac=found.get(_IFLA_ADDRESS, b""),
        hardware=hardware,
        kind=kind,
        mode=mode,
        broadcast=found.get(_IFLA_BROADCAST, b""),
        group=_number(found[_IFLA_GROUP]) if _IFLA_GROUP in found else 0,
    )


def _kind_and_mode(nested: bytes) -> tuple[str, int | None]:
    """Return what made a link, and how a macvlan or ipvlan joins its siblings."""
    if not nested:
        return "", None
    found = msg.attributes(nested, 0)
    kind = _text(found.get(_IFLA_INFO_KIND, b""))
    if kind not in MODAL_KINDS or _IFLA_INFO_DATA not in found:
        return kind, None
    mode = msg.attributes(found[_IFLA_INFO_DATA], 0).get(_IFLA_MODE)
    return kind, None if mode is None else int.from_bytes(mode, sys.byteorder)


def decode_address(message: Message) -> AddressRecord:
    """Decode a RTM_NEWADDR or RTM_DELADDR message of either Internet family.

    Raises:
        DecodeError: with a ``NetlinkFault``; BAD_TYPE also for other address families.
    """
    if message.type not in (RTM_NEWADDR, RTM_DELADDR):
        raise DecodeError(NetlinkFault.BAD_TYPE, str(message.type))
    if len(message.payload) < _IFADDRMSG.size:
        raise DecodeError(NetlinkFault.TRUNCATED, "ifaddrmsg")
    family, prefix_len, low_flags, scope, index = _IFADDRMSG.unpack_from(message.payload)
    if family not in _ADDRESS_FAMILY:
        raise DecodeError(NetlinkFault.BAD_TYPE, f"address family {family}")
    found = msg.attributes(message.payload, _IFADDRMSG.size)
    address, peer = _own_and_peer(found, _ADDRESS_FAMILY[family])
    protocol = found.get(_IFA_PROTO)
    preferred_s, valid_s = _lifetimes(found.get(_IFA_CACHEINFO))
    label = found.get(_IFA_LABEL)
    return AddressRecord(
        address=address,
        prefix_len=prefix_len,
        index=index,
        flags=_number(found[_IFA_FLAGS]) if _IFA_FLAGS in found else low_flags,
        scope=scope,
        peer=peer,
        broadcast=_broadcast(found.get(_IFA_BROADCAST)),
        label=None if label is None else _text(label),
        protocol=None if not protocol else protocol[0],
        preferred_s=preferred_s,
        valid_s=valid_s,
    )


def _own_and_peer(found: dict[int, bytes], family: Family) -> tuple[IpAddress, IpAddress | None]:
    remote = found.get(_IFA_ADDRESS)
    local = found.get(_IFA_LOCAL, remote)
    if local is None:
        raise DecodeError(NetlinkFault.MISSING_ATTRIBUTE, "IFA_LOCAL and IFA_ADDRESS")
    own = _address(local, family)
    if remote is None or remote == local:
        return own, None
    return own, _address(remote, family)


def _address(value: bytes, family: Family) -> IPv4Address | IPv6Address:
    if len(value) != (4 if family is Family.IPV4 else 16):
        raise DecodeError(NetlinkFault.BAD_ATTRIBUTE, f"address of {len(value)} octets")
    return unpack(value)


def _broadcast(value: bytes | None) -> IPv4Address | None:
    if value is None:
        return None
    if len(value) != 4:
        raise DecodeError(NetlinkFault.BAD_ATTRIBUTE, f"broadcast of {len(value)} octets")
    return IPv4Address(value)


def _lifetimes(value: bytes | None) -> tuple[int | None, int | None]:
    if value is None:
        return None, None
    if len(value) < _CACHEINFO.size:
        raise DecodeError(NetlinkFault.BAD_ATTRIBUTE, "IFA_CACHEINFO")
    preferred, valid, _, _ = _CACHEINFO.unpack_from(value)
    return preferred, valid


def _number(value: bytes) -> int:
    if len(value) != _U32.size:
        raise DecodeError(NetlinkFault.BAD_ATTRIBUTE, f"number of {len(value)} octets")
    (number,) = _U32.unpack(value)
    return int(number)


def _text(value: bytes) -> str:
    """Interface names are any octets but "/" and space, so nothing here may fail."""
    return value.rstrip(b"\0").decode("utf-8", "surrogateescape")


def _octets(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape") + b"\0"
