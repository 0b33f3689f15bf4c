"""Bookings are measured as they are, and a faster way that books twice is no measurement."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from medisecure.dynamodb.change import Cells
from tools.bench.bookings import ALL_AT_ONCE, measure, miscounted, places, run
from tools.drills.cast import doctors
from tools.drills.meeting import Meeting
from tools.drills.mutants import look_before_write
from tools.local_cloud.supervisor import RunningCloud

pytestmark = [pytest.mark.usefixtures("clinic"), pytest.mark.thorough]
Scan = Callable[[], Iterable[dict[str, Any]]]


def test_each_time_apart_is_booked_and_each_contested_one_once(
    cloud: RunningCloud, raw: Scan
) -> None:
    rows, problems = measure(cloud.endpoint, raw, clients=3, spread=4, contested=3)
    assert problems == []
    assert [(row.name, row.clients, row.booked, row.refused) for row in rows] == [
        ("spread", 3, 12, 0), ("contested", 3, 3, 6),
    ]  # fmt: skip
    for row in rows:
        assert row.per_second == pytest.approx(row.booked / row.seconds, rel=0.1)


def test_a_time_that_is_booked_twice_is_a_problem(cloud: RunningCloud) -> None:
    (doctor,) = doctors(1)
    with look_before_write(), Meeting(3).before(Cells, "operation"):
        row = run(ALL_AT_ONCE, cloud.endpoint, [places(doctor, 1)] * 3)
    assert miscounted(row, 1, 2) == ["contested: 3 booked, 0 refused; it should be 1 and 2"]
