"""The vrrp process without its world: instances, their timers, their packets, their addresses.

One wake-up is one ``turn``: what the host reports, then the packets, then the timers. A deadline
that an advert could move is believed only when everything that arrived before it has been read,
so neither a stall of this process nor a flood makes an instance claim mastership; the deadlines of
a MASTER wait for nothing. Reads are coalesced, because the receive time stamp counts and not the
time of the read: that is what makes a received advert cheap.
"""

import heapq
from collections.abc import Iterable
from typing import Final, assert_never

from vipd.base.addr import IpAddress
from vipd.base.units import MILLISECOND, SECOND, Duration, Instant, since
from vipd.core.desired import AddressOperation, DeleteAddress
from vipd.core.host import (
    PROTOCOL_KEEPALIVED,
    AddressRemoved,
    AddressReported,
    HostAddress,
    HostChange,
    LinkRemoved,
    LinkReported,
    LinkState,
    Resynced,
)
from vipd.core.reconcile import key_of as address_key
from vipd.core.vrrp import notices as nt
from vipd.core.vrrp.effects import Effect
from vipd.core.vrrp.events import (
    AddressLost,
    AdvertsLost,
    ClockGap,
    Event,
    LinkChanged,
    PacketReceived,
    Reconfigured,
    SourceChanged,
    Start,
    State,
    Stop,
    StopReason,
)
from vipd.core.vrrp.instance import Instance
from vipd.engine.channels import Channels
from vipd.engine.executor import Executor
from vipd.engine.host import Host
from vipd.engine.runner import InstanceKey, Reception, Runner, key_of, vrid_at
from vipd.model import vrrp as model
from vipd.ports import ChannelState, Ports

BATCH: Final = 256
"""Packets read from a channel before timers and other channels get their turn."""
COALESCE_MAX: Final = 10 * MILLISECOND
COALESCE_SHARE: Final = 10
"""Packets wait to be read for at most this share of the shortest advertisement interval."""

LOOKAHEAD_SHARE: Final = 4
"""Deadlines within this share of the shortest advertisement interval are always exact."""

_Due = tuple[Instant, int, Runner]


class VrrpEngine:
    """Runs the instances of one configuration on the given ports.

    ``resume`` names instances of which a predecessor of this process was MASTER; one of them goes
    on as MASTER if all its addresses are still in place.
    """

    def __init__(
        self, config: model.Vrrp, ports: Ports, *, resume: frozenset[str] = frozenset()
    ) -> None:
        self.config = config
        self.poll_from = Instant(0)
        """Before this instant there is no need to wake up for packets."""
        self._ports = ports
        self._host = Host()
        self._resume = resume
        self._runners: dict[InstanceKey, Runner] = {}
        self._heap: list[_Due] = []
        self._executor = Executor(ports, self._host)
        self._channels = Channels(ports.packets, self._host, self._executor)
        self._order = 0
        self._quiet_until: Instant | None = None
        self._coalesce = Duration(0)
        self._shortest = Duration(0)
        self._planned: Instant | None = None
        self._started = Instant(0)
        self._deaf_until = Instant(0)
        self._virtual: frozenset[IpAddress] = frozenset()
        self._interfaces: tuple[str, ...] = ()
        self._survey()

    # -- what others may ask ------------------------------------------------------------------

    @property
    def instances(self) -> dict[str, Instance]:
        """The machines by name, in configuration order."""
        return {runner.machine.config.name: runner.machine for runner in self._runners.values()}

    @property
    def links(self) -> tuple[LinkState, ...]:
        """The interfaces of the host, as far as the kernel has reported."""
        return self._host.states()

    @property
    def pool(self) -> tuple[ChannelState, ...]:
        """The channels and who listens on them."""
        return self._channels.states()

    def states(self) -> dict[str, State]:
        """Return the state of each instance by name, in configuration order."""
        return {name: machine.state for name, machine in self.instances.items()}

    def next_wakeup(self, now: Instant | None = None) -> Instant | None:
        """Return when ``turn`` must be called next, packets aside; None: no deadline.

        With ``now`` the answer may be too early, if it is not soon: a turn in vain now and then is
        cheaper than to put right, after each advert, a deadline that the next advert moves again.
        """
        heap = self._heap
        soon = None if now is None else now + self._shortest // LOOKAHEAD_SHARE
        while heap:
            at, _, runner = heap[0]
            if soon is not None and at > soon:
                break
            actual = runner.machine.next_deadline()
            if at != runner.scheduled or actual is None:
                heapq.heappop(heap)
                if at == runner.scheduled:
                    runner.scheduled = None
            elif actual > at:  # an advert moved the deadline since it was scheduled
                runner.scheduled = actual
                heapq.heapreplace(heap, (actual, runner.order, runner))
            else:
                break
        first = heap[0][0] if heap else None
        if self._quiet_until is not None:
            first = self._quiet_until if first is None else min(first, self._quiet_until)
        self._planned = first
        return first

    # -- life ---------------------------------------------------------------------------------

    def start(self, now: Instant, delay: Duration = Duration(0)) -> None:
        """Look at the host, open the channels, start the instances in configuration order.

        Time-outs count from ``delay`` after now; until then what arrives is discarded.
        """
        self._started = now
        self._host.replace(*self._ports.kernel.snapshot())
        if delay:
            self._quiet_until = self._deaf_until = Instant(now + delay)
            self._executor.notify(nt.StartDelayed(delay))
        runners = [self._add(config) for config in self.config.instances]
        self._channels.settle()
        self._remove_leftovers(runners)
        for runner in runners:
            self._step(runner, self._start_event(runner, delay), now)
        self._resume = frozenset()  # only the first instances have predecessors

    def stop(self, now: Instant) -> None:
        """Stop every instance in good order, masters first, and close the channels."""
        self._end(self._runners.values(), StopReason.SHUTDOWN, now)
        self._runners.clear()
        self._channels.close()
        self._heap.clear()

    def reload(self, config: model.Vrrp, now: Instant) -> None:
        """Go on with another configuration; instances that stay the same notice nothing."""
        if config == self.config:
            return
        self.config = config
        self._survey()
        wanted = {key_of(one): one for one in config.instances}
        gone = [runner for key, runner in self._runners.items() if key not in wanted]
        self._end(gone, StopReason.DELETED, now)
        known = self._runners
        self._runners = {}
        added = []
        for key, one in wanted.items():
            runner = known.get(key)
            if runner is None:
                runner = self._add(one)
                added.append(runner)
            else:
                self._runners[key] = runner
                self._step(runner, Reconfigured(one), now)
        self._refresh(now)
        for reception in self._channels:  # its filter and buffer may be others now
            self._channels.reconsider(reception)
        self._channels.settle()
        self._remove_leftovers(added)
        quiet = now if self._quiet_until is None else max(now, self._quiet_until)
        for runner in added:
            self._step(runner, self._start_event(runner, since(now, quiet)), now)

    def turn(self, now: Instant, *, packets_ready: bool = True, host_ready: bool = True) -> None:
        """One wake-up.

        ``packets_ready`` false: the caller knows that no packet is queued; ``host_ready`` false:
        that the kernel has reported nothing.
        """
        self._notice_gap(now)
        if host_ready:
            changes = self._ports.kernel.changes()
            if changes:
                self._host_changed(changes, now)
        if self._quiet_until is not None and now >= self._quiet_until:
            self._quiet_until = None
            self._executor.notify(nt.StartDelayed(None))
        if packets_ready:
            read = 0
            for reception in self._channels:
                read += self._read(reception, now)
            self.poll_from = Instant(now + self._coalesce) if read else now
        self._expire(now)

    # -- instances ----------------------------------------------------------------------------

    def _add(self, config: model.Instance) -> Runner:
        machine = Instance(
            config=config,
            link_up=self._host.link_up(config),
            source=self._host.source(config, self._virtual),
        )
        self._order += 1
        runner = Runner(machine, self._order)
        self._runners[key_of(config)] = runner
        self._channels.listen(runner)
        return runner

    def _start_event(self, runner: Runner, delay: Duration) -> Start:
        config = runner.machine.config
        present = [self._host.find(address_key(one)) is not None for one in config.addresses]
        resume = config.name in self._resume and all(present)
        if resume:
            for one in config.addresses:
                if not self._host.foreign(address_key(one)):
                    runner.holding[address_key(one)] = one
        return Start(delay, resume)

    def _remove_leftovers(self, runners: list[Runner]) -> None:
        """Delete what a predecessor left on the interfaces, and nothing that is not ours."""
        operations: list[AddressOperation] = []
        for runner in runners:
            config = runner.machine.config
            found = [(one, self._host.find(address_key(one))) for one in config.addresses]
            if config.name in self._resume and all(there is not None for _, there in found):
                continue
            operations += [
                DeleteAddress(one)
                for one, there in found
                if there is not None and there.protocol == PROTOCOL_KEEPALIVED
            ]
        if operations:
            self._ports.kernel.apply(operations)

    def _end(self, runners: Iterable[Runner], reason: StopReason, now: Instant) -> None:
        ending = sorted(runners, key=lambda one: (one.machine.state is not State.MASTER, one.order))
        for runner in ending:
            self._step(runner, Stop(reason), now)
            runner.scheduled = None
            self._channels.ignore(runner)

    def _survey(self) -> None:
        """Work out from the configuration what concerns all instances.

        Which addresses are virtual, which interfaces matter, how long reads may wait, and what
        counts as a gap.
        """
        configs = self.config.instances
        self._channels.every_vrid = self.config.log_unknown_vrids
        self._virtual = frozenset(one.address for each in configs for one in each.addresses)
        self._interfaces = tuple(dict.fromkeys(each.interface for each in configs))
        intervals = [each.advert_int for each in configs]
        self._shortest = min(intervals, default=Duration(SECOND))
        self._coalesce = Duration(min(self._shortest // COALESCE_SHARE, COALESCE_MAX))

    # -- host ---------------------------------------------------------------------------------

    def _host_changed(self, changes: list[HostChange], now: Instant) -> None:
        removed = set()
        resynced = matters = False
        before = self._links_up()
        for change in changes:
            self._host.note(change)
            match change:
                case AddressRemoved():
                    removed.add(change.address.address)
                    matters = matters or not self._is_ours(change.address)
                case AddressReported():
                    matters = matters or not self._is_ours(change.address)
                case Resynced():
                    resynced = matters = True
                case LinkReported() | LinkRemoved():
                    matters = True
                case _:
                    assert_never(change)
        if removed or resynced:
            self._find_losses(None if resynced else removed, now)
        if not matters:  # the echo of our own operations
            return
        for name, up in self._links_up().items():
            if before.get(name) != up:
                self._executor.notify(nt.LinkReported(name, up))
        self._refresh(now)

    def _is_ours(self, address: HostAddress) -> bool:
        """Whether an address comes and goes with an instance and so is no source of adverts."""
        ours = address.protocol is None or address.protocol == PROTOCOL_KEEPALIVED
        return ours and address.address in self._virtual

    def _links_up(self) -> dict[str, bool]:
        """Whether each interface of an instance is up; a missing one is not."""
        links = {name: self._host.link(name) for name in self._interfaces}
        return {name: link is not None and link.up for name, link in links.items()}

    def _find_losses(self, removed: set[IpAddress] | None, now: Instant) -> None:
        """Tell the instances which of their addresses somebody else removed.

        The reports of our own operations were queued before the operations returned, so what is
        missing after the whole queue was read was removed by others.
        """
        for runner in list(self._runners.values()):
            for key, one in list(runner.holding.items()):
                if removed is not None and key[1] not in removed:
                    continue
                if self._host.find(key) is None and runner.holding.pop(key, None) is not None:
                    self._step(runner, AddressLost(one), now)

    def _refresh(self, now: Instant) -> None:
        """Let the instances know what their links and sources have become."""
        for reception in self._channels:
            link = self._host.link(reception.channel.interface)
            if link is not None and link.index != reception.index:
                if reception.index is not None:
                    self._replaced(reception, now)
                self._channels.reconsider(reception)
            elif link is None and reception.channel.interface:
                reception.index = None
        self._channels.settle()
        for runner in list(self._runners.values()):
            machine = runner.machine
            source = self._host.source(machine.config, self._virtual)
            if source != machine.source:
                self._step(runner, SourceChanged(source), now)
            up = self._host.link_up(machine.config)
            if up != machine.link_up:
                self._step(runner, LinkChanged(up), now)
            self._channels.listen(runner)
        self._channels.settle()

    def _replaced(self, reception: Reception, now: Instant) -> None:
        """The interface went and another of its name came, and both were told at once.

        Nobody listened on the new one, so what was heard says nothing about now: begin anew.
        """
        for runner in [one for runners in reception.by_vrid.values() for one in runners]:
            if runner.machine.link_up:
                self._step(runner, LinkChanged(up=False), now)

    # -- packets ------------------------------------------------------------------------------

    def _read(self, reception: Reception, now: Instant) -> int:
        """Read one batch; returns how many packets it held."""
        packets = self._ports.packets.receive(reception.channel, BATCH)
        repeats, skip = reception.repeats, reception.skip
        floor = max(self._started, self._deaf_until)
        for octets, at in packets:
            # FAST PATH: budget 1 us an advert, bench receive, 2026-11. An advert that repeats the
            # last accepted one only moves the deadline; tests/prop compare it with the long way.
            known = repeats.get(octets[skip:])
            if known is not None and at >= floor:
                machine, repeat = known
                if (
                    machine.repeat is repeat
                    and octets[:4] == repeat.head
                    and octets[8:10] == repeat.middle
                ):
                    machine.heard_again(at)
                    continue
            if at < self._deaf_until:  # it arrived during the start-up delay
                continue
            # What was queued for a predecessor counts from our start: no deadline began before.
            self._packet(reception, octets, max(at, self._started), now)
        if len(packets) < BATCH:
            reception.drained_to = now
        elif packets:
            reception.drained_to = packets[-1][1]
        return len(packets)

    def _packet(self, reception: Reception, octets: bytes, at: Instant, now: Instant) -> None:
        at_vrid = vrid_at(octets)
        if len(octets) <= at_vrid:
            return
        vrid = octets[at_vrid]
        source = octets[12:16] if octets[0] >> 4 == 4 else octets[8:24]
        runner = reception.choose(vrid, source)
        if runner is not None:
            # A BACKUP waits from when it heard; a MASTER answers, and only now can answer. With
            # the time stamps it would answer every packet that a stall let queue.
            acts = runner.machine.state is State.MASTER
            self._step(runner, PacketReceived(octets), now if acts else at)
            reception.remember(runner)
        elif self.config.log_unknown_vrids:
            self._executor.notify(nt.UnknownVrid(vrid, reception.channel.interface))

    # -- timers -------------------------------------------------------------------------------

    def _expire(self, now: Instant) -> None:
        heap = self._heap
        later: list[Runner] = []
        while heap and heap[0][0] <= now:
            at, _, runner = heapq.heappop(heap)
            if at != runner.scheduled:
                continue
            runner.scheduled = None
            machine = runner.machine
            due = machine.next_deadline()
            if due is not None and due <= now:
                if machine.listening():
                    if not self._heard_until(runner, due, now):
                        later.append(runner)
                        continue
                    self._doubt(runner, now)
                due = machine.next_deadline()
                if due is not None and due <= now:
                    self._execute(runner, machine.expire(now), now)
            self._schedule(runner)
        for runner in later:
            self._schedule(runner)

    def _heard_until(self, runner: Runner, due: Instant, now: Instant) -> bool:
        """Whether everything that arrived before ``due`` has been read, reading if need be."""
        reception = self._channels.of(runner)
        if reception is None or reception.index is None or reception.drained_to >= due:
            return True
        self._read(reception, now)
        return reception.drained_to >= due

    def _doubt(self, runner: Runner, now: Instant) -> None:
        """Let the instances of a channel doubt a silence, if packets found its queue full."""
        reception = self._channels.of(runner)
        if reception is None:
            return
        dropped = self._ports.packets.dropped(reception.channel)
        lost, reception.dropped = dropped - reception.dropped, dropped
        if lost <= 0:
            return
        self._executor.notify(nt.PacketsLost(reception.channel.interface, lost))
        for one in [each for runners in reception.by_vrid.values() for each in runners]:
            self._step(one, AdvertsLost(), now)

    def _schedule(self, runner: Runner) -> None:
        at = runner.machine.next_deadline()
        if at is not None and (runner.scheduled is None or at < runner.scheduled):
            runner.scheduled = at
            heapq.heappush(self._heap, (at, runner.order, runner))

    def _notice_gap(self, now: Instant) -> None:
        planned, self._planned = self._planned, None
        if planned is None:
            return
        late = since(planned, now)
        if late <= self._shortest:
            return
        self._executor.notify(nt.GapNoticed("", late, acted=False))
        for runner in list(self._runners.values()):
            if runner.machine.state is State.MASTER:
                self._step(runner, ClockGap(late), now)

    # -- effects ------------------------------------------------------------------------------

    def _step(self, runner: Runner, event: Event, now: Instant) -> None:
        self._execute(runner, runner.machine.step(event, now), now)
        self._schedule(runner)

    def _execute(self, runner: Runner, effects: list[Effect], now: Instant) -> None:
        for failure in self._executor.execute(runner, effects, now):
            self._execute(runner, runner.machine.step(failure, now), now)
