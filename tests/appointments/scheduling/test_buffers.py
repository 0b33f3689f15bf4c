"""The time before and after a visit that it claims too."""

from datetime import UTC, date, datetime

import pytest

from appointments.scheduling.availability import (
    Beside,
    claimed_cells,
)
from appointments.scheduling.times import Reason, cells
from medisecure.errors import Invalid
from tests.appointments.scheduling.examples import (
    DOHA,
    NINE,
    SCAN,
    SUNDAY,
    every_day,
    free,
    reasons,
    slots_of,
    taken_by,
)


def test_buffers_are_claimed_around_the_visit() -> None:
    assert claimed_cells(NINE, 10, DOHA, 10, 5) == {
        SUNDAY: ["c106", "c107", "c108", "c109", "c110"]
    }
    assert claimed_cells(NINE, 10, DOHA) == cells(NINE, 10, DOHA)


def test_buffers_cross_midnight_in_doha() -> None:
    first = datetime(2025, 6, 14, 21, tzinfo=UTC)
    assert claimed_cells(first, 5, DOHA, 10) == {
        date(2025, 6, 14): ["c286", "c287"],
        SUNDAY: ["c0"],
    }


@pytest.mark.parametrize(("minutes", "before", "after"), [(0, 10, 10), (10, -1, 0), (10, 0, -1)])
def test_a_claim_that_cannot_be_is_refused(minutes: int, before: int, after: int) -> None:
    with pytest.raises(Invalid):
        claimed_cells(NINE, minutes, DOHA, before, after)


def test_buffers_keep_clear_of_visits_but_may_reach_out_of_hours() -> None:
    why = reasons(every_day(), taken=taken_by("appointment_1", NINE, 30), visit_type=SCAN)
    assert (why["08:00"], why["08:15"], why["08:30"]) == (None, None, Reason.TOO_SHORT)
    assert (why["09:30"], why["09:45"]) == (Reason.TOO_SHORT, None)
    assert why["10:30"] is None


def test_buffers_over_midnight_heed_the_neighbouring_day() -> None:
    rules, before = every_day("00:00", "24:00"), date(2025, 6, 14)
    midnight_visit = {before: {"c287": "appointment_1"}, date(2025, 6, 16): {"c2": "a_2"}}
    assert {"00:00", "23:30"} < set(free(rules, visit_type=SCAN))
    why = reasons(
        rules,
        visit_type=SCAN,
        neighbours={each: Beside(own) for each, own in midnight_visit.items()},
    )
    assert (why["00:00"], why["00:15"]) == (Reason.TOO_SHORT, None)
    assert (why["23:15"], why["23:30"]) == (None, Reason.TOO_SHORT)


@pytest.mark.parametrize("wrong", [{"minutes": 0}, {"step": 0}, {"minutes": -5}])
def test_a_visit_of_no_length_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(Invalid):
        slots_of(every_day(), **wrong)
