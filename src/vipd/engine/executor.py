"""Carries out what a machine asks for, through the ports, in the order it asked."""

from ipaddress import IPv4Address
from typing import assert_never

from vipd.base.units import Instant
from vipd.core.desired import AddAddress
from vipd.core.reconcile import address_operations, key_of
from vipd.core.vrrp import notices as nt
from vipd.core.vrrp.effects import (
    Announce,
    AnnounceSource,
    Effect,
    Notify,
    Own,
    SendAdvert,
)
from vipd.core.vrrp.events import SendFailed
from vipd.engine.host import Host
from vipd.engine.runner import Runner
from vipd.model.vrrp import VirtualAddress
from vipd.ports import Ports
from vipd.wire.arp import gratuitous_arp
from vipd.wire.ndisc import unsolicited_na


class Executor:
    """Executes effects; failures of sending come back as events."""

    def __init__(self, ports: Ports, host: Host) -> None:
        self._ports = ports
        self._host = host
        self._now = Instant(0)

    def notify(self, notice: nt.Notice) -> None:
        """Pass on a notice of the engine itself."""
        self._ports.notices.notice(notice, self._now)

    def execute(self, runner: Runner, effects: list[Effect], now: Instant) -> list[SendFailed]:
        """Carry out the effects; ``now`` stamps the notices."""
        self._now = now
        failures: list[SendFailed] = []
        for effect in effects:
            match effect:
                case SendAdvert():
                    self._send(runner, effect.priority, failures)
                case Notify():
                    self._ports.notices.notice(effect.notice, now)
                case Own():
                    self._own(runner, effect.addresses)
                case Announce():
                    for _ in range(effect.rounds):
                        for one in effect.addresses:
                            self._announce(runner, one)
                case AnnounceSource():
                    self._announce_source(runner, effect)
                case _:
                    assert_never(effect)
        return failures

    def _send(self, runner: Runner, priority: int, failures: list[SendFailed]) -> None:
        channel = runner.channel
        packets = runner.transmitter.packets(runner.machine, priority)
        if channel is None or not packets:
            failures.append(SendFailed(0, None))
            return
        send = self._ports.packets.send
        for destination, packet in packets:
            error = send(channel, packet, destination)
            if error:
                multicast = runner.machine.config.unicast is None
                failures.append(SendFailed(error, None if multicast else destination))

    def _own(self, runner: Runner, wanted: tuple[VirtualAddress, ...]) -> None:
        """Bring the kernel to what is wanted and remember what became of it."""
        host, holding = self._host, runner.holding
        keys = {key_of(one) for one in wanted} | holding.keys()
        # What we hold is ours even where the kernel has not yet told that it is there.
        foreign = {key for key in keys if key not in holding and host.foreign(key)}
        operations = address_operations(wanted, holding, foreign)
        if not operations:
            return
        errors = self._ports.kernel.apply(operations)
        for operation, error in zip(operations, errors, strict=True):
            one = operation.address
            adding = isinstance(operation, AddAddress)
            if error:
                name = runner.machine.config.name
                self.notify(
                    nt.AddressOperationFailed(name, error, adding, one.interface, one.address)
                )
            if adding and not error:
                holding[key_of(one)] = one
            else:
                holding.pop(key_of(one), None)

    def _announce(self, runner: Runner, one: VirtualAddress) -> None:
        link = self._host.link(one.interface)
        if link is None or not link.arp:
            return
        if isinstance(one.address, IPv4Address):
            frame = gratuitous_arp(link.mac, one.address)
        else:
            router = self._ports.kernel.forwarding(link.index)
            frame = unsolicited_na(link.mac, one.address, router=router)
        error = self._ports.frames.send(link.index, frame)
        if error:
            name = runner.machine.config.name
            self.notify(nt.AnnouncementNotSent(name, error, one.interface, one.address))

    def _announce_source(self, runner: Runner, effect: AnnounceSource) -> None:
        config = runner.machine.config
        if config.interface:
            self._announce(
                runner,
                VirtualAddress(
                    address=effect.source,
                    prefix_len=effect.source.max_prefixlen,
                    interface=config.interface,
                ),
            )
