"""The reference pages that are made from declarations."""

import re
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import generate
from tools.completion import bash_completion
from tools.html_reference import html_reference
from tools.manpages import vipd_8, vipd_conf_5
from vipd.proc.exits import MEANINGS, Status
from vipd.proc.signals import Function
from vipd.proc.supervisor import HEARD


def test_keywords_page_has_a_row_for_a_keyword_of_each_support() -> None:
    page = generate.keywords()
    assert "| `virtual_router_id` | 1 to 255 | built |" in page
    assert "| `router_id` | a word |" in page
    assert (
        "| `track_script` | list: a name, optionally weight N [reverse\\|noreverse] | refused |"
        in page
    )
    assert "## `vrrp_instance`\n" in page


def test_reference_page_links_blocks_and_marks_what_is_refused() -> None:
    page = html_reference()
    assert '<h2 id="vrrp_instance"><code>vrrp_instance</code></h2>' in page
    assert '<a href="#vrrp_instance">block</a>' in page
    assert '<tr id="vrrp_instance--priority"><td><code>priority</code></td>' in page
    targets = set(re.findall('id="([^"]*)"', page))
    assert set(re.findall('href="#([^"]*)"', page)) <= targets


def test_manual_of_the_configuration_has_each_block_and_escapes_what_roff_reads() -> None:
    page = vipd_conf_5()
    assert "\n.SH vrrp_instance\n" in page
    assert "\n.SS virtual_server / real_server\n" in page
    assert "\\fBpriority: 1 to 255\\fR\n" in page
    assert "\n.TP\n\\fBmin_tx: " in page
    assert "Required minimum receive interval. Default: 10." in page
    assert "\n.nf\nglobal_defs {\n    router_id edge1\n" in page
    assert "\\e# and \\e! stand" in page.replace("\n", " ")


def test_manual_of_the_commands_has_the_options_of_both() -> None:
    page = vipd_8()
    assert "\\fB\\-f, \\-\\-use\\-file=FILE\\fR\n" in page
    assert "\n.SS vipd fmt\n" in page
    assert "\\fB\\-\\-sarif\\fR\n" in page


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
@pytest.mark.parametrize("page", [vipd_8, vipd_conf_5])
def test_manual_is_roff_without_warnings(page: Callable[[], str]) -> None:
    ended = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww"],
        input=page(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize(
    "word, offered",
    [("--use", "--use-file="), ("--log-d", "--log-detail"), ("/etc/k", ""), ("--dump-nothing", "")],
)
def test_completion_in_bash_offers_options_and_leaves_files_to_bash(
    word: str, offered: str
) -> None:
    play = f"{bash_completion()}\nCOMP_WORDS=(keepalived {word}) COMP_CWORD=1\n_keepalived\n"
    ended = subprocess.run(
        ["bash", "-euc", play + 'echo "${COMPREPLY[*]-}"'],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, f"{offered}\n", "")


def test_options_page_names_what_is_refused() -> None:
    assert "refused: --all" in generate.command_line()


def test_clauses_page_gives_the_reason_of_a_deviation() -> None:
    rows = [row for row in generate.clauses().splitlines() if row.startswith("| 7.1: zero")]
    assert len(rows) == 1
    assert not rows[0].endswith("| – |")


def test_check_of_a_page_that_is_not_current_fails_and_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(generate, "DOCS", tmp_path)
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0
    (tmp_path / "reference/options.md").write_text("old", "utf-8")
    assert generate.main(["--check"]) == 1
    assert "options.md is not current" in capsys.readouterr().err
    assert (tmp_path / "reference/options.md").read_text("utf-8") == "old"


def test_references_tell_what_holds_without_a_keyword_and_what_lines_may_hold() -> None:
    for page in (generate.keywords(), html_reference(), vipd_conf_5().replace("\n", " ")):
        assert "Default: global_defs.vrrp_garp_master_delay, else 5." in page
        assert "dev INTERFACE" in page
        assert "Old name: thread_timer_expired." in page
        assert "Out of range: 100 is used." in page


def test_references_mark_what_is_in_a_block_that_is_refused() -> None:
    assert "| `lthreshold` | 0 to 4294967295 | refused |" in generate.keywords()
    row = html_reference().partition('<tr id="virtual_server-real_server--lthreshold">')[2]
    assert '<span class="refused">' in row.partition("</tr>")[0]


def test_manual_of_the_commands_names_each_signal_and_status() -> None:
    page = vipd_8()
    for function in Function:
        assert f"(\\-\\-signum={function.name})" in page
    assert HEARD - {signal.SIGCHLD, signal.SIGINT} == {each.number for each in Function}
    for status in Status:
        assert f"\\fB{int(status)}\\fR\n{MEANINGS[status][:20]}" in page
