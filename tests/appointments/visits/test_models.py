"""A visit moves only along its legal steps, and knows its local day and what it overlaps."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from appointments.visits.models import Appointment, Payment, SchedulingInfo
from appointments.visits.status import NEXT, Status
from medisecure.errors import Conflict, Invalid
from tests.desk import at

START = datetime(2025, 6, 15, 14, tzinfo=UTC)


def visit(
    start: datetime = START,
    minutes: int = 30,
    status: Status = Status.SCHEDULED,
    zone: str | None = None,
) -> Appointment:
    return Appointment(
        appointment_id="appointment_1",
        patient_id="patient_1",
        provider_id="provider_1",
        scheduling_info=SchedulingInfo(appointment_date=start, duration=minutes, time_zone=zone),
        status=status,
        created_at=START,
        updated_at=START,
    )


def test_a_visit_goes_from_scheduled_to_completed_step_by_step() -> None:
    made = visit()
    for status in list(Status)[2:7]:
        made = made.transition(status)
    assert made.status is Status.COMPLETED


@pytest.mark.parametrize("current", list(Status))
@pytest.mark.parametrize("wanted", list(Status))
def test_every_step_that_is_not_listed_is_refused(current: Status, wanted: Status) -> None:
    made = visit(status=current)
    if wanted in NEXT[current]:
        assert made.transition(wanted).status is wanted
    else:
        with pytest.raises(Conflict):
            made.transition(wanted)


@pytest.mark.parametrize(
    ("current", "wanted"),
    [
        (Status.REQUESTED, Status.COMPLETED),
        (Status.SCHEDULED, Status.IN_CONSULTATION),
        (Status.ARRIVED, Status.NO_SHOW),
        (Status.IN_CONSULTATION, Status.CANCELLED),
        (Status.COMPLETED, Status.CANCELLED),
        (Status.CANCELLED, Status.SCHEDULED),
        (Status.NO_SHOW, Status.ARRIVED),
    ],
)
def test_steps_that_would_be_untrue_are_refused(current: Status, wanted: Status) -> None:
    assert wanted not in NEXT[current]


def test_a_refused_step_says_so_in_words() -> None:
    with pytest.raises(Conflict, match=r"is completed cannot become in room"):
        visit(status=Status.COMPLETED).transition(Status.IN_ROOM)


def test_a_step_remembers_its_instant_and_arrival_its_own() -> None:
    at = START + timedelta(minutes=-5)
    arrived = visit().transition(Status.ARRIVED, at=at)
    seen = arrived.transition(Status.IN_ROOM, at=START)
    assert (arrived.updated_at, arrived.arrived_at) == (at, at)
    assert (seen.updated_at, seen.arrived_at) == (START, at)


def test_cancelling_keeps_who_when_and_why_and_frees_the_time() -> None:
    gone = visit().cancelled(by="staff_1", at=START, reason="asked to")
    assert gone.cancellation is not None
    assert (gone.cancellation.by, gone.cancellation.at) == ("staff_1", START)
    assert not gone.is_live
    with pytest.raises(Conflict):
        visit(status=Status.COMPLETED).cancelled(by="staff_1", at=START)


def test_overlap_is_shared_time_and_touching_ends_share_none() -> None:
    first = visit()
    assert first.overlaps(visit(START + timedelta(minutes=29)))
    assert first.overlaps(visit(START + timedelta(minutes=-29)))
    assert first.overlaps(visit(START + timedelta(minutes=10), minutes=5))
    assert not first.overlaps(visit(START + timedelta(minutes=30)))
    assert not first.overlaps(visit(START - timedelta(minutes=30)))


@pytest.mark.parametrize("gone", [Status.CANCELLED, Status.NO_SHOW])
def test_a_visit_that_is_off_overlaps_nothing(gone: Status) -> None:
    assert not visit().overlaps(visit(status=gone))
    assert not visit(status=gone).overlaps(visit())


@pytest.mark.parametrize(
    ("start", "zone", "day"),
    [
        (at(date(2025, 6, 15), "23:59"), None, date(2025, 6, 15)),
        (at(date(2025, 6, 16), "00:00"), None, date(2025, 6, 16)),
        (datetime(2025, 6, 15, 23, 30, tzinfo=UTC), "Europe/London", date(2025, 6, 16)),
        (datetime(2025, 6, 15, 3, 59, tzinfo=UTC), "America/New_York", date(2025, 6, 14)),
    ],
)
def test_the_day_of_a_visit_is_the_local_one(start: datetime, zone: str | None, day: date) -> None:
    assert visit(start, zone=zone).local_date == day


def test_the_keys_time_is_utc_with_milliseconds_only_if_there_are_any() -> None:
    assert visit().time_utc == "14:00:00Z"
    assert visit(START.replace(microsecond=484_000)).time_utc == "14:00:00.484Z"


def test_an_end_is_elapsed_time_after_the_start() -> None:
    assert visit().ends_at == START + timedelta(minutes=30)
    assert visit().minutes == 30


@pytest.mark.parametrize(
    "wrong",
    [
        {"duration": 0},
        {"duration": -30},
        {"appointment_date": datetime(2025, 6, 15, 14)},  # noqa: DTZ001 - the naive time is the point
        {"time_zone": "Mars/Base"},
    ],
)
def test_what_can_never_be_is_refused(wrong: dict[str, Any]) -> None:
    usual: dict[str, Any] = {"appointment_date": START, "duration": 30}
    with pytest.raises(Invalid):
        SchedulingInfo(**usual | wrong)


def test_a_fee_is_not_negative() -> None:
    with pytest.raises(Invalid):
        Payment(fee=-1, currency="QAR")


@pytest.mark.parametrize(("minutes", "refused"), [(-30, True), (-1, True), (0, False), (45, False)])
def test_nobody_is_missed_before_their_visit_has_started(minutes: int, refused: bool) -> None:  # noqa: FBT001
    at = START + timedelta(minutes=minutes)
    assert bool(visit().refusal_of(Status.NO_SHOW, at)) is refused
    assert visit().refusal_of(Status.ARRIVED, at) is None
