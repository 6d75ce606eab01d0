"""The data dump of the vrrp process: the lines that depend on the state of the instances."""

from collections.abc import Iterable
from dataclasses import replace
from ipaddress import IPv4Address

import pytest

from tests.support.configs import instance, instance_text, read
from vipd.base.addr import Family, MacAddress
from vipd.base.units import Instant
from vipd.core.host import HostAddress, Link, LinkDetails, LinkState
from vipd.core.vrrp.events import State
from vipd.core.vrrp.instance import Instance
from vipd.core.vrrp.notices import Fault
from vipd.core.vrrp.router import Timer
from vipd.export.dump import Detail, render_parent, render_vrrp
from vipd.model.group import SyncGroup
from vipd.model.process import Daemon
from vipd.model.vrrp import Vrrp
from vipd.ports import Channel, ChannelState

SOURCE = IPv4Address("10.9.0.9")
GROUP = IPv4Address("224.0.0.18")

STATE = [
    "   State = INIT",
    "   Flags: none",
    "   Wantstate = BACKUP",
    "   Number of config faults = 0",
    "   Number of tracker faults = 0",
    "   Flags of interface faults - (none)",
    "   Number of track scripts init = 0",
    "   Last transition = 0.000000 (Thu Jan  1 00:00:00.000000 1970)",
    "   Read timeout = 0.000000 (Thu Jan  1 00:00:00.000000 1970)",
    "   Master down timer = 0 usecs",
    "   Interface = eth0",
    "   Using src_ip = 10.9.0.9",
]


def wall(at: Instant) -> str:
    return f"<{at} (then)>"


def machine_of(body: str, *, vips: str = "10.9.0.1/24", **state: object) -> Instance:
    machine = Instance(instance(body, vips=vips), link_up=True, source=SOURCE)
    for name, value in state.items():
        setattr(machine, name, value)
    return machine


def dumped(
    body: str = "",
    *,
    vips: str = "10.9.0.1/24",
    detail: Detail = Detail.STATE,
    pool: Iterable[ChannelState] = (),
    **state: object,
) -> list[str]:
    machine = machine_of(body, vips=vips, **state)
    daemon = Daemon(vrrp=Vrrp(instances=(machine.config,)))
    text = render_vrrp(daemon, [machine], (), wall, pool=tuple(pool), detail=detail)
    return text.splitlines()


def link(name: str, index: int) -> Link:
    return Link(
        index=index, name=name, up=True, multicast=True, arp=True, loopback=False, mtu=1_500,
        mac=MacAddress(bytes((2, 0, 0, 0, 0, index))),
        details=LinkDetails(admin_up=True, running=True),
    )  # fmt: skip


def test_dump_of_an_instance_that_was_not_started_is_that_of_init() -> None:
    rows = dumped()
    at = rows.index("   State = INIT")
    assert rows[at : at + len(STATE)] == STATE
    assert "   No sockets allocated" in rows


def test_dump_of_the_configuration_alone_has_no_states() -> None:
    rows = dumped(detail=Detail.CONFIGURATION, state=State.BACKUP)
    told = {row.partition(" = ")[0].strip() for row in rows}
    assert not told & {
        "State", "Master router", "Number of tracker faults", "Last transition", "Read timeout",
        "Master down timer", "Effective priority", "Total priority",
    }  # fmt: skip
    assert {"Wantstate", "Number of config faults", "Priority", "Last advert sent"} <= told


def test_dump_of_a_master_shows_its_times_and_addresses_as_set() -> None:
    rows = dumped(
        "version 3",
        vips="10.9.0.1",
        state=State.MASTER,
        last_transition=Instant(5),
        last_advert_sent=Instant(7),
        deadlines={Timer.ADVERT: Instant(9)},
    )
    assert "   State = MASTER" in rows
    assert "   Wantstate = MASTER" in rows
    assert "   Last transition = <5 (then)>" in rows
    assert "   Read timeout = <9 (then)>" in rows
    assert "   Master down timer = 3609375 usecs" in rows
    assert "   Last advert sent = <7" in rows
    assert "     10.9.0.1 dev eth0 scope global set" in rows


def test_dump_of_an_owner_counts_the_adverts_that_answer_a_rival() -> None:
    machine = machine_of("priority 255", state=State.MASTER)
    machine.conflict.begin(IPv4Address("10.9.0.7"), machine.interval)
    daemon = Daemon(vrrp=Vrrp(instances=(machine.config,)))
    rows = render_vrrp(daemon, [machine], (), wall).splitlines()
    assert rows[rows.index("   State = MASTER") + 1] == "   Rogue master counter = 2"


@pytest.mark.parametrize(
    ("master", "priority", "name"), [(None, 0, "(none)"), ("10.9.0.7", 150, "10.9.0.7")]
)
def test_dump_of_a_backup_names_the_master_it_hears(
    master: str | None, priority: int, name: str
) -> None:
    heard = None if master is None else IPv4Address(master)
    rows = dumped("version 3", state=State.BACKUP, master=heard, master_priority=priority)
    at = rows.index("   State = BACKUP")
    assert rows[at + 1 : at + 4] == [
        f"   Master router = {name}",
        f"   Master priority = {priority}",
        "   Master advert interval = 1000 milli-sec",
    ]


@pytest.mark.parametrize(
    ("faults", "words", "wanted", "config"),
    [
        ({Fault.LINK_DOWN}, ["i/f down"], "FAULT", 0),
        ({Fault.NO_SOURCE, Fault.LINK_DOWN}, ["i/f down", "no source IP address"], "FAULT", 0),
        ({Fault.CONFIG}, ["config error"], "BACKUP", 1),
    ],
)
def test_dump_of_a_faulty_instance_says_why(
    faults: set[Fault], words: list[str], wanted: str, config: int
) -> None:
    rows = dumped(state=State.FAULT, faults=faults)
    at = rows.index("   Flags of interface faults:")
    assert rows[at + 1 : at + 1 + len(words)] == [f"     {word}" for word in words]
    assert f"   Wantstate = {wanted}" in rows
    assert f"   Number of config faults = {config}" in rows
    assert "   Read timeout = DISABLED" in rows


def test_dump_hides_every_secret() -> None:
    rows = dumped("authentication {\nauth_type PASS\nauth_pass secret\n}")
    assert "   Password = ********" in rows
    assert not any("secret" in row for row in rows)


def test_dump_of_open_channels_names_sockets_and_who_listens() -> None:
    channel = Channel(Family.IPV4, "eth0", GROUP, None)
    open_one = ChannelState(
        channel=channel, members=(("V", 51),), buffer_bytes=4_096, descriptors=(13, 14)
    )
    rows = dumped(pool=[open_one], state=State.BACKUP)
    assert "   fd_in 13, fd_out 14" in rows
    at = rows.index("------< VRRP Sockpool >------")
    assert rows[at + 1 : at + 9] == [
        " fd_in 13 fd_out = 14",
        "   Interface = eth0",
        "   Family = IPv4",
        "   Protocol = VRRP",
        "   Type = Multicast",
        "   Rx buf size = 4096",
        "   VRRP instances",
        "     V vrid 51",
    ]


def test_dump_of_a_unicast_channel_names_its_address() -> None:
    channel = Channel(Family.IPV4, "", None, SOURCE)
    rows = dumped(pool=[ChannelState(channel=channel, members=(), buffer_bytes=0)])
    at = rows.index("   Type = Unicast")
    assert rows[at - 4 : at + 2] == [
        " fd_in -1 fd_out = -1",
        "   Interface = (none)",
        "   Family = IPv4",
        "   Protocol = VRRP",
        "   Type = Unicast",
        "   Address = 10.9.0.9",
    ]


@pytest.mark.parametrize(
    ("states", "shown", "faulty"),
    [
        ([State.INIT, State.INIT], "BACKUP", 0),
        ([State.MASTER, State.MASTER], "MASTER", 0),
        ([State.MASTER, State.BACKUP], "BACKUP", 0),
        ([State.BACKUP, State.FAULT], "FAULT", 1),
    ],
)
def test_dump_of_a_sync_group_has_the_state_of_its_members(
    states: list[State], shown: str, faulty: int
) -> None:
    machines = []
    for name, state in zip("VW", states, strict=True):
        one = machine_of("", state=state)
        one.config = replace(one.config, name=name)
        machines.append(one)
    group = SyncGroup(name="G", members=("V", "W", "gone"))
    daemon = Daemon(
        vrrp=Vrrp(instances=tuple(one.config for one in machines), sync_groups=(group,))
    )
    rows = render_vrrp(daemon, machines, (), wall).splitlines()
    assert rows.count("   Sync group = G") == 2
    at = rows.index("------< VRRP Sync groups >------")
    assert rows[at + 1 : at + 8] == [
        f" VRRP Sync Group = G, {shown}",
        f"   Num member fault {faulty}, num member init 0",
        "   VRRP member instances :",
        "     V",
        "     W",
        "     gone",
        "   Using smtp notification = no",
    ]


def test_dump_of_bfd_sessions_names_those_who_track_them() -> None:
    text = "bfd_instance B {\nneighbor_ip 10.9.0.8\nweight 7\n}\n"
    text += instance_text("track_bfd {\nB weight 5\n}")
    daemon = read(text).daemon
    rows = render_vrrp(daemon, (), (), wall).splitlines()
    at = rows.index("------< VRRP Track BFDs >------")
    assert rows[at + 1 : at + 7] == [
        " VRRP Track BFD = B",
        "   Weight = 7",
        "   Bfd is down",
        "   Tracking VRRP instances :",
        "   Tracking instances :",
        "     V, weight 5",
    ]


def test_dump_shows_what_the_kernel_says_of_an_interface() -> None:
    addresses = [
        HostAddress(address=IPv4Address(text), prefix_len=24, index=9, scope=0)
        for text in ("10.0.0.1", "10.0.0.2")
    ]
    strange = replace(
        link("tun0", 9), up=False, multicast=False, arp=False, loopback=True, mtu=9,
        details=LinkDetails(
            admin_up=True, running=False, broadcast=False, point_to_point=True, hardware=65_534,
            group=4,
        ),
    )  # fmt: skip
    rows = render_vrrp(Daemon(), (), [LinkState(strange, tuple(addresses))], wall).splitlines()
    assert rows[rows.index(" Name = tun0") :] == [
        " Name = tun0",
        "   index = 9",
        "   IPv4 address = 10.0.0.1",
        "   Additional IPv4 addresses :",
        "     10.0.0.2",
        "   IPv6 address = (none)",
        "   State = UP, not RUNNING, no broadcast, loopback, point to point, no arp, no multicast",
        "   Delayed state change running = false",
        "   Up debounce timer = 0us",
        "   Down debounce timer = 0us",
        "   Group = 4",
        "   MTU = 9",
        "   HW Type = UNKNOWN (65534)",
        "   NIC netlink status update",
    ]


def test_dump_of_an_interface_leaves_out_the_addresses_that_come_and_go() -> None:
    daemon = read(instance_text(vips="10.9.0.1\n10.9.0.2")).daemon
    addresses = tuple(
        HostAddress(address=IPv4Address(text), prefix_len=32, index=3, scope=0, protocol=protocol)
        for text, protocol in (("10.9.0.1", 18), ("10.9.0.2", 0), ("10.9.0.3", 18))
    )
    rows = render_vrrp(daemon, (), [LinkState(link("eth0", 3), addresses)], wall).splitlines()
    at = rows.index("   index = 3")
    assert rows[at + 1 : at + 5] == [
        "   IPv4 address = 10.9.0.2",
        "   Additional IPv4 addresses :",
        "     10.9.0.3",
        "   IPv6 address = (none)",
    ]


def test_dump_ends_with_interfaces_that_are_configured_and_missing() -> None:
    daemon = read(instance_text("use_vmac")).daemon
    rows = render_vrrp(daemon, (), [LinkState(link("lo", 1))], wall).splitlines()
    at = rows.index("   index = 0 (deleted)")
    assert rows[at - 1 :] == [
        " Name = eth0",
        "   index = 0 (deleted)",
        "   Tracking VRRP instances :",
        "     V, weight 0",
        " Name = vrrp.51",
        "   index = 0 (deleted)",
        "   I/f created by keepalived",
        "   Tracking VRRP instances :",
        "     V, weight 0",
    ]


def test_dump_of_the_parent_has_the_settings_alone() -> None:
    rows = render_parent(read(instance_text()).daemon).splitlines()
    assert [row for row in rows if row.startswith("---")] == ["------< Global definitions >------"]
    assert not any("Default interface" in row for row in rows)
