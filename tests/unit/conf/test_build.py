"""The configuration as a whole."""

import pytest

from tests.support.configs import instance_text, messages, read
from vipd.base.units import SECOND, Duration
from vipd.model.process import Daemon


def _daemon(text: str) -> Daemon:
    return read(text).daemon


def test_daemon_of_nothing_has_the_defaults() -> None:
    assert _daemon("") == Daemon()


def test_daemon_takes_root_statements_and_names() -> None:
    found = _daemon(
        "instance one\ninstance two\nchild_wait_time 9\n"
        "global_defs {\nrouter_id R\nprocess_name p\numask 022\n}\n"
    )
    assert (found.instance_name, found.use_pid_dir, found.child_wait_time_s) == ("one", True, 9)
    assert (found.router_id, found.process_name, found.umask) == ("R", "p", 0o022)


@pytest.mark.parametrize(
    "written, mask",
    [("18", 18), ("022", 0o22), ("0x12", 18), ("IWGRP|IWOTH", 0o22), ("IRWXO | IWGRP", 0o27)],
)
def test_umask_is_a_number_or_names_of_bits(written: str, mask: int) -> None:
    assert _daemon(f"global_defs {{\numask {written}\n}}").umask == mask


def test_several_global_defs_are_one() -> None:
    found = _daemon("global_defs { router_id A }\nglobal_defs { process_name p\nrouter_id B }\n")
    assert (found.router_id, found.process_name) == ("B", "p")


@pytest.mark.parametrize(
    "statements, name",
    [
        ("", None),
        ("process_names", "keepalived_vrrp"),
        ("vrrp_process_name x\nprocess_names", "keepalived_vrrp"),
        ("process_names\nvrrp_process_name x", "x"),
        ("vrrp_process_name abcdefghijklmnopq", "abcdefghijklmno"),
    ],
)
def test_process_name_is_the_last_one_given(statements: str, name: str | None) -> None:
    assert _daemon(f"global_defs {{\n{statements}\n}}").vrrp.process.name == name


@pytest.mark.parametrize(
    "statement, priority",
    [("", None), ("vrrp_rt_priority 0", 0), ("vrrp_rt_priority 50", 50),
     ("vrrp_rt_priority 500", 99), ("vrrp_rt_priority -3", 1)],
)  # fmt: skip
def test_real_time_priority_is_moved_into_its_range(statement: str, priority: int | None) -> None:
    assert _daemon(f"global_defs {{\n{statement}\n}}").vrrp.process.rt_priority == priority


def test_process_attributes_are_taken_over() -> None:
    found = _daemon(
        "global_defs {\nvrrp_priority -5\nvrrp_no_swap\nvrrp_cpu_affinity 0 2 2\n"
        "vrrp_rlimit_rttime 1\nvrrp_netlink_cmd_rcv_bufs 9\nvrrp_netlink_cmd_rcv_bufs_force\n"
        "vrrp_netlink_monitor_rcv_bufs 0\nvrrp_netlink_monitor_rcv_bufs_force no\n}"
    ).vrrp.process
    assert (found.nice, found.no_swap, found.cpu_affinity) == (-5, True, (0, 2))
    assert found.rlimit_rttime_us == 2
    assert (found.netlink_cmd_rcv_bufs, found.netlink_cmd_rcv_bufs_force) == (9, True)
    assert (found.netlink_monitor_rcv_bufs, found.netlink_monitor_rcv_bufs_force) == (None, False)


def test_longest_of_several_delays_is_used() -> None:
    found = _daemon(
        "global_defs {\nvrrp_startup_delay 2.5\nvrrp_startup_delay 1\nvrrp_startup_delay x\n"
        "vrrp_delay_after_boot 30\nlog_unknown_vrids\ndynamic_interfaces allow_if_changes\n"
        "disable_local_igmp\n}"
    ).vrrp
    assert found.startup_delay == Duration(5 * SECOND // 2)
    assert found.delay_after_boot == 30 * SECOND
    assert (found.log_unknown_vrids, found.dynamic_interfaces) == (True, True)
    assert found.disable_local_igmp


@pytest.mark.parametrize(
    "second, duplicate",
    [
        ("", True),
        ("version 3", True),
        ("virtual_router_id 52", False),
        ("interface eth1", False),
        ("mcast_dst_ip 224.0.0.7", False),
        ("unicast_peer { 10.0.0.2 }", False),
    ],
)
def test_vrid_twice_on_one_network_refuses_the_start(second: str, duplicate: bool) -> None:
    loaded = read(instance_text(name="A") + instance_text(second, name="B"))
    expected = ["A and B both use VRID 51 with IPv4 on interface eth0"] if duplicate else []
    assert messages(loaded.diagnostics) == expected
    assert loaded.status == (2 if duplicate else None)


def test_vrid_of_the_other_family_is_another_one() -> None:
    assert read(instance_text(name="A") + instance_text(name="B", vips="fe80::1")).status is None
