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


def is_kept(result: Result, margin: Duration) -> bool:
    """Whether the promise of the act was kept, to the precision of this run."""
    return result.settled and result.outage.time <= result.act.promise + margin


def table(results: Sequence[Result], precision: Precision) -> Table:
    """Return the results for printing."""
    made = Table(box=SIMPLE_HEAD, pad_edge=False)
    made.add_column("what happened", no_wrap=True)
    made.add_column("master", no_wrap=True)
    for heading in ("lost", "outage", "protocol", "bound"):
        made.add_column(heading, justify="right", no_wrap=True)
    made.add_column("", no_wrap=True)
    for result in results:
        act = result.act
        kept = is_kept(result, precision.margin)
        made.add_row(
            act.title,
            act.heir.name if result.settled else Text("?", "bold red"),
            str(result.outage.lost),
            seconds_text(result.outage.time),
            seconds_text(act.promise),
            seconds_text(Duration(act.promise + precision.margin)),
            Text("kept", "green") if kept else Text("BROKEN", "bold red"),
        )
    return made


def explain(precision: Precision) -> str:
    """Return how the margin in each bound came about."""
    return (
        f"Bound: that and {_ms(precision.margin)} for the precision of this run, measured in it: "
        f"2 × the client's pace ({_ms(precision.pace)}), 8 × the slowest answer while "
        f"nothing happened ({_ms(precision.round_trip)}) and 2 × the longest time that a process "
        f"waited for a processor ({_ms(precision.stall)})."
    )


def _ms(duration: Duration) -> str:
    return f"{duration / MILLISECOND:.1f} ms"
