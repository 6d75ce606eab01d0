"""The place of the vrrp process: at most one is in it, and what it leaves behind stays here.

Knows how to fork the process and how to listen to it; when to do so is for the supervisor.
"""

import gc
import os
import select
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NoReturn, assert_never

from vipd.base.units import Duration, Instant, after
from vipd.model.process import Daemon
from vipd.ports import Channel
from vipd.proc.child import Inheritance, Surroundings
from vipd.proc.custody import Custody
from vipd.proc.limits import permit_descriptors
from vipd.proc.log import Log
from vipd.proc.messages import (
    ChannelClosed,
    ChannelOpened,
    Holding,
    Link,
    Ready,
    Received,
    Released,
    Reload,
    Reloaded,
    Role,
    link_pair,
)
from vipd.proc.pidfile import PidFile, PidFileError, acquire
from vipd.proc.settings import Settings
from vipd.proc.signals import blocked

Become = Callable[[Inheritance, Surroundings], NoReturn]


@dataclass(slots=True)
class Child:
    """A vrrp process that has not been reaped."""

    pid: int
    link: Link
    started: Instant
    ready: bool = False

    def signal(self, number: int) -> None:
        """Send it a signal; not having been reaped, it is still the one we forked."""
        os.kill(self.pid, number)


@dataclass(slots=True, kw_only=True)
class VrrpSlot:
    """At most one vrrp process, its link, its sockets, its PID file."""

    settings: Settings
    log: Log
    """Of the supervisor."""
    child_log: Log
    uptime: Callable[[], Duration]
    """How long the machine has been running."""
    pid_file: PidFile | None
    """None: no vrrp process is to run."""
    epoll: select.epoll
    custody: Custody
    become: Become
    """What a forked process does for the rest of its life."""
    child: Child | None = None
    _sockets: dict[Channel, int] = field(default_factory=dict)
    _quiet_until: Instant | None = None

    @property
    def ready(self) -> bool:
        """Whether a process runs that answers for the addresses."""
        return self.child is not None and self.child.ready

    def start(self, daemon: Daemon, now: Instant, forsake: Callable[[], None]) -> None:
        """Fork a process that continues where the last one ended.

        ``daemon`` is the configuration that the custody has too. ``forsake`` closes, in the new
        process, what belongs to the supervisor alone.

        Raises:
            OSError: when the system has no room for another process or its link.
        """
        assert self.child is None
        self._renew_pid_file()
        # Of us as well: we keep a copy of every receiving socket.
        permit_descriptors(len(self.custody.config.instances), self.log)
        ours, theirs = link_pair(Role.VRRP)
        inheritance = Inheritance(
            daemon=daemon.for_vrrp(),
            resume=self.custody.resume,
            sockets=tuple(self._sockets.items()),
            quiet_until=self._quiet_from(now),
        )
        # A collection in the child would touch, and so copy, every page it shares with us.
        gc.collect()
        gc.freeze()
        parent = os.getpid()
        with blocked():
            try:
                pid = os.fork()
            except OSError:
                ours.close()
                theirs.close()
                raise
            if pid == 0:
                ours.close()
                forsake()
                surroundings = Surroundings(
                    settings=self.settings,
                    log=self.child_log,
                    link=theirs,
                    pid_file=self.pid_file,
                    parent=parent,
                )
                self.become(inheritance, surroundings)
        theirs.close()
        self.child = Child(pid, ours, now)
        self.epoll.register(ours.fileno(), select.EPOLLIN)
        self.log.info(f"Starting VRRP child process, pid={pid}")

    def hear(self) -> tuple[Ready | Reloaded, ...]:
        """Take what the process has to say; returns what the supervisor has to act on."""
        if self.child is None:
            return ()
        link = self.child.link
        told: list[Ready | Reloaded] = []
        for received in link.receive():
            message = self._heed(received)
            if message is not None:
                told.append(message)
        if link.closed:
            # The process is about to be reaped; until then there is nothing more to wait for.
            self._hang_up(link)
        return tuple(told)

    def reload(self, daemon: Daemon, now: Instant) -> bool:
        """Tell the process to change over; False: it does not listen."""
        assert self.child is not None
        permit_descriptors(len(daemon.vrrp.instances), self.log)
        self.custody.reloading(daemon.vrrp)
        try:
            if self.child.link.send(Reload(daemon.for_vrrp()), now):
                return True
        except OSError as error:
            self.log.error(f"No room for the configuration: {error.strerror}")
        self.custody.reload_failed()
        return False

    def empty(self) -> None:
        """Forget the process, which was reaped, and has nothing more to say."""
        assert self.child is not None
        self._hang_up(self.child.link)
        self.child = None

    def _heed(self, received: Received) -> Ready | Reloaded | None:
        message = received.message
        match message:
            case Holding(instance):
                self.custody.holding(instance)
            case Released(instances):
                self.custody.released(instances)
            case ChannelOpened(channel):
                assert received.fd is not None
                self._forget(channel)
                self._sockets[channel] = received.fd
            case ChannelClosed(channel):
                self._forget(channel)
            case Ready():
                assert self.child is not None
                self.child.ready = True
                self.custody.ready()
                return message
            case Reloaded():
                self.custody.reloaded()
                return message
            case Reload():
                raise AssertionError("the link lets no child say this")
            case _ as unreachable:
                assert_never(unreachable)
        return None

    def _hang_up(self, link: Link) -> None:
        if link.fileno() >= 0:
            self.epoll.unregister(link.fileno())
            link.close()

    def _forget(self, channel: Channel) -> None:
        """Close the socket kept for this channel."""
        fd = self._sockets.pop(channel, None)
        if fd is not None:
            os.close(fd)

    def _renew_pid_file(self) -> None:
        """Make the PID file anew if the last process removed it."""
        if self.pid_file is None or self.pid_file.in_place():
            return
        path = self.pid_file.path
        self.pid_file.close()
        try:
            self.pid_file = acquire(path)
        except PidFileError as error:
            # Deviates: keepalived 2.4 ends. A router is worth more than its PID file.
            self.log.error(str(error))

    def _quiet_from(self, now: Instant) -> Instant:
        """Return until when the instances are to be quiet, which the first start decides."""
        if self._quiet_until is None:
            config = self.custody.config
            boot_wait = Duration(max(0, config.delay_after_boot - self.uptime()))
            self._quiet_until = after(now, Duration(max(config.startup_delay, boot_wait)))
        return self._quiet_until
