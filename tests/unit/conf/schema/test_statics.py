"""Lines that concern links."""

import pytest

from tests.support.lines import read_line
from vipd.base.units import MILLISECOND
from vipd.conf.schema.statics import DelayKind, LinkbeatKind, WordLine


@pytest.mark.parametrize(
    ("line", "method", "said"),
    [
        ("eth0", None, []),
        ("eth0 MII", "MII", []),
        ("eth0 mii", None, ["extra characters mii in linkbeat interface"]),
        ("eth0 MII ETHTOOL", None, ["extra characters MII in linkbeat interface"]),
    ],
)
def test_linkbeat_line_names_interface_and_method(
    line: str, method: str | None, said: list[str]
) -> None:
    value, found = read_line(LinkbeatKind(), line)
    assert value is not None
    assert (value.interface, value.method, found) == ("eth0", method, said)


@pytest.mark.parametrize(
    ("line", "down_ms", "up_ms", "said"),
    [
        ("eth0", 0, 0, []),
        ("eth0 0.5", 500, 0, []),
        ("eth0 1 255", 1_000, 255_000, []),
        ("eth0 256 1", 0, 1_000, ["number '256' outside range [0.000000, 255.000000]"]),
        ("eth0 1 x", 1_000, 0, ["invalid number 'x'"]),
    ],
)
def test_delay_line_has_seconds_down_and_up(
    line: str, down_ms: int, up_ms: int, said: list[str]
) -> None:
    value, found = read_line(DelayKind(), line)
    assert value is not None
    assert (value.down, value.up) == (down_ms * MILLISECOND, up_ms * MILLISECOND)
    assert found == said


def test_word_line_keeps_all_words() -> None:
    words, _ = read_line(WordLine(), "V W")
    assert words is not None
    assert [word.text for word in words] == ["V", "W"]
