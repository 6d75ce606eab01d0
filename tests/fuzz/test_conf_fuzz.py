"""Whatever a configuration holds, nothing but diagnostics comes out, soon and in little memory.

``VIPD_FUZZ_SECONDS`` says how long to try; a failure prints the input and the seed of its round.
"""

import itertools
import os
import resource
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tests.support.configs import MAIN, MemoryFiles
from tests.support.grammar import WORDS, configurations
from tools.judgement import GivenHost
from vipd.conf.diag import Severity, config_test_status, render
from vipd.conf.load import Loaded, load
from vipd.conf.schema.registry import schema_of
from vipd.conf.schema.root import Root
from vipd.conf.surroundings import Surroundings
from vipd.model.codec import from_json, to_json
from vipd.model.process import Daemon

FIRST = int(os.environ.get("VIPD_FUZZ_FIRST", "0"))
"""Seed of the first round: fixed in the suite, fresh in ``make fuzz``."""
SECONDS = float(os.environ.get("VIPD_FUZZ_SECONDS", "60"))
ROUND = 100
SLOW_S = 60
"""One configuration takes longer than this only if something multiplies without a bound."""
GROWTH_KB = 1_500_000

HOST = GivenHost({"users": ["joe"], "groups": [], "scripts": ["/usr/bin/true"]})
AROUND = Surroundings(environment={"E": "${E} # $A", "F": '"{ } ~SEQ(x,2) '}, seed=3)
STATUSES = {0, 2, 4, 5, 6}


def _keywords() -> list[str]:
    """Return every keyword of every block."""
    found: set[str] = set()
    todo: list[type] = [Root]
    while todo:
        for name, keyword in schema_of(todo.pop()).keywords.items():
            found.add(name)
            if keyword.block is not None:
                todo.append(keyword.block)
    return sorted(found)


LANGUAGE = [
    *[
        "{",
        "}",
        " { ",
        " } ",
        '"',
        '""',
        "'",
        "\\",
        "#",
        "!",
        ";",
        " ",
        "\t",
        "\r",
        "\0",
        "\ufeff",
        "é",
    ],
    *["@node1 ", "@^node1 ", "@vipd ", "@^vipd ", "@", "$A=", "$B=$A$A", "$A", "${A}", "${B}"],
    *["$M=a \\\n b \\\n ${M}\n", "${M}", "~SEQ(x, 1, 3) ", "~SEQ(y, 9, -2, 1) ", "~SEQx(x, 31) "],
    *["~SEQ(x, 99999999999) ", "~LST(x, a, b) ", "~LST({x,y}, {1,2}, {3}) ", "${x}", "$x", "~"],
    *["${_PWD}", "${_ENV E}", "${_ENV F}", "${_ENV}", "${_RANDOM 1 9}", "$_RANDOM", "${_HASH}"],
    *["include x\n", "include y\n", "includea {x,z}\n", "include *\n", "include a.conf\n"],
    *[
        "global_defs {\n",
        "vrrp_instance V {\n",
        "virtual_server 10.0.0.1 80 {\n",
        "config_strict\n",
    ],
]
PIECE = st.one_of(
    st.sampled_from(LANGUAGE),
    st.sampled_from(_keywords()),
    st.sampled_from(WORDS),
    st.just("\n"),
    st.text(max_size=8),
)
SOUP = st.lists(PIECE, max_size=60).map("".join)
ANY = st.one_of(
    SOUP.map(lambda text: text.encode("utf-8", "surrogatepass")),
    configurations().map(str.encode),
    st.tuples(configurations(), SOUP, st.integers(0, 2_000)).map(
        lambda parts: (parts[0][: parts[2]] + parts[1] + parts[0][parts[2] :]).encode(
            "utf-8", "surrogatepass"
        )
    ),
    st.binary(max_size=300),
)


def _read(content: bytes, other: bytes, *, testing: bool) -> Loaded:
    files = MemoryFiles({MAIN: content, "x": other, "y": b"include x\n" + other, "z": b"}\n"})
    return load(MAIN, files, config_id="node1", testing=testing, surroundings=AROUND, scripts=HOST)


def _check(content: bytes, other: bytes) -> None:
    began = time.monotonic()
    for testing in (False, True):
        loaded = _read(content, other, testing=testing)
        assert config_test_status(loaded.diagnostics) in STATUSES
        for diagnostic in loaded.diagnostics:
            assert render(diagnostic)
            assert isinstance(diagnostic.severity, Severity)
            assert (diagnostic.line > 0) == (diagnostic.column > 0)
        assert from_json(Daemon, to_json(loaded.daemon)) == loaded.daemon
    assert time.monotonic() - began < SLOW_S


def _round(number: int) -> Callable[[], None]:
    @seed(number)
    @settings(
        max_examples=ROUND, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(ANY, ANY)
    def checked(content: bytes, other: bytes) -> None:
        _check(content, other)

    return checked


@pytest.mark.timeout(0)
def test_anything_at_all_yields_diagnostics_and_nothing_else() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    end = time.monotonic() + SECONDS
    for number in itertools.count(FIRST):
        if time.monotonic() >= end:
            break
        try:
            _round(number)()
        except Exception:
            print(f"seed of the round: {number}")
            raise
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < GROWTH_KB


def test_command_without_a_word_yields_diagnostics_and_nothing_else() -> None:
    _check(b"global_defs {\nstartup_script \"\"\nshutdown_script ''\n}\n", b"")


@pytest.mark.parametrize(
    "content",
    [
        "include a.conf\n",
        "include y\n" * 50,
        "$A=$A\n$A\n",
        "$A=$B\n$B=x$A\nv $A\n",
        "$A=a \\\n $A\n$A\n",
        "$A=a \\\n ${B} \\\n ${B}\n$B=b \\\n ${C} \\\n ${C}\n$C=c \\\n ${A} \\\n ${B}\n${A}\n",
        "~SEQ(x, 999999999) ~SEQ(y, 999999999) a${x}\n",
        "~SEQ(x, 999999999) $A=${A}${x}\n",
        "".join(f"$L{n + 1}=${{L{n}}}${{L{n}}}\n" for n in range(30)) + "v ${L30}\n",
        "vrrp_instance V {\n" * 5_000,
        "virtual_server 1.2.3.4 80 {\nreal_server 1.2.3.5 80 {\n" * 3_000,
        "}" * 50_000,
        "x" * 5_000_000,
    ],
)
def test_what_multiplies_is_bounded(content: str) -> None:
    _check(content.encode(), content.encode())
