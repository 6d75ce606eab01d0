"""Dumps of the checker and the BFD process beside those of keepalived.

``NAME.txt`` is what keepalived 2.4.3 logged at its start with ``-d`` for ``NAME.conf``, without its
``Global definitions``. Its checkers had not run, but the services were in the kernel already:
``AT_REST`` takes that back. ``LEFT_OUT`` and ``CHANGED`` are the differences that are meant.
"""

import re
from pathlib import Path
from typing import Final

import pytest

from tests.support.configs import read
from vipd.export.dump import render_bfd, render_checker

HERE: Final = Path(__file__).parent

AT_REST: Final = (
    (r"^(   (?:VS alive|quorum_state_up|alive|RS set) = )1$", r"\g<1>0"),
    (r"^(     set = )1$", r"\g<1>0"),
    (r"^     Alive: \d+ tcp, \d+ udp, \d+ sctp$", "     Alive: 0 tcp, 0 udp, 0 sctp"),
    (r"^     Alive: \d+ IPv4, \d+ IPv6$", "     Alive: 0 IPv4, 0 IPv6"),
)

LEFT_OUT: Final = (
    "     Regex ref count = 1",
    "     Regex ref count = 2",
    # What a BFD_CHECK does not have.
    "   Delay loop = 18446744073709551615 us",
    "   Warmup = 18446744073709551615 us",
    "   Retries = 4294967295",
    "   Delay before retry = 18446744073709551615 us",
    "   Retries iterations = 4294967295",
)

CHANGED: Final = {" Password : secret": " Password : ********"}

_SESSION: Final = re.compile(
    r"   Default delay before retry = .*\n(?=.*\n   Keepalive .* BFD_CHECK)"
)


def _expected(name: str) -> str:
    text = (HERE / f"{name}.txt").read_text()
    for found, wanted in AT_REST:
        text = re.sub(found, wanted, text, flags=re.MULTILINE)
    lines = [CHANGED.get(line, line) for line in text.splitlines() if line not in LEFT_OUT]
    return _SESSION.sub("", "".join(f"{line}\n" for line in lines))


def _parts(dump: str) -> str:
    """Return a dump without its head."""
    head, mark, rest = dump.partition("\n------<")
    assert head.startswith("------< Global definitions >------")
    return mark[1:] + rest


def _config(name: str) -> str:
    return (HERE / f"{name}.conf").read_text()


@pytest.mark.parametrize("name", ["services", "groups", "marks", "checkers", "web"])
def test_dump_of_the_checker_process_is_that_of_keepalived(name: str) -> None:
    assert _parts(render_checker(read(_config(name)).daemon)) == _expected(name)


def test_dump_of_the_bfd_process_has_the_sessions_as_keepalived_writes_them() -> None:
    heading = "------< BFD Data >------\n"
    dump = render_bfd(read(_config("sessions")).daemon)
    assert _parts(dump) == heading + _expected("sessions")
