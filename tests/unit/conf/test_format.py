"""The canonical form: layout changes, nothing else."""

import pytest

from vipd.conf.format import format_text
from vipd.conf.text import LINE_BYTES_MAX


def formatted(text: str) -> str:
    after = format_text(text.encode("utf-8", "surrogateescape"))
    assert format_text(after) == after
    return after.decode("utf-8", "surrogateescape")


def test_one_statement_a_line_indented_by_the_open_braces() -> None:
    assert formatted("a  b{c\td {e} }\nf") == ("a b {\n    c d {\n        e\n    }\n}\nf\n")


def test_brace_on_a_line_of_its_own_moves_behind_its_keyword() -> None:
    assert formatted("a b\n{\nc\n}\n") == "a b {\n    c\n}\n"


def test_definition_that_the_end_of_the_file_cuts_off_gains_no_line() -> None:
    assert formatted("$A=x\\\n") == "$A=x\\\n"


def test_brace_stays_where_a_comment_is_between() -> None:
    assert formatted("a\n# why\n{\n}\n") == "a\n# why\n{\n}\n"
    assert formatted("a # one\n{ # two\n}\n") == "a # one\n{ # two\n}\n"


def test_comments_stay_with_the_first_piece_of_their_line() -> None:
    assert formatted("  # whole\na {b}#x\n! end") == "# whole\na { #x\n    b\n}\n! end\n"


@pytest.mark.parametrize("quoted", ['"x  y"', '"{  }"', '"#  !"'])
def test_quotes_keep_what_is_between_them(quoted: str) -> None:
    assert formatted(f"a   {quoted}   b") == f"a {quoted} b\n"


@pytest.mark.parametrize(
    "line",
    [
        "notify '/bin/x  y'",
        r"notify /bin/x\  y",
        "a {$MANY }",
        "$A=x  {  y }",
        "~SEQ(i, 1,  2) a $i",
        "@x a { b }",
        'a "open  {',
    ],
)
def test_lines_that_could_change_in_meaning_keep_their_words(line: str) -> None:
    assert formatted(line + "\n") == line + "\n"


def test_include_takes_the_rest_of_its_line_with_all_braces() -> None:
    assert formatted("include   {a,b}.conf\n") == "include {a,b}.conf\n"
    assert formatted("a { include x }") == "a {\n    include x }\n"


def test_definition_of_several_lines_keeps_its_lines() -> None:
    text = "$A= \\\nx   y \\\n# no end\nz\n\n\nb\n"
    assert formatted(text) == "$A= \\\n    x   y \\\n    # no end\n    z\n\nb\n"


def test_blank_line_that_ends_a_definition_stays() -> None:
    assert formatted("$A= \\\nx \\\n\n\nb") == "$A= \\\n    x \\\n\nb\n"


def test_blank_lines_are_kept_once_and_not_at_the_ends() -> None:
    assert formatted("\n\na\n\n\n\nb\n\n") == "a\n\nb\n"


def test_line_ends_become_newlines_and_the_last_line_has_one() -> None:
    assert formatted("a\r\nb") == "a\nb\n"


def test_lines_for_several_nodes_count_once() -> None:
    text = "@x a 1 {\n@y a 2 {\nb\n}\n"
    assert formatted(text) == "@x a 1 {\n@y a 2 {\n    b\n}\n"


def test_lines_that_are_dropped_at_reading_stay_as_they_are() -> None:
    long = "  x" + " y" * LINE_BYTES_MAX
    assert formatted(f"a {{\n{long}\nb\0 c\n}}\n") == f"a {{\n{long}\nb\0 c\n}}\n"


def test_no_line_becomes_too_long_by_its_layout() -> None:
    for length in range(LINE_BYTES_MAX - 90, LINE_BYTES_MAX + 1):
        word = "w" * (length - 2)
        for line in (f"a {{\n{word}#c\n}}\n", f"{word}{{}}\n", f"{word}\n{{\n}}\n"):
            assert all(len(row) <= LINE_BYTES_MAX for row in formatted(line).split("\n"))


def test_extra_closing_braces_do_not_indent_backwards() -> None:
    assert formatted("}\n}\na {\n}\n") == "}\n}\na {\n}\n"


def test_other_encodings_pass_through() -> None:
    assert format_text(b"# gr\xfc\xdfe\na \xff\n") == b"# gr\xfc\xdfe\na \xff\n"


def test_empty_file_stays_empty() -> None:
    assert formatted("") == ""
    assert formatted("\n\n") == ""
