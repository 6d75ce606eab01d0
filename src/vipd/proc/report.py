"""What the vrrp process tells: to the log, and to the supervisor that may have to replace it."""

import socket
from dataclasses import dataclass, field
from typing import Final

from vipd.base.units import Instant
from vipd.core.vrrp.events import State
from vipd.core.vrrp.notices import AddressesChanging, Notice, Transition
from vipd.export.notices import render
from vipd.ports import Channel, Clock
from vipd.proc.log import Log
from vipd.proc.messages import (
    ChannelClosed,
    ChannelOpened,
    Holding,
    Link,
    Message,
    Released,
)

UNSENT_MAX: Final = 4096
"""Messages that wait for room on the link. Beyond it they are dropped: the supervisor then has
fewer sockets to hand on, and takes more instances for MASTER than are."""


@dataclass(slots=True)
class Reporter:
    """A sink of notices and a watcher of channels; nothing here ever blocks.

    That an instance is about to configure addresses is said before it does, and that it has none
    any more after it removed them: the supervisor may know of more than there is, never of less.
    """

    log: Log
    link: Link
    clock: Clock
    _held: set[str] = field(default_factory=set)
    _released: dict[str, None] = field(default_factory=dict)
    _unsent: list[tuple[Message, socket.socket | None]] = field(default_factory=list)

    def notice(self, notice: Notice, now: Instant) -> None:
        """Log a notice and push what the supervisor has to know of it."""
        match notice:
            case AddressesChanging(instance=name, adding=True):
                self._holding(name, now)
            case Transition(instance=name, new=State.MASTER):
                self._holding(name, now)
            case Transition(instance=name, old=State.MASTER | State.INIT):
                self._released[name] = None
            case _:
                pass  # for the log only
        self.log.lines(render(notice, detail=self.log.detail))

    def opened(self, channel: Channel, receiver: socket.socket) -> None:
        """Give the supervisor a copy of the socket, for a successor of this process."""
        self._send(ChannelOpened(channel), receiver, self.clock.now())

    def closing(self, channel: Channel, receiver: socket.socket) -> None:
        """Let the supervisor close its copy."""
        self._unsent = [one for one in self._unsent if one[1] is not receiver]
        self._send(ChannelClosed(channel), None, self.clock.now())

    def unsent(self) -> bool:
        """Whether something waits for room on the link."""
        return bool(self._unsent)

    def flush(self, now: Instant) -> None:
        """Push what waited, and what was released since; called after each wake-up."""
        if self._unsent:
            waiting, self._unsent = self._unsent, []
            for message, receiver in waiting:
                self._send(message, receiver, now)
        if self._released:
            self._send(Released(tuple(self._released)), None, now)
            self._held -= self._released.keys()
            self._released.clear()

    def restate(self, states: dict[str, State], now: Instant) -> None:
        """Push who is MASTER by the names of now: a reload may have renamed instances."""
        masters = [name for name, state in states.items() if state is State.MASTER]
        for name in masters:
            self._holding(name, now)
        for name in sorted(self._held.difference(masters)):
            self._released[name] = None
        self.flush(now)

    def _holding(self, name: str, now: Instant) -> None:
        self._released.pop(name, None)
        if name not in self._held:
            self._held.add(name)
            self._send(Holding(name), None, now)

    def _send(self, message: Message, receiver: socket.socket | None, now: Instant) -> None:
        """Send, or keep for later in the same order what there is no room for."""
        fd = None if receiver is None else receiver.fileno()
        if not self._unsent and self.link.send(message, now, fd):
            return
        if len(self._unsent) < UNSENT_MAX and not self.link.closed:
            self._unsent.append((message, receiver))
