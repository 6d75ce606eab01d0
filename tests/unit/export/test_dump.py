"""The data dump: keepalived's lines for instances and sync groups."""

from ipaddress import IPv4Address

from tests.support.configs import instance
from vipd.base.units import Instant
from vipd.core.vrrp.events import State
from vipd.core.vrrp.instance import Instance
from vipd.core.vrrp.router import Timer
from vipd.export.dump import render_data
from vipd.model.group import SyncGroup
from vipd.model.vrrp import Vrrp

SOURCE = IPv4Address("10.9.0.9")


ORDINARY = [
    "------< VRRP Topology >------",
    " VRRP Instance = V",
    "   VRRP Version = 2",
    "   State = INIT",
    "   Flags: none",
    "   Wantstate = BACKUP",
    "   Number of config faults = 0",
    "   Number of tracker faults = 0",
    "   Flags of interface faults - (none)",
    "   Number of track scripts init = 0",
    "   Last transition = 0.000000",
    "   Read timeout = 0.000000",
    "   Master down timer = 0 usecs",
    "   Interface = eth0",
    "   Using src_ip = 10.9.0.9",
    "   Multicast address 224.0.0.18",
    "   Gratuitous ARP delay = 5",
    "   Gratuitous ARP repeat = 5",
    "   Gratuitous ARP refresh = 0",
    "   Gratuitous ARP refresh repeat = 1",
    "   Gratuitous ARP lower priority delay = 5",
    "   Gratuitous ARP lower priority repeat = 5",
    "   Down timer adverts = 3",
    "   Send advert after receive lower priority advert = true",
    "   Send advert after receive higher priority advert = false",
    "   Virtual Router ID = 51",
    "   Priority = 90",
    "   Effective priority = 90",
    "   Total priority = 90",
    "   Advert interval = 1 sec",
    "   Last advert sent = 0.000000",
    "   Accept = enabled",
    "   Preempt = enabled",
    "   Promote_secondaries = disabled",
    "   Authentication type = none",
    "   Virtual IP (1):",
    "     10.9.0.1/24 dev eth0 scope global",
    "   Using smtp notification = no",
    "   Notify deleted = Fault",
    "   Notify priority changes = false",
]


def wall(at: Instant) -> str:
    return f"<{at}>"


def dumped(body: str, *, vips: str = "10.9.0.1/24", **state: object) -> list[str]:
    machine = Instance(instance(body, vips=vips), link_up=True, source=SOURCE)
    for name, value in state.items():
        setattr(machine, name, value)
    config = Vrrp(instances=(machine.config,))
    return render_data(config, [machine], wall).splitlines()


def test_dump_of_an_instance_has_the_lines_of_keepalived_in_their_order() -> None:
    assert dumped("priority 90\nhigher_prio_send_advert false") == ORDINARY


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
    assert "   Last transition = <5>" in rows
    assert "   Read timeout = <9>" in rows
    assert "   Master down timer = 3609375 usecs" in rows
    assert "   Advert interval = 1000 milli-sec" in rows
    assert "   Last advert sent = <7>" in rows
    assert "     10.9.0.1 dev eth0 scope global set" in rows


def test_dump_of_a_backup_names_the_master_it_hears() -> None:
    master = IPv4Address("10.9.0.7")
    rows = dumped("", state=State.BACKUP, master=master, master_priority=150)
    assert rows[4:6] == ["   Master router = 10.9.0.7", "   Master priority = 150"]


def test_dump_of_unicast_lists_the_peers() -> None:
    rows = dumped("unicast_src_ip 10.9.0.9\nunicast_peer {\n10.9.0.8\n}")
    assert "     Using unicast" in rows
    assert "   Using src_ip = 10.9.0.9 (from configuration)" in rows
    assert "     10.9.0.8 min_ttl 0 max_ttl 255" in rows
    assert not any("Multicast" in row for row in rows)


def test_dump_hides_the_password() -> None:
    rows = dumped("authentication {\nauth_type PASS\nauth_pass secret\n}")
    assert "   Authentication type = SIMPLE_PASSWORD" in rows
    assert "   Password = ********" in rows
    assert not any("secret" in row for row in rows)


def test_dump_of_a_sync_group_follows_the_instances() -> None:
    machine = Instance(instance(), link_up=True, source=SOURCE)
    group = SyncGroup(name="G", members=("V", "W"))
    config = Vrrp(instances=(machine.config,), sync_groups=(group,))
    machine.state = State.FAULT
    rows = render_data(config, [machine], wall).splitlines()
    assert rows[3] == "   Sync group = G"
    assert rows[rows.index("------< VRRP Sync groups >------") :] == [
        "------< VRRP Sync groups >------",
        " VRRP Sync Group = G, FAULT",
        "   Num member fault 1, num member init 0",
        "   VRRP member instances :",
        "     V",
        "     W",
        "   Using smtp notification = no",
    ]


def test_dump_shows_excluded_addresses_of_the_other_family() -> None:
    rows = dumped("version 3\nvirtual_ipaddress_excluded {\nfd00::5/64\n}", state=State.MASTER)
    at = rows.index("   Virtual IP Excluded :")
    assert rows[at + 1] == "     fd00::5/64 dev eth0 scope global preferred_lft forever set"
    assert "   VRRPv3 uses VRRPv2 checksum = disabled" in rows
    assert not any("Authentication" in row for row in rows)


def test_dump_without_instances_is_empty() -> None:
    assert render_data(Vrrp(), [], wall) == ""


def test_dump_of_an_ipv6_instance_says_so() -> None:
    assert dumped("version 3", vips="fe80::5")[3] == "   Using Native IPv6"
