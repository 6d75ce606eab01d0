"""How strictly a start judges what was found: ``--strict`` and ``--allow-unsupported``."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from vipd.conf import codes
from vipd.conf.diag import EXIT_CONFIG, Diagnostic, ReportClass, Severity

_SAME_MEANING: Final = frozenset(
    {ReportClass.MULTIPLE_FILES, ReportClass.WARNING, ReportClass.DEPRECATED}
)
"""Classes of findings after which the configuration still means what it says."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What the person who starts vipd wants of findings.

    ``strict``: refuse whatever keepalived would carry on with in a changed meaning.
    ``allow_unsupported``: start without the features that vipd does not have yet.
    """

    strict: bool = False
    allow_unsupported: bool = False

    def judge(self, found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
        """Return the findings with the consequences that this policy gives them."""
        return tuple(map(self._judged, found))

    def _judged(self, diagnostic: Diagnostic) -> Diagnostic:
        if diagnostic.code == codes.NOT_BUILT.name:
            return (
                diagnostic.judged_as(codes.NOT_BUILT_ALLOWED)
                if self.allow_unsupported
                else diagnostic
            )
        if not self.strict:
            return diagnostic
        if diagnostic.code == codes.INCLUDE_FAULT.name:
            return diagnostic.judged_as(codes.INCLUDE_ERROR)
        changed = diagnostic.severity is not Severity.NOTE
        if changed and diagnostic.exit_status is None and diagnostic.klass not in _SAME_MEANING:
            return replace(diagnostic, exit_status=EXIT_CONFIG, severity=Severity.ERROR)
        return diagnostic
