"""An instance machine on the test bench: configurations, adverts, and what comes out of it."""

from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from vipd.base.addr import Family, IpAddress, family_of
from vipd.base.units import CENTISECOND, SECOND, Duration, Instant, seconds
from vipd.core.vrrp import notices as nt
from vipd.core.vrrp.effects import Announce, Effect, Notify, Own, SendAdvert
from vipd.core.vrrp.events import Event, PacketReceived, Start
from vipd.core.vrrp.instance import Instance
from vipd.core.vrrp.router import Timer as TIMER
from vipd.model import vrrp as model
from vipd.wire import ip, vrrp

OURS = IPv4Address("10.9.0.1")
HIGHER = IPv4Address("10.9.0.2")
LOWER = IPv4Address("10.9.0.0")
GROUP = IPv4Address("224.0.0.18")
GROUP6 = IPv6Address("ff02::12")
VIP = model.VirtualAddress(
    address=IPv4Address("10.9.0.100"), prefix_len=24, interface="eth0", nodad=True
)
VIP2 = model.VirtualAddress(address=IPv4Address("10.9.0.101"), prefix_len=24, interface="eth0")

GARP = model.GarpPolicy(
    delay=seconds(5),
    repeat=5,
    refresh=Duration(0),
    refresh_repeat=1,
    lower_prio_delay=seconds(5),
    lower_prio_repeat=5,
)


def config(**overrides: Any) -> model.Instance:
    """An ordinary instance, VRRPv2, priority 150, one address, with ``overrides``."""
    plain = model.Instance(
        name="VI_1",
        vrid=51,
        family=Family.IPV4,
        version=2,
        interface="eth0",
        initial_state=model.InitialState.BACKUP,
        priority=150,
        advert_int=seconds(1),
        down_timer_adverts=3,
        preempt=True,
        preempt_delay=Duration(0),
        vips=(VIP,),
        evips=(),
        mcast_group=GROUP,
        source=None,
        track_source=False,
        unicast=None,
        unicast_fault_no_peer=False,
        auth_pass=None,
        checksum=model.ChecksumMode.PSEUDO_HEADER,
        skip_check_adv_addr=False,
        lower_prio_no_advert=False,
        higher_prio_send_advert=True,
        owner_ignore_adverts=False,
        timer_expired_backup=None,
        track_interface=True,
        promote_secondaries=False,
        garp=GARP,
        rx_buf_size=None,
    )
    return replace(plain, **overrides)


def machine(*, source: IpAddress | None = OURS, link_up: bool = True, **overrides: Any) -> Instance:
    """Return a machine that has not been started."""
    return Instance(config=config(**overrides), link_up=link_up, source=source)


def advert(
    priority: int,
    source: str | IpAddress = HIGHER,
    *,
    of: model.Instance | None = None,
    hop_limit: int = 255,
    interval: Duration | None = None,
    destination: IpAddress | None = None,
    identification: int = 7,
    **changes: Any,
) -> bytes:
    """Return a whole IP packet with an advert that fits the configuration, or not quite."""
    mine = replace(of or config(), **changes)
    sender = ip_address(source)
    interval = mine.advert_int if interval is None else interval
    to = mine.mcast_group if destination is None else destination
    vips = [one.address for one in mine.vips]
    if mine.version == 2:
        pdu = vrrp.encode_v2(
            vrid=mine.vrid,
            priority=priority,
            interval_s=interval // SECOND,
            addresses=vips,
            auth_type=0 if mine.auth_pass is None else 1,
            auth_data=mine.auth_pass or bytes(8),
        )
    else:
        pdu = vrrp.encode_v3(
            vrid=mine.vrid,
            priority=priority,
            interval_cs=interval // CENTISECOND,
            addresses=vips,
            source=sender,
            destination=to,
        )
    return packet(pdu, sender, to, hop_limit=hop_limit, identification=identification)


def packet(
    pdu: bytes,
    source: IpAddress = HIGHER,
    destination: IpAddress = GROUP,
    *,
    hop_limit: int = 255,
    identification: int = 7,
) -> bytes:
    """Wrap a PDU in the IP header of its family."""
    if family_of(source) is Family.IPV4:
        assert isinstance(source, IPv4Address)
        assert isinstance(destination, IPv4Address)
        return ip.build_ipv4(
            source,
            destination,
            ttl=hop_limit,
            protocol=ip.PROTO_VRRP,
            identification=identification,
            payload=pdu,
        )
    assert isinstance(source, IPv6Address)
    assert isinstance(destination, IPv6Address)
    return ip.build_ipv6(
        source, destination, hop_limit=hop_limit, next_header=ip.PROTO_VRRP, payload=pdu
    )


def at(value: str) -> Instant:
    """Return the instant this many seconds after the origin."""
    return Instant(seconds(value))


def started(*, now: Instant = Instant(0), **overrides: Any) -> Instance:
    """Return a machine that was started at ``now`` and is BACKUP."""
    one = machine(**overrides)
    one.step(Start(), now)
    return one


def mastering(*, now: Instant = Instant(0), **overrides: Any) -> Instance:
    """Return a machine that became MASTER at ``now``, its announcements behind it."""
    one = started(now=now, **overrides)
    down = one.next_deadline()
    assert down is not None
    one.deadlines.clear()
    one.deadlines[TIMER.MASTER_DOWN] = now
    one.expire(now)
    return one


def hear(one: Instance, octets: bytes, when: Instant) -> list[Effect]:
    """Let a machine receive a packet."""
    event: Event = PacketReceived(octets)
    return one.step(event, when)


def sent(effects: list[Effect]) -> list[int]:
    """Return the priorities of the adverts sent, in order."""
    return [effect.priority for effect in effects if isinstance(effect, SendAdvert)]


def owned(effects: list[Effect]) -> list[tuple[IpAddress, ...]]:
    """Return the sets of addresses that were to be owned, in order."""
    found = [effect for effect in effects if isinstance(effect, Own)]
    return [tuple(one.address for one in effect.addresses) for effect in found]


def announced(effects: list[Effect]) -> list[int]:
    """Return the rounds of the announcements, in order."""
    return [effect.rounds for effect in effects if isinstance(effect, Announce)]


def said(effects: list[Effect], kind: type[nt.Notice]) -> list[Any]:
    """Return the notices of one kind."""
    found = [effect.notice for effect in effects if isinstance(effect, Notify)]
    return [notice for notice in found if isinstance(notice, kind)]


def transitions(effects: list[Effect]) -> list[tuple[str, str | None, nt.Cause]]:
    """Return the transitions as (old, new, cause)."""
    return [
        (one.old.name, None if one.new is None else one.new.name, one.cause)
        for one in said(effects, nt.Transition)
    ]
