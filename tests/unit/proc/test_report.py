import socket
from collections.abc import Iterator
from ipaddress import IPv4Address

import pytest

from vipd.base.addr import Family
from vipd.base.units import Instant
from vipd.core.vrrp.events import State
from vipd.core.vrrp.notices import AddressesChanging, Cause, Transition
from vipd.export.line import Line
from vipd.ports import Channel
from vipd.proc.log import Log
from vipd.proc.messages import (
    ChannelClosed,
    ChannelOpened,
    Holding,
    Link,
    Message,
    Released,
    Role,
    link_pair,
)
from vipd.proc.report import Reporter

NOW = Instant(5)
CHANNEL = Channel(Family.IPV4, "eth0", IPv4Address("224.0.0.18"), None)


class Memory:
    def __init__(self) -> None:
        self.texts: list[str] = []

    def write(self, ident: str, line: Line) -> None:
        self.texts.append(f"{ident}: {line.text}")


class StandingClock:
    def now(self) -> Instant:
        return NOW


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def links() -> Iterator[tuple[Link, Link]]:
    pair = link_pair(Role.VRRP)
    yield pair
    for end in pair:
        end.close()


@pytest.fixture
def reporter(links: tuple[Link, Link], memory: Memory) -> Reporter:
    return Reporter(Log("V", (memory,), detail=False), links[1], StandingClock())


def heard(links: tuple[Link, Link]) -> list[Message]:
    return [received.message for received in links[0].receive()]


def to(state: State | None, name: str = "A", old: State = State.BACKUP) -> Transition:
    return Transition(name, old, state, Cause.MASTER_DOWN, 100)


def test_reporter_says_before_the_addresses_are_added_that_they_will_be(
    reporter: Reporter, links: tuple[Link, Link]
) -> None:
    reporter.notice(AddressesChanging("A", adding=True, vips=True, evips=False), NOW)
    assert heard(links) == [Holding("A")]


def test_reporter_says_it_once_for_each_mastership(
    reporter: Reporter, links: tuple[Link, Link]
) -> None:
    reporter.notice(to(State.MASTER), NOW)
    reporter.notice(AddressesChanging("A", adding=True, vips=True, evips=False), NOW)
    assert heard(links) == [Holding("A")]


def test_reporter_says_only_after_the_turn_that_addresses_are_gone(
    reporter: Reporter, links: tuple[Link, Link]
) -> None:
    reporter.notice(to(State.MASTER), NOW)
    reporter.flush(NOW)
    assert heard(links) == [Holding("A")]
    reporter.notice(to(State.BACKUP, old=State.MASTER), NOW)
    reporter.notice(to(None, "B", old=State.MASTER), NOW)
    assert heard(links) == []
    reporter.flush(NOW)
    assert heard(links) == [Released(("A", "B"))]
    reporter.flush(NOW)
    assert heard(links) == []


def test_reporter_of_an_instance_that_left_and_came_back_in_one_turn_says_nothing(
    reporter: Reporter, links: tuple[Link, Link]
) -> None:
    reporter.notice(to(State.MASTER), NOW)
    reporter.flush(NOW)
    heard(links)
    reporter.notice(to(State.BACKUP, old=State.MASTER), NOW)
    reporter.notice(to(State.MASTER), NOW)
    reporter.flush(NOW)
    assert heard(links) == []


def test_reporter_of_a_successor_that_does_not_resume_says_so(
    reporter: Reporter, links: tuple[Link, Link]
) -> None:
    reporter.notice(to(State.BACKUP, old=State.INIT), NOW)
    reporter.flush(NOW)
    assert heard(links) == [Released(("A",))]


def test_reporter_restates_masters_by_their_new_names(
    reporter: Reporter, links: tuple[Link, Link]
) -> None:
    for name in ("A", "B"):
        reporter.notice(to(State.MASTER, name), NOW)
    heard(links)
    reporter.restate({"A": State.MASTER, "C": State.MASTER, "D": State.BACKUP}, NOW)
    assert heard(links) == [Holding("C"), Released(("B",))]
    reporter.restate({"A": State.MASTER, "C": State.MASTER, "D": State.BACKUP}, NOW)
    assert heard(links) == []


def test_reporter_logs_in_keepaliveds_words(reporter: Reporter, memory: Memory) -> None:
    reporter.notice(to(State.MASTER), NOW)
    reporter.notice(AddressesChanging("A", adding=True, vips=True, evips=False), NOW)
    assert memory.texts == ["V: (A) Entering MASTER STATE"]


def test_reporter_gives_its_sockets_away(reporter: Reporter, links: tuple[Link, Link]) -> None:
    receiver, other = socket.socketpair()
    with receiver, other:
        reporter.opened(CHANNEL, receiver)
        (opened,) = links[0].receive()
        assert opened.message == ChannelOpened(CHANNEL)
        assert opened.fd is not None
        with socket.socket(fileno=opened.fd) as copy:
            other.send(b"queued")
            assert copy.recv(10) == b"queued"
        reporter.closing(CHANNEL, receiver)
        assert heard(links) == [ChannelClosed(CHANNEL)]


def test_reporter_without_room_keeps_the_order_and_sends_later(
    reporter: Reporter, links: tuple[Link, Link]
) -> None:
    sent = 0
    while links[1].send(Holding("filler"), NOW):
        sent += 1
    reporter.notice(to(State.MASTER), NOW)
    reporter.notice(to(State.BACKUP, old=State.MASTER), NOW)
    reporter.flush(NOW)
    assert heard(links) == [Holding("filler")] * sent
    reporter.flush(NOW)
    assert heard(links) == [Holding("A"), Released(("A",))]
