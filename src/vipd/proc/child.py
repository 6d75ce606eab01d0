"""The vrrp process: the one place where engine, Linux ports and exporters meet.

It is forked by the supervisor and never returns to it. It ends when it is told to, when its
parent is gone, or loudly, when something is not as it must be: the successor reconciles.
"""

import os
import resource
import signal
import socket
import traceback
from dataclasses import dataclass
from typing import Final, NoReturn

from vipd.base.units import ZERO, Duration, Instant, since
from vipd.engine.vrrp import VrrpEngine
from vipd.export.dump import Detail, render_vrrp
from vipd.export.json_dump import render_json
from vipd.export.stats import render_stats
from vipd.linux import caps, realtime
from vipd.linux.clock import MonotonicClock
from vipd.linux.frames import FramesPort
from vipd.linux.loop import Loop
from vipd.linux.netlink import BufferSize, KernelPort
from vipd.linux.rawsock import PacketsPort
from vipd.linux.realtime import freeze_garbage_collection
from vipd.model.process import Daemon
from vipd.model.vrrp import Vrrp
from vipd.ports import Channel, Ports
from vipd.proc import dumps, prctl, saved, signals
from vipd.proc import log as logs
from vipd.proc.dump_files import DumpFile
from vipd.proc.exits import Status
from vipd.proc.limits import permit_descriptors
from vipd.proc.log import Log
from vipd.proc.messages import Link, Ready, Received, Reload, Reloaded
from vipd.proc.pidfile import PidFile
from vipd.proc.report import Reporter
from vipd.proc.settings import Settings
from vipd.proc.signals import JSON, STATS_CLEAR, Signals, unblock

HEARD: Final[frozenset[int]] = frozenset(
    {
        signal.SIGTERM,
        signal.SIGINT,
        signal.SIGHUP,
        signal.SIGUSR1,
        signal.SIGUSR2,
        STATS_CLEAR,
        JSON,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inheritance:
    """What the process goes on with. ``sockets`` are descriptors, which it now owns."""

    daemon: Daemon
    """The configuration: that of ``Daemon.for_vrrp``."""
    resume: frozenset[str]
    sockets: tuple[tuple[Channel, int], ...]
    quiet_until: Instant
    """When ``vrrp_startup_delay`` is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Where the process lives. ``parent`` is the PID of the supervisor."""

    settings: Settings
    log: Log
    link: Link
    pid_file: PidFile | None
    parent: int


def become_vrrp(inheritance: Inheritance, surroundings: Surroundings) -> NoReturn:
    """Be the vrrp process, from the fork to the exit. All signals are blocked when called."""
    status = Status.INTERNAL
    try:
        status = VrrpProcess(surroundings).run(inheritance)
    except BaseException:  # noqa: BLE001 - whatever it is, the process must not outlive it
        for line in traceback.format_exc().splitlines():
            surroundings.log.error(line)
    finally:
        os._exit(status)


class VrrpProcess:
    """The running process, whose parts are made in the order in which they may fail."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._settings = surroundings.settings
        self._log = surroundings.log
        self._link = surroundings.link
        self._pid_file = surroundings.pid_file
        self._parent = surroundings.parent
        self._clock = MonotonicClock()
        self._signals = Signals(HEARD - {signal.SIGINT} if self._settings.ignore_sigint else HEARD)
        self._reporter = Reporter(self._log, self._link, self._clock)
        self._told_to_stop = False
        self._host_ready = False
        self._daemon = Daemon()
        self._new_daemon: Daemon | None = None
        self._reloads = 0
        self._engine: VrrpEngine | None = None

    def run(self, inheritance: Inheritance) -> Status:
        """Run the instances until told to stop."""
        prctl.signal_on_parent_death(signal.SIGTERM)
        self._signals.install()
        unblock()
        if os.getppid() != self._parent:
            return Status.OK  # It died before we asked to be told.
        logs.connect(self._log)
        self._daemon = inheritance.daemon
        config = self._daemon.vrrp
        self._set_name(config)
        if self._pid_file is not None:
            self._pid_file.write(os.getpid())
        lacking = caps.missing(caps.effective())
        if lacking:
            self._log.error(caps.explain(lacking))
            return Status.NO_PERMISSION
        loop = Loop()
        packets = PacketsPort(_Watchers(loop, self._reporter))
        try:
            kernel, frames = self._open_ports(config)
        except PermissionError as error:
            self._log.error(f"not permitted: {error.strerror}; capabilities do not reach this far")
            return Status.NO_PERMISSION
        loop.register(kernel.fileno(), self._hear_kernel)
        for channel, fd in inheritance.sockets:
            packets.adopt(channel, socket.socket(fileno=fd))
        ports = Ports(packets=packets, frames=frames, kernel=kernel, notices=self._reporter)
        engine = VrrpEngine(config, ports, resume=inheritance.resume)
        now = self._clock.now()
        engine.start(now, Duration(max(ZERO, since(now, inheritance.quiet_until))))
        packets.drop_unopened()
        self._serve(engine, loop)
        self._log_end()
        if self._pid_file is not None:
            self._pid_file.remove()
        return Status.OK

    def _open_ports(self, config: Vrrp) -> tuple[KernelPort, FramesPort]:
        """Open netlink and packet sockets.

        Raises:
            PermissionError: in a user name space to which the network does not belong.
        """
        self._log.detailed("Registering Kernel netlink reflector")
        self._log.detailed("Registering Kernel netlink command channel")
        kernel = _open_kernel(config)
        self._log.detailed("Registering gratuitous ARP shared channel")
        return kernel, FramesPort()

    def _serve(self, engine: VrrpEngine, loop: Loop) -> None:
        """Take turns until told to stop, then stop."""
        self._engine = engine
        loop.register(self._signals.fileno(), self._hear_signals)
        loop.register(self._link.fileno(), self._hear_supervisor)
        now = self._clock.now()
        self._reporter.flush(now)
        self._link.send(Ready(), now)
        # Whoever resumes has an advert to send before anything else, and packets to read before.
        engine.turn(self._clock.now())
        self._reporter.flush(self._clock.now())
        self._log_data()
        freeze_garbage_collection()
        realtime.apply(engine.config.process)
        while not self._told_to_stop:
            now = loop.wait(engine.next_wakeup(now), engine.poll_from)
            # Termination wins over a reload that came with it.
            if self._new_daemon is not None and not self._told_to_stop:
                self._reload(engine, self._new_daemon)
            host_ready, self._host_ready = self._host_ready, False
            engine.turn(now, host_ready=host_ready)
            self._reporter.flush(now)
        engine.stop(self._clock.now())
        self._reporter.flush(self._clock.now())

    def _reload(self, engine: VrrpEngine, daemon: Daemon) -> None:
        """Change over to another configuration, or to the same."""
        self._new_daemon = None
        self._reloads += 1
        self._save_data("pre")
        self._daemon, config = daemon, daemon.vrrp
        self._log.info("Reloading")
        self._set_name(config)
        permit_descriptors(len(config.instances), self._log)
        if config.process != engine.config.process:
            realtime.apply(config.process)
        now = self._clock.now()
        engine.reload(config, now)
        self._reporter.restate(engine.states(), now)
        self._link.send(Reloaded(), now)
        self._save_data("post")
        self._log_data()
        freeze_garbage_collection()

    def _set_name(self, config: Vrrp) -> None:
        """Take the configured process name; without one, that of the program."""
        prctl.set_name(config.process.name or self._settings.process_name)

    def _hear_kernel(self, _now: Instant) -> None:
        self._host_ready = True  # read by the next turn of the engine

    def _hear_signals(self, _now: Instant) -> None:
        for number in self._signals.take():
            match number:
                case signal.SIGTERM | signal.SIGINT:
                    self._told_to_stop = True
                case signal.SIGHUP:
                    # keepalived 2.4: runs the configuration in memory again, which is no change.
                    self._log.info("Reloading")
                case signal.SIGUSR1:
                    self._dump_data()
                case signals.JSON:
                    self._dump_json()
                case signal.SIGUSR2:
                    self._dump_statistics(clear=False)
                case signals.STATS_CLEAR:
                    self._dump_statistics(clear=True)
                case _:
                    pass  # not heard

    def _dump_data(self) -> None:
        """Write configuration and state of the instances."""
        self._log.info(f"Printing VRRP data for process({os.getpid()}) on signal")
        text = self._data(Detail.STATE)
        dumps.publish(DumpFile.VRRP_DATA, text, self._daemon, self._log)

    def _data(self, detail: Detail) -> str:
        engine = self._engine
        if engine is None:
            return ""
        return render_vrrp(
            self._daemon,
            engine.instances.values(),
            engine.links,
            dumps.wall_clock(),
            pool=engine.pool if detail is Detail.STATE else (),
            detail=detail,
        )

    def _dump_json(self) -> None:
        """Write the instances for programs; without any keepalived 2.4 writes nothing."""
        if self._engine is None:
            return
        machines = self._engine.instances.values()
        text = render_json(self._daemon, machines, dumps.wall_clock())
        if text:
            dumps.publish(DumpFile.JSON, text, self._daemon, self._log)

    def _save_data(self, phase: str) -> None:
        """Keep a data dump of before or after a reload, if the configuration in force says so."""
        directory = self._daemon.settings.reloading.save_directory
        if directory is not None:
            saved.save_data(
                directory, f"{self._reloads}.{phase}", self._data(Detail.STATE), self._log
            )

    def _log_data(self) -> None:
        """Keepalived 2.4: with ``-d`` the data go to the log, line by line."""
        if self._settings.dump_conf:
            for line in self._data(Detail.CONFIGURATION).splitlines():
                self._log.info(line)

    def _dump_statistics(self, *, clear: bool) -> None:
        """Write what was counted, and begin to count anew if asked to."""
        what = "Printing and clearing" if clear else "Printing"
        self._log.info(f"{what} VRRP stats for process({os.getpid()}) on signal")
        instances = {} if self._engine is None else self._engine.instances
        text = render_stats((name, machine.stats) for name, machine in instances.items())
        dumps.publish(DumpFile.STATISTICS, text, self._daemon, self._log)
        if clear:
            for machine in instances.values():
                machine.stats.clear()

    def _hear_supervisor(self, _now: Instant) -> None:
        for received in self._link.receive():
            self._heed(received)
        if self._link.closed:
            self._told_to_stop = True

    def _heed(self, received: Received) -> None:
        match received.message:
            case Reload(daemon):
                self._new_daemon = daemon
            case _:
                raise AssertionError("the link lets the supervisor say nothing else")

    def _log_end(self) -> None:
        """Say that the process ends; in detail, what it has cost."""
        if not self._log.detail:
            self._log.info("Stopped")
            return
        used = resource.getrusage(resource.RUSAGE_SELF)
        self._log.info(
            f"Stopped - used {used.ru_utime:.6f} user time, {used.ru_stime:.6f} system time"
        )


@dataclass(frozen=True, slots=True)
class _Watchers:
    """Tells everybody concerned about receiving sockets."""

    loop: Loop
    reporter: Reporter

    def opened(self, channel: Channel, receiver: socket.socket) -> None:
        self.loop.watch_packets(receiver.fileno())
        self.reporter.opened(channel, receiver)

    def closing(self, channel: Channel, receiver: socket.socket) -> None:
        self.reporter.closing(channel, receiver)
        self.loop.unwatch_packets(receiver.fileno())


def _open_kernel(config: Vrrp) -> KernelPort:
    """Open netlink with the buffers that are configured."""
    process = config.process

    def size(wanted: int | None, force: bool) -> BufferSize | None:
        return None if wanted is None else BufferSize(size=wanted, force=force)

    return KernelPort(
        command=size(process.netlink_cmd_rcv_bufs, process.netlink_cmd_rcv_bufs_force),
        monitor=size(process.netlink_monitor_rcv_bufs, process.netlink_monitor_rcv_bufs_force),
    )
