"""The text of ``keepalived.data``: instances and sync groups, in the shape of keepalived 2.4.

Of keepalived's sections there are ``VRRP Topology`` and ``VRRP Sync groups``. Lines of what vipd
does not keep (numbers of sockets, the highest priority of others) are left out, not made up; the
numbers of trackers are 0, since nothing is tracked yet.
"""

from collections.abc import Iterable, Iterator
from ipaddress import IPv6Address
from typing import Final

from vipd.base.addr import Family
from vipd.core.vrrp.events import State
from vipd.core.vrrp.instance import Instance
from vipd.core.vrrp.notices import Fault
from vipd.core.vrrp.router import Timer
from vipd.export.dump.text import WallClock, enabled, heading, time, true, yes
from vipd.model.group import SyncGroup
from vipd.model.notify import Command, NotifyScripts
from vipd.model.track import TrackedObject
from vipd.model.vrrp import ChecksumMode, VirtualAddress, Vrrp
from vipd.model.vrrp import Instance as Config

_SCOPES: Final = {0: "global", 200: "site", 253: "link", 254: "host", 255: "nowhere"}
_MICROSECOND: Final = 1_000
_MILLISECOND: Final = 1_000_000
_SECOND: Final = 1_000_000_000


def render_data(config: Vrrp, machines: Iterable[Instance], wall: WallClock) -> str:
    """Return the dump of one process; empty without instances."""
    found = {machine.config.name: machine for machine in machines}
    groups = {member: group.name for group in config.sync_groups for member in group.members}
    lines: list[str] = []
    if found:
        lines.append(heading("VRRP Topology"))
        for name, machine in found.items():
            lines += _instance(machine, groups.get(name), wall)
    if config.sync_groups:
        lines.append(heading("VRRP Sync groups"))
        for group in config.sync_groups:
            lines += _group(group, found)
    return "".join(f"{line}\n" for line in lines)


def _instance(machine: Instance, group: str | None, wall: WallClock) -> Iterator[str]:
    config = machine.config
    yield from _identity(machine, group)
    yield from _state(machine, wall)
    yield f"   Interface = {config.interface}"
    yield from _sending(machine)
    yield from _election(machine, wall)
    yield f"   Promote_secondaries = {enabled(config.promote_secondaries)}"
    yield from _authentication(config)
    held = machine.state is State.MASTER
    yield from _addresses(f"Virtual IP ({len(config.vips)}):", config.vips, held=held)
    yield from _addresses("Virtual IP Excluded :", config.evips, held=held)
    yield from _unicast(config)
    yield from _tracked("interfaces", config.tracking.interfaces)
    yield from _tracked("scripts", config.tracking.scripts)
    yield from _tracked("files", config.tracking.files)
    yield from _tracked("processes", config.tracking.processes)
    yield f"   Using smtp notification = {yes(config.smtp_alert)}"
    yield f"   Notify deleted = {'Deleted' if config.notify.deleted_state else 'Fault'}"
    yield from _notify(config.notify)
    yield f"   Notify priority changes = {true(config.priority_changes)}"


def _identity(machine: Instance, group: str | None) -> Iterator[str]:
    """Yield what the instance is, and the master that it hears."""
    config = machine.config
    yield f" VRRP Instance = {config.name}"
    yield f"   VRRP Version = {config.version}"
    if group is not None:
        yield f"   Sync group = {group}"
    if config.family is Family.IPV6:
        yield "   Using Native IPv6"
    yield f"   State = {machine.state.name}"
    if machine.state is State.BACKUP and machine.master is not None:
        yield f"   Master router = {machine.master}"
        yield f"   Master priority = {machine.master_priority}"
        if config.version == 3:
            yield f"   Master advert interval = {machine.interval // _MILLISECOND} milli-sec"
    if config.unicast is None:
        yield "   Flags: none"
    else:
        yield "   Flags:"
        yield "     Using unicast"


def _state(machine: Instance, wall: WallClock) -> Iterator[str]:
    config = machine.config
    running = machine.state in (State.MASTER, State.BACKUP)
    yield f"   Wantstate = {machine.state.name if running else config.initial_state.value}"
    yield f"   Number of config faults = {int(Fault.CONFIG in machine.faults)}"
    yield "   Number of tracker faults = 0"
    if Fault.LINK_DOWN not in machine.faults:
        yield "   Flags of interface faults - (none)"
    yield "   Number of track scripts init = 0"
    down = Timer.ADVERT if machine.state is State.MASTER else Timer.MASTER_DOWN
    yield f"   Last transition = {time(machine.last_transition, wall)}"
    yield f"   Read timeout = {time(machine.deadlines.get(down), wall)}"
    down_us = machine.down_interval() // _MICROSECOND if running else 0
    yield f"   Master down timer = {down_us} usecs"


def _election(machine: Instance, wall: WallClock) -> Iterator[str]:
    """Yield what decides who becomes MASTER, and when."""
    config = machine.config
    yield f"   Virtual Router ID = {config.vrid}"
    yield f"   Priority = {config.priority}"
    yield f"   Effective priority = {machine.priority}"
    yield f"   Total priority = {machine.priority}"
    if config.version == 3:
        yield f"   Advert interval = {config.advert_int // _MILLISECOND} milli-sec"
    else:
        yield f"   Advert interval = {config.advert_int // _SECOND} sec"
    yield f"   Last advert sent = {time(machine.last_advert_sent, wall).split(' ')[0]}"
    yield f"   Accept = {enabled(config.accept)}"
    yield f"   Preempt = {enabled(config.preempt)}"
    if config.preempt_delay:
        yield f"   Preempt delay = {config.preempt_delay / _SECOND:.6f}"


def _sending(machine: Instance) -> Iterator[str]:
    """Yield what concerns adverts and announcements."""
    config = machine.config
    if config.skip_check_adv_addr:
        yield "   Skip checking advert IP addresses"
    if config.strict:
        yield "   Enforcing strict VRRP compliance"
    origin = " (from configuration)" if config.source is not None else ""
    source = machine.source or config.source
    yield f"   Using src_ip = {source or '(none)'}{origin}"
    if config.unicast is None:
        yield f"   Multicast address {config.mcast_group}"
    garp = config.garp
    yield f"   Gratuitous ARP delay = {garp.delay // _SECOND}"
    yield f"   Gratuitous ARP repeat = {garp.repeat}"
    yield f"   Gratuitous ARP refresh = {garp.refresh // _SECOND}"
    yield f"   Gratuitous ARP refresh repeat = {garp.refresh_repeat}"
    yield f"   Gratuitous ARP lower priority delay = {garp.lower_prio_delay // _SECOND}"
    yield f"   Gratuitous ARP lower priority repeat = {garp.lower_prio_repeat}"
    yield f"   Down timer adverts = {config.down_timer_adverts}"
    lower = true(not config.lower_prio_no_advert)
    yield f"   Send advert after receive lower priority advert = {lower}"
    higher = true(config.higher_prio_send_advert)
    yield f"   Send advert after receive higher priority advert = {higher}"


def _authentication(config: Config) -> Iterator[str]:
    if config.version == 3:
        if config.family is Family.IPV4:
            old = config.checksum is ChecksumMode.PDU_ONLY
            yield f"   VRRPv3 uses VRRPv2 checksum = {enabled(old)}"
    elif config.auth_pass is not None:
        yield "   Authentication type = SIMPLE_PASSWORD"
        yield "   Password = ********"
    elif config.auth_header is not None:
        yield "   Authentication type = IPSEC_AH"
        yield "   Password = ********"
    else:
        yield "   Authentication type = none"


def _addresses(title: str, addresses: tuple[VirtualAddress, ...], *, held: bool) -> Iterator[str]:
    if not addresses:
        return
    yield f"   {title}"
    for each in addresses:
        text = str(each.address)
        if each.peer is not None:
            text += f" peer {each.peer}"
        if each.prefix_len != each.address.max_prefixlen:
            text += f"/{each.prefix_len}"
        if each.broadcast is not None:
            text += f" brd {each.broadcast}"
        text += f" dev {each.interface}"
        text += f" scope {_SCOPES.get(each.scope, str(each.scope))}"
        if isinstance(each.address, IPv6Address):
            lifetime = "forever" if each.preferred_lft_s is None else each.preferred_lft_s
            text += f" preferred_lft {lifetime}"
        if each.label is not None:
            text += f" label {each.label}"
        yield f"     {text}{' set' if held else ''}"


def _unicast(config: Config) -> Iterator[str]:
    unicast = config.unicast
    if unicast is None:
        return
    if unicast.ttl is not None:
        yield f"   Unicast TTL = {unicast.ttl}"
    yield f"   Check unicast src : {yes(unicast.check_source)}"
    yield "   Unicast Peer :"
    for peer in unicast.peers:
        yield f"     {peer.address} min_ttl {peer.min_ttl} max_ttl {peer.max_ttl}"
    old = config.checksum is ChecksumMode.GROUP_PSEUDO_HEADER
    yield f"   Unicast checksum compatibility = {yes(old)}"


def _tracked(what: str, objects: tuple[TrackedObject, ...]) -> Iterator[str]:
    if objects:
        yield f"   Tracked {what} :"
    for each in objects:
        yield f"     {each.name} weight {each.weight}{' reverse' if each.reverse else ''}"


def _notify(scripts: NotifyScripts) -> Iterator[str]:
    rows: tuple[tuple[str, Command | None], ...] = (
        ("Backup", scripts.backup),
        ("Master", scripts.master),
        ("Fault", scripts.fault),
        ("Stop", scripts.stop),
        ("Generic", scripts.any_state),
    )
    for title, command in rows:
        if command is not None:
            words = " ".join(f"'{word}'" for word in command.args)
            owner = f"{command.uid or 0}:{command.gid or 0}"
            yield f"   {title} state transition script = {words}, uid:gid {owner}"


def _group(group: SyncGroup, machines: dict[str, Instance]) -> Iterator[str]:
    """Yield a group; its state is that of its members, who have one state."""
    states = [machines[name].state for name in group.members if name in machines]
    yield f" VRRP Sync Group = {group.name}, {states[0].name if states else State.INIT.name}"
    faulty = sum(state is State.FAULT for state in states)
    initial = sum(state is State.INIT for state in states)
    yield f"   Num member fault {faulty}, num member init {initial}"
    yield "   VRRP member instances :"
    for name in group.members:
        yield f"     {name}"
    yield from _tracked("scripts", group.tracking.scripts)
    yield from _notify(group.notify)
    yield f"   Using smtp notification = {yes(bool(group.smtp_alert))}"
