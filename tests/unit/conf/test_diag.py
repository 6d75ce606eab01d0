"""Diagnostics: order, form, and what they decide."""

import pytest

from vipd.conf import codes
from vipd.conf.diag import (
    Code,
    Diagnostic,
    Position,
    Prefix,
    ReportClass,
    Reports,
    Severity,
    SourceLine,
    config_test_status,
    explanation,
    ordered,
    phrase,
    refusing_reload,
    refusing_start,
    render,
    start_status,
)

ALONE = Position(SourceLine("a.conf", 7, 7, alone=True), 3)
INCLUDED = Position(SourceLine("d/x", 2, 9), 5)


def _found(*items: tuple[Code, str, Position | None]) -> list[Diagnostic]:
    reports = Reports()
    for code, message, at in items:
        reports.add(code, message, at)
    return reports.found


def test_phrase_names_the_file_unless_it_is_the_only_one() -> None:
    one, other, none = _found(
        (codes.VALUE_INVALID, "x", ALONE),
        (codes.VALUE_INVALID, "y", INCLUDED),
        (codes.BRACE_UNCLOSED, "z", None),
    )
    assert [phrase(d) for d in (one, other, none)] == ["(Line 7) x", "(d/x: Line 2) y", "z"]


def test_phrase_with_a_percent_sign_in_the_file_name_is_literal() -> None:
    at = Position(SourceLine("100%s.conf", 1, 1), 1)
    assert phrase(_found((codes.VALUE_INVALID, "x", at))[0]) == "(100%s.conf: Line 1) x"


def test_render_adds_place_reason_and_fix_below() -> None:
    reports = Reports()
    reports.add(codes.KEYWORD_UNKNOWN, "Unknown keyword 'x'", ALONE, reason="why", fix="do")
    assert render(reports.found[0]) == (
        "(Line 7) Unknown keyword 'x'\n    a.conf:7:3: warning C105: why; do"
    )


def test_explanation_without_place_and_advice_still_says_code_and_severity() -> None:
    (found,) = _found((codes.BRACE_UNCLOSED, "z", None))
    assert explanation(found) == "error C109"


def test_ordered_puts_lines_in_order_of_reading_and_validation_last() -> None:
    reports = Reports()
    reports.add(codes.VIP_SENSIBLE, "late", ALONE, prefix=Prefix.NONE)
    reports.add(codes.VALUE_INVALID, "second", INCLUDED)
    reports.add(codes.VALUE_INVALID, "first", ALONE)
    assert [d.message for d in ordered(reports.found)] == ["first", "second", "late"]


@pytest.mark.parametrize(
    "kinds, status",
    [
        ([], 0),
        ([codes.INCLUDE_FAULT], 0),
        ([codes.FILE_MISSING], 4),
        ([codes.INTERFACE_FATAL], 4),
        ([codes.NOT_BUILT], 0),
        ([codes.INTERFACE_FATAL, codes.INTERFACE_ABSENT], 5),
        ([codes.FILES_MANY], 5),
        ([codes.KEYWORD_UNKNOWN], 5),
        ([codes.VIP_SENSIBLE], 5),
        ([codes.KEYWORD_DEPRECATED], 5),
        ([Code("T1", ReportClass.SECURITY_ERROR, Severity.WARNING)], 6),
        ([codes.INCLUDE_ERROR, codes.KEYWORD_UNKNOWN], 6),
        ([codes.WORD_MISSING, codes.KEYWORD_UNKNOWN], 2),
        ([codes.WORD_MISSING, codes.INCLUDE_ERROR], 6),
    ],
)
def test_config_test_status_is_that_of_the_highest_class(kinds: list[Code], status: int) -> None:
    assert config_test_status(_found(*((code, "x", ALONE) for code in kinds))) == status


def test_start_status_of_warnings_lets_the_daemon_start() -> None:
    found = _found((codes.KEYWORD_UNKNOWN, "x", ALONE), (codes.BRACE_UNCLOSED, "y", None))
    assert start_status(found) is None
    assert refusing_start(found) == ()


def test_start_status_of_several_refusals_is_that_of_the_files() -> None:
    found = _found((codes.VRID_MISSING, "x", ALONE), (codes.FILE_MISSING, "y", None))
    assert start_status(found) == 6
    assert len(refusing_start(found)) == 2


def test_refusing_reload_names_new_errors_only() -> None:
    running = _found((codes.VALUE_INVALID, "x", ALONE))
    moved = _found((codes.VALUE_INVALID, "x", INCLUDED), (codes.KEYWORD_UNKNOWN, "w", ALONE))
    assert refusing_reload(moved, running) == ()
    twice = _found((codes.VALUE_INVALID, "x", ALONE), (codes.VALUE_INVALID, "x", INCLUDED))
    assert [d.line for d in refusing_reload(twice, running)] == [2]
    other = _found((codes.VALUE_INVALID, "y", ALONE))
    assert refusing_reload(other, running) == tuple(other)


def test_refusing_reload_of_what_refuses_a_start_is_refused_even_if_known() -> None:
    fatal = _found((codes.VRID_DUPLICATE, "x", ALONE))
    assert refusing_reload(fatal, fatal) == tuple(fatal)


def test_codes_are_unique() -> None:
    names = [code.name for code in vars(codes).values() if isinstance(code, Code)]
    assert len(names) == len(set(names)) > 50
