"""The play agrees with the configuration files that are shipped for it."""

import re
from importlib import resources

import pytest

from vipd.base.units import CENTISECOND, MILLISECOND
from vipd.demo.plan import ACTS, ADVERT_INTERVAL, R1, R2, VIRTUAL_ADDRESS, Happening

CONFIGS = {act.config for act in ACTS if act.config} | {R1.config, R2.config}


def words(name: str) -> dict[str, str]:
    text = resources.files("vipd.demo").joinpath(f"conf/{name}.conf").read_text("utf-8")
    return dict(re.findall(r"^ +([a-z_]+) +([^\s{]+)$", text, re.MULTILINE))


@pytest.mark.parametrize("name", sorted(CONFIGS))
def test_configuration_says_what_the_play_computes_with(name: str) -> None:
    text = resources.files("vipd.demo").joinpath(f"conf/{name}.conf").read_text("utf-8")
    said = words(name)
    player = {R1.name: R1, R2.name: R2}[name.partition("-")[0]]
    assert said["priority"] == str(player.priority)
    assert said["advert_int"] == f"{ADVERT_INTERVAL // CENTISECOND / 100}"
    assert said["version"] == "3"
    assert f"        {VIRTUAL_ADDRESS}/24\n" in text


@pytest.mark.parametrize("name", sorted(CONFIGS))
def test_configuration_preempts_unless_its_name_says_otherwise(name: str) -> None:
    text = resources.files("vipd.demo").joinpath(f"conf/{name}.conf").read_text("utf-8")
    assert bool(re.search(r"^ +nopreempt$", text, re.MULTILINE)) == name.endswith("nopreempt")


def test_acts_promise_what_the_protocol_promises() -> None:
    promises = [(act.title, round(act.promise / MILLISECOND)) for act in ACTS]
    assert promises == [
        ("r1 loses power", 1_083),
        ("r1 returns, preempts", 0),
        ("r1 stops (SIGTERM)", 183),
        ("r1 returns, nopreempt", 0),
        ("r2 loses power", 1_024),
    ]


def test_acts_follow_from_one_another() -> None:
    on = {R1.name, R2.name}
    for act in ACTS:
        if act.happening is Happening.RETURN:
            assert act.router.name not in on
            assert act.config
            on.add(act.router.name)
        else:
            on.remove(act.router.name)
        assert act.heir.name in on
