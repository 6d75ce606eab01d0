"""Datagrams read many at a time are those that ``recvmsg`` reads one by one."""

import socket
import struct
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vipd.linux.constants import SO_TIMESTAMPNS
from vipd.linux.recvmmsg import DATA_SLOT, SLOTS, MessageBatch

TIMESPEC = struct.Struct("@ll")
Pair = tuple[socket.socket, socket.socket]


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    with receiver, sender:
        receiver.bind(("127.0.0.1", 0))
        receiver.setblocking(False)
        receiver.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        sender.connect(receiver.getsockname())
        yield receiver, sender


def one_by_one(receiver: socket.socket, count: int) -> list[tuple[bytes, int]]:
    """The plain twin."""
    found = []
    for _ in range(count):
        octets, ancillary, _, _ = receiver.recvmsg(DATA_SLOT, 256)
        seconds, nanoseconds = TIMESPEC.unpack(ancillary[0][2])
        found.append((octets, seconds * 10**9 + nanoseconds))
    return found


@settings(max_examples=50, deadline=None)
@given(datagrams=st.lists(st.binary(max_size=1200), min_size=1, max_size=SLOTS))
def test_batch_equals_one_by_one(pair: Pair, datagrams: list[bytes]) -> None:
    receiver, sender = pair
    batch = MessageBatch()
    before = time.time_ns()
    for datagram in datagrams:
        sender.send(datagram)
    many = batch.receive(receiver.fileno(), SLOTS, 0)
    for datagram in datagrams:
        sender.send(datagram)
    single = one_by_one(receiver, len(datagrams))
    assert [octets for octets, _ in many] == [octets for octets, _ in single] == datagrams
    stamps = [stamp for _, stamp in many + single]
    assert stamps == sorted(stamps)
    assert before <= stamps[0]
    assert stamps[-1] <= time.time_ns()


def test_batch_leaves_what_is_over_the_limit(pair: Pair) -> None:
    receiver, sender = pair
    batch = MessageBatch()
    for number in range(5):
        sender.send(bytes([number]))
    assert [octets for octets, _ in batch.receive(receiver.fileno(), 3, 0)] == [b"\0", b"\1", b"\2"]
    assert [octets for octets, _ in batch.receive(receiver.fileno(), 3, 0)] == [b"\3", b"\4"]


def test_batch_of_nothing_blocks_not(pair: Pair) -> None:
    assert MessageBatch().receive(pair[0].fileno(), SLOTS, 0) == []


def test_batch_of_a_closed_socket_raises() -> None:
    with pytest.raises(OSError, match="Bad file descriptor"):
        MessageBatch().receive(-1, SLOTS, 0)


def test_batch_subtracts_the_offset(pair: Pair) -> None:
    receiver, sender = pair
    batch = MessageBatch()
    sender.send(b"x")
    ((_, stamp),) = batch.receive(receiver.fileno(), SLOTS, 10**18)
    assert 0 < stamp <= time.time_ns() - 10**18


def test_batch_without_stamps_puts_them_into_the_future(pair: Pair) -> None:
    plain, sender = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with plain, sender:
        sender.send(b"x")
        ((octets, stamp),) = MessageBatch().receive(plain.fileno(), SLOTS, 0)
    assert octets == b"x"
    assert stamp > time.time_ns()


def test_datagram_longer_than_a_slot_is_cut(pair: Pair) -> None:
    receiver, sender = pair
    sender.send(bytes(DATA_SLOT + 10) + b"x")
    sender.send(b"next")
    found = MessageBatch().receive(receiver.fileno(), SLOTS, 0)
    assert [octets for octets, _ in found] == [bytes(DATA_SLOT), b"next"]
