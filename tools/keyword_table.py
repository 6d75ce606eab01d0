"""``python -m tools.keyword_table TABLE``: write the facts of a keyword table to ``tests/data``.

TABLE is tab-separated with a line of column names; what a keyword is and how it is read is kept,
what it does is not. The tests that walk the copy fail for each keyword that vipd lacks, or reads
in another way.
"""

import csv
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

TARGET: Final = Path(__file__).resolve().parent.parent / "tests/data/keywords.tsv"
COLUMNS: Final = (
    "block_path",
    "keyword",
    "arguments",
    "type",
    "default",
    "range",
    "repeatable",
    "aliases",
    "inherits_from",
    "bad_value_behaviour",
)

_BUFFERS: Final = (
    "vrrp_netlink_cmd_rcv_bufs",
    "vrrp_netlink_monitor_rcv_bufs",
    "lvs_netlink_cmd_rcv_bufs",
    "lvs_netlink_monitor_rcv_bufs",
    "process_monitor_rcv_bufs",
)
_OBSERVED_RANGES: Final = {"persistence_engine": "16 characters"} | dict.fromkeys(
    _BUFFERS, "0..4294967295"
)
"""Ranges in which keepalived 2.4.3 was seen to differ from the table."""
_OBSERVED_FAULTS: Final = dict.fromkeys(
    _BUFFERS, "strict int: any fault reported+ignored; missing reported+ignored"
)
"""Bad values of which it was seen to make something else."""


def facts(table: str) -> str:
    """Return the kept columns of a table, in its order."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE,
                        quotechar=None, escapechar=None)  # fmt: skip
    writer.writerow(COLUMNS)
    reader = csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
    for row in reader:
        row["range"] = _OBSERVED_RANGES.get(row["keyword"], row["range"])
        row["bad_value_behaviour"] = _OBSERVED_FAULTS.get(
            row["keyword"], row["bad_value_behaviour"]
        )
        writer.writerow([row[column] for column in COLUMNS])
    return out.getvalue()


def main(arguments: Sequence[str]) -> int:
    """Write the copy."""
    (source,) = arguments
    TARGET.write_text(facts(Path(source).read_text()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
