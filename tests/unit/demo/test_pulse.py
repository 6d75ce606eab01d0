"""The pulse on each processor."""

import time

from vipd.demo.pulse import Pulses


def test_pulses_measure_something_and_forget_it_when_told_to() -> None:
    pulses = Pulses()
    try:
        deadline = time.monotonic() + 10
        while pulses.worst() == 0:
            assert time.monotonic() < deadline
        worst = pulses.worst()
        pulses.reset()
        assert pulses.worst() >= 0
        assert worst > 0
    finally:
        pulses.stop()
    pulses.reset()
    assert pulses.worst() == 0
