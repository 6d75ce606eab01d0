"""What is on the wire: a capture with the kernel's time stamps and a decoder of its own.

The decoder is written apart from ``vipd.wire`` on purpose: it judges what vipd sends. Frames queue
in the kernel until somebody looks, so watching costs the daemons next to nothing.
"""

import select
import socket
import struct
import time
from bisect import insort
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from typing import Final

from tests.support.netns import Netns

ETH_P_ALL: Final = 3
SOL_PACKET: Final = 263
PACKET_IGNORE_OUTGOING: Final = 23
SO_TIMESTAMPNS: Final = 35
SO_RCVBUFFORCE: Final = 33
PROTO_VRRP: Final = 112

IpAddress = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Advert:
    """A VRRP advert. ``interval_ns`` as it says of itself; ``intact``: its checksum is right."""

    source: IpAddress
    destination: IpAddress
    hop_limit: int
    version: int
    type: int
    vrid: int
    priority: int
    interval_ns: int
    addresses: tuple[IpAddress, ...]
    auth_type: int
    auth_data: bytes
    intact: bool


@dataclass(frozen=True, slots=True)
class Announcement:
    """A gratuitous ARP or an unsolicited neighbour advertisement."""

    address: IpAddress
    mac: bytes


@dataclass(frozen=True, slots=True, order=True)
class Frame:
    """A frame as ``node`` sent it; ``time_ns`` is the wall clock when it reached the switch."""

    time_ns: int
    node: str = field(compare=False)
    octets: bytes = field(compare=False)
    content: Advert | Announcement | None = field(compare=False)


class Capture:
    """Frames of the wire, in order of time, decoded; nothing is lost without an error."""

    def __init__(self, netns: Netns, ports: Mapping[str, str], *, buffer_bytes: int = 16 << 20):
        """``ports``: name of the switch port -> name of the node behind it."""
        with netns.entered():
            self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
        self._ports = ports
        self._socket.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, buffer_bytes)
        self._socket.setblocking(False)
        self.frames: list[Frame] = []

    def close(self) -> None:
        """Stop listening."""
        self._socket.close()

    def drain(self) -> Iterator[tuple[int, str, bytes]]:
        """Read what is queued: (time, node, frame). A lost frame raises RuntimeError."""
        while True:
            try:
                octets, ancillary, _flags, origin = self._socket.recvmsg(2048, 64)
            except BlockingIOError:
                break
            node = self._ports.get(origin[0])
            if node is not None:
                yield _stamp(ancillary), node, octets
        _received, dropped = struct.unpack("II", self._socket.getsockopt(SOL_PACKET, 6, 8))
        if dropped:
            raise RuntimeError(f"the capture lost {dropped} frames")

    def poll(self) -> list[Frame]:
        """Read and decode what is queued and return all frames so far."""
        for time_ns, node, octets in self.drain():
            insort(self.frames, Frame(time_ns, node, octets, decode(octets)))
        return self.frames

    def wait(
        self, condition: Callable[[list[Frame]], bool], timeout_s: float, what: str = "frames"
    ) -> None:
        """Wait until the frames so far satisfy ``condition``; AssertionError at the time-out."""
        deadline = time.monotonic() + timeout_s
        while not condition(self.poll()):
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                raise AssertionError(f"not within {timeout_s} s: {what}")
            select.select([self._socket], [], [], min(remaining, 0.2))

    def save(self, path: Path) -> None:
        """Write the frames so far as a pcap file with nanoseconds."""
        with path.open("wb") as file:
            file.write(struct.pack("=IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 65535, 1))
            for frame in self.poll():
                seconds, rest = divmod(frame.time_ns, 10**9)
                size = len(frame.octets)
                file.write(struct.pack("=IIII", seconds, rest, size, size) + frame.octets)

    def clear(self) -> None:
        """Forget everything so far."""
        self.poll()
        self.frames = []

    def adverts(self, *, node: str | None = None, vrid: int | None = None) -> list["Seen"]:
        """Return the adverts so far, of one node or one virtual router or all."""
        return [
            Seen(frame.time_ns, frame.node, frame.content)
            for frame in self.poll()
            if isinstance(frame.content, Advert)
            and (node is None or frame.node == node)
            and (vrid is None or frame.content.vrid == vrid)
        ]

    def announcements(self, *, node: str | None = None) -> list[tuple[int, IpAddress]]:
        """Return (time, address) of each gratuitous ARP or unsolicited NA so far."""
        return [
            (frame.time_ns, frame.content.address)
            for frame in self.poll()
            if isinstance(frame.content, Announcement) and (node is None or frame.node == node)
        ]


@dataclass(frozen=True, slots=True)
class Seen:
    """An advert with the time and the node it came from."""

    time_ns: int
    node: str
    advert: Advert


def decode(octets: bytes) -> Advert | Announcement | None:
    """Decode an Ethernet frame; anything else than adverts and announcements is None."""
    (kind,) = struct.unpack_from("!H", octets, 12)
    if kind == 0x0806:
        return _arp(octets[14:])
    if kind == 0x0800 and len(octets) >= 42 and octets[23] == PROTO_VRRP:
        return _advert_ipv4(octets[14:])
    if kind == 0x86DD and len(octets) >= 62:
        if octets[20] == PROTO_VRRP:
            return _advert_ipv6(octets[14:])
        if octets[20] == 58 and octets[54] == 136:
            return _neighbour_advertisement(octets[14:])
    return None


def checksum(octets: bytes) -> int:
    """Return the Internet checksum (RFC 1071); 0 over data that contains a right one."""
    if len(octets) % 2:
        octets += b"\0"
    total: int = sum(struct.unpack(f"!{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def _arp(packet: bytes) -> Announcement | None:
    if len(packet) < 28 or packet[14:18] != packet[24:28]:
        return None
    return Announcement(IPv4Address(packet[14:18]), packet[8:14])


def _neighbour_advertisement(packet: bytes) -> Announcement | None:
    solicited = packet[44] & 0x40
    if solicited or len(packet) < 72:
        return None
    return Announcement(IPv6Address(packet[48:64]), packet[66:72])


def _advert_ipv4(packet: bytes) -> Advert | None:
    start = (packet[0] & 15) * 4
    (total,) = struct.unpack_from("!H", packet, 2)
    pdu = packet[start:total]
    pseudo = packet[12:20] + struct.pack("!BBH", 0, PROTO_VRRP, len(pdu))
    return _advert(pdu, packet[12:16], packet[16:20], packet[8], pseudo)


def _advert_ipv6(packet: bytes) -> Advert | None:
    (length,) = struct.unpack_from("!H", packet, 4)
    pdu = packet[40 : 40 + length]
    pseudo = packet[8:40] + struct.pack("!II", length, PROTO_VRRP)
    return _advert(pdu, packet[8:24], packet[24:40], packet[7], pseudo)


def _advert(
    pdu: bytes, source: bytes, destination: bytes, hop_limit: int, pseudo: bytes
) -> Advert | None:
    if len(pdu) < 8:
        return None
    version, kind = pdu[0] >> 4, pdu[0] & 15
    size = len(source)
    end = 8 + pdu[3] * size
    (interval,) = struct.unpack_from("!H", pdu, 4)
    old = version == 2
    return Advert(
        source=ip_address(source),
        destination=ip_address(destination),
        hop_limit=hop_limit,
        version=version,
        type=kind,
        vrid=pdu[1],
        priority=pdu[2],
        interval_ns=pdu[5] * 10**9 if old else (interval & 0xFFF) * 10**7,
        addresses=tuple(ip_address(pdu[at : at + size]) for at in range(8, end, size)),
        auth_type=pdu[4] if old else 0,
        auth_data=pdu[end:] if old else b"",
        intact=checksum(pdu if old and size == 4 else pseudo + pdu) == 0,
    )


def _stamp(ancillary: Iterable[tuple[int, int, bytes]]) -> int:
    for _level, kind, data in ancillary:
        if kind == SO_TIMESTAMPNS:
            seconds, nanoseconds = struct.unpack("qq", data[:16])
            return int(seconds) * 10**9 + int(nanoseconds)
    raise RuntimeError("a frame came without a time stamp")
