"""A model to pass around."""

from ipaddress import IPv4Address, IPv6Address

from vipd.base.addr import Family
from vipd.base.units import SECOND, Duration
from vipd.model.vrrp import (
    ChecksumMode,
    GarpPolicy,
    InitialState,
    Instance,
    Unicast,
    UnicastPeer,
    VirtualAddress,
)


def instance(name: str, vips: int = 1) -> Instance:
    return Instance(
        name=name,
        vrid=51,
        family=Family.IPV4,
        version=2,
        interface="eth0",
        initial_state=InitialState.BACKUP,
        priority=100,
        advert_int=SECOND,
        down_timer_adverts=3,
        preempt=True,
        preempt_delay=Duration(0),
        vips=tuple(
            VirtualAddress(address=IPv4Address(f"10.9.{n // 250}.{n % 250}"), prefix_len=24,
                           interface="eth0")
            for n in range(vips)
        ),
        evips=(VirtualAddress(address=IPv6Address("fd00::1"), prefix_len=64, interface="eth1"),),
        mcast_group=IPv4Address("224.0.0.18"),
        source=IPv4Address("10.9.0.1"),
        track_source=False,
        unicast=Unicast(peers=(UnicastPeer(address=IPv4Address("10.9.0.2")),), ttl=None,
                        check_source=True),
        unicast_fault_no_peer=False,
        auth_pass=b"secret\0\0",
        checksum=ChecksumMode.PSEUDO_HEADER,
        skip_check_adv_addr=False,
        lower_prio_no_advert=False,
        higher_prio_send_advert=True,
        owner_ignore_adverts=False,
        timer_expired_backup=None,
        track_interface=True,
        promote_secondaries=False,
        garp=GarpPolicy(
            delay=Duration(5 * SECOND),
            repeat=5,
            refresh=Duration(0),
            refresh_repeat=1,
            lower_prio_delay=Duration(5 * SECOND),
            lower_prio_repeat=5,
        ),
        rx_buf_size=None,
    )  # fmt: skip
