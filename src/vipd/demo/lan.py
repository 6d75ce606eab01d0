"""The network between the machines: a bridge, and a virtual Ethernet cable to each machine.

Everything is asked of the kernel directly, so ``ip`` need not be installed.
"""

import errno
import os
import socket
from ipaddress import IPv4Interface
from pathlib import Path
from typing import Final

from vipd.demo.sandbox import Unavailable
from vipd.wire.netlink import link, msg, rtnl

BRIDGE: Final = "lan"
PORT_OF_MACHINE: Final = "eth0"
"""How a machine names its end of the cable."""

_ANSWER_TIMEOUT_S: Final = 5.0
_ANSWER_SIZE: Final = 65_536


class Netlink:
    """Requests to the kernel about links and addresses of this process's network namespace."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
        self._socket.bind((0, 0))
        self._socket.settimeout(_ANSWER_TIMEOUT_S)
        self._sequence = 0

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()

    def make_bridge(self) -> None:
        """Make the bridge and set it up.

        Raises:
            Unavailable: if the kernel has no bridges.
            OSError: for any other refusal.
        """
        try:
            self._request(link.new_bridge(self._next(), BRIDGE))
        except OSError as error:
            raise _unsupported(error, "bridges") from error
        self.set_up(BRIDGE, up=True)

    def plug_in(self, machine: str, *, pid: int, mac: bytes) -> None:
        """Lay a cable from the bridge to the machine whose process ``pid`` is; it ends down there.

        Raises:
            Unavailable: if the kernel has no virtual Ethernet.
            OSError: for any other refusal.
        """
        near = link.VethEnd(name=machine)
        far = link.VethEnd(name=PORT_OF_MACHINE, mac=mac, namespace_pid=pid)
        try:
            self._request(link.new_veth(self._next(), near, far))
        except OSError as error:
            raise _unsupported(error, "virtual Ethernet") from error
        request = link.set_controller(self._next(), _index_of(machine), _index_of(BRIDGE))
        self._request(request)
        self.set_up(machine, up=True)

    def unplug(self, machine: str) -> None:
        """Remove the cable, if it is still there: nothing passes from this moment on."""
        try:
            self._request(link.delete_link(self._next(), _index_of(machine)))
        except OSError as error:
            # The kernel removes a dead machine's cable too, in its own time.
            if error.errno != errno.ENODEV:
                raise

    def set_up(self, name: str, *, up: bool) -> None:
        """Set a link up or down."""
        self._request(link.set_up(self._next(), _index_of(name), up=up))

    def add_address(self, name: str, address: IPv4Interface) -> None:
        """Add an address to a link."""
        record = rtnl.AddressRecord(
            address=address.ip,
            prefix_len=address.network.prefixlen,
            index=_index_of(name),
            broadcast=address.network.broadcast_address,
        )
        self._request(rtnl.new_address(self._next(), record))

    def _next(self) -> int:
        self._sequence += 1
        return self._sequence

    def _request(self, request: bytes) -> None:
        """Send one request and wait for its answer.

        Raises:
            OSError: with the kernel's errno.
        """
        self._socket.send(request)
        while True:
            for message in msg.decode(self._socket.recv(_ANSWER_SIZE)):
                if message.type != msg.NLMSG_ERROR or message.sequence != self._sequence:
                    continue
                answer = msg.decode_acknowledgement(message)
                if answer.errno != 0:
                    raise OSError(answer.errno, answer.text or os.strerror(answer.errno))
                return


def configure_machine(address: IPv4Interface) -> None:
    """Set up the links of a machine, called inside of it: loopback and the end of its cable."""
    netlink = Netlink()
    netlink.set_up("lo", up=True)
    # Without IPv6 the wire shows nothing but what the demo is about.
    switch = Path(f"/proc/sys/net/ipv6/conf/{PORT_OF_MACHINE}/disable_ipv6")
    if switch.exists():
        switch.write_text("1")
    netlink.add_address(PORT_OF_MACHINE, address)
    netlink.set_up(PORT_OF_MACHINE, up=True)
    netlink.close()


def _index_of(name: str) -> int:
    try:
        return socket.if_nametoindex(name)
    except OSError as error:
        # Before Python 3.14 this error comes without its number.
        raise OSError(errno.ENODEV, f"no interface {name}") from error


def _unsupported(error: OSError, what: str) -> Exception:
    if error.errno == errno.EOPNOTSUPP:
        return Unavailable(f"this kernel has no {what}")
    return error
