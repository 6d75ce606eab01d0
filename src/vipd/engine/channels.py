"""Which channels are open, and which instances listen on them."""

from collections.abc import Iterator

from vipd.core.vrrp import notices as nt
from vipd.engine.executor import Executor
from vipd.engine.host import Host
from vipd.engine.runner import Reception, Runner
from vipd.ports import Channel, ChannelState, Packets


class Channels:
    """The channels of all instances. What changed takes effect with ``settle``.

    So an instance more does not mean another filter for the channel, but all of them together do.
    """

    def __init__(self, packets: Packets, host: Host, executor: Executor) -> None:
        self.every_vrid = False
        """``log_unknown_vrids``: adverts for all VRIDs are wanted."""
        self._packets = packets
        self._host = host
        self._executor = executor
        self._receptions: dict[Channel, Reception] = {}
        self._unsettled: dict[Channel, None] = {}

    def __iter__(self) -> Iterator[Reception]:
        return iter(list(self._receptions.values()))

    def of(self, runner: Runner) -> Reception | None:
        """Return where an instance listens."""
        return None if runner.channel is None else self._receptions.get(runner.channel)

    def states(self) -> tuple[ChannelState, ...]:
        """Return every channel with the instances that listen on it."""
        return tuple(
            ChannelState(
                channel=channel,
                members=tuple(
                    (one.machine.config.name, vrid)
                    for vrid, runners in reception.by_vrid.items()
                    for one in runners
                ),
                buffer_bytes=reception.buffer_bytes(),
                descriptors=self._packets.descriptors(channel),
            )
            for channel, reception in self._receptions.items()
        )

    def listen(self, runner: Runner) -> None:
        """Make an instance listen on the channel that fits its configuration and source."""
        machine = runner.machine
        config = machine.config
        if config.unicast is None:
            channel = Channel(config.family, config.interface, config.mcast_group, None)
        elif machine.source is not None:
            channel = Channel(config.family, config.interface, None, machine.source)
        else:
            self.ignore(runner)
            return
        if channel == runner.channel:
            return
        self.ignore(runner)
        runner.channel = channel
        reception = self._receptions.setdefault(channel, Reception(channel))
        reception.by_vrid.setdefault(config.vrid, []).append(runner)
        self._unsettled[channel] = None

    def ignore(self, runner: Runner) -> None:
        """Stop listening; the last instance of a channel closes it."""
        channel, runner.channel = runner.channel, None
        if channel is None:
            return
        reception = self._receptions[channel]
        reception.forget(runner)
        vrid = runner.machine.config.vrid
        rest = [one for one in reception.by_vrid[vrid] if one is not runner]
        if rest:
            reception.by_vrid[vrid] = rest
        else:
            del reception.by_vrid[vrid]
        self._unsettled[channel] = None

    def reconsider(self, reception: Reception) -> None:
        """Open the channel again with the next ``settle``: interface, filter or buffer changed."""
        self._unsettled[reception.channel] = None

    def settle(self) -> None:
        """Open, change and close channels as the calls before this one made it necessary."""
        unsettled, self._unsettled = self._unsettled, {}
        for channel in unsettled:
            reception = self._receptions.get(channel)
            if reception is None:
                continue
            if reception.by_vrid:
                self._open(reception)
            else:
                self._packets.close(channel)
                del self._receptions[channel]

    def close(self) -> None:
        """Close every channel."""
        for channel in self._receptions:
            self._packets.close(channel)
        self._receptions.clear()
        self._unsettled.clear()

    def _open(self, reception: Reception) -> None:
        channel = reception.channel
        link = self._host.link(channel.interface)
        index = link.index if link is not None else None
        if channel.interface and index is None:
            reception.index = None
            return
        if reception.index not in (None, index):
            self._packets.close(channel)  # the interface is another one of the same name
        vrids = frozenset() if self.every_vrid else frozenset(reception.by_vrid)
        error = self._packets.open(channel, vrids, reception.buffer_bytes())
        reception.index = None if error else (index or 0)
        if error and error != reception.error:
            for runners in reception.by_vrid.values():
                name = runners[0].machine.config.name
                self._executor.notify(nt.ChannelNotOpened(name, error, channel.interface))
        reception.error = error
