"""From the specifications of a scenario to configurations, addresses and a world.

Every interface is called like the LAN behind it. Node n of a scenario has 10.l.0.n and fe80::n on
LAN l; the addresses of virtual router v are 10.l.v.100 and up, or fe80::v:1 and 2001:db8:l:v::1.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address
from typing import Final

from vipd.base.addr import Family, IpAddress
from vipd.base.units import MILLISECOND, Duration, seconds
from vipd.model.vrrp import (
    ChecksumMode,
    GarpPolicy,
    InitialState,
    Instance,
    Unicast,
    UnicastPeer,
    VirtualAddress,
    Vrrp,
)
from vipd.sim.node import EngineFactory
from vipd.sim.scenario import NodeSpec, RouterSpec, Scenario
from vipd.sim.world import Attachment, World, production

GROUP_IPV4: Final = IPv4Address("224.0.0.18")
GROUP_IPV6: Final = IPv6Address("ff02::12")
_AUTH_LENGTH: Final = 8
_GARP_REPEAT: Final = 5
_FIRST_HOST: Final = 100


def build_world(scenario: Scenario, factory: EngineFactory = production) -> World:
    """Create networks and nodes; nothing runs yet."""
    world = World(scenario.seed, factory)
    for lan in scenario.lans:
        world.add_lan(lan)
    for spec in scenario.nodes:
        attachments = {
            lan: Attachment(lan=lan, addresses=_own_addresses(scenario, spec.name, lan))
            for lan in dict.fromkeys(router.lan for router in spec.routers)
        }
        config = build_config(scenario, spec, spec.routers)
        world.add_node(spec.name, config, attachments)
    return world


def build_config(scenario: Scenario, node: NodeSpec, routers: Sequence[RouterSpec]) -> Vrrp:
    """Return the configuration of a node with these instances."""
    return Vrrp(
        instances=tuple(_instance(scenario, node, router) for router in routers),
        startup_delay=_ms(node.startup_delay_ms),
    )


def host_address(scenario: Scenario, node: str, lan: str, family: Family) -> IpAddress:
    """Return the address a node sends its adverts from."""
    number = [spec.name for spec in scenario.nodes].index(node) + 1
    if family is Family.IPV4:
        return IPv4Address(f"10.{_lan_number(scenario, lan)}.0.{number}")
    return IPv6Address(f"fe80::{number}")


def virtual_addresses(scenario: Scenario, router: RouterSpec) -> tuple[IpAddress, ...]:
    """Return the addresses of a virtual router, in configuration order."""
    lan, vrid = _lan_number(scenario, router.lan), router.vrid
    if router.family == Family.IPV4.value:
        first = _FIRST_HOST
        return tuple(
            IPv4Address(f"10.{lan}.{vrid}.{first + host}") for host in range(router.addresses)
        )
    return tuple(
        IPv6Address(f"2001:db8:{lan}:{vrid:x}::{host:x}")
        if host
        else IPv6Address(f"fe80::{vrid:x}:1")
        for host in range(router.addresses)
    )


def _instance(scenario: Scenario, node: NodeSpec, router: RouterSpec) -> Instance:
    family = Family(router.family)
    source = host_address(scenario, node.name, router.lan, family)
    return Instance(
        name=router.name,
        vrid=router.vrid,
        family=family,
        version=router.version,
        interface=router.lan,
        initial_state=InitialState.MASTER if router.owner_starts else InitialState.BACKUP,
        priority=router.priority,
        advert_int=_ms(router.advert_int_ms),
        down_timer_adverts=router.down_timer_adverts,
        preempt=router.preempt,
        preempt_delay=_ms(router.preempt_delay_ms),
        vips=tuple(
            VirtualAddress(
                address=address,
                prefix_len=24 if family is Family.IPV4 else 64,
                interface=router.lan,
            )
            for address in virtual_addresses(scenario, router)
        ),
        evips=(),
        mcast_group=GROUP_IPV4 if family is Family.IPV4 else GROUP_IPV6,
        source=source if router.unicast else None,
        track_source=False,
        unicast=_unicast(scenario, node, router) if router.unicast else None,
        unicast_fault_no_peer=False,
        auth_pass=_password(router),
        checksum=ChecksumMode.AUTO if router.unicast else ChecksumMode.PSEUDO_HEADER,
        skip_check_adv_addr=False,
        lower_prio_no_advert=False,
        higher_prio_send_advert=True,
        owner_ignore_adverts=False,
        timer_expired_backup=None,
        track_interface=True,
        promote_secondaries=False,
        garp=_garp(router),
        rx_buf_size=None,
    )


def _unicast(scenario: Scenario, node: NodeSpec, router: RouterSpec) -> Unicast:
    peers = tuple(
        UnicastPeer(address=host_address(scenario, other.name, router.lan, Family(router.family)))
        for other in scenario.nodes
        if other.name != node.name and any(theirs.name == router.name for theirs in other.routers)
    )
    return Unicast(peers=peers, ttl=255, check_source=True)


def _password(router: RouterSpec) -> bytes | None:
    if not router.password:
        return None
    return router.password.encode()[:_AUTH_LENGTH].ljust(_AUTH_LENGTH, b"\0")


def _garp(router: RouterSpec) -> GarpPolicy:
    return GarpPolicy(
        delay=_ms(router.garp_delay_ms),
        repeat=_GARP_REPEAT,
        refresh=_ms(router.garp_refresh_ms),
        refresh_repeat=1,
        lower_prio_delay=seconds(5),
        lower_prio_repeat=_GARP_REPEAT,
    )


def _own_addresses(scenario: Scenario, node: str, lan: str) -> tuple[tuple[IpAddress, int], ...]:
    return (
        (host_address(scenario, node, lan, Family.IPV4), 16),
        (host_address(scenario, node, lan, Family.IPV6), 64),
    )


def _lan_number(scenario: Scenario, lan: str) -> int:
    return scenario.lans.index(lan) + 1


def _ms(value: int) -> Duration:
    return Duration(value * MILLISECOND)
