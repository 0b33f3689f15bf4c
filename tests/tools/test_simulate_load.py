"""The simulated hospital: hot keys are found, shards cool writes, a kept list cools reads."""

from random import Random

import pytest

from tools.load.hospital import Hospital, Stream, streams
from tools.load.playing import MOST_WRITES, Played, needed, play
from tools.simulate_load import simulated


def dice() -> Random:
    """The same chance every time."""
    return Random(1)  # noqa: S311


def of_key(rows: list[tuple[Played, Played]], key: str) -> tuple[Played, Played]:
    return next(row for row in rows if row[0].key == key)


def rows(*, better: bool) -> list[tuple[Played, Played]]:
    found = list(streams(Hospital(), by_department=better, cached=better))
    return simulated(found, seconds=5, seed=1)


def test_the_list_of_doctors_burns_today_and_not_when_servers_keep_it() -> None:
    today, _ = of_key(rows(better=False), "USER_TYPE#PROVIDER")
    kept, _ = of_key(rows(better=True), "USER_TYPE#PROVIDER")
    assert today.reads > 3_000
    assert today.refused > 0.5
    assert kept.reads < 100
    assert kept.refused == 0


def test_a_day_asked_by_department_is_spread_over_the_departments() -> None:
    whole, _ = of_key(rows(better=False), "APPOINTMENT_DATE#day")
    parted, _ = of_key(rows(better=True), "APPOINTMENT_DATE#day")
    assert parted.reads < whole.reads / 30


@pytest.mark.parametrize(("a_second", "shards"), [(100, 1), (700, 1), (701, 2), (5_000, 8)])
def test_shards_are_as_many_as_keep_each_partition_in_its_room(a_second: int, shards: int) -> None:
    assert needed([Stream("k", "w", a_second, write=1)]) == shards


def test_with_the_shards_it_needs_nothing_is_refused() -> None:
    hot = [Stream("k", "w", 3 * MOST_WRITES, write=1)]
    one = play(hot, shards=1, seconds=5, dice=dice())
    many = play(hot, shards=needed(hot), seconds=5, dice=dice())
    assert one.refused == pytest.approx(2 / 3, abs=0.05)
    assert many.refused == 0


def test_readings_of_a_list_are_not_divided_by_shards() -> None:
    asked = [Stream("k", "r", 10, read=100)]
    assert play(asked, shards=4, seconds=5, dice=dice()).reads == pytest.approx(1_000, rel=0.3)
