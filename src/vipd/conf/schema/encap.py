"""``encap`` of a route: tunnels that packets enter on their way.

keepalived 2.4: a bad option ends the encapsulation where it stands, and what follows is read as
an option of the route, which usually drops the line.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from vipd.base.addr import Family, IpAddress, family_of
from vipd.conf import codes
from vipd.conf.names import NameTable
from vipd.conf.schema.call import Rejected
from vipd.conf.schema.cursor import Cursor
from vipd.conf.schema.ip import parse_ip, report_malformed_ip
from vipd.conf.schema.numbers import U32_MAX, read_int
from vipd.conf.text import Word
from vipd.model.route import Encap, IlaEncap, IpEncap, MplsEncap

LABEL_MAX: Final = (1 << 20) - 1
LABELS_MAX: Final = 2
"""keepalived 2.4: a stack of at most two labels."""
FLAGS_MAX: Final = 0xFFFF
GROUPS: Final = 4


def read_encap(line: Cursor) -> Encap | None:
    """Take what follows ``encap``; None after a report, which leaves the route without it."""
    word = line.next
    if word is None:
        line.report(codes.ENCAP_INVALID, "Missing encap type", line.call.last)
        return None
    line.index += 1
    match word.text:
        case "ip":
            return _ip(line, Family.IPV4)
        case "ip6":
            return _ip(line, Family.IPV6)
        case "mpls":
            return _mpls(line)
        case "ila":
            return _ila(line)
        case _:
            line.report(codes.ENCAP_INVALID, f"Unknown encap type - {word.text}", word.at)
            return None


def _ip(line: Cursor, family: Family) -> IpEncap | None:
    """Take the pairs of a tunnel, as far as they are ones."""
    encap = IpEncap(family=family)
    options = _IP if family is Family.IPV4 else _IP6
    while line.left >= 2:
        option, value = line.call.line.word(line.index), line.call.line.word(line.index + 1)
        reader = options.get(option.text)
        if reader is None:
            break
        changed = reader(line, encap, value)
        if changed is None:
            return None
        encap = changed
        line.index += 2
    if encap.id is None and encap.destination is None:
        kind = "ip" if family is Family.IPV4 else "ip6"
        text = f"address or id missing for {kind} encapsulation"
        line.report(codes.ENCAP_INVALID, text, line.call.line.word(line.index - 1).at)
        return None
    return encap


def _number(line: Cursor, value: Word, high: int, message: str) -> int | None:
    try:
        return read_int(line.call, value, 0, high, strict=True)
    except Rejected:
        line.report(codes.ENCAP_INVALID, message.replace("{value}", value.text), value.at)
        return None


def _id(line: Cursor, encap: IpEncap, value: Word) -> IpEncap | None:
    message = "encap id {value} value is invalid"
    if encap.family is Family.IPV6:
        message = "id {value} value invalid for IPv6 encapsulation"
    number = _number(line, value, U32_MAX, message)
    return None if number is None else replace(encap, id=number)


def _end(line: Cursor, encap: IpEncap, value: Word, what: str) -> IpAddress | None:
    """Return one end of a tunnel."""
    kind = "ip" if encap.family is Family.IPV4 else "ip6"
    address = parse_ip(value.text)
    if address is None:
        report_malformed_ip(line.call, value)
        line.report(codes.ENCAP_INVALID, f"Invalid encap {kind} {what} {value.text}", value.at)
    elif family_of(address) is not encap.family:
        text = f"IPv{address.version} address {value.text} not valid for {kind} encapsulation"
        line.report(codes.ENCAP_INVALID, text, value.at)
        return None
    return address


def _dst(line: Cursor, encap: IpEncap, value: Word) -> IpEncap | None:
    address = _end(line, encap, value, "dst")
    return None if address is None else replace(encap, destination=address)


def _src(line: Cursor, encap: IpEncap, value: Word) -> IpEncap | None:
    address = _end(line, encap, value, "src")
    return None if address is None else replace(encap, source=address)


def _tos(line: Cursor, encap: IpEncap, value: Word) -> IpEncap | None:
    number = line.call.names.number(NameTable.DSFIELD, value.text)
    if number is None:
        text = f"dsfield {value.text} not valid for ip encapsulation"
        if encap.family is Family.IPV6:
            text = f"tc value {value.text} is invalid for ip6 encapsulation"
        line.report(codes.ENCAP_INVALID, text, value.at)
        return None
    return replace(encap, tos=number)


def _ttl(line: Cursor, encap: IpEncap, value: Word) -> IpEncap | None:
    message = "ttl {value} is not valid for ip encapsulation"
    if encap.family is Family.IPV6:
        message = "Invalid hoplimit {value} specified for ip6 encapsulation"
    number = _number(line, value, 255, message)
    return None if number is None else replace(encap, ttl=number)


def _flags(line: Cursor, encap: IpEncap, value: Word) -> IpEncap | None:
    kind = "ip" if encap.family is Family.IPV4 else "ip6"
    message = f"flags {{value}} is not valid for {kind} encapsulation"
    number = _number(line, value, FLAGS_MAX, message)
    return None if number is None else replace(encap, flags=number)


_Reader = Callable[[Cursor, IpEncap, Word], IpEncap | None]

_IP: Final[dict[str, _Reader]] = {
    "id": _id,
    "dst": _dst,
    "src": _src,
    "tos": _tos,
    "ttl": _ttl,
    "flags": _flags,
}
_IP6: Final[dict[str, _Reader]] = {
    "id": _id,
    "dst": _dst,
    "src": _src,
    "tc": _tos,
    "hoplimit": _ttl,
    "flags": _flags,
}


def _mpls(line: Cursor) -> MplsEncap | None:
    """Take ``LABEL[/LABEL]``."""
    word = line.next
    if word is None:
        line.report(codes.ENCAP_INVALID, "missing address for MPLS encapsulation", line.call.last)
        return None
    line.index += 1
    labels = word.text.split("/")
    if len(labels) <= LABELS_MAX and all(_label(label) for label in labels):
        return MplsEncap(tuple(int(label) for label in labels))
    text = f"invalid mpls address {word.text} for encapsulation"
    line.report(codes.ENCAP_INVALID, text, word.at, fix=f"write up to {LABELS_MAX} labels")
    return None


def _label(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 9 and int(text) <= LABEL_MAX


def _ila(line: Cursor) -> IlaEncap | None:
    """Take a locator: four groups of up to four hexadecimal digits."""
    word = line.next
    if word is None:
        line.report(codes.ENCAP_INVALID, "missing locator for ILA encapsulation", line.call.last)
        return None
    line.index += 1
    groups = word.text.split(":")
    if len(groups) == GROUPS and all(_group(group) for group in groups):
        return IlaEncap(int("".join(group.rjust(4, "0") for group in groups), 16))
    line.report(codes.ENCAP_INVALID, f"invalid locator {word.text} for ila encapsulation", word.at)
    return None


def _group(text: str) -> bool:
    return 1 <= len(text) <= 4 and all(c in "0123456789abcdefABCDEF" for c in text)
