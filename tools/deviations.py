"""The keywords whose default or range differs from keepalived's on purpose, and why.

The test that walks the keyword table lets these through; ``docs/differences.md`` prints them.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Deviation:
    """One keyword that vipd reads, or leaves, in another way than keepalived 2.4."""

    block: str
    keyword: str
    theirs: str
    ours: str
    reason: str


_REAL_TIME: Final = (
    "An advert that is late is a failover; the time that may be used without a wait is bounded"
)

DEVIATIONS: Final = (
    Deviation(
        "global_defs",
        "vrrp_higher_prio_send_advert",
        "off",
        "on",
        "A master that yields without a word leaves clients cut off until the other one has taken"
        " over",
    ),
    Deviation(
        "vrrp_instance",
        "higher_prio_send_advert",
        "off",
        "that of vrrp_higher_prio_send_advert: on",
        "As above",
    ),
    Deviation(
        "global_defs",
        "vrrp_rt_priority",
        "off; 0 becomes 1",
        "10 where it is permitted; 0: none",
        _REAL_TIME,
    ),
    *(
        Deviation(
            "global_defs",
            f"{process}_rlimit_rttime",
            "10000, then the process is killed; a bad value stores 0",
            "2000000, then it loses its real-time priority",
            "A start with a thousand instances needs a few hundred milliseconds",
        )
        for process in ("vrrp", "checker", "bfd")
    ),
    Deviation("global_defs", "bfd_rt_priority", "off", "10 where it is permitted", _REAL_TIME),
)


def table() -> str:
    """Return the deviations as lines of a Markdown table."""
    rows = [f"| `{d.keyword}` | {d.theirs} | {d.ours} | {d.reason} |" for d in DEVIATIONS]
    head = ["| Keyword | keepalived 2.4 | vipd | Why |", "|---|---|---|---|"]
    return "\n".join([*head, *rows])
