"""Definitions and their use."""

import pytest

from tests.support.configs import line, reported
from vipd.conf.diag import Reports
from vipd.conf.macros import LENGTH_MAX, Macros
from vipd.conf.predefined import Predefined
from vipd.conf.surroundings import Surroundings


def _macros(*definitions: str) -> Macros:
    reports = Reports()
    surroundings = Surroundings(environment={"COLOUR": "dark # blue", "EMPTY": ""}, seed=1)
    macros = Macros(Predefined("node1", surroundings, lambda: "/etc/x", reports), reports)
    for definition in definitions:
        if macros.collecting:
            macros.collect(line(definition))
        else:
            assert macros.define(line(definition))
    return macros


@pytest.mark.parametrize("value", ["$A = 1", "A=1", "$1=x", "$A", "${A}=1", "$A-B=1"])
def test_define_of_an_ordinary_line_refuses(value: str) -> None:
    assert not _macros().define(line(value))


@pytest.mark.parametrize(
    "value, expected",
    [
        ("x $A", "x hello"),
        ("x${A}y", "xhelloy"),
        ("x$A.y", "x$A.y"),
        ("x$A,y", "xhello,y"),
        ("f($A)", "f(hello)"),
        ('"$A"', '"$A"'),
        ('"${A}"', '"hello"'),
        ("$B", "$B"),
        ("${A }", "hello"),
        ("${A x}", "${A x}"),
        ("${ A}", "${ A}"),
        ("${_INSTANCE}", "node1"),
        ("a${_HASH}b${_BANG}", "a#b!"),
        ("$", "$"),
    ],
)
def test_substitute_of_a_reference_follows_its_form(value: str, expected: str) -> None:
    assert _macros("$A=hello").substitute(line(value)).text.value == expected


@pytest.mark.parametrize(
    ("value", "noted"),
    [
        ("v $X", True),
        ("v a${X}", True),
        ('v "${X}"', False),
        ("v ^a$X", False),
        ("v $X,", False),
        ("v ${_X}", False),
        ("v $A ${A}", False),
        ("v ${A x}", False),
    ],
)
def test_reference_to_nothing_is_mentioned_once(value: str, noted: bool) -> None:
    macros = _macros("$A=hello")
    for _ in range(2):
        macros.substitute(line(value))
    assert len(reported(macros.reports)) == noted


def test_substitute_binds_late_and_rescans() -> None:
    macros = _macros("$B=x$A", "$A=1")
    assert macros.substitute(line("v $B")).text.value == "v x1"


def test_define_again_replaces_built_in_names_too() -> None:
    macros = _macros("$_INSTANCE=other", "$A=1", "$A=2")
    assert macros.substitute(line("${_INSTANCE}${A}")).text.value == "other2"


def test_substitute_of_a_circle_reports_and_drops_the_line() -> None:
    macros = _macros("$A=$B", "$B=$A")
    assert macros.substitute(line("x $A")).dropped
    assert reported(macros.reports) == ["Definition refers to itself - ignoring line"]


def test_substitute_beyond_the_length_leaves_the_reference() -> None:
    macros = _macros("$A=" + "x" * 600)
    result = macros.substitute(line("${A}${A}"))
    assert result.text.value == "x" * 600 + "${A}"
    assert len(result.text.value) <= LENGTH_MAX
    assert "would exceed maximum line length" in reported(macros.reports)[0]


def test_substitute_of_several_lines_only_at_the_end() -> None:
    macros = _macros("$M=a \\", "b \\", "c")
    at_end = macros.substitute(line("x ${M}"))
    assert at_end.text.value == "x a"
    assert at_end.bodies == (("b", "c"),)
    assert macros.substitute(line("${M} x")).text.value == "${M} x"


def test_substitute_of_nested_bodies_lists_the_inner_one_first() -> None:
    macros = _macros("$B=b1 \\", "b2", "$A=$B \\", "a2")
    result = macros.substitute(line("$A"))
    assert result.text.value == "b1"
    assert result.bodies == (("b2",), ("a2",))


def test_collect_drops_empty_parts_and_keeps_an_empty_definition_plain() -> None:
    macros = _macros("$A=\\", "\\", "x")
    assert macros.substitute(line("$A")).text.value == "x"
    empty = _macros("$A=\\", "")
    assert empty.substitute(line("v ${A} w")).text.value == "v  w"


def test_substitute_puts_every_character_at_the_place_of_its_reference() -> None:
    text = _macros("$A=hello").substitute(line("ab ${A} c")).text
    assert [text.columns[i] for i in (0, 3, 7, 8, 9)] == [1, 4, 4, 8, 9]


def test_substitute_stops_at_a_value_that_begins_with_a_tilde() -> None:
    macros = _macros("$S=~x", "$A=1")
    assert macros.substitute(line("$S ${A}")).text.value == "~x ${A}"


@pytest.mark.parametrize(
    "value, expected",
    [
        ("${_PWD}/y", "/etc/x/y"),
        ("x${_ENV COLOUR}y", "xdark # bluey"),
        ("x${_ENV NONE}y", "xy"),
        ("${_RANDOM 7 7}", "7"),
        ("${_RANDOM 7 7 }", "7"),
        ("$_PWD", "/etc/x"),
        ("${_PWD x}", "${_PWD x}"),
        ("${_HASHx}", "${_HASHx}"),
        ("${_RANDOM 1-2}", "${_RANDOM 1-2}"),
    ],
)
def test_substitute_of_a_built_in_name_evaluates_it(value: str, expected: str) -> None:
    macros = _macros()
    assert macros.substitute(line(value)).text.value == expected
    assert macros.reports.found == []


@pytest.mark.parametrize(
    "value, report",
    [
        ("${_ENV}", "Definition _ENV requires between 1 and 1 parameters, 0 specified."),
        ("${_ENV A B}", "Definition _ENV requires between 1 and 1 parameters, 2 specified."),
        ("${_RANDOM a}", "Definition _RANDOM requires numeric parameters only."),
        (
            "${_RANDOM 1 2 3}",
            "Definition _RANDOM requires between 0 and 2 parameters, 3 specified.",
        ),
    ],
)
def test_substitute_with_wrong_words_reports_and_leaves_the_text(value: str, report: str) -> None:
    macros = _macros()
    assert macros.substitute(line(f"x {value}")).text.value == f"x {value}"
    assert reported(macros.reports) == [report]
    assert macros.reports.found[0].column == 3


def test_substitute_of_random_bounds_that_cross_uses_the_lower_one() -> None:
    macros = _macros()
    assert macros.substitute(line("${_RANDOM 6 5}")).text.value == "6"
    assert reported(macros.reports) == ["${_RANDOM}: min 6 exceeds max 5, using 6"]


def test_substitute_of_random_takes_the_next_number_each_time_and_any_bound() -> None:
    macros = _macros()
    drawn = [int(macros.substitute(line("${_RANDOM 1 6}")).text.value) for _ in range(100)]
    assert set(drawn) == {1, 2, 3, 4, 5, 6}
    huge = macros.substitute(line("${_RANDOM 0 " + "9" * 40 + "}")).text.value
    assert 0 <= int(huge) < 2**64


def test_reseeding_begins_the_same_sequence_again() -> None:
    macros = _macros()
    macros.predefined.reseed(5)
    first = macros.substitute(line("$_RANDOM")).text.value
    macros.predefined.reseed(5)
    assert macros.substitute(line("$_RANDOM")).text.value == first
