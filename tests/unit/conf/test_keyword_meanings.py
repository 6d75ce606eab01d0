"""Defaults by what they do: the model without a keyword, with its default, and with other values.

* Without the keyword the model is the same as with its default written out.
* Any other value makes another model, so the comparison above says something.
* Where another keyword is inherited, its value counts, and one of the block's own goes before it.
"""


import pytest

from tests.support.keyword_rows import (
    LINE,
    ROWS,
    Row,
    configuration,
    declared,
    keyword_of,
    load,
)
from vipd.model.process import Daemon

_V = "vrrp_instance"
_R = "virtual_server.real_server"
_UNICAST = "unicast_src_ip 10.9.0.8\nunicast_peer {\n10.9.0.9\n}"
AROUND: dict[tuple[str, str], dict[str, str]] = {
    ("global_defs", "vrrp_ipsets"): {"global_defs": "vrrp_iptables"},
    (_V, "unicast_ttl"): {_V: _UNICAST},
    (_V, "old_unicast_checksum"): {_V: _UNICAST + "\nversion 3"},
    (_V, "check_unicast_src"): {_V: _UNICAST},
    (_V, "v3_checksum_as_v2"): {_V: "version 3"},
    (_V, "owner_ignore_adverts"): {_V: "priority 255"},
    (_V, "timer_expired_backup"): {_V: "nopreempt"},
    (_V, "accept"): {_V: "strict_mode on"},
    (_V, "vmac_xmit_base"): {_V: "use_vmac"},
    (_V, "track_src_ip"): {_V: "mcast_src_ip 10.9.0.8"},
    ("garp_group", "garp_interval"): {"garp_group": "gna_interval 1"},
    ("garp_group", "gna_interval"): {"garp_group": "garp_interval 1"},
}
"""What must stand beside a keyword so that it counts."""
OTHERS: dict[tuple[str, str], str] = {
    ("global_defs", "umask"): "022",
}
"""Values other than the default, where the form of the value does not give one."""
LINES: dict[tuple[str, str], tuple[str, str]] = {
    ("interface_up_down_delays" + LINE, "IFNAME DOWN [UP]"): ("eth5", "eth5 0 0"),
    ("virtual_server_group" + LINE, "IP [PORT]"): ("10.9.1.1", "10.9.1.1 0"),
}
"""Lines that are a whole: without what has a default, and with it."""
_RULE = "table 5 preference 100 [[line]]"
BASES = {
    ("vrrp_instance.virtual_rules" + LINE, "from"): _RULE,
    ("static_rules" + LINE, "from"): _RULE,
}
"""Lines in which an option does not stand yet."""
UNLIKE = {
    ("vrrp_instance.unicast_peer" + LINE, "min_ttl"): "a bound also asks for check_unicast_src",
    ("vrrp_instance.unicast_peer" + LINE, "max_ttl"): "a bound also asks for check_unicast_src",
    ("vrrp_sync_group", "notify_priority_changes"): "without it members follow the global setting",
    (_R + ".MISC_CHECK", "misc_timeout"): "the model keeps that nothing was given",
}
"""Defaults that cannot be written out without another effect, and why."""
INERT: dict[tuple[str, str], str] = {}
"""Keywords that change nothing in the model, and why."""


def _model(row: Row, statements: str, **others: str) -> Daemon:
    key = (row.block, row.keyword)
    around = dict(AROUND.get(key, {}))
    if key in BASES:
        around["base"] = BASES[key]
    own = around.pop(row.block, "")
    for path, text in others.items():
        around[path] = "\n".join(filter(None, (around.get(path, ""), text)))
    between = " " if row.block.endswith(LINE) else "\n"
    text = between.join(filter(None, (own, statements)))
    return load(configuration(row.block, text, **around)).daemon


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
