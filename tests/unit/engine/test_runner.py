"""Which instance a packet is for."""

from ipaddress import IPv4Address

from tests.support.machines import GROUP, OURS, config
from vipd.base.addr import Family
from vipd.core.vrrp.instance import Instance
from vipd.engine.runner import Reception, Runner, key_of
from vipd.model.vrrp import Unicast, UnicastPeer
from vipd.ports import Channel

A, B, C = (IPv4Address(f"10.9.0.{n}") for n in (2, 3, 4))
CHANNEL = Channel(Family.IPV4, "eth0", None, OURS)


def runner(peer: IPv4Address, order: int = 0) -> Runner:
    unicast = Unicast(peers=(UnicastPeer(address=peer),), ttl=255, check_source=False)
    return Runner(Instance(config=config(unicast=unicast), link_up=True, source=OURS), order)


def test_only_instance_of_a_vrid_gets_every_packet() -> None:
    only = runner(A)
    assert Reception(CHANNEL, {51: [only]}).choose(51, C.packed) is only


def test_unknown_vrid_is_for_nobody() -> None:
    assert Reception(CHANNEL, {51: [runner(A)]}).choose(52, A.packed) is None


def test_instances_with_the_same_vrid_are_told_apart_by_their_peers() -> None:
    one, two = runner(A), runner(B)
    reception = Reception(CHANNEL, {51: [one, two]})
    assert reception.choose(51, B.packed) is two
    assert reception.choose(51, C.packed) is None


def test_instance_that_follows_the_sender_comes_first() -> None:
    one, two = runner(A), runner(B)
    one.machine.master = C
    assert Reception(CHANNEL, {51: [two, one]}).choose(51, C.packed) is one


def test_key_ignores_name_and_group_but_not_the_interface() -> None:
    plain = config()
    assert key_of(config(name="other", priority=3)) == key_of(plain)
    assert key_of(config(interface="eth1")) != key_of(plain)
    assert key_of(config(source=OURS, mcast_group=GROUP)) == key_of(plain)
