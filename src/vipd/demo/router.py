"""What runs in a router of the demo: its init, a service on every address, and the daemon.

The service answers each request with its number and the router's name, from the address that was
asked. It listens on all addresses, so it answers through the virtual address exactly while the
daemon has put that address here.
"""

import os
import select
import signal
import socket
import struct
import subprocess
import time
from ipaddress import IPv4Interface
from pathlib import Path
from typing import Final

from vipd.base.units import Instant
from vipd.demo import lan, messages

SERVICE_PORT: Final = 9000
NUMBER: Final = struct.Struct("!Q")
"""A request is its number; an answer is the number and, behind it, the router's name."""

REQUEST_SIZE_MAX: Final = 64

_IP_PKTINFO: Final = 8
_PKTINFO: Final = struct.Struct("=i4s4s")
_ANCILLARY_SIZE: Final = 64
_GROUPS: Final = Path("/proc/self/net/igmp")
_VRRP_GROUP: Final = f"{int.from_bytes(socket.inet_aton('224.0.0.18'), 'little'):08X}"
_LOOK_AT_GROUPS_MS: Final = 10


def run(name: str, channel: socket.socket) -> None:
    """Be the router until the director's end of the channel is closed."""
    order = messages.receive(channel)
    if not isinstance(order, messages.Configure):
        return
    lan.configure_machine(IPv4Interface(order.address))
    router = _Router(name, channel)
    messages.send(channel, messages.Ready())
    router.serve()


class _Router:
    def __init__(self, name: str, channel: socket.socket) -> None:
        self._name = name.encode()
        self._channel = channel
        self._daemon: subprocess.Popen[bytes] | None = None
        self._deaf = False
        """The daemon was started and has not joined the group of VRRP yet."""
        self._service = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._service.setsockopt(socket.IPPROTO_IP, _IP_PKTINFO, 1)
        self._service.bind(("0.0.0.0", SERVICE_PORT))
        self._service.setblocking(False)
        self._deaths, deaths = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(deaths, warn_on_full_buffer=False)
        # The handler has nothing to do: the octet in the pipe is what wakes the loop.
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)

    def serve(self) -> None:
        poll = select.poll()
        for descriptor in (self._channel.fileno(), self._service.fileno(), self._deaths):
            poll.register(descriptor, select.POLLIN)
        while True:
            for descriptor, _ in poll.poll(_LOOK_AT_GROUPS_MS if self._deaf else None):
                if descriptor == self._service.fileno():
                    self._answer()
                elif descriptor == self._deaths:
                    os.read(self._deaths, 512)
                    self._reap()
                elif not self._obey():
                    return
            if self._deaf and _VRRP_GROUP in _GROUPS.read_text():
                self._deaf = False
                messages.send(self._channel, messages.Listening(_now()))

    def _answer(self) -> None:
        try:
            request, ancillary, _, client = self._service.recvmsg(REQUEST_SIZE_MAX, _ANCILLARY_SIZE)
        except BlockingIOError:
            return
        asked = b""
        for level, kind, value in ancillary:
            if level == socket.IPPROTO_IP and kind == _IP_PKTINFO:
                asked = _PKTINFO.unpack(value[: _PKTINFO.size])[1]
        source = (socket.IPPROTO_IP, _IP_PKTINFO, _PKTINFO.pack(0, asked, bytes(4)))
        try:
            self._service.sendmsg([request[: NUMBER.size], self._name], [source], 0, client)
        except OSError:
            # The address was taken away between question and answer: the client counts a loss.
            return

    def _obey(self) -> bool:
        """Carry out an order; False when there are to be no more."""
        match messages.receive(self._channel):
            case None:
                return False
            case messages.Start(command, log):
                self._start(command, log)
            case messages.Stop():
                if self._daemon is not None:
                    self._daemon.terminate()
            case other:
                raise AssertionError(other)
        return True

    def _start(self, command: list[str], log: str) -> None:
        with open(log, "ab") as output:
            self._daemon = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        self._deaf = True

    def _reap(self) -> None:
        """Bury the daemon, and whatever its end leaves to the init of the machine."""
        if self._daemon is not None and self._daemon.poll() is not None:
            status = self._daemon.returncode
            self._daemon = None
            self._deaf = False
            messages.send(self._channel, messages.Exited(status, _now()))
        while self._daemon is None:
            try:
                if os.waitpid(-1, os.WNOHANG)[0] == 0:
                    return
            except ChildProcessError:
                return


def _now() -> Instant:
    return Instant(time.monotonic_ns())
