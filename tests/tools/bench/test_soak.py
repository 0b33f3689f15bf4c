"""A worker that weighs too much, or grows, is named."""

import os

import pytest

from tools.bench.soak import Weight, _resident_kb, _started_by


@pytest.mark.parametrize(
    ("warm", "last", "said"),
    [(110, 114, []), (110, 120, ["grew"]), (139, 141, ["weighs"]), (120, 200, ["weighs", "grew"])],
)
def test_weight_and_growth(warm: float, last: float, said: list[str]) -> None:
    found = Weight(20_000, warm, last).breaches()
    assert len(found) == len(said)
    assert all(word in line for word, line in zip(said, found, strict=True))


def test_a_process_weighs_something_and_knows_its_children() -> None:
    assert _resident_kb(os.getpid()) > 1000
    assert os.getpid() in _started_by(os.getppid())
