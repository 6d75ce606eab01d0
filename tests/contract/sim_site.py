"""The site of the contract suite in the simulator: the ports of ``vipd.sim``."""

from functools import partial
from ipaddress import IPv4Address, IPv6Address
from random import Random

from tests.contract.site import INTERFACE, Member
from vipd.base.addr import IpAddress, MacAddress
from vipd.base.units import MILLISECOND, Instant, after
from vipd.sim.kernel import SimKernel
from vipd.sim.net import Lan, Parcel, Station
from vipd.sim.sockets import SimFrames, SimPackets, Wiring
from vipd.sim.timeline import Timeline


class SimSite:
    """Two simulated kernels with their sockets on a simulated LAN."""

    def __init__(self) -> None:
        self.timeline = Timeline()
        self.lan = Lan("lan", self.timeline, Random(1))
        self.frames: list[bytes] = []
        self.lan.join(
            Station(owner="tap", mac=bytes(6), hear=self._tap, owns=lambda address: False)
        )
        self.a, self.b = self._member(1), self._member(2)

    def now(self, member: Member) -> Instant:
        return self.timeline.now

    def pass_time(self) -> None:
        self.timeline.run_until(after(self.timeline.now, MILLISECOND))

    def heard(self) -> list[bytes]:
        return self.frames

    def add_address(self, member: Member, address: IPv4Address, prefix_len: int) -> None:
        _kernel(member).add_address(INTERFACE, address, prefix_len)

    def remove_address(self, member: Member, address: IpAddress, prefix_len: int) -> None:
        _kernel(member).remove_address(INTERFACE, address)

    def set_carrier(self, member: Member, *, up: bool) -> None:
        _kernel(member).set_link(INTERFACE, up=up)

    def remove_link(self, member: Member) -> None:
        _kernel(member).remove_link(INTERFACE)

    def overrun(self, member: Member) -> None:
        _kernel(member).overrun()

    def close(self) -> None:
        """There is nothing outside this object."""

    def _tap(self, parcel: Parcel) -> None:
        if parcel.destination is None:
            self.frames.append(parcel.octets)

    def _member(self, number: int) -> Member:
        mac = MacAddress(bytes((2, 0, 0, 0, 1, number)))
        kernel = SimKernel()
        index = kernel.add_link(INTERFACE, mac)
        ipv4, ipv6 = IPv4Address(f"10.9.1.{number}"), IPv6Address(f"fe80::{number}")
        kernel.add_address(INTERFACE, ipv4, 24)
        kernel.add_address(INTERFACE, ipv6, 64)
        kernel.changes()
        wiring = Wiring(
            local_now=lambda: self.timeline.now,
            transmit=partial(self._transmit, str(number)),
            interface_of=lambda address: INTERFACE if kernel.has(address) else None,
            name_of=kernel.name_of,
            arrived=_ignore,
            overrun=_ignore,
            read=_ignore,
            sent=_ignore,
            frame_sent=_ignore,
        )
        packets = SimPackets(wiring)
        self.lan.join(
            Station(
                owner=str(number),
                mac=mac,
                hear=partial(_hear, packets),
                owns=lambda address: kernel.has(address),
            )
        )
        return Member(
            packets=packets,
            frames=SimFrames(wiring),
            kernel=kernel,
            index=index,
            mac=mac,
            ipv4=ipv4,
            ipv6=ipv6,
        )

    def _transmit(self, owner: str, interface: str, parcel: Parcel) -> int:
        self.lan.transmit(owner, parcel, self.timeline.now)
        return 0


def _kernel(member: Member) -> SimKernel:
    assert isinstance(member.kernel, SimKernel)
    return member.kernel


def _hear(packets: SimPackets, parcel: Parcel) -> None:
    if parcel.destination is not None:
        packets.deliver(INTERFACE, parcel)


def _ignore(*_: object) -> None:
    """Observe nothing."""
