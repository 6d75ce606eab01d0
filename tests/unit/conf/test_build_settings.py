"""Settings of the daemon: defaults, and what depends on what."""

import pytest

from tests.support.configs import instance_text, read
from vipd.base.units import SECOND
from vipd.model.settings import Firewall, FlushOnStop, Settings, SyncDaemon


def _settings(lines: str, rest: str = "") -> Settings:
    return read(f"global_defs {{\n{lines}\n}}\n{rest}").daemon.settings


def test_settings_without_a_word_are_the_defaults() -> None:
    assert _settings("") == Settings()


@pytest.mark.parametrize(
    ("lines", "firewall"),
    [
        (
            "vrrp_iptables IN OUT\nvrrp_ipsets a b",
            Firewall(
                chains=("IN", "OUT"),
                sets=(
                    "a",
                    "b",
                    "b_if6",
                    "a_igmp",
                    "a_mld",
                    "a_nd",
                ),
            ),
        ),
        (
            "vrrp_iptables\nvrrp_ipsets a",
            Firewall(
                chains=("INPUT", "OUTPUT"),
                sets=("a", "a6", "a_if6", "a_igmp", "a_mld", "a_nd"),
            ),
        ),
        ("vrrp_iptables IN\nvrrp_ipsets", Firewall(chains=("IN", None))),
        ("vrrp_ipsets a b", Firewall()),
        (
            "nftables\nvrrp_iptables a\nnftables_priority -5",
            Firewall(table="keepalived", priority=-5),
        ),
        (
            "nftables mine\nnftables_counters\nnftables_ifindex",
            Firewall(table="mine", counters=True, by_index=True),
        ),
    ],
)
def test_firewall_is_that_of_the_first_kind_that_can_be_used(
    lines: str, firewall: Firewall
) -> None:
    assert _settings(lines).firewall == firewall


@pytest.mark.parametrize(
    ("body", "table"), [("", None), ("no_accept", "keepalived"), ("use_vmac", "keepalived")]
)
def test_firewall_is_nftables_as_soon_as_an_instance_needs_a_filter(
    body: str, table: str | None
) -> None:
    assert _settings("", instance_text(body)).firewall.table == table


@pytest.mark.parametrize(
    ("words", "sync_id", "port"),
    [("V", 51, None), ("inst V id 7 port 9000", 7, 9_000), ("", 0, None)],
)
def test_sync_daemon_takes_its_id_from_the_instance(
    words: str, sync_id: int, port: int | None
) -> None:
    found = _settings(f"lvs_sync_daemon eth1 {words}", instance_text()).ipvs.sync_daemon
    assert found == SyncDaemon(
        interface="eth1",
        instance="V" if words else None,
        sync_id=sync_id,
        maxlen=None,
        port=port,
        ttl=None,
        group=None,
    )


def test_sync_daemon_of_an_unknown_instance_is_off() -> None:
    assert _settings("lvs_sync_daemon eth1 W", instance_text()).ipvs.sync_daemon is None


@pytest.mark.parametrize(
    ("line", "flush"),
    [
        ("", FlushOnStop.NOTHING),
        ("lvs_flush_on_stop", FlushOnStop.EVERYTHING),
        ("lvs_flush_onstop VS", FlushOnStop.OWN_SERVICES),
    ],
)
def test_ipvs_table_is_cleared_as_far_as_asked(line: str, flush: FlushOnStop) -> None:
    assert _settings(line).ipvs.flush_on_stop is flush


def test_interval_of_servers_follows_that_of_services() -> None:
    snmp = _settings("snmp_vs_stats_update_interval 9\nenable_snmp_rfc").snmp
    assert (snmp.services_interval, snmp.servers_interval) == (9 * SECOND, 9 * SECOND)
    assert (snmp.rfc2, snmp.rfc3, snmp.vrrp) == (True, True, False)


def test_processes_are_named_by_the_last_word() -> None:
    settings = _settings("checker_process_name mine\nprocess_names\nbfd_process_name b")
    assert (settings.checker.name, settings.bfd.name) == ("keepalived_lvs", "b")
    assert _settings("checker_rlimit_rttime 1").checker.rlimit_rttime_us == 2
