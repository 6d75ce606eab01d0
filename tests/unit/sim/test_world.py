"""What befalls nodes, as the simulator does it."""

from ipaddress import IPv4Address, IPv6Address

from tests.support.simulation import ROUTER, ms, nodes, scenario, started, until
from vipd.base.addr import Family
from vipd.sim import scenario as sc
from vipd.sim.build import build_world, host_address, virtual_addresses
from vipd.sim.client import Client, announced
from vipd.sim.net import Parcel
from vipd.sim.timeline import Timeline
from vipd.sim.world import Crash
from vipd.wire.arp import gratuitous_arp
from vipd.wire.ndisc import unsolicited_na

VIP = IPv4Address("10.1.51.100")


def test_addresses_follow_from_lan_vrid_and_node() -> None:
    spec = sc.RouterSpec(lan="b", vrid=7, version=3, family=6, priority=1, addresses=2)
    first = sc.RouterSpec(lan="a", vrid=7, version=3, family=4, priority=1, addresses=2)
    both = scenario(sc.NodeSpec(name="n1", routers=(first, spec)))
    assert virtual_addresses(both, first) == (
        IPv4Address("10.1.7.100"),
        IPv4Address("10.1.7.101"),
    )
    assert virtual_addresses(both, spec) == (
        IPv6Address("fe80::7:1"),
        IPv6Address("2001:db8:2:7::1"),
    )
    assert host_address(both, "n1", "b", Family.IPV4) == IPv4Address("10.2.0.1")
    assert host_address(both, "n1", "b", Family.IPV6) == IPv6Address("fe80::1")


def test_world_is_built_with_the_addresses_of_the_hosts_only() -> None:
    world = build_world(scenario(*nodes(200, 100)))
    kernel = world.nodes["n1"].kernel
    assert kernel.has(IPv4Address("10.1.0.1"), "lan")
    assert kernel.has(IPv6Address("fe80::1"), "lan")
    assert not kernel.has(VIP)
    assert list(world.lans["lan"].stations) == ["client-lan", "n1", "n2"]


def test_crash_of_the_process_leaves_addresses_until_the_supervisor_withdraws_them() -> None:
    run = until(started(*nodes(200)), 10_000)
    run.world.crash("n1", Crash.PROCESS)
    until(run, 12_999)
    assert run.world.nodes["n1"].kernel.has(VIP)
    assert run.world.nodes["n1"].packets.open_channels
    until(run, 13_001)
    assert not run.world.nodes["n1"].kernel.has(VIP)


def test_crash_of_everything_leaves_addresses_and_no_sockets() -> None:
    run = until(started(*nodes(200)), 10_000)
    run.world.crash("n1", Crash.ALL)
    until(run, 60_000)
    assert run.world.nodes["n1"].kernel.has(VIP)
    assert not run.world.nodes["n1"].packets.open_channels


def test_crash_of_the_machine_leaves_nothing() -> None:
    run = until(started(*nodes(200)), 10_000)
    run.world.crash("n1", Crash.MACHINE)
    assert not run.world.nodes["n1"].kernel.has(VIP)
    assert not run.world.lans["lan"].connected("n1", "client-lan")
    run.world.start("n1")
    assert run.world.lans["lan"].connected("n1", "client-lan")


def test_suspended_machine_hears_nothing_and_its_clock_may_stand_still() -> None:
    for clock_runs, shown in ((True, 5000), (False, 0)):
        run = until(started(*nodes(200, 100)), 10_000)
        node = run.world.nodes["n2"]
        before = node.local_now()
        run.apply(sc.Suspend(at_ms=0, node="n2", length_ms=5000, clock_runs=clock_runs))
        until(run, 14_999)
        assert not node.packets.readable
        until(run, 15_000)
        assert node.local_now() - before == ms(shown)


def test_heal_ends_cuts_weather_pauses_and_downs() -> None:
    run = until(started(*nodes(200, 100)), 10_000)
    lan = run.world.lans["lan"]
    run.apply(sc.Cut(at_ms=0, lan="lan", sides=(("n1",),)))
    run.apply(sc.Weather(at_ms=0, lan="lan", loss=1000))
    run.apply(sc.Deafen(at_ms=0, lan="lan", sender="n1", receiver="n2", deaf=True))
    run.apply(sc.LinkState(at_ms=0, node="n1", lan="lan", up=False))
    run.apply(sc.Unplug(at_ms=0, node="n2", lan="lan", back=False))
    run.apply(sc.Pause(at_ms=0, node="n1", length_ms=10_000))
    run.apply(sc.Suspend(at_ms=0, node="n2", length_ms=10_000, clock_runs=True))
    run.apply(sc.RefuseSends(at_ms=0, node="n1", error=105))
    assert not lan.clear("n1", "n2")
    run.world.heal()
    assert lan.clear("n1", "n2")
    assert lan.clear("n2", "n1")
    assert all(node.running for node in run.world.nodes.values())
    assert run.world.nodes["n2"].kernel.has(IPv4Address("10.1.0.2"), "lan")
    assert run.world.nodes["n1"].packets.refuse == 0


def test_client_believes_the_last_announcement_of_either_family() -> None:
    client = Client("client", Timeline())
    first, second = b"\x02" + bytes(5), b"\x04" + bytes(5)
    vip6 = IPv6Address("fe80::51:1")
    for mac in (first, second):
        client.hear(Parcel(gratuitous_arp(mac, VIP), None, genuine=True))
        client.hear(Parcel(unsolicited_na(mac, vip6, router=False), None, genuine=True))
    assert {address: entry.mac for address, entry in client.neighbours.items()} == {
        VIP: second,
        vip6: second,
    }


def test_client_ignores_packets_and_short_frames() -> None:
    client = Client("client", Timeline())
    frame = gratuitous_arp(bytes(6), VIP)
    client.hear(Parcel(frame, VIP, genuine=True))
    client.hear(Parcel(frame[:41], None, genuine=True))
    assert client.neighbours == {}
    assert announced(frame) == VIP
    assert announced(frame[:41]) is None


def test_router_has_the_same_name_on_every_node() -> None:
    assert ROUTER.name == "lan-v3-ip4-51"
