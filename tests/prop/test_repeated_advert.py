"""The short way of a repeated advert does exactly what the long way does."""

import copy
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.support.machines import HIGHER, LOWER, OURS, advert, at, config, hear, started
from vipd.base.units import Instant, centiseconds
from vipd.core.vrrp.instance import Instance
from vipd.core.vrrp.router import Repeat

KINDS: list[dict[str, Any]] = [
    {},
    {"version": 3, "advert_int": centiseconds(20)},
    {"preempt": False},
    {"auth_pass": b"secret\0\0"},
]


def same_but_for_the_header(one: bytes, identification: int) -> bytes:
    """The packet as its sender repeats it: another identification, another header checksum."""
    return one[:4] + identification.to_bytes(2, "big") + one[6:10] + b"\xab\xcd" + one[12:]


def taken(machine: Instance, octets: bytes) -> bool:
    """Whether the engine would take the short way."""
    return machine.repeat == Repeat.of(octets)


@given(
    kind=st.sampled_from(KINDS),
    before=st.lists(
        st.tuples(
            st.sampled_from([0, 100, 150, 200, 255]),
            st.sampled_from([HIGHER, LOWER, OURS]),
            st.sampled_from([255, 254]),
        ),
        max_size=4,
    ),
    priority=st.sampled_from([100, 150, 200, 255]),
    identification=st.integers(0, 0xFFFF),
    delay=st.integers(0, 10**9),
)
def test_repeated_advert_the_short_way_equals_the_long_way(
    kind: dict[str, Any],
    before: list[tuple[int, Any, int]],
    priority: int,
    identification: int,
    delay: int,
) -> None:
    mine = config(**kind)
    short = started(now=at("1"), **kind)
    for older, source, hop_limit in before:
        hear(short, advert(older, source, of=mine, hop_limit=hop_limit), at("1.1"))
    first = advert(priority, HIGHER, of=mine)
    hear(short, first, at("1.2"))
    again = same_but_for_the_header(first, identification)
    if not taken(short, again):
        return
    long = copy.deepcopy(short)
    when = Instant(at("1.2") + delay)
    short.heard_again(when)
    assert hear(long, again, when) == []
    assert short == long


@given(position=st.integers(0, 39), value=st.integers(0, 255))
def test_advert_that_differs_anywhere_else_takes_the_long_way(position: int, value: int) -> None:
    machine = started(now=at("1"))
    first = advert(200, HIGHER)
    hear(machine, first, at("1.2"))
    assert taken(machine, first)
    other = first[:position] + bytes([value]) + first[position + 1 :]
    assume(position != 0 or value >> 4 == 4)  # the channel of IPv4 has nothing else
    harmless = position in (4, 5, 6, 7, 10, 11)
    assert taken(machine, other) == (harmless or other == first)
