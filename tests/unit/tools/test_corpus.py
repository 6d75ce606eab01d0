"""``make corpus`` counts agreement over a folder."""

import json
from pathlib import Path
from typing import Any

import pytest

from tools import corpus
from tools.judgement import Given, judge

NEEDS = {"interfaces": ["eth0"]}


def _folder(path: Path, texts: dict[str, str], rows: list[dict[str, Any]]) -> Path:
    (path / "configs").mkdir()
    for name, text in texts.items():
        (path / "configs" / name).parent.mkdir(exist_ok=True)
        (path / "configs" / name).write_text(text)
    if rows:
        (path / "truth.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def _row(name: str, status: int, lines: list[int], messages: list[str]) -> dict[str, Any]:
    return {
        "file": name,
        "exit 2.4.3": status,
        "problem lines 2.4.3": [["keepalived.conf", number] for number in lines],
        "messages 2.4.3": messages,
        "needs": NEEDS,
    }


def test_main_counts_agreement_and_leaves_crashes_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = {"1.conf": "foo\n", "2.conf": "", "3.conf": "", "4.conf": ""}
    rows = [
        _row("1.conf", 5, [1], ["(keepalived.conf: Line 1) Unknown keyword 'foo'"]),
        _row("2.conf", 0, [], []),
        _row("3.conf", 5, [7], ["(keepalived.conf: Line 7) x"]),
        _row("4.conf", -11, [], []),
    ]
    assert corpus.main([str(_folder(tmp_path, texts, rows)), "--differences"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "3.conf",
        "  status: vipd 0, keepalived 5",
        "  keepalived alone blames: keepalived.conf:7",
        "  - (Line 7) x",
        "4 configurations, 3 compared with keepalived 2.4.3, 1 left out: it crashed",
        "same accept or reject        2   66.67 %",
        "same exit status             2   66.67 %",
        "same problem lines           2   66.67 %",
        "same messages                2   66.67 %",
    ]


def test_main_without_truth_counts_statuses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = {"1.conf": "include x\n", "1.d/x": "foo\n", "2.conf": ""}
    assert corpus.main([str(_folder(tmp_path, texts, []))]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["exit status 0: 1", "exit status 5: 1"]


def test_main_compares_dumps_where_there_are_some(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = _folder(tmp_path, {"1.conf": "", "2.conf": ""}, [])
    (folder / "dumps").mkdir()
    text = "=== bfd\n------< BFD Data >------\n thread_in = 0x1\n more\n"
    (folder / "dumps" / "2.txt").write_text(text)
    assert corpus.main([str(folder), "--dump-differences"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith(("---", "- ", "+ "))] == [
        "--- 2.conf bfd: keepalived",
        "- more",
    ]
    assert " ".join(lines[-1].split()) == "dump: bfd 1 of 2 lines 50.00 %, 0 of 1 files alike"


def test_judgement_supplies_the_interfaces_that_a_file_needs(tmp_path: Path) -> None:
    text = (
        "vrrp_instance V {\ninterface eth0\nvirtual_router_id 9\nvirtual_ipaddress { 10.0.0.1 }\n}"
    )
    folder = _folder(tmp_path, {"1.conf": text}, [_row("1.conf", 0, [], [])])
    (found,) = corpus.outcomes(folder, "2.4.3")
    assert (found.status_alike, found.lines_alike, found.messages_alike) == (True, True, True)


def _messages(text: str, *, interfaces: tuple[str, ...] = ("eth0",)) -> list[str]:
    needs = {"interfaces": interfaces}
    return sorted(judge(Given(text.encode(), {}, needs)).messages)


def test_judgement_ends_within_the_line_that_lacks_a_word() -> None:
    assert _messages("vrrp_instance V {\nmcast_src_ip { x }\n}\n") == [
        "(Line 2) *** Configuration line starting `mcast_src_ip` is missing a parameter"
        " after keyword `mcast_src_ip` at word position 2"
    ]


def _instance(name: str, vrid: int, body: str = "") -> str:
    return f"vrrp_instance {name} {{\ninterface eth0\nvirtual_router_id {vrid}\n{body}}}\n"


def test_judgement_has_no_word_of_instances_behind_one_that_cannot_run() -> None:
    unusable = _instance("V", 8, "strict_mode\nunicast_peer { 10.0.0.2 }\n")
    assert _messages(_instance("W", 9) + unusable + _instance("X", 7)) == [
        "(V) Unicast peers are not supported in strict mode",
        "(W) No VIP specified; at least one is sensible",
    ]


def test_judgement_of_a_missing_vrid_has_no_word_of_other_instances() -> None:
    text = _instance("W", 9) + "vrrp_instance V {\n}\nvrrp_instance X {\n}\n"
    assert _messages(text) == ["(V) the virtual router id must be set"]


def test_judgement_of_services_comes_before_a_word_that_an_instance_lacks() -> None:
    real = "real_server 10.0.0.2 80 {\n}\n"
    text = f"virtual_server 10.0.0.1 80 {{\nlb_algo rr\nlb_kind NAT\n{real}}}\n"
    assert _messages(text + _instance("V", 9, "priority\n")) == [
        "(Line 10) *** Configuration line starting `priority` is missing a parameter"
        " after keyword `priority` at word position 2",
        "Virtual server [10.0.0.1]:none:80: no protocol set - defaulting to UDP",
    ]


def test_judgement_of_a_missing_interface_has_no_word_of_instances_at_all() -> None:
    text = "vrrp_instance V {\ninterface eth9\nvirtual_router_id 9\n}\n"
    assert _messages(text) == [
        "(Line 2) WARNING - interface eth9 for vrrp_instance V doesn't exist",
        "Non-existent interface specified in configuration",
    ]


def test_judgement_hides_the_directory_of_the_configuration() -> None:
    found = _messages("include ${_PWD}/none.conf\n")
    assert [m for m in found if "none.conf" in m] == ["(Line 1) Config files missing 'none.conf'."]
