"""The table at the end: measured outage against what the protocol promises."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from vipd.base.units import MILLISECOND, Duration
from vipd.demo.outage import Outage, Precision
from vipd.demo.plan import Act
from vipd.demo.timeline import seconds_text

EXPLANATION: Final = (
    "Protocol (RFC 9568 6.1): the heir of a router that lost power waits for 3 × advert_int + "
    "skew, of one that said good-bye for its skew = (256 - priority) / 256 × advert_int; a "
    "router that returns takes nothing away, whether it preempts or not."
)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an act.

    ``settled`` is whether the right router was master in the end and stayed it.
    """

    act: Act
    settled: bool
    outage: Outage
    precision: Precision

    @property
    def bound(self) -> Duration:
        """Return how long the outage may have been, to the precision of this run."""
        return Duration(self.act.promise + self.precision.margin)

    @property
    def is_kept(self) -> bool:
        """Whether the promise of the act was kept."""
        return self.settled and self.outage.time <= self.bound


def table(results: Sequence[Result]) -> Table:
    """Return the results for printing."""
    made = Table(box=SIMPLE_HEAD, pad_edge=False)
    made.add_column("what happened", no_wrap=True)
    made.add_column("master", no_wrap=True)
    for heading in ("lost", "outage", "protocol", "bound"):
        made.add_column(heading, justify="right", no_wrap=True)
    made.add_column("", no_wrap=True)
    for result in results:
        act = result.act
        made.add_row(
            act.title,
            act.heir.name if result.settled else Text("?", "bold red"),
            str(result.outage.lost),
            seconds_text(result.outage.time),
            seconds_text(act.promise),
            seconds_text(result.bound),
            Text("kept", "green") if result.is_kept else Text("BROKEN", "bold red"),
        )
    return made


def explain(results: Sequence[Result]) -> str:
    """Return how the margin in each bound came about."""
    stalls = [result.precision.stall for result in results]
    precision = results[0].precision
    return (
        "Bound: that and the precision of this run, measured meanwhile: 2 × the client's pace "
        f"({_ms(precision.pace)}), 8 × the slowest answer while nothing happened "
        f"({_ms(precision.round_trip)}) and 2 × the longest time that a process waited for a "
        f"processor ({_ms(min(stalls))} to {_ms(max(stalls))})."
    )


def _ms(duration: Duration) -> str:
    return f"{duration / MILLISECOND:.1f} ms"
