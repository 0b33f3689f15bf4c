"""What the write refuses, whatever was seen before it: a time changes hands only as it says."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from appointments.booking.placing import planned_visit
from appointments.booking.services import BookingRequest, book, hold, known_provider, let_go
from appointments.scheduling.day import Day
from appointments.visits.models import Appointment
from appointments.visits.repository import Days
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict
from tests.appointments.between import happening_between
from tests.desk import booking_request, fresh_patient
from tests.people import REEM
from tools.drills.cast import contested_times, doctors

pytestmark = pytest.mark.usefixtures("clinic")
Desk = Callable[..., UnitOfWork]
Patch = pytest.MonkeyPatch
SECOND = timedelta(seconds=1)
LAPSED = timedelta(minutes=10) + 2 * SECOND


@pytest.fixture
def desk(acting: Callable[..., UnitOfWork]) -> Desk:
    """The desk's unit of work, whose clock may show a later time."""

    def later(by: timedelta = timedelta()) -> UnitOfWork:
        uow = acting("staff", REEM)
        uow.at += by
        return uow

    return later


@pytest.fixture
def wanted() -> BookingRequest:
    """An hour of a doctor nobody else comes to."""
    return hour_of(doctors(1)[0])


def hour_of(doctor: str) -> BookingRequest:
    where = next(contested_times([doctor]))
    return booking_request(fresh_patient(), where.at(0), 60, provider_id=doctor)


def day_of(desk: Desk, wanted: BookingRequest) -> Day:
    return Days(desk()).get(wanted.provider_id, wanted.starts_at.date())


def owners(desk: Desk, wanted: BookingRequest) -> list[str]:
    """Whose each of the hour's cells is, in order of time."""
    taken = day_of(desk, wanted).taken
    return [taken[cell] for cell in sorted(taken, key=lambda each: int(each[1:]))]


def part_of(wanted: BookingRequest, first: int, minutes: int) -> BookingRequest:
    """Somebody else's wish for a part of the hour, from so many minutes after its start."""
    starts_at = wanted.starts_at + timedelta(minutes=first)
    return booking_request(fresh_patient(), starts_at, minutes, provider_id=wanted.provider_id)


def claim_unseen(uow: UnitOfWork, wanted: BookingRequest) -> None:
    """The claim of a booking that has seen a free day."""
    visit = planned_visit(uow, wanted, known_provider(uow, wanted.provider_id))
    with uow:
        Days(uow).claim(visit)
        uow.record_change("BOOK_APPOINTMENT", visit.appointment_id, visit.patient_id)


def test_a_hold_stands_through_its_last_second_and_no_longer(
    desk: Desk, wanted: BookingRequest
) -> None:
    kept = hold(desk(), wanted)
    other = part_of(wanted, 0, 30)
    uow = desk()
    uow.at = kept.expires_at.replace(microsecond=999_999)
    with pytest.raises(Conflict):
        claim_unseen(uow, other)
    uow = desk()
    uow.at = kept.expires_at.replace(microsecond=0) + SECOND
    claim_unseen(uow, other)
    assert owners(desk, wanted)[:6] == [other.appointment_id] * 6


def test_a_lapsed_hold_that_is_let_go_stays_with_who_took_it_meanwhile(
    desk: Desk, wanted: BookingRequest, monkeypatch: Patch
) -> None:
    hold(desk(), wanted)
    other = part_of(wanted, 0, 60)
    with happening_between(monkeypatch, lambda: book(desk(LAPSED), other)):
        let_go(desk(LAPSED), wanted)
    assert owners(desk, wanted) == [other.appointment_id] * 12


def test_letting_go_leaves_other_forms_their_holds(desk: Desk, wanted: BookingRequest) -> None:
    other = part_of(wanted, 30, 30)
    hold(desk(), part_of(wanted, 0, 30))
    kept = hold(desk(), other)
    let_go(desk(), part_of(wanted, 0, 30))  # of a form that holds nothing
    assert owners(desk, wanted)[6:] == [kept.owner] * 6
    let_go(desk(), other)
    assert len(owners(desk, wanted)) == 6


def test_a_booking_beside_its_lapsed_hold_leaves_the_rest_with_who_took_it_meanwhile(
    desk: Desk, wanted: BookingRequest, monkeypatch: Patch
) -> None:
    hold(desk(), wanted)
    half = BookingRequest(
        appointment_id=wanted.appointment_id, patient_id=wanted.patient_id,
        provider_id=wanted.provider_id, starts_at=wanted.starts_at, minutes=30,
    )  # fmt: skip
    other = part_of(wanted, 30, 30)
    with happening_between(monkeypatch, lambda: book(desk(LAPSED), other)):
        assert book(desk(LAPSED), half).is_live
    assert owners(desk, wanted) == [half.appointment_id] * 6 + [other.appointment_id] * 6


@pytest.mark.parametrize("verb", ["give", "swap"])
def test_a_cell_leaves_only_the_owner_that_is_named(
    desk: Desk, wanted: BookingRequest, verb: str
) -> None:
    visit = book(desk(), wanted)
    cell = next(iter(day_of(desk, wanted).taken))
    stranger: Any = "appointment_stranger"
    change = {cell: stranger if verb == "give" else (stranger, "appointment_other")}
    with pytest.raises(Conflict):
        hand_over(desk(), visit, {verb: change})
    assert owners(desk, wanted) == [visit.appointment_id] * 12


def hand_over(uow: UnitOfWork, visit: Appointment, change: dict[str, Any]) -> None:
    with uow:
        Days(uow).exchange({(visit.provider_id, visit.local_date): change})
        uow.record_change("MOVE_APPOINTMENT", visit.appointment_id, visit.patient_id)
