"""``vipd check``: what is written for people and programs, and the exit status."""

import json
from pathlib import Path

from click import unstyle
from click.testing import CliRunner, Result

from vipd.cli.check import check
from vipd.cli.findings import finding_text, shown
from vipd.conf.diag import Diagnostic, ReportClass, Severity

GOOD = (
    "vrrp_instance V {\ninterface eth0\nvirtual_router_id 5\nvirtual_ipaddress {\n10.0.0.1\n}\n}\n"
)
WRONG = GOOD.replace("interface", "\tpriority 300\ninterface")
DOUBTFUL = GOOD + "router_idd x\n"


def run(path: Path, text: str | bytes, *words: str, colour: bool = False) -> Result:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    arguments = ["--no-host", *words, str(path)]
    return CliRunner().invoke(check, arguments, color=colour)


def test_check_of_a_good_file_reports_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.conf"
    ended = run(path, GOOD)
    assert (ended.exit_code, ended.output) == (0, f"{path}: nothing to report\n")


def test_check_shows_the_line_and_a_caret_below_the_word(tmp_path: Path) -> None:
    path = tmp_path / "a.conf"
    ended = run(path, WRONG)
    assert ended.exit_code == 2
    rows = ended.output.splitlines()
    assert rows[0].startswith(f"{path}:2:11: error C204: ")
    assert rows[1:3] == ["     2 |  priority 300", "       |           ^"]
    assert rows[3].startswith("    why: ")
    assert rows[4].startswith("    fix: ")
    assert rows[-1] == f"{path}: 2 errors"


def test_check_of_warnings_alone_exits_with_one(tmp_path: Path) -> None:
    ended = run(tmp_path / "a.conf", DOUBTFUL)
    assert ended.exit_code == 1
    assert ended.output.endswith("a.conf: 1 warning\n")


def test_check_that_is_strict_makes_an_error_of_what_changes_the_meaning(tmp_path: Path) -> None:
    ended = run(tmp_path / "a.conf", DOUBTFUL, "--strict")
    assert ended.exit_code == 2
    assert "error C105: Unknown keyword 'router_idd'" in ended.output


def test_check_of_several_files_exits_with_the_worst(tmp_path: Path) -> None:
    good = tmp_path / "good.conf"
    good.write_text(GOOD)
    ended = run(tmp_path / "a.conf", WRONG, str(good))
    assert ended.exit_code == 2
    assert f"{good}: nothing to report\n" in ended.output


def test_check_is_coloured_only_where_colours_are_seen(tmp_path: Path) -> None:
    assert "\x1b[31m" in run(tmp_path / "a.conf", WRONG, colour=True).output
    assert "\x1b" not in run(tmp_path / "a.conf", WRONG).output


def test_check_of_a_missing_file_says_so_and_fails(tmp_path: Path) -> None:
    ended = CliRunner().invoke(check, ["--no-host", str(tmp_path / "none.conf")])
    assert ended.exit_code == 2
    assert "error C001: Config files missing" in ended.output


def test_check_shows_the_model_with_defaults_resolved(tmp_path: Path) -> None:
    output = run(tmp_path / "a.conf", GOOD, "--show").output
    model = json.loads(output.split("nothing to report\n", 1)[1])
    (instance,) = model["vrrp"]["instances"]
    assert instance["priority"] == 100


def test_check_json_and_sarif_are_documents(tmp_path: Path) -> None:
    ended = run(tmp_path / "a.conf", WRONG, "--json", "--show")
    (one,) = json.loads(ended.output)["configurations"]
    assert [each["code"] for each in one["findings"]] == ["C204", "C207"]
    assert one["model"]["vrrp"]["instances"]
    ended = run(tmp_path / "a.conf", WRONG, "--sarif")
    results = json.loads(ended.output)["runs"][0]["results"]
    assert [each["ruleId"] for each in results] == ["C204", "C207"]


def test_finding_behind_the_end_of_its_file_is_told_without_a_line() -> None:
    for line in (0, 3):
        beyond = Diagnostic(
            code="C001",
            severity=Severity.ERROR,
            klass=ReportClass.FATAL,
            message="bad",
            path="a",
            line=line,
        )
        assert "|" not in finding_text(beyond, {"a": b"x\n"})


def test_check_says_no_why_and_no_fix_where_there_is_none() -> None:
    plain = Diagnostic(code="C001", severity=Severity.ERROR, klass=ReportClass.FATAL, message="bad")
    assert unstyle(finding_text(plain, {})) == "error C001: bad"


def test_check_sarif_with_the_model_is_refused(tmp_path: Path) -> None:
    assert run(tmp_path / "a.conf", GOOD, "--sarif", "--show").exit_code == 2


def test_check_names_the_extension_that_keepalived_would_read(tmp_path: Path) -> None:
    ended = run(tmp_path / "a.conf", GOOD + "global_defs {\nconfig_strict\n}\n")
    assert ended.exit_code == 0
    assert "note C904: 'config_strict' is a keyword of vipd alone" in ended.output


def test_check_keeps_control_characters_from_the_terminal(tmp_path: Path) -> None:
    ended = run(tmp_path / "a.conf", b"bad\x1b[2Jword\xff x\n")
    assert "\x1b" not in ended.output
    assert "bad\\x1b[2Jword\\xff" in ended.output


def test_shown_keeps_letters_of_other_scripts() -> None:
    assert shown("größe\t日本\x07") == "größe 日本\\x07"


def test_check_cuts_a_long_line_around_the_caret(tmp_path: Path) -> None:
    text = "global_defs {\n" + " " * 400 + "bogus" + " " * 300 + "\n}\n"
    rows = run(tmp_path / "a.conf", text).output.splitlines()
    assert len(rows[1]) < 200
    assert rows[1][rows[2].index("^") :].startswith("bogus")


def test_check_reports_in_the_order_of_the_text_with_validation_in_between(tmp_path: Path) -> None:
    text = WRONG.replace("\n", "\nunicast_peer {\n}\n", 1) + "router_idd x\n"
    ended = run(tmp_path / "a.conf", text, "--json")
    (one,) = json.loads(ended.output)["configurations"]
    assert [each["code"] for each in one["findings"]] == ["C413", "C204", "C207", "C105"]


def test_check_expands_what_one_node_reads(tmp_path: Path) -> None:
    (tmp_path / "more").write_text("@a router_id one  # first\n@b router_id two\n")
    text = f"$N=3\nglobal_defs {{\n  include {tmp_path}/more\n  nonsense\n}}\nchild_wait_time $N\n"
    ended = run(tmp_path / "a.conf", text, "--expand", "-i", "b")
    expanded = "global_defs {\n    router_id two\n}\nchild_wait_time 3\n"
    assert ended.output.endswith(f"1 warning\n{expanded}")
    ended = run(tmp_path / "a.conf", text, "--expand", "--json", "-i", "a")
    (one,) = json.loads(ended.output)["configurations"]
    assert one["expanded"] == expanded.replace("two", "one")
