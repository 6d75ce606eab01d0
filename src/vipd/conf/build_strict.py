"""Strict mode: what RFC 9568 does not allow is reset, or refuses the start."""

from dataclasses import replace
from typing import Final

from vipd.base.addr import Family
from vipd.base.units import Duration
from vipd.conf import codes
from vipd.conf.build_context import Context
from vipd.model.vrrp import OWNER_PRIORITY, Instance

DOWN_TIMER_ADVERTS: Final = 3
"""RFC 9568 6.1: Active_Down_Interval counts three advert intervals."""


def enforce(context: Context, instance: Instance) -> Instance:
    """Return the instance as strict mode lets it be; everything that is reset is reported."""
    record, name = context.record, context.name
    if instance.unicast is not None:
        context.report(
            codes.STRICT_UNICAST,
            f"({name}) Unicast peers are not supported in strict mode",
            "unicast_peer",
            reason="RFC 9568 5.1.1.2: adverts are multicast",
            fix="remove strict mode, or the peers",
        )
    owner = instance.priority == OWNER_PRIORITY
    vips = instance.vips if instance.family is Family.IPV6 else ()
    if vips and not vips[0].address.is_link_local:
        _conflict(context, "the first IPv6 VIP address must be link local", "virtual_ipaddress")
    if instance.preempt_delay:
        text = "preempt_delay is incompatible with strict mode - resetting"
        _conflict(context, text, "preempt_delay")
    if instance.down_timer_adverts != DOWN_TIMER_ADVERTS:
        text = "down_timer_adverts is incompatible with strict mode - resetting"
        _conflict(context, text, "down_timer_adverts")
    if owner and record.owner_ignore_adverts is False:
        text = "strict_mode with priority 255 requires owner_ignore_adverts"
        _conflict(context, text, "owner_ignore_adverts")
    _announcements(context)
    return replace(
        instance,
        preempt_delay=Duration(0),
        down_timer_adverts=DOWN_TIMER_ADVERTS,
        garp=replace(instance.garp, lower_prio_delay=Duration(0), lower_prio_repeat=0),
        lower_prio_no_advert=True,
        higher_prio_send_advert=False,
        owner_ignore_adverts=owner,
        strict=True,
    )


def _announcements(context: Context) -> None:
    record = context.record
    if record.garp_lower_prio_repeat:
        text = "Strict mode requires no repeat garps. resetting"
        _conflict(context, text, "garp_lower_prio_repeat")
    if record.garp_lower_prio_delay:
        text = "Strict mode requires no repeat garp delay. resetting"
        _conflict(context, text, "garp_lower_prio_delay")
    if record.lower_prio_no_advert is False:
        text = "Strict mode requires no lower priority advert. resetting"
        _conflict(context, text, "lower_prio_no_advert")
    if record.higher_prio_send_advert:
        text = "strict mode requires higher_prio_send_advert to be clear. resetting"
        _conflict(context, text, "higher_prio_send_advert")


def accepts(context: Context, version: int, *, owner: bool, strict: bool) -> bool:
    """Tell whether packets for the addresses are accepted by a master that is not the owner."""
    last = None
    for use in context.block.uses:
        if use.field in ("accept", "no_accept"):
            last = use.field
    if owner or last is None:
        return owner or not strict
    if last == "accept" and strict and version == 2:
        text = "warning - accept mode for VRRP version 2 does not comply with RFC3768 - resetting"
        _conflict(context, text, "accept")
        return False
    return last == "accept"


def _conflict(context: Context, message: str, field: str) -> None:
    context.report(codes.STRICT_CONFLICT, f"({context.name}) {message}", field)
