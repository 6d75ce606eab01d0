"""Routing netlink: making and deleting bridges and virtual Ethernet pairs, and changing a link.

A link is made by RTM_NEWLINK with its kind in a nested ``IFLA_LINKINFO``. Of a virtual Ethernet
pair one message makes both ends: ``VETH_INFO_PEER`` holds a complete link message (``ifinfomsg``
with attributes) for the other end, which may lie in another network namespace::

    ifinfomsg IFLA_IFNAME IFLA_ADDRESS IFLA_LINKINFO
                                       | IFLA_INFO_KIND "veth"
                                       | IFLA_INFO_DATA
                                         | VETH_INFO_PEER
                                           | ifinfomsg IFLA_IFNAME IFLA_ADDRESS IFLA_NET_NS_PID
"""

import struct
from dataclasses import dataclass
from typing import Final

from vipd.wire.netlink import msg
from vipd.wire.netlink.rtnl import AF_UNSPEC, IFF_UP, RTM_DELLINK, RTM_NEWLINK

_IFLA_ADDRESS: Final = 1
_IFLA_IFNAME: Final = 3
_IFLA_MASTER: Final = 10
_IFLA_LINKINFO: Final = 18
_IFLA_NET_NS_PID: Final = 19
_IFLA_INFO_KIND: Final = 1
_IFLA_INFO_DATA: Final = 2
_VETH_INFO_PEER: Final = 1

_IFINFOMSG: Final = struct.Struct("=BxHiII")
_U32: Final = struct.Struct("=I")

_CREATE: Final = msg.NLM_F_REQUEST | msg.NLM_F_ACK | msg.NLM_F_CREATE | msg.NLM_F_EXCL
_CHANGE: Final = msg.NLM_F_REQUEST | msg.NLM_F_ACK


@dataclass(frozen=True, slots=True, kw_only=True)
class VethEnd:
    """One end of a virtual Ethernet pair.

    ``mac`` None lets the kernel choose at random. ``namespace_pid`` is a process in the network
    namespace where this end is to be; None is the namespace of the request's socket.
    """

    name: str
    mac: bytes | None = None
    namespace_pid: int | None = None


def new_bridge(sequence: int, name: str) -> bytes:
    """Return the request for a bridge, acknowledged; EEXIST when the name is taken."""
    body = _ifinfomsg() + _name(name) + _kind("bridge")
    return msg.encode(RTM_NEWLINK, _CREATE, sequence, body)


def new_veth(sequence: int, near: VethEnd, far: VethEnd) -> bytes:
    """Return the request for a virtual Ethernet pair, acknowledged; EEXIST as ``new_bridge``."""
    peer = msg.attribute(_VETH_INFO_PEER, _ifinfomsg() + _end(far))
    body = _ifinfomsg() + _end(near) + _kind("veth", msg.attribute(_IFLA_INFO_DATA, peer))
    return msg.encode(RTM_NEWLINK, _CREATE, sequence, body)


def delete_link(sequence: int, index: int) -> bytes:
    """Return the request to delete a link, acknowledged; of a pair both ends go."""
    return msg.encode(RTM_DELLINK, _CHANGE, sequence, _ifinfomsg(index=index))


def set_up(sequence: int, index: int, *, up: bool) -> bytes:
    """Return the request to set a link up or down, acknowledged; ENODEV when it is gone."""
    body = _ifinfomsg(index=index, flags=IFF_UP if up else 0, change=IFF_UP)
    return msg.encode(RTM_NEWLINK, _CHANGE, sequence, body)


def set_controller(sequence: int, index: int, controller: int) -> bytes:
    """Return the request to make a link a port of the bridge with index ``controller``."""
    body = _ifinfomsg(index=index) + msg.attribute(_IFLA_MASTER, _U32.pack(controller))
    return msg.encode(RTM_NEWLINK, _CHANGE, sequence, body)


def _ifinfomsg(*, index: int = 0, flags: int = 0, change: int = 0) -> bytes:
    return _IFINFOMSG.pack(AF_UNSPEC, 0, index, flags, change)


def _end(end: VethEnd) -> bytes:
    parts = [_name(end.name)]
    if end.mac is not None:
        parts.append(msg.attribute(_IFLA_ADDRESS, end.mac))
    if end.namespace_pid is not None:
        parts.append(msg.attribute(_IFLA_NET_NS_PID, _U32.pack(end.namespace_pid)))
    return b"".join(parts)


def _name(name: str) -> bytes:
    return msg.attribute(_IFLA_IFNAME, name.encode("utf-8", "surrogateescape") + b"\0")


def _kind(kind: str, data: bytes = b"") -> bytes:
    inner = msg.attribute(_IFLA_INFO_KIND, kind.encode() + b"\0") + data
    return msg.attribute(_IFLA_LINKINFO, inner)
