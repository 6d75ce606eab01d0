"""A killed vrrp process with 255 addresses: what leaves the interface, and who notices."""

import os
import signal
import time
from dataclasses import dataclass

from bench.report import Bound, Limit, Measure
from bench.setup import Plan, await_backup, conf, instances, is_advert, vip, watch
from tests.support.daemons import Kind
from tests.support.lab import Lab
from tests.support.probe import wait_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one kill cost; ``silence_s`` is the longest time without an advert of an instance."""

    removed: int
    takeovers: int
    silence_s: float


def restart(plan: Plan) -> list[Measure]:
    """Kill the vrrp process of a MASTER that has a backup, once."""
    count = plan.pick(255, 5)
    ours = _run(plan, plan.subject, count)
    theirs = _run(plan, Kind.KEEPALIVED, count)
    zero = Limit(bound=Bound.ABSOLUTE, value=0)
    rows = (
        ("addresses that left the interface", "", ours.removed, theirs.removed, zero),
        ("instances that the backup took over", "", ours.takeovers, theirs.takeovers, zero),
        ("longest silence of an instance", "s", ours.silence_s, theirs.silence_s, None),
    )
    return [
        Measure(
            part="restart",
            name=f"vrrp process killed, {count} instances: {name}",
            unit=unit,
            ours=ours_value,
            theirs=theirs_value,
            limit=limit,
        )
        for name, unit, ours_value, theirs_value, limit in rows
    ]


def _run(plan: Plan, kind: Kind, count: int) -> Outcome:
    with Lab() as lab:
        lan = lab.lan()
        master, backup = lab.node("master", lan), lab.node("backup", lan)
        daemon = master.start(kind, conf(instances(count, priority=200, advert_int="1")))
        vips = [vip(1, vrid) for vrid in range(1, count + 1)]
        wait_for(lambda: master.holds(vips), 30, "mastership")
        peer = backup.start(Kind.KEEPALIVED, conf(instances(count, priority=100, advert_int="1")))
        await_backup(peer, count)
        time.sleep(plan.pick(6, 1))
        capture = watch(lab, [lan])
        monitor = master.monitor()
        time.sleep(2)  # what was heard last before the end
        os.kill(daemon.vrrp_pid, signal.SIGKILL)
        time.sleep(6)  # longer than the backup's master-down interval
        last: dict[int, int] = {}
        silence_ns = 0
        takeovers: set[int] = set()
        for time_ns, origin, frame in sorted(capture.drain()):
            if not is_advert(frame):
                continue
            if origin.startswith("backup"):
                takeovers.add(frame[35])
            silence_ns = max(silence_ns, time_ns - last.get(frame[35], time_ns))
            last[frame[35]] = time_ns
        removed = {str(each) for each in monitor.removed()} & set(vips)
        return Outcome(removed=len(removed), takeovers=len(takeovers), silence_s=silence_ns / 1e9)
