"""The director: builds the network, lets things happen, watches, and judges.

One loop waits for everything: packets, reports of the machines, and the signal to stop. No step
waits for a fixed time: each goes on when what it waits for has been seen.
"""

import selectors
import signal
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import resources
from typing import Final

from rich.console import Console
from rich.text import Text

from vipd.base.units import Duration, Instant, seconds, since
from vipd.demo import client, machine, messages, outage, report, router, wire
from vipd.demo.lan import Netlink
from vipd.demo.machine import Machine
from vipd.demo.observer import Observer
from vipd.demo.pcap import PcapWriter
from vipd.demo.plan import (
    ACTS,
    ADVERT_INTERVAL,
    CLIENT,
    R1,
    ROUTERS,
    VIRTUAL_ADDRESS,
    Act,
    Happening,
    Player,
)
from vipd.demo.pulse import Pulses
from vipd.demo.report import Result
from vipd.demo.sandbox import SCRATCH
from vipd.demo.timeline import Line, Source, Timeline, clock_text, seconds_text

_PATIENCE: Final = seconds(15)
"""An act that has not come to its end by then never will."""
_HOLD: Final = Duration(3 * ADVERT_INTERVAL)
"""For so long the heir must serve alone before an act is over: a rival would have spoken."""
_TICK_S: Final = 0.05
_LOG_LINES: Final = 8
"""Lines of each log that are shown when a daemon did not do its part."""
_STYLES: Final = {Source.DIRECTOR.value: "bold", Source.WIRE.value: "cyan"}


class Interrupted(Exception):
    """Somebody wants the demo to stop."""


class Broken(Exception):
    """Something that has to work did not; the text says what, in one line or more."""


@dataclass(slots=True)
class _Stage:
    """A router as the director keeps it."""

    player: Player
    machine: Machine | None = None
    listening_since: Instant | None = None
    stopping: bool = False
    exited: bool = True


class Director:
    """One run of the demo, inside the sandbox."""

    def __init__(
        self, console: Console, command: Sequence[str], *, capture: PcapWriter | None
    ) -> None:
        self._console = console
        self._command = command
        self._capture = capture
        self._start = _now()
        self._timeline = Timeline()
        self._told: list[str] = []
        self._observer = Observer(
            self._timeline,
            {player.address.ip: player.name for player in ROUTERS},
            {player.mac: player.name for player in ROUTERS},
            ADVERT_INTERVAL,
        )
        self._stages = {player.name: _Stage(player) for player in ROUTERS}
        self._selector = selectors.DefaultSelector()
        self._machines = ExitStack()
        self._ready: set[str] = set()
        self._round_trip = Duration(0)

    def run(self) -> bool:
        """Play all acts; True if every promise was kept.

        Raises:
            Interrupted: on SIGTERM.
            Broken: when an act cannot even be played.
            Unavailable: when the host cannot do what is needed.
        """
        with self._machines:
            try:
                self._listen_for_interruption()
                self._build()
                return self._play()
            finally:
                for line in self._timeline.rest():
                    self._print(line)
                (SCRATCH / "timeline.txt").write_text("".join(f"{line}\n" for line in self._told))

    def _build(self) -> None:
        for name in ("r1", "r1-nopreempt", "r2"):
            text = resources.files("vipd.demo").joinpath(f"conf/{name}.conf").read_text("utf-8")
            (SCRATCH / f"{name}.conf").write_text(text, "utf-8")
        self._pulses = Pulses()
        self._machines.callback(self._pulses.stop)
        self._netlink = Netlink()
        self._netlink.make_bridge()
        self._open_taps()
        for player in ROUTERS:
            self._boot(player)
        vip = str(VIRTUAL_ADDRESS)
        self._plug_in(CLIENT, lambda channel: client.run(vip, channel))

    def _open_taps(self) -> None:
        tap = wire.Tap(everything=False)
        self._watch(tap, lambda: self._see(tap))
        if self._capture is not None:
            writer = self._capture
            everything = wire.Tap(everything=True)
            self._watch(everything, lambda: _record(everything, writer))

    def _play(self) -> bool:
        for player in ROUTERS:
            self._start_daemon(self._stages[player.name], player.config)
        self._tell("both routers start; the client asks for the virtual address")
        if not self._wait(lambda: self._is_settled(R1, self._start)):
            raise Broken(f"{R1.name} did not become master\n{self._logs()}")
        self._round_trip = outage.slowest_round_trip(self._quiet_requests())
        results = [self._perform(act) for act in ACTS]
        for line in self._timeline.rest():
            self._print(line)
        self._console.print()
        self._console.print(report.table(results))
        for text in (report.EXPLANATION, report.explain(results), self._summary()):
            self._console.print(text, highlight=False)
        return all(result.is_kept for result in results)

    def _quiet_requests(self) -> list[outage.Request]:
        """The requests of the first quiet time, all answered by now."""
        end = Instant(_now() - outage.PATIENCE)
        begin = Instant(end - _HOLD + outage.PATIENCE)
        return [request for request in self._observer.requests if begin <= request.sent <= end]

    def _perform(self, act: Act) -> Result:
        stage = self._stages[act.router.name]
        begin = _now()
        self._pulses.reset()
        self._observer.stall = Duration(0)
        match act.happening:
            case Happening.POWER_CUT:
                self._tell(f"{act.title}: all its processes are killed, its cable is dead")
                self._cut_power(stage)
            case Happening.STOP:
                self._tell(act.title)
                stage.stopping = True
                self._order(stage, messages.Stop())
            case Happening.RETURN:
                self._tell(f"{act.title} (priority {act.router.priority})")
                if stage.machine is None:
                    self._boot(act.router)
                self._start_daemon(stage, act.config)
        settled = self._wait(lambda: self._is_over(act, stage, begin))
        if not settled:
            self._tell(f"{act.heir.name} is not the master that serves alone: given up")
        return self._result(act, begin, settled=settled)

    def _is_over(self, act: Act, stage: _Stage, begin: Instant) -> bool:
        match act.happening:
            case Happening.STOP if not stage.exited:
                return False
            case Happening.RETURN if act.heir is not act.router:
                # Only silence for longer than its timers shows that it does not want the address.
                still = outage.down_interval(act.router.priority, ADVERT_INTERVAL) + _HOLD
                since_then = stage.listening_since
                if since_then is None or since(since_then, _now()) < still:
                    return False
            case _:
                pass
        return self._is_settled(act.heir, begin)

    def _is_settled(self, heir: Player, begin: Instant) -> bool:
        now = _now()
        alone = self._observer.alone(heir.name, now)
        served = self._observer.served_by(heir.name, now)
        return self._observer.master == heir.name and min(alone, served, since(begin, now)) >= _HOLD

    def _result(self, act: Act, begin: Instant, *, settled: bool) -> Result:
        end = Instant(_now() - outage.PATIENCE)
        stall = Duration(max(self._observer.stall, self._pulses.worst()))
        return Result(
            act,
            settled,
            outage.measure(self._observer.requests, begin, end),
            outage.Precision(client.PACE, self._round_trip, stall),
        )

    def _summary(self) -> str:
        requests = self._observer.requests
        lost = sum(1 for request in requests if not outage.is_answered(request))
        return (
            f"In {seconds_text(since(self._start, _now()))}: {self._observer.adverts} adverts, "
            f"{self._observer.garps} gratuitous ARPs, {len(requests)} requests, "
            f"{lost} of them lost."
        )

    # Machines

    def _boot(self, player: Player) -> None:
        stage = self._stages[player.name]
        stage.machine = self._plug_in(player, lambda channel: router.run(player.name, channel))

    def _plug_in(self, player: Player, body: machine.Body) -> Machine:
        made = machine.boot(player.name, body)
        self._machines.callback(made.power_off)
        self._netlink.plug_in(player.name, pid=made.pid, mac=player.mac)
        self._ready.discard(player.name)
        self._selector.register(
            made.channel, selectors.EVENT_READ, lambda: self._hear(player.name, made)
        )
        messages.send(made.channel, messages.Configure(str(player.address)))
        if not self._wait(lambda: player.name in self._ready):
            raise Broken(f"{player.name} does not come up")
        return made

    def _cut_power(self, stage: _Stage) -> None:
        assert stage.machine is not None
        self._selector.unregister(stage.machine.channel)
        stage.machine.power_off()
        self._netlink.unplug(stage.player.name)
        # What it still sent is in the queues; it must not seem to come from a dead router.
        self._turn(0)
        self._observer.lost_power(stage.player.name)
        stage.machine = None
        stage.exited = True
        stage.listening_since = None

    def _start_daemon(self, stage: _Stage, config: str) -> None:
        name = stage.player.name
        stage.stopping = stage.exited = False
        stage.listening_since = None
        command = [*self._command, "-n", "-l", "-D", "-G", "-f", str(SCRATCH / f"{config}.conf")]
        command += ["-p", f"/run/{name}.pid", "-r", f"/run/{name}-vrrp.pid"]
        self._order(stage, messages.Start(command, str(SCRATCH / f"{name}.log")))

    def _order(self, stage: _Stage, order: messages.Message) -> None:
        assert stage.machine is not None
        messages.send(stage.machine.channel, order)

    def _logs(self) -> str:
        found = []
        for name in self._stages:
            log = SCRATCH / f"{name}.log"
            if log.exists():
                lines = log.read_text("utf-8", "replace").splitlines()[-_LOG_LINES:]
                found += [f"{name}: {line}" for line in lines]
        return "\n".join(found)

    # The loop

    def _wait(self, condition: Callable[[], bool]) -> bool:
        """Go on watching until the condition holds; False when it does not come about."""
        deadline = _now() + _PATIENCE
        while not condition():
            if _now() >= deadline:
                return False
            self._turn(_TICK_S)
        return True

    def _turn(self, timeout_s: float) -> None:
        for key, _ in self._selector.select(timeout_s):
            key.data()
        now = _now()
        self._observer.look(now)
        for line in self._timeline.due(now):
            self._print(line)

    def _see(self, tap: wire.Tap) -> None:
        for frame, unix_ns in tap.frames():
            seen = wire.understand(frame)
            if seen is not None:
                self._observer.saw(seen, wire.monotonic(unix_ns))

    def _hear(self, name: str, speaker: Machine) -> None:
        said = messages.receive(speaker.channel)
        match said:
            case messages.Ready():
                self._ready.add(name)
            case messages.Report():
                self._observer.reported(said)
            case messages.Listening(at):
                self._stages[name].listening_since = at
                self._timeline.add(at, Source.DIRECTOR, f"{name} listens to adverts")
            case messages.Exited(status, at):
                self._daemon_exited(self._stages[name], status, at)
            case _:
                raise Broken(f"{name} is gone: {said}\n{self._logs()}")

    def _daemon_exited(self, stage: _Stage, status: int, at: Instant) -> None:
        stage.exited = True
        name = stage.player.name
        if not stage.stopping:
            raise Broken(
                f"the daemon of {name} ended with status {status}\n{self._logs()}".rstrip()
            )
        self._timeline.add(at, Source.DIRECTOR, f"the daemon of {name} has ended, status {status}")

    def _listen_for_interruption(self) -> None:
        waker, waked = socket.socketpair()
        waker.setblocking(False)
        signal.set_wakeup_fd(waker.fileno())
        signal.signal(signal.SIGTERM, lambda _number, _frame: None)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
        self._waker = waker

        def stop() -> None:
            raise Interrupted

        self._selector.register(waked, selectors.EVENT_READ, stop)

    def _watch(self, tap: wire.Tap, action: Callable[[], None]) -> None:
        self._selector.register(tap, selectors.EVENT_READ, action)
        self._machines.callback(tap.close)

    # The terminal

    def _tell(self, text: str) -> None:
        self._timeline.add(_now(), Source.DIRECTOR, text)

    def _print(self, line: Line) -> None:
        clock = clock_text(self._start, line.at)
        self._told.append(f"{clock}  {line.source_name:6}  {line.text}")
        style = _STYLES.get(line.source_name, "")
        self._console.print(
            Text.assemble((clock, "dim"), "  ", (f"{line.source_name:6}", style), "  ", line.text)
        )


def _record(tap: wire.Tap, writer: PcapWriter) -> None:
    for frame, unix_ns in tap.frames():
        writer.write(frame, unix_ns)


def _now() -> Instant:
    return Instant(time.monotonic_ns())
