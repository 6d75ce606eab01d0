"""Reads the configuration for the processes: the one door to ``conf``."""

from dataclasses import dataclass
from typing import TextIO

from vipd.conf.diag import Diagnostic
from vipd.model.process import Daemon
from vipd.proc.log import Log
from vipd.proc.settings import Settings


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


def read(log: Log, settings: Settings) -> Loaded:
    """Read the configuration and log what is wrong with it."""
    raise NotImplementedError


def test(settings: Settings, out: TextIO) -> int:
    """Test the configuration, write what is wrong with it and return the exit status of ``-t``."""
    raise NotImplementedError
