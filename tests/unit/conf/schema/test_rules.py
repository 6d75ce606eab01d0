"""Lines of rules."""

from ipaddress import ip_address

import pytest

from tests.support.lines import read_line
from vipd.base.addr import Family
from vipd.conf.schema.rules import RuleKind, RuleLine
from vipd.model.route import Prefix, Range, Rule, RuleAction

VIRTUAL = RuleKind(static=False)
STATIC = RuleKind(static=True)


def _line(text: str, kind: RuleKind = VIRTUAL) -> RuleLine:
    value, said = read_line(kind, text)
    assert said == []
    assert value is not None
    return value


def _rule(text: str) -> Rule:
    return _line(text).rule


def test_rule_has_selectors_action_and_preference() -> None:
    rule = _rule("not from 10.0.0.0/8 to 10.1.0.1 iif eth0 oif eth1 table 100 priority 0x10")
    assert rule.source == Prefix(ip_address("10.0.0.0"), 8)
    assert rule.destination == Prefix(ip_address("10.1.0.1"), 32)
    assert (rule.action, rule.table, rule.preference) == (RuleAction.TABLE, 100, 16)
    assert (rule.invert, rule.interfaces, rule.protocol) == (True, ("eth0", "eth1"), 18)


def test_rule_without_preference_is_left_to_be_numbered() -> None:
    assert not _line("from 10.0.0.0/8 table 5").numbered
    assert _line("from 10.0.0.0/8 table 5 priority 0").numbered


def test_rule_of_all_addresses_has_no_selector() -> None:
    rule = _rule("from all to default table 5 priority 1")
    assert rule.source is None
    assert rule.destination == Prefix(ip_address("0.0.0.0"), 0)


@pytest.mark.parametrize(
    ("text", "mark", "mask"),
    [("5", 5, None), ("0x5/0xff", 5, 255), ("5/", 5, 0), ("/5", 0, 5)],
)
def test_rule_mark_may_have_a_mask(text: str, mark: int, mask: int | None) -> None:
    rule = _rule(f"fwmark {text} table 5 priority 1")
    assert (rule.fwmark, rule.fwmask) == (mark, mask)


def test_rule_ranges_and_numbers_are_read() -> None:
    rule = _rule(
        "uidrange 5-10 sport 80-80 dport 1-9 tunnel-id 18446744073709551615 ipproto tcp"
        " suppress_prefixlength 0 sup_group default realms 3/4 table 5 priority 1 tos 0x10"
    )
    assert (rule.uids, rule.source_ports) == (Range(5, 10), Range(80, 80))
    assert (rule.destination_ports, rule.tunnel_id) == (Range(1, 9), 2**64 - 1)
    assert (rule.ip_protocol, rule.suppress_prefix_len, rule.suppress_group) == (6, 0, 0)
    assert (rule.realms, rule.tos) == (3 << 16 | 4, 16)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("from 10.0.0.0/8", "No action specified for rule - ignoring"),
        ("from 10.0.0.0/8 to ::/0 table 5", "rule specification has mixed IPv4 and IPv6"),
        ("inet6 x from all table 5", "rule specification has mixed IPv4 and IPv6"),
        ("from ::/0 inet x table 5", "inet specified for IPv6 rule"),
        ("table 0", "Table 0 is not valid"),
        ("table nowhere", "Routing table nowhere not found for rule"),
        ("throw", "Invalid rule action throw"),
        ("type foo", "Unknown rule option foo"),
        ("track_group G", "Unknown rule option track_group"),
        ("table 5 l3mdev", "Cannot specify l3mdev with other action"),
        ("uidrange 5", "Invalid uidrange uidrange specified"),
        ("fwmark x", "Invalid rule fwmark x specified"),
        ("from ::/0 realms 3", "realms is only valid for IPv4"),
        ("goto 5", "Invalid rule - goto target 5 specified without preference"),
        ("goto 5 priority 5", "Invalid rule - preference 5 >= goto target 5"),
        ("blackhole sup_pl 3", "suppressor/realm specified for non table action - skipping"),
        (
            "table 5 table 6",
            "Cannot specify more than one of"
            " table/nop/goto/blackhole/prohibit/unreachable for rule",
        ),
        (
            "table 5 nop",
            "Cannot specify more than one of"
            " table/nop/goto/blackhole/prohibit/unreachable/l3mdev for rule",
        ),
    ],
)
def test_rule_that_cannot_be_is_dropped(text: str, said: str) -> None:
    assert read_line(VIRTUAL, text) == (None, [said])


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("priority 08", "invalid number '08'"),
        ("priority -1", "negative number '-1'"),
        ("priority 4294967296", "number '4294967296' outside unsigned integer range"),
    ],
)
def test_rule_preference_that_is_no_number_drops_the_rule(text: str, first: str) -> None:
    value, said = read_line(VIRTUAL, f"table 5 {text}")
    assert value is None
    assert said == [first, "Invalid rule preference priority specified"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sport 80", "invalid sport range 80"),
        ("ipproto nothing", "Invalid ipproto nothing"),
        ("protocol 256", "Invalid protocol 256"),
    ],
)
def test_selector_that_is_bad_is_passed_over(text: str, said: str) -> None:
    value, found = read_line(VIRTUAL, f"table 5 priority 1 {text}")
    assert value is not None
    assert value.rule == _rule("table 5 priority 1")
    assert found[-1] == said


def test_rule_goes_to_a_later_one() -> None:
    rule = _rule("from 2001:db8::/32 priority 5 goto 900")
    assert (rule.action, rule.target, rule.family) == (RuleAction.GOTO, 900, Family.IPV6)


def test_rule_of_another_protocol_can_only_be_left_alone() -> None:
    value, said = read_line(VIRTUAL, "table 5 priority 1 protocol 20")
    assert len(said) == 1
    assert value is not None
    assert value.rule.protocol == 18
    assert _rule("table 5 priority 1 protocol 20 no_track").protocol == 20
    assert _rule("table 5 priority 1 no_track").protocol == 0


def test_track_group_belongs_to_static_rules_with_a_device() -> None:
    group = _line("iif eth0 table 5 priority 1 track_group G", STATIC).track_group
    assert group is not None
    assert group.text == "G"
    value, said = read_line(STATIC, "table 5 priority 1 track_group G")
    assert value is not None
    assert value.track_group is None
    assert said == ["Static rule cannot have track_group if dev/iif not specified"]
