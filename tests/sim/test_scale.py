"""1,020 instances on four interfaces: both nodes started at once, with and without overload."""

import pytest

from vipd.base.units import MICROSECOND, SECOND, Duration, Instant
from vipd.core.vrrp.events import State
from vipd.core.vrrp.notices import Transition
from vipd.sim import scenario as sc
from vipd.sim.records import Noticed, Sent
from vipd.sim.run import Run

LANS = ("lan1", "lan2", "lan3", "lan4")
VRIDS = 255
INSTANCES = len(LANS) * VRIDS
SETTLED = Instant(10 * SECOND)


def start(version: int, *, watched: bool = True) -> Run:
    """Return two nodes, priorities 200 and 100, advert_int 1, one address an instance."""
    nodes = tuple(
        sc.NodeSpec(
            name=name,
            routers=tuple(
                sc.RouterSpec(lan=lan, vrid=vrid, version=version, family=4, priority=priority)
                for lan in LANS
                for vrid in range(1, VRIDS + 1)
            ),
        )
        for name, priority in (("n1", 200), ("n2", 100))
    )
    return Run(sc.Scenario(seed=1, nodes=nodes, heal_at_ms=10_000_000), watched=watched)


def transitions(run: Run, since: Instant) -> list[tuple[Instant, str, Transition]]:
    return [
        (now, record.node, record.notice)
        for now, record in run.trace.records
        if now >= since and isinstance(record, Noticed) and isinstance(record.notice, Transition)
    ]


def adverts(run: Run, since: Instant) -> int:
    sent = [one for now, one in run.trace.records if now >= since and isinstance(one, Sent)]
    return len(sent)


@pytest.mark.parametrize("version", [2, 3])
def test_thousand_instances_settle_and_then_do_nothing_but_advertise(version: int) -> None:
    run = start(version)
    run.world.run_until(SETTLED)
    assert [state for _, state in sorted(run.world.states().items())] == [
        *[State.MASTER] * INSTANCES,
        *[State.BACKUP] * INSTANCES,
    ]
    assert all(node == "n1" for _, node, one in transitions(run, Instant(1)))
    run.world.run_until(Instant(SETTLED + 5 * SECOND))
    assert transitions(run, SETTLED) == []
    assert adverts(run, SETTLED) == 5 * INSTANCES


def test_thousand_instances_under_overload_settle_and_do_not_feed_it() -> None:
    run = start(3, watched=False)
    for node in run.world.nodes.values():
        # Ten times what an advert costs on a slow machine: the first burst takes seconds.
        node.packet_cost = Duration(400 * MICROSECOND)
        node.turn_cost = Duration(200 * MICROSECOND)
        node.latency = Duration(20_000 * MICROSECOND)
    run.world.run_until(Instant(20 * SECOND))
    for node in run.world.nodes.values():
        node.packet_cost = node.turn_cost = node.latency = Duration(0)
    run.world.run_until(Instant(25 * SECOND))
    assert all(len(run.world.masters(name)) == 1 for name in {key[1] for key in run.world.states()})
    run.world.run_until(Instant(30 * SECOND))
    assert transitions(run, Instant(25 * SECOND)) == []
    assert adverts(run, Instant(25 * SECOND)) == 5 * INSTANCES
