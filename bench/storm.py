"""1,020 instances on 4 interfaces, both nodes started at once: when do they settle.

Judged on the wire alone: for each virtual router, who sends. A transition is an advert of another
node than the last one's, or one of priority 0.
"""

import os
import signal
import time
from dataclasses import dataclass, field

from bench.report import Bound, Limit, Measure
from bench.setup import Plan, conf, instances, is_advert, vip, watch
from tests.support.daemons import Kind
from tests.support.lab import Lab
from tests.support.wire import Capture

LANS = 4
BUSY_PROCESSES = 3
BUSY_S = 20
QUIET_S = 3
"""Settled: for so long nothing has changed, and the preferred node is master of everything."""


@dataclass(slots=True)
class Election:
    """What the wire has shown so far, by (LAN, VRID)."""

    expected: int
    sender: dict[tuple[str, int], str] = field(default_factory=dict)
    last_change_ns: int = 0
    changes: int = 0

    def observe(self, capture: Capture) -> None:
        """Take in the adverts since the last call."""
        for time_ns, origin, frame in capture.drain():
            if not is_advert(frame):
                continue
            node, lan = origin.split(":")
            key = (lan, frame[35])
            if self.sender.get(key) != node or frame[36] == 0:
                self.sender[key] = node
                self.changes += 1
                self.last_change_ns = max(time_ns, self.last_change_ns)

    @property
    def complete(self) -> bool:
        """Whether the preferred node is master of everything."""
        senders = self.sender.values()
        return len(self.sender) == self.expected and all(each == "preferred" for each in senders)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """``settled_s`` None: not within the patience; ``unexpected`` transitions afterwards."""

    settled_s: float | None
    unexpected: int | None


def storm(plan: Plan) -> list[Measure]:
    """Both versions, without and with competitors for the processors."""
    measures = []
    for version in (3,) if plan.short else (2, 3):
        for busy in (True,) if plan.short else (False, True):
            ours = _run(plan, plan.subject, version, busy=busy)
            theirs = _run(plan, Kind.KEEPALIVED, version, busy=busy)
            measures += _measures(plan, version, ours, theirs, busy=busy)
    return measures


def _run(plan: Plan, kind: Kind, version: int, *, busy: bool) -> Outcome:
    count = plan.pick(255, 5)
    competitors: list[int] = []
    with Lab() as lab:
        lans = [lab.lan() for _ in range(LANS)]
        nodes = {name: lab.node(name, *lans) for name in ("preferred", "other")}
        capture = watch(lab, lans)
        election = Election(count * LANS)
        numbers = [lan.number for lan in lans]
        texts = {
            name: conf(
                instances(count, priority=priority, advert_int="1", version=version, lans=numbers)
            )
            for name, priority in (("preferred", 200), ("other", 100))
        }
        try:
            if busy:
                competitors += [_competitor() for _ in range(BUSY_PROCESSES)]
            began = time.time_ns()
            for name, node in nodes.items():
                node.start(kind, texts[name])
            settled_s = _settle(election, capture, competitors, began, plan)
        finally:
            _end(competitors)
        if settled_s is None:
            return Outcome(settled_s=None, unexpected=None)
        before = election.changes
        until = time.monotonic() + plan.pick(60, 3) - QUIET_S
        while time.monotonic() < until:
            time.sleep(0.1)
            election.observe(capture)
        everything = {vip(number, vrid) for number in numbers for vrid in range(1, count + 1)}
        misplaced = 0
        if not nodes["preferred"].holds(sorted(everything)):
            misplaced += 1
        if everything & {str(each) for each in nodes["other"].addresses()}:
            misplaced += 1
        return Outcome(settled_s=settled_s, unexpected=election.changes - before + misplaced)


def _settle(
    election: Election, capture: Capture, competitors: list[int], began_ns: int, plan: Plan
) -> float | None:
    """Watch until nothing changes any more; returns the time of the last change after the start."""
    patience_s = plan.pick(60, 30)
    while (elapsed := (time.time_ns() - began_ns) / 1e9) < patience_s:
        time.sleep(0.1)
        if elapsed > plan.pick(BUSY_S, 2):
            _end(competitors)
        election.observe(capture)
        quiet = time.time_ns() - election.last_change_ns > QUIET_S * 1e9
        if election.complete and quiet and not competitors:
            return (election.last_change_ns - began_ns) / 1e9
    return None


def _competitor() -> int:
    """Start a process that never rests; it ends with this one in any case."""
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        while os.getppid() == parent:
            for _ in range(1_000_000):
                pass
        os._exit(0)
    return pid


def _end(competitors: list[int]) -> None:
    while competitors:
        pid = competitors.pop()
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _measures(
    plan: Plan, version: int, ours: Outcome, theirs: Outcome, *, busy: bool
) -> list[Measure]:
    count = plan.pick(255, 5) * LANS
    case = f"{count} instances, v{version}" + (", competing" if busy else "")
    return [
        Measure(
            part="storm",
            name=f"{case}: settled after",
            unit="s",
            ours=ours.settled_s,
            theirs=theirs.settled_s,
            limit=Limit(bound=Bound.ABSOLUTE, value=25 if busy else 10),
        ),
        Measure(
            part="storm",
            name=f"{case}: transitions afterwards",
            unit="",
            ours=ours.unexpected,
            theirs=theirs.unexpected,
            limit=Limit(bound=Bound.ABSOLUTE, value=0),
        ),
    ]
