"""Scenarios: generated, stored, shrunk."""

import json
from collections.abc import Sequence

import pytest

from tests.support.simulation import nodes, scenario
from vipd.sim import scenario as sc
from vipd.sim.faults import TROUBLE_MS, generate
from vipd.sim.scenario import from_json, to_json
from vipd.sim.shrink import minimise

SEEDS = range(200)


def test_scenario_survives_json() -> None:
    for seed in SEEDS:
        generated = generate(seed)
        assert from_json(to_json(generated)) == generated


@pytest.mark.parametrize(
    "text", ["[]", "1", '{"kind_of": "Nothing"}', '{"kind_of": "Scenario", "seed": 1}', "{}"]
)
def test_anything_else_is_no_scenario(text: str) -> None:
    with pytest.raises(ValueError):
        from_json(text)


def test_unknown_kind_of_crash_is_refused() -> None:
    event = sc.Kill(at_ms=1, node="n1", kind="machine")
    text = to_json(scenario(*nodes(100), events=(event,))).replace('"machine"', '"earthquake"')
    with pytest.raises(ValueError):
        from_json(text)


def test_json_leaves_out_what_is_as_usual() -> None:
    plain = json.loads(to_json(scenario(*nodes(100))))
    assert plain["nodes"][0]["routers"][0] == {
        "kind_of": "RouterSpec",
        "lan": "lan",
        "vrid": 51,
        "version": 3,
        "family": 4,
        "priority": 100,
    }


def test_seed_gives_the_same_scenario_and_others_give_others() -> None:
    assert generate(3) == generate(3)
    assert len({to_json(generate(seed)) for seed in SEEDS}) == len(SEEDS)


def test_generated_scenarios_are_in_order_and_well_formed() -> None:
    for seed in SEEDS:
        generated = generate(seed)
        times = [event.at_ms for event in generated.events]
        assert times == sorted(times)
        assert all(0 < at_ms < TROUBLE_MS for at_ms in times)
        assert 2 <= len(generated.nodes) <= 4
        for spec in generated.nodes:
            assert spec.routers
            owners = [router for router in spec.routers if router.priority == 255]
            assert all(router.preempt for router in owners)


def test_generated_scenarios_cover_every_kind_of_event() -> None:
    kinds = {type(event) for seed in SEEDS for event in generate(seed).events}
    assert kinds == set(sc.Event.__args__)


def test_one_node_at_least_can_be_master_after_the_heal() -> None:
    for seed in SEEDS:
        generated = generate(seed)
        gone = {
            event.node
            for event in generated.events
            if isinstance(event, sc.Kill | sc.Stop) and event.for_good
        }
        assert gone < {node.name for node in generated.nodes}


def test_minimise_finds_the_items_that_matter() -> None:
    def fails(items: Sequence[int]) -> bool:
        return 3 in items and 17 in items

    assert list(minimise(range(40), fails, 400)) == [3, 17]


def test_minimise_of_a_failure_without_events_is_empty() -> None:
    assert list(minimise(range(10), lambda items: True, 400)) == []


def test_minimise_stops_at_its_bound() -> None:
    runs = 0

    def fails(items: Sequence[int]) -> bool:
        nonlocal runs
        runs += 1
        return len(items) > 30

    minimise(range(40), fails, 5)
    assert runs <= 10
