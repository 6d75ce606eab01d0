"""The names that are defined from the beginning: ``${_PWD}``, ``${_RANDOM 1 6}`` and the like."""

from collections.abc import Callable
from typing import Final

from vipd.conf import codes
from vipd.conf.diag import Position, Reports
from vipd.conf.surroundings import Surroundings

_U64: Final = 2**64
_RANDOM_MAX: Final = 32_767
"""keepalived 2.4: the upper bound of ``${_RANDOM}`` that none is given for."""


class Random:
    """A sequence of numbers that depends on its seed alone (SplitMix64)."""

    def __init__(self, seed: int) -> None:
        self._state = seed % _U64

    def between(self, low: int, high: int) -> int:
        """Return a number from ``low`` to ``high``, both included."""
        self._state = (self._state + 0x9E3779B97F4A7C15) % _U64
        mixed = self._state
        mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9 % _U64
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB % _U64
        return low + (mixed ^ mixed >> 31) % (high - low + 1)


class Predefined:
    """Evaluates the names anew at each use.

    ``directory`` returns the directory of the file that is being read.
    """

    def __init__(
        self,
        config_id: str,
        surroundings: Surroundings,
        directory: Callable[[], str],
        reports: Reports,
    ) -> None:
        self._config_id = config_id
        self._environment = surroundings.environment
        self._directory = directory
        self._reports = reports
        self._random = Random(surroundings.seed)

    def reseed(self, seed: int) -> None:
        """Begin the sequence of random numbers anew.

        Deviates: in keepalived 2.4 ``random_seed`` has no effect.
        """
        self._random = Random(seed)

    def value(self, name: str, arguments: tuple[str, ...], at: Position) -> str | None:
        """Return what a reference stands for, None when it is none or at fault."""
        match name:
            case "_ENV":
                if self._counted(name, arguments, 1, 1, at):
                    return self._environment.get(arguments[0], "")
                return None
            case "_RANDOM":
                return self._number(arguments, at)
            case _ if arguments:
                return None  # keepalived 2.4: no reference, and no report
            case "_PWD":
                return self._directory()
            case "_INSTANCE":
                return self._config_id
            case "_HASH":
                return "#"
            case "_BANG":
                return "!"
            case _:
                return None

    def _counted(
        self, name: str, arguments: tuple[str, ...], least: int, most: int, at: Position
    ) -> bool:
        count = len(arguments)
        if least <= count <= most:
            return True
        text = f"requires between {least} and {most} parameters, {count} specified."
        self._wrong(name, text, at)
        return False

    def _number(self, arguments: tuple[str, ...], at: Position) -> str | None:
        if not all(word.isascii() and word.isdigit() for word in arguments):
            self._wrong("_RANDOM", "requires numeric parameters only.", at)
            return None
        if not self._counted("_RANDOM", arguments, 0, 2, at):
            return None
        # Deviates: bounds beyond 64 bits crash keepalived 2.4.
        bounds = [min(int(word[:30]), _U64 - 1) for word in arguments]
        low = bounds[0] if bounds else 0
        high = bounds[1] if len(bounds) > 1 else _RANDOM_MAX
        if low > high:
            self._reports.add(
                codes.VALUE_CHANGED,
                f"${{_RANDOM}}: min {low} exceeds max {high}, using {low}",
                at,
                reason=f"the upper bound is {_RANDOM_MAX} unless it is given",
                fix="write ${_RANDOM MIN MAX}",
            )
            high = low
        return str(self._random.between(low, high))

    def _wrong(self, name: str, fault: str, at: Position) -> None:
        self._reports.add(
            codes.BUILTIN_ARGUMENTS,
            f"Definition {name} {fault}",
            at,
            reason="the text stays as it is, and its braces open and close a block",
        )
