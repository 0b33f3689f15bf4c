"""Time that is not spent waiting for a service counts for no deadline."""

import time

import pytest

from medisecure.dynamodb.calls.deadline import deadline, seconds_left, stopped


def test_what_is_done_while_the_clock_stands_still_costs_nothing() -> None:
    with deadline(0.05):
        with stopped():
            time.sleep(0.2)
        left = seconds_left()
        assert left is not None
        assert left > 0
    assert seconds_left() is None


def test_the_clock_goes_on_after_an_error_too() -> None:
    with deadline(10):
        before = seconds_left() or 0
        with pytest.raises(ValueError, match="x"), stopped():
            raise ValueError("x")
        after = seconds_left()
        assert after is not None
        assert before - 1 < after <= before + 0.01
