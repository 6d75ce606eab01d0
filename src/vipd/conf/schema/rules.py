"""Lines of ``virtual_rules`` and ``static_rules``.

A line takes nothing over from its block but the preference it may lack, which ``conf.build_routes``
counts down over all rules.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Final

from vipd.base.addr import Family
from vipd.conf import codes
from vipd.conf.diag import Position
from vipd.conf.names import NameTable, c_number
from vipd.conf.schema.call import Call, Rejected
from vipd.conf.schema.cursor import WILDCARDS, Cursor, OptionReader, everything, read_options
from vipd.conf.schema.numbers import I32_MAX, U32_MAX, U64_MAX, read_int
from vipd.conf.schema.routes import TYPES
from vipd.conf.text import Word
from vipd.model.route import PROTOCOL, PROTOCOL_NONE, Prefix, Range, Rule, RuleAction

MIXED: Final = "rule specification has mixed IPv4 and IPv6"
PORT_MAX: Final = 65_535
_TWICE: Final = (
    "Cannot specify more than one of table/nop/goto/blackhole/prohibit/unreachable{} for rule"
)
_RANGE: Final = re.compile(r"([0-9]+)-([0-9]+)", re.ASCII)
_ACTIONS: Final = {
    "goto": RuleAction.GOTO,
    "nop": RuleAction.NOP,
    "blackhole": RuleAction.BLACKHOLE,
    "unreachable": RuleAction.UNREACHABLE,
    "prohibit": RuleAction.PROHIBIT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """One rule, and where its parts were written.

    ``numbered`` False: its preference is still to be settled.
    """

    rule: Rule
    at: Position
    numbered: bool
    devices: tuple[Word, ...] = ()
    track_group: Word | None = None


@dataclass(slots=True)
class RuleDraft:
    """A rule while its line is read; its family means nothing before the end of the line."""

    rule: Rule = field(
        default_factory=lambda: Rule(family=Family.IPV4, preference=0, action=RuleAction.TABLE)
    )
    acts: bool = False
    numbered: bool = False
    suppresses: bool = False
    protocol: int | None = None


@dataclass(frozen=True, slots=True)
class RuleKind:
    """Selectors and an action; ``static``: with ``track_group``."""

    static: bool

    def read(self, call: Call) -> RuleLine:
        """Return the rule.

        Raises:
            Rejected: the line is dropped, after the report.
            MissingWord: an option has no value.
        """
        draft, line = RuleDraft(), Cursor(call, codes.RULE_DROPPED, "rule")
        read_options(draft, line, _STATIC_OPTIONS if self.static else _OPTIONS, _action)
        return _finished(draft, line)

    def describe(self) -> str:
        """Return the form in words."""
        return f"[type] ACTION ({', '.join(_ACTIONS)}) or table, with options"


def _inet(_: RuleDraft, line: Cursor, word: Word) -> None:
    line.inet(word)


def _selector(draft: RuleDraft, line: Cursor, what: str) -> Prefix | None:
    """Return the prefix behind ``from`` or ``to``, None for all addresses."""
    word = line.take()
    if word.text in WILDCARDS:
        if line.family is Family.IPV6:
            # keepalived 2.4: these words belong to IPv4 once a family is settled.
            raise line.drop(MIXED, word.at, fix="write ::/0")
        return None if word.text == "all" else everything(line.family or Family.IPV4)
    prefix = line.prefix(word)
    if prefix is None:
        raise line.malformed(word, f"Invalid rule {what} address {{value}}")
    if not line.fits(prefix.address):
        raise line.drop(MIXED, word.at)
    return prefix


def _from(draft: RuleDraft, line: Cursor, _: Word) -> None:
    draft.rule = replace(draft.rule, source=_selector(draft, line, "from"))


def _to(draft: RuleDraft, line: Cursor, _: Word) -> None:
    draft.rule = replace(draft.rule, destination=_selector(draft, line, "to"))


def _table(draft: RuleDraft, line: Cursor, word: Word) -> None:
    if draft.acts:
        raise line.drop(_TWICE.format(""), word.at)
    value = line.next
    table = line.named(NameTable.TABLE, "Routing table {value} not found for rule")
    if table == 0:
        raise line.drop(f"Table {table} is not valid", value.at if value else word.at)
    draft.acts = True
    draft.rule = replace(draft.rule, table=table)


def _not(draft: RuleDraft, line: Cursor, _: Word) -> None:
    draft.rule = replace(draft.rule, invert=True)


def _preference(draft: RuleDraft, line: Cursor, option: Word) -> None:
    """Take the preference, the only number in base 0: octal and hexadecimal are allowed."""
    word = line.take()
    bad = f"Invalid rule preference {option.text} specified"
    number = c_number(word.text)
    if number is None or word.text.startswith("-") or number > U32_MAX:
        _strict(line, word, U32_MAX, bad, octal=True)
    draft.rule = replace(draft.rule, preference=number or 0)
    draft.numbered = True


def _strict(line: Cursor, word: Word, high: int, bad: str, *, octal: bool = False) -> int:
    """Return a whole number of 0 to ``high``; ``octal``: what begins with 0 is none."""
    try:
        if octal and word.text.lstrip("+").isdigit() and c_number(word.text) is None:
            text = f"invalid number '{word.text}'"
            line.report(codes.NUMBER_INVALID, text, word.at, fix="write it without the zero")
            raise Rejected(word.text, word.at, reported=True)
        return read_int(line.call, word, 0, high, strict=True)
    except Rejected:
        raise line.drop(bad, word.at) from None


def _tos(draft: RuleDraft, line: Cursor, _: Word) -> None:
    tos = line.named(NameTable.DSFIELD, "TOS value {value} is invalid")
    draft.rule = replace(draft.rule, tos=tos)


def _fwmark(draft: RuleDraft, line: Cursor, _: Word) -> None:
    """Take ``MARK[/MASK]``; keepalived 2.4: nothing on one side of the slash is 0."""
    word = line.take()
    first, slash, second = word.text.partition("/")
    mark = c_number(first or "0")
    mask = c_number(second or "0") if slash else None
    good = mark is not None and mark <= U32_MAX and (mask or 0) <= U32_MAX
    if not good or (slash and mask is None):
        raise line.drop(f"Invalid rule fwmark {word.text} specified", word.at)
    draft.rule = replace(draft.rule, fwmark=mark, fwmask=mask)


def _realms(draft: RuleDraft, line: Cursor, word: Word) -> None:
    if line.family is Family.IPV6:
        raise line.drop("realms is only valid for IPv4", word.at)
    line.family = Family.IPV4
    draft.rule = replace(draft.rule, realms=line.realms("invalid realms {value} for rule"))
    draft.suppresses = True


def _suppress_prefix(draft: RuleDraft, line: Cursor, option: Word) -> None:
    number = line.number(0, I32_MAX, f"Invalid suppress_prefixlength {option.text} specified")
    draft.rule = replace(draft.rule, suppress_prefix_len=number)
    draft.suppresses = True


def _suppress_group(draft: RuleDraft, line: Cursor, _: Word) -> None:
    number = line.named(NameTable.GROUP, "suppress_group {value} is invalid")
    draft.rule = replace(draft.rule, suppress_group=number)
    draft.suppresses = True


def _iif(draft: RuleDraft, line: Cursor, _: Word) -> None:
    draft.rule = replace(draft.rule, iif=line.device())


def _oif(draft: RuleDraft, line: Cursor, _: Word) -> None:
    draft.rule = replace(draft.rule, oif=line.device())


def _tunnel_id(draft: RuleDraft, line: Cursor, option: Word) -> None:
    word = line.call.optional(line.index)
    text = word.text if word else ""
    bad = f"Invalid tunnel-id {option.text} specified"
    if word is not None and text.isascii() and text.isdigit() and int(text) > U32_MAX:
        line.index += 1
        number = int(text)
        if number > U64_MAX:
            message = f"number '{text}' outside unsigned 64 bit range"
            line.report(codes.NUMBER_RANGE, message, word.at)
            raise line.drop(bad, word.at)
    else:
        number = line.number(0, U32_MAX, bad)
    draft.rule = replace(draft.rule, tunnel_id=number)


def _range(word: Word, high: int) -> Range | None:
    """Return ``A-B``. Deviates: keepalived 2.4 wraps numbers that are too large."""
    matched = _RANGE.fullmatch(word.text)
    if matched is None:
        return None
    low, top = int(matched[1]), int(matched[2])
    return Range(low, top) if max(low, top) <= high else None


def _uidrange(draft: RuleDraft, line: Cursor, option: Word) -> None:
    word = line.take()
    uids = _range(word, U32_MAX)
    if uids is None:
        raise line.drop(f"Invalid uidrange {option.text} specified", word.at, fix="write A-B")
    draft.rule = replace(draft.rule, uids=uids)


def _l3mdev(draft: RuleDraft, line: Cursor, word: Word) -> None:
    if draft.acts:
        raise line.drop("Cannot specify l3mdev with other action", word.at)
    draft.acts = True
    draft.rule = replace(draft.rule, l3mdev=True)


def _protocol(draft: RuleDraft, line: Cursor, _: Word) -> None:
    """Take the protocol of the rule: a number; a bad one is passed over."""
    word = line.take()
    try:
        number = read_int(line.call, word, 0, 255, strict=True)
    except Rejected:
        line.report(codes.VALUE_INVALID, f"Invalid protocol {word.text}", word.at)
        return
    draft.protocol = number


def _ipproto(draft: RuleDraft, line: Cursor, _: Word) -> None:
    word = line.take()
    number = line.call.names.number(NameTable.IP_PROTOCOL, word.text)
    if number is None:
        line.report(codes.VALUE_INVALID, f"Invalid ipproto {word.text}", word.at)
        return
    draft.rule = replace(draft.rule, ip_protocol=number)


def _ports(line: Cursor, option: Word) -> Range | None:
    word = line.take()
    ports = _range(word, PORT_MAX)
    if ports is None:
        text = f"invalid {option.text} range {word.text}"
        line.report(codes.VALUE_INVALID, text, word.at, fix="write A-B, also for a single port")
    return ports


def _sport(draft: RuleDraft, line: Cursor, word: Word) -> None:
    draft.rule = replace(draft.rule, source_ports=_ports(line, word) or draft.rule.source_ports)


def _dport(draft: RuleDraft, line: Cursor, word: Word) -> None:
    ports = _ports(line, word) or draft.rule.destination_ports
    draft.rule = replace(draft.rule, destination_ports=ports)


def _no_track(draft: RuleDraft, line: Cursor, _: Word) -> None:
    draft.rule = replace(draft.rule, tracked=False)


def _track_group(_: RuleDraft, line: Cursor, word: Word) -> None:
    line.group(word)


def _action(draft: RuleDraft, line: Cursor, word: Word) -> None:
    """Take ``[type] ACTION``; any other word makes the line unusable."""
    if word.text == "type":
        word = line.take()
    action = _ACTIONS.get(word.text)
    if action is None and word.text in TYPES:
        raise line.drop(f"Invalid rule action {word.text}", word.at)
    if action is None:
        raise line.drop(f"Unknown rule option {word.text}", word.at)
    if draft.acts:
        raise line.drop(_TWICE.format("/l3mdev"), word.at)
    draft.acts = True
    draft.rule = replace(draft.rule, action=action)
    if action is RuleAction.GOTO:
        target = line.number(0, U32_MAX, f"Invalid target {word.text} specified")
        draft.rule = replace(draft.rule, target=target)


_OPTIONS: Final[dict[str, OptionReader[RuleDraft]]] = {
    "inet": _inet,
    "inet6": _inet,
    "from": _from,
    "to": _to,
    "table": _table,
    "lookup": _table,
    "not": _not,
    "preference": _preference,
    "priority": _preference,
    "order": _preference,
    "tos": _tos,
    "dsfield": _tos,
    "fwmark": _fwmark,
    "realms": _realms,
    "suppress_prefixlength": _suppress_prefix,
    "sup_pl": _suppress_prefix,
    "suppress_ifgroup": _suppress_group,
    "sup_group": _suppress_group,
    "iif": _iif,
    "dev": _iif,
    "oif": _oif,
    "tunnel-id": _tunnel_id,
    "uidrange": _uidrange,
    "l3mdev": _l3mdev,
    "protocol": _protocol,
    "ipproto": _ipproto,
    "sport": _sport,
    "dport": _dport,
    "no_track": _no_track,
}


_STATIC_OPTIONS: Final = _OPTIONS | {"track_group": _track_group}


def rule_options() -> tuple[str, ...]:
    """Return the names of the options that every such line knows."""
    return tuple(_OPTIONS)


def _finished(draft: RuleDraft, line: Cursor) -> RuleLine:
    """Settle what options mean together."""
    at, rule = line.call.at, draft.rule
    if not draft.acts:
        raise line.drop("No action specified for rule - ignoring", at, fix="add 'table NAME'")
    if draft.suppresses and (rule.action is not RuleAction.TABLE or rule.l3mdev):
        raise line.drop("suppressor/realm specified for non table action - skipping", at)
    if rule.action is RuleAction.GOTO:
        _target(line, rule, numbered=draft.numbered)
    if draft.protocol not in (None, PROTOCOL) and rule.tracked:
        text = "Rule cannot be tracked if protocol is not RTPROT_KEEPALIVED(18), resetting protocol"
        line.report(codes.PROTOCOL_RESET, text, at)
    if not rule.tracked:
        # keepalived 2.4: a rule that is not watched carries only a protocol that was given.
        rule = replace(rule, protocol=draft.protocol or PROTOCOL_NONE)
    if line.track_group is not None and rule.iif is None:
        text = "Static rule cannot have track_group if dev/iif not specified"
        line.report(codes.OPTION_CLEARED, text, line.track_group.at, fix="add 'iif NAME'")
        line.track_group = None
    return RuleLine(
        rule=replace(rule, family=line.family or Family.IPV4),
        at=at,
        numbered=draft.numbered,
        devices=tuple(line.devices),
        track_group=line.track_group,
    )


def _target(line: Cursor, rule: Rule, *, numbered: bool) -> None:
    """Check that a jump goes forward."""
    at = line.call.at
    if not numbered:
        text = f"Invalid rule - goto target {rule.target} specified without preference"
        raise line.drop(text, at, fix="add 'preference N'")
    if rule.preference >= rule.target:
        text = f"Invalid rule - preference {rule.preference} >= goto target {rule.target}"
        raise line.drop(text, at, reason="a jump goes to a later rule only")
