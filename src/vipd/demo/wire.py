"""The wire between the machines: what was on it, as frames and as what they mean.

Two packet sockets on the bridge, which hears everything in promiscuous mode: one with a filter
for what the demo understands (VRRP and ARP), one for the capture file, which is only opened when
somebody wants it. So a flood of requests cannot displace an advert.
"""

import socket
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Final

from vipd.base.addr import Family
from vipd.base.errors import DecodeError
from vipd.base.units import Instant
from vipd.demo.lan import BRIDGE
from vipd.linux import filters
from vipd.linux.constants import SO_TIMESTAMPNS
from vipd.wire import arp, ip, vrrp

_ETH_P_ALL: Final = 0x0003
_SOL_PACKET: Final = 263
_PACKET_ADD_MEMBERSHIP: Final = 1
_PACKET_MR_PROMISC: Final = 1
_TIMESPEC: Final = struct.Struct("@ll")
_FRAME_SIZE_MAX: Final = 65_535
_ANCILLARY_SIZE: Final = 128
_BUFFER_SIZE: Final = 4 << 20
_FRAMES_A_TURN: Final = 1_000
"""Frames read before the rest of the demo gets its turn."""

_ETHERNET: Final = struct.Struct("!6s6sH")
_ETHERTYPE_IPV4: Final = 0x0800
_ARP: Final = struct.Struct("!HHBBH6s4s6s4s")

_SOCK_FILTER: Final = struct.Struct("=HBBI")
_LOAD_HALF_WORD: Final = 0x28
_LOAD_OCTET: Final = 0x30
_JUMP_IF_EQUAL: Final = 0x15
_RETURN: Final = 0x06
_VRRP_OR_ARP: Final = b"".join(
    _SOCK_FILTER.pack(*instruction)
    for instruction in (
        (_LOAD_HALF_WORD, 0, 0, 12),  # Ethernet type
        (_JUMP_IF_EQUAL, 3, 0, arp.ETHERTYPE_ARP),
        (_JUMP_IF_EQUAL, 0, 3, _ETHERTYPE_IPV4),
        (_LOAD_OCTET, 0, 0, 23),  # protocol in the IPv4 header
        (_JUMP_IF_EQUAL, 0, 1, ip.PROTO_VRRP),
        (_RETURN, 0, 0, _FRAME_SIZE_MAX),
        (_RETURN, 0, 0, 0),
    )
)


@dataclass(frozen=True, slots=True)
class Advert:
    """A VRRP advert on the wire."""

    source: IPv4Address
    vrid: int
    priority: int


@dataclass(frozen=True, slots=True)
class Garp:
    """A gratuitous ARP on the wire: ``mac`` says that ``address`` is there."""

    mac: bytes
    address: IPv4Address


class Tap:
    """A packet socket on the bridge."""

    def __init__(self, *, everything: bool) -> None:
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        self._socket.setblocking(False)
        if not everything:
            filters.attach(self._socket, _VRRP_OR_ARP)
        # Within the limit of the host; only root may go beyond it.
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER_SIZE)
        self._socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        # The protocol is given only now, so that nothing came in before the filter.
        self._socket.bind((BRIDGE, _ETH_P_ALL))
        membership = struct.pack(
            "=iHH8s", socket.if_nametoindex(BRIDGE), _PACKET_MR_PROMISC, 0, b""
        )
        self._socket.setsockopt(_SOL_PACKET, _PACKET_ADD_MEMBERSHIP, membership)

    def fileno(self) -> int:
        """Return the descriptor, for waiting."""
        return self._socket.fileno()

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()

    def frames(self) -> Iterator[tuple[bytes, int]]:
        """Yield what is queued: frames and when they came (Unix time in nanoseconds)."""
        for _ in range(_FRAMES_A_TURN):
            try:
                frame, ancillary, _, _ = self._socket.recvmsg(_FRAME_SIZE_MAX, _ANCILLARY_SIZE)
            except BlockingIOError:
                return
            unix_ns = time.time_ns()
            for level, kind, value in ancillary:
                if level == socket.SOL_SOCKET and kind == SO_TIMESTAMPNS:
                    second, nanosecond = _TIMESPEC.unpack(value)
                    unix_ns = second * 1_000_000_000 + nanosecond
            yield frame, unix_ns


def monotonic(unix_ns: int) -> Instant:
    """Return the instant on the monotonic clock of a moment that has just been."""
    return Instant(time.monotonic_ns() - (time.time_ns() - unix_ns))


def understand(frame: bytes) -> Advert | Garp | None:
    """Return what a frame means to the demo; None if nothing."""
    if len(frame) < _ETHERNET.size:
        return None
    destination, _, ethertype = _ETHERNET.unpack_from(frame)
    payload = frame[_ETHERNET.size :]
    if ethertype == arp.ETHERTYPE_ARP:
        # A router that still has the address answers an announcement of it, to its sender alone.
        return _garp(payload) if destination == arp.BROADCAST_MAC else None
    if ethertype == _ETHERTYPE_IPV4:
        return _advert(payload)
    return None


def _garp(payload: bytes) -> Garp | None:
    if len(payload) < _ARP.size:
        return None
    _, _, _, _, _, mac, sender, _, target = _ARP.unpack_from(payload)
    return Garp(mac, IPv4Address(sender)) if sender == target else None


def _advert(payload: bytes) -> Advert | None:
    try:
        header = ip.decode(payload)
        if header.protocol != ip.PROTO_VRRP or not isinstance(header.source, IPv4Address):
            return None
        packet = payload[header.header_length : header.total_length]
        pdu = vrrp.decode(packet, Family.IPV4)
    except DecodeError:
        return None
    return Advert(header.source, pdu.vrid, pdu.priority)
