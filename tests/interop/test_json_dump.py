"""``keepalived.json`` of ours and of the packaged keepalived, in the same states."""

import json
import os
from functools import partial
from typing import Any, Final

import pytest

from tests.support.daemons import KEEPALIVED, Daemon, Kind
from tests.support.fixtures import need
from tests.support.lab import Lab
from tests.support.probe import wait_for
from tests.support.router import Router, keepalived_conf
from vipd.proc.signals import JSON

pytestmark = pytest.mark.root

HEARD: Final = Router(name="heard", version=2, auth_pass="secret99", vips=("10.9.1.100/24",))
OWN: Final = Router(
    name="own",
    interface="eth1",
    vrid=52,
    priority=150,
    advert_int="0.25",
    vips=("10.9.2.100/24 label eth1:x", "10.9.2.101"),
    extra=(
        *("garp_master_delay 3", "lower_prio_no_advert", "preempt_delay 17"),
        *("skip_check_adv_addr", "dont_track_primary"),
        *("virtual_ipaddress_excluded {", "fd00::1/64", "}"),
    ),
)
GLOBALS: Final = ("vrrp_higher_prio_send_advert false",)

NEWER: Final = (
    "auth_ext_missing", "auth_ext_malformed", "auth_ext_unknown_key", "auth_ext_invalid_hmac",
    "auth_ext_stale", "auth_ext_replay",
)  # fmt: skip
"""keepalived 2.2: not there yet."""


def dumped(daemon: Daemon) -> list[dict[str, Any]]:
    """Return what the daemon writes; keepalived names the file before it has its content."""
    path = daemon.directory / "keepalived.json"

    def read() -> list[dict[str, Any]]:
        try:
            found: list[dict[str, Any]] = json.loads(path.read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return []
        return found

    path.unlink(missing_ok=True)
    os.kill(daemon.pid, JSON)
    return wait_for(read, 20, "the JSON dump")


def comparable(instances: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out what is another at any moment, and what keepalived 2.2 does not have."""
    for instance in instances:
        data, stats = instance["data"], instance["stats"]
        assert data.pop("last_transition") > 1_700_000_000
        # keepalived 2.2: the password itself.
        assert bool(data.pop("auth_data", "")) == bool(data["auth_type"])
        assert (stats.pop("advert_rcvd") > 0) == (data["iname"] == "heard")
        assert (stats.pop("advert_sent") > 0) == (data["iname"] == "own")
        for key in NEWER:
            assert stats.pop(key, 0) == 0
    return instances


def hears(daemon: Daemon) -> bool:
    """Whether the first instance knows its master."""
    return bool(dumped(daemon)[0]["data"]["master_priority"])


def test_json_of_both_says_the_same_in_the_same_order(lab: Lab) -> None:
    need(KEEPALIVED)
    common = lab.lan()
    preferred = Router(name="heard", version=2, auth_pass="secret99", vips=HEARD.vips, priority=200)
    lab.node("peer", common).start(Kind.KEEPALIVED, keepalived_conf([preferred]))
    found = []
    for kind in (Kind.VIPD, Kind.KEEPALIVED):
        node = lab.node(kind.value, common, lab.lan())
        daemon = node.start(kind, keepalived_conf([HEARD, OWN], GLOBALS))
        wait_for(partial(node.holds, ("10.9.2.100", "10.9.2.101")), 20, "a MASTER")
        wait_for(partial(hears, daemon), 20, "a BACKUP that hears its master")
        found.append(comparable(dumped(daemon)))
    ours, theirs = found
    assert [list(one["data"]) for one in ours] == [list(one["data"]) for one in theirs]
    assert ours == theirs
