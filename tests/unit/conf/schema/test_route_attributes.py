"""Options of a route that are one number."""

import pytest

from tests.support.lines import read_line
from vipd.conf.schema.routes import RouteKind
from vipd.model.route import Attribute, Metric

KIND = RouteKind(static=False)


def _read(options: str) -> tuple[tuple[Metric, ...] | None, list[str]]:
    value, said = read_line(KIND, f"10.0.0.0/8 dev eth0 {options}")
    return (value.route.metrics if value else None), said


@pytest.mark.parametrize(
    ("options", "metric"),
    [
        ("mtu 1400", Metric(Attribute.MTU, 1400)),
        ("mtu lock 1400", Metric(Attribute.MTU, 1400, locked=True)),
        ("hoplimit 255", Metric(Attribute.HOPLIMIT, 255)),
        ("features ecn", Metric(Attribute.FEATURES, 1)),
        ("rtt 1s", Metric(Attribute.RTT, 8_000)),
        ("rtt 4000", Metric(Attribute.RTT, 4_000)),
        ("rttvar 1.5s", Metric(Attribute.RTTVAR, 6_000)),
        ("rto_min lock 300msecs", Metric(Attribute.RTO_MIN, 300, locked=True)),
    ],
)
def test_attribute_is_read_in_units_of_the_kernel(options: str, metric: Metric) -> None:
    assert _read(options) == ((metric,), [])


def test_attribute_given_twice_has_the_later_value() -> None:
    assert _read("mtu 1 mtu 2")[0] == (Metric(Attribute.MTU, 2),)


@pytest.mark.parametrize(
    ("options", "metric", "said"),
    [
        (
            "rtt 1ms",
            Metric(Attribute.RTT, 1_600),
            "rtt value 1ms below minimum 200ms, resetting",
        ),
        (
            "rtt 500s",
            Metric(Attribute.RTT, 960_000),
            "rtt value 500s exceeds maximum 120s, resetting",
        ),
        (
            "rto_min 1",
            Metric(Attribute.RTO_MIN, 200),
            "rto value 1 below minimum 200ms, resetting",
        ),
    ],
)
def test_time_out_of_range_is_moved_into_it(options: str, metric: Metric, said: str) -> None:
    assert _read(options) == ((metric,), [said])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("rtt 1e3", "Invalid rtt 1e3 for route"),
        ("rttvar 1q", "Invalid rttvar 1q for route"),
        ("rtt s", "Invalid rtt s for route"),
        ("rto_min 1x", "Invalid rto_min value 1x specified for route"),
        ("hoplimit 256", "Invalid hoplimit 256 specified for route"),
        ("window lock 5", "Invalid window value lock specified for route"),
    ],
)
def test_attribute_that_is_no_number_drops_the_route(options: str, said: str) -> None:
    metrics, found = _read(options)
    assert metrics is None
    assert found[-1] == said


def test_unknown_feature_is_passed_over() -> None:
    assert _read("features x mtu 5") == (
        (Metric(Attribute.MTU, 5),),
        ["feature x not supported"],
    )
