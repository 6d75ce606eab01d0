"""What a measurement yields, and how it is shown: a table for people, JSON for programs."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path


class Bound(Enum):
    """How a measure is judged; the value completes the sentence "ours is at most ..."."""

    RATIO = "times theirs"
    SURPLUS = "more than theirs"
    ABSOLUTE = "in all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """The greatest value that passes."""

    bound: Bound
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One number of ours beside the packaged keepalived's; None: it could not be measured."""

    part: str
    name: str
    unit: str
    ours: float | None
    theirs: float | None
    limit: Limit | None = None

    @property
    def ratio(self) -> float | None:
        """Ours divided by theirs, where that says something."""
        if self.ours is None or not self.theirs:
            return None
        return self.ours / self.theirs

    @property
    def passed(self) -> bool | None:
        """Whether the limit is kept; None: there is none to judge by."""
        if self.limit is None:
            return None
        if self.ours is None:
            return False
        match self.limit.bound:
            case Bound.ABSOLUTE:
                return self.ours <= self.limit.value
            case Bound.RATIO if self.theirs is not None:
                return self.ours <= self.limit.value * self.theirs
            case Bound.SURPLUS if self.theirs is not None:
                return self.ours <= self.limit.value + self.theirs
            case _:
                return None


def table(measures: Sequence[Measure]) -> str:
    """Return the measures as aligned text."""
    rows = [("part", "measure", "unit", "ours", "keepalived", "ratio", "at most", "")]
    for each in measures:
        rows.append(
            (
                each.part,
                each.name,
                each.unit,
                _number(each.ours),
                _number(each.theirs),
                _number(each.ratio),
                "" if each.limit is None else f"{each.limit.value:g} {each.limit.bound.value}",
                {None: "", True: "ok", False: "BROKEN"}[each.passed],
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    right = {3, 4, 5}
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def write(path: Path, measures: Sequence[Measure], *, short: bool, subject: str) -> None:
    """Write everything as JSON; directories are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {
        "subject": subject,
        "short": short,
        "python": platform.python_version(),
        "kernel": platform.release(),
        "cpus": os.cpu_count(),
        "measures": [_record(each) for each in measures],
    }
    path.write_text(json.dumps(document, indent=1) + "\n")


def _record(measure: Measure) -> dict[str, object]:
    return {
        "part": measure.part,
        "name": measure.name,
        "unit": measure.unit,
        "ours": measure.ours,
        "keepalived": measure.theirs,
        "ratio": measure.ratio,
        "limit": None if measure.limit is None else measure.limit.value,
        "limit_kind": None if measure.limit is None else measure.limit.bound.name.lower(),
        "passed": measure.passed,
    }


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.0f}" if value == int(value) and abs(value) >= 10 else f"{value:.3g}"
