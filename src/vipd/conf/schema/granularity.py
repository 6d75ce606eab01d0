"""The form of ``persistence_granularity``, which depends on the family of the service."""

from dataclasses import dataclass

from vipd.base.addr import Family
from vipd.conf import codes
from vipd.conf.schema.call import Call, Rejected
from vipd.conf.schema.numbers import read_int


@dataclass(frozen=True, slots=True)
class Granularity:
    """A network mask or a prefix length; which one depends on the family of the service."""

    def read(self, call: Call) -> Call:
        """Return the use itself, to be judged with the service."""
        call.word(1)
        return call

    def describe(self) -> str:
        """Return the form in words."""
        return "an IPv4 network mask, or an IPv6 prefix length from 1 to 128"


def read_granularity(call: Call, family: Family | None) -> tuple[Family, int] | None:
    """Return the mask or prefix length and the family it is for; None after a report.

    A service of marks has no family yet: then a dot makes it one of IPv4.
    """
    word = call.word(1)
    family = family or (Family.IPV4 if "." in word.text else Family.IPV6)
    if family is Family.IPV4:
        mask = _aton(word.text)
        if mask is None:
            text = f"Invalid IPv4 persistence_granularity specified - {word.text}"
            call.report(codes.VALUE_INVALID, text, word.at, fix="write a mask as 255.255.255.0")
            return None
        return family, mask
    try:
        return family, read_int(call, word, 1, 128, strict=True)
    except Rejected:
        text = f"Invalid IPv6 persistence_granularity specified - {word.text}"
        call.report(codes.VALUE_INVALID, text, word.at, fix="write a prefix length, 1 to 128")
        return None


def _aton(text: str) -> int | None:
    """Read an IPv4 address with up to four decimal parts, the last of which fills the rest.

    keepalived 2.4 takes ``24`` for 0.0.0.24, which is hardly what was meant.
    """
    parts = text.split(".")
    if not (1 <= len(parts) <= 4 and all(p.isascii() and p.isdigit() for p in parts)):
        return None
    *heads, last = (int(part) for part in parts)
    room = 8 * (4 - len(heads))
    if any(head > 255 for head in heads) or last >= 1 << room:
        return None
    number = last
    for index, head in enumerate(heads):
        number |= head << (24 - 8 * index)
    return number
