"""The fast path of ``vipd.linux.rawsock``: what the port adds to the system call."""

import time
from collections.abc import Callable

import pytest

from tests.contract.linux_site import LinuxSite
from tests.contract.site import multicast, send
from vipd.base.addr import Family
from vipd.linux.rawsock import PacketsPort

pytestmark = [pytest.mark.root, pytest.mark.exclusive]

PACKETS = 1000
ROUNDS = 7
RATIO_MAX = {Family.IPV4: 2.5, Family.IPV6: 4.0}
"""Measured: 1.5 and 2.4."""


@pytest.mark.parametrize("family", Family, ids=["IPv4", "IPv6"])
def test_receive_costs_little_more_than_its_system_call(
    linux_site: LinuxSite, family: Family
) -> None:
    channel = multicast(family)
    for member in (linux_site.a, linux_site.b):
        assert member.packets.open(channel, frozenset({51}), 1 << 23) == 0
    packets = linux_site.b.packets
    assert isinstance(packets, PacketsPort)
    ((_, receiver),) = packets.sockets()

    def through_the_port() -> int:
        return len(packets.receive(channel, 2 * PACKETS))

    def bare() -> int:
        count = 0
        while True:
            try:
                receiver.recvmsg(2048, 256)
            except BlockingIOError:
                return count
            count += 1

    def cost(read: Callable[[], int]) -> float:
        """CPU time of one packet in microseconds."""
        for _ in range(PACKETS):
            send(linux_site, channel)
        linux_site.pass_time()
        start = time.process_time()
        count = read()
        spent = time.process_time() - start
        assert count == PACKETS
        return spent / count * 1e6

    ours, least = (min(cost(read) for _ in range(ROUNDS)) for read in (through_the_port, bare))
    print(f"{family.name}: receive {ours:.2f} us a packet, of which recvmsg {least:.2f}")
    assert ours <= RATIO_MAX[family] * least
