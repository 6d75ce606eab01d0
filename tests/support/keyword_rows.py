"""The table of keepalived's keywords, and configurations in which one of them stands."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from tests.support.configs import read
from vipd.conf.load import Loaded
from vipd.conf.schema.line_options import Option, options_of
from vipd.conf.schema.registry import BlockSchema, Keyword, Unset, schema_of
from vipd.conf.schema.root import Root
from vipd.export.keywords import unset

TABLE = Path(__file__).parents[1] / "data/keywords.tsv"
VALUES = TABLE.with_name("keyword_values.tsv")
NAME = re.compile(r"-?[A-Za-z_][\w-]*")
LINE = " (line)"


@dataclass(frozen=True)
class Row:
    """One row of the table, in one of the blocks that it is about."""

    block: str
    keyword: str
    arguments: str
    type: str
    default: str
    range: str
    aliases: tuple[str, ...]
    inherits: str
    bad: str

    @property
    def label(self) -> str:
        return f"{self.block}.{self.keyword}"

    @property
    def of_line(self) -> bool:
        """Whether it is an option of a line, or of a keyword with several words."""
        return self.block.endswith(LINE)


WORDS = {
    "virtual_server.lb_kind TUN": "virtual_server.lb_kind",
    "real_server.lvs_method TUN": "virtual_server.real_server.lvs_method",
    "sorry_server_lvs_method TUN": "virtual_server.sorry_server_lvs_method",
    "global_defs.lvs_sync_daemon": "global_defs.lvs_sync_daemon",
    "global_defs.lvs_timeouts": "global_defs.lvs_timeouts",
}
"""Keywords with several words, as the table writes them and by their path."""


def _rows() -> Iterator[Row]:
    with TABLE.open(newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            written = row["block_path"]
            for path in written.removesuffix(LINE).split(" | "):
                line = written.endswith(LINE) or path in WORDS
                yield Row(
                    WORDS.get(path, path) + (LINE if line else ""),
                    row["keyword"],
                    row["arguments"],
                    row["type"],
                    row["default"],
                    row["range"],
                    _names(row["aliases"]),
                    row["inherits_from"],
                    row["bad_value_behaviour"],
                )


def _names(aliases: str) -> tuple[str, ...]:
    """Return the names among what the table says of aliases, which may be prose."""
    found = (re.sub(r"\(.*?\)", "", part).strip() for part in re.split("[,;]", aliases))
    return tuple(name for name in found if NAME.fullmatch(name))


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
NOT_KEYWORDS = tuple(row for row in _rows() if row.bad.startswith("Unknown keyword"))
"""What manuals name, and no version knows."""
LANGUAGE = tuple(row for row in _rows() if row.block == "(any)")
"""Includes, conditions and macros: no keywords, and tested as a language."""
ROWS = tuple(row for row in _rows() if row not in NOT_KEYWORDS and row not in LANGUAGE)


def keyword_at(path: str) -> Keyword:
    """Return the keyword that a path leads to."""
    block, _, name = path.rpartition(".")
    return SCHEMAS[block or "(root)"].keywords[name]


def keyword_of(row: Row) -> Keyword | None:
    """Return the keyword of a row, of the line for an option; None when there is none."""
    if row.of_line:
        return keyword_at(row.block.removesuffix(LINE))
    return SCHEMAS[row.block].keywords.get(row.keyword)


POSITIONS = {
    "IPADDR[/PREFIX]": "ADDRESS",
    "IPADDR": "ADDRESS",
    "[to] [TYPE] DEST": "DESTINATION",
    "as [to]": "as",
    "[type] ACTION": "ACTION",
    "IP [PORT]": "PORT",
    "IP/MASK [PORT]": "ADDRESS",
    "IP-LAST [PORT]": "ADDRESS",
    "IP-IP [PORT]": "ADDRESS",
    "IFNAME DOWN [UP]": "UP",
    "IFNAME [MII|ETHTOOL|IOCTL]": "METHOD",
}
"""What a line itself says, as the table and as the registry call it."""


def option_of(row: Row) -> Option | None:
    """Return the option of a row of a line, by any of its names."""
    keyword = keyword_of(row)
    assert keyword is not None
    for option in options_of(keyword.kind):
        if POSITIONS.get(row.keyword, row.keyword) in (option.name, *option.aliases, *option.old):
            return option
    return None


def declared(row: Row) -> Unset:
    """Return what the registry says of a keyword or option that is not given."""
    option = option_of(row) if row.of_line else None
    if option is not None:
        return option.unset
    keyword = keyword_of(row)
    assert keyword is not None
    return unset(keyword)


# Configurations. [[path]] is where statements of a block go, [[line]] where options go.
_GLOBAL = "global_defs {\n[[global_defs]]\n}\n"
_VIP = "virtual_ipaddress {\n10.9.0.1\n}\n"
_INSTANCE = "vrrp_instance V {\ninterface eth0\nvirtual_router_id 51\n[[vrrp_instance]]\n"
_V = _INSTANCE + _VIP + "}\n"
_W = (
    "vrrp_instance W {\ninterface eth0\nvirtual_router_id 52\nvirtual_ipaddress {\n10.9.0.7\n}\n}\n"
)
_TRACKERS = (
    "vrrp_script S {\nscript /bin/true\n[[vrrp_script]]\n}\n"
    "vrrp_track_process P {\n[[vrrp_track_process]]\nprocess sleep\n}\n"
    "track_file F {\n[[track_file]]\nfile /tmp/f\n}\n"
    "vrrp_track_file O {\n[[vrrp_track_file]]\nfile /tmp/o\n}\n"
    "bfd_instance B {\nneighbor_ip 10.9.0.3\n[[bfd_instance]]\n}\n"
)
_TRACKED = _INSTANCE + _VIP + "[[tracking]]\n}\n"
_SYNC = "vrrp_sync_group G {\ngroup {\nV\nW\n}\n[[vrrp_sync_group]]\n}\n"
_SERVICE = "virtual_server 10.9.0.1 80 {\n[[virtual_server]]\nreal_server 10.9.0.2 80 {\n"
_REAL = _SERVICE + "[[virtual_server.real_server]]\n"
_END = "}\n}\n"
_SORRY = "virtual_server 10.9.0.1 80 {\nsorry_server 10.9.0.4 80\n[[virtual_server]]\n"
_R = "virtual_server.real_server"


def _check(name: str, body: str = "") -> str:
    return _GLOBAL + _REAL + f"{name} {{\n{body}[[{_R}.{name}]]\n}}\n" + _END


def _url(name: str) -> str:
    return _check(name, f"url {{\npath /\n[[{_R}.{name}.url]]\n}}\n")


def _listed(block: str, line: str) -> str:
    """Return a line of a list of an instance."""
    return _GLOBAL + _TRACKERS + _INSTANCE + _VIP + f"{block} {{\n{line}\n}}\n}}\n"


def _of_group(block: str, line: str) -> str:
    return (
        _GLOBAL + _TRACKERS + _V + _W + f"vrrp_sync_group G {{\ngroup {{\nV\nW\n}}\n"
        f"sync_group_tracking_weight\n{block} {{\n{line}\n}}\n}}\n"
    )


_NAMES = {"interface": "eth7", "script": "S", "file": "F", "process": "P", "bfd": "B"}
_ROUTE_LINE = "10.1.0.0/16 dev eth1 [[line]]"
_RULE_LINE = "from 10.0.0.0/8 table 5 preference 100 [[line]]"
_ADDRESS_LINE = "10.9.0.5/24 [[line]]"

TEMPLATES = {
    "(root)": "[[(root)]]\n" + _V,
    "global_defs": _GLOBAL
    + "[[static]]\n[[garp]]\n"
    + _V
    + _SYNC.replace("V\nW", "V")
    + _REAL
    + "TCP_CHECK {\n}\n"
    + _END,
    "track_group": "track_group T {\n[[track_group]]\n}\n" + _V,
    "garp_group": _GLOBAL + "garp_group {\ninterface eth0\n[[garp_group]]\n}\n" + _V,
    "vrrp_instance": _GLOBAL + _V,
    "vrrp_instance.authentication": _GLOBAL
    + _INSTANCE
    + _VIP
    + "authentication {\nauth_type PASS\nauth_pass x\n[[vrrp_instance.authentication]]\n}\n}\n",
    "vrrp_instance.auth_hmac": _GLOBAL
    + _INSTANCE
    + _VIP
    + "auth_hmac {\nkey 1 0123456789abcdef0123456789abcdef\nactive_key 1\n"
    + "[[vrrp_instance.auth_hmac]]\n}\n}\n",
    "vrrp_sync_group": _GLOBAL + _V + _W + _SYNC,
    "vrrp_script": _GLOBAL + _TRACKERS + _TRACKED.replace("[[tracking]]", "track_script {\nS\n}"),
    "vrrp_track_process": _GLOBAL
    + _TRACKERS
    + _TRACKED.replace("[[tracking]]", "track_process {\nP\n}"),
    "track_file": _GLOBAL + _TRACKERS + _TRACKED.replace("[[tracking]]", "track_file {\nF\n}"),
    "vrrp_track_file": _GLOBAL + _TRACKERS + _TRACKED.replace("[[tracking]]", "track_file {\nO\n}"),
    "bfd_instance": _GLOBAL + _TRACKERS + _TRACKED.replace("[[tracking]]", "track_bfd {\nB\n}"),
    "SSL": "SSL {\n[[SSL]]\n}\n" + _check("SSL_GET", "url {\npath /\n}\n"),
    "virtual_server": _GLOBAL + _REAL + "TCP_CHECK {\n}\n" + _END,
    _R: _GLOBAL + _REAL + "TCP_CHECK {\n}\n" + _END,
    **{f"{_R}.{n}": _check(n) for n in ("TCP_CHECK", "PING_CHECK", "UDP_CHECK", "DNS_CHECK")},
    f"{_R}.SMTP_CHECK": _check("SMTP_CHECK"),
    f"{_R}.SMTP_CHECK.host": _check("SMTP_CHECK", f"host {{\n[[{_R}.SMTP_CHECK.host]]\n}}\n"),
    f"{_R}.MISC_CHECK": _check("MISC_CHECK", "misc_path /bin/true\n"),
    f"{_R}.FILE_CHECK": _GLOBAL
    + _TRACKERS
    + _REAL
    + f"FILE_CHECK {{\ntrack_file F\n[[{_R}.FILE_CHECK]]\n}}\n"
    + _END,
    f"{_R}.BFD_CHECK": _GLOBAL
    + _TRACKERS
    + _REAL
    + f"BFD_CHECK {{\nname B\n[[{_R}.BFD_CHECK]]\n}}\n"
    + _END,
    **{f"{_R}.{n}": _check(n, "url {\npath /\n}\n") for n in ("HTTP_GET", "SSL_GET")},
    **{f"{_R}.{n}.url": _url(n) for n in ("HTTP_GET", "SSL_GET")},
    # Lines.
    "vrrp_instance.virtual_ipaddress (line)": _GLOBAL
    + _INSTANCE
    + f"virtual_ipaddress {{\n{_ADDRESS_LINE}\n}}\n}}\n",
    "vrrp_instance.virtual_ipaddress_excluded (line)": _listed(
        "virtual_ipaddress_excluded", _ADDRESS_LINE
    ),
    "static_ipaddress (line)": f"track_group T {{\ngroup {{\nV\n}}\n}}\n{_GLOBAL}"
    f"static_ipaddress {{\n{_ADDRESS_LINE}\n}}\n{_V}",
    "vrrp_instance.virtual_routes (line)": _listed("virtual_routes", _ROUTE_LINE),
    "static_routes (line)": "track_group T {\ngroup {\nV\n}\n}\n"
    f"static_routes {{\n{_ROUTE_LINE}\n}}\n{_V}",
    "vrrp_instance.virtual_rules (line)": _listed("virtual_rules", _RULE_LINE),
    "static_rules (line)": "track_group T {\ngroup {\nV\n}\n}\n"
    f"static_rules {{\n{_RULE_LINE}\n}}\n{_V}",
    **{
        f"vrrp_instance.track_{what} (line)": _listed(f"track_{what}", f"{name} [[line]]")
        for what, name in _NAMES.items()
    },
    **{
        f"vrrp_sync_group.track_{what} (line)": _of_group(f"track_{what}", f"{name} [[line]]")
        for what, name in _NAMES.items()
    },
    "vrrp_instance.unicast_peer (line)": _listed("unicast_peer", "10.9.0.8 [[line]]"),
    "interface_up_down_delays (line)": "interface_up_down_delays {\n[[line]]\n}\n" + _V,
    "linkbeat_interfaces (line)": "linkbeat_interfaces {\n[[line]]\n}\n" + _V,
    "virtual_server_group (line)": "virtual_server_group G {\n10.9.0.9 80\n[[line]]\n}\n"
    "virtual_server group G {\nprotocol TCP\nlb_algo rr\nlb_kind NAT\nreal_server 10.9.0.2 80 {\n"
    + _END,
    "global_defs.lvs_sync_daemon (line)": "global_defs {\nlvs_sync_daemon eth0 [[line]]\n}\n" + _V,
    "global_defs.lvs_timeouts (line)": "global_defs {\nlvs_timeouts tcp 9 [[line]]\n}\n" + _V,
    "virtual_server.lb_kind (line)": _SERVICE.replace("[[v", "lb_kind TUN [[line]]\n[[v") + _END,
    f"{_R}.lvs_method (line)": _REAL.replace("[[virtual_server.r", "lvs_method TUN [[line]]\n[[x")
    + _END,
    "virtual_server.sorry_server_lvs_method (line)": _SORRY
    + "sorry_server_lvs_method TUN [[line]]\nreal_server 10.9.0.2 80 {\n"
    + _END,
}

_SLOT = re.compile(r"\[\[.*?\]\]")


def configuration(
    block: str,
    statements: str = "",
    *,
    around: Mapping[str, str] = MappingProxyType({}),
    line: str = "",
) -> str:
    """Return a configuration with statements in a block, or options in a line.

    ``around``: statements that come before, by the path of their block. ``line`` replaces the
    line itself, ``[[line]]`` included.
    """
    text = TEMPLATES[block]
    if line:
        text = re.sub(r"\n[^\n]*\[\[line\]\][^\n]*\n", lambda _: f"\n{line}\n", text, count=1)
    for path, more in around.items():
        slot = f"[[{path}]]"
        assert slot in text, f"{block} has no place for {path}"
        text = text.replace(slot, f"{more}\n{slot}", 1)
    slot = "[[line]]" if block.endswith(LINE) else f"[[{block}]]"
    assert slot in text or line, f"{block} has no place for statements"
    return _SLOT.sub("", text.replace(slot, statements))


class Value(NamedTuple):
    """A value that makes a difference: what must stand around it, its line, its statement."""

    around: Mapping[str, str]
    line: str
    statement: str


_FAMILIES = (
    (re.compile(r"(?:.*virtual|static)_ipaddress.* \(line\)"), "address"),
    (re.compile(r"(?:.*virtual|static)_routes \(line\)"), "route"),
    (re.compile(r"(?:.*virtual|static)_rules \(line\)"), "rule"),
    (re.compile(r".*(?:lb_kind|lvs_method) \(line\)"), "tunnel"),
    (re.compile(r".*(?:HTTP|SSL)_GET"), "web"),
    (re.compile(r".*(?:HTTP|SSL)_GET\.url"), "web.url"),
)
"""Blocks that have the same keywords."""


def family(row: Row) -> str:
    """Return the keyword with the name of the blocks that have it in common."""
    for pattern, name in _FAMILIES:
        if pattern.fullmatch(row.block):
            return f"{name}.{row.keyword}"
    return row.label


def _values() -> Iterator[tuple[str, Value]]:
    with VALUES.open(newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            around: dict[str, str] = {}
            path = ""
            for part in filter(None, row["around"].split(" | ")):
                found = re.match(r"([\w.]+): ", part)
                if found is not None:
                    path, part = found[1], part[found.end() :]
                around[path] = f"{around.get(path, '')}\n{part}".strip()
            yield row["keyword"], Value(around, row["line"], row["statement"])


OTHER_VALUES = dict(_values())
NOTHING_AROUND = Value({}, "", "")


def value_of(row: Row) -> Value:
    """Return what is known of a value that makes a difference."""
    found = OTHER_VALUES.get(family(row), NOTHING_AROUND)
    name = row.block if "web" in family(row) else ""
    return found._replace(
        around={name if path.startswith("web") else path: t for path, t in found.around.items()}
    )


@cache
def load(text: str, *, testing: bool = False) -> Loaded:
    """Read a configuration; each only once."""
    return read(text, testing=testing)
