"""``~SEQ(VAR, START, END) TEXT`` and ``~LST(VAR, VALUE, ...) TEXT``: one line many times.

keepalived 2.4. This module reads the part in parentheses; ``conf.lines`` has the text read once
for each round.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from vipd.conf import codes
from vipd.conf.diag import Reports
from vipd.conf.text import BLANKS, Text

ARGUMENTS_MAX: Final = 63
"""keepalived 2.4: bytes of the arguments behind the variable, with the closing parenthesis."""

_I64: Final = 2**63
_SEQ: Final = re.compile(r"~SEQ(x?)[ \t]*\(")
_VARIABLE: Final = re.compile(r"[ \t]*([^ \t,()]+)[ \t]*,")
_NUMBER: Final = re.compile(r"([+-]?)(?:0[xX]([0-9a-fA-F]+)|(0[0-7]*)|([1-9][0-9]*))")
_LST: Final = re.compile(r"~LST[ \t]*\([ \t]*(?:\{([^{}()]*)\}|([^ \t,{}()]+))[ \t]*,")
_ITEM: Final = re.compile(r"[ \t]*(?:\{([^{})]*)\}|([^ \t,})]*))[ \t]*([,)])")
_NAME: Final = re.compile(r"[^ \t,{}()]+")
_VALUE: Final = re.compile(r"[^ \t,})]*")

_FORMS: Final = {
    "~SEQ": "write ~SEQ(VAR, END), ~SEQ(VAR, START, END) or ~SEQ(VAR, START, STEP, END)",
    "~LST": "write ~LST(VAR, VALUE, ...) or ~LST({VAR, ...}, {VALUE, ...}, ...)",
}

Round = tuple[tuple[str, str], ...]
"""The variables of one round and their values."""


class SequenceFault(Exception):
    """The part in parentheses is wrong. ``report`` is keepalived's, empty when it has none."""

    def __init__(self, report: str = "") -> None:
        super().__init__(report)
        self.report = report


class MultilineArgument(Exception):
    """An argument refers to a definition of several lines."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """The rounds, and the text that is read in each of them."""

    rounds: Iterator[Round]
    text: Text


def read_sequence(text: Text, substitute: Callable[[str], str]) -> Sequence:
    """Read a line that begins with ``~SEQ`` or ``~LST``.

    ``substitute`` replaces the references in arguments; it raises MultilineArgument.

    Raises:
        SequenceFault: the line is to be dropped.
    """
    if text.value.startswith("~LST"):
        return _list(text)
    return _numbers(text, substitute)


def report_fault(fault: SequenceFault, text: Text, reports: Reports) -> None:
    """Say what is wrong with a line; keepalived 2.4: the general report comes last."""
    kind = text.value[:4]
    for report in filter(None, (fault.report, f"Invalid {kind} specification")):
        reports.add(
            codes.SEQUENCE_INVALID,
            f"{report} '{text.value}'",
            text.at(0),
            reason="the line is ignored",
            fix=_FORMS[kind],
        )


def _numbers(text: Text, substitute: Callable[[str], str]) -> Sequence:
    head = _SEQ.match(text.value)
    if head is None:
        raise SequenceFault
    # Deviates: keepalived 2.4 reads a variable of two words, and an empty number, as 0.
    variable = _VARIABLE.match(text.value, head.end())
    end = text.value.find(")", head.end())
    if end < 0:
        raise SequenceFault("~SEQ missing terminating ')'")
    if variable is None or variable.end() > end:
        raise SequenceFault("Invalid ~SEQ definition")
    written = text.value[variable.end() : end]
    try:
        replaced = substitute(written)
    except MultilineArgument as fault:
        raise SequenceFault("~SEQ parameter is multiline definition") from fault
    if max(len(written), len(replaced)) + 1 > ARGUMENTS_MAX:
        raise SequenceFault("~SEQ parameter strings too long")
    start, step, last = _bounds([_number(word) for word in replaced.split(",")])
    if head[1] and min(start, last) < 0:
        raise SequenceFault("~SEQx is only valid for positive numbers")
    values = range(start, last + (1 if step > 0 else -1), step)
    form = "x" if head[1] else "d"
    rounds = (((variable[1], format(value, form)),) for value in values)
    return Sequence(rounds, text.cut(end + 1).stripped())


def _number(word: str) -> int:
    """Return a number in C notation."""
    found = _NUMBER.fullmatch(word.strip(BLANKS))
    if found is None:
        raise SequenceFault("Invalid ~SEQ definition")
    sign, hexadecimal, octal, decimal = found.groups()
    if hexadecimal is not None:
        size = int(hexadecimal, 16)
    else:
        size = int(octal, 8) if octal is not None else int(decimal)
    number = -size if sign == "-" else size
    if not -_I64 <= number < _I64:
        raise SequenceFault("Invalid ~SEQ definition")
    return number


def _bounds(numbers: list[int]) -> tuple[int, int, int]:
    """Return start, step and end; of three numbers the step is the one in the middle."""
    match numbers:
        case [last]:
            start = -1 if last < 0 else 1
        case [start, last]:
            pass
        case [start, step, last]:
            if step == 0 or (last - start) * step < 0:
                raise SequenceFault("Invalid ~SEQ values")
            return start, step, last
        case _:
            raise SequenceFault("Invalid ~SEQ definition")
    return start, 1 if start <= last else -1, last


def _list(text: Text) -> Sequence:
    head = _LST.match(text.value)
    if head is None:
        raise SequenceFault
    names = _split(head[1], _NAME) if head[1] is not None else [head[2]]
    sets: list[list[str]] = []
    index, closed = head.end(), False
    while not closed:
        item = _ITEM.match(text.value, index)
        if item is None:
            raise SequenceFault
        sets.append(_split(item[1], _VALUE) if item[1] is not None else [item[2]])
        index, closed = item.end(), item[3] == ")"
    if any(len(values) > len(names) for values in sets):
        raise SequenceFault("~LST specification has too many values")
    rounds = (
        tuple((name, values[i] if i < len(values) else "") for i, name in enumerate(names))
        for values in sets
    )
    return Sequence(rounds, text.cut(index).stripped())


def _split(text: str, form: re.Pattern[str]) -> list[str]:
    words = [word.strip(BLANKS) for word in text.split(",")]
    if not all(form.fullmatch(word) for word in words):
        raise SequenceFault
    return words
