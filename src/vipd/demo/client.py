"""The client: requests through the virtual address at a steady pace, and remembers each one."""

import select
import socket
import time
from ipaddress import IPv4Interface
from typing import Final

from vipd.base.units import MILLISECOND, SECOND, Duration, Instant
from vipd.demo import lan, messages
from vipd.demo.router import NUMBER, REQUEST_SIZE_MAX, SERVICE_PORT

PACE: Final = Duration(2 * MILLISECOND)
"""Time from one request to the next."""

_REPORT_EVERY: Final = Duration(40 * MILLISECOND)


def run(address: str, channel: socket.socket) -> None:
    """Be the client until the director's end of the channel is closed."""
    order = messages.receive(channel)
    if not isinstance(order, messages.Configure):
        return
    lan.configure_machine(IPv4Interface(order.address))
    channel.setblocking(False)
    messages.send(channel, messages.Ready())
    _Client(address, channel).request()


class _Client:
    def __init__(self, address: str, channel: socket.socket) -> None:
        self._service = (address, SERVICE_PORT)
        self._channel = channel
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._number = 0
        self._sent: list[Instant] = []
        self._answers: list[tuple[int, Instant, str]] = []
        self._lateness = Duration(0)

    def request(self) -> None:
        due = _now()
        report_due = Instant(due + _REPORT_EVERY)
        while True:
            now = _now()
            if now >= due:
                self._lateness = Duration(max(self._lateness, now - due))
                self._ask(now)
                # After a stall the pace goes on from here; catching up would be a burst.
                due = Instant(max(due + PACE, now))
            if now >= report_due:
                # After a stall answers are waiting; without them it would look like silence.
                self._listen()
                self._report(now)
                report_due = Instant(now + _REPORT_EVERY)
            wait_s = max(0, due - _now()) / SECOND
            readable, _, _ = select.select([self._socket, self._channel], [], [], wait_s)
            if self._socket in readable:
                self._listen()
            if self._channel in readable:
                return

    def _ask(self, now: Instant) -> None:
        self._sent.append(now)
        try:
            self._socket.sendto(NUMBER.pack(self._number), self._service)
        except OSError:
            # Nobody there, or no buffer: a request that gets no answer, which is what is counted.
            pass
        self._number += 1

    def _listen(self) -> None:
        while True:
            try:
                answer, source = self._socket.recvfrom(REQUEST_SIZE_MAX)
            except BlockingIOError:
                return
            if source == self._service and len(answer) > NUMBER.size:
                (number,) = NUMBER.unpack_from(answer)
                self._answers.append((number, _now(), answer[NUMBER.size :].decode()))

    def _report(self, now: Instant) -> None:
        first = self._number - len(self._sent)
        try:
            messages.send(
                self._channel,
                messages.Report(now, first, self._sent, self._answers, self._lateness),
            )
        except BlockingIOError:
            # The director is behind; what was not said now is said next time.
            return
        self._sent = []
        self._answers = []
        self._lateness = Duration(0)


def _now() -> Instant:
    return Instant(time.monotonic_ns())
