"""How keepalived writes single values in its dumps."""

from collections.abc import Callable

from vipd.base.units import Instant

WallClock = Callable[[Instant], str]
"""Renders an instant as the time of day."""


def heading(title: str) -> str:
    """Return the line that begins a section."""
    return f"------< {title} >------"


def time(at: Instant | None, wall: WallClock) -> str:
    """Return a point in time; None is one that has not been yet."""
    return "0.000000" if at is None else wall(at)


def enabled(value: bool) -> str:
    """Return ``enabled`` or ``disabled``."""
    return "enabled" if value else "disabled"


def true(value: bool) -> str:
    """Return ``true`` or ``false``."""
    return "true" if value else "false"


def yes(value: bool) -> str:
    """Return ``yes`` or ``no``."""
    return "yes" if value else "no"
