"""Reads the configuration for the processes: the one door to ``conf``."""

from dataclasses import dataclass

from vipd.conf.diag import Diagnostic
from vipd.model.process import Daemon


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read, and what is to be said about it."""

    daemon: Daemon
    diagnostics: tuple[Diagnostic, ...]

    @staticmethod
    def describe(diagnostic: Diagnostic) -> str:
        """Return a finding as a person wants it: place, what is wrong."""
        if not diagnostic.line:
            return diagnostic.message
        place = f"{diagnostic.file}:{diagnostic.line}:{diagnostic.column}"
        return f"{place}: {diagnostic.message}"
