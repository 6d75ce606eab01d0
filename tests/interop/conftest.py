"""Fixtures of the laboratory."""

from tests.support.fixtures import lab, probe

__all__ = ["lab", "probe"]
