"""How long beyond the formula a crash failover takes, and how long a start."""

import random
import statistics
import time
from dataclasses import dataclass, field

from bench.report import Bound, Limit, Measure
from bench.setup import (
    Plan,
    await_address,
    await_backup,
    conf,
    instances,
    is_advert,
    is_garp,
    vip,
    watch,
)
from bench.synthetic import SyntheticMaster
from tests.support.daemons import Kind
from tests.support.lab import Lab
from tests.support.probe import wait_for
from tests.support.router import Router
from tests.support.wire import Capture


@dataclass(slots=True)
class Bench:
    """One implementation as the backup of a synthetic master, on a LAN of its own."""

    name: str
    master: SyntheticMaster
    backup: Router
    lan: int
    last_advert_ns: int = 0
    first_garp_ns: int = 0
    late_ns: list[int] = field(default_factory=list)


def crash(plan: Plan) -> list[Measure]:
    """Last advert of the dead master + master-down interval -> first gratuitous ARP."""
    rng = random.Random(plan.pick(1, 2))
    with Lab() as lab:
        benches = []
        for name, kind in (("ours", plan.subject), ("theirs", Kind.KEEPALIVED)):
            lan = lab.lan()
            dead = lab.node(f"master-{name}", lan)
            node = lab.node(name, lan)
            (master,) = instances(1, priority=200, advert_int="0.1", lans=(lan.number,))
            (backup,) = instances(1, priority=100, advert_int="0.1", lans=(lan.number,))
            source = SyntheticMaster(dead, lan, [master], spread=True)
            source.speak()
            daemon = node.start(kind, conf([backup]))
            await_backup(daemon, 1)
            benches.append(Bench(name, source, backup, lan.number))
        capture = watch(lab, lab.lans)
        for _ in range(plan.pick(20, 2)):
            for bench in benches:
                time.sleep(rng.uniform(0.2, 0.4))  # any phase, never both at once
                _one_crash(bench, capture)
    ours, theirs = (bench.late_ns for bench in benches)
    return [
        _crash_measure("median", statistics.median(ours), statistics.median(theirs), 2),
        _crash_measure("maximum", max(ours), max(theirs), 20),
    ]


def _one_crash(bench: Bench, capture: Capture) -> None:
    """Let the master die, wait for the successor, and let the master return."""
    for _ in capture.drain():
        pass
    bench.first_garp_ns = bench.last_advert_ns = 0
    time.sleep(0.25)  # at least one advert before the end
    bench.master.die()
    wait_for(lambda: _succeeded(bench, capture), 10, f"{bench.name} to take over")
    bench.late_ns.append(bench.first_garp_ns - bench.last_advert_ns - bench.backup.down_ns)
    bench.master.speak()
    time.sleep(0.6)  # it yields to the first advert; then a quiet moment


def _succeeded(bench: Bench, capture: Capture) -> bool:
    for time_ns, origin, frame in capture.drain():
        if origin == f"master-{bench.name}:{bench.lan}" and is_advert(frame):
            bench.last_advert_ns = time_ns
        elif origin == f"{bench.name}:{bench.lan}" and is_garp(frame) and not bench.first_garp_ns:
            bench.first_garp_ns = time_ns
    return bench.first_garp_ns > 0


def start(plan: Plan) -> list[Measure]:
    """From the start of the program to its first advert as MASTER, formula included."""
    took: dict[str, list[int]] = {"ours": [], "theirs": []}
    (router,) = instances(1, priority=200, advert_int="0.1")
    for _ in range(plan.pick(7, 1)):
        took["ours"].append(_one_start(plan.subject, router))
        took["theirs"].append(_one_start(Kind.KEEPALIVED, router))
    return [
        Measure(
            part="start",
            name=name,
            unit="ms",
            ours=(statistics.median(took["ours"]) - less) / 1e6,
            theirs=(statistics.median(took["theirs"]) - less) / 1e6,
        )
        for name, less in (
            ("program start to first MASTER", 0),
            ("the same without the master-down interval", router.down_ns),
        )
    ]


def _one_start(kind: Kind, router: Router) -> int:
    with Lab() as lab:
        node = lab.node("node", lab.lan())
        capture = lab.capture()
        began = time.time_ns()
        node.start(kind, conf([router]))
        capture.wait(lambda _: bool(capture.adverts()), 30, "an advert")
        await_address(node, vip(1, 1))
        return capture.adverts()[0].time_ns - began


def _crash_measure(name: str, ours_ns: float, theirs_ns: float, surplus_ms: float) -> Measure:
    return Measure(
        part="crash",
        name=f"failover beyond the formula, {name}",
        unit="ms",
        ours=ours_ns / 1e6,
        theirs=theirs_ns / 1e6,
        limit=Limit(bound=Bound.SURPLUS, value=surplus_ms),
    )
