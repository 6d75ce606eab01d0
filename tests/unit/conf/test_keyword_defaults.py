"""Defaults: what the table says, what the registry says, and what the model becomes.

A configuration without a keyword means the same as one with its default written out, and as one
whose inherited keyword says the same. What the table says in words is translated once, here.
"""

import re
from dataclasses import dataclass

import pytest

from tests.support.keyword_rows import (
    LINE,
    ROWS,
    Row,
    declared,
    keyword_of,
)
from tools.deviations import DEVIATIONS
from vipd.conf.schema.registry import Shape

DEVIANT = {(d.block, d.keyword): d for d in DEVIATIONS}


@dataclass(frozen=True)
class Expected:
    """A default: what would be written, and whether another keyword goes before it."""

    written: str = ""
    inherited: bool = False
    required: bool = False


NOTHING = Expected()
INHERITED = Expected(inherited=True)
REQUIRED = Expected(required=True)

WORDS = {
    **dict.fromkeys(("", "none", "(none)", "unset", "(unchanged)", "any", "all", "empty"), NOTHING),
    **dict.fromkeys(("off", "both", "(default)", "unlimited", "random data"), NOTHING),
    "(required)": REQUIRED,
    # Facts of the host, or no value that could be written.
    "(default namespace)": NOTHING,
    "local host name": NOTHING,
    "user@hostname (only if smtp_server is set)": NOTHING,
    "(none: no mail)": NOTHING,
    "kernel values": NOTHING,
    "kernel": NOTHING,
    "kernel default": NOTHING,
    "kernel default 8848": NOTHING,
    "kernel default 224.0.0.81": NOTHING,
    "system default": NOTHING,
    "time of day": NOTHING,
    "memory file": NOTHING,
    "auto-detect": NOTHING,
    "auto-generated context": NOTHING,
    "no reply needed": NOTHING,
    "primary address of the interface": NOTHING,
    "real server address": NOTHING,
    "real server port": NOTHING,
    "(required unless unicast with unicast_src_ip)": NOTHING,
    "keepalived.data in the dump directory": NOTHING,
    "build default (/usr/share/iproute2 or /etc/iproute2)": NOTHING,
    "keepalived_script if it exists, else the user running keepalived": NOTHING,
    "off (no value = /dev/null)": NOTHING,
    "off (no value = keepalived.reload in the pid directory)": NOTHING,
    "off; no value = 254": NOTHING,
    "off; no value = 360": NOTHING,
    "off; bridge": NOTHING,
    "off; name vrrp.VRID (vmac_prefix)": NOTHING,
    "none; no value = all": NOTHING,
    "(not used)": NOTHING,
    "(off); keepalived_ipvs": NOTHING,
    "keepalived (once a firewall is needed)": NOTHING,
    "no initialisation; VALUE 0": NOTHING,
    "none (multicast)": NOTHING,
    "none; exact when parameters are given": NOTHING,
    "notify FAULT on deletion": NOTHING,
    "from priority: 255 = MASTER, else BACKUP": NOTHING,
    "from the address or real servers, else inet": NOTHING,
    "max(3*advert_int,5) up to 300": NOTHING,
    "255 (IPv4), 64 (IPv6)": NOTHING,
    "UDP (reported) for addresses; none for fwmark": NOTHING,
    "255.255.255.255 / 128": NOTHING,
    "checker default": NOTHING,
    "delay_loop of the checker": INHERITED,
    "delay_loop": NOTHING,
    "VRID of the instance, else 0": NOTHING,
    "PORT = service port": NOTHING,
    "PREFIX 32 / 128": NOTHING,
    "instance interface; static: default_interface": NOTHING,
    "deduced, else IPv4": NOTHING,
    "counts down from 16384 per family": NOTHING,
    "no family": NOTHING,
    "best supported method": NOTHING,
    "on unless strict (255: on)": NOTHING,
    "prepend": NOTHING,
    "IPv6 /128: 0 (deprecated); otherwise forever": Expected("forever"),
    "root (empty name)": Expected("."),
    "keepalived (18)": Expected("18"),
    "100 (255 with state MASTER)": Expected("100"),
    "255 (IPv4), kernel default (IPv6)": Expected("255"),
    "keepalived, keepalived6, keepalived_if6, keepalived_igmp, keepalived_mld, keepalived_nd"
    " (with vrrp_iptables)": Expected(
        "keepalived keepalived6 keepalived_if6 keepalived_igmp keepalived_mld keepalived_nd"
    ),
    "wlc (reported when unset)": Expected("wlc"),
    "NAT (reported when needed and unset)": Expected("NAT"),
    "0; UP 0 when omitted": Expected("0"),
    "PORT 0": Expected("0"),
    "ON": Expected("on", inherited=True),
    # Of other keywords.
    "same as net_namespace": INHERITED,
    "IPv6: 3; IPv4: vrrp_version": INHERITED,
    "vrrp_mcast_group4/6": INHERITED,
    "virtual_server, else checker default": INHERITED,
    "virtual_server, else delay_loop": INHERITED,
    "virtual_server setting": INHERITED,
    "checker setting": INHERITED,
    "real_server, then virtual_server": INHERITED,
    "real_server": INHERITED,
    "delay_loop of the virtual server": INHERITED,
    "off (strict: on)": Expected("off", inherited=True),
    "off (strict: on) for priority 255": Expected("off", inherited=True),
}
"""Defaults that the table gives in words."""
KEYWORDS = {row.keyword for row in ROWS}
GLOBAL = re.compile(r"(?:global value|virtual_server(?:\.weight)?) \((\w+)\)")
OFF = re.compile(r"0 \(.*\)")
BOUNDS = re.compile(r"(-?[\d.]+)\.\.")
LITERAL = {
    ("global_defs", "dbus_no_interface_name"),
    ("global_defs", "vmac_prefix"),
    *((f"{block}_rules" + LINE, end) for block in ("static", "vrrp_instance.virtual")
      for end in ("from", "to")),
}  # fmt: skip
"""Defaults that look like words, or like the names of keywords, and are written so."""


def expected(row: Row) -> Expected:
    """Return what the table says of a keyword that is not given."""
    default = row.default
    found = GLOBAL.fullmatch(default)
    if (row.block, row.keyword) in LITERAL:
        return Expected(default)
    if found is not None:
        return Expected(found[1], inherited=True)
    if default == "off" and row.type == "bool":
        return Expected("off")
    if default in WORDS:
        return WORDS[default]
    if default.rpartition(".")[2] in KEYWORDS or default.startswith("weight of the "):
        return INHERITED
    low = BOUNDS.match(row.range)
    plain = "0" if OFF.fullmatch(default) else default
    if low is not None and plain == "0" and float(low[1]) > 0:
        return NOTHING  # There is no way to write it.
    assert " " not in plain, f"{row.label}: nobody knows what '{default}' means"
    return Expected(plain)


def _label(row: Row) -> str:
    return row.label


DEFAULTS = [
    row
    for row in ROWS
    if row.default
    and (row.of_line or ((found := keyword_of(row)) is not None and found.shape is Shape.SIMPLE))
]


@pytest.mark.parametrize("row", DEFAULTS, ids=_label)
def test_declared_default_is_that_of_the_table(row: Row) -> None:
    found, wanted = declared(row), expected(row)
    deviation = DEVIANT.get((row.block, row.keyword))
    if deviation is not None:
        assert (found.value or found.words) in deviation.ours
        return
    assert found.required == wanted.required
    if wanted.inherited:
        assert found.inherits
    elif not found.inherits:
        assert found.value == wanted.written
    if wanted.written:
        assert found.value == wanted.written
