"""One ``vrrp_instance`` block to one instance of the model."""

from dataclasses import dataclass
from typing import Final, TypeVar, cast

from vipd.base.addr import Family
from vipd.base.units import CENTISECOND, SECOND, Duration
from vipd.conf import codes
from vipd.conf.build_addresses import Addresses, collect_addresses
from vipd.conf.build_context import Context
from vipd.conf.build_features import with_features
from vipd.conf.build_tracking import instance_tracking
from vipd.conf.build_unicast import Transport, resolve_transport
from vipd.conf.diag import Position, Prefix
from vipd.conf.schema.registry import Bound
from vipd.conf.schema.vrrp_instance import StateWord, VrrpInstance
from vipd.model.vrrp import (
    OWNER_PRIORITY,
    ChecksumMode,
    GarpPolicy,
    InitialState,
    Instance,
)

PRIORITY_DEFAULT: Final = 100
V3_INTERVAL_MAX: Final = Duration(4_095 * CENTISECOND)
"""RFC 9568 5.2.7: 12 bits of centiseconds."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Built:
    """An instance of the model with the block that it was built from."""

    instance: Instance
    block: Bound[VrrpInstance]

    def place(self, field: str) -> Position:
        """Return where a keyword of the block stands, or where the block begins."""
        return self.block.place(field)


def build_instance(context: Context) -> Built | None:
    """Return the instance, None when it cannot run; everything odd is reported."""
    identified = _identified(context)
    addresses = collect_addresses(context)
    transport = resolve_transport(context, addresses)
    usable = identified and _reachable(context, transport)
    instance = with_features(
        context, _instance(context, addresses, transport), addresses, transport
    )
    if not usable or not _enough_addresses(context, addresses):
        return None
    return Built(instance, context.block)


def _instance(context: Context, addresses: Addresses, transport: Transport) -> Instance:
    record, defaults = context.record, context.globals
    priority, state = _election(context)
    preemption = _preemption(context, priority, state)
    tracked = instance_tracking(context, owner=priority == OWNER_PRIORITY)
    return Instance(
        name=context.name,
        vrid=record.virtual_router_id or 0,
        family=addresses.family,
        version=addresses.version,
        interface=record.interface or "",
        initial_state=state,
        priority=priority,
        advert_int=_advert_int(context, addresses.version),
        down_timer_adverts=_or(record.down_timer_adverts, defaults.down_timer_adverts),
        preempt=preemption.preempt,
        preempt_delay=preemption.delay,
        vips=addresses.vips,
        evips=addresses.evips,
        mcast_group=transport.group,
        source=addresses.source,
        track_source=record.track_src_ip and addresses.source is not None,
        unicast=transport.unicast,
        unicast_fault_no_peer=transport.fault,
        auth_pass=None,
        checksum=_checksum(context, addresses, transport),
        skip_check_adv_addr=_or(record.skip_check_adv_addr, defaults.skip_check_adv_addr),
        lower_prio_no_advert=_or(record.lower_prio_no_advert, defaults.lower_prio_no_advert),
        higher_prio_send_advert=_or(
            record.higher_prio_send_advert, defaults.higher_prio_send_advert
        ),
        owner_ignore_adverts=_owner_ignores(context, priority),
        timer_expired_backup=preemption.timer_expired_backup,
        track_interface=not record.dont_track_primary,
        promote_secondaries=record.promote_secondaries,
        garp=_garp(record, defaults.garp),
        rx_buf_size=_or(record.kernel_rx_buf_size, defaults.receive.size) or None,
        tracking=tracked,
    )


def _election(context: Context) -> tuple[int, InitialState]:
    """Return priority and state.

    keepalived 2.4: without priority 255 for ``state MASTER``, else 100; without state MASTER
    for 255, else BACKUP; BACKUP after MASTER is ignored.
    """
    state: StateWord | None = None
    for use in context.block.uses:
        if use.field != "state" or use.value is None:
            continue
        if state is StateWord.MASTER and use.value is StateWord.BACKUP:
            context.reports.add(
                codes.VALUE_REPEATED,
                f"({context.name}) state previously set as MASTER - ignoring BACKUP",
                use.at,
                prefix=Prefix.FILE,
                fix="remove one of them",
            )
        else:
            state = cast(StateWord, use.value)
    master = state is StateWord.MASTER
    priority = context.record.priority
    if priority is None:
        priority = OWNER_PRIORITY if master else PRIORITY_DEFAULT
    if state is None:
        master = priority == OWNER_PRIORITY
    elif context.strict and master != (priority == OWNER_PRIORITY):
        context.report(
            codes.STRICT_CONFLICT,
            f"({context.name}) State MASTER must match being address owner",
            "state",
        )
        master = priority == OWNER_PRIORITY
    return priority, InitialState.MASTER if master else InitialState.BACKUP


@dataclass(frozen=True, slots=True)
class _Preemption:
    """When a backup takes over from a master of lower priority, and when a master lets go."""

    preempt: bool
    delay: Duration
    timer_expired_backup: int | None


def _preemption(context: Context, priority: int, state: InitialState) -> _Preemption:
    """Return preempt, preempt_delay and timer_expired_backup as far as they go together."""
    name, record = context.name, context.record
    nopreempt = _nopreempt(context, priority, state)
    delay = record.preempt_delay
    if delay and state is InitialState.MASTER and context.block.given("state"):
        _cleared(
            context,
            f"({name}) Warning - preempt delay will not work with initial state MASTER - clearing",
            "preempt_delay",
            reason="a node that begins as MASTER waits for nobody",
            fix="write 'state BACKUP' to keep the delay",
        )
        delay = Duration(0)
    if delay and nopreempt:
        _cleared(
            context,
            f"({name}) preempt_delay is incompatible with nopreempt mode - resetting",
            "preempt_delay",
            reason="what never preempts has nothing to delay",
        )
        delay = Duration(0)
    timer = record.timer_expired_backup
    if timer is not None and not nopreempt:
        _cleared(
            context,
            f"({name}) expired_timer_backup requires nopreempt - resetting",
            "timer_expired_backup",
            reason="it protects nopreempt only",
            fix="add nopreempt, or remove it",
        )
        timer = None
    return _Preemption(not nopreempt, delay, timer)


def _nopreempt(context: Context, priority: int, state: InitialState) -> bool:
    """Return whether nopreempt holds; it does not for the owner and for ``state MASTER``."""
    nopreempt = False
    for use in context.block.uses:
        if use.field in ("preempt", "nopreempt"):
            nopreempt = use.field == "nopreempt"
    if nopreempt and priority == OWNER_PRIORITY:
        _cleared(
            context,
            f"({context.name}) nopreempt is incompatible with priority 255. resetting nopreempt",
            "nopreempt",
            reason="the address owner always takes over",
            fix="remove it, or write a lower priority",
        )
        return False
    if nopreempt and state is InitialState.MASTER:
        _cleared(
            context,
            f"({context.name}) Warning - nopreempt will not work with initial state MASTER"
            " - clearing",
            "nopreempt",
            reason="a node that begins as MASTER takes over when it starts",
            fix="write 'state BACKUP' on all nodes to keep nopreempt",
        )
        return False
    return nopreempt


def _cleared(
    context: Context, message: str, field: str, *, reason: str, fix: str = "remove one of them"
) -> None:
    context.report(codes.OPTION_CLEARED, message, field, reason=reason, fix=fix)


def _identified(context: Context) -> bool:
    """Check that there is a VRID; keepalived 2.4 ends with status 2 before it checks the rest."""
    if context.record.virtual_router_id is not None:
        return True
    context.report(
        codes.VRID_MISSING,
        f"({context.name}) the virtual router id must be set",
        "virtual_router_id",
        reason="the VRID tells the nodes which adverts belong together",
        fix="write 'virtual_router_id N' with N from 1 to 255, the same on every node",
    )
    return False


def _reachable(context: Context, transport: Transport) -> bool:
    """Check that there is something to send through; keepalived 2.4 ends with status 2."""
    name, record = context.name, context.record
    if record.interface is not None:
        return True
    source = record.unicast_src_ip or record.mcast_src_ip
    if not transport.asked:
        message = f"({name}) Unknown interface!"
    elif source is None or transport.unicast is None:
        message = f"({name}): Unicast instances must have unicast_src_ip or interface"
    else:
        return True
    context.report(
        codes.INTERFACE_UNSET,
        message,
        "interface",
        reason="there is nothing to send adverts through",
        fix="write 'interface NAME'",
    )
    return False


def _enough_addresses(context: Context, addresses: Addresses) -> bool:
    """Keepalived 2.4: VRRPv3 needs an address, VRRPv2 is odd without one."""
    waived = context.record.no_virtual_ipaddress
    if waived and context.strict:
        _cleared(
            context,
            f"({context.name}) no_virtual_ipaddress and strict mode incompatible,"
            " clearing no_virtual_ipaddress",
            "no_virtual_ipaddress",
            reason="strict mode needs an address",
        )
        waived = False
    if addresses.vips or waived:
        return True
    if addresses.version == 3 or context.strict:
        context.report(
            codes.VIP_REQUIRED,
            f"({context.name}) No VIP specified; at least one is required",
            "virtual_ipaddress",
            reason="RFC 9568 5.2.5: an advert carries at least one address",
            fix="add an address to virtual_ipaddress, or no_virtual_ipaddress",
        )
        return False
    context.report(
        codes.VIP_SENSIBLE,
        f"({context.name}) No VIP specified; at least one is sensible",
        "virtual_ipaddress",
        reason="the master would own nothing",
        fix="add an address to virtual_ipaddress, or no_virtual_ipaddress",
    )
    return True


def _advert_int(context: Context, version: int) -> Duration:
    """Return the interval in the unit of the version.

    VRRPv2: whole seconds, rounded half up, at least 1. VRRPv3: centiseconds, rounded half up,
    at most 4095.
    """
    interval = context.record.advert_int
    name = context.name
    shown = f"{interval // SECOND}.{interval % SECOND // 1_000:06d}"
    unit = SECOND if version == 2 else CENTISECOND
    rounded = Duration(max(1, (interval + unit // 2) // unit) * unit)
    if version == 3 and interval > V3_INTERVAL_MAX:
        message = (
            f"({name}) VRRPv3 advertisement interval {shown[:-4]}s is out of range."
            " Must be less than 40.96s. Setting to 40.95s"
        )
        rounded, fix = V3_INTERVAL_MAX, "write at most 40.95, or use version 2"
    elif rounded == interval:
        return interval
    elif version == 2:
        message = f"({name}) VRRPv2 advertisement interval {shown}s must be an integer. rounding"
        fix = "write whole seconds, or use version 3, on every node"
    else:
        message = (
            f"({name}) VRRPv3 advertisement interval {shown}s must be in units of 10ms - rounding"
        )
        fix = "write at most two decimal places"
    context.report(
        codes.INTERVAL_ROUNDED,
        message,
        "advert_int",
        reason=f"{rounded // CENTISECOND / 100:g} s is used",
        fix=fix,
    )
    return rounded


def _checksum(context: Context, addresses: Addresses, transport: Transport) -> ChecksumMode:
    """Return what the checksum of a VRRPv3 IPv4 advert covers; others have one way only."""
    if addresses.version != 3 or addresses.family is Family.IPV6:
        return ChecksumMode.PSEUDO_HEADER
    if _or(context.record.v3_checksum_as_v2, context.globals.v3_checksum_as_v2):
        return ChecksumMode.PDU_ONLY
    return transport.checksum


def _owner_ignores(context: Context, priority: int) -> bool:
    given = context.record.owner_ignore_adverts
    if priority == OWNER_PRIORITY:
        # Deviates: keepalived 2.4 forces it on for 255 when it is configured off.
        return _or(given, context.globals.owner_ignore_adverts)
    if given:
        _cleared(
            context,
            f"({context.name}) ignoring owner_ignore_adverts since priority is not 255",
            "owner_ignore_adverts",
            reason="only the address owner may ignore adverts",
            fix="remove it",
        )
    return False


def _garp(record: VrrpInstance, defaults: GarpPolicy) -> GarpPolicy:
    return GarpPolicy(
        delay=_seconds(record.garp_master_delay, defaults.delay),
        repeat=_or(record.garp_master_repeat, defaults.repeat),
        refresh=_seconds(record.garp_master_refresh, defaults.refresh),
        refresh_repeat=_or(record.garp_master_refresh_repeat, defaults.refresh_repeat),
        lower_prio_delay=_seconds(record.garp_lower_prio_delay, defaults.lower_prio_delay),
        lower_prio_repeat=_or(record.garp_lower_prio_repeat, defaults.lower_prio_repeat),
    )


def _seconds(given: int | None, default: Duration) -> Duration:
    return default if given is None else Duration(given * SECOND)


def _or(given: T | None, default: T) -> T:
    """Return the value that was given, else the default."""
    return default if given is None else given
