"""``make corpus`` counts agreement over a folder."""

import json
from pathlib import Path
from typing import Any

import pytest

from tools import corpus

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


def test_judgement_supplies_the_interfaces_that_a_file_needs(tmp_path: Path) -> None:
    text = (
        "vrrp_instance V {\ninterface eth0\nvirtual_router_id 9\nvirtual_ipaddress { 10.0.0.1 }\n}"
    )
    folder = _folder(tmp_path, {"1.conf": text}, [_row("1.conf", 0, [], [])])
    (found,) = corpus.outcomes(folder, "2.4.3")
    assert (found.status_alike, found.lines_alike, found.messages_alike) == (True, True, True)
