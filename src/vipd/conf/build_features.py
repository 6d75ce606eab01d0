"""What an instance does beyond the election: its own interface, signatures, strict mode, mail."""

from dataclasses import replace

from vipd.base.units import SECOND, Duration
from vipd.conf import codes
from vipd.conf.build_addresses import Addresses
from vipd.conf.build_auth import resolve_auth
from vipd.conf.build_context import Context
from vipd.conf.build_hmac import build_hmac
from vipd.conf.build_notify import build_notify
from vipd.conf.build_strict import accepts, enforce
from vipd.conf.build_unicast import Transport
from vipd.conf.build_vmac import build_link
from vipd.conf.diag import Prefix
from vipd.model.vrrp import OWNER_PRIORITY, InitialState, Instance


def with_features(
    context: Context, instance: Instance, addresses: Addresses, transport: Transport
) -> Instance:
    """Return the instance with everything that does not decide the election."""
    record, defaults = context.record, context.globals
    owner = instance.priority == OWNER_PRIORITY
    extra = record.garp_extra_if
    link = build_link(
        context,
        addresses.family,
        strict=context.strict,
        unicast=transport.unicast is not None,
    )
    hmac = build_hmac(context, instance.advert_int, strict=context.strict)
    auth = resolve_auth(context, addresses)
    whole = replace(
        instance,
        initial_state=_initial_state(context, instance, signed=auth.header is not None),
        auth_pass=auth.password,
        auth_header=auth.header,
        notify=build_notify(
            context.block.uses, f"({context.name})", context.users, context.reports
        ),
        link=link,
        # keepalived 2.4: a VMAC has it anyway.
        promote_secondaries=record.promote_secondaries and link is None,
        hmac=hmac,
        vmac_addresses=record.use_vmac_addr,
        vrf=_vrf(context, asked=transport.asked),
        accept=accepts(context, instance.version, owner=owner, strict=context.strict),
        smtp_alert=defaults.smtp_alert if record.smtp_alert is None else record.smtp_alert,
        priority_changes=context.notifies_priority,
        extra_interfaces=(
            defaults.extra_interfaces if extra is None else Duration(extra.seconds * SECOND)
        ),
        extra_everywhere=defaults.extra_everywhere if extra is None else extra.everywhere,
        unicast_without_peers=transport.asked and transport.unicast is None,
        sync_daemon_interface=record.lvs_sync_daemon_interface,
    )
    return enforce(context, whole) if context.strict else whole


def _initial_state(context: Context, instance: Instance, *, signed: bool) -> InitialState:
    """Return the initial state. keepalived 2.4: with AH it cannot be MASTER."""
    if not signed or instance.initial_state is not InitialState.MASTER:
        return instance.initial_state
    text = "Initial state master is incompatible with AH authentication - clearing"
    context.report(codes.OPTION_CLEARED, f"({context.name}) {text}", "state")
    return InitialState.BACKUP


def _vrf(context: Context, *, asked: bool) -> str | None:
    """Return the VRF. keepalived 2.4: only without interface, the first one wins."""
    found: str | None = None
    interface_given = False
    for use in context.block.uses:
        interface_given = interface_given or (use.field == "interface" and use.value is not None)
        if use.field != "vrf" or not isinstance(use.value, str):
            continue
        if interface_given:
            message = "Cannot specify VRF interface and interface - ignoring"
        elif found is not None:
            message = f"VRF interface already specified as '{found}' - ignoring"
        else:
            found = use.value
            continue
        context.reports.add(
            codes.VMAC_CONFLICT, f"({context.name}) {message}", use.at, prefix=Prefix.FILE
        )
    if found is not None and (context.record.interface is not None or not asked):
        what = "without interface" if context.record.interface is not None else "with unicast"
        message = f"({context.name}) vrf can only be specified {what} - clearing"
        context.report(codes.VMAC_CONFLICT, message, "vrf")
        return None
    return found
