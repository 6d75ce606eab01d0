"""VRRP packets through raw sockets: a pair of sockets for each channel.

One socket of the pair hears the channel through a kernel filter that passes our VRIDs only, the
other sends whole IP packets. The receiving sockets can outlive the process: ``sockets`` gives them
away, ``adopt`` takes them over with everything that is queued on them.

FAST PATH: budget 3.5 us a received packet in a burst, system call included;
tests/contract/test_packets_cost.py; 2026-11. ``recvmsg`` into a new object is a little cheaper
than into a buffer that exists with a copy out of it (2.3 and 2.5 us on CPython 3.11).
"""

import errno
import logging
import os
import socket
import struct
import sys
import time
from dataclasses import dataclass, field
from typing import Final, Protocol

from vipd.base.addr import Family, IpAddress
from vipd.base.units import Instant
from vipd.linux import filters, stamps, vrrp_sockets
from vipd.linux.buffers import ReceiveBuffers
from vipd.linux.constants import SO_MEMINFO, SO_TIMESTAMPNS
from vipd.linux.recvmmsg import SLOTS, MessageBatch
from vipd.ports import Channel
from vipd.wire.bpf import vrid_filter
from vipd.wire.ip import PROTO_VRRP

log: Final = logging.getLogger(__name__)

_VRIDS_MAX: Final = 255
_QUEUE_PER_VRID: Final = 16
"""Adverts of each VRID that fit the receive buffer which the port chooses."""
_QUEUE_MIN: Final = 256
_KERNEL_PACKET_BYTES: Final = 1024
"""What a queued advert counts against the buffer; the kernel doubles the buffer besides."""

_PACKET_MAX: Final = 4352
"""More than an advert can be (IPv6, 255 addresses); each read allocates this much for a moment."""
_ANCILLARY_MAX: Final = 256
_RECEIVE_ERRORS_MAX: Final = 16
_REMEMBERED_MAX: Final = 1024
"""Entries of a look-up by identity, after which it is begun anew."""

_TIMESPEC: Final = struct.Struct("@ll")
_MEMINFO: Final = struct.Struct("@9I")
_MEMINFO_DROPS: Final = 8
"""``SK_MEMINFO_DROPS``: what found the buffer full, without what the filter refused."""
_IPV6_HEADER: Final = struct.Struct("!IHBB16s16s")
_IPV6_VERSION: Final = 6 << 28
_SECOND: Final = 1_000_000_000


class ChannelWatcher(Protocol):
    """Who must know of the receiving sockets: the loop that waits for them, and who keeps them."""

    def opened(self, channel: Channel, receiver: socket.socket) -> None:
        """The channel is heard on this socket from now on; an earlier one is gone."""
        ...

    def closing(self, channel: Channel, receiver: socket.socket) -> None:
        """The socket is about to be closed."""
        ...


@dataclass(slots=True)
class _Open:
    """An open channel. ``sender`` is None while the channel is adopted and not opened again.

    ``offset`` is the clock offset when the queue was last seen empty. ``addresses`` holds what the
    ``socket`` module wants for a destination, by the identity of the latter: hashing an address
    costs a fifth of a send.
    """

    channel: Channel
    receiver: socket.socket
    sender: socket.socket | None = None
    offset: int | None = None
    addresses: dict[int, tuple[IpAddress, vrrp_sockets.Address]] = field(default_factory=dict)

    def address_of(self, destination: IpAddress, sender: socket.socket) -> vrrp_sockets.Address:
        known = self.addresses.get(id(destination))
        if known is not None and known[0] is destination:
            return known[1]
        if len(self.addresses) >= _REMEMBERED_MAX:
            self.addresses.clear()
        address = vrrp_sockets.destination_address(sender, self.channel, str(destination))
        self.addresses[id(destination)] = (destination, address)
        return address


class PacketsPort:
    """``ports.Packets``; sockets belong to the name space the process is in when they open."""

    def __init__(self, watcher: ChannelWatcher | None = None) -> None:
        self._watcher = watcher
        self._open: dict[Channel, _Open] = {}
        self._by_identity: dict[int, tuple[Channel, _Open]] = {}
        self._buffers = ReceiveBuffers()
        self._batch = MessageBatch()

    def open(self, channel: Channel, vrids: frozenset[int], buffer_bytes: int) -> int:
        """Open or re-open the channel for these VRIDs (empty: all); returns 0 or an errno.

        ``buffer_bytes`` 0 or less leaves the size to the port. What is queued stays, unless the
        interface was replaced by another of the same name.
        """
        entry = self._open.get(channel)
        if entry is not None and not vrrp_sockets.still_bound(entry.receiver, channel):
            self.close(channel)
            entry = None
        try:
            if entry is None:
                entry = _Open(channel, vrrp_sockets.open_receiver(channel))
                self._enter(entry)
            if entry.sender is None:
                entry.sender = vrrp_sockets.open_sender(channel)
            self._buffers.set(entry.receiver, buffer_bytes if buffer_bytes > 0 else _size(vrids))
            filters.attach(entry.receiver, vrid_filter(channel.family, vrids))
        except OSError as error:
            self.close(channel)
            return error.errno or errno.EIO
        return 0

    def close(self, channel: Channel) -> None:
        """Close the channel; unknown channels are ignored."""
        entry = self._open.pop(channel, None)
        if entry is None:
            return
        self._by_identity.clear()
        if self._watcher is not None:
            self._watcher.closing(entry.channel, entry.receiver)
        entry.receiver.close()
        if entry.sender is not None:
            entry.sender.close()

    def close_all(self) -> None:
        """Close every channel."""
        for channel in list(self._open):
            self.close(channel)

    def sockets(self) -> list[tuple[Channel, socket.socket]]:
        """Return the receiving sockets, for somebody who keeps them beyond this process."""
        return [(entry.channel, entry.receiver) for entry in self._open.values()]

    def adopt(self, channel: Channel, receiver: socket.socket) -> None:
        """Take over a socket that an earlier process gave away, with what is queued on it.

        It is read by ``receive`` at once; ``open`` completes the channel.
        """
        self.close(channel)
        receiver.setblocking(False)
        self._enter(_Open(channel, receiver))

    def drop_unopened(self) -> None:
        """Close what was adopted and has not been opened since: nobody wants it any more."""
        for channel in [each.channel for each in self._open.values() if each.sender is None]:
            self.close(channel)

    def receive(self, channel: Channel, limit: int) -> list[tuple[bytes, Instant]]:
        """Return up to ``limit`` queued packets with receive time stamps, oldest first.

        Fewer than ``limit`` means that the queue is empty. Stamps are as ``stamps`` says; they may
        be later than an instant that was read before the call.
        """
        entry = self._find(channel)
        if entry is None:
            return []
        offset = stamps.clock_offset()
        match channel.family:
            case Family.IPV4:
                packets = _receive_ipv4(self._batch, entry.receiver, limit, offset)
            case Family.IPV6:
                packets = _receive_ipv6(entry.receiver, limit, offset)
        stepped = stamps.stepped(entry.offset, offset)
        if len(packets) < limit:
            entry.offset = offset
        return stamps.clamp(packets, Instant(time.monotonic_ns()), all_of_them=stepped)

    def dropped(self, channel: Channel) -> int:
        """Return how many packets found the queue full since the socket was made."""
        entry = self._find(channel)
        if entry is None:
            return 0
        counters = entry.receiver.getsockopt(socket.SOL_SOCKET, SO_MEMINFO, _MEMINFO.size)
        return int(_MEMINFO.unpack(counters)[_MEMINFO_DROPS])

    def descriptors(self, channel: Channel) -> tuple[int, int]:
        """Return the numbers of the sockets for receiving and sending; -1: not open."""
        entry = self._find(channel)
        if entry is None:
            return -1, -1
        return entry.receiver.fileno(), -1 if entry.sender is None else entry.sender.fileno()

    def send(self, channel: Channel, packet: bytes | bytearray, destination: IpAddress) -> int:
        """Send a packet; returns 0 or an errno. Never blocks."""
        entry = self._find(channel)
        if entry is None or entry.sender is None:
            return errno.ENOTCONN
        # keepalived 2.4: adverts to the group never take a gateway, whatever the routes say.
        flags = 0 if channel.group is None else socket.MSG_DONTROUTE
        try:
            entry.sender.sendto(packet, flags, entry.address_of(destination, entry.sender))
        except OSError as error:
            return error.errno or errno.EIO
        return 0

    def _enter(self, entry: _Open) -> None:
        self._open[entry.channel] = entry
        if self._watcher is not None:
            self._watcher.opened(entry.channel, entry.receiver)

    def _find(self, channel: Channel) -> _Open | None:
        """Look the channel up, by identity first: hashing one costs as much as a system call."""
        known = self._by_identity.get(id(channel))
        if known is not None and known[0] is channel:
            return known[1]
        entry = self._open.get(channel)
        if entry is not None:
            if len(self._by_identity) >= _REMEMBERED_MAX:
                self._by_identity.clear()
            # The channel is kept as well: an identity is unique only among living objects.
            self._by_identity[id(channel)] = (channel, entry)
        return entry


def _size(vrids: frozenset[int]) -> int:
    """Return a buffer for the adverts that may queue up while the process is kept from reading."""
    adverts = _QUEUE_PER_VRID * (len(vrids) or _VRIDS_MAX)
    return max(adverts, _QUEUE_MIN) * _KERNEL_PACKET_BYTES


def _receive_ipv4(
    batch: MessageBatch, receiver: socket.socket, limit: int, offset: int
) -> list[tuple[bytes, int]]:
    packets: list[tuple[bytes, int]] = []
    fd = receiver.fileno()
    errors = 0
    while len(packets) < limit:
        wanted = min(limit - len(packets), SLOTS)
        try:
            read = batch.receive(fd, wanted, offset)
        except OSError as error:
            errors = _count_error(error, errors)
            continue
        packets += read
        if len(read) == wanted:
            continue
        # Fewer than asked for: nothing more is queued, or an error lies in between.
        number = receiver.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if not number:
            break
        errors = _count_error(OSError(number, os.strerror(number)), errors)
    return packets


def _receive_ipv6(receiver: socket.socket, limit: int, offset: int) -> list[tuple[bytes, int]]:
    """As ``_receive_ipv4``; the kernel keeps the header to itself and tells what was in it."""
    packets: list[tuple[bytes, int]] = []
    errors = 0
    while len(packets) < limit:
        try:
            pdu, ancillary, _, source = receiver.recvmsg(_PACKET_MAX, _ANCILLARY_MAX)
        except BlockingIOError:
            break
        except OSError as error:
            errors = _count_error(error, errors)
            continue
        told = {kind: value for _, kind, value in ancillary}
        header = _IPV6_HEADER.pack(
            _IPV6_VERSION,
            len(pdu),
            PROTO_VRRP,
            int.from_bytes(told[socket.IPV6_HOPLIMIT], sys.byteorder),
            socket.inet_pton(socket.AF_INET6, source[0]),
            told[socket.IPV6_PKTINFO][:16],
        )
        seconds, nanoseconds = _TIMESPEC.unpack(told[SO_TIMESTAMPNS])
        stamp = seconds * _SECOND + nanoseconds - offset
        packets.append((header + pdu, stamp))
    return packets


def _count_error(error: OSError, errors: int) -> int:
    """An error of a raw socket is told once and then gone; the packets behind it are not.

    Raises:
        OSError: when it does not go away.
    """
    if errors == 0:
        log.info("VRRP socket: receive error: %s", error)
    if errors >= _RECEIVE_ERRORS_MAX:
        raise error
    return errors + 1
