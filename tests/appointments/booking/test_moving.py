"""Moving, swapping and cancelling: one transaction each, and the same form twice is once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from appointments.booking.moving import reschedule_request
from appointments.booking.services import BookingRequest, book, cancel, hold, move, swap
from appointments.desk.move.partners import partners_of
from appointments.outbox.models import ReminderDue
from appointments.outbox.repository import Outbox
from appointments.stand_in.services import name_stand_in
from appointments.visit_flow.services import step
from appointments.visits.day_cells import occupied
from appointments.visits.models import REMIND_BEFORE, Appointment
from appointments.visits.repository import Appointments, Days
from appointments.visits.status import Status
from medisecure import wiring
from medisecure.clock import now
from medisecure.dynamodb.calls.meter import metered
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, NotFound
from patients.profile.repository import CareRelations
from tests.appointments.between import happening_between, take_time_off
from tests.desk import at, booking_request, far_day, fresh_patient, the_clock_says
from tests.people import DR_SMITH, JOHN, REEM
from tools.drills.cast import doctors

pytestmark = pytest.mark.usefixtures("clinic")
Desk = Callable[[], UnitOfWork]
Patch = pytest.MonkeyPatch
QUARTER = timedelta(minutes=15)


@pytest.fixture
def desk(acting: Callable[..., UnitOfWork]) -> Desk:
    return lambda: acting("staff", REEM)


@pytest.fixture
def day() -> date:
    return far_day()


@pytest.fixture
def visit(desk: Desk, day: date) -> Appointment:
    """A visit at nine."""
    return book(desk(), booking_request(fresh_patient(), at(day, "09:00"), reason="knee"))


def stored(visit: Appointment) -> Appointment:
    return Appointments(wiring.system_work("tests")).get(visit.patient_id, visit.appointment_id)


def claimed(visit: Appointment) -> set[tuple[str, date, str]]:
    """The cells that are the visit's, on the day it is on and the days around it."""
    uow = wiring.system_work("tests")
    when = visit.local_date
    around = [(visit.provider_id, when + timedelta(days=n)) for n in range(-2, 3)]
    return {
        (each.provider_id, each.local_date, cell)
        for each in Days(uow).several(around).values()
        for cell, owner in each.taken.items() if owner == visit.appointment_id
    }  # fmt: skip


def wanted_cells(visit: Appointment) -> set[tuple[str, date, str]]:
    return {(visit.provider_id, day, c) for day, cells in occupied(visit).items() for c in cells}


def reminder(visit: Appointment) -> ReminderDue | None:
    try:
        found: ReminderDue = Outbox(wiring.system_work("tests")).get(
            visit.patient_id, visit.appointment_id
        )
    except NotFound:
        return None
    return found


def is_in_order(visit: Appointment) -> bool:
    """One visit, its own cells and no others, one reminder for the time it is at."""
    known = Appointments(wiring.system_work("tests")).find(visit.patient_id, visit.appointment_id)
    due = reminder(known[0])
    return (
        len(known) == 1
        and claimed(known[0]) == wanted_cells(known[0])
        and due is not None
        and (due.due_at, due.sequence) == (known[0].starts_at - REMIND_BEFORE, known[0].sequence)
    )


def to(visit: Appointment, clock: str = "", **changed: object) -> BookingRequest:
    """The wish to have the visit at that time of its day."""
    starts_at = at(visit.local_date, clock) if clock else visit.starts_at
    return replace(reschedule_request(visit, starts_at), **changed)  # type: ignore[arg-type]


# ── moving ──────────────────────────────────────────────────────────────────


def test_a_visit_moves_with_its_claim_and_its_reminder(desk: Desk, visit: Appointment) -> None:
    assert is_in_order(visit)
    moved = move(desk(), visit.patient_id, to(visit, "14:00"), sequence=0)
    assert (moved.starts_at, moved.sequence) == (at(visit.local_date, "14:00"), 1)
    assert (stored(visit).reason, stored(visit).starts_at) == ("knee", moved.starts_at)
    assert is_in_order(visit)
    assert book(desk(), booking_request(fresh_patient(), visit.starts_at)).is_live


def test_a_visit_moves_over_part_of_itself(desk: Desk, visit: Appointment) -> None:
    for clock in ("09:15", "09:00"):
        move(desk(), visit.patient_id, to(stored(visit), clock))
        assert is_in_order(visit)
    move(desk(), visit.patient_id, to(stored(visit), "09:15"))
    assert book(desk(), booking_request(fresh_patient(), visit.starts_at, 15)).is_live


def test_a_visit_moves_to_another_day_and_doctor(desk: Desk, day: date) -> None:
    here, there = doctors(2)
    visit = book(desk(), booking_request(fresh_patient(), at(day, "09:00"), provider_id=here))
    later = at(day + timedelta(days=1), "10:00")
    move(desk(), visit.patient_id, to(visit, provider_id=there, starts_at=later))
    assert (stored(visit).provider_id, stored(visit).starts_at) == (there, later)
    assert not claimed(visit)
    assert is_in_order(visit)
    cares = CareRelations(wiring.system_work("tests")).of_provider(there).items
    assert [each.patient_id for each in cares] == [visit.patient_id]


def test_a_visit_becomes_longer_and_shorter_where_it_is(desk: Desk, visit: Appointment) -> None:
    for minutes in (60, 15):
        move(desk(), visit.patient_id, to(visit, minutes=minutes))
        assert stored(visit).minutes == minutes
        assert is_in_order(visit)


def test_a_visit_cannot_grow_into_the_next_one(desk: Desk, visit: Appointment) -> None:
    book(desk(), booking_request(fresh_patient(), visit.starts_at + 2 * QUARTER))
    with pytest.raises(Conflict) as refusal:
        move(desk(), visit.patient_id, to(visit, minutes=60))
    assert refusal.value.alternatives
    assert (stored(visit).minutes, is_in_order(visit)) == (30, True)


def test_a_visit_of_eight_hours_is_booked_and_moved(desk: Desk) -> None:
    starts = at(far_day(), "08:00")
    visit = book(desk(), booking_request(fresh_patient(), starts, 480))
    move(desk(), visit.patient_id, to(visit, "08:30"))
    assert is_in_order(visit)


def test_the_same_move_again_is_the_same_move(desk: Desk, visit: Appointment) -> None:
    for _ in range(2):
        move(desk(), visit.patient_id, to(visit, "14:00"), sequence=0)
    assert stored(visit).sequence == 1


def test_who_saw_an_older_visit_moves_nothing(desk: Desk, visit: Appointment) -> None:
    move(desk(), visit.patient_id, to(visit, "14:00"), sequence=0)
    with pytest.raises(Conflict, match="changed meanwhile"):
        move(desk(), visit.patient_id, to(visit, "15:00"), sequence=0)
    assert stored(visit).starts_at == at(visit.local_date, "14:00")


def test_a_step_between_look_and_write_is_a_change_and_not_a_taken_time(
    desk: Desk, visit: Appointment, monkeypatch: Patch
) -> None:
    def confirmed() -> object:
        return step(desk(), visit.patient_id, visit.appointment_id, Status.CONFIRMED,
                    expected=Status.SCHEDULED)  # fmt: skip

    with happening_between(monkeypatch, confirmed), pytest.raises(Conflict, match="changed"):
        move(desk(), visit.patient_id, to(visit, "14:00"), sequence=0)
    assert stored(visit).status is Status.CONFIRMED
    assert is_in_order(visit)


def test_time_taken_between_look_and_write_is_refused(
    desk: Desk, visit: Appointment, monkeypatch: Patch
) -> None:
    other = booking_request(fresh_patient(), at(visit.local_date, "14:00"))
    with (
        happening_between(monkeypatch, lambda: book(desk(), other)),
        pytest.raises(Conflict) as refusal,
    ):
        move(desk(), visit.patient_id, to(visit, "14:00"))
    assert refusal.value.alternatives
    assert is_in_order(visit)


def test_time_off_between_look_and_write_is_refused_only_where_it_is(
    desk: Desk, visit: Appointment, monkeypatch: Patch
) -> None:
    off = at(visit.local_date, "15:00")
    with happening_between(monkeypatch, lambda: take_time_off(desk(), off)):
        move(desk(), visit.patient_id, to(visit, "14:00"))
    off = at(visit.local_date, "11:00")
    with (
        happening_between(monkeypatch, lambda: take_time_off(desk(), off)),
        pytest.raises(Conflict, match="away"),
    ):
        move(desk(), visit.patient_id, to(stored(visit), "11:00"))
    assert is_in_order(visit)


def test_a_hold_for_the_move_is_used_up_by_it(desk: Desk, visit: Appointment) -> None:
    hold(desk(), to(visit, "09:15"))
    with pytest.raises(Conflict):
        book(desk(), booking_request(fresh_patient(), at(visit.local_date, "09:30"), 15))
    move(desk(), visit.patient_id, to(visit, "09:15"))
    assert is_in_order(visit)


def test_a_hold_elsewhere_ends_with_the_move(desk: Desk, visit: Appointment) -> None:
    hold(desk(), to(visit, "14:00"))
    move(desk(), visit.patient_id, to(visit, "15:00"))
    assert book(desk(), booking_request(fresh_patient(), at(visit.local_date, "14:00"))).is_live


def test_a_marked_visit_moved_to_a_free_time_is_marked_no_more(
    desk: Desk, visit: Appointment
) -> None:
    beside = book(desk(), booking_request(fresh_patient(), visit.starts_at, overrule="urgent"))
    assert (beside.overruled is not None, claimed(beside)) == (True, set())
    move(desk(), beside.patient_id, to(beside, "14:00"))
    assert stored(beside).overruled is None
    assert is_in_order(beside)
    assert is_in_order(visit)


def test_a_visit_that_has_begun_or_is_over_does_not_move(desk: Desk, visit: Appointment) -> None:
    with the_clock_says(visit.starts_at):
        step(
            desk(),
            visit.patient_id,
            visit.appointment_id,
            Status.ARRIVED,
            expected=Status.SCHEDULED,
        )
    with pytest.raises(Conflict, match="cannot be moved"):
        move(desk(), visit.patient_id, to(visit, "14:00"))


def test_a_patient_moves_no_visit_of_others(
    acting: Callable[..., UnitOfWork], visit: Appointment
) -> None:
    with pytest.raises(NotFound):
        move(acting("patient", JOHN), JOHN, to(visit, "14:00", patient_id=JOHN))
    assert is_in_order(visit)


def test_a_move_is_one_write_after_two_reads(desk: Desk, visit: Appointment) -> None:
    with metered() as cost:
        move(desk(), visit.patient_id, to(visit, "14:00"))
    assert cost.sequential <= 3


def test_what_fails_on_the_way_changes_nothing(
    desk: Desk, visit: Appointment, monkeypatch: Patch
) -> None:
    """Claim, visit and reminder are staged one after the other; the last one fails."""
    monkeypatch.setattr(Outbox, "plan", lambda *_: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        move(desk(), visit.patient_id, to(visit, "14:00"))
    assert is_in_order(visit)


# ── swapping ────────────────────────────────────────────────────────────────


@pytest.fixture
def other(desk: Desk, visit: Appointment) -> Appointment:
    """Another visit at eleven, for something else."""
    wanted = booking_request(
        fresh_patient(), at(visit.local_date, "11:00"), mode="VIDEO", visit_type="SCAN"
    )
    return book(desk(), wanted)


def names(visit: Appointment) -> tuple[str, str]:
    return visit.patient_id, visit.appointment_id


def test_two_visits_change_places_and_keep_what_they_are_for(
    desk: Desk, visit: Appointment, other: Appointment
) -> None:
    swap(desk(), names(visit), names(other))
    assert (stored(visit).starts_at, stored(other).starts_at) == (other.starts_at, visit.starts_at)
    assert stored(visit).scheduling_info.mode is None
    assert stored(other).scheduling_info.mode == "VIDEO"
    assert stored(other).scheduling_info.type == "SCAN"
    assert is_in_order(visit)
    assert is_in_order(other)


def test_the_same_swap_again_does_not_swap_back(
    desk: Desk, visit: Appointment, other: Appointment
) -> None:
    for _ in range(2):
        a, b = swap(desk(), names(visit), names(other), sequences=(0, 0))
        assert (a.starts_at, b.starts_at) == (other.starts_at, visit.starts_at)
    assert (stored(visit).sequence, stored(other).sequence) == (1, 1)


def test_visits_that_moved_one_by_one_are_not_taken_for_swapped(
    desk: Desk, visit: Appointment, other: Appointment
) -> None:
    move(desk(), visit.patient_id, to(visit, "14:00"))
    move(desk(), other.patient_id, to(other, "15:00"))
    with pytest.raises(Conflict, match="changed meanwhile"):
        swap(desk(), names(visit), names(other), sequences=(0, 0))


def test_visits_of_two_doctors_and_days_change_places(desk: Desk, day: date) -> None:
    here, there = doctors(2)
    a = book(desk(), booking_request(fresh_patient(), at(day, "09:00"), provider_id=here))
    later = at(day + timedelta(days=1), "10:00")
    b = book(desk(), booking_request(fresh_patient(), later, provider_id=there))
    swap(desk(), names(a), names(b))
    assert (stored(a).provider_id, stored(b).provider_id) == (there, here)
    assert is_in_order(a)
    assert is_in_order(b)


def test_one_patients_two_visits_to_one_doctor_change_places(
    desk: Desk, visit: Appointment
) -> None:
    second = book(desk(), booking_request(visit.patient_id, at(visit.local_date, "10:00")))
    swap(desk(), names(visit), names(second))
    assert is_in_order(visit)
    assert is_in_order(second)


def test_unequal_lengths_marked_ones_and_one_visit_alone_do_not_swap(
    desk: Desk, visit: Appointment
) -> None:
    longer = book(desk(), booking_request(fresh_patient(), at(visit.local_date, "13:00"), 45))
    beside = book(desk(), booking_request(fresh_patient(), visit.starts_at, overrule="urgent"))
    for each, says in ((longer, "same length"), (beside, "overbooked"), (visit, "same length")):
        with pytest.raises(Conflict, match=says):
            swap(desk(), names(visit), names(each))
    assert is_in_order(visit)


@pytest.mark.parametrize("away_at", ["09:00", "11:00"])
def test_nobody_is_swapped_to_a_time_at_which_the_doctor_is_away(
    desk: Desk, visit: Appointment, other: Appointment, away_at: str
) -> None:
    take_time_off(desk(), at(visit.local_date, away_at))
    for one, two in ((visit, other), (other, visit)):
        assert two.appointment_id not in partner_ids(desk(), one)
        with pytest.raises(Conflict, match="doctor is away"):
            swap(desk(), names(one), names(two))
    assert is_in_order(visit)
    name_stand_in(desk(), DR_SMITH, visit.local_date, doctors(1)[0])
    assert other.appointment_id in partner_ids(desk(), stored(visit))
    swap(desk(), names(visit), names(other))


def partner_ids(uow: UnitOfWork, visit: Appointment) -> set[str]:
    """The visits that are offered to change places with this one."""
    return {each.appointment_id for each in partners_of(uow, visit).visits}


def test_a_visit_that_moves_meanwhile_is_not_swapped(
    desk: Desk, visit: Appointment, other: Appointment, monkeypatch: Patch
) -> None:
    def moved() -> object:
        return move(desk(), other.patient_id, to(other, "15:00"))

    with happening_between(monkeypatch, moved), pytest.raises(Conflict, match="changed meanwhile"):
        swap(desk(), names(visit), names(other))
    assert is_in_order(visit)
    assert is_in_order(other)


# ── cancelling ──────────────────────────────────────────────────────────────


def test_a_cancelled_visit_gives_time_and_reminder_up_and_cancelling_again_says_so(
    desk: Desk, visit: Appointment
) -> None:
    cancel(desk(), *names(visit), "travels")
    gone = stored(visit)
    assert (gone.status, gone.sequence) == (Status.CANCELLED, 1)
    assert (claimed(visit), reminder(visit)) == (set(), None)
    with pytest.raises(Conflict, match="already cancelled"):
        cancel(desk(), *names(visit), "travels")


def test_a_visit_that_moves_while_it_is_cancelled_stays(
    desk: Desk, visit: Appointment, monkeypatch: Patch
) -> None:
    with (
        happening_between(monkeypatch, lambda: move(desk(), visit.patient_id, to(visit, "14:00"))),
        pytest.raises(Conflict, match="changed meanwhile"),
    ):
        cancel(desk(), *names(visit), "travels")
    assert is_in_order(visit)


def test_of_two_who_cancel_at_once_the_second_is_told_that_it_is_cancelled(
    desk: Desk, visit: Appointment, monkeypatch: Patch
) -> None:
    with (
        happening_between(monkeypatch, lambda: cancel(desk(), *names(visit), "first")),
        pytest.raises(Conflict, match="already cancelled"),
    ):
        cancel(desk(), *names(visit), "second")


def test_a_visit_too_near_to_remind_of_is_booked_without_a_reminder(desk: Desk) -> None:
    (doctor,) = doctors(1)
    soon = now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
    visit = book(
        desk(), booking_request(fresh_patient(), soon, provider_id=doctor, overrule="today")
    )
    assert reminder(visit) is None
    assert visit.provider_id != DR_SMITH
