"""The registry against the table of keepalived's keywords: names, aliases, defaults, ranges."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.lines import words
from tools.deviations import DEVIATIONS, Deviation, table
from vipd.base.units import MILLISECOND, SECOND
from vipd.conf.diag import Prefix, Reports
from vipd.conf.schema.call import Call, MissingWord, Rejected
from vipd.conf.schema.registry import BlockSchema, Keyword, schema_of
from vipd.conf.schema.root import Root
from vipd.conf.schema.track_lines import Weight

TABLE = Path(__file__).parents[2] / "data/keywords.tsv"
DEVIANT = {(d.block, d.keyword): d for d in DEVIATIONS}
NAME = re.compile(r"[A-Za-z_][\w-]*")
RANGE = re.compile(r"(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)?(?: \(.*\))?$")


@dataclass(frozen=True)
class Row:
    block: str
    keyword: str
    aliases: tuple[str, ...]
    type: str
    default: str
    range: str


def _rows() -> list[Row]:
    with TABLE.open(newline="") as file:
        table = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Row(
                row["block_path"],
                row["keyword"],
                _names(row["aliases"]),
                row["type"],
                row["default"],
                row["range"],
            )
            for row in table
            if NAME.fullmatch(row["keyword"])
        ]


def _names(aliases: str) -> tuple[str, ...]:
    """Return the names among what the table says of aliases, which may be prose."""
    found = (re.sub(r"\(.*?\)", "", part).strip() for part in re.split("[,;]", aliases))
    return tuple(name for name in found if NAME.fullmatch(name) and "_" in name)


def _schemas() -> dict[str, BlockSchema]:
    """Return the keywords of every block by its path."""
    found: dict[str, BlockSchema] = {}

    def walk(path: str, schema: BlockSchema) -> None:
        found[path or "(root)"] = schema
        for name, keyword in schema.keywords.items():
            if keyword.block is not None:
                walk(f"{path}.{name}" if path else name, schema_of(keyword.block))

    walk("", schema_of(Root))
    return found


SCHEMAS = _schemas()
ROWS = [row for row in _rows() if row.block in SCHEMAS]
DECLARED = [row for row in ROWS if row.keyword in SCHEMAS[row.block].keywords]


def _label(row: Row) -> str:
    return f"{row.block}.{row.keyword}"


def _keyword(row: Row) -> Keyword:
    return SCHEMAS[row.block].keywords[row.keyword]


def test_every_block_of_the_table_is_in_the_registry() -> None:
    parts = {"(line)", "(any)", " TUN", "lvs_timeouts", "lvs_sync_daemon"}
    blocks = {row.block for row in _rows() if not any(part in row.block for part in parts)}
    assert blocks - set(SCHEMAS) == set()


@pytest.mark.parametrize("row", ROWS, ids=_label)
def test_keyword_and_its_aliases_are_in_the_registry(row: Row) -> None:
    known = SCHEMAS[row.block].keywords
    missing = {name for name in (row.keyword, *row.aliases) if name not in known}
    if (row.block, row.keyword) not in DEVIANT:
        assert missing == set()


def _accepts(keyword: Keyword, value: str) -> bool:
    """Tell whether the kind of a keyword takes a value without a word, as a test of it does."""
    reports = Reports()
    call = Call(words(keyword.name, value), "V", reports, Prefix.NONE, True)
    assert keyword.kind is not None
    try:
        keyword.kind.read(call)
    except (Rejected, MissingWord):
        return False
    return not reports.found


def _bounds(row: Row) -> tuple[list[str], list[str]]:
    """Return values inside and outside of the range of a row."""
    found = RANGE.match(row.range)
    assert found is not None
    low, high = found[1], found[2]
    step = 10 ** -len(low.partition(".")[2]) if "." in low else 1
    places = len(low.partition(".")[2])
    inside = [low] if not high else [low, high]
    outside = [f"{float(low) - step:.{places}f}" if places else str(int(low) - 1)]
    if high:
        places = len(high.partition(".")[2])
        above = float(high) + 10**-places if places else int(high) + 1
        outside.append(f"{above:.{places}f}" if places else str(above))
    return inside, outside


@pytest.mark.parametrize(
    "row", [r for r in DECLARED if RANGE.match(r.range) and _keyword(r).kind], ids=_label
)
def test_range_of_a_number_is_that_of_the_table(row: Row) -> None:
    if (row.block, row.keyword) in DEVIANT:
        return
    keyword = _keyword(row)
    inside, outside = _bounds(row)
    odd = "(" in row.range  # a bound is taken, and changed with a report
    assert odd or [value for value in inside if not _accepts(keyword, value)] == []
    assert [value for value in outside if _accepts(keyword, value)] == []


BOOLEAN = [r for r in DECLARED if r.range.startswith("on|true|yes") and _keyword(r).kind]


@pytest.mark.parametrize("row", BOOLEAN, ids=_label)
def test_boolean_takes_six_words_and_no_others(row: Row) -> None:
    keyword = _keyword(row)
    good = [word for word in ("on", "true", "yes", "off", "false", "no") if _accepts(keyword, word)]
    assert len(good) == 6
    assert [word for word in ("ON", "1", "0", "enable", "") if _accepts(keyword, word)] == []


PLAIN = re.compile(r"(off|on|-?\d+(?:\.\d+)?)$")


@pytest.mark.parametrize("row", [r for r in DECLARED if PLAIN.match(r.default)], ids=_label)
def test_default_is_that_of_the_table(row: Row) -> None:
    """A registry default of None is resolved when the model is built, and tested there."""
    if (row.block, row.keyword) in DEVIANT or _keyword(row).default is None:
        return
    default = _keyword(row).default
    match row.default:
        case "off":
            assert not default
        case "on":
            assert default is True
        case number:
            unit = MILLISECOND if " ms" in row.range else SECOND
            if isinstance(default, tuple):
                default = default[0]
            value = default.value if isinstance(default, Weight) else default
            assert value in (float(number), round(float(number) * unit))


@pytest.mark.parametrize("deviation", DEVIATIONS, ids=lambda d: f"{d.block}.{d.keyword}")
def test_deviation_is_of_a_keyword_of_the_table(deviation: Deviation) -> None:
    assert (deviation.block, deviation.keyword) in {(row.block, row.keyword) for row in ROWS}


def test_deviations_are_printed_in_the_documentation() -> None:
    page = (TABLE.parents[2] / "docs/differences.md").read_text()
    assert f"begin -->\n{table()}\n<!--" in page
