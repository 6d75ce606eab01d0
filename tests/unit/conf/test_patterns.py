"""File name patterns."""

import pytest

from tests.support.configs import MemoryFiles
from vipd.conf.patterns import (
    ALTERNATIVES_MAX,
    expand_braces,
    has_wildcards,
    join,
    match_files,
    parent,
)


@pytest.mark.parametrize(
    "pattern, expected",
    [
        ("a", ("a",)),
        ("{x,y}.conf", ("x.conf", "y.conf")),
        ("{a,b{c,d}}z", ("az", "bcz", "bdz")),
        ("{a", ("{a",)),
        ("a}", ("a}",)),
        ("{a}{b,c}", ("ab", "ac")),
        (r"\{a,b}", (r"\{a,b}",)),
        ("{,x}", ("", "x")),
    ],
)
def test_expand_braces_in_the_order_written(pattern: str, expected: tuple[str, ...]) -> None:
    assert expand_braces(pattern) == expected


def test_expand_braces_of_a_bomb_stays_bounded() -> None:
    assert len(expand_braces("{a,b}" * 30)) <= ALTERNATIVES_MAX


FILES = MemoryFiles(
    dict.fromkeys(
        ["d/10", "d/9", "d/B", "d/a", "d/.h", "d/sub/y", "d/[x]", "d/a*b", "e/k/z.conf", "top"],
        b"",
    )
)


@pytest.mark.parametrize(
    "pattern, expected",
    [
        ("d/*", ("d/10", "d/9", "d/B", "d/[x]", "d/a", "d/a*b", "d/sub/")),
        ("d/.*", ("d/.h",)),
        ("d/[0-9]*", ("d/10", "d/9")),
        ("d/[!0-9a-z]", ("d/B",)),
        ("d/?", ("d/9", "d/B", "d/a")),
        (r"d/a\*b", ("d/a*b",)),
        (r"d/\[x]", ("d/[x]",)),
        ("*/k/*.conf", ("e/k/z.conf",)),
        ("top", ("top",)),
        ("d", ("d/",)),
        ("{d/9,top}", ("d/9", "top")),
    ],
)
def test_match_files_sorts_by_byte_value(pattern: str, expected: tuple[str, ...]) -> None:
    assert match_files(pattern, "", FILES).names == expected


def test_match_files_relative_to_a_directory_shows_the_relative_name() -> None:
    assert match_files("9", "d", FILES).names == ("9",)
    assert match_files("*9", "d", FILES).names == ("9",)


@pytest.mark.parametrize(
    "pattern, missing",
    [
        ("nope", ("nope",)),
        ("nodir/*", ("nodir/*",)),
        ("d/q*", ()),
        ("{nope,top}", ("nope",)),
        ("{d/q*,top}", ()),
    ],
)
def test_match_files_tells_missing_names_from_empty_wildcards(
    pattern: str, missing: tuple[str, ...]
) -> None:
    assert match_files(pattern, "", FILES).missing == missing


@pytest.mark.parametrize(
    "pattern, expected", [("a*", True), ("a?", True), ("[a]", True), (r"a\*", False), ("a", False)]
)
def test_has_wildcards_ignores_quoted_ones(pattern: str, expected: bool) -> None:
    assert has_wildcards(pattern) is expected


def test_join_and_parent_of_absolute_and_relative_names() -> None:
    assert join("d", "x") == "d/x"
    assert join("/", "x") == "/x"
    assert join("", "x") == "x"
    assert join("d", "/x") == "/x"
    assert parent("d/x") == "d"
    assert parent("/x") == "/"
    assert parent("x") == ""
