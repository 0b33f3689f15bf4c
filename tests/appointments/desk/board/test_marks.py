"""How long somebody waits, what is odd about a visit, and what it looks like."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from appointments.desk.board.like_names import like_names
from appointments.visits.models import Overruling
from appointments.visits.status import Status
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.identity.person import PersonalInfo, Preferences
from patients.profile.models import Demographics
from providers.directory.rules import TimeOff, TimeOffKind
from tests.appointments.desk.board.columns import (
    LONG_AGO,
    MONDAY,
    laid_out,
    marked,
    of_kind,
    visit_at,
)
from tests.desk import at
from tests.people import REEM

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]


@pytest.mark.parametrize(
    ("minutes", "loud"), [(0, "calm"), (15, "calm"), (16, "long"), (31, "alarm")]
)
def test_who_waits_long_is_told_loudly(acting: As, minutes: int, loud: str) -> None:
    came = at(MONDAY, "09:00")
    waiting = visit_at("09:00", status=Status.ARRIVED, arrived_at=came)
    (column,) = laid_out(acting, waiting, now=came + timedelta(minutes=minutes))
    (cell,) = of_kind(column, "visit")
    assert (cell["waiting"], cell["wait"]) == (minutes, loud)


def test_waiting_counts_from_the_visits_own_time_for_who_came_early(acting: As) -> None:
    early = visit_at("09:00", status=Status.ARRIVED, arrived_at=at(MONDAY, "08:20"))
    (column,) = laid_out(acting, early, now=at(MONDAY, "09:05"))
    assert of_kind(column, "visit")[0]["waiting"] == 5


@pytest.mark.parametrize(
    ("clock", "mode", "said"),
    [
        ("09:09", "IN_PERSON", []),
        ("09:10", "IN_PERSON", ["not arrived"]),
        ("09:10", "VIDEO", ["By video"]),
        ("09:30", "IN_PERSON", ["not arrived"]),  # over, and nobody has said how it ended
    ],
)
def test_who_has_not_come_is_marked_until_somebody_says_how_it_ended(
    acting: As, clock: str, mode: str, said: list[str]
) -> None:
    (column,) = laid_out(acting, visit_at("09:00", mode=mode), now=at(MONDAY, clock))
    assert marked(of_kind(column, "visit")[0]) == said


def test_of_two_that_overlap_the_one_put_in_is_marked(acting: As) -> None:
    put_in = Overruling(by=REEM, at=LONG_AGO, reason="WALKED_IN")
    there, late = visit_at("09:00"), visit_at("09:15", 15, overruled=put_in)
    (column,) = laid_out(acting, there, late)
    first, second = of_kind(column, "visit")
    assert marked(first) == []
    assert marked(second) == ["overbooked"]
    assert second["span"] == 1  # on a cell of one row too


def test_a_visit_that_took_place_is_not_marked_by_time_off(acting: As) -> None:
    away = TimeOff(
        kind=TimeOffKind.SICK, starts_at=at(MONDAY, "12:00"), ends_at=at(MONDAY, "14:00")
    )
    seen = visit_at("13:00", status=Status.COMPLETED)
    (column,) = laid_out(acting, seen, time_off=(away,))
    assert marked(of_kind(column, "visit")[0]) == ["Completed"]


def test_like_names_are_found_across_spellings_and_scripts() -> None:
    known = {
        name: Demographics(
            patient_id=name,
            personal_info=PersonalInfo(first_name=first, last_name=last),
            preferences=Preferences(),
            created_at=LONG_AGO,
            updated_at=LONG_AGO,
        )
        for name, first, last in [
            ("a", "Mohammed", "Al-Kuwari"), ("b", "محمد", "الكواري"), ("c", "Mariam", "Al-Kuwari"),
            ("d", "Mohammed", "Al-Ansari"), ("e", "John", "Doe"),
        ]
    }  # fmt: skip
    assert like_names(known) == {"a", "b"}


def test_a_visit_that_has_begun_cannot_be_dragged(acting: As) -> None:
    (column,) = laid_out(acting, visit_at("09:00"), visit_at("10:00", status=Status.ARRIVED))
    assert [cell["movable"] for cell in of_kind(column, "visit")] == [True, False]
