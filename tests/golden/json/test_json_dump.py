"""``keepalived.json``: ``instances.json`` is what keepalived 2.4.3 wrote for ``instances.conf``.

Only the times of the last transitions are others.
"""

import json
from ipaddress import IPv4Address
from pathlib import Path
from typing import Final

from tests.support.configs import instance_text, read
from vipd.base.units import Duration, Instant
from vipd.core.vrrp.events import State
from vipd.core.vrrp.instance import Instance
from vipd.core.vrrp.stats import Stats
from vipd.export.json_dump import render_json
from vipd.model.process import Daemon

HERE: Final = Path(__file__).parent
WRITTEN: Final = (HERE / "instances.json").read_text()
SENT: Final = {"ah": 8, "quick": 22}


def machines(daemon: Daemon) -> list[Instance]:
    """Return the instances in the states in which keepalived had them."""
    made = []
    for config in daemon.vrrp.instances:
        machine = Instance(config, link_up=True, source=IPv4Address("10.9.0.1"))
        sent = SENT.get(config.name)
        machine.state = State.FAULT if sent is None else State.MASTER
        machine.stats = Stats(advert_sent=sent or 0, become_master=int(sent is not None))
        machine.last_transition = Instant(1)
        made.append(machine)
    return made


def wall(_at: Instant) -> str:
    return "1795293670.283460 (Sat Nov 21 20:41:10.283460 2026)"


def test_json_of_version_2_is_what_keepalived_writes() -> None:
    daemon = read((HERE / "instances.conf").read_bytes()).daemon
    assert render_json(daemon, machines(daemon), wall) == WRITTEN


def test_json_of_version_1_is_the_array_of_instances() -> None:
    text = (HERE / "instances.conf").read_text().replace("json_version 2", "")
    daemon = read(text).daemon
    array, _, _ = WRITTEN.removeprefix('{"vrrp":').partition(',"track_process":[{')
    assert render_json(daemon, machines(daemon), wall) == f"{array}\n"


def test_json_without_instances_is_empty() -> None:
    assert render_json(Daemon(), [], wall) == ""


def test_json_of_an_instance_that_never_changed_its_state_has_a_time_of_zero() -> None:
    daemon = read((HERE / "instances.conf").read_bytes()).daemon
    fresh = [Instance(config, link_up=False, source=None) for config in daemon.vrrp.instances]
    (first, *_) = json.loads(render_json(daemon, fresh, wall))["vrrp"]
    assert (first["data"]["state"], first["data"]["last_transition"]) == (0, 0.0)


def test_json_of_a_backup_tells_the_master_that_it_hears() -> None:
    daemon = read((HERE / "instances.conf").read_bytes()).daemon
    quick = Instance(daemon.vrrp.instances[2], link_up=True, source=None)
    quick.state, quick.master_priority = State.BACKUP, 200
    quick.interval = Duration(330_000_000)
    (only,) = json.loads(render_json(daemon, [quick], wall))["vrrp"]
    data = only["data"]
    assert (data["master_priority"], data["adver_int"], data["master_adver_int"]) == (
        200,
        0.25,
        0.33,
    )


def test_json_escapes_what_would_end_a_string() -> None:
    body = 'notify_master "/x/y a\\b"\nnotify_backup "/x \\"q\\" \x01\té"'
    daemon = read(instance_text(body)).daemon
    machine = Instance(daemon.vrrp.instances[0], link_up=True, source=None)
    text = render_json(daemon, [machine], wall)
    assert "'\\/x\\/y'" in text
    (only,) = json.loads(text)
    notify = daemon.vrrp.instances[0].notify
    assert notify.master is not None
    assert notify.backup is not None
    shown = [only["data"][key] for key in ("script_master", "script_backup")]
    commands = [notify.master, notify.backup]
    assert shown == [" ".join(f"'{word}'" for word in each.args) for each in commands]
