"""Defaults by what they do: the model without a keyword, with its default, and with other values.

* Without the keyword the model is the same as with its default written out.
* Any other value makes another model, so the comparison above says something.
* Where another keyword is inherited, its value counts, and one of the block's own goes before it.
"""

import re
from collections.abc import Mapping

import pytest

from tests.support.keyword_rows import (
    LINE,
    ROWS,
    Row,
    configuration,
    declared,
    family,
    keyword_of,
    load,
    option_of,
    value_of,
)
from vipd.conf.schema.kinds import Choice
from vipd.conf.schema.registry import Shape
from vipd.model.process import Daemon

LINES: dict[tuple[str, str], tuple[str, str]] = {
    ("interface_up_down_delays" + LINE, "IFNAME DOWN [UP]"): ("eth5", "eth5 0 0"),
    ("virtual_server_group" + LINE, "IP [PORT]"): ("10.9.1.1", "10.9.1.1 0"),
}
"""Lines that are a whole: without what has a default, and with it."""
UNLIKE = {
    ("vrrp_instance.unicast_peer" + LINE, "min_ttl"): "a bound also asks for check_unicast_src",
    ("vrrp_instance.unicast_peer" + LINE, "max_ttl"): "a bound also asks for check_unicast_src",
    ("global_defs", "vmac_prefix"): "the dump tells them apart",
    ("vrrp_sync_group", "notify_priority_changes"): "without it members follow the global setting",
    (
        "virtual_server.real_server.MISC_CHECK",
        "misc_timeout",
    ): "the model keeps that nothing was given",
}
"""Defaults that cannot be written out without another effect, and why."""
_ACTS_ON_READING = "acts on the reading itself"
INERT = {
    "(root).namespace_with_ipsets": "namespaces are not built",
    "global_defs.script_user": "who a user is, is a matter of the host",
    "vrrp_script.user": "who a user is, is a matter of the host",
    "virtual_server.real_server.MISC_CHECK.user": "who a user is, is a matter of the host",
    "global_defs.random_seed": _ACTS_ON_READING,
    "global_defs.include_check": _ACTS_ON_READING,
    "vrrp_instance.debug": "without effect",
    "virtual_server.hashed": "without effect",
    "vrrp_instance.no_virtual_ipaddress": "silences a report",
    "address.use_vmac": "not built, and reported",
    "address.(other word)": "ignored, and reported",
    "route.as [to]": "ignored, and reported",
    "tunnel.nocsum": "is the default",
}
"""Keywords and options that change nothing in the model, and why."""
ELSEWHERE = {
    "vrrp_instance.vrf": "only without interface: tests of conf.build_features",
    "virtual_server.ip_family": "only for marks: tests of conf.build_lvs",
    **dict.fromkeys(
        ("route.(other word)", "rule.(other word)"), "drops the line: test_keyword_faults"
    ),
}
"""What the configurations here have no place for."""


def _model(row: Row, statements: str, around: Mapping[str, str] | None = None) -> Daemon:
    value = value_of(row)
    others = dict(value.around)
    for path, text in (around or {}).items():
        others[path] = f"{others.get(path, '')}\n{text}".strip()
    return load(configuration(row.block, statements, around=others, line=value.line)).daemon


def _label(row: Row) -> str:
    return row.label


def _written(row: Row, value: str) -> str:
    """Return the keyword or option with a value."""
    keyword = keyword_of(row)
    assert keyword is not None
    return f"{row.keyword} {value}".strip()


WITH_DEFAULT = [row for row in ROWS if row.default and declared(row).value]


@pytest.mark.parametrize("row", WITH_DEFAULT, ids=_label)
def test_model_is_the_same_with_the_default_written_out(row: Row) -> None:
    key = (row.block, row.keyword)
    without, written = LINES.get(key, ("", _written(row, declared(row).value)))
    same = _model(row, without) == _model(row, written)
    assert same is (key not in UNLIKE)


def _other(row: Row) -> str | None:
    """Return a statement with a value that is not the default, None where there is no form."""
    known = value_of(row)
    if known.statement:
        return known.statement
    found = _number(row)
    if found is not None:
        return _written(row, found)
    keyword = keyword_of(row)
    kind = None if row.of_line or keyword is None else keyword.kind
    default = declared(row).value
    match row.type:
        case "flag":
            return row.keyword
        case "bool":
            return _written(row, "off" if default == "on" else "on")
        case "enum" | "list" if isinstance(kind, Choice):
            return _written(row, next(word for word in kind.words if word != default))
        case "ip":
            return _written(row, "10.9.9.9")
        case "string" | "name" | "ifname" | "key":
            return _written(row, "zz")
        case "path" | "script":
            return _written(row, "/zz")
        case "hex":
            return _written(row, "ab" * 16)
        case "prefix":
            return _written(row, "10.2.0.0/16")
        case "range":
            return _written(row, "7-9")
        case _:
            return None


NUMBERS = ("int", "decimal", "timer", "time", "name or number", "int list")


def _number(row: Row) -> str | None:
    """Return a number that is in the range, and is not the default."""
    if row.type not in NUMBERS:
        return None
    found = re.match(r"(-?[\d.]+)\.\.(\d*)", row.range)
    low = float(found[1]) if found else 0
    high = float(found[2]) if found and found[2] else 1000
    return next(n for n in ("7", "2000", "3", "1") if low <= float(n) <= high
                and n != declared(row).value)  # fmt: skip


def _of_block(row: Row) -> bool:
    """Tell whether an option belongs to this one of the lists that the table has one row for."""
    return not row.of_line or row.keyword == "(other word)" or option_of(row) is not None


SIMPLE = [
    row
    for row in ROWS
    if row.of_line or ((k := keyword_of(row)) is not None and k.shape is Shape.SIMPLE)
]


@pytest.mark.parametrize(
    "row",
    [row for row in SIMPLE if family(row) not in ELSEWHERE and _of_block(row)],
    ids=_label,
)
def test_model_is_another_one_with_another_value(row: Row) -> None:
    without = LINES.get((row.block, row.keyword), ("", ""))[0]
    statement = _other(row)
    assert statement is not None, "no value is known that is not the default"
    with_it = (
        load(configuration(row.block, line=statement[1:])).daemon
        if statement.startswith("=")
        else _model(row, statement)
    )
    assert (_model(row, without) != with_it) is (family(row) not in INERT)


BESIDE = {
    "vrrp_instance.notify_priority_changes < vrrp_sync_group": "tests of conf.build_groups",
    "vrrp_instance.mcast_dst_ip < global_defs.vrrp_mcast_group6": "for IPv6",
}
"""What is inherited in configurations that are not made here."""
_APART = "the model keeps both, for the dump"
KEPT = {
    "(root).net_namespace_ipvs": _APART,
    "global_defs.smtp_alert_vrrp": _APART,
    "global_defs.smtp_alert_checker": _APART,
    "global_defs.vmac_addr_prefix": _APART,
    "vrrp_sync_group.notify_priority_changes": _APART,
    "vrrp_script.timeout": _APART,
    "virtual_server.real_server.virtualhost": "SNI uses that of the virtual server",
    "virtual_server.real_server.MISC_CHECK.misc_timeout": _APART,
    "web.virtualhost": _APART,
    "web.url.virtualhost": "SNI uses that of checker and virtual server",
}
"""Where the model is another one if an inherited value is written out, and why."""
INHERITED = [
    pytest.param(row, path, id=f"{row.label} < {path}")
    for row in ROWS
    if row.default
    for path in declared(row).inherits
    if not any(f"{row.label} < {path}".startswith(key) for key in BESIDE)
]


@pytest.mark.parametrize("row, path", INHERITED)
def test_inherited_value_counts_where_the_keyword_is_not_given(row: Row, path: str) -> None:
    statement = _other(row)
    assert statement is not None
    block, _, name = path.rpartition(".")
    if "SSL_GET" in row.block:
        block = block.replace("HTTP_GET", "SSL_GET")  # They have their urls in common.
    above = {block or "(root)": " ".join((name, *statement.split()[1:]))}
    inherited = _model(row, "", above)
    assert (inherited != _model(row, "")) is (family(row) not in INERT)
    same = inherited == _model(row, statement, above)
    assert same or family(row) in KEPT
