"""Holding a time: mine for ten minutes, nobody else's, and gone by itself."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest

from appointments.booking.placing import planned_visit
from appointments.booking.services import BookingRequest, book, hold, known_provider, let_go
from appointments.scheduling.availability import Hold, hold_of
from appointments.scheduling.day import Day
from appointments.scheduling.times import Slot
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from medisecure.clock import now
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.change import Cells
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import AccessDenied, Conflict, NotFound
from medisecure.web.input.fields import new_id
from tests.appointments.between import happening_between, take_time_off
from tests.desk import CLINIC, at, booking_request, far_day, fresh_patient
from tests.people import DR_SMITH, JOHN, REEM
from tools.drills.cast import doctors

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
Desk = Callable[..., UnitOfWork]
Patch = pytest.MonkeyPatch
MINUTE = timedelta(minutes=1)
LAPSED = timedelta(minutes=10, seconds=1)


@pytest.fixture
def desk(acting: As) -> Callable[..., UnitOfWork]:
    """The desk's unit of work, whose clock may show a later time."""

    def later(by: timedelta = timedelta()) -> UnitOfWork:
        uow = acting("staff", REEM)
        uow.at += by
        return uow

    return later


def day_of(desk: Desk, starts_at: datetime, provider_id: str = DR_SMITH) -> Day:
    return Days(desk()).get(provider_id, starts_at.astimezone(CLINIC).date())


def held_for(day: Day) -> dict[str, int]:
    """How many cells each form holds, lapsed or not."""
    holds = [each for each in map(hold_of, day.taken.values()) if each]
    return {name: sum(each.holder_id == name for each in holds)
            for name in {each.holder_id for each in holds}}  # fmt: skip


def test_a_time_is_held_ten_minutes_for_the_visit_it_will_be(desk: Desk) -> None:
    wanted = booking_request(fresh_patient(), at(far_day(), "09:00"))
    uow = desk()
    kept = hold(uow, wanted)
    assert (kept.holder_id, kept.expires_at) == (wanted.appointment_id, uow.at + 10 * MINUTE)
    assert held_for(day_of(desk, wanted.starts_at)) == {wanted.appointment_id: 6}
    assert Appointments(desk()).find(wanted.patient_id, wanted.appointment_id) == []


def test_a_held_time_is_refused_to_others_who_are_offered_the_nearest(desk: Desk) -> None:
    starts = at(far_day(), "09:00")
    hold(desk(), booking_request(fresh_patient(), starts))
    for press in (hold, book):
        with pytest.raises(Conflict, match="Someone else is booking") as refusal:
            press(desk(), booking_request(fresh_patient(), starts))
        slots = [each for each in refusal.value.alternatives if isinstance(each, Slot)]
        assert slots
        assert all(each.is_free and each.starts_at != starts for each in slots)


def test_of_two_who_looked_at_once_one_holds_it(desk: Desk, monkeypatch: Patch) -> None:
    """The look comes before the other's hold: only the write can tell."""
    starts = at(far_day(), "09:00")
    hold(desk(), booking_request(fresh_patient(), starts))
    empty = Day(provider_id=DR_SMITH, local_date=starts.date())
    with monkeypatch.context() as blind:
        blind.setattr("appointments.booking.basis.among", lambda *_: {"first look": empty})
        blind.setattr("appointments.booking.placing.days_from", lambda *_: [empty])
        for press in (hold, book):
            with pytest.raises(Conflict, match="taken a moment ago"):
                press(desk(), booking_request(fresh_patient(), starts))


def test_its_own_form_books_it(desk: Desk) -> None:
    wanted = booking_request(fresh_patient(), at(far_day(), "09:00"))
    hold(desk(), wanted)
    assert book(desk(), wanted).is_live
    assert set(day_of(desk, wanted.starts_at).taken.values()) == {wanted.appointment_id}


def test_holding_again_renews_it(desk: Desk) -> None:
    wanted = booking_request(fresh_patient(), at(far_day(), "09:00"))
    hold(desk(), wanted)
    hold(desk(9 * MINUTE), wanted)
    with pytest.raises(Conflict):
        book(desk(11 * MINUTE), booking_request(fresh_patient(), wanted.starts_at))
    assert held_for(day_of(desk, wanted.starts_at)) == {wanted.appointment_id: 6}


def test_a_lapsed_hold_is_anybodys_and_the_second_it_lapses_nobody_may_yet_take_it(
    desk: Desk,
) -> None:
    starts = at(far_day(), "09:00")
    hold(desk(), booking_request(fresh_patient(), starts))
    with pytest.raises(Conflict):
        book(desk(9 * MINUTE), booking_request(fresh_patient(), starts))
    assert book(
        desk(LAPSED + timedelta(seconds=1)), booking_request(fresh_patient(), starts)
    ).is_live


def test_a_late_form_books_its_lapsed_hold_unless_somebody_was_quicker(desk: Desk) -> None:
    day = far_day()
    slow = booking_request(fresh_patient(), at(day, "09:00"))
    too_slow = booking_request(fresh_patient(), at(day, "10:00"))
    for each in (slow, too_slow):
        hold(desk(), each)
    assert book(desk(30 * MINUTE), slow).is_live
    book(desk(20 * MINUTE), booking_request(fresh_patient(), too_slow.starts_at))
    with pytest.raises(Conflict):
        book(desk(30 * MINUTE), too_slow)


def test_choosing_another_time_gives_the_first_one_back_at_once(desk: Desk) -> None:
    first = booking_request(fresh_patient(), at(far_day(), "09:00"))
    hold(desk(), first)
    hold(desk(), replace(first, starts_at=first.starts_at + 15 * MINUTE))
    assert held_for(day_of(desk, first.starts_at)) == {first.appointment_id: 6}
    assert book(desk(), booking_request(fresh_patient(), first.starts_at, 15)).is_live


def test_choosing_another_day_gives_the_first_one_back(desk: Desk) -> None:
    day = at(far_day(), "09:00").astimezone(CLINIC).date()
    other = day + timedelta(days=1)
    (doctor,) = doctors(1)
    first = booking_request(fresh_patient(), at(day, "09:00"), provider_id=doctor)
    hold(desk(), first)
    hold(desk(), replace(first, starts_at=at(other, "09:00")))
    assert not day_of(desk, first.starts_at, doctor).taken
    assert held_for(day_of(desk, at(other, "09:00"), doctor)) == {first.appointment_id: 6}


def test_a_booking_gives_back_what_its_form_held_beside_it(desk: Desk) -> None:
    wanted = booking_request(fresh_patient(), at(far_day(), "09:00"), 60)
    hold(desk(), wanted)
    book(desk(), replace(wanted, minutes=30))
    assert len(day_of(desk, wanted.starts_at).taken) == 6
    assert book(desk(), booking_request(fresh_patient(), wanted.starts_at + 30 * MINUTE)).is_live


def test_what_was_let_go_is_free_at_once_and_letting_go_again_is_nothing(desk: Desk) -> None:
    wanted = booking_request(fresh_patient(), at(far_day(), "09:00"))
    hold(desk(), wanted)
    for _ in range(2):
        let_go(desk(), wanted)
    assert not day_of(desk, wanted.starts_at).taken
    assert book(desk(), booking_request(fresh_patient(), wanted.starts_at)).is_live


def test_letting_go_after_booking_leaves_the_visit_its_time(desk: Desk) -> None:
    wanted = booking_request(fresh_patient(), at(far_day(), "09:00"))
    hold(desk(), wanted)
    book(desk(), wanted)
    let_go(desk(), wanted)
    assert len(day_of(desk, wanted.starts_at).taken) == 6


def test_a_hold_that_arrives_after_its_booking_takes_nothing(desk: Desk) -> None:
    wanted = booking_request(fresh_patient(), at(far_day(), "09:00"))
    book(desk(), wanted)
    hold(desk(), wanted)
    assert set(day_of(desk, wanted.starts_at).taken.values()) == {wanted.appointment_id}


def test_a_time_a_quarter_of_an_hour_on_is_held_for_a_visit_that_moves(desk: Desk) -> None:
    visit = book(desk(), booking_request(fresh_patient(), at(far_day(), "09:00")))
    hold(desk(), moved(visit, 15 * MINUTE))
    day = day_of(desk, visit.starts_at)
    assert held_for(day) == {visit.appointment_id: 3}
    assert sum(owner == visit.appointment_id for owner in day.taken.values()) == 6


def moved(visit: Appointment, by: timedelta) -> BookingRequest:
    return BookingRequest(
        appointment_id=visit.appointment_id, patient_id=visit.patient_id,
        provider_id=visit.provider_id, starts_at=visit.starts_at + by, minutes=visit.minutes,
    )  # fmt: skip


def test_time_off_elsewhere_on_the_day_does_not_cost_the_time(
    desk: Desk, monkeypatch: Patch
) -> None:
    """The day's rules change between the look and the write: looked at again, it is still free."""
    wanted = booking_request(fresh_patient(), at(far_day(), "09:00"))
    later = wanted.starts_at + 300 * MINUTE
    with happening_between(monkeypatch, lambda: take_time_off(desk(), later)):
        assert hold(desk(), wanted)
    assert held_for(day_of(desk, wanted.starts_at)) == {wanted.appointment_id: 6}


def test_time_off_at_that_very_time_refuses_it_and_says_so(desk: Desk, monkeypatch: Patch) -> None:
    for press in (hold, book):
        wanted = booking_request(fresh_patient(), at(far_day(), "09:00"))
        starts_at = wanted.starts_at
        with (
            happening_between(monkeypatch, partial(take_time_off, desk(), starts_at)),
            pytest.raises(Conflict, match="away"),
        ):
            press(desk(), wanted)
        assert not day_of(desk, starts_at).taken


@pytest.mark.parametrize("press", [hold, book])
def test_a_patient_neither_holds_nor_books_for_another(
    acting: As, desk: Desk, press: Callable[[UnitOfWork, BookingRequest], object]
) -> None:
    wanted = booking_request(fresh_patient(), at(far_day(), "09:00"))
    with pytest.raises((AccessDenied, NotFound)):
        press(acting("patient", JOHN), wanted)
    assert not day_of(desk, wanted.starts_at).taken


def test_the_form_of_one_patient_shares_no_time_with_the_same_form_of_another(desk: Desk) -> None:
    """Two who send one form id are two visits, and a claim gives way to neither id nor form."""
    first = booking_request(fresh_patient(), at(far_day(), "09:00"))
    book(desk(), first)
    with pytest.raises(Conflict):
        book(desk(), replace(first, patient_id=fresh_patient()))


@pytest.mark.parametrize("minutes", [30, 480])
def test_a_visit_of_any_length_is_held_renewed_and_booked(desk: Desk, minutes: int) -> None:
    wanted = booking_request(fresh_patient(), at(far_day(), "08:00"), minutes)
    for _ in range(2):
        hold(desk(), wanted)
    with pytest.raises(Conflict):
        hold(desk(), booking_request(fresh_patient(), wanted.starts_at + 15 * MINUTE, 15))
    assert book(desk(), wanted).minutes == minutes


def test_a_long_visit_takes_over_lapsed_holds_but_no_live_one(desk: Desk) -> None:
    day = far_day()
    hold(desk(), booking_request(fresh_patient(), at(day, "09:00")))
    with pytest.raises(Conflict):
        book(desk(), booking_request(fresh_patient(), at(day, "08:00"), 480))
    assert book(desk(30 * MINUTE), booking_request(fresh_patient(), at(day, "08:00"), 480)).is_live


@pytest.mark.parametrize("cells", [30, 31, 120])
def test_a_claim_of_any_length_fits_into_an_expression(cells: int) -> None:
    """DynamoDB takes 4,096 bytes."""
    seen = {f"c{n}": f"hold:2000000000:{new_id('appointment')}" for n in range(100, 105)}
    operation = Cells(
        key={"PK": "p", "SK": "s"},
        take={f"c{100 + n}": "appointment" for n in range(cells)},
        own_holders=(new_id("appointment"),),
        seen=seen,
        now=now(),
        rules_seen=7,
    ).operation()["Update"]
    assert len(operation["ConditionExpression"].encode()) <= 4096
    assert len(operation["UpdateExpression"].encode()) <= 4096


def test_a_form_that_is_sent_again_for_another_length_books_nothing(desk: Desk) -> None:
    wanted = booking_request(fresh_patient(), at(far_day(), "09:00"))
    book(desk(), wanted)
    with pytest.raises(Conflict, match="already booked another visit"):
        book(desk(), replace(wanted, minutes=60))


def test_a_long_claim_takes_nothing_that_is_anybodys(desk: Desk) -> None:
    """Of a long visit each cell is taken as it was seen, and a visit's or a live hold's never."""
    for taken in (book, hold):
        day = far_day()
        other = booking_request(fresh_patient(), at(day, "09:00"))
        taken(desk(), other)
        seen = day_of(desk, other.starts_at)
        visit = planned(desk, booking_request(fresh_patient(), at(day, "08:00"), 480))
        with pytest.raises(Conflict):
            claim(desk(), visit, seen)


def claim(uow: UnitOfWork, visit: Appointment, seen: Day) -> None:
    with uow:
        Days(uow).claim(visit, read=[seen])
        uow.record_change("BOOK_APPOINTMENT", visit.appointment_id, visit.patient_id)


def planned(desk: Desk, wanted: BookingRequest) -> Appointment:
    uow = desk()
    return planned_visit(uow, wanted, known_provider(uow, wanted.provider_id))


def test_holding_is_one_write_after_one_read(desk: Desk) -> None:
    wanted = booking_request(fresh_patient(), at(far_day(), "09:00"))
    with metered() as cost:
        hold(desk(), wanted)
    assert cost.sequential == 2


def test_a_hold_and_its_end_are_in_the_trail(
    desk: Desk, raw: Callable[..., list[dict[str, dict[str, str]]]]
) -> None:
    wanted = booking_request(fresh_patient(), at(far_day(), "09:00"))
    hold(desk(), wanted)
    let_go(desk(), wanted)
    said = {item["action"]["S"] for item in raw(patient=wanted.patient_id)}
    assert {"HOLD_TIME", "RELEASE_HOLD"} <= said


def test_a_hold_reads_back_from_its_cell() -> None:
    kept = Hold(holder_id="appointment_1", expires_at=now().replace(microsecond=0))
    assert hold_of(kept.owner) == kept
