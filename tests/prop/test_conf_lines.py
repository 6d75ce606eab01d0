"""Lines of routes, rules and static addresses made of any words."""

from hypothesis import given
from hypothesis import strategies as st

from tests.support.configs import MAIN, files
from vipd.conf.load import load
from vipd.model.codec import from_json, to_json
from vipd.model.process import Daemon

OPTIONS = [
    "inet",
    "inet6",
    "to",
    "src",
    "via",
    "gw",
    "or",
    "from",
    "dev",
    "oif",
    "tos",
    "dsfield",
    "table",
    "protocol",
    "scope",
    "metric",
    "priority",
    "preference",
    "onlink",
    "encap",
    "ip",
    "ip6",
    "mpls",
    "ila",
    "id",
    "dst",
    "ttl",
    "tc",
    "hoplimit",
    "flags",
    "expires",
    "mtu",
    "lock",
    "advmss",
    "rtt",
    "rttvar",
    "rto_min",
    "features",
    "ecn",
    "quickack",
    "congctl",
    "pref",
    "ttl-propagate",
    "nexthop",
    "weight",
    "as",
    "add",
    "prepend",
    "append",
    "no_track",
    "track_group",
    "vrf",
    "realms",
    "blackhole",
    "unicast",
    "default",
    "default6",
    "any",
    "all",
    "not",
    "lookup",
    "order",
    "fwmark",
    "suppress_prefixlength",
    "sup_pl",
    "suppress_ifgroup",
    "sup_group",
    "iif",
    "tunnel-id",
    "uidrange",
    "l3mdev",
    "ipproto",
    "sport",
    "dport",
    "type",
    "goto",
    "nop",
    "unreachable",
    "prohibit",
    "label",
    "brd",
    "peer",
    "home",
    "preferred_lft",
]
VALUES = [
    "10.0.0.0/8",
    "10.0.0.1",
    "2001:db8::/32",
    "::1",
    "10.0.0.1/99",
    "0",
    "1",
    "5",
    "010",
    "0x10",
    "-1",
    "256",
    "4294967296",
    "1.5s",
    "200ms",
    "1e3",
    "s",
    "5-10",
    "5/",
    "/5",
    "3/4",
    "100/200",
    "1:2:3:4",
    "main",
    "static",
    "link",
    "eth0",
    "foo",
    '""',
    "+",
    "-",
]
WORDS = st.one_of(st.sampled_from(OPTIONS), st.sampled_from(VALUES))
BLOCKS = ("static_routes", "static_rules", "static_ipaddress", "interface_up_down_delays")


@given(block=st.sampled_from(BLOCKS), words=st.lists(WORDS, min_size=1, max_size=14))
def test_line_of_any_words_is_read_or_reported(block: str, words: list[str]) -> None:
    text = f"{block} {{\n{' '.join(words)}\n}}\n"
    loaded = load(MAIN, files(text), config_id="id", testing=True)
    vrrp = loaded.daemon.vrrp
    found = [d for d in loaded.diagnostics if d.code != "C901"]
    statics = vrrp.statics
    used = (*statics.routes, *statics.rules, *statics.addresses, *vrrp.link_delays)
    assert used or found
    assert from_json(Daemon, to_json(loaded.daemon)) == loaded.daemon
    assert {d.line for d in found} <= {2}
