"""The site of the contract suite on Linux: namespaces, a bridge, the ports of ``vipd.linux``."""

import time
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address

from tests.contract.site import INTERFACE, Member
from tests.support.lab import Lab, Node
from tests.support.netns import Netns
from vipd.base.addr import IpAddress
from vipd.base.units import Instant
from vipd.core.desired import AddressOperation
from vipd.core.host import HostAddress, HostChange, Link
from vipd.linux.clock import MonotonicClock
from vipd.linux.frames import FramesPort
from vipd.linux.netlink import BufferSize, KernelPort
from vipd.linux.rawsock import ChannelWatcher, PacketsPort
from vipd.ports import Channel

SMALLEST = BufferSize(size=1, force=False)
"""The kernel rounds it up to what it deems the least."""


class PacketsThere(PacketsPort):
    """Opens its sockets in another namespace."""

    def __init__(self, netns: Netns, watcher: ChannelWatcher | None = None) -> None:
        super().__init__(watcher)
        self.netns = netns

    def open(self, channel: Channel, vrids: frozenset[int], buffer_bytes: int) -> int:
        with self.netns.entered():
            return super().open(channel, vrids, buffer_bytes)


class FramesThere(FramesPort):
    """Opens its sockets in another namespace."""

    def __init__(self, netns: Netns) -> None:
        self.netns = netns
        with netns.entered():
            super().__init__()

    def send(self, index: int, frame: bytes) -> int:
        with self.netns.entered():
            return super().send(index, frame)


class KernelThere(KernelPort):
    """Reads /proc/sys, which shows the namespace of the reader, in another one."""

    def __init__(self, netns: Netns, monitor: BufferSize | None = None) -> None:
        self.netns = netns
        with netns.entered():
            super().__init__(monitor=monitor)

    def forwarding(self, index: int) -> bool:
        with self.netns.entered():
            return super().forwarding(index)


class OverrunKernel:
    """A kernel port whose reports can be made to overrun: it has a second, tiny one."""

    def __init__(self, netns: Netns) -> None:
        self.current = KernelThere(netns)
        self.spare = KernelThere(netns, monitor=SMALLEST)

    def overrun(self) -> None:
        """Go on with the tiny one, which has not been read since the beginning."""
        self.current, self.spare = self.spare, self.current

    def close(self) -> None:
        self.current.close()
        self.spare.close()

    def snapshot(self) -> tuple[tuple[Link, ...], tuple[HostAddress, ...]]:
        return self.current.snapshot()

    def changes(self) -> list[HostChange]:
        return self.current.changes()

    def apply(self, operations: Sequence[AddressOperation]) -> list[int]:
        return self.current.apply(operations)

    def forwarding(self, index: int) -> bool:
        return self.current.forwarding(index)


class LinuxSite:
    """Two namespaces on a bridge."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.lan = lab.lan()
        self.nodes = [lab.node("a", self.lan), lab.node("b", self.lan)]
        self.capture = lab.capture()
        self.a, self.b = (self._member(node) for node in self.nodes)

    def now(self, member: Member) -> Instant:
        return MonotonicClock().now()

    def pass_time(self) -> None:
        time.sleep(0.002)

    def heard(self) -> list[bytes]:
        return [frame.octets for frame in self.capture.poll()]

    def add_address(self, member: Member, address: IPv4Address, prefix_len: int) -> None:
        self.node_of(member).netns.ip([f"addr add {address}/{prefix_len} dev {INTERFACE}"])

    def remove_address(self, member: Member, address: IpAddress, prefix_len: int) -> None:
        self.node_of(member).netns.ip([f"addr del {address}/{prefix_len} dev {INTERFACE}"])

    def set_carrier(self, member: Member, *, up: bool) -> None:
        self.node_of(member).set_carrier(self.lan, up=up)

    def remove_link(self, member: Member) -> None:
        self.node_of(member).netns.ip([f"link del {INTERFACE}"])

    def overrun(self, member: Member) -> None:
        kernel = member.kernel
        assert isinstance(kernel, OverrunKernel)
        # Fifty changes of the MTU are far more than the tiny queue holds.
        self.node_of(member).netns.ip(
            f"link set {INTERFACE} mtu {1300 + number}" for number in range(50)
        )
        kernel.overrun()

    def close(self) -> None:
        for member in (self.a, self.b):
            assert isinstance(member.packets, PacketsPort)
            assert isinstance(member.frames, FramesPort)
            assert isinstance(member.kernel, OverrunKernel)
            member.packets.close_all()
            member.frames.close()
            member.kernel.close()

    def node_of(self, member: Member) -> Node:
        return self.nodes[0 if member is self.a else 1]

    def _member(self, node: Node) -> Member:
        kernel = OverrunKernel(node.netns)
        link = next(link for link in kernel.snapshot()[0] if link.name == INTERFACE)
        address = node.address(self.lan)
        return Member(
            packets=PacketsThere(node.netns),
            frames=FramesThere(node.netns),
            kernel=kernel,
            index=link.index,
            mac=link.mac,
            ipv4=address,
            ipv6=IPv6Address(f"fe80::{node.number}"),
        )
