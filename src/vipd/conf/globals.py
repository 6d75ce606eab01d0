"""Defaults of the instances, settled from ``global_defs``."""

from vipd.base.units import SECOND, ZERO, Duration
from vipd.conf.schema.global_defs import (
    GARP_DELAY_S,
    GARP_REFRESH_REPEAT,
    GARP_REFRESH_S,
    GARP_REPEAT,
    DynamicInterfaces,
    GlobalDefs,
)
from vipd.conf.schema.registry import Bound
from vipd.conf.schema.special_kinds import ExtraIf
from vipd.model.defaults import BufferPolicy, Defaults, ReceiveBuffers
from vipd.model.vrrp import GarpPolicy


def resolve(bound: Bound[GlobalDefs]) -> Defaults:
    """Return the defaults that a configuration sets."""
    record = bound.record
    extra = record.vrrp_garp_extra_if or ExtraIf(0, everywhere=False)
    return Defaults(
        version=record.vrrp_version,
        group4=record.vrrp_mcast_group4,
        group6=record.vrrp_mcast_group6,
        down_timer_adverts=record.vrrp_down_timer_adverts,
        garp=_garp(bound),
        garp_interval=record.vrrp_garp_interval or ZERO,
        gna_interval=record.vrrp_gna_interval or ZERO,
        extra_interfaces=Duration(extra.seconds * SECOND),
        extra_everywhere=extra.everywhere,
        lower_prio_no_advert=record.vrrp_lower_prio_no_advert,
        higher_prio_send_advert=record.vrrp_higher_prio_send_advert,
        check_unicast_src=record.vrrp_check_unicast_src,
        skip_check_adv_addr=record.vrrp_skip_check_adv_addr,
        owner_ignore_adverts=record.vrrp_owner_ignore_adverts,
        v3_checksum_as_v2=record.v3_checksum_as_v2,
        receive=_receive(record),
        strict=record.vrrp_strict,
        interface=record.default_interface,
        vmac_prefix=record.vmac_prefix if bound.given("vmac_prefix") else None,
        vmac_address_prefix=record.vmac_addr_prefix,
        smtp_alert=bool(
            record.smtp_alert if record.smtp_alert_vrrp is None else record.smtp_alert_vrrp
        ),
        priority_changes=record.vrrp_notify_priority_changes,
        allow_interface_changes=record.dynamic_interfaces is DynamicInterfaces.CHANGING,
    )


def _receive(record: GlobalDefs) -> ReceiveBuffers:
    given = record.vrrp_rx_bufs_policy
    return ReceiveBuffers(
        policy=given if isinstance(given, BufferPolicy) else None,
        size=(given or None) if isinstance(given, int) else None,
        multiplier=record.vrrp_rx_bufs_multiplier or ReceiveBuffers().multiplier,
    )


def _garp(bound: Bound[GlobalDefs]) -> GarpPolicy:
    """Keepalived 2.4: ``vrrp_min_garp`` changes what still has its default, ``off`` undoes nothing.

    The settings for lower priority take over those of ``vrrp_garp_master_*``.
    """
    record = bound.record
    minimal = any(use.field == "vrrp_min_garp" and use.value for use in bound.uses)
    delay = _value(record.vrrp_garp_master_delay, GARP_DELAY_S, 0, minimal)
    repeat = _value(record.vrrp_garp_master_repeat, GARP_REPEAT, 1, minimal)
    lower_delay, lower_repeat = (
        record.vrrp_garp_lower_prio_delay,
        record.vrrp_garp_lower_prio_repeat,
    )
    return GarpPolicy(
        delay=_seconds(delay),
        repeat=repeat,
        refresh=_seconds(_value(record.vrrp_garp_master_refresh, GARP_REFRESH_S, 0, minimal)),
        refresh_repeat=_value(
            record.vrrp_garp_master_refresh_repeat, GARP_REFRESH_REPEAT, 0, minimal
        ),
        lower_prio_delay=_seconds(delay if lower_delay is None else lower_delay),
        lower_prio_repeat=repeat if lower_repeat is None else lower_repeat,
    )


def _value(value: int, default: int, minimum: int, minimal: bool) -> int:
    return minimum if minimal and value == default else value


def _seconds(number: int) -> Duration:
    return Duration(number * SECOND)
