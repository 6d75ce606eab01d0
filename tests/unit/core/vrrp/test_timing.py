"""The formulas against the figures that keepalived 2.4 was seen to use."""

import pytest

from vipd.base.units import MICROSECOND, centiseconds, seconds
from vipd.core.vrrp.timing import master_down, skew


@pytest.mark.parametrize(
    ("priority", "version", "interval_cs", "expected_us"),
    [
        (100, 2, 100, 3_609_375),
        (100, 3, 100, 3_609_375),
        (150, 2, 100, 3_414_062),
        (100, 3, 50, 1_804_687),
        (100, 3, 20, 721_875),
        (100, 3, 300, 10_828_125),
        (255, 2, 100, 3_003_906),
    ],
)
def test_master_down_interval_matches_keepalived(
    priority: int, version: int, interval_cs: int, expected_us: int
) -> None:
    interval = centiseconds(interval_cs)
    down = master_down(priority, version=version, interval=interval, adverts=3)
    assert down == expected_us * MICROSECOND


def test_skew_of_version_2_does_not_depend_on_the_interval() -> None:
    assert skew(100, version=2, interval=seconds(1)) == skew(100, version=2, interval=seconds(9))


def test_skew_of_version_3_scales_with_the_interval() -> None:
    one = skew(156, version=3, interval=centiseconds(16))
    assert skew(156, version=3, interval=centiseconds(32)) == 2 * one


def test_skew_falls_with_priority() -> None:
    skews = [skew(p, version=3, interval=centiseconds(10)) for p in range(1, 256)]
    assert skews == sorted(skews, reverse=True)
    assert len(set(skews)) == 255


def test_master_down_interval_with_one_advert_is_one_interval_and_the_skew() -> None:
    down = master_down(100, version=2, interval=seconds(2), adverts=1)
    assert down == seconds(2) + skew(100, version=2, interval=seconds(2))
