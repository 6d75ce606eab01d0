"""An instance machine with what the engine keeps beside it."""

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from vipd.base.addr import Family, IpAddress
from vipd.base.units import SECOND, Instant
from vipd.core.reconcile import AddressKey
from vipd.core.vrrp.instance import Instance
from vipd.core.vrrp.router import TAIL_AT, Repeat
from vipd.engine.transmit import Transmitter
from vipd.model import vrrp as model
from vipd.model.vrrp import VirtualAddress
from vipd.ports import Channel

_PACKET_TRUESIZE: Final = 1280
_BUFFER_MIN: Final = 256 * 1024
_BUFFER_MAX: Final = 32 * 1024 * 1024
_STALL_COVERED: Final = 4 * SECOND
_PACKETS_MIN: Final = 16
_PACKETS_MAX: Final = 64
_VRID_AT: Final = 1
_IPV6_HEADER: Final = 40


class InstanceKey(NamedTuple):
    """What makes an instance the same one after a reload (keepalived 2.4); not its name."""

    vrid: int
    family: Family
    interface: str
    unicast: bool
    source: IpAddress | None
    """Configured source, for unicast only."""


def key_of(config: model.Instance) -> InstanceKey:
    """Return the identity of an instance."""
    unicast = config.unicast is not None
    source = config.source if unicast else None
    return InstanceKey(config.vrid, config.family, config.interface, unicast, source)


def vrid_at(octets: bytes) -> int:
    """Return where the VRID is in an IP packet; IPv4 may have options."""
    if not octets:
        return 0
    header = _IPV6_HEADER if octets[0] >> 4 == Family.IPV6.value else (octets[0] & 0x0F) * 4
    return header + _VRID_AT


@dataclass(slots=True, eq=False)
class Runner:
    """One instance at work. ``order`` is its place in the configuration."""

    machine: Instance
    order: int
    transmitter: Transmitter = field(default_factory=Transmitter)
    channel: Channel | None = None
    holding: dict[AddressKey, VirtualAddress] = field(default_factory=dict)
    """Addresses that this instance configured and that nobody is known to have removed."""
    scheduled: Instant | None = None
    """The instant under which the engine will look at it next; never after its deadline."""
    repeated: bytes = b""
    """Under what its channel remembers the advert that it follows."""


@dataclass(slots=True, eq=False)
class Reception:
    """An open channel and the instances that listen on it."""

    channel: Channel
    by_vrid: dict[int, list[Runner]] = field(default_factory=dict)
    index: int | None = None
    """Index of the interface when the channel was opened; None while it could not be."""
    drained_to: Instant = Instant(-1)
    """Every packet that arrived up to here has been read."""
    error: int = 0
    dropped: int = 0
    """Packets that found the queue full, as far as it was taken into account."""
    repeats: dict[bytes, tuple[Instance, Repeat]] = field(default_factory=dict)
    """The adverts that the instances follow, by ``Repeat.tail``; at most one an instance."""

    @property
    def skip(self) -> int:
        """Where ``Repeat.tail`` begins in the packets of this channel."""
        return TAIL_AT[self.channel.family]

    def remember(self, runner: Runner) -> None:
        """Take note of the advert that the instance follows now, if it is the only one."""
        repeat = runner.machine.repeat
        if repeat is None or len(self.by_vrid[runner.machine.config.vrid]) > 1:
            return
        self.forget(runner)
        runner.repeated = repeat.tail
        self.repeats[repeat.tail] = (runner.machine, repeat)

    def forget(self, runner: Runner) -> None:
        """Forget the advert that the instance followed."""
        self.repeats.pop(runner.repeated, None)
        runner.repeated = b""

    def buffer_bytes(self) -> int:
        """Room for what arrives while we do not run for some seconds."""
        total = 0
        for runners in self.by_vrid.values():
            for runner in runners:
                config = runner.machine.config
                if config.rx_buf_size is not None:
                    total += config.rx_buf_size
                    continue
                packets = _STALL_COVERED // config.advert_int
                total += min(max(packets, _PACKETS_MIN), _PACKETS_MAX) * _PACKET_TRUESIZE
        return min(max(total, _BUFFER_MIN), _BUFFER_MAX)

    def choose(self, vrid: int, source: bytes) -> Runner | None:
        """Return the instance that a packet is for.

        Unicast instances with disjoint peers may share a VRID: it is for the one that follows the
        sender, or has it as its peer (keepalived 2.4).
        """
        candidates = self.by_vrid.get(vrid)
        if candidates is None:
            return None
        if len(candidates) == 1:
            return candidates[0]
        for runner in candidates:
            master = runner.machine.master
            if master is not None and master.packed == source:
                return runner
        for runner in candidates:
            unicast = runner.machine.config.unicast
            if unicast and any(peer.address.packed == source for peer in unicast.peers):
                return runner
        return None
