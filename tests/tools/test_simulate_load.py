"""The simulated hospital: hot keys are found, shards cool writes, a kept list cools reads."""

from random import Random

import pytest

from medisecure.resources import declare
from tools.load.hospital import Hospital, Stream, streams
from tools.load.playing import MOST_WRITES, Played, needed, play
from tools.simulate_load import simulated


def dice() -> Random:
    """The same chance every time."""
    return Random(1)  # noqa: S311


def of_key(rows: list[tuple[Played, Played]], key: str) -> tuple[Played, Played]:
    return next(row for row in rows if row[0].key == key)


def rows(*, built: bool) -> list[tuple[Played, Played]]:
    return simulated(list(streams(Hospital(), built=built)), seconds=5, seed=1)


def test_a_list_of_doctors_read_by_every_page_burns_and_one_that_is_kept_does_not() -> None:
    burning, _ = of_key(rows(built=False), "USER_TYPE#PROVIDER")
    kept, _ = of_key(rows(built=True), "CHANGED#doctors")
    assert burning.reads > 3_000
    assert burning.refused > 0.5
    assert kept.reads < 200
    assert kept.refused == 0


def test_no_key_is_refused_with_the_shards_that_are_declared() -> None:
    chosen = declare({}).trail_shards
    for one, many in rows(built=True):
        assert many.refused == 0
        assert many.shards <= (chosen if one.key == "AUDIT#day" else 1), one.key


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
