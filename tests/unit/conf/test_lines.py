"""Files to logical lines."""

import pytest

from tests.support.configs import MemoryFiles, files, reported
from vipd.conf.contents import AGAIN_BYTES_MAX
from vipd.conf.diag import Reports, Severity, config_test_status
from vipd.conf.files import FileKind
from vipd.conf.include_forms import IncludeCheck
from vipd.conf.lines import DEPTH_MAX, GENERATED_MAX, Lines
from vipd.conf.text import Line


def _read(
    source: MemoryFiles, pattern: str = "a.conf", checks: IncludeCheck = IncludeCheck.NONE
) -> tuple[list[str], Lines, Reports]:
    reports = Reports()
    lines = Lines(source, reports, config_id="node1", checks=checks)
    lines.open_top(pattern)
    return [text.value for text in lines], lines, reports


@pytest.mark.parametrize(
    "text, expected",
    [
        ("a b\n\n# c\nd", ["a b", "d"]),
        ("g {\nx\n}", ["g", "{", "x", "}"]),
        ("g{a}h{b}", ["g", "{", "a", "}", "h", "{", "b", "}"]),
        ("x{y", ["x", "{", "y"]),
        ('a "{x}"', ['a "{x}"']),
        ("@node1 a\n@node2 b\n@^node1 c\n@^node2 d", ["a", "d"]),
        ("@node1\n@ x\n@node1 # c", []),
        ("@vipd a\n@^vipd b", ["a"]),
        ("@node1 @^node2 a", ["@^node2 a"]),
        ("{ @node2 x }", ["{"]),
        ("@${X} a", []),
        ("$A=x\nv $A", ["v x"]),
        ("{ $A=1 }\n$A", ["{", "1", "}"]),
        ("$A=g { \\\n x \\\n}\n$A", ["g", "{", "x", "}"]),
        ("$A=g { \\\n # c \\\n x \\\n}\n$A", ["g", "{", "x", "}"]),
        ("$A=a \\\n @node2 b \\\n @node1 c\n$A", ["a", "c"]),
        ("@node2 $A=x \\\n y\nz", ["y", "z"]),
        ("v ${A}", ["v $", "{", "A", "}"]),
        ('$A="x#y"\nv $A', ['v "x#y"']),
        ("$A=x # y\nv $A", ["v x"]),
        ("includez x\ninclude", ["includez x", "include"]),
    ],
)
def test_lines_are_cut_defined_and_conditioned(text: str, expected: list[str]) -> None:
    assert _read(files(text))[0] == expected


def test_lines_of_a_value_with_comment_sign_are_cleaned_again() -> None:
    assert _read(files("v a${_HASH}b"))[0] == ["v a"]


def test_lines_of_an_included_file_stand_where_it_was_included() -> None:
    source = files("a\ninclude d/x\nb { include y\n}\n", d__x="x1\ninclude z\nx2\n", y="y1\n")
    source.content["d/z"] = b"z1"
    assert _read(source)[0] == ["a", "x1", "z1", "x2", "b", "{", "y1", "}"]


def test_lines_of_an_include_in_a_body_come_in_place() -> None:
    source = files("$A=a \\\n include y \\\n b\n$A\nc", y="y1\ny2")
    assert _read(source)[0] == ["a", "y1", "y2", "b", "c"]


def test_lines_show_file_number_and_column_of_what_was_included() -> None:
    source = files("include d/x\n", d__x="\n  v w\n")
    reports = Reports()
    lines = Lines(source, reports, config_id="")
    lines.open_top("a.conf")
    (found,) = list(lines)
    assert isinstance(found, Line)
    place = found.word(1).at
    assert (place.line.file, place.line.number, place.column) == ("d/x", 2, 5)
    assert not place.line.alone


def test_lines_remember_every_file_read() -> None:
    source = files("include d/*\n", d__x="include y\n", d__y="\n")
    assert _read(source)[1].read == ["a.conf", "d/x", "d/y", "d/y"]


@pytest.mark.parametrize(
    "text, message, status",
    [
        ("include x.conf", "Config files missing 'x.conf'.", 0),
        ("includem x.conf", "Config files missing 'x.conf'.", 6),
        ("includer x.conf", "Config files missing 'x.conf'.", 0),
        ("includew x*.conf", "No config files matched 'x*.conf'.", 6),
        ("includem {x,y}.conf", "Config files missing '{x,y}.conf'.", 0),
        ("includeb {x,y}.conf", "Config files missing '{x,y}.conf'.", 6),
        ("includeb {x,d/f}", 'Some config files missing: "{x,d/f}".', 6),
        ("include {x,d/f}", 'Some config files missing: "{x,d/f}".', 0),
        ("include d", "Configuration file 'd/' is a directory - skipping", 0),
        ("includer d", "Configuration file 'd/' is a directory - skipping", 6),
        (
            "includer exe",
            "Configuration file 'exe' is not a regular non-executable file - skipping",
            6,
        ),
        ("includer no", "Configuration file 'no' open problem (Permission denied) - skipping", 6),
        ("include z.conf }", "Config files missing 'z.conf }'.", 0),
        ('include "d/f"', "Config files missing '\"d/f\"'.", 0),
    ],
)
def test_include_fault_is_an_error_only_where_its_check_is_on(
    text: str, message: str, status: int
) -> None:
    source = files(text, d__f="")
    source.odd["exe"] = FileKind.EXECUTABLE
    source.unreadable["no"] = "Permission denied"
    _, _, reports = _read(source)
    assert reported(reports) == [message]
    assert config_test_status(reports.found) == status


def test_include_without_match_is_silent() -> None:
    _, _, reports = _read(files("include d/q*\nincluder d/q*", d__f=""))
    assert reported(reports) == []


def test_include_with_a_missing_brace_alternative_reads_the_others_unless_checked() -> None:
    assert _read(files("include {x,d/f}", d__f="v"))[0] == ["v"]
    assert _read(files("includeb {x,d/f}", d__f="v"))[0] == []


def test_include_of_itself_is_refused_once() -> None:
    lines, _, reports = _read(files("a\ninclude a.conf\nb"))
    assert lines == ["a", "b"]
    assert "include loop" in reported(reports)[0]


def test_include_nested_too_deeply_is_refused() -> None:
    source = MemoryFiles({f"f{i}": f"v{i}\ninclude f{i + 1}".encode() for i in range(150)})
    lines, _, reports = _read(source, "f0")
    assert len(lines) == DEPTH_MAX
    assert len(reports.found) == 1


def test_top_file_missing_refuses_the_start() -> None:
    lines, _, reports = _read(files(""), "nope.conf")
    assert lines == []
    assert reported(reports) == ["Config files missing 'nope.conf'."]
    assert reports.found[0].exit_status == 6
    assert config_test_status(reports.found) == 4


def test_top_file_that_is_unsuitable_or_unreadable_refuses_the_start() -> None:
    source = files("", d__f="")
    source.odd["exe"] = FileKind.EXECUTABLE
    source.unreadable["no"] = "Permission denied"
    source.odd["pipe"] = FileKind.SPECIAL
    found = [_read(source, name)[2].found[0] for name in ("d", "exe", "pipe", "no")]
    assert [d.message for d in found] == [
        "Configuration file 'd/' is a directory - skipping",
        "Configuration file 'exe' is not a regular non-executable file - skipping",
        "Configuration file 'pipe' is not a regular non-executable file - skipping",
        "Unable to read configuration file no",
    ]
    assert {d.exit_status for d in found} == {6}
    assert found[1].fix == "chmod a-x 'exe'"


def test_file_that_everybody_may_write_is_read_with_a_note_that_counts_for_nothing() -> None:
    source = files("include d/f\nb", d__f="a")
    source.odd["d/f"] = FileKind.SHARED
    lines, _, reports = _read(source)
    assert lines == ["a", "b"]
    (note,) = reports.found
    assert (note.message, note.line) == ("Everybody may write 'd/f'", 1)
    assert config_test_status(reports.found) == 0


def test_several_top_files_are_read_in_order_with_a_warning() -> None:
    source = MemoryFiles({"b.conf": b"b", "a.conf": b"a"})
    lines, _, reports = _read(source, "*.conf")
    assert lines == ["a", "b"]
    assert reports.found[0].severity is Severity.WARNING
    assert config_test_status(reports.found) == 5


def test_line_that_is_too_long_or_holds_nul_is_dropped_with_its_number() -> None:
    _, _, reports = _read(files(b"a\n" + b"x" * 2000 + b"\nb\0c\n"))
    assert [(d.line, d.message) for d in reports.found] == [
        (2, "line too long - ignoring"),
        (3, "configuration appears to have embedded NULs - ignoring line"),
    ]


def test_sequence_reads_its_text_once_for_each_value() -> None:
    text = "~SEQ(x, 1, 2) ~LST(y, a, b) v${x}${y}\nlast ${x}${y}"
    assert _read(files(text))[0] == ["v1a", "v1b", "v2a", "v2b", "last 2b"]


def test_sequence_of_a_block_includes_and_definitions_reads_them_in_place() -> None:
    text = "$M=m \\\n n\n~SEQ(x, 1, 2) b { ${x} }\n~LST(f, p, q) include ${f}\n~SEQ(x, 2) $M"
    expected = ["b", "{", "1", "}", "b", "{", "2", "}", "in-p", "in-q", "m", "n", "m", "n"]
    assert _read(files(text, p="in-p", q="in-q"))[0] == expected


def test_sequence_variable_replaces_a_definition_of_several_lines() -> None:
    assert _read(files("$x=a \\\n b\n~SEQ(x, 2) v ${x} w\n"))[0] == ["v 1 w", "v 2 w"]


def test_sequence_that_is_wrong_is_dropped_with_its_position() -> None:
    lines, _, reports = _read(files("\n  ~SEQ(x) a"))
    assert lines == []
    assert reported(reports) == [
        "Invalid ~SEQ definition '~SEQ(x) a'",
        "Invalid ~SEQ specification '~SEQ(x) a'",
    ]
    assert [(d.line, d.column) for d in reports.found] == [(2, 3), (2, 3)]


def test_sequence_without_an_end_is_bounded_and_reported_once() -> None:
    lines, _, reports = _read(files("~SEQ(x, 999999999999) a\n~SEQ(x, 2) b\nc"))
    assert (len(lines), lines[-1]) == (GENERATED_MAX + 1, "c")
    assert [d.code for d in reports.found] == ["C118"]


def test_file_included_again_and_again_is_bounded() -> None:
    big = "x\n" * (AGAIN_BYTES_MAX // 20)
    lines, _, reports = _read(files("include big\n" * 12, big=big))
    assert len(lines) == 11 * AGAIN_BYTES_MAX // 20
    assert "(included too often)" in reported(reports)[0]


def test_definitions_of_definitions_that_double_are_bounded() -> None:
    text = "".join(f"$L{n + 1}=${{L{n}}}${{L{n}}}\n" for n in range(30))
    lines, _, reports = _read(files(f"{text}v ${{L30}}\nend"))
    assert lines[-1] == "end"
    assert [d.code for d in reports.found].count("C118") == 1


def test_built_in_directory_is_that_of_the_file_being_read() -> None:
    source = files("include d/x\n${_PWD}", d__x="${_PWD}\ninclude e/y\n", d__e__y="${_PWD}\n")
    assert _read(source)[0] == ["/d", "/d/e", "/"]


def test_definition_that_is_open_at_the_end_of_an_included_file_goes_on() -> None:
    source = files("include x\nb\nc\n$A", x="$A=a \\\n")
    assert _read(source)[0] == ["c", "a", "b"]


def test_definition_whose_body_uses_itself_ends_with_a_report() -> None:
    lines, _, reports = _read(files("$A=a \\\n $A\n$A\nb"))
    assert lines[-1] == "b"
    assert len(lines) <= GENERATED_MAX + 2
    assert [d.code for d in reports.found] == ["C118"]


def test_includes_that_multiply_end_with_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vipd.conf.contents.FILES_MAX", 50)
    source = MemoryFiles(
        {f"f{i}": f"include f{i + 1}\ninclude f{i + 1}".encode() for i in range(40)}
    )
    source.content["f40"] = b"x"
    lines, reader, _ = _read(source, "f0")
    assert len(reader.read) == 50
    assert set(lines) == {"x"}
