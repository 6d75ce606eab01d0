"""Links and addresses through routing netlink.

Two sockets: one carries requests and their answers, the other what the kernel reports of its own
accord. The kernel answers requests while they are being sent, so that reading the answers never
waits; a time-out guards against the day when this is no longer true.
"""

import errno
import logging
import os
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, assert_never

from vipd.base.addr import Family
from vipd.base.errors import DecodeError
from vipd.core.desired import AddAddress, AddressOperation, DeleteAddress
from vipd.core.host import HostAddress, HostChange, Link, Resynced
from vipd.linux import device, host_records
from vipd.linux.buffers import ReceiveBuffers
from vipd.linux.constants import (
    NETLINK_CAP_ACK,
    NETLINK_EXT_ACK,
    NETLINK_GET_STRICT_CHK,
    SOL_NETLINK,
)
from vipd.wire.netlink import msg, rtnl
from vipd.wire.netlink.msg import Acknowledgement, Message

log: Final = logging.getLogger(__name__)

_BATCH_MAX: Final = 200
"""Requests in one send; their acknowledgements must fit the receive buffer."""
_DATAGRAM_MAX: Final = 1 << 16
_REPORTS_MAX: Final = 4096
"""Datagrams read by one call of ``changes``; what is left makes the socket readable again."""
_DISCARD_MAX: Final = 1 << 16
"""Reports thrown away after an overrun; the largest buffer holds fewer."""
_DUMP_ATTEMPTS: Final = 5
_ANSWER_TIMEOUT_S: Final = 1
_COMMAND_BUFFER: Final = 1 << 20
_MONITOR_BUFFER: Final = 4 << 20
_FORWARDING_AGE_NS_MAX: Final = 5_000_000_000
_GROUPS: Final = rtnl.RTMGRP_LINK | rtnl.RTMGRP_IPV4_IFADDR | rtnl.RTMGRP_IPV6_IFADDR

_Snapshot = tuple[tuple[Link, ...], tuple[HostAddress, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BufferSize:
    """A configured receive buffer in bytes; ``force`` goes beyond ``net.core.rmem_max``."""

    size: int
    force: bool


class KernelPort:
    """``ports.Kernel`` of the network name space that the process is in at construction."""

    def __init__(
        self, *, command: BufferSize | None = None, monitor: BufferSize | None = None
    ) -> None:
        """Open both sockets.

        Raises:
            OSError: when the kernel refuses a netlink socket.
        """
        buffers = ReceiveBuffers()
        self._requests = _open_socket(
            0, command or BufferSize(size=_COMMAND_BUFFER, force=True), buffers
        )
        self._requests.settimeout(_ANSWER_TIMEOUT_S)
        self._monitor = _open_socket(
            _GROUPS, monitor or BufferSize(size=_MONITOR_BUFFER, force=True), buffers
        )
        self._monitor.setblocking(False)
        self._sequence = 0
        self._forwarding: dict[int, tuple[int, bool]] = {}

    def fileno(self) -> int:
        """Return the descriptor that is readable when ``changes`` has something to tell."""
        return self._monitor.fileno()

    def close(self) -> None:
        """Close both sockets."""
        self._requests.close()
        self._monitor.close()

    def snapshot(self) -> _Snapshot:
        """Return all links and addresses; later changes come through ``changes``.

        Raises:
            OSError: when the kernel refuses the dump.
        """
        links = [
            host_records.link_of(rtnl.decode_link(message))
            for message in self._dump(rtnl.link_dump)
            if message.type == rtnl.RTM_NEWLINK
        ]
        addresses = [
            host_records.host_address_of(rtnl.decode_address(message))
            for family in Family
            for message in self._dump(partial(rtnl.address_dump, family=family))
            if message.type == rtnl.RTM_NEWADDR
        ]
        return tuple(links), tuple(addresses)

    def changes(self) -> list[HostChange]:
        """Return what changed since the last call, in order, our own operations included.

        After an overrun that is one ``Resynced``: what was read before it is older than that.
        """
        changes: list[HostChange] = []
        for _ in range(_REPORTS_MAX):
            try:
                datagram = self._monitor.recv(_DATAGRAM_MAX)
            except BlockingIOError:
                break
            except OSError as error:
                if error.errno != errno.ENOBUFS:
                    raise
                log.info("Netlink: Receive buffer overrun on monitor socket")
                return [self._resync()]
            try:
                changes.extend(host_records.changes_in(datagram))
            except DecodeError as error:
                log.warning("Netlink: unreadable report (%s): reading everything again", error)
                return [self._resync()]
        return changes

    def apply(self, operations: Sequence[AddressOperation]) -> list[int]:
        """Carry out the operations in order; returns 0 or an errno for each.

        An address that is to be added and exists, or to be deleted and does not, or whose
        interface is gone at a deletion gives 0.
        """
        results = []
        for start in range(0, len(operations), _BATCH_MAX):
            results += self._apply_batch(operations[start : start + _BATCH_MAX])
        return results

    def forwarding(self, index: int) -> bool:
        """Whether IPv6 forwarding is on for the interface: the Router flag of its NAs.

        Read at most every 5 s, as keepalived 2.4 does.
        """
        now = time.monotonic_ns()
        known = self._forwarding.get(index)
        if known is not None and now - known[0] < _FORWARDING_AGE_NS_MAX:
            return known[1]
        value = _read_forwarding(device.name_of(self._requests, index))
        self._forwarding[index] = (now, value)
        return value

    def _apply_batch(self, operations: Sequence[AddressOperation]) -> list[int]:
        results = [0] * len(operations)
        indexes: dict[str, int | None] = {}
        waiting: dict[int, int] = {}
        requests = []
        for position, operation in enumerate(operations):
            name = operation.address.interface
            if name not in indexes:
                indexes[name] = device.index_of(self._requests, name)
            index = indexes[name]
            if index is None:
                results[position] = _verdict(operation, errno.ENODEV)
                continue
            self._sequence += 1
            waiting[self._sequence & 0xFFFFFFFF] = position
            requests.append(_request(operation, index, self._sequence & 0xFFFFFFFF))
        answers = self._exchange(b"".join(requests), waiting)
        for position, answer in answers.items():
            results[position] = _verdict(operations[position], answer.errno)
            if results[position] and answer.text:
                log.info("Netlink: %s: %s", operations[position].address.address, answer.text)
        return results

    def _exchange(self, requests: bytes, waiting: dict[int, int]) -> dict[int, Acknowledgement]:
        """Send requests and return the answer to each by position.

        ``waiting`` maps sequence numbers to positions. What the kernel leaves unanswered gets the
        error of the socket.
        """
        answers: dict[int, Acknowledgement] = {}
        if not waiting:
            return answers
        try:
            self._requests.send(requests)
            while waiting:
                for answer in _acknowledgements(self._requests.recv(_DATAGRAM_MAX)):
                    position = waiting.pop(answer.sequence, None)
                    if position is not None:  # else of an exchange that was given up
                        answers[position] = answer
        except OSError as error:
            reason = errno.ETIMEDOUT if isinstance(error, TimeoutError) else error.errno
            for sequence, position in waiting.items():
                answers[position] = Acknowledgement(sequence, reason or errno.EIO, str(error))
        return answers

    def _dump(self, request: Callable[[int], bytes]) -> list[Message]:
        """Return the messages of a dump, once more if something changed meanwhile.

        A dump that was interrupted every time is returned as it is: the changes that interrupted
        it are queued as reports.
        """
        messages: list[Message] = []
        for _ in range(_DUMP_ATTEMPTS):
            self._sequence += 1
            sequence = self._sequence & 0xFFFFFFFF
            self._requests.send(request(sequence))
            messages = list(self._dumped(sequence))
            if not any(message.flags & msg.NLM_F_DUMP_INTR for message in messages):
                break
        return messages

    def _dumped(self, sequence: int) -> Iterator[Message]:
        """Yield the messages of the dump with this sequence number, the closing one included."""
        while True:
            for message in msg.decode(self._requests.recv(_DATAGRAM_MAX)):
                if message.sequence != sequence:
                    continue  # of a dump that was given up
                if message.type == msg.NLMSG_ERROR:
                    answer = msg.decode_acknowledgement(message)
                    raise OSError(answer.errno, answer.text or os.strerror(answer.errno))
                yield message
                if message.type == msg.NLMSG_DONE:
                    if error := msg.decode_done(message):
                        raise OSError(error, os.strerror(error))
                    return

    def _resync(self) -> Resynced:
        """Forget the queued reports, which have gaps, and read everything."""
        for _ in range(_DISCARD_MAX):
            try:
                self._monitor.recv(1)
            except BlockingIOError:
                break
            except OSError as error:
                if error.errno != errno.ENOBUFS:
                    raise
        return Resynced(*self.snapshot())


def _open_socket(groups: int, buffer: BufferSize, buffers: ReceiveBuffers) -> socket.socket:
    sock = socket.socket(
        socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_CLOEXEC, socket.NETLINK_ROUTE
    )
    try:
        for option in (NETLINK_CAP_ACK, NETLINK_EXT_ACK, NETLINK_GET_STRICT_CHK):
            sock.setsockopt(SOL_NETLINK, option, 1)
        buffers.set(sock, buffer.size, force=buffer.force)
        sock.bind((0, groups))
    except OSError:
        sock.close()
        raise
    return sock


def _acknowledgements(datagram: bytes) -> Iterator[Acknowledgement]:
    for message in msg.decode(datagram):
        if message.type == msg.NLMSG_ERROR:
            yield msg.decode_acknowledgement(message)


def _verdict(operation: AddressOperation, error: int) -> int:
    """Return 0 where the error means that what was wanted is so already."""
    match operation:
        case AddAddress():
            return 0 if error == errno.EEXIST else error
        case DeleteAddress():
            return 0 if error in (errno.EADDRNOTAVAIL, errno.ENODEV) else error
        case _:
            assert_never(operation)


def _request(operation: AddressOperation, index: int, sequence: int) -> bytes:
    record = host_records.record_of(operation.address, index)
    match operation:
        case AddAddress():
            return rtnl.new_address(sequence, record)
        case DeleteAddress():
            return rtnl.delete_address(sequence, record)
        case _:
            assert_never(operation)


def _read_forwarding(name: str | None) -> bool:
    """False where the interface or IPv6 does not exist."""
    if name is None:
        return False
    try:
        text = Path("/proc/sys/net/ipv6/conf", name, "forwarding").read_text()
    except OSError:
        return False
    return text.strip() not in ("", "0")
