"""The registry against the table of keepalived's keywords: names, aliases, forms, deviations."""

import re

import pytest

from tests.support.keyword_rows import (
    LANGUAGE,
    LINE,
    NOT_KEYWORDS,
    ROWS,
    SCHEMAS,
    TABLE,
    TEMPLATES,
    Row,
    keyword_at,
    option_of,
)
from tools.deviations import DEVIATIONS, Deviation, table
from vipd.conf.schema.check_kinds import Expression
from vipd.conf.schema.commands import Command
from vipd.conf.schema.line_options import options_of
from vipd.conf.schema.registry import Shape
from vipd.conf.schema.routes import RouteKind, route_options
from vipd.conf.schema.rules import RuleKind, rule_options

SHAPES = {"block": Shape.BLOCK, "list-block": Shape.LIST}
OPTIONS = [row for row in ROWS if row.of_line and row.keyword != "(other word)"]
"""What other words do is among the faults."""


def _label(row: Row) -> str:
    return row.label


def test_every_block_of_the_table_is_in_the_registry_and_has_a_configuration() -> None:
    blocks = {row.block for row in ROWS if not row.of_line}
    assert blocks - set(SCHEMAS) == set()
    assert {row.block for row in ROWS} - set(TEMPLATES) == set()
    assert len(ROWS) > 700


def test_every_block_but_global_defs_belongs_to_a_child() -> None:
    ours = {name for name, schema in SCHEMAS.items() if not schema.child}
    assert ours == {"(root)", "global_defs"}


def test_no_deprecated_keyword_is_told_to_be_written_instead_of_itself() -> None:
    keywords = [each for schema in SCHEMAS.values() for each in schema.keywords.values()]
    found = [(keyword.name, old) for keyword in keywords for old in keyword.deprecated]
    assert found
    assert [name for name, old in found if name == old.name and not old.instead] == []


def test_every_command_is_kept_as_it_was_written() -> None:
    keywords = [each for schema in SCHEMAS.values() for each in schema.keywords.values()]
    kept = {keyword for keyword in keywords if keyword.command}
    assert kept == {each for each in keywords if isinstance(each.kind, Command | Expression)}


def test_rows_that_are_no_keywords_are_those_of_the_language() -> None:
    names = {row.keyword for row in LANGUAGE}
    assert {"include", "@ID", "$NAME=", "~SEQ", "~LST", "${_ENV}"} <= names
    assert not any(name in schema.keywords for schema in SCHEMAS.values() for name in names)


@pytest.mark.parametrize("row", NOT_KEYWORDS, ids=_label)
def test_word_that_no_version_knows_is_no_keyword(row: Row) -> None:
    assert row.keyword not in SCHEMAS[row.block].keywords


@pytest.mark.parametrize("row", [r for r in ROWS if not r.of_line], ids=_label)
def test_keyword_and_its_aliases_are_in_the_registry(row: Row) -> None:
    known = SCHEMAS[row.block].keywords
    aliases = [name for name in row.aliases if "_" in name]
    assert {name for name in (row.keyword, *aliases) if name not in known} == set()
    assert known[row.keyword].shape is SHAPES.get(row.type, Shape.SIMPLE)


@pytest.mark.parametrize("row", OPTIONS,
                         ids=_label)  # fmt: skip
def test_option_and_its_aliases_are_in_the_registry(row: Row) -> None:
    if (row.block, row.keyword) in NOT_OF_THIS_BLOCK:
        assert option_of(row) is None
        return
    option = option_of(row)
    assert option is not None
    known = {option.name, *option.aliases, *option.old}
    assert {name for name in row.aliases if name in ALL_OPTIONS} <= known


ALL_OPTIONS = {row.keyword for row in ROWS if row.of_line}
NOT_OF_THIS_BLOCK = {
    ("static_ipaddress" + LINE, "use_vmac"),
    *(
        (f"vrrp_instance.virtual_{what}" + LINE, "track_group")
        for what in ("ipaddress", "ipaddress_excluded", "routes", "rules")
    ),
}
"""The table has one row for several lists; these options belong to some of them only."""


def _written(kind: object) -> set[str]:
    """Return all names of options that the registry has of a kind of line."""
    named = {name for o in options_of(kind) for name in (o.name, *o.aliases, *o.old)}
    return {name for name in named if not name.isupper()} - {"track_group"}


def test_options_of_the_registry_are_those_that_lines_read() -> None:
    assert _written(RouteKind(static=True)) == set(route_options()) - {"to"}
    assert _written(RuleKind(static=True)) == set(rule_options())


def test_inherited_keywords_exist() -> None:
    paths = {
        path
        for schema in SCHEMAS.values()
        for keyword in schema.keywords.values()
        for unset in (keyword.unset, *(option.unset for option in options_of(keyword.kind)))
        if unset is not None
        for path in unset.inherits
    }
    assert len(paths) > 30
    for path in paths:
        assert keyword_at(path).name == re.sub(r".*\.", "", path)


@pytest.mark.parametrize("deviation", DEVIATIONS, ids=lambda d: f"{d.block}.{d.keyword}")
def test_deviation_is_of_a_keyword_of_the_table(deviation: Deviation) -> None:
    assert (deviation.block, deviation.keyword) in {(row.block, row.keyword) for row in ROWS}


def test_deviations_are_printed_in_the_documentation() -> None:
    page = (TABLE.parents[2] / "docs/differences.md").read_text()
    assert f"begin -->\n{table()}\n<!--" in page
