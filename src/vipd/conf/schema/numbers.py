"""Integers and decimals as keepalived 2.4 reads them: order of the checks and their reports."""

import re
from typing import Final

from vipd.conf import codes
from vipd.conf.schema.call import Call, Rejected
from vipd.conf.text import SPACE, Word

U32_MAX: Final = 2**32 - 1
I32_MAX: Final = 2**31 - 1
U64_MAX: Final = 2**64 - 1

_DIGITS: Final = 9
"""Numbers of so many digits are in the range of every type."""

_LEADING: Final = re.compile(r"[+-]?[0-9]*")


def read_int(
    call: Call, word: Word, low: int, high: int, *, strict: bool, signed: bool = False
) -> int:
    """Read a whole number in [``low``, ``high``]; with a negative ``low`` always a signed one.

    ``strict`` False: on a normal start digits with junk behind them are used, with a warning.

    Raises:
        Rejected: after the report.
    """
    number = _plain(word.text)
    if number is not None and low <= number <= high:
        return number
    warning = "" if strict or call.testing else "WARNING - "
    return _read_int(call, word, low, high, warning, signed=signed or low < 0)


def _plain(text: str) -> int | None:
    """Return the number that a few digits are, None for anything else.

    The short way of ordinary numbers, which are many words of a large configuration; what it
    does not take, the long way judges.
    """
    return int(text) if len(text) <= _DIGITS and text.isascii() and text.isdigit() else None


def _read_int(call: Call, word: Word, low: int, high: int, warning: str, *, signed: bool) -> int:
    """Read a whole number the long way; ``warning`` begins the reports of a lenient one."""
    text = word.text
    body = text.lstrip(SPACE)
    if not body:
        return _in_range(call, word, 0, low, high, warning)
    digits = _LEADING.match(body)
    assert digits is not None
    number = int(digits[0]) if digits[0].strip("+-") else 0
    if not signed and body.startswith("-"):
        if body == "-0" and low == 0 and warning:
            return 0
        call.report(
            codes.NUMBER_RANGE,
            f"{warning}negative number '{text}'",
            word.at,
            reason="the value must not be negative",
            fix=f"write a whole number, {low} to {high}",
        )
        raise Rejected(text, word.at)
    if digits.end() != len(body) or not digits[0].strip("+-"):
        leads = digits[0].strip("+-") != ""
        usable = bool(warning) and low <= number <= high and leads
        reason = "only digits may stand here" if leads else "not a number"
        call.report(
            codes.NUMBER_JUNK_USED if usable else codes.NUMBER_INVALID,
            f"{warning}invalid number '{text}'",
            word.at,
            reason=f"{reason}; {number} is used" if usable else reason,
            fix=f"write a whole number, {low} to {high}",
        )
        if usable:
            return number
        raise Rejected(text, word.at)
    if not (-I32_MAX - 1 <= number <= I32_MAX if signed else number <= U32_MAX):
        kind = "integer" if signed else "unsigned integer"
        call.report(codes.NUMBER_RANGE, f"{warning}number '{text}' outside {kind} range", word.at)
        raise Rejected(text, word.at)
    return _in_range(call, word, number, low, high, "" if signed else warning)


def _in_range(call: Call, word: Word, number: int, low: int, high: int, warning: str) -> int:
    if low <= number <= high:
        return number
    call.report(
        codes.NUMBER_RANGE,
        f"{warning}number '{word.text}' outside range [{low}, {high}]",
        word.at,
        reason=f"{number} is too {'small' if number < low else 'large'}",
        fix=f"write a whole number, {low} to {high}",
    )
    raise Rejected(word.text, word.at)


def read_decimal(
    call: Call, word: Word, low: int, high: int, *, places: int = 6, strict: bool = False
) -> int:
    """Read a decimal as a whole number of 10**-``places``, in [``low``, ``high``] of that unit.

    Digits beyond ``places`` are rounded half up, with a report. Deviates: keepalived 2.4 takes
    the digits before junk without scaling them; here the value is rejected.

    Raises:
        Rejected: after the report.
    """
    plain, unit = _plain(word.text), int(10**places)
    if plain is not None and low <= plain * unit <= high:
        return plain * unit
    warning = "" if strict or call.testing else "WARNING - "
    # keepalived 2.4: takes the digits before junk, and reports no more if they are in the range.
    leading = _LEADING.match(word.text)
    assert leading is not None
    said = not strict and low <= int(leading[0].lstrip("+-") or 0) <= high
    number = _scale(call, word, places, warning, said=said)
    if number > U64_MAX:
        call.report(
            codes.NUMBER_RANGE,
            f"{warning}number '{word.text}' outside unsigned decimal range",
            word.at,
        )
        raise Rejected(word.text, word.at)
    if not low <= number <= high:
        span = f"[{scaled(low, places)}, {scaled(high, places)}]"
        call.report(
            codes.NUMBER_RANGE,
            f"{warning}number '{word.text}' outside range {span}",
            word.at,
            reason=f"it is too {'small' if number < low else 'large'}",
            fix=f"write a number, {decimal(low, places)} to {decimal(high, places)}",
        )
        raise Rejected(word.text, word.at)
    return number


def _scale(call: Call, word: Word, places: int, warning: str, *, said: bool) -> int:
    """Return the decimal times 10**``places``, whatever its size.

    ``said``: of what is no decimal nothing further is reported.
    """
    text = word.text
    if text.startswith("-"):
        call.report(codes.NUMBER_RANGE, f"{warning}negative number '{text}'", word.at)
        raise Rejected(text, word.at)
    whole, _, fraction = text.partition(".")
    surplus = fraction[places:]
    if surplus:
        call.report(
            codes.DECIMALS_ROUNDED,
            f"{warning}number '{text}' has too many decimal places",
            word.at,
            reason="the value is rounded",
            fix=f"write at most {places} decimal places",
        )
    digits = whole.lstrip(SPACE).removeprefix("+") + fraction[:places].ljust(places, "0")
    if not (digits.isascii() and digits.isdigit()):
        call.report(
            codes.NUMBER_INVALID,
            f"{warning}invalid number '{text}'",
            word.at,
            reason="not a decimal number",
            fix="write digits with at most one decimal point",
        )
        raise Rejected(text, word.at, reported=said)
    return int(digits) + (1 if surplus[:1] in ("5", "6", "7", "8", "9") else 0)


def scaled(number: int, places: int) -> str:
    """Return a number of 10**-``places`` as decimal text, as keepalived 2.4 writes it."""
    if places == 0:
        return f"{number}."
    return f"{number // 10**places}.{number % 10**places:0{places}d}"


def decimal(number: int, places: int) -> str:
    """Return a number of 10**-``places`` as decimal text, for people."""
    return scaled(number, places).rstrip("0").rstrip(".") if places else str(number)


def c_int(text: str) -> int:
    """Return what keepalived 2.4 takes a word for where it prints a number: 32 bits of it."""
    digits = _LEADING.match(text)
    number = int(digits[0]) if digits is not None and digits[0].strip("+-") else 0
    return (number + I32_MAX + 1) % (U32_MAX + 1) - I32_MAX - 1
