"""What only Linux can get wrong about VRRP packets: options on the wire, stamps, adoption."""

import errno
import json
import os
import select
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest

from tests.contract.linux_site import LinuxSite, PacketsThere
from tests.contract.site import (
    GROUP4,
    INTERFACE,
    TIMEOUT_S,
    advert,
    multicast,
    pdu_of,
    send,
    wait,
)
from tests.support.netns import Netns
from tests.support.requirements import require_program
from vipd.base.addr import Family
from vipd.linux.rawsock import PacketsPort
from vipd.ports import Channel

pytestmark = pytest.mark.root

BUFFER = 1 << 18
OURS = frozenset({51})

LATE_NS = 20_000_000

families = pytest.mark.parametrize("family", Family, ids=["IPv4", "IPv6"])


class Watcher:
    """Remembers what it is told."""

    def __init__(self) -> None:
        self.open: dict[Channel, int] = {}
        self.log: list[str] = []

    def opened(self, channel: Channel, receiver: socket.socket) -> None:
        self.open[channel] = receiver.fileno()
        self.log.append("opened")

    def closing(self, channel: Channel, receiver: socket.socket) -> None:
        assert self.open.pop(channel) == receiver.fileno() >= 0
        self.log.append("closing")


def open_both(site: LinuxSite, family: Family) -> Channel:
    channel = multicast(family)
    for member in (site.a, site.b):
        assert member.packets.open(channel, OURS, BUFFER) == 0
    return channel


def decoded(site: LinuxSite, path: Path) -> list[dict[str, Any]]:
    """Return what tshark makes of the VRRP packets on the wire."""
    site.capture.save(path)
    command = [require_program("tshark"), "-r", str(path), "-Y", "vrrp", "-T", "json"]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    return [each["_source"]["layers"] for each in json.loads(done.stdout)]


def adverts_on_the_wire(site: LinuxSite) -> list[bytes]:
    """Return the IP packets with protocol 112 that were sent so far."""
    return [
        frame[14:]
        for frame in site.heard()
        if (frame[12:14] == b"\x08\x00" and frame[23] == 112)
        or (frame[12:14] == b"\x86\xdd" and frame[20] == 112)
    ]


def test_ipv4_advert_on_the_wire_is_as_tshark_wants_it(
    linux_site: LinuxSite, tmp_path: Path
) -> None:
    send(linux_site, open_both(linux_site, Family.IPV4))
    wait(linux_site, lambda: len(adverts_on_the_wire(linux_site)) == 1, "the advert")
    (layers,) = decoded(linux_site, tmp_path / "wire.pcap")
    assert layers["eth"]["eth.dst"] == "01:00:5e:00:00:12"
    assert layers["ip"]["ip.ttl"] == "255"
    assert layers["ip"]["ip.id"] == "0x0007"
    assert layers["ip"]["ip.dsfield"] == "0xc0"
    assert layers["ip"]["ip.checksum"] != "0x0000"  # the kernel filled it in
    assert layers["ip"]["ip.src"] == str(linux_site.a.ipv4)
    assert layers["vrrp"]["vrrp.checksum.status"] == "1"
    assert layers["vrrp"]["vrrp.virt_rtr_id"] == "51"


def test_ipv6_advert_on_the_wire_is_as_tshark_wants_it(
    linux_site: LinuxSite, tmp_path: Path
) -> None:
    send(linux_site, open_both(linux_site, Family.IPV6))
    wait(linux_site, lambda: len(adverts_on_the_wire(linux_site)) == 1, "the advert")
    (layers,) = decoded(linux_site, tmp_path / "wire.pcap")
    assert layers["eth"]["eth.dst"] == "33:33:00:00:00:12"
    assert layers["ipv6"]["ipv6.hlim"] == "255"
    assert layers["ipv6"]["ipv6.src"] == str(linux_site.a.ipv6)
    assert layers["ipv6"]["ipv6.tclass"] == "0x000000c0"
    assert layers["vrrp"]["vrrp.checksum.status"] == "1"


@families
def test_sent_packet_is_on_the_wire_unchanged_but_for_the_checksum(
    linux_site: LinuxSite, family: Family
) -> None:
    packet = send(linux_site, open_both(linux_site, family), hop_limit=77)
    wait(linux_site, lambda: len(adverts_on_the_wire(linux_site)) == 1, "the advert")
    (seen,) = adverts_on_the_wire(linux_site)
    if family is Family.IPV4:
        seen = seen[:10] + packet[10:12] + seen[12:]
    assert seen == packet


@families
def test_membership_is_joined_while_the_channel_is_open(
    linux_site: LinuxSite, family: Family
) -> None:
    channel = multicast(family)
    netns = linux_site.node_of(linux_site.b).netns

    def member() -> bool:
        return str(channel.group) in netns.run(["ip", "maddr", "show", "dev", INTERFACE]).split()

    assert not member()
    assert linux_site.b.packets.open(channel, OURS, BUFFER) == 0
    assert member()
    linux_site.b.packets.close(channel)
    assert not member()


def test_stamp_is_that_of_the_arrival_not_of_the_read(linux_site: LinuxSite) -> None:
    channel = open_both(linux_site, Family.IPV4)
    assert linux_site.b.packets.receive(channel, 10) == []
    before = time.monotonic_ns()
    send(linux_site, channel)
    packets = linux_site.b.packets
    assert isinstance(packets, PacketsPort)
    ((_, receiver),) = packets.sockets()
    assert select.select([receiver], [], [], TIMEOUT_S)[0]
    readable = time.monotonic_ns()
    while time.monotonic_ns() < readable + LATE_NS:
        pass  # the reader is busy
    ((_, stamp),) = packets.receive(channel, 10)
    assert before <= stamp <= readable


class SteppedTime:
    """The clocks, with the wall clock set forward by an hour."""

    def time_ns(self) -> int:
        return time.time_ns() + 3_600_000_000_000

    def monotonic_ns(self) -> int:
        return time.monotonic_ns()


def test_step_of_the_wall_clock_makes_stamps_the_time_of_reading(
    linux_site: LinuxSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    channel = open_both(linux_site, Family.IPV4)
    assert linux_site.b.packets.receive(channel, 10) == []
    send(linux_site, channel)
    linux_site.pass_time()
    send(linux_site, channel)
    with monkeypatch.context() as patched:
        patched.setattr("vipd.linux.stamps.time", SteppedTime())
        before = time.monotonic_ns()
        # A full batch: what is still queued was stamped before the step, too.
        stamps = [linux_site.b.packets.receive(channel, 1)[0][1] for _ in range(2)]
        assert all(before <= stamp <= time.monotonic_ns() for stamp in stamps)
        assert linux_site.b.packets.receive(channel, 1) == []


def test_interface_that_does_not_exist_is_reported(linux_site: LinuxSite) -> None:
    channel = Channel(Family.IPV4, "eth9", GROUP4, None)
    assert linux_site.a.packets.open(channel, OURS, BUFFER) == errno.ENODEV


def test_send_on_an_interface_without_routes_is_reported(linux_site: LinuxSite) -> None:
    channel = open_both(linux_site, Family.IPV4)
    linux_site.node_of(linux_site.a).netns.ip([f"link set {INTERFACE} down"])
    packet = advert(Family.IPV4, linux_site.a.ipv4, GROUP4)
    # keepalived 2.4: "send advert error 101 (Network is unreachable)"
    assert linux_site.a.packets.send(channel, packet, GROUP4) == errno.ENETUNREACH


@families
def test_interface_created_again_is_heard_after_opening_again(
    linux_site: LinuxSite, family: Family
) -> None:
    channel = open_both(linux_site, family)
    node = linux_site.node_of(linux_site.b)
    node.netns.ip([f"link del {INTERFACE}"])
    wait(linux_site, lambda: node.port(linux_site.lan) not in ports_of(linux_site), "the removal")
    node.lans.clear()
    node.attach(linux_site.lan)
    assert linux_site.b.packets.open(channel, OURS, BUFFER) == 0
    wait_until_heard(linux_site, channel, "an advert on the new interface")


def wait_until_heard(site: LinuxSite, channel: Channel, what: str) -> None:
    """Send until something arrives: what is sent before the carrier is there is lost."""
    packets: list[bytes] = []

    def heard() -> bool:
        send(site, channel)
        packets.extend(packet for packet, _ in site.b.packets.receive(channel, 100))
        return bool(packets)

    wait(site, heard, what)


def ports_of(site: LinuxSite) -> str:
    """The switch's side of all links."""
    return site.lab.switch.run(["ip", "-br", "link"])


@families
def test_membership_survives_a_link_that_was_down(linux_site: LinuxSite, family: Family) -> None:
    channel = open_both(linux_site, family)
    node = linux_site.node_of(linux_site.b)
    node.netns.ip(
        [
            f"link set {INTERFACE} down",
            f"link set {INTERFACE} up",
        ]
    )
    wait_until_heard(linux_site, channel, "an advert after the link came back")


def receiver_of_a_killed_process(
    netns: Netns, channel: Channel, before: Callable[[], object]
) -> int:
    """Let a child open the channel and give us its socket; call ``before``, and kill the child."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    child = os.fork()
    if child == 0:
        try:
            port = PacketsThere(netns)
            assert port.open(channel, OURS, BUFFER) == 0
            ((_, receiver),) = port.sockets()
            socket.send_fds(theirs, [b"receiver"], [receiver.fileno()])
            signal.pause()
        finally:
            os._exit(1)
    with ours, theirs:
        try:
            ours.settimeout(TIMEOUT_S)
            _, (fd,), _, _ = socket.recv_fds(ours, 100, 1)
            before()
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    return fd


@families
def test_adopted_socket_has_all_that_queued_while_nobody_read(
    linux_site: LinuxSite, family: Family
) -> None:
    channel = multicast(family)
    assert linux_site.a.packets.open(channel, OURS, BUFFER) == 0
    netns = linux_site.node_of(linux_site.b).netns
    fd = receiver_of_a_killed_process(netns, channel, lambda: send(linux_site, channel, priority=1))
    send(linux_site, channel, priority=2)
    successor = PacketsThere(netns)
    successor.adopt(channel, socket.socket(fileno=fd))
    try:
        assert successor.open(channel, OURS, BUFFER) == 0
        send(linux_site, channel, priority=3)
        priorities: list[int] = []

        def all_three() -> bool:
            priorities.extend(
                pdu_of(family, packet)[2] for packet, _ in successor.receive(channel, 100)
            )
            return len(priorities) >= 3

        wait(linux_site, all_three, "three adverts")
        assert priorities == [1, 2, 3]
    finally:
        successor.close_all()


def test_adopted_channel_that_nobody_opens_is_dropped(linux_site: LinuxSite) -> None:
    netns = linux_site.node_of(linux_site.b).netns
    watcher = Watcher()
    predecessor, successor = PacketsThere(netns), PacketsThere(netns, watcher)
    channels = [multicast(Family.IPV4), multicast(Family.IPV6)]
    for channel in channels:
        assert predecessor.open(channel, OURS, BUFFER) == 0
        ((_, receiver),) = [each for each in predecessor.sockets() if each[0] == channel]
        successor.adopt(channel, receiver.dup())
    predecessor.close_all()
    assert successor.open(channels[0], OURS, BUFFER) == 0
    successor.drop_unopened()
    assert [channel for channel, _ in successor.sockets()] == channels[:1]
    assert watcher.open.keys() == {channels[0]}
    successor.close_all()
    assert watcher.log == ["opened", "opened", "closing", "closing"]


def test_descriptors_of_a_channel_are_those_of_its_two_sockets(linux_site: LinuxSite) -> None:
    watcher = Watcher()
    packets = PacketsThere(linux_site.node_of(linux_site.b).netns, watcher)
    channel = multicast(Family.IPV4)
    assert packets.descriptors(channel) == (-1, -1)
    assert packets.open(channel, OURS, BUFFER) == 0
    receiving, sending = packets.descriptors(channel)
    assert receiving == watcher.open[channel]
    assert sending not in (receiving, -1)
    assert os.fstat(sending).st_ino != os.fstat(receiving).st_ino
    packets.close_all()
    assert packets.descriptors(channel) == (-1, -1)


def test_adopted_socket_of_an_interface_that_was_replaced_is_not_used(
    linux_site: LinuxSite,
) -> None:
    node = linux_site.node_of(linux_site.b)
    channel = multicast(Family.IPV4)
    assert linux_site.a.packets.open(channel, OURS, BUFFER) == 0
    predecessor, successor = PacketsThere(node.netns), PacketsThere(node.netns)
    assert predecessor.open(channel, OURS, BUFFER) == 0
    ((_, receiver),) = predecessor.sockets()
    successor.adopt(channel, receiver.dup())
    predecessor.close_all()
    node.netns.ip([f"link del {INTERFACE}"])
    wait(linux_site, lambda: node.port(linux_site.lan) not in ports_of(linux_site), "the removal")
    node.lans.clear()
    node.attach(linux_site.lan)
    try:
        assert successor.open(channel, OURS, BUFFER) == 0
        received: list[bytes] = []

        def heard() -> bool:
            send(linux_site, channel)  # what is sent before the carrier is there is lost
            received.extend(packet for packet, _ in successor.receive(channel, 10))
            return bool(received)

        wait(linux_site, heard, "an advert on the new interface")
    finally:
        successor.close_all()


def test_frames_go_out_again_after_the_link_was_down(linux_site: LinuxSite) -> None:
    frame = b"\xff" * 6 + linux_site.a.mac + b"\x08\x06" + bytes(28)
    netns = linux_site.node_of(linux_site.a).netns
    assert linux_site.a.frames.send(linux_site.a.index, frame) == 0
    netns.ip([f"link set {INTERFACE} down"])
    assert linux_site.a.frames.send(linux_site.a.index, frame) == errno.ENETDOWN
    netns.ip([f"link set {INTERFACE} up"])
    assert linux_site.a.frames.send(linux_site.a.index, frame) == 0


def test_ipv4_unicast_channel_of_an_absent_address_opens(linux_site: LinuxSite) -> None:
    channel = Channel(Family.IPV4, INTERFACE, None, IPv4Address("10.9.1.200"))
    assert linux_site.a.packets.open(channel, OURS, BUFFER) == 0


def test_forwarding_of_an_interface_is_seen(linux_site: LinuxSite) -> None:
    linux_site.node_of(linux_site.a).netns.sysctl({f"ipv6/conf/{INTERFACE}/forwarding": 1})
    assert linux_site.a.kernel.forwarding(linux_site.a.index) is True
    assert linux_site.a.kernel.forwarding(9999) is False
