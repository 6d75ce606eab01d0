"""The kernel's own interpreter agrees with that of the tests about the filter programs."""

import ctypes
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.support.bpf import run
from tests.support.requirements import require_root
from vipd.base.addr import Family
from vipd.wire.bpf import vrid_filter

SO_ATTACH_FILTER = 26
PROTO_VRRP = 112
PDU = bytes.fromhex("31339601006443610a090064")
ALL_SETS = [
    frozenset({51}),
    frozenset({1, 31, 32, 255}),
    frozenset(range(1, 256)),
    frozenset(range(2, 256, 2)),
]


def attach(sock: socket.socket, program: bytes) -> None:
    """Set ``program`` as the filter of ``sock`` (struct sock_fprog: length, pointer)."""
    instructions = ctypes.create_string_buffer(program, len(program))
    count = len(program) // 8
    fprog = struct.pack("@HP", count, ctypes.addressof(instructions))
    sock.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, fprog)


def pdu(vrid: int) -> bytes:
    return PDU[:1] + bytes([vrid]) + PDU[2:]


def drain(sock: socket.socket) -> list[bytes]:
    """Return what is queued; on loopback and socket pairs it is there when ``send`` returned."""
    packets = []
    while True:
        try:
            packets.append(sock.recv(2048))
        except BlockingIOError:
            return packets


@contextmanager
def filtered_pair(program: bytes) -> Iterator[tuple[socket.socket, socket.socket]]:
    sender, receiver = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with sender, receiver:
        receiver.setblocking(False)
        attach(receiver, program)
        yield sender, receiver


def passes(ends: tuple[socket.socket, socket.socket], packet: bytes) -> bool:
    """Whether a datagram gets through; the kernel reports a filtered one as sent or EPERM."""
    sender, receiver = ends
    try:
        sender.send(packet)
    except PermissionError:
        return False
    return drain(receiver) == [packet]


@pytest.mark.parametrize("family", Family)
@pytest.mark.parametrize("vrids", ALL_SETS, ids=["one", "ends", "all", "even"])
def test_kernel_accepts_exactly_the_vrids_of_the_filter(
    family: Family, vrids: frozenset[int]
) -> None:
    header = b"\x47" + bytes(27) if family is Family.IPV4 else b""
    with filtered_pair(vrid_filter(family, vrids)) as ends:
        accepted = {vrid for vrid in range(256) if passes(ends, header + pdu(vrid))}
    assert accepted == vrids


@pytest.mark.parametrize("family", Family)
def test_kernel_and_interpreter_agree_at_every_length(family: Family) -> None:
    program = vrid_filter(family, frozenset({51}))
    whole = (b"\x46" + bytes(23) if family is Family.IPV4 else b"") + pdu(51)
    with filtered_pair(program) as ends:
        for length in range(1, len(whole) + 1):
            packet = whole[:length]
            assert passes(ends, packet) == (run(program, packet) != 0), length


@pytest.mark.parametrize("family", Family)
def test_kernel_accepts_everything_with_the_filter_of_the_empty_set(family: Family) -> None:
    with filtered_pair(vrid_filter(family, frozenset())) as ends:
        assert passes(ends, b"\0")
        assert passes(ends, b"\x45" + bytes(19) + pdu(1))


@pytest.mark.root
@pytest.mark.parametrize(
    "family, loopback",
    [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")],
    ids=["IPv4", "IPv6"],
)
def test_raw_vrrp_socket_receives_exactly_the_vrids_of_the_filter(
    family: socket.AddressFamily, loopback: str
) -> None:
    require_root()
    vrids = frozenset({1, 51, 255})
    ours = Family.IPV4 if family == socket.AF_INET else Family.IPV6
    with (
        socket.socket(family, socket.SOCK_RAW, PROTO_VRRP) as receiver,
        socket.socket(family, socket.SOCK_RAW, PROTO_VRRP) as sender,
    ):
        receiver.setblocking(False)
        receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        receiver.bind((loopback, 0))
        attach(receiver, vrid_filter(ours, vrids))
        for vrid in range(256):
            sender.sendto(pdu(vrid), (loopback, 0))
            sender.sendto(pdu(vrid)[:7], (loopback, 0))
        received = drain(receiver)
    header_length = 20 if ours is Family.IPV4 else 0
    # Whole packets: nothing is cut off behind what the filter looked at.
    assert [packet[header_length:] for packet in received] == [pdu(1), pdu(51), pdu(255)]
