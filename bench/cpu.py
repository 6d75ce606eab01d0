"""CPU time per advert with 255 instances at 0.1 s, and memory of the same node.

Both implementations run at the same time on the same machine: as receivers they even hear the
very same adverts. CPU time is the vrrp process's own, from the scheduler, system calls included.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from bench.report import Bound, Limit, Measure
from bench.setup import (
    Plan,
    await_address,
    await_backup,
    conf,
    instances,
    is_advert,
    vip,
    watch,
)
from bench.synthetic import SyntheticMaster
from tests.support.daemons import Daemon, Kind
from tests.support.lab import Lab, Node
from tests.support.probe import cpu_ns, pss_kib
from tests.support.wire import Capture

ADVERT_INT = "0.1"


@dataclass(slots=True)
class Runner:
    """A daemon under measurement."""

    name: str
    node: Node
    daemon: Daemon


def sending(plan: Plan) -> list[Measure]:
    """CPU per advert sent: each is MASTER of all instances on a LAN of its own."""
    count, windows = plan.pick(255, 20), plan.pick(5, 1)
    with Lab() as lab:
        runners = []
        for name, kind in (("ours", plan.subject), ("theirs", Kind.KEEPALIVED)):
            lan = lab.lan()
            node = lab.node(name, lan)
            lab.node(f"sink-{name}", lan)
            routers = instances(count, priority=200, advert_int=ADVERT_INT, lans=(lan.number,))
            runners.append(Runner(name, node, node.start(kind, conf(routers))))
        capture = watch(lab, lab.lans)
        for runner in runners:
            last = vip(runner.node.lans[0].number, count)
            await_address(runner.node, last)
        costs = _windows(runners, windows, plan, lambda: _adverts_by_node(capture))
    return [_measure("sending", costs, 1.0)]


def receiving(plan: Plan) -> list[Measure]:
    """CPU per advert received: both are BACKUP and hear the same synthetic master."""
    return [
        _measure("receiving, spread evenly", _receivers(plan, spread=True), 1.5),
        _measure("receiving, in bursts", _receivers(plan, spread=False), 1.5),
    ]


def _receivers(plan: Plan, *, spread: bool) -> dict[str, float]:
    count = plan.pick(255, 20)
    with Lab() as lab:
        lan = lab.lan()
        master = lab.node("master", lan)
        routers = instances(count, priority=200, advert_int=ADVERT_INT)
        SyntheticMaster(master, lan, routers, spread=spread).speak()
        runners = []
        for name, kind, priority in (("ours", plan.subject, 100), ("theirs", Kind.KEEPALIVED, 90)):
            node = lab.node(name, lan)
            routers = instances(count, priority=priority, advert_int=ADVERT_INT)
            runners.append(Runner(name, node, node.start(kind, conf(routers))))
        for runner in runners:
            await_backup(runner.daemon, count)
        capture = watch(lab, lab.lans)
        costs = _windows(runners, plan.pick(5, 1), plan, lambda: _heard_by_each(capture))
        for runner in runners:
            if runner.node.holds([vip(1, 1)]):
                raise RuntimeError(f"{runner.name} became MASTER under measurement")
        return costs


def memory(plan: Plan) -> list[Measure]:
    """PSS of all processes of a node that is MASTER of all instances."""
    count = plan.pick(255, 20)
    found: dict[str, float] = {}
    for name, kind in (("ours", plan.subject), ("theirs", Kind.KEEPALIVED)):
        with Lab() as lab:
            node = lab.node(name, lab.lan())
            routers = instances(count, priority=200, advert_int=ADVERT_INT)
            daemon = node.start(kind, conf(routers))
            await_address(node, vip(1, count))
            time.sleep(plan.pick(6, 1))  # past the second burst of announcements
            found[name] = pss_kib(daemon.pids()) / 1000 * 1.024
    return [
        Measure(
            part="memory",
            name=f"PSS of all processes, {count} instances",
            unit="MB",
            ours=found["ours"],
            theirs=found["theirs"],
            limit=Limit(bound=Bound.ABSOLUTE, value=80),
        )
    ]


def _windows(
    runners: list[Runner], windows: int, plan: Plan, count: Callable[[], dict[str, int]]
) -> dict[str, float]:
    """Return the median over the windows of CPU microseconds per advert, by runner."""
    length_s = 4 if not plan.short else 1
    time.sleep(plan.pick(6, 1))  # past the second burst of announcements
    count()
    samples: dict[str, list[float]] = {runner.name: [] for runner in runners}
    for _ in range(windows):
        before = {runner.name: cpu_ns(runner.daemon.vrrp_pid) for runner in runners}
        time.sleep(length_s)
        after = {runner.name: cpu_ns(runner.daemon.vrrp_pid) for runner in runners}
        adverts = count()
        for name, spent in after.items():
            samples[name].append((spent - before[name]) / 1000 / adverts[name])
    return {name: statistics.median(values) for name, values in samples.items()}


def _adverts_by_node(capture: Capture) -> dict[str, int]:
    counts: dict[str, int] = {}
    for _time, origin, frame in capture.drain():
        if is_advert(frame):
            name = origin.split(":")[0]
            counts[name] = counts.get(name, 0) + 1
    return counts


def _heard_by_each(capture: Capture) -> dict[str, int]:
    """Adverts of the master, which every node hears."""
    heard = _adverts_by_node(capture).get("master", 0)
    return {"ours": heard, "theirs": heard}


def _measure(name: str, costs: dict[str, float], limit: float) -> Measure:
    return Measure(
        part="cpu",
        name=f"an advert, {name}",
        unit="us",
        ours=costs["ours"],
        theirs=costs["theirs"],
        limit=Limit(bound=Bound.RATIO, value=limit),
    )
