"""The small parts that the ports are made of: interfaces, filters, buffers, clock."""

import logging
import socket
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from vipd.linux import device, filters
from vipd.linux.buffers import ReceiveBuffers
from vipd.linux.clock import MonotonicClock


@pytest.fixture
def sock() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as made:
        yield made


def test_interface_is_found_by_name_and_by_index(sock: socket.socket) -> None:
    index = socket.if_nametoindex("lo")
    assert device.index_of(sock, "lo") == index
    assert device.name_of(sock, index) == "lo"


@pytest.mark.parametrize("name", ["", "nosuch0", "sixteen-octets-0", "x" * 100, "eth\udcff"])
def test_name_of_no_interface_has_no_index(sock: socket.socket, name: str) -> None:
    assert device.index_of(sock, name) is None


def test_index_of_no_interface_has_no_name(sock: socket.socket) -> None:
    assert device.name_of(sock, 2**31 - 1) is None


def test_filter_that_drops_everything_lets_nothing_pass() -> None:
    sender, receiver = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with sender, receiver:
        receiver.setblocking(False)
        sender.send(b"before")
        filters.attach(receiver, filters.DROP_ALL)
        with suppress(PermissionError):  # which some kernels tell the sender
            sender.send(b"after")
        assert receiver.recv(100) == b"before"
        with pytest.raises(BlockingIOError):
            receiver.recv(100)


def test_broken_filter_is_refused(sock: socket.socket) -> None:
    with pytest.raises(OSError, match="Invalid argument"):
        filters.attach(sock, bytes(8))  # does not end with a return


def test_buffer_within_the_limit_is_granted_in_silence(
    sock: socket.socket, caplog: pytest.LogCaptureFixture
) -> None:
    assert ReceiveBuffers().set(sock, 65536, force=False) == 65536
    assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) == 2 * 65536
    assert caplog.records == []


def test_buffer_beyond_the_limit_is_reported_once(
    sock: socket.socket, caplog: pytest.LogCaptureFixture
) -> None:
    buffers = ReceiveBuffers()
    granted = [buffers.set(sock, 1 << 29, force=False) for _ in range(2)]
    assert granted[0] == granted[1] < 1 << 29
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert f"limited to {granted[0]} bytes where {1 << 29} are wanted" in record.getMessage()


def test_clock_is_that_of_the_deadlines() -> None:
    before = time.monotonic_ns()
    now = MonotonicClock().now()
    assert before <= now <= time.monotonic_ns()
