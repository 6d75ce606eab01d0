"""What a start makes of findings."""

import pytest

from vipd.conf import codes
from vipd.conf.diag import Code, Diagnostic, Reports, Severity, refusing_start, start_status
from vipd.conf.policy import Policy


def _found(*kinds: Code) -> tuple[Diagnostic, ...]:
    reports = Reports()
    for kind in kinds:
        reports.add(kind, "x")
    return tuple(reports.found)


@pytest.mark.parametrize(
    "kind, plain, strict",
    [
        (codes.KEYWORD_UNKNOWN, None, 2),
        (codes.VALUE_INVALID, None, 2),
        (codes.VALUE_CHANGED, None, 2),
        (codes.INCLUDE_FAULT, None, 6),
        (codes.KEYWORD_DEPRECATED, None, None),
        (codes.FILES_MANY, None, None),
        (codes.VIP_SENSIBLE, None, None),
        (codes.ADDRESS_PREFIX, None, None),
        (codes.FILE_MISSING, 6, 6),
        (codes.NOT_BUILT, 2, 2),
    ],
)
def test_policy_decides_what_refuses_a_start(
    kind: Code, plain: int | None, strict: int | None
) -> None:
    assert start_status(Policy().judge(_found(kind))) == plain
    assert start_status(Policy(strict=True).judge(_found(kind))) == strict


def test_policy_that_is_strict_makes_an_error_of_a_changed_meaning_alone() -> None:
    found = Policy(strict=True).judge(_found(codes.KEYWORD_UNKNOWN, codes.VIP_SENSIBLE))
    assert [d.severity for d in found] == [Severity.ERROR, Severity.WARNING]


def test_policy_starts_without_what_is_not_built_and_says_so() -> None:
    found = Policy(allow_unsupported=True).judge(_found(codes.NOT_BUILT, codes.FILE_MISSING))
    assert [d.code for d in found] == ["C903", "C001"]
    assert found[0].reason == "this node does not do what the configuration says"
    assert [d.code for d in refusing_start(found)] == ["C001"]
