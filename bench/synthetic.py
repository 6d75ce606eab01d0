"""A master made of nothing but adverts: a process that sends them at exact times."""

import mmap
import os
import signal
import time
from collections.abc import Sequence
from ipaddress import IPv4Address

from tests.support.hostile import Attacker, honest
from tests.support.lab import Lan, Node
from tests.support.router import Router


class SyntheticMaster:
    """Sends one advert an interval for each router from ``node``, until told to be silent.

    ``spread``: the routers' phases are evenly distributed over the interval; otherwise all adverts
    of an interval leave in one burst.
    """

    def __init__(self, node: Node, lan: Lan, routers: Sequence[Router], *, spread: bool) -> None:
        source = IPv4Address(str(node.address(lan)))
        packets = [honest(each, priority=each.priority, source=source).packet() for each in routers]
        self._speaking = mmap.mmap(-1, 1)
        self._pid = os.fork()
        if self._pid == 0:
            self._send(node, packets, routers[0].advert_ns, spread=spread)
        node.lab.keep(self.close)

    def _send(self, node: Node, packets: list[bytes], interval_ns: int, *, spread: bool) -> None:
        parent = os.getppid()
        wire = Attacker(node.netns, "eth0")
        step = interval_ns // len(packets) if spread else interval_ns
        groups = [[packet] for packet in packets] if spread else [packets]
        planned = time.monotonic_ns()
        while os.getppid() == parent:
            for group in groups:
                planned += step
                now = time.monotonic_ns()
                if planned > now:
                    time.sleep((planned - now) / 1e9)
                if self._speaking[0]:
                    for packet in group:
                        wire.send(packet)
        os._exit(0)

    def speak(self) -> None:
        """Send from now on."""
        self._speaking[0] = 1

    def die(self) -> None:
        """Fall silent, as a crashed router does."""
        self._speaking[0] = 0

    def close(self) -> None:
        """End the process."""
        if self._pid > 0:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
            self._pid = 0
