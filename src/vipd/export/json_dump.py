"""The text of ``keepalived.json``: instances with their state and their counters, for programs.

Names, order and form of the values are those of keepalived 2.4: one line, without blanks, 0 and 1
for some flags, states as numbers, lists and scripts only where there are any. The extension errors
belong to ``auth_hmac``, which vipd does not have: always 0.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, assert_never

from vipd.base.units import MICROSECOND, SECOND, Duration
from vipd.core.vrrp.events import State
from vipd.core.vrrp.instance import Instance
from vipd.core.vrrp.stats import Stats
from vipd.export.dump.addresses import address_text
from vipd.export.dump.routes import route_text, rule_text
from vipd.export.dump.text import WallClock, time, words
from vipd.export.stats import Counters
from vipd.model.notify import Command, NotifyScripts
from vipd.model.process import Daemon
from vipd.model.track import ProcessMatch, TrackProcess
from vipd.model.vrrp import Instance as Config
from vipd.model.vrrp import Vrrp


@dataclass(frozen=True, slots=True)
class Number:
    """A number that is written as it is said here: JSON knows no difference, keepalived does."""

    digits: str


Value = bool | int | str | Number | tuple["Value", ...] | Mapping[str, "Value"]

_STATES: Final = {State.INIT: 0, State.BACKUP: 1, State.MASTER: 2, State.FAULT: 3}
_MATCHES: Final = {
    ProcessMatch.NAME: "none",
    ProcessMatch.COMMAND: "none",
    ProcessMatch.EXACT: "exact",
    ProcessMatch.INITIAL: "initial",
    ProcessMatch.PARTIAL: "partial",
}
_ESCAPES: Final = {
    '"': '\\"', "\\": "\\\\", "/": "\\/",
    "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t",
}  # fmt: skip
_ESCAPED: Final = str.maketrans({chr(code): f"\\u{code:04x}" for code in range(0x20)} | _ESCAPES)
"""What stands for a character in a string; all others stand for themselves."""


def render_json(daemon: Daemon, machines: Iterable[Instance], wall: WallClock) -> str:
    """Return the text in the version that is configured; empty without instances."""
    instances = tuple(_instance(machine, daemon.vrrp, wall) for machine in machines)
    if not instances:
        return ""
    document: Value = instances
    if daemon.settings.dumps.json_version > 1:
        document = {"vrrp": instances}
        if daemon.vrrp.processes:
            document["track_process"] = tuple(map(_process, daemon.vrrp.processes))
    return "".join(_encoded(document)) + "\n"


def _instance(machine: Instance, vrrp: Vrrp, wall: WallClock) -> Value:
    config = machine.config
    return {
        "data": {
            **_behaviour(machine, wall),
            **_election(machine),
            **_scripts(config.notify),
            **_objects(machine, vrrp),
            **_authentication(config),
        },
        "stats": _counters(machine.stats),
    }


def _behaviour(machine: Instance, wall: WallClock) -> dict[str, Value]:
    """Return the name, the interface, the master that is heard, and what is announced."""
    config, garp = machine.config, machine.config.garp
    return {
        "iname": config.name,
        "dont_track_primary": int(not config.track_interface),
        "skip_check_adv_addr": int(config.skip_check_adv_addr),
        "strict_mode": int(config.strict),
        "vmac_ifname": config.link.name if config.link is not None else "",
        "ifp_ifname": config.interface,
        "master_priority": machine.master_priority,
        "last_transition": Number(time(machine.last_transition, wall).partition(" ")[0]),
        "garp_delay": garp.delay // SECOND,
        "garp_refresh": garp.refresh // SECOND,
        "garp_rep": garp.repeat,
        "garp_refresh_rep": garp.refresh_repeat,
        "garp_lower_prio_delay": garp.lower_prio_delay // SECOND,
        "garp_lower_prio_rep": garp.lower_prio_repeat,
        "lower_prio_no_advert": int(config.lower_prio_no_advert),
        "higher_prio_send_advert": int(config.higher_prio_send_advert),
    }


def _election(machine: Instance) -> dict[str, Value]:
    """Return what decides who is MASTER, and who is."""
    config = machine.config
    return {
        "vrid": config.vrid,
        "base_priority": config.priority,
        "effective_priority": machine.priority,
        "vipset": machine.state is State.MASTER,
        "promote_secondaries": config.promote_secondaries,
        "adver_int": _seconds(config.advert_int),
        "master_adver_int": _seconds(machine.interval),
        "accept": int(config.accept),
        "nopreempt": not config.preempt,
        # keepalived 2.4: a fraction of a second is not told.
        "preempt_delay": config.preempt_delay // SECOND,
        "state": _STATES[machine.state],
        # keepalived 2.4 tells the state that a transition leads to: here a transition is one step.
        "wantstate": _STATES[machine.state],
        "version": config.version,
        "smtp_alert": config.smtp_alert,
        "notify_deleted": config.notify.deleted_state or config.notify.deleted is not None,
    }


def _scripts(notify: NotifyScripts) -> dict[str, Value]:
    commands = {
        "script_backup": notify.backup,
        "script_master": notify.master,
        "script_fault": notify.fault,
        "script_stop": notify.stop,
        "script_deleted": notify.deleted,
        "script": notify.any_state,
        "script_master_rx_lower_pri": notify.master_rx_lower_pri,
    }
    return {key: _quoted(command) for key, command in commands.items() if command is not None}


def _objects(machine: Instance, vrrp: Vrrp) -> dict[str, Value]:
    """Return the lists: what the instance owns, and what it tracks."""
    config, tracking = machine.config, machine.config.tracking
    held = machine.state is State.MASTER
    commands = {script.name: _quoted(script.command) for script in vrrp.scripts}
    lists: dict[str, tuple[str, ...]] = {
        "vips": tuple(address_text(one, held=held) for one in config.vips),
        "evips": tuple(address_text(one, held=held) for one in config.evips),
        "vroutes": tuple(map(route_text, config.routes)),
        "vrules": tuple(map(rule_text, config.rules)),
        "track_ifp": tuple(one.name for one in tracking.interfaces),
        # keepalived 2.4: the commands, not the names.
        "track_script": tuple(commands[one.name] for one in tracking.scripts),
        "track_process": tuple(one.name for one in tracking.processes),
    }
    return {key: values for key, values in lists.items() if values}


def _authentication(config: Config) -> dict[str, Value]:
    if config.auth_pass is not None:
        return {"auth_type": 1, "auth_data": "********"}
    if config.auth_header is not None:
        return {"auth_type": 2, "auth_data": "********"}
    return {"auth_type": 0}


def _counters(stats: Stats) -> Value:
    counted = Counters.of(stats)
    return {
        "advert_rcvd": counted.received,
        "advert_sent": counted.sent,
        "become_master": counted.become_master,
        "release_master": counted.release_master,
        "packet_len_err": counted.length,
        "advert_interval_err": counted.advert_interval,
        "ip_ttl_err": counted.ttl,
        "invalid_type_rcvd": counted.packet_type,
        "addr_list_err": counted.address_list,
        "invalid_authtype": counted.auth_invalid_type,
        "authtype_mismatch": counted.auth_mismatch,
        "auth_failure": counted.auth_failure,
        "auth_ext_missing": 0,
        "auth_ext_malformed": 0,
        "auth_ext_unknown_key": 0,
        "auth_ext_invalid_hmac": 0,
        "auth_ext_stale": 0,
        "auth_ext_replay": 0,
        "pri_zero_rcvd": counted.priority_zero_received,
        "pri_zero_sent": counted.priority_zero_sent,
    }


def _process(process: TrackProcess) -> Value:
    """Return a tracked process; nothing is counted yet, so none is running."""
    parameters = " ".join(process.words[1:])
    return {
        "process": process.name,
        **({"parameters": parameters} if parameters else {}),
        "param_match": _MATCHES[process.match],
        "min_processes": process.quorum,
        **({"max_processes": process.quorum_max} if process.quorum_max is not None else {}),
        "current_processes": 0,
        "have_quorum": process.quorum == 0,
        "weight": process.weight,
        "terminate_delay": _seconds(process.terminate_delay),
        "fork_delay": _seconds(process.fork_delay),
        "fork_delay_timer_running": False,
        "terminate_delay_timer_running": False,
        "full_command": process.match is not ProcessMatch.NAME,
    }


def _quoted(command: Command) -> str:
    return words(command.args)


def _seconds(duration: Duration) -> Number:
    """Return seconds with as many decimals as are needed, six at most."""
    whole, rest = divmod(duration, SECOND)
    return Number(f"{whole}.{rest // MICROSECOND:06}".rstrip("0").rstrip("."))


def _encoded(value: Value) -> Iterator[str]:
    """Yield a value as JSON, piece by piece."""
    match value:
        case bool():
            yield "true" if value else "false"
        case int():
            yield str(value)
        case str():
            yield f'"{value.translate(_ESCAPED)}"'
        case Number(digits):
            yield digits
        case tuple():
            yield "["
            for number, item in enumerate(value):
                yield "," if number else ""
                yield from _encoded(item)
            yield "]"
        case Mapping():
            yield "{"
            for number, (key, item) in enumerate(value.items()):
                yield f'{"," if number else ""}"{key}":'
                yield from _encoded(item)
            yield "}"
        case _:
            assert_never(value)
