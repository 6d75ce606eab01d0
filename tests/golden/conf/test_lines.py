"""What is said of lines of routes and rules and of groups, and what they become.

Each line of ``lines.in`` is a route, a rule, or statements outside blocks, separated by `` | ``.
The phrases were compared with those of keepalived 2.4.3.
"""

from dataclasses import MISSING, fields
from pathlib import Path

from tests.conftest import Golden
from tests.support.configs import files
from vipd.conf.diag import config_test_status, ordered, phrase
from vipd.conf.host import InterfaceFacts, check_host
from vipd.conf.load import load
from vipd.model.route import Route, Rule

HERE = Path(__file__).parent
HOST = tuple(InterfaceFacts(name=name) for name in ("eth0", "eth1", "eth2"))


def _text(what: str, body: str) -> str:
    match what:
        case "route":
            return f"static_routes {{\n{body}\n}}\n"
        case "rule":
            return f"static_rules {{\n{body}\n}}\n"
        case _:
            return body.replace(" | ", "\n") + "\n"


def _shown(value: Route | Rule) -> str:
    """Return the fields that are not as if nothing had been written."""
    shown = []
    for item in fields(value):
        here = getattr(value, item.name)
        if item.default is MISSING or here != item.default:
            shown.append(f"{item.name}={here}")
    return " ".join(shown)


def _judged(line: str) -> str:
    what, _, body = line.partition(": ")
    loaded = load("a.conf", files(_text(what, body)), config_id="id", testing=True)
    vrrp = loaded.daemon.vrrp
    host = check_host(loaded.built, HOST, dynamic=vrrp.dynamic_interfaces, needs=loaded.needs)
    found = [d for d in ordered(loaded.diagnostics + host) if d.code != "C901"]
    lines = [f"{line}  => {config_test_status(found)}"]
    lines += [f"    {phrase(diagnostic)}" for diagnostic in found]
    lines += [f"    = {_shown(static.route)}" for static in vrrp.statics.routes]
    lines += [f"    = {_shown(static.rule)}" for static in vrrp.statics.rules]
    if what == "root":
        lines += [f"    = {group}" for group in (*vrrp.sync_groups, *vrrp.garp_groups)]
        lines += [f"    = {group}" for group in vrrp.statics.track_groups]
        lines += [f"    = {link}" for link in (*vrrp.linkbeats, *vrrp.link_delays)]
        lines += [f"    = {static}" for static in vrrp.statics.addresses]
    return "\n".join(lines) + "\n"


def test_lines_are_judged_as_before(golden: Golden) -> None:
    statements = (HERE / "lines.in").read_text().splitlines()
    golden(HERE / "lines.txt", "".join(_judged(line) for line in statements))
