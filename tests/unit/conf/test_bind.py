"""Statements to records."""

import pytest

from tests.support.configs import MAIN, files, messages
from vipd.conf.bind import Binding
from vipd.conf.diag import Position, Reports, Severity, SourceLine, config_test_status
from vipd.conf.lines import Lines
from vipd.conf.schema.registry import Bound
from vipd.conf.schema.root import Root
from vipd.conf.tree import build_tree


def _bind(text: str) -> tuple[Bound[Root], Reports]:
    reports = Reports()
    lines = Lines(files(text), reports, config_id="")
    lines.open_top(MAIN)
    statements = build_tree(lines, Root, reports)
    at = Position(SourceLine(MAIN, 0, 0), 0)
    return Binding(reports).bind(Root, statements, name="", at=at), reports


def test_bind_of_a_repeated_value_takes_the_last_or_the_first_as_declared() -> None:
    bound, reports = _bind("child_wait_time 3\nchild_wait_time 4\ninstance a\ninstance b")
    assert (bound.record.child_wait_time, bound.record.instance) == (4, "a")
    assert messages(reports.found) == ["Duplicate instance definition b - ignoring"]
    assert config_test_status(reports.found) == 0


def test_bind_of_a_repeated_name_without_the_name_lacks_a_word() -> None:
    _, reports = _bind("net_namespace_ipvs a\nnet_namespace_ipvs")
    assert config_test_status(reports.found) == 2


def test_bind_of_a_keyword_before_the_one_that_it_belongs_to_looks_at_no_word() -> None:
    text = "virtual_server 10.0.0.1 80 {{\n{}\nsorry_server 10.0.0.2 80\n{}\n}}"
    for early in ("sorry_server_lvs_method", "sorry_server_lvs_method X"):
        _, reports = _bind(text.format(early, ""))
        assert config_test_status(reports.found) == 0
    _, reports = _bind(text.format("", "sorry_server_lvs_method"))
    assert config_test_status(reports.found) == 2


def test_bind_of_a_rejected_value_keeps_the_one_before() -> None:
    bound, _ = _bind("child_wait_time 3\nchild_wait_time x")
    assert bound.record.child_wait_time == 3
    assert bound.place("child_wait_time").line.number == 2


def test_bind_of_a_rejected_value_uses_another_where_declared() -> None:
    bound, reports = _bind("vrrp_instance V {\npriority 7\npriority 0\n}")
    (instance,) = bound.record.vrrp_instance
    assert instance.record.priority == 100
    assert reports.found[-1].reason == "100 is used"


def test_bind_of_a_list_adds_up_over_blocks_and_drops_bad_lines() -> None:
    bound, reports = _bind(
        "vrrp_instance V {\nunicast_peer {\n10.0.0.1\nx\n}\nunicast_peer { 10.0.0.2 }\n}"
    )
    (instance,) = bound.record.vrrp_instance
    assert [str(p.address) for p in instance.record.unicast_peer] == ["10.0.0.1", "10.0.0.2"]
    assert len(reports.found) == 1


def test_bind_of_blocks_keeps_their_names_and_places() -> None:
    bound, _ = _bind("\nvrrp_instance A {\n}\nvrrp_instance B {\n}")
    assert [(b.name, b.at.line.number) for b in bound.record.vrrp_instance] == [("A", 2), ("B", 4)]


def test_bind_of_one_block_written_twice_reads_them_as_one() -> None:
    bound, _ = _bind("global_defs {\nrouter_id a\n}\nglobal_defs {\nprocess_name b\n}")
    found = bound.record.global_defs
    assert found is not None
    assert (found.record.router_id, found.record.process_name) == ("a", "b")


def test_bind_without_a_word_points_behind_the_last_one() -> None:
    _, reports = _bind("global_defs {\n  process_name\n}")
    (found,) = reports.found
    assert (found.line, found.column, found.exit_status) == (2, 15, 2)


def test_bind_of_a_nameless_block_that_needs_a_name_ends_with_status_2() -> None:
    _, reports = _bind("vrrp_script {\n}\nvirtual_server_group {\n}")
    assert [d.exit_status for d in reports.found] == [2, 2]
    assert "`vrrp_script` at word position 2" in reports.found[0].message


@pytest.mark.parametrize(
    "text, severity",
    [
        ("vrrp_instance V {\nthread_timer_expired 9\n}", Severity.WARNING),
        ("vrrp_track_file F {\n}", Severity.NOTE),
        ("global_defs {\nvrrp_rlimit_rtime 9\n}", Severity.NOTE),
    ],
)
def test_bind_of_an_old_name_takes_the_value_and_reports_it(text: str, severity: Severity) -> None:
    _, reports = _bind(text)
    (found,) = reports.found
    assert found.severity is severity


def test_bind_names_owner_and_value_in_the_report() -> None:
    _, reports = _bind("vrrp_instance VI_9 {\ngarp_master_delay 9999\n}")
    assert reports.found[-1].message == "(VI_9): garp_master_delay '9999' invalid - ignoring"
    assert reports.found[-1].column == 19
