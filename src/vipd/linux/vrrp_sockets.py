"""Opens the raw sockets of a VRRP channel. Each function returns a complete, quiet socket."""

import errno
import os
import socket
import struct
from typing import Final

from vipd.base.addr import Family
from vipd.linux import device, filters
from vipd.linux.constants import (
    IP_FREEBIND,
    IP_MULTICAST_ALL,
    IPV6_FREEBIND,
    IPV6_HDRINCL,
    IPV6_MULTICAST_ALL,
    SO_BINDTOIFINDEX,
    SO_TIMESTAMPNS,
)
from vipd.ports import Channel
from vipd.wire.ip import PROTO_VRRP

_INTERNETWORK_CONTROL: Final = 0xC0
"""TOS and traffic class of adverts; in the packet already, here for the queueing discipline."""
_MREQN: Final = struct.Struct("=4s4si")
_MREQ6: Final = struct.Struct("=16si")
_ADDRESS_FAMILY: Final = {Family.IPV4: socket.AF_INET, Family.IPV6: socket.AF_INET6}
_DRAIN_MAX: Final = 1 << 16

Address = tuple[str, int] | tuple[str, int, int, int]
"""What the ``socket`` module calls an address."""


def open_receiver(channel: Channel) -> socket.socket:
    """Open the socket that hears the channel; nothing passes until its filter is replaced.

    A raw socket hears the whole host from the moment it exists. It therefore begins with a filter
    that drops everything, and what slipped in before that is thrown away.

    Raises:
        OSError: ENODEV for an unknown interface, EPERM without CAP_NET_RAW, and what the kernel
            says to binding and joining.
    """
    sock = _raw(channel.family, PROTO_VRRP)
    try:
        filters.attach(sock, filters.DROP_ALL)
        sock.setblocking(False)
        index = _bind_to_device(sock, channel)
        sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        match channel.family:
            case Family.IPV4:
                _set_up_ipv4_receiver(sock, channel, index)
            case Family.IPV6:
                _set_up_ipv6_receiver(sock, channel, index)
        _drain(sock)
    except OSError:
        sock.close()
        raise
    return sock


def open_sender(channel: Channel) -> socket.socket:
    """Open the socket that sends whole IP packets on the channel and hears nothing.

    Its protocol is IPPROTO_RAW: with 112 the kernel would hand it a copy of every advert, only to
    have it dropped by the filter.

    Raises:
        OSError: ENODEV for an unknown interface, EPERM without CAP_NET_RAW.
    """
    sock = _raw(channel.family, socket.IPPROTO_RAW)
    try:
        filters.attach(sock, filters.DROP_ALL)
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 0)
        index = _bind_to_device(sock, channel)
        match channel.family:
            case Family.IPV4:
                ip = socket.IPPROTO_IP
                sock.setsockopt(ip, socket.IP_HDRINCL, 1)
                sock.setsockopt(ip, socket.IP_TOS, _INTERNETWORK_CONTROL)
                sock.setsockopt(ip, socket.IP_MULTICAST_LOOP, 0)
                sock.setsockopt(ip, socket.IP_MULTICAST_IF, _MREQN.pack(bytes(4), bytes(4), index))
            case Family.IPV6:
                ipv6 = socket.IPPROTO_IPV6
                sock.setsockopt(ipv6, IPV6_HDRINCL, 1)
                sock.setsockopt(ipv6, socket.IPV6_TCLASS, _INTERNETWORK_CONTROL)
                sock.setsockopt(ipv6, socket.IPV6_MULTICAST_LOOP, 0)
                sock.setsockopt(ipv6, socket.IPV6_MULTICAST_IF, index)
    except OSError:
        sock.close()
        raise
    return sock


def still_bound(sock: socket.socket, channel: Channel) -> bool:
    """Whether the socket is on the interface that has the channel's name now.

    An interface that was deleted and created again has another index, and a socket bound to the
    old one is deaf for ever.
    """
    bound = sock.getsockopt(socket.SOL_SOCKET, SO_BINDTOIFINDEX)
    index = device.index_of(sock, channel.interface) if channel.interface else 0
    return bound == index


def destination_address(sock: socket.socket, channel: Channel, destination: str) -> Address:
    """Return the address to send to; a link-local one is on the interface of the channel."""
    if channel.family is Family.IPV4:
        return (destination, 0)
    # The scope of a socket that is bound to a device must be that device, or none.
    return (destination, 0, 0, sock.getsockopt(socket.SOL_SOCKET, SO_BINDTOIFINDEX))


def _raw(family: Family, protocol: int) -> socket.socket:
    return socket.socket(_ADDRESS_FAMILY[family], socket.SOCK_RAW | socket.SOCK_CLOEXEC, protocol)


def _bind_to_device(sock: socket.socket, channel: Channel) -> int:
    """Bind to the interface and return its index; 0 for a channel without one."""
    if not channel.interface:
        return 0
    index = device.index_of(sock, channel.interface)
    if index is None:
        raise OSError(errno.ENODEV, os.strerror(errno.ENODEV), channel.interface)
    sock.setsockopt(socket.SOL_SOCKET, SO_BINDTOIFINDEX, index)
    return index


def _set_up_ipv4_receiver(sock: socket.socket, channel: Channel, index: int) -> None:
    ip = socket.IPPROTO_IP
    sock.setsockopt(ip, IP_MULTICAST_ALL, 0)
    if channel.group is not None:
        request = _MREQN.pack(channel.group.packed, bytes(4), index)
        sock.setsockopt(ip, socket.IP_ADD_MEMBERSHIP, request)
        sock.bind((str(channel.group), 0))
    else:
        sock.setsockopt(ip, IP_FREEBIND, 1)
        sock.bind((str(channel.source), 0))


def _set_up_ipv6_receiver(sock: socket.socket, channel: Channel, index: int) -> None:
    ipv6 = socket.IPPROTO_IPV6
    sock.setsockopt(ipv6, IPV6_MULTICAST_ALL, 0)
    sock.setsockopt(ipv6, socket.IPV6_RECVHOPLIMIT, 1)
    sock.setsockopt(ipv6, socket.IPV6_RECVPKTINFO, 1)
    if channel.group is not None:
        request = _MREQ6.pack(channel.group.packed, index)
        sock.setsockopt(ipv6, socket.IPV6_JOIN_GROUP, request)
        sock.bind((str(channel.group), 0, 0, index))
    else:
        sock.setsockopt(ipv6, IPV6_FREEBIND, 1)
        sock.bind((str(channel.source), 0, 0, index))


def _drain(sock: socket.socket) -> None:
    for _ in range(_DRAIN_MAX):
        try:
            sock.recv(1)
        except BlockingIOError:
            return
