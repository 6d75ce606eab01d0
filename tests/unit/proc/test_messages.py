import os
import socket
from collections.abc import Iterator
from ipaddress import IPv4Address

import pytest

from tests.unit.proc.models import instance
from vipd.base.addr import Family
from vipd.base.units import Instant
from vipd.model.codec import to_json
from vipd.model.process import Daemon
from vipd.model.settings import Dumps, Settings
from vipd.model.vrrp import Process, Vrrp
from vipd.ports import Channel
from vipd.proc.messages import (
    MESSAGE_BYTES_MAX,
    ChannelClosed,
    ChannelOpened,
    Dropped,
    Holding,
    Link,
    Ready,
    Received,
    Released,
    Reload,
    Role,
    link_pair,
)

NOW = Instant(1_000)
CHANNEL = Channel(Family.IPV4, "eth0", IPv4Address("224.0.0.18"), None)


def envelope(message: bytes, sent_at: bytes = b"1") -> bytes:
    return b'{"$":"_Envelope","sent_at":' + sent_at + b',"message":' + message + b"}"


READY = envelope(b'{"$":"Ready"}')


@pytest.fixture
def links() -> Iterator[tuple[Link, Link]]:
    pair = link_pair(Role.VRRP)
    yield pair
    for end in pair:
        end.close()


@pytest.fixture
def raw() -> Iterator[tuple[Link, socket.socket]]:
    """The supervisor's end of a link to a child that may say anything."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setblocking(False)
    link = Link(Role.SUPERVISOR, Role.VRRP, ours)
    yield link, theirs
    link.close()
    theirs.close()


def test_link_carries_messages_in_order_with_their_time(links: tuple[Link, Link]) -> None:
    supervisor, child = links
    released = Released(("VI_1", "VI_2"))
    assert child.send(Holding("VI_1"), NOW)
    assert child.send(released, Instant(2_000))
    assert supervisor.receive() == [
        Received(Holding("VI_1"), NOW),
        Received(released, Instant(2_000)),
    ]
    assert supervisor.receive() == []
    assert not supervisor.closed


def test_link_hands_over_a_socket_with_its_channel(links: tuple[Link, Link]) -> None:
    supervisor, child = links
    read_end, write_end = os.pipe()
    assert child.send(ChannelOpened(CHANNEL), NOW, read_end)
    os.close(read_end)
    (received,) = supervisor.receive()
    assert received.message == ChannelOpened(CHANNEL)
    assert received.fd is not None
    os.write(write_end, b"queued")
    assert os.read(received.fd, 10) == b"queued"
    os.close(received.fd)
    os.close(write_end)


def test_link_what_a_dead_child_said_is_still_read(links: tuple[Link, Link]) -> None:
    supervisor, child = links
    child.send(Holding("VI_1"), NOW)
    child.close()
    assert [received.message for received in supervisor.receive()] == [Holding("VI_1")]
    assert supervisor.closed


def test_link_carries_the_whole_model(links: tuple[Link, Link]) -> None:
    supervisor, child = links
    vrrp = Vrrp(
        instances=(instance("VI_1", 1), instance("VI_2", 2, 3)),
        process=Process(cpu_affinity=(0, 1)),
    )
    daemon = Daemon(vrrp=vrrp, settings=Settings(dumps=Dumps(state="/d/x.data")))
    assert supervisor.send(Reload(daemon), NOW)
    assert [received.message for received in child.receive()] == [Reload(daemon)]


def test_link_carries_a_model_of_any_size_in_a_memory_file(links: tuple[Link, Link]) -> None:
    supervisor, child = links
    vrrp = Vrrp(instances=tuple(instance(f"VI_{n}", *range(200)) for n in range(30)))
    daemon = Daemon(vrrp=vrrp)
    before = len(os.listdir("/proc/self/fd"))
    assert supervisor.send(Reload(daemon), NOW)
    assert [received.message for received in child.receive()] == [Reload(daemon)]
    assert len(os.listdir("/proc/self/fd")) == before


def test_link_full_says_so_and_never_blocks(links: tuple[Link, Link]) -> None:
    _, child = links
    sent = 0
    while child.send(Holding("VI_1"), NOW):
        sent += 1
        assert sent < 1_000_000
    assert sent >= 255


def test_link_without_a_reader_says_so(links: tuple[Link, Link]) -> None:
    supervisor, child = links
    supervisor.close()
    assert not child.send(Ready(), NOW)


def test_message_the_other_way_round_is_not_sent(links: tuple[Link, Link]) -> None:
    supervisor, _ = links
    with pytest.raises(AssertionError):
        supervisor.send(Ready(), NOW)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"nonsense", Dropped.MALFORMED),
        (b"[]", Dropped.MALFORMED),
        (envelope(b'{"$":"Exec"}'), Dropped.MALFORMED),
        (envelope(b'{"$":"Ready"}', sent_at=b'"1"'), Dropped.MALFORMED),
        (b'{"$":"_Envelope","sent_at":1}', Dropped.MALFORMED),
        (envelope(b'{"$":"Holding","instance":5}'), Dropped.MALFORMED),
        (envelope(to_json(Reload(Daemon())).encode()), Dropped.NOT_ALLOWED),
        (envelope(to_json(ChannelOpened(CHANNEL)).encode()), Dropped.DESCRIPTOR),
        (b"x" * (MESSAGE_BYTES_MAX + 1), Dropped.TRUNCATED),
    ],
)  # fmt: skip
def test_link_drops_and_counts_what_it_must_not_hear(
    raw: tuple[Link, socket.socket], text: bytes, reason: Dropped
) -> None:
    link, child = raw
    child.send(text)
    child.send(READY)
    assert [received.message for received in link.receive()] == [Ready()]
    assert link.dropped == {reason: 1}


def test_link_drops_descriptors_that_belong_to_nothing(raw: tuple[Link, socket.socket]) -> None:
    link, child = raw
    before = len(os.listdir("/proc/self/fd"))
    socket.send_fds(child, [READY], [0])
    assert link.receive() == []
    assert link.dropped == {Dropped.DESCRIPTOR: 1}
    assert len(os.listdir("/proc/self/fd")) == before


def test_link_drops_a_memory_file_that_could_still_change(raw: tuple[Link, socket.socket]) -> None:
    link, child = raw
    memory = os.memfd_create("unsealed")
    os.write(memory, READY)
    socket.send_fds(child, [b"@"], [memory])
    os.close(memory)
    assert link.receive() == []
    assert link.dropped == {Dropped.MALFORMED: 1}


def test_channel_closed_needs_no_socket(links: tuple[Link, Link]) -> None:
    supervisor, child = links
    assert child.send(ChannelClosed(CHANNEL), NOW)
    assert [received.message for received in supervisor.receive()] == [ChannelClosed(CHANNEL)]
