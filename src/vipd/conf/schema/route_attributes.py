"""Options of a route that are one number of the kernel: sizes, windows, times."""

import re
from dataclasses import replace
from typing import Final

from vipd.conf import codes
from vipd.conf.schema.call import Rejected
from vipd.conf.schema.cursor import Cursor
from vipd.conf.schema.numbers import U32_MAX, read_decimal
from vipd.conf.schema.route_draft import RouteDraft, RouteOption
from vipd.conf.text import Word
from vipd.model.route import FEATURE_ECN, Attribute, Metric

TIME_MIN_MS: Final = 200
TIME_MAX_MS: Final = 120_000
_UNIT: Final = re.compile(r"(.*?)(secs|sec|msecs|msec|ms|s)?", re.DOTALL)


def _set(draft: RouteDraft, metric: Metric) -> None:
    """Put an attribute into the route; a later value replaces an earlier one."""
    others = [m for m in draft.route.metrics if m.attribute is not metric.attribute]
    draft.route = replace(draft.route, metrics=(*others, metric))


def _number(
    attribute: Attribute, what: str, *, high: int = U32_MAX, lockable: bool = False
) -> RouteOption:
    """Return the option ``[lock] N``; ``what`` names it in reports."""
    message = f"Invalid {what} {{value}} specified for route"

    def option(draft: RouteDraft, line: Cursor, _: Word) -> None:
        locked = lockable and line.lock()
        _set(draft, Metric(attribute, line.number(0, high, message), locked))

    return option


def _time(attribute: Attribute, *, per_ms: int, name: str, bad: str) -> RouteOption:
    """Return the option ``[lock] TIME``; ``per_ms``: units of the kernel in a millisecond."""

    def option(draft: RouteDraft, line: Cursor, _: Word) -> None:
        locked = line.lock()
        word = line.take()
        try:
            value = _read_time(line, word, per_ms, name)
        except Rejected:
            raise line.drop(
                bad.replace("{value}", word.text), word.at, fix="write for instance 500ms or 1.5s"
            ) from None
        _set(draft, Metric(attribute, value, locked))

    return option


def _read_time(line: Cursor, word: Word, per_ms: int, name: str) -> int:
    """Return a time in units of the kernel, moved into the range with a report."""
    matched = _UNIT.fullmatch(word.text)
    assert matched is not None
    number, unit = Word(matched[1], word.at), matched[2] or ""
    if "e" in number.text.lower():
        text = f"{name} value exponential form {word.text} no longer supported"
        line.report(codes.NUMBER_INVALID, text, word.at, fix="write all digits")
        raise Rejected(word.text, word.at, reported=True)
    if unit and not number.text:
        raise Rejected(word.text, word.at)
    places = 3 if unit.startswith("s") else 0
    # keepalived 2.4: the bound of the first reading grows with the unit of the kernel.
    value = read_decimal(line.call, number, 0, TIME_MAX_MS * per_ms, places=places, strict=True)
    if unit:
        value *= per_ms
    if value < TIME_MIN_MS * per_ms:
        text = f"{name} value {word.text} below minimum 200ms, resetting"
        line.report(codes.VALUE_CHANGED, text, word.at)
        return TIME_MIN_MS * per_ms
    if value > TIME_MAX_MS * per_ms:
        text = f"{name} value {word.text} exceeds maximum 120s, resetting"
        line.report(codes.VALUE_CHANGED, text, word.at)
        return TIME_MAX_MS * per_ms
    return value


def _features(draft: RouteDraft, line: Cursor, _: Word) -> None:
    word = line.take()
    if word.text != "ecn":
        text = f"feature {word.text} not supported"
        line.report(codes.OPTION_UNKNOWN, text, word.at, fix="write ecn")
        return
    _set(draft, Metric(Attribute.FEATURES, FEATURE_ECN))


ATTRIBUTES: Final[dict[str, RouteOption]] = {
    "mtu": _number(Attribute.MTU, "MTU", lockable=True),
    "advmss": _number(Attribute.ADVMSS, "advmss", lockable=True),
    "reordering": _number(Attribute.REORDERING, "reordering value", lockable=True),
    "cwnd": _number(Attribute.CWND, "cwnd value", lockable=True),
    "ssthresh": _number(Attribute.SSTHRESH, "ssthresh value", lockable=True),
    "rtt": _time(Attribute.RTT, per_ms=8, name="rtt", bad="Invalid rtt {value} for route"),
    "rttvar": _time(Attribute.RTTVAR, per_ms=4, name="rtt", bad="Invalid rttvar {value} for route"),
    "rto_min": _time(
        Attribute.RTO_MIN,
        per_ms=1,
        name="rto",
        bad="Invalid rto_min value {value} specified for route",
    ),
    "hoplimit": _number(Attribute.HOPLIMIT, "hoplimit", high=255),
    "window": _number(Attribute.WINDOW, "window value"),
    "initcwnd": _number(Attribute.INITCWND, "initcwnd value"),
    "initrwnd": _number(Attribute.INITRWND, "initrwnd value"),
    "quickack": _number(Attribute.QUICKACK, "quickack value", high=1),
    "fastopen_no_cookie": _number(Attribute.FASTOPEN_NO_COOKIE, "fastopen_no_cookie value", high=1),
    "features": _features,
}
