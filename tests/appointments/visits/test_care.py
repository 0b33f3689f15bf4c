"""What a visit opens of a chart: from its booking to some days after, and not a moment longer.

The pages are asked by the doctor's own browser, the grounds by the table.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appointments.booking.services import book, cancel, move, swap
from appointments.series.services import Repeat, seen_of
from appointments.series.services import book as book_series
from appointments.series.services import cancel as cancel_series
from appointments.visit_flow.services import step, undo
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from appointments.visits.status import Status
from medisecure import wiring
from medisecure.access.care import CareKind, Opening
from medisecure.clinic_rules import RULES
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import AccessDenied, Conflict
from patients.profile.repository import CareRelations
from patients.records.repository import Records
from providers.directory.repository import Providers
from tests.desk import at, booking_request, far_day, fresh_patient, the_clock_says
from tests.dynamodb.examples import new_record
from tests.people import DR_OTHER, DR_SMITH, REEM
from tools.drills.cast import doctors

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]


@pytest.fixture
def desk(acting: As) -> Callable[[], UnitOfWork]:
    return lambda: acting("staff", REEM)


@pytest.fixture
def visit(desk: Callable[[], UnitOfWork]) -> Appointment:
    return book(desk(), booking_request(fresh_patient(), at(far_day(), "09:00")))


def names(visit: Appointment) -> tuple[str, str]:
    return visit.patient_id, visit.appointment_id


def opening(visit: Appointment, when: datetime, doctor: str = DR_SMITH) -> Opening:
    found = CareRelations(wiring.system_work("tests")).of_patient(visit.patient_id)
    mine = [each for each in found if each.provider_id == doctor]
    return mine[0].opening_at(when) if mine else Opening.CLOSED


def chart(client: Client, patient_id: str) -> int:
    return client.get(reverse("patients:chart", args=[patient_id])).status_code


def test_a_booked_visit_opens_the_chart_and_its_cancellation_closes_it_at_once(
    desk: Callable[[], UnitOfWork], signed_in: SignIn
) -> None:
    """The attack of the issue: book, look, cancel, look again."""
    patient, doctor = fresh_patient(), signed_in(DR_SMITH)
    assert chart(doctor, patient) == 404
    visit = book(desk(), booking_request(patient, at(far_day(), "10:00")))
    assert chart(doctor, patient) == 200
    cancel(desk(), *names(visit), "")
    assert chart(doctor, patient) == 404
    assert doctor.get(reverse("documents:of-patient", args=[patient])).status_code == 404


def test_the_patient_who_calls_off_closes_it_too(acting: As, visit: Appointment) -> None:
    cancel(acting("patient", visit.patient_id), *names(visit), "")
    assert opening(visit, visit.starts_at) is Opening.CLOSED


def test_before_the_visit_it_opens_what_prepares_it_then_all_until_some_days_after(
    visit: Appointment,
) -> None:
    moment = timedelta(seconds=1)
    begins, ends = visit.starts_at - RULES.near, visit.ends_at + RULES.care
    assert opening(visit, visit.created_at - moment) is Opening.CLOSED
    assert opening(visit, begins - moment) is Opening.PREPARING
    assert opening(visit, begins) is Opening.WHOLE
    assert opening(visit, ends - moment) is Opening.WHOLE
    assert opening(visit, ends) is Opening.CLOSED


def test_what_is_older_than_a_year_opens_when_the_visit_begins(
    acting: As, visit: Appointment
) -> None:
    """An entry of another doctor of 2025, whose relation is not this one's."""
    (author,) = doctors(1)
    old = new_record(visit.patient_id, author, at="2024-03-01T09:00:00Z")
    with the_clock_says(visit.starts_at - timedelta(days=1)):
        with pytest.raises(AccessDenied):
            Records(acting("provider", DR_SMITH)).get(visit.patient_id, old)
        assert Records(acting("provider", DR_SMITH)).latest(visit.patient_id).items == []
    with the_clock_says(visit.starts_at):
        found = Records(acting("provider", DR_SMITH)).latest(visit.patient_id).items
        assert [each.record_id for each in found] == [old]


def test_a_visit_that_goes_to_another_doctor_takes_the_chart_with_it(
    desk: Callable[[], UnitOfWork], visit: Appointment
) -> None:
    (other,) = doctors(1)
    wanted = booking_request(visit.patient_id, visit.starts_at, provider_id=other,
                             appointment_id=visit.appointment_id)  # fmt: skip
    move(desk(), visit.patient_id, wanted)
    assert opening(visit, visit.starts_at) is Opening.CLOSED
    assert opening(visit, visit.starts_at, other) is Opening.WHOLE


def test_moved_to_another_time_it_stays_open_until_after_that_time(
    desk: Callable[[], UnitOfWork], visit: Appointment
) -> None:
    later = at(far_day(), "11:00")
    wanted = booking_request(visit.patient_id, later, appointment_id=visit.appointment_id)
    moved = move(desk(), visit.patient_id, wanted)
    assert opening(visit, moved.ends_at + RULES.care - timedelta(seconds=1)) is Opening.WHOLE
    assert opening(visit, moved.ends_at + RULES.care) is Opening.CLOSED


def test_two_visits_that_change_places_change_their_charts_too(
    desk: Callable[[], UnitOfWork], visit: Appointment
) -> None:
    (other,) = doctors(1)
    theirs = book(desk(), booking_request(fresh_patient(), visit.starts_at, provider_id=other))
    swap(desk(), names(visit), names(theirs))
    assert opening(visit, visit.starts_at) is Opening.CLOSED
    assert opening(theirs, visit.starts_at) is Opening.WHOLE


def test_another_live_visit_keeps_it_open(
    desk: Callable[[], UnitOfWork], visit: Appointment
) -> None:
    book(desk(), booking_request(visit.patient_id, visit.starts_at + timedelta(hours=2)))
    cancel(desk(), *names(visit), "")
    assert opening(visit, visit.starts_at + timedelta(hours=2)) is Opening.WHOLE


def test_a_missed_visit_closes_it_and_taking_that_back_opens_it(
    desk: Callable[[], UnitOfWork], acting: As, visit: Appointment
) -> None:
    with the_clock_says(visit.starts_at):
        doctor = acting("provider", DR_SMITH)
        step(doctor, *names(visit), Status.NO_SHOW, expected=Status.SCHEDULED)
        assert opening(visit, visit.starts_at) is Opening.CLOSED
        undo(acting("provider", DR_SMITH), *names(visit), expected=Status.NO_SHOW)
        assert opening(visit, visit.starts_at) is Opening.WHOLE


def test_a_series_opens_and_closes_as_a_whole(
    desk: Callable[[], UnitOfWork],
) -> None:
    (doctor,) = doctors(1)
    first = booking_request(fresh_patient(), at(far_day(), "09:00"), provider_id=doctor)
    uow = desk()
    provider = Providers(uow).get(doctor)
    repeat = Repeat(booking_request=first, every=7, count=3)
    visits = book_series(uow, provider, repeat, repeat.instants(provider.zone_name))
    assert opening(visits[0], visits[2].starts_at, doctor) is Opening.WHOLE
    uow = desk()
    read = Appointments(uow).of_series(first.patient_id, repeat.series_id)
    cancel_series(uow, read, "", sequences=seen_of(read))
    assert opening(visits[0], visits[2].starts_at, doctor) is Opening.CLOSED


def test_it_ends_in_the_transaction_that_cancels_or_not_at_all(
    desk: Callable[[], UnitOfWork], visit: Appointment, monkeypatch: pytest.MonkeyPatch
) -> None:
    uow = desk()
    monkeypatch.setattr(uow._storage.table, "transact", _refuse)
    with pytest.raises(Conflict):
        cancel(uow, *names(visit), "")
    monkeypatch.undo()
    assert opening(visit, visit.starts_at) is Opening.WHOLE


def _refuse(*_: Any) -> None:
    raise Conflict


def test_an_ended_ground_is_kept_and_says_when_it_ended(
    desk: Callable[[], UnitOfWork], visit: Appointment
) -> None:
    uow = desk()
    cancel(uow, *names(visit), "")
    (care,) = CareRelations(wiring.system_work("tests")).of_patient(visit.patient_id)
    (ground,) = care.all_grounds
    assert (ground.kind, ground.source_id) == (CareKind.VISIT, visit.appointment_id)
    assert ground.since == visit.created_at
    assert ground.last == ground.ended
    assert ground.ended is not None
    assert abs(ground.ended - uow.at) < timedelta(seconds=1)


# ── a doctor changes their own visits only ──────────────────────────────────


def test_a_doctor_who_has_the_patient_in_care_changes_no_visit_of_a_colleague(
    desk: Callable[[], UnitOfWork], acting: As, signed_in: SignIn, visit: Appointment
) -> None:
    (colleague,) = doctors(1)
    wanted = booking_request(
        visit.patient_id, visit.ends_at + timedelta(hours=1), provider_id=colleague
    )
    theirs = book(desk(), wanted)
    assert chart(signed_in(DR_SMITH), visit.patient_id) == 200
    with the_clock_says(theirs.starts_at):
        for status in (Status.NO_SHOW, Status.ARRIVED, Status.CONFIRMED):
            with pytest.raises(AccessDenied):
                step(acting("provider", DR_SMITH), *names(theirs), status, expected=theirs.status)
    answer = signed_in(DR_SMITH).post(
        reverse("appointments:step", args=names(theirs)), {"step": "SCHEDULED.CONFIRMED"}
    )
    assert answer.status_code == 404
    assert Appointments(desk()).get(*names(theirs)) == theirs
    assert colleague != DR_OTHER


@pytest.mark.parametrize("status", [Status.ARRIVED, Status.NO_SHOW])
def test_nothing_of_a_visit_happens_before_its_time(
    acting: As, visit: Appointment, status: Status
) -> None:
    with (
        the_clock_says(visit.starts_at - timedelta(days=9)),
        pytest.raises(Conflict, match=r"too early|only on the day"),
    ):
        step(acting("provider", DR_SMITH), *names(visit), status, expected=Status.SCHEDULED)
