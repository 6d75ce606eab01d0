"""Single lines of the dump of the checker process, where they are not keepalived's or are rare."""

from tests.support.configs import read
from vipd.export.dump import render_bfd, render_checker

SERVICE = "virtual_server 192.0.2.1 80 {\nprotocol TCP\nlb_algo rr\nlb_kind NAT\n"


def _lines(check: str, before: str = "") -> list[str]:
    text = f"{before}{SERVICE}real_server 192.0.2.2 80 {{\n{check}\n}}\n}}\n"
    return render_checker(read(text).daemon).splitlines()


def _url(body: str) -> list[str]:
    lines = _lines(f"HTTP_GET {{\nurl {{\npath /\n{body}\n}}\n}}")
    return lines[lines.index("   Checked url = /") + 1 :]


def test_status_codes_that_touch_are_one_range() -> None:
    assert _url("status_code 204-206 200 201\nstatus_code 202 205-207 301")[2:] == [
        "       200-202",
        "       204-207",
        "       301",
    ]


def test_expression_is_shown_with_the_options_that_it_has() -> None:
    body = "regex a+\nregex_options caseless utf\nregex_max_offset 9\nregex_stack 5 6"
    assert _url(body)[3:] == [
        '     Regex = "a+"',
        "     Regex min offset = 0, max_offset = 9",
        "     Regex options: caseless utf",
        "     Regex stack start 5, max 6",
    ]


def test_pass_phrase_of_the_key_is_not_shown() -> None:
    lines = _lines("", "SSL {\npassword secret\n}\n")
    assert " Password : ********" in lines
    assert not [line for line in lines if "secret" in line]


def test_checkers_of_files_come_behind_the_others_of_their_server() -> None:
    before = "track_file f {\nfile /run/f\n}\n"
    lines = _lines("FILE_CHECK {\ntrack_file f\n}\nPING_CHECK {\n}", before)
    methods = [line.rpartition(" ")[2] for line in lines if "Keepalive method" in line]
    assert methods == ["PING_CHECK", "FILE_CHECK"]


def test_settings_that_are_for_every_check_are_shown_with_each() -> None:
    before = "global_defs {\nchecker_log_all_failures\n}\n"
    assert "   Log all failures = yes" in _lines("TCP_CHECK {\n}", before)
    assert "   Log all failures = no" in _lines("TCP_CHECK {\n}")


def test_process_without_services_or_sessions_has_no_such_parts() -> None:
    daemon = read("").daemon
    assert "LVS Topology" not in render_checker(daemon)
    assert render_bfd(daemon).splitlines()[-1] == "------< BFD Data >------"
