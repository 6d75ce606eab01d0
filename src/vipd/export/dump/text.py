"""How keepalived writes single values in its dumps."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from vipd.base.units import MICROSECOND, SECOND, Duration, Instant
from vipd.model.notify import Command, NotifyScripts

WallClock = Callable[[Instant], str]
"""Renders an instant as the time of day."""


NEVER: Final = "0.000000 (Thu Jan  1 00:00:00.000000 1970)"
"""How keepalived writes a point in time that has not been yet."""


def no_time(_at: Instant) -> str:
    """Be a clock that knows no time of day."""
    return NEVER


def heading(title: str) -> str:
    """Return the line that begins a section."""
    return f"------< {title} >------"


def time(at: Instant | None, wall: WallClock) -> str:
    """Return a point in time; None is one that has not been yet."""
    return NEVER if at is None else wall(at)


def enabled(value: bool) -> str:
    """Return ``enabled`` or ``disabled``."""
    return "enabled" if value else "disabled"


def true(value: bool) -> str:
    """Return ``true`` or ``false``."""
    return "true" if value else "false"


def yes(value: bool) -> str:
    """Return ``yes`` or ``no``."""
    return "yes" if value else "no"


def on(value: bool) -> str:
    """Return ``ON`` or ``OFF``."""
    return "ON" if value else "OFF"


def seconds(value: Duration) -> str:
    """Return a duration in seconds, to the microsecond."""
    whole, rest = divmod(value, SECOND)
    return f"{whole}.{rest // MICROSECOND:06}"


def command(value: Command) -> str:
    """Return a command and who runs it; without a user it is the daemon's."""
    return f"{words(value.args)}, uid:gid {value.uid or 0}:{value.gid or 0}"


def words(values: Iterable[str]) -> str:
    """Return words in quotes."""
    return " ".join(f"'{value}'" for value in values)


def notify(scripts: NotifyScripts) -> Iterator[str]:
    """Yield the scripts that are run when an instance or a group changes its state."""
    for title, script in (
        ("Backup", scripts.backup),
        ("Master", scripts.master),
        ("Fault", scripts.fault),
        ("Stop", scripts.stop),
        ("Deleted", scripts.deleted),
        ("Generic", scripts.any_state),
        ("Master rx lower pri", scripts.master_rx_lower_pri),
    ):
        if script is not None:
            yield f"   {title} state transition script = {command(script)}"
