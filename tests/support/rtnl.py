"""Addresses of a namespace as the kernel tells them: a dump, and a monitor of changes."""

import socket
import struct
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

from tests.support.netns import Netns

RTM_NEWADDR, RTM_DELADDR, RTM_GETADDR = 20, 21, 22
NLM_F_REQUEST, NLM_F_DUMP = 1, 0x300
NLMSG_ERROR, NLMSG_DONE = 2, 3
IFA_ADDRESS, IFA_LOCAL, IFA_FLAGS, IFA_PROTO = 1, 2, 8, 11
RTMGRP_IPV4_IFADDR, RTMGRP_IPV6_IFADDR = 0x10, 0x100
SO_RCVBUFFORCE = 33


@dataclass(frozen=True, slots=True)
class Address:
    """An address on a link. ``protocol`` is IFA_PROTO, None where the kernel does not tell."""

    address: IPv4Address | IPv6Address
    prefix_len: int
    index: int
    scope: int
    flags: int
    protocol: int | None


@dataclass(frozen=True, slots=True)
class AddressChange:
    """An address came (``added``) or went."""

    added: bool
    address: Address


def addresses(netns: Netns) -> list[Address]:
    """Return every address of the namespace, in the order of the kernel."""
    with netns.entered():
        sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
    with sock:
        request = struct.pack("=IHHII", 24, RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP, 1, 0)
        sock.sendto(request + bytes(8), (0, 0))
        found: list[Address] = []
        while True:
            changes, done = _decode(sock.recv(1 << 18))
            found += [change.address for change in changes]
            if done:
                return found


class AddressMonitor:
    """Every change of an address in the namespace since the monitor was opened."""

    def __init__(self, netns: Netns) -> None:
        with netns.entered():
            self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
        self._socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, 32 << 20)
        self._socket.bind((0, RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR))
        self._socket.setblocking(False)
        self.changes: list[AddressChange] = []

    def close(self) -> None:
        """Stop listening."""
        self._socket.close()

    def poll(self) -> list[AddressChange]:
        """Read what is queued and return all changes so far. An overrun raises OSError."""
        while True:
            try:
                octets = self._socket.recv(1 << 18)
            except BlockingIOError:
                return self.changes
            self.changes += _decode(octets)[0]

    def removed(self) -> list[IPv4Address | IPv6Address]:
        """Return the addresses that were removed so far, in order."""
        return [change.address.address for change in self.poll() if not change.added]


def _decode(octets: bytes) -> tuple[list[AddressChange], bool]:
    """Decode netlink messages about addresses; the flag says that a dump has ended."""
    found: list[AddressChange] = []
    offset = 0
    while offset + 16 <= len(octets):
        length, kind = struct.unpack_from("=IH", octets, offset)
        if kind in (NLMSG_DONE, NLMSG_ERROR):
            return found, True
        if kind in (RTM_NEWADDR, RTM_DELADDR):
            message = octets[offset + 16 : offset + length]
            found.append(AddressChange(kind == RTM_NEWADDR, _address(message)))
        offset += (length + 3) & ~3
    return found, False


def _address(message: bytes) -> Address:
    _family, prefix_len, flags, scope, index = struct.unpack_from("=BBBBI", message)
    attributes: dict[int, bytes] = {}
    offset = 8
    while offset + 4 <= len(message):
        length, kind = struct.unpack_from("=HH", message, offset)
        attributes[kind] = message[offset + 4 : offset + length]
        offset += (length + 3) & ~3
    packed = attributes.get(IFA_LOCAL) or attributes[IFA_ADDRESS]
    if IFA_FLAGS in attributes:
        (flags,) = struct.unpack("=I", attributes[IFA_FLAGS])
    protocol = attributes.get(IFA_PROTO)
    return Address(
        address=ip_address(packed),
        prefix_len=prefix_len,
        index=index,
        scope=scope,
        flags=flags,
        protocol=protocol[0] if protocol else None,
    )
