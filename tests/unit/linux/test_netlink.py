"""The netlink port against a kernel that answers as it rarely does: late, not at all, in pieces."""

import errno
import socket
import struct
from collections.abc import Callable, Iterator
from ipaddress import IPv4Address

import pytest

from vipd.core.desired import AddAddress, AddressOperation, DeleteAddress
from vipd.core.host import Resynced
from vipd.linux.netlink import KernelPort
from vipd.model.vrrp import VirtualAddress
from vipd.wire.netlink import msg, rtnl
from vipd.wire.netlink.msg import Message

Answer = bytes | OSError
Respond = Callable[[Message], list[Answer]]

LOOPBACK = struct.pack("=BxHiII", 0, 772, 1, 0x49, 0) + msg.attribute(3, b"lo\0")


class FakeSocket:
    """A netlink socket whose requests are answered by a function of the test."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond
        self.queue: list[Answer] = []
        self.sent: list[list[Message]] = []
        # The port asks it for indexes of interfaces: "lo" is everywhere.
        self.real = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)

    def setsockopt(self, *_: object) -> None: ...
    def getsockopt(self, *_: object) -> int:
        return 1 << 30

    def bind(self, _address: object) -> None: ...
    def settimeout(self, _timeout_s: float) -> None: ...
    def setblocking(self, _blocking: bool) -> None: ...

    def fileno(self) -> int:
        return self.real.fileno()

    def close(self) -> None:
        self.real.close()

    def send(self, octets: bytes) -> None:
        messages = msg.decode(octets)
        self.sent.append(messages)
        for message in messages:
            self.queue += self.respond(message)

    def recv(self, _size: int) -> bytes:
        answer = self.queue.pop(0) if self.queue else BlockingIOError(errno.EAGAIN, "empty")
        if isinstance(answer, OSError):
            raise answer
        return answer


class FakeKernel:
    """Stands for the ``socket`` module; the port opens the request socket first."""

    AF_NETLINK = socket.AF_NETLINK
    SOCK_RAW = socket.SOCK_RAW
    SOCK_CLOEXEC = socket.SOCK_CLOEXEC
    NETLINK_ROUTE = socket.NETLINK_ROUTE

    def __init__(self) -> None:
        self.respond: Respond = everything
        self.requests = FakeSocket(lambda message: self.respond(message))
        self.monitor = FakeSocket(lambda message: [])
        self.unopened = [self.requests, self.monitor]

    def socket(self, *_: object) -> FakeSocket:
        return self.unopened.pop(0)


def done(request: Message, error: int = 0, flags: int = 0) -> bytes:
    return msg.encode(
        msg.NLMSG_DONE, msg.NLM_F_MULTI | flags, request.sequence, struct.pack("=i", -error)
    )


def acknowledged(request: Message, error: int = 0) -> bytes:
    header = struct.pack("=IHHII", 16, request.type, 0, request.sequence, 0)
    payload = struct.pack("=i", -error) + header
    return msg.encode(msg.NLMSG_ERROR, msg.NLM_F_CAPPED, request.sequence, payload)


def everything(request: Message) -> list[Answer]:
    """Answer as a kernel does that has one link."""
    if request.type not in (rtnl.RTM_GETLINK, rtnl.RTM_GETADDR):
        return [acknowledged(request)]
    if request.type == rtnl.RTM_GETLINK:
        link = msg.encode(rtnl.RTM_NEWLINK, msg.NLM_F_MULTI, request.sequence, LOOPBACK)
        return [link, done(request)]
    return [done(request)]


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeKernel]:
    made = FakeKernel()
    monkeypatch.setattr("vipd.linux.netlink.socket", made)
    yield made
    made.requests.close()
    made.monitor.close()


@pytest.fixture
def port(kernel: FakeKernel) -> KernelPort:
    return KernelPort()


def vip(number: int) -> VirtualAddress:
    address = IPv4Address("10.9.0.0") + number
    return VirtualAddress(address=address, prefix_len=32, interface="lo")


def test_dump_that_was_interrupted_is_repeated(kernel: FakeKernel, port: KernelPort) -> None:
    interruptions = [msg.NLM_F_DUMP_INTR, 0]

    def respond(request: Message) -> list[Answer]:
        if request.type != rtnl.RTM_GETLINK:
            return everything(request)
        link, _ = everything(request)
        return [link, done(request, flags=interruptions.pop(0))]

    kernel.respond = respond
    links, _ = port.snapshot()
    assert [link.name for link in links] == ["lo"]  # once, not twice
    assert interruptions == []


def test_dump_that_is_always_interrupted_ends_all_the_same(
    kernel: FakeKernel, port: KernelPort
) -> None:
    kernel.respond = lambda request: [
        *everything(request)[:-1],
        done(request, flags=msg.NLM_F_DUMP_INTR),
    ]
    links, addresses = port.snapshot()
    assert ([link.name for link in links], addresses) == (["lo"], ())


@pytest.mark.parametrize("answer", [acknowledged, done])
def test_dump_that_fails_has_the_error_of_the_kernel(
    kernel: FakeKernel, port: KernelPort, answer: Callable[[Message, int], bytes]
) -> None:
    kernel.respond = lambda request: [answer(request, errno.EOPNOTSUPP)]
    with pytest.raises(OSError, match="not supported") as caught:
        port.snapshot()
    assert caught.value.errno == errno.EOPNOTSUPP


def test_answers_to_what_was_given_up_are_skipped(kernel: FakeKernel, port: KernelPort) -> None:
    def respond(request: Message) -> list[Answer]:
        stale = Message(request.type, request.flags, request.sequence - 1, 0, b"")
        return [done(stale, errno.EIO), acknowledged(stale, errno.EIO), *everything(request)]

    kernel.respond = respond
    assert len(port.snapshot()[0]) == 1
    assert port.apply([AddAddress(vip(1))]) == [0]


def test_requests_go_out_in_batches_and_each_has_its_own_answer(
    kernel: FakeKernel, port: KernelPort
) -> None:
    kernel.respond = lambda request: [acknowledged(request, request.sequence % 3)]
    operations = [AddAddress(vip(number)) for number in range(450)]
    results = port.apply(operations)
    assert [len(batch) for batch in kernel.requests.sent] == [200, 200, 50]
    sequences = [message.sequence for batch in kernel.requests.sent for message in batch]
    assert len(set(sequences)) == 450
    assert results == [sequence % 3 for sequence in sequences]


def test_acknowledgements_of_one_datagram_are_all_seen(
    kernel: FakeKernel, port: KernelPort
) -> None:
    waiting: list[Message] = []

    def respond(request: Message) -> list[Answer]:
        waiting.append(request)
        if len(waiting) < 3:
            return []
        return [b"".join(acknowledged(each) for each in reversed(waiting))]

    kernel.respond = respond
    assert port.apply([AddAddress(vip(number)) for number in range(3)]) == [0, 0, 0]


@pytest.mark.parametrize(
    "failure, expected",
    [(TimeoutError("timed out"), errno.ETIMEDOUT), (OSError(errno.ENOBUFS, ""), errno.ENOBUFS)],
)
def test_requests_without_an_answer_have_failed(
    kernel: FakeKernel, port: KernelPort, failure: OSError, expected: int
) -> None:
    answers: list[list[Answer]] = [[], [failure]]

    def respond(request: Message) -> list[Answer]:
        return answers.pop() if len(kernel.requests.sent[-1]) > 1 else [acknowledged(request)]

    kernel.respond = respond
    operations: list[AddressOperation] = [AddAddress(vip(1)), DeleteAddress(vip(2))]
    assert port.apply(operations) == [expected, expected]
    kernel.requests.queue.clear()
    assert port.apply([AddAddress(vip(3))]) == [0]  # and the next one works again


@pytest.mark.parametrize(
    "operation, error, expected",
    [
        (AddAddress(vip(1)), errno.EEXIST, 0),
        (AddAddress(vip(1)), errno.ENODEV, errno.ENODEV),
        (AddAddress(vip(1)), errno.EACCES, errno.EACCES),
        (DeleteAddress(vip(1)), errno.EADDRNOTAVAIL, 0),
        (DeleteAddress(vip(1)), errno.ENODEV, 0),
        (DeleteAddress(vip(1)), errno.EEXIST, errno.EEXIST),
    ],
)
def test_error_that_means_it_is_so_already_is_none(
    kernel: FakeKernel,
    port: KernelPort,
    operation: AddAddress | DeleteAddress,
    error: int,
    expected: int,
) -> None:
    kernel.respond = lambda request: [acknowledged(request, error)]
    assert port.apply([operation]) == [expected]


def test_report_that_cannot_be_read_makes_the_port_read_everything(
    kernel: FakeKernel, port: KernelPort
) -> None:
    kernel.monitor.queue += [b"garbage", b"more of it"]
    (change,) = port.changes()
    assert isinstance(change, Resynced)
    assert [link.name for link in change.links] == ["lo"]
    assert port.changes() == []


def test_overruns_in_a_row_are_one(kernel: FakeKernel, port: KernelPort) -> None:
    overrun = OSError(errno.ENOBUFS, "")
    link = msg.encode(rtnl.RTM_NEWLINK, 0, 0, LOOPBACK)
    kernel.monitor.queue += [link, overrun, link, overrun, link]
    assert [type(change) for change in port.changes()] == [Resynced]
    assert port.changes() == []


def test_monitor_that_is_broken_is_an_error(kernel: FakeKernel, port: KernelPort) -> None:
    kernel.monitor.queue.append(OSError(errno.EBADF, "Bad file descriptor"))
    with pytest.raises(OSError, match="Bad file descriptor"):
        port.changes()
