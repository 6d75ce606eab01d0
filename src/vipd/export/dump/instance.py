"""The part of a dump about one instance: what it is configured with, and its state."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from ipaddress import IPv6Address

from vipd.base.addr import Family
from vipd.base.units import MICROSECOND, MILLISECOND, SECOND, Duration, Instant
from vipd.core.vrrp.events import State
from vipd.core.vrrp.instance import Instance
from vipd.core.vrrp.notices import Fault
from vipd.core.vrrp.router import Timer
from vipd.export.dump.links import LinkIndex
from vipd.export.dump.owned import addresses, authentication, routes, unicast
from vipd.export.dump.text import WallClock, enabled, no_time, notify, time, true, yes
from vipd.export.dump.tracking import tracked
from vipd.model.defaults import Defaults
from vipd.model.link import Ipvlan, Vmac
from vipd.model.vrrp import ChecksumMode
from vipd.model.vrrp import Instance as Config
from vipd.ports import ChannelState

_FAULTS = {
    Fault.LINK_DOWN: "i/f down",
    Fault.NO_SOURCE: "no source IP address",
    Fault.CONFIG: "config error",
}


class Detail(Enum):
    """How much of the instances is told."""

    CONFIGURATION = "configuration"
    """What is configured alone, as keepalived logs it with ``-d``."""
    STATE = "state"


@dataclass(frozen=True, slots=True)
class View:
    """What the lines of an instance need besides the instance itself.

    ``groups`` are the sync groups by the names of their members, ``pool`` the open channels by
    the names of the instances that listen on them.
    """

    wall: WallClock = no_time
    detail: Detail = Detail.STATE
    defaults: Defaults = field(default_factory=Defaults)
    links: LinkIndex = field(default_factory=LinkIndex)
    groups: Mapping[str, str] = field(default_factory=dict)
    pool: Mapping[str, ChannelState] = field(default_factory=dict)


def instance(machine: Instance, view: View) -> Iterator[str]:
    """Yield the lines of one instance."""
    config = machine.config
    yield from _identity(machine, view)
    if view.detail is Detail.STATE:
        yield from _standing(machine)
    yield from _flags(config)
    yield from _state(machine, view)
    yield from _interface(config, view)
    yield from _sending(machine, view)
    yield from _announcing(config, view.defaults)
    yield from _election(machine, view)
    yield f"   Promote_secondaries = {enabled(config.promote_secondaries)}"
    yield from authentication(config)
    if config.rx_buf_size not in (None, view.defaults.receive.size):
        yield f"   Kernel rx buffer size = {config.rx_buf_size}"
    held = machine.state is State.MASTER
    yield from addresses(config, held=held)
    yield from unicast(config)
    yield _sockets(view.pool.get(config.name))
    yield from routes(config)
    yield from tracked(config.tracking, group=False)
    yield f"   Using smtp notification = {yes(config.smtp_alert)}"
    yield f"   Notify deleted = {'Deleted' if config.notify.deleted_state else 'Fault'}"
    yield from notify(config.notify)
    yield f"   Notify priority changes = {true(config.priority_changes)}"


def _identity(machine: Instance, view: View) -> Iterator[str]:
    config = machine.config
    yield f" VRRP Instance = {config.name}"
    yield f"   VRRP Version = {config.version}"
    group = view.groups.get(config.name)
    if group is not None:
        yield f"   Sync group = {group}"
    if config.family is Family.IPV6:
        yield "   Using Native IPv6"


def _standing(machine: Instance) -> Iterator[str]:
    """Yield the state, and the other router that matters in it."""
    config = machine.config
    yield f"   State = {machine.state.name}"
    if machine.state is State.BACKUP:
        yield f"   Master router = {machine.master or '(none)'}"
        yield f"   Master priority = {machine.master_priority}"
        if config.version == 3:
            yield f"   Master advert interval = {machine.interval // MILLISECOND} milli-sec"
    elif machine.state is State.MASTER and config.owner:
        yield f"   Rogue master counter = {machine.conflict.adverts_left}"


def _flags(config: Config) -> Iterator[str]:
    """Yield the flags. keepalived 2.4: most of them only keep ``none`` from being written."""
    named = [
        words
        for words, given in (
            ("Using unicast", config.unicast is not None),
            (
                "Unicast config option specified but using multicast",
                config.unicast_without_peers or config.unicast_fault_no_peer,
            ),
            ("If unicast go to fault state if no peers", config.unicast_fault_no_peer),
        )
        if given
    ]
    unnamed = (
        config.skip_check_adv_addr,
        not config.preempt,
        not config.track_interface,
        config.promote_secondaries,
        config.source is not None,
        config.extra_everywhere,
        config.checksum is ChecksumMode.PDU_ONLY,
        config.link is not None,
    )
    yield "   Flags:" if named or any(unnamed) else "   Flags: none"
    for words in named:
        yield f"     {words}"


def _state(machine: Instance, view: View) -> Iterator[str]:
    state = machine.state
    yield f"   Wantstate = {_wanted(machine)}"
    yield f"   Number of config faults = {int(Fault.CONFIG in machine.faults)}"
    if view.detail is Detail.CONFIGURATION:
        return
    yield "   Number of tracker faults = 0"
    if machine.faults:
        yield "   Flags of interface faults:"
        for fault, words in _FAULTS.items():
            if fault in machine.faults:
                yield f"     {words}"
    else:
        yield "   Flags of interface faults - (none)"
    yield "   Number of track scripts init = 0"
    yield f"   Last transition = {time(machine.last_transition, view.wall)}"
    down = Timer.ADVERT if state is State.MASTER else Timer.MASTER_DOWN
    until = machine.deadlines.get(down)
    waits = state in (State.MASTER, State.BACKUP, State.INIT)
    yield f"   Read timeout = {time(until, view.wall) if waits else 'DISABLED'}"
    down_us = 0 if state is State.INIT else machine.down_interval() // MICROSECOND
    yield f"   Master down timer = {down_us} usecs"


def _wanted(machine: Instance) -> str:
    """Return the state that is wanted: what is configured, until the instance runs."""
    if machine.state is State.INIT or Fault.CONFIG in machine.faults:
        return machine.config.initial_state.value
    return machine.state.name


def _interface(config: Config, view: View) -> Iterator[str]:
    link = config.link
    match link:
        case None:
            yield f"   Interface = {config.interface or 'not configured'}"
        case Vmac():
            yield from _vmac(config, link, view)
            base = ", xmit base i/f" if link.xmit_base else ""
            yield f"   Interface = {link.name}, vmac on {config.interface}{base}"
        case Ipvlan():
            address = "" if link.address is None else f", i/f address = {link.address}"
            up = true(view.links.is_up(link.name))
            kind = link.mode.value
            yield f"   Use IPVLAN, i/f {link.name}, is_up = {up}{address}, type {kind}"
            if link.group is not None:
                yield f"     Interface group {link.group}"
            yield f"   Interface = {link.name}, ipvlan on {config.interface}"
    if config.vrf is not None:
        yield f"   VRF = {config.vrf}"
    if not config.track_interface:
        yield "   VRRP interface tracking disabled"


def _vmac(config: Config, link: Vmac, view: View) -> Iterator[str]:
    up, base = true(view.links.is_up(link.name)), true(link.xmit_base)
    yield f"   Use VMAC, i/f name {link.name}, is_up = {up}, xmit_base = {base}"
    if link.mac is not None:
        yield f"     MAC = {link.mac.hex(':')}"
    if config.vmac_addresses:
        yield "     Use VMAC for VIPs on other interfaces"
    if link.group is not None:
        yield f"     Interface group {link.group}"


def _sending(machine: Instance, view: View) -> Iterator[str]:
    """Yield where adverts come from and go to."""
    config = machine.config
    if config.skip_check_adv_addr:
        yield "   Skip checking advert IP addresses"
    if config.strict:
        yield "   Enforcing strict VRRP compliance"
    origin = " (from configuration)" if config.source is not None else ""
    yield f"   Using src_ip = {machine.source or config.source or '(none)'}{origin}"
    if config.unicast is None:
        index = view.links.index(config.interface)
        scoped = isinstance(config.mcast_group, IPv6Address) and index is not None
        yield f"   Multicast address {config.mcast_group}{f', ifindex {index}' if scoped else ''}"


def _announcing(config: Config, defaults: Defaults) -> Iterator[str]:
    garp = config.garp
    yield f"   Gratuitous ARP delay = {garp.delay // SECOND}"
    yield f"   Gratuitous ARP repeat = {garp.repeat}"
    yield f"   Gratuitous ARP refresh = {garp.refresh // SECOND}"
    yield f"   Gratuitous ARP refresh repeat = {garp.refresh_repeat}"
    yield f"   Gratuitous ARP lower priority delay = {garp.lower_prio_delay // SECOND}"
    yield f"   Gratuitous ARP lower priority repeat = {garp.lower_prio_repeat}"
    yield f"   Down timer adverts = {config.down_timer_adverts}"
    elsewhere = any(one.interface != config.interface for one in config.addresses)
    if config.extra_interfaces and elsewhere:
        where = "i/f" if config.extra_everywhere else "VMAC"
        spacing = config.extra_interfaces // SECOND
        yield f"   Gratuitous ARP for each secondary {where} = {spacing}"
    lower = true(not config.lower_prio_no_advert)
    yield f"   Send advert after receive lower priority advert = {lower}"
    higher = true(config.higher_prio_send_advert)
    yield f"   Send advert after receive higher priority advert = {higher}"
    if config.owner:
        yield f"   Address owner ignores received adverts = {true(config.owner_ignore_adverts)}"


def _election(machine: Instance, view: View) -> Iterator[str]:
    """Yield what decides who becomes MASTER, and when."""
    config = machine.config
    yield f"   Virtual Router ID = {config.vrid}"
    yield f"   Priority = {config.priority}"
    if view.detail is Detail.STATE:
        yield f"   Effective priority = {machine.priority}"
        yield f"   Total priority = {machine.priority}"
    if config.version == 3:
        yield f"   Advert interval = {config.advert_int // MILLISECOND} milli-sec"
    else:
        yield f"   Advert interval = {config.advert_int // SECOND} sec"
    yield f"   Last advert sent = {_sent(machine.last_advert_sent, view.wall)}"
    yield f"   Accept = {enabled(config.accept)}"
    yield f"   Preempt = {enabled(config.preempt)}"
    if config.preempt_delay:
        yield f"   Preempt delay = {_seconds(config.preempt_delay)} secs"


def _sent(at: Instant | None, wall: WallClock) -> str:
    """Return when the last advert was sent: the seconds alone."""
    return "0.000000" if at is None else wall(at).partition(" ")[0]


def _seconds(value: Duration) -> str:
    """Return seconds with as many digits as C's ``%g`` writes."""
    return f"{value / SECOND:g}"


def _sockets(state: ChannelState | None) -> str:
    if state is None:
        return "   No sockets allocated"
    into, out = state.descriptors
    return f"   fd_in {into}, fd_out {out}"
