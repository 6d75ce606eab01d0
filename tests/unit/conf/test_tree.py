"""Braces and keywords to statements."""

import pytest

from tests.support.configs import MAIN, files, phrases, read
from vipd.conf.diag import Prefix, Reports
from vipd.conf.lines import Lines
from vipd.conf.schema.root import Root
from vipd.conf.tree import Statement, build_tree


def _tree(text: str) -> tuple[tuple[Statement, ...], list[str]]:
    reports = Reports()
    lines = Lines(files(text), reports, config_id="node1")
    lines.open_top(MAIN)
    return build_tree(lines, Root, reports), [d.message for d in reports.found]


def _shown(statements: tuple[Statement, ...]) -> list[object]:
    """Return keywords as text; blocks and lists as pairs."""
    found: list[object] = []
    for statement in statements:
        words = " ".join(statement.line.texts)
        if statement.rejected:
            found.append((words, "rejected"))
        elif statement.body:
            found.append((words, _shown(statement.body)))
        elif statement.lines:
            found.append((words, [" ".join(line.texts) for line in statement.lines]))
        else:
            found.append(words)
    return found


@pytest.mark.parametrize(
    "text, expected",
    [
        ("use_pid_dir", ["use_pid_dir"]),
        ("global_defs { smtp_alert x }", [("global_defs", ["smtp_alert x"])]),
        (
            "global_defs{smtp_alert x}global_defs{ smtp_alert y }",
            [("global_defs", ["smtp_alert x"]), ("global_defs", ["smtp_alert y"])],
        ),
        ("global_defs { a x b y }", ["global_defs"]),
        ("global_defs a b {\nsmtp_alert x\n}", [("global_defs a b", ["smtp_alert x"])]),
        ("global_defs\n\n# c\n{ smtp_alert x\n}", [("global_defs", ["smtp_alert x"])]),
        (
            "vrrp_instance V {\nvirtual_ipaddress { 10.0.0.1\n 10.0.0.2 dev x }\n}",
            [("vrrp_instance V", [("virtual_ipaddress", ["10.0.0.1", "10.0.0.2 dev x"])])],
        ),
        ('"use_pid_dir" x', ["use_pid_dir x"]),
    ],
)
def test_tree_of_statements_blocks_and_lists(text: str, expected: list[object]) -> None:
    assert _shown(_tree(text)[0]) == expected


@pytest.mark.parametrize(
    "text, expected",
    [
        ("foo bar", ["Unknown keyword 'foo'"]),
        (
            "foo bar {\n  baz 1\n}",
            [
                "Unknown keyword 'foo'",
                "Unexpected '{' - ignoring",
                "Unknown keyword 'baz'",
                "Unknown keyword '}'",
            ],
        ),
        ("global_defs {", ["There are 1 missing '}'s or extra '{'s"]),
        ("global_defs {\n}\n}", ["Extra '}' found", "Unknown keyword '}'"]),
        (
            "global_defs\n smtp_alert x\n}",
            ["Missing '{' at beginning of configuration block", "Extra '}' found"],
        ),
        (
            "vrrp_instance V extra {\n foo\n { bar }\n}",
            ["vrrp_instance must have a name"],
        ),
        ("vrrp_instance {\n foo\n}", ["vrrp_instance must have a name"]),
        (
            "vrrp_instance V {\n}\nvrrp_instance V {\nfoo { }\n}\nuse_pid_dir",
            ["vrrp instance V already defined"],
        ),
        (
            "vrrp_instance V {\nvirtual_ipaddress x {\n}\n}",
            ["Block virtual_ipaddress has extra parameters x ..."],
        ),
        (
            "vrrp_instance V {\nvirtual_ipaddress\n10.0.0.1\n}\n}",
            ["'{' missing from beginning of block virtual_ipaddress", "Extra '}' found"],
        ),
        ('use_pid_dir "x', ["Unterminated quote 'use_pid_dir \"x'"]),
        ("use_pid_dir {\n}", ["Unexpected '{' - ignoring", "Unknown keyword '}'"]),
    ],
)
def test_tree_of_a_fault_reports_it_and_goes_on(text: str, expected: list[str]) -> None:
    found = [m for m in _tree(text)[1] if not m.startswith("Unmatched")]
    assert found == expected


def test_tree_of_a_rejected_block_skips_its_body_with_everything_in_it() -> None:
    statements, found = _tree("vrrp_instance a b {\nx { y\n }\n}\nuse_pid_dir")
    assert _shown(statements) == [("vrrp_instance a b", "rejected"), "use_pid_dir"]
    assert len(found) == 1


def test_tree_of_an_unknown_block_in_a_block_loses_the_rest() -> None:
    text = "global_defs {\n foo {\n bar\n }\n smtp_alert x\n}"
    assert phrases(read(text)) == [
        "(Line 2) Unknown keyword 'foo'",
        "(Line 2) Unexpected '{' - ignoring",
        "(Line 3) Unknown keyword 'bar'",
        "(Line 5) Unknown keyword 'smtp_alert'",
        "(Line 6) Unknown keyword '}'",
    ]


def test_tree_of_nested_braces_in_a_list_delivers_them_as_values() -> None:
    statements, _ = _tree("vrrp_instance V {\nvirtual_ipaddress {\n{\n10.0.0.1\n}\n}\n}")
    assert _shown(statements) == [
        ("vrrp_instance V", [("virtual_ipaddress", ["{", "10.0.0.1"])]),
    ]


def test_tree_of_a_command_with_an_open_quote_reports_it_as_other_passes_do() -> None:
    _, found = _tree("vrrp_script S {\nscript /bin/echo \"a 'b\n}")
    assert [m for m in found if m.startswith("Unmatched")] == [
        "Unmatched quote: 'script /bin/echo \"a 'b'"
    ]


def test_tree_shows_faults_in_blocks_of_children_with_the_file() -> None:
    found = phrases(read("vrrp_instance V {\nfoo\n}\nbar"))
    assert found[0] == "(a.conf: Line 2) Unknown keyword 'foo'"
    assert found[1] == "(Line 4) Unknown keyword 'bar'"


@pytest.mark.parametrize(
    "word, near",
    [
        ("pirority", "priority"),
        ("State", "state"),
        ("nopremt", "nopreempt"),
        ("interfaces", "interface"),
        ("inclde", "include"),
        ("xyzzy", None),
    ],
)
def test_unknown_keyword_suggests_what_was_meant(word: str, near: str | None) -> None:
    loaded = read(f"vrrp_instance V {{\n{word} x\n}}")
    advice = next(d.fix for d in loaded.diagnostics if "Unknown" in d.message)
    assert (f"'{near}'" in advice) is (near is not None)


def test_keyword_of_another_block_is_told_where_it_belongs() -> None:
    found = read("global_defs {\nvirtual_router_id 5\n}").diagnostics
    assert found[0].fix == "move it; 'virtual_router_id' belongs in vrrp_instance"


def test_brace_too_many_names_the_one_that_opened_nothing() -> None:
    found = read("vrrp_instance V {\nauthentic {\n}\n}").diagnostics
    unused, surplus = (d for d in found if "{" in d.message or "}" in d.message)
    assert (unused.line, surplus.line) == (2, 4)
    assert "lines of vrrp_instance" in unused.reason
    assert surplus.fix == "mend line 2"


def test_brace_among_the_values_of_a_list_leaves_one_too_many() -> None:
    found = read("vrrp_instance V {\nvirtual_ipaddress {\n{\n}\n}\n}").diagnostics
    assert any(d.message == "Unknown keyword '}'" and d.line == 6 for d in found)


def test_tree_lets_an_observer_see_statements_before_the_next_line() -> None:
    reports = Reports()
    seen: list[str] = []
    lines = Lines(files("use_pid_dir\nfoo\ninstance x"), reports, config_id="")
    lines.open_top(MAIN)
    build_tree(
        lines,
        Root,
        reports,
        {"use_pid_dir": lambda s: seen.append(f"{s.line.texts[0]} {len(reports.found)}")},
    )
    assert seen == ["use_pid_dir 0"]


def test_block_that_is_never_closed_has_no_end_although_a_block_in_it_has_one() -> None:
    statements, _ = _tree("virtual_server 192.0.2.1 80 {\nreal_server 192.0.2.2 80 {\n}\n")
    assert statements[0].end is None
    inner = statements[0].body[0]
    assert inner.end is not None
    assert inner.end.line.number == 3


def test_block_that_is_never_closed_is_named_by_its_brace() -> None:
    found = read(
        "global_defs {\n}\nvrrp_instance V {\nvirtual_ipaddress {\n10.0.0.1\n}"
    ).diagnostics
    unclosed = next(d for d in found if d.message.startswith("There are 1 missing"))
    assert (unclosed.line, unclosed.column) == (3, 17)
    assert unclosed.prefix is Prefix.NONE


def test_brace_of_a_block_without_its_opening_one_names_the_line_to_mend() -> None:
    missing, surplus = read("global_defs\nrouter_id x\n}").diagnostics
    assert missing.fix == "add '{' at the end of line 1"
    assert surplus.message == "Extra '}' found"
    assert surplus.fix == "mend line 1"


def test_lines_of_a_misspelt_block_name_the_line_to_mend() -> None:
    text = "vrrp_instanse V {\nstate BACKUP\nvirtual_ipaddress {\n10.0.0.1\n}\n}\nroutr_id x"
    found = read(text).diagnostics
    assert found[0].fix == "did you mean 'vrrp_instance'?"
    behind = [d for d in found if 2 <= d.line <= 6]
    assert len(behind) == 6
    assert {d.fix for d in behind} == {"mend line 1"}
    assert "line 1" not in found[-1].fix


def test_block_within_a_block_is_told_that_a_brace_is_missing() -> None:
    found = read("global_defs {\nrouter_id x\nvrrp_instance V {\n}\n}").diagnostics
    assert found[0].fix == (
        "'vrrp_instance' belongs outside all blocks; is there a '}' missing before it?"
    )


@pytest.mark.parametrize(
    "text, advice",
    [
        ("// comment", "begin a comment with '#' or '!'"),
        ("\ufeffuse_pid_dir", "save the file without a byte order mark"),
    ],
)
def test_word_that_no_keyword_can_be_is_explained(text: str, advice: str) -> None:
    assert read(text).diagnostics[0].fix == advice


def test_block_with_two_names_is_reported_at_the_second() -> None:
    found = read("vrrp_instance a b {\n}").diagnostics
    assert (found[0].line, found[0].column) == (1, 17)
