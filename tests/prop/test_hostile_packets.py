"""A hundred thousand hostile packets against the instance machine: each is counted exactly once."""

from collections import Counter
from ipaddress import IPv4Address

from tests.support.hostile import Attack, attacks
from tests.support.router import Router
from vipd.base.addr import Family
from vipd.base.units import SECOND, Duration, Instant
from vipd.core.vrrp.events import PacketReceived, Start, State
from vipd.core.vrrp.instance import Instance
from vipd.core.vrrp.notices import Reject
from vipd.model import vrrp as model

PACKETS = 100_000
ROUTER = Router(version=2, auth_pass="secret99")

EXPECTED = {
    Attack.TRUNCATED: {Reject.TOO_SHORT, Reject.LENGTH},
    Attack.CHECKSUM: {Reject.AUTH_FAILURE},  # the password is looked at before the checksum
    Attack.VERSION: {Reject.VERSION, Reject.LENGTH},  # only VRRPv2 has authentication data
    Attack.TTL: {Reject.TTL},
    Attack.PASSWORD: {Reject.AUTH_FAILURE},
    Attack.AUTH_TYPE: {Reject.AUTH_TYPE_MISMATCH, Reject.AUTH_TYPE_INVALID},
    Attack.FORGED_ZERO: {Reject.AUTH_FAILURE},
    Attack.FORGED_OWNER: {Reject.AUTH_FAILURE},
    Attack.COUNT: {Reject.LENGTH},
    Attack.RANDOM: {Reject.TOO_SHORT, Reject.LENGTH, Reject.TTL, Reject.VERSION},
}


def instance_config() -> model.Instance:
    """The model of ``ROUTER``."""
    return model.Instance(
        name=ROUTER.name,
        vrid=ROUTER.vrid,
        family=Family.IPV4,
        version=2,
        interface="eth0",
        initial_state=model.InitialState.BACKUP,
        priority=100,
        advert_int=SECOND,
        down_timer_adverts=3,
        preempt=True,
        preempt_delay=Duration(0),
        vips=(
            model.VirtualAddress(
                address=IPv4Address("10.9.1.100"), prefix_len=32, interface="eth0"
            ),
        ),
        evips=(),
        mcast_group=IPv4Address("224.0.0.18"),
        source=None,
        track_source=False,
        unicast=None,
        unicast_fault_no_peer=False,
        auth_pass=b"secret99",
        checksum=model.ChecksumMode.PSEUDO_HEADER,
        skip_check_adv_addr=False,
        lower_prio_no_advert=False,
        higher_prio_send_advert=True,
        owner_ignore_adverts=False,
        timer_expired_backup=None,
        track_interface=True,
        promote_secondaries=False,
        garp=model.GarpPolicy(
            delay=Duration(0),
            repeat=1,
            refresh=Duration(0),
            refresh_repeat=1,
            lower_prio_delay=Duration(0),
            lower_prio_repeat=1,
        ),
        rx_buf_size=None,
    )


def running_instance(*, master: bool) -> Instance:
    machine = Instance(instance_config(), link_up=True, source=IPv4Address("10.9.1.1"))
    machine.step(Start(), Instant(0))
    if master:
        machine.expire(Instant(4 * SECOND))
        assert machine.state is State.MASTER
    return machine


def test_instance_each_kind_of_hostile_packet_is_counted_with_its_reason() -> None:
    machine = running_instance(master=False)
    source = attacks(ROUTER, seed=1)
    for _ in range(20_000):
        attack, packet = next(source)
        if attack is Attack.VRID:
            continue  # the kernel's filter keeps these from us
        before = Counter(machine.stats.rejected)
        machine.step(PacketReceived(packet), Instant(5 * SECOND))
        raised = Counter(machine.stats.rejected) - before
        assert raised.total() == 1, (attack, packet.hex())
        assert set(raised) <= EXPECTED[attack], (attack, packet.hex())


def test_instance_hundred_thousand_hostile_packets_changes_nothing_and_counts_each_once() -> None:
    for master in (False, True):
        machine = running_instance(master=master)
        state, deadline, sent = machine.state, machine.next_deadline(), machine.stats.advert_sent
        source = attacks(ROUTER, seed=2 + master)
        for count in range(1, PACKETS // 2 + 1):
            machine.step(PacketReceived(next(source)[1]), Instant(4 * SECOND + 1))
            if count % 1000 == 0:
                assert machine.stats.received == count
        assert machine.stats.accepted == 0
        assert machine.state is state
        assert machine.next_deadline() == deadline
        assert machine.stats.advert_sent == sent
