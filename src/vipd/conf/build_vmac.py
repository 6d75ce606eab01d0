"""The interface that an instance creates for itself: a macvlan with its MAC, or an ipvlan."""

import re
from dataclasses import dataclass
from ipaddress import ip_interface
from typing import Final, cast

from vipd.base.addr import Family
from vipd.conf import codes
from vipd.conf.build_context import Context
from vipd.conf.diag import Prefix
from vipd.conf.schema.global_filters import VMAC_PREFIX
from vipd.conf.schema.kinds import INTERFACE_BYTES_MAX
from vipd.conf.schema.numbers import U32_MAX
from vipd.conf.schema.vmac import Item, ItemKind
from vipd.conf.text import octets
from vipd.model.link import Ipvlan, IpvlanMode, Vmac

_MAC: Final = re.compile(r"[0-9a-fA-F]{1,2}(?::[0-9a-fA-F]{1,2}){4,5}")
_VIRTUAL: Final = (b"\x00\x00\x5e\x00\x01", b"\x00\x00\x5e\x00\x02")
"""RFC 9568 7.3: the virtual router MAC addresses."""


@dataclass(slots=True)
class _Draft:
    """What the words have said so far."""

    name: str | None = None
    mac: bytes | None = None
    address: str | None = None
    mode: IpvlanMode | None = None
    group: str | None = None
    notify: bool = False


def build_link(
    context: Context, family: Family, *, strict: bool, unicast: bool
) -> Vmac | Ipvlan | None:
    """Return the interface to create, None for none."""
    record = context.record
    draft = _Draft()
    for use in context.block.uses:
        if use.field in ("use_vmac", "use_ipvlan") and use.value is not None:
            for item in cast(tuple[Item, ...], use.value):
                _take(context, draft, item, ipvlan=use.field == "use_ipvlan")
    ipvlan = record.use_ipvlan is not None
    if not ipvlan and record.use_vmac is None:
        if record.vmac_xmit_base:
            _cleared(context, "vmac_xmit_base is only valid with a vmac", "vmac_xmit_base")
        return None
    if unicast and record.interface is None:
        text = f"({context.name}): Cannot use VMAC/ipvlan with unicast and no interface"
        _at_end(context, f"{text} - clearing use_vmac")
        return None
    if record.promote_secondaries:
        text = "promote_secondaries is automatically set for vmacs - ignoring"
        _cleared(context, text, "promote_secondaries")
    name = _name(context, draft)
    if ipvlan:
        return _ipvlan(context, draft, name, family)
    return _vmac(context, draft, name, strict=strict, unicast=unicast)


def _name(context: Context, draft: _Draft) -> str:
    if draft.name is not None:
        context.link_names[draft.name] = context.name
        return draft.name
    prefix = context.globals.vmac_prefix or VMAC_PREFIX
    return f"{prefix}.{context.record.virtual_router_id or 0}"


def _vmac(context: Context, draft: _Draft, name: str, *, strict: bool, unicast: bool) -> Vmac:
    mac, xmit_base = draft.mac, context.record.vmac_xmit_base
    if unicast and not xmit_base:
        _at_end(
            context, f"({context.name}) unicast with use_vmac requires vmac_xmit_base - setting"
        )
        xmit_base = True
    if strict and mac is not None:
        text = f"({context.name}): cannot specify MAC address with strict mode - clearing"
        context.report(codes.STRICT_CONFLICT, text, "use_vmac")
        mac = None
    if strict and xmit_base:
        text = f"({context.name}) xmit_base is incompatible with strict mode - resetting"
        context.report(codes.STRICT_CONFLICT, text, "vmac_xmit_base")
        xmit_base = False
    if mac is not None and len(mac) == 5:
        mac += bytes((context.record.virtual_router_id or 0,))
    return Vmac(
        name=name, mac=mac, xmit_base=xmit_base, netlink_notify=draft.notify, group=draft.group
    )


def _ipvlan(context: Context, draft: _Draft, name: str, family: Family) -> Ipvlan:
    if context.record.vmac_xmit_base and context.record.use_vmac is None:
        _cleared(context, "vmac_xmit_base is only valid with a vmac", "vmac_xmit_base")
    if family is Family.IPV4 and draft.address is None:
        context.report(
            codes.VMAC_CONFLICT,
            f"({context.name}) IPv4 ipvlan requires a source ip address to be configured."
            " setting instance to fault state",
            "use_ipvlan",
            reason="there is no address to send adverts from",
            fix="add an address to use_ipvlan",
        )
    return Ipvlan(
        name=name,
        address=draft.address,
        mode=draft.mode or IpvlanMode.BRIDGE,
        group=draft.group,
    )


def _take(context: Context, draft: _Draft, item: Item, *, ipvlan: bool) -> None:
    """Apply one word, with keepalived's report of one that cannot be used."""
    text = item.word.text
    match item.kind:
        case ItemKind.NETLINK_NOTIFY:
            draft.notify = True
        case ItemKind.GROUP:
            fault = (
                "" if _group(item) else f"{'ipvlan' if ipvlan else 'VMAC'} group {text} not found"
            )
            draft.group = draft.group if fault else text
        case ItemKind.MAC:
            fault = _take_mac(draft, text)
        case ItemKind.NAME:
            fault = _take_name(context, draft, text, ipvlan=ipvlan)
        case ItemKind.ADDRESS:
            fault = _take_address(context, draft, text)
        case ItemKind.MODE if draft.mode is not None:
            fault = f"({context.name}) ipvlan type already specified - ignoring '{text}'"
        case ItemKind.MODE:
            fault, draft.mode = "", IpvlanMode(text)
    if item.kind is not ItemKind.NETLINK_NOTIFY and fault:
        context.report_at(
            codes.VALUE_INVALID, fault, item.word.at, reason="the word is ignored", fix="correct it"
        )


def _group(item: Item) -> bool:
    """Tell whether a group is known; keepalived 2.4 takes larger numbers than there are."""
    text = item.word.text
    if item.number is not None:
        return True
    return text.isdecimal() and text.isascii() and int(text) <= 2 * U32_MAX


def _take_mac(draft: _Draft, text: str) -> str:
    if draft.mac is not None:
        return "VMAC interface address already specified"
    if not _MAC.fullmatch(text):
        return f"VMAC invalid MAC address {text}"
    mac = bytes(int(part, 16) for part in text.split(":"))
    if mac[0] & 1:
        return f"VMAC MAC address is multicast {text} - ignoring"
    if mac[:5] in _VIRTUAL:
        return f"VMAC MAC address not allowed to be RFC5798 address ({text}) - ignoring"
    draft.mac = mac
    return ""


def _take_name(context: Context, draft: _Draft, text: str, *, ipvlan: bool) -> str:
    if draft.name is not None:
        if ipvlan:
            return f"({context.name}) IPVLAN interface already specified - ignoring '{text}'"
        return "VMAC interface name already specified"
    # keepalived 2.4: an ipvlan takes an empty name.
    if len(octets(text)) > INTERFACE_BYTES_MAX or "/" in text or not (text or ipvlan):
        what = "IPVLAN" if ipvlan else "VMAC"
        return f"{what} interface name '{text}' too long or invalid characters - ignoring"
    if text in context.link_names:
        other = context.link_names[text]
        return f"({context.name}) VRRP instance {other} is already using {text} - ignoring name"
    draft.name = text
    return ""


def _take_address(context: Context, draft: _Draft, text: str) -> str:
    if draft.address is not None:
        return f"({context.name}) ipvlan address already specified - ignoring '{text}'"
    try:
        ip_interface(text)
    except ValueError:
        return _take_name(context, draft, text, ipvlan=True)
    draft.address = text
    return ""


def _cleared(context: Context, message: str, field: str) -> None:
    context.report(codes.VMAC_CONFLICT, f"({context.name}) {message}", field)


def _at_end(context: Context, message: str) -> None:
    """Report what keepalived finds at the end of the block."""
    block = context.block
    context.reports.add(codes.VMAC_CONFLICT, message, block.end or block.at, prefix=Prefix.FILE)
