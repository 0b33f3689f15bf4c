"""Running the day: steps with who and when, taking one back, no-shows and people who walk in."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from appointments.booking.placing import LATEST_ENTRY
from appointments.booking.services import book, cancel
from appointments.outbox.repository import Outbox
from appointments.visit_flow.services import step, undo, walk_in
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from appointments.visits.status import NEXT, Status
from medisecure import wiring
from medisecure.audit.actions import Action
from medisecure.clock import now, utc_text
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import AccessDenied, Conflict, NotFound
from medisecure.identity.person import AccountStatus
from providers.directory.models import Availability, Hours, WorkingHours
from providers.directory.repository import Providers
from providers.directory.rules import NO_HOLIDAYS, VisitType
from tests.appointments.between import happening_between
from tests.desk import at, booking_request, far_day, fresh_patient, the_clock_says
from tests.people import DR_OTHER, DR_SMITH, REEM
from tools.drills.cast import doctors

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
Desk = Callable[[], UnitOfWork]
Patch = pytest.MonkeyPatch
SCHEDULED, CONFIRMED, ARRIVED = Status.SCHEDULED, Status.CONFIRMED, Status.ARRIVED
CANCELLED, NO_SHOW = Status.CANCELLED, Status.NO_SHOW


@pytest.fixture
def desk(acting: As) -> Desk:
    return lambda: acting("staff", REEM)


@pytest.fixture(autouse=True)
def its_time_has_come(request: pytest.FixtureRequest) -> Iterator[None]:
    """The tests of a booked visit happen on its day, when it begins."""
    if "visit" not in request.fixturenames or "days_ahead" in request.fixturenames:
        yield
        return
    with the_clock_says(request.getfixturevalue("visit").starts_at):
        yield


@pytest.fixture
def days_ahead() -> None:
    """Asked for by a test that happens when its visit is booked, days before it begins."""


@pytest.fixture
def visit(desk: Desk) -> Appointment:
    return book(desk(), booking_request(fresh_patient(), at(far_day(), "09:00")))


def names(visit: Appointment) -> tuple[str, str]:
    return visit.patient_id, visit.appointment_id


def stored(visit: Appointment) -> Appointment:
    return Appointments(wiring.system_work("tests")).get(*names(visit))


def owners(visit: Appointment) -> set[str]:
    """Who has anything of the visit's day."""
    day = Days(wiring.system_work("tests")).get(visit.provider_id, visit.local_date)
    return set(day.taken.values())


def is_reminded(visit: Appointment) -> bool:
    try:
        due = Outbox(wiring.system_work("tests")).get(*names(visit))
    except NotFound:
        return False
    return due.sequence == stored(visit).sequence


def taken(desk: Desk, visit: Appointment, *way: Status) -> Appointment:
    """The visit after these steps."""
    for status in way:
        visit = step(desk(), *names(visit), status, expected=visit.status)
    return visit


# ── steps ───────────────────────────────────────────────────────────────────


def test_a_day_goes_its_way_and_says_who_and_when(
    acting: As, desk: Desk, visit: Appointment
) -> None:
    taken(desk, visit, CONFIRMED, ARRIVED, Status.IN_ROOM)
    doctor = acting("provider", DR_SMITH)
    step(doctor, *names(visit), Status.IN_CONSULTATION, expected=Status.IN_ROOM)
    last = stored(visit).last_step
    assert last is not None
    assert (last.status, last.before) == (Status.IN_CONSULTATION, Status.IN_ROOM)
    assert (last.by, last.at) == (DR_SMITH, doctor.at)
    steps = stored(visit).steps or []
    assert [each.status for each in steps] == [
        CONFIRMED, ARRIVED, Status.IN_ROOM, Status.IN_CONSULTATION]  # fmt: skip
    assert [each.by for each in steps[:3]] == [REEM] * 3
    assert stored(visit).arrived_at == steps[1].at


@pytest.mark.parametrize("status", [s for s in Status if s not in (SCHEDULED, *NEXT[SCHEDULED])])
def test_an_illegal_step_is_refused(desk: Desk, visit: Appointment, status: Status) -> None:
    with pytest.raises(Conflict, match="cannot become"):
        step(desk(), *names(visit), status, expected=SCHEDULED)
    assert stored(visit).status is SCHEDULED


def test_pressed_twice_is_one_step(desk: Desk, visit: Appointment) -> None:
    for _ in range(2):
        step(desk(), *names(visit), ARRIVED, expected=SCHEDULED)
    assert len(stored(visit).steps or []) == 1


def test_who_saw_an_older_status_takes_no_step(desk: Desk, visit: Appointment) -> None:
    taken(desk, visit, ARRIVED)
    with pytest.raises(Conflict, match="updated meanwhile"):
        step(desk(), *names(visit), CONFIRMED, expected=SCHEDULED)


def test_of_two_steps_at_once_one_is_taken(
    desk: Desk, visit: Appointment, monkeypatch: Patch
) -> None:
    with (
        happening_between(monkeypatch, lambda: taken(desk, visit, ARRIVED)),
        pytest.raises(Conflict, match="updated meanwhile"),
    ):
        step(desk(), *names(visit), CONFIRMED, expected=SCHEDULED)
    assert stored(visit).status is ARRIVED


def test_two_who_take_the_same_step_at_once_both_took_it(
    desk: Desk, visit: Appointment, monkeypatch: Patch
) -> None:
    with happening_between(monkeypatch, lambda: taken(desk, visit, ARRIVED)):
        assert step(desk(), *names(visit), ARRIVED, expected=SCHEDULED).status is ARRIVED
    assert len(stored(visit).steps or []) == 1


def test_a_no_show_frees_its_time(desk: Desk, visit: Appointment) -> None:
    taken(desk, visit, NO_SHOW)
    assert (owners(visit), is_reminded(visit)) == (set(), False)
    assert book(desk(), booking_request(fresh_patient(), visit.starts_at)).is_live
    assert step(desk(), *names(visit), NO_SHOW, expected=SCHEDULED).status is NO_SHOW


def test_a_no_show_somebody_steps_past_meanwhile_is_refused(
    desk: Desk, visit: Appointment, monkeypatch: Patch
) -> None:
    with (
        happening_between(monkeypatch, lambda: taken(desk, visit, ARRIVED)),
        pytest.raises(Conflict),
    ):
        step(desk(), *names(visit), NO_SHOW, expected=SCHEDULED)
    assert owners(visit) == {visit.appointment_id}


def test_a_visit_that_is_confirmed_keeps_its_reminder_even_when_it_is_just_due(
    desk: Desk, visit: Appointment
) -> None:
    """The reminder is due and the next sender has not come round yet."""
    uow = desk()
    uow.at = visit.starts_at - timedelta(hours=23, minutes=59)
    step(uow, *names(visit), CONFIRMED, expected=SCHEDULED)
    assert is_reminded(visit)
    uow = desk()
    uow.at = visit.starts_at - timedelta(hours=23, minutes=58)
    undo(uow, *names(visit), expected=CONFIRMED)
    assert is_reminded(visit)


def test_a_visit_that_has_begun_is_no_longer_reminded_of(desk: Desk, visit: Appointment) -> None:
    assert is_reminded(visit)
    taken(desk, visit, ARRIVED)
    assert not is_reminded(visit)


def test_a_request_is_reminded_of_from_when_it_is_accepted_until_that_is_taken_back(
    desk: Desk,
) -> None:
    asked = book(
        desk(),
        replace(booking_request(fresh_patient(), at(far_day(), "09:00")), requested=True),
    )
    assert (asked.status, is_reminded(asked)) == (Status.REQUESTED, False)
    taken(desk, asked, SCHEDULED)
    assert is_reminded(asked)
    undo(desk(), *names(asked), expected=SCHEDULED)
    assert not is_reminded(asked)


@pytest.mark.parametrize("who", [("provider", DR_OTHER), ("patient", "patient_layla")])
def test_strangers_take_no_steps(acting: As, visit: Appointment, who: tuple[str, str]) -> None:
    for press in (lambda uow: step(uow, *names(visit), ARRIVED, expected=SCHEDULED),
                  lambda uow: cancel(uow, *names(visit), "x")):  # fmt: skip
        with pytest.raises((AccessDenied, NotFound)):
            press(acting(*who))
    assert stored(visit).status is SCHEDULED


@pytest.mark.parametrize("seen", [SCHEDULED, CONFIRMED])
@pytest.mark.usefixtures("days_ahead")
def test_a_colleague_is_refused_before_clock_and_status_have_a_say_and_the_trail_names_the_step(
    acting: As, desk: Desk, visit: Appointment, raw: Any, seen: Status
) -> None:
    """Who has the patient in care reads the visit; whether it is too early is none of theirs."""
    later, (doctor,) = visit.starts_at + timedelta(days=7), doctors(1)
    book(desk(), booking_request(visit.patient_id, later, provider_id=doctor))
    for status in (NO_SHOW, ARRIVED, Status.COMPLETED, SCHEDULED):
        colleague = acting("provider", doctor)
        with pytest.raises(AccessDenied):
            step(colleague, *names(visit), status, expected=seen)
        with pytest.raises(AccessDenied):
            undo(colleague, *names(visit), expected=seen)
        colleague.close()
    told = [item for item in raw(actor=doctor) if item["result"]["S"] == "DENIED"]
    tried = {item["action"]["S"] for item in told}
    assert {item["resourceId"]["S"] for item in told} == {visit.appointment_id}
    assert {"NO_SHOW_APPOINTMENT", "VISIT_ARRIVED", "VISIT_COMPLETED"} <= tried


# ── taking a step back ──────────────────────────────────────────────────────


@pytest.mark.parametrize("ending", [CANCELLED, NO_SHOW])
def test_a_visit_taken_back_has_its_time_again(
    desk: Desk, visit: Appointment, ending: Status
) -> None:
    taken(desk, visit, ending)
    undo(desk(), *names(visit), expected=ending)
    again = stored(visit)
    assert (again.status, again.cancellation, again.sequence) == (SCHEDULED, None, 2)
    assert owners(visit) == {visit.appointment_id}


@pytest.mark.usefixtures("days_ahead")
def test_and_its_reminder(desk: Desk, visit: Appointment) -> None:
    taken(desk, visit, CANCELLED)
    assert not is_reminded(visit)
    undo(desk(), *names(visit), expected=CANCELLED)
    assert is_reminded(visit)


@pytest.mark.usefixtures("days_ahead")
def test_it_is_not_taken_back_into_time_off(desk: Desk, visit: Appointment) -> None:
    taken(desk, visit, CANCELLED)
    with wiring.system_work("tests") as uow:
        day = Days(uow).get(visit.provider_id, visit.local_date)
        span = {"kind": "SICK", "startsAt": utc_text(visit.starts_at),
                "endsAt": utc_text(visit.ends_at)}  # fmt: skip
        Days(uow).set_time_off(day, "for_a_test", span)
        uow.record_change(Action.ADD_TIME_OFF, visit.provider_id)
    with pytest.raises(Conflict, match="away at the time"):
        undo(desk(), *names(visit), expected=CANCELLED)
    assert stored(visit).status is CANCELLED
    assert owners(visit) == set()


@pytest.mark.usefixtures("clinic")
def test_nor_with_a_doctor_who_is_disabled_nor_out_of_their_hours(desk: Desk) -> None:
    (doctor,) = doctors(1)
    booked = book(
        desk(), booking_request(fresh_patient(), at(far_day(), "09:00"), provider_id=doctor)
    )
    taken(desk, booked, CANCELLED)
    change_doctor(doctor, availability=Availability(working_hours=WorkingHours()))
    with pytest.raises(Conflict, match="does not work at the time"):
        undo(desk(), *names(booked), expected=CANCELLED)
    change_doctor(doctor, status=AccountStatus.DISABLED)
    with pytest.raises(Conflict, match="no longer sees patients"):
        undo(desk(), *names(booked), expected=CANCELLED)
    assert stored(booked).status is CANCELLED


def test_nor_when_its_day_is_over(desk: Desk, visit: Appointment) -> None:
    taken(desk, visit, CANCELLED)
    with (
        the_clock_says(visit.starts_at + timedelta(days=1)),
        pytest.raises(Conflict, match="day of this visit has passed"),
    ):
        undo(desk(), *names(visit), expected=CANCELLED)


def test_a_visit_is_not_taken_back_onto_somebody_else(desk: Desk, visit: Appointment) -> None:
    cancel(desk(), *names(visit), "travels")
    book(desk(), booking_request(fresh_patient(), visit.starts_at + timedelta(minutes=15), 15))
    with pytest.raises(Conflict, match="Someone else has been booked"):
        undo(desk(), *names(visit), expected=CANCELLED)
    assert stored(visit).status is CANCELLED
    assert visit.appointment_id not in owners(visit)


def test_a_step_is_taken_back_once(desk: Desk, visit: Appointment) -> None:
    taken(desk, visit, CONFIRMED)
    undo(desk(), *names(visit), expected=CONFIRMED)
    with pytest.raises(Conflict, match="updated meanwhile"):
        undo(desk(), *names(visit), expected=CONFIRMED)
    with pytest.raises(Conflict, match="nothing to undo"):
        undo(desk(), *names(visit), expected=SCHEDULED)


def test_a_marked_visit_taken_back_still_holds_nothing(desk: Desk, visit: Appointment) -> None:
    beside = book(desk(), booking_request(fresh_patient(), visit.starts_at, overrule="urgent"))
    taken(desk, beside, CANCELLED)
    undo(desk(), *names(beside), expected=CANCELLED)
    assert stored(beside).is_live
    assert owners(visit) == {visit.appointment_id}


# ── overruling and walking in ───────────────────────────────────────────────


@pytest.mark.usefixtures("days_ahead")
def test_an_overruled_visit_is_marked_with_who_when_and_why_and_holds_nothing(
    desk: Desk, visit: Appointment
) -> None:
    uow = desk()
    beside = book(uow, booking_request(fresh_patient(), visit.starts_at, overrule="urgent"))
    mark = stored(beside).overruled
    assert mark is not None
    assert (mark.by, mark.at, mark.reason) == (REEM, uow.at, "urgent")
    assert owners(visit) == {visit.appointment_id}
    assert is_reminded(beside)


def test_where_there_is_room_nothing_is_marked(desk: Desk) -> None:
    visit = book(
        desk(),
        booking_request(fresh_patient(), at(far_day(), "09:00"), overrule="just in case"),
    )
    assert visit.overruled is None
    assert owners(visit) == {visit.appointment_id}


def test_outside_working_hours_is_overruled_too(desk: Desk) -> None:
    assert book(
        desk(), booking_request(fresh_patient(), at(far_day(), "20:00"), overrule="x")
    ).overruled


def test_a_time_too_short_for_its_buffers_can_be_overruled(desk: Desk, day_of_scans: str) -> None:
    day = far_day()
    book(desk(), booking_request(fresh_patient(), at(day, "09:00"), provider_id=day_of_scans))
    scan = {"provider_id": day_of_scans, "visit_type": "SCAN"}
    with pytest.raises(Conflict, match="too short"):
        book(desk(), booking_request(fresh_patient(), at(day, "09:30"), **scan))
    beside = booking_request(
        fresh_patient(), at(day, "09:30"), overrule="the scanner is warm", **scan
    )
    assert book(desk(), beside).overruled


def test_nobody_is_booked_with_a_doctor_who_has_left_not_even_overruled(desk: Desk) -> None:
    doctor = doctor_with(status=AccountStatus.DISABLED)
    gone = {"provider_id": doctor, "overrule": "please"}
    with pytest.raises(Conflict, match="no longer sees patients"):
        book(desk(), booking_request(fresh_patient(), at(far_day(), "09:00"), **gone))


@pytest.fixture
def day_of_scans() -> str:
    """A doctor whose scans keep ten minutes clear before them; returns the id."""
    hours = dict.fromkeys(WorkingHours.__dataclass_fields__, Hours(start="08:00", end="17:00"))
    scan = VisitType(code="SCAN", name="Scan", minutes=30, buffer_before=10)
    terms = Availability(
        working_hours=WorkingHours(**hours), visit_types=[scan], holiday_country=NO_HOLIDAYS
    )
    return doctor_with(availability=terms)


def doctor_with(**changed: Any) -> str:
    """A doctor of this test only; returns the id."""
    (doctor,) = doctors(1)
    change_doctor(doctor, **changed)
    return doctor


def change_doctor(doctor: str, **changed: Any) -> None:
    uow = wiring.system_work("tests")
    found = Providers(uow).get(doctor)
    with uow:
        Providers(uow).save(replace(found, **changed), "UPDATE_PROVIDER")


def test_nobody_but_staff_overrules(acting: As, visit: Appointment) -> None:
    patient = fresh_patient()
    with pytest.raises(AccessDenied):
        book(
            acting("patient", patient), booking_request(patient, visit.starts_at, overrule="please")
        )
    assert owners(visit) == {visit.appointment_id}


def test_who_walks_in_is_booked_and_has_arrived_and_twice_is_once(desk: Desk) -> None:
    (doctor,) = doctors(1)
    arrives = now().replace(second=0, microsecond=0)
    wanted = booking_request(fresh_patient(), arrives, 15, provider_id=doctor, overrule="walked in")
    for _ in range(2):
        visit = walk_in(desk(), wanted)
        assert visit.status is ARRIVED
    assert len(stored(visit).steps or []) == 1
    assert len(Appointments(desk()).find(*names(visit))) == 1


def test_a_late_repeat_of_a_walk_in_leaves_a_visit_that_has_gone_on_alone(desk: Desk) -> None:
    wanted = booking_request(fresh_patient(), at(far_day(), "09:00"), 15, overrule="walked in")
    with the_clock_says(wanted.starts_at):
        visit = taken(desk, walk_in(desk(), wanted), Status.IN_ROOM)
        assert walk_in(desk(), wanted).status is Status.IN_ROOM
    assert len(stored(visit).steps or []) == 2


def test_a_walk_in_that_stopped_half_way_is_finished_by_the_same_form(desk: Desk) -> None:
    wanted = booking_request(fresh_patient(), at(far_day(), "09:00"), 15, overrule="walked in")
    with the_clock_says(wanted.starts_at):
        book(desk(), wanted)
        assert walk_in(desk(), wanted).status is ARRIVED


def test_long_past_times_are_not_entered(desk: Desk) -> None:
    (doctor,) = doctors(1)
    past = now() - LATEST_ENTRY - timedelta(hours=1)
    with pytest.raises(Conflict, match="already passed"):
        book(desk(), booking_request(fresh_patient(), past, provider_id=doctor, overrule="late"))
