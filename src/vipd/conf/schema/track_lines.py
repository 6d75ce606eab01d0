"""Lines of ``track_interface``."""

from dataclasses import dataclass

from vipd.conf.diag import Position
from vipd.conf.schema.call import Call


@dataclass(frozen=True, slots=True)
class TrackedInterface:
    """An interface that is to be tracked."""

    name: str
    at: Position


@dataclass(frozen=True, slots=True)
class TrackInterfaceLine:
    """``NAME [weight N [reverse]]``."""

    def read(self, call: Call) -> TrackedInterface:
        """Return the interface; its weight is not looked at yet."""
        return TrackedInterface(call.words[0].text, call.at)

    def describe(self) -> str:
        """Return the form in words."""
        return "an interface, optionally with weight"
