"""Every option of a line that keepalived's table of keywords has is known."""

import csv
import re
from pathlib import Path

import pytest

from tests.support.lines import read_line
from vipd.conf.schema.addresses import VirtualAddressLine
from vipd.conf.schema.call import MissingWord
from vipd.conf.schema.registry import Kind
from vipd.conf.schema.routes import RouteKind
from vipd.conf.schema.rules import RuleKind

TABLE = Path(__file__).parents[2] / "data/keywords.tsv"
NAME = re.compile(r"-?[a-z][\w-]*")
LINES: dict[str, tuple[Kind[object], str, str]] = {
    "static_routes (line)": (RouteKind(static=True), "10.0.0.0/8 dev eth0", "unknown route"),
    "static_rules (line)": (RuleKind(static=True), "priority 1", "Unknown rule option"),
    "static_ipaddress (line)": (VirtualAddressLine(static=True), "10.0.0.1", "Unknown conf"),
}
NOT_STATIC = ("static_ipaddress (line)", "use_vmac")
"""The only option of the common rows that is not for static addresses."""


def _options() -> list[tuple[str, str]]:
    with TABLE.open(newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        (block, row["keyword"])
        for row in rows
        for block in LINES
        if row["block_path"].endswith(block)
        and NAME.fullmatch(row["keyword"])
        and (block, row["keyword"]) != NOT_STATIC
    ]


def test_table_has_options_of_all_lines() -> None:
    found = _options()
    assert {block for block, _ in found} == set(LINES)
    assert len(found) > 80


@pytest.mark.parametrize(("block", "option"), _options())
def test_option_of_the_table_is_known(block: str, option: str) -> None:
    kind, before, unknown = LINES[block]
    try:
        _, said = read_line(kind, f"{before} {option}")
    except MissingWord:
        return
    assert not [message for message in said if message.startswith(unknown)]
