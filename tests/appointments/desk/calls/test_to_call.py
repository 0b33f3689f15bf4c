"""Whom to call: a message did not reach them, or its sender never said whether it did."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.test import Client

from appointments.booking.services import book, cancel, move
from appointments.outbox.models import PROPOSAL, ReminderDue, ReminderStatus
from appointments.outbox.repository import Outbox
from appointments.time_off.call_words import NOTE_LENGTH
from appointments.visits.models import Appointment
from medisecure.clock import now
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import NotFound
from medisecure.identity.person import Preferences
from patients.profile.models import Patient
from patients.profile.repository import Patients
from tests.appointments.notifications.messages import begin, message_of, sent_at
from tests.cost import cost_of
from tests.desk import booking_request, fresh_patient, staff_reading_arabic
from tests.people import REEM
from tests.trail import entries
from tools.drills.cast import clinic_time, doctors

pytestmark = pytest.mark.usefixtures("left_over_messages_stay")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]
PAGE, BOARD = "/end-of-day/", "/board/"
_days = count(20)


@pytest.fixture
def visit(acting: As) -> Appointment:
    """A visit of somebody with a phone, some weeks ahead."""
    starts, (doctor,) = clinic_time(now().date() + timedelta(days=next(_days)), 10), doctors(1)
    patient = fresh_patient("Hamad", f"Unreached{next(_days)}", phone="+97455123456")
    return book(acting("staff", REEM), booking_request(patient, starts, provider_id=doctor))


def changed(visit: Appointment, how: Callable[[ReminderDue], ReminderDue]) -> None:
    """The visit's reminder as a sender leaves it."""
    uow = begin()
    message = Outbox(uow).get(visit.patient_id, visit.appointment_id)
    with uow:
        Outbox(uow).save(how(message), "TEST")


def failed(visit: Appointment) -> None:
    changed(visit, lambda each: each.failed("NO_ADDRESS"))


def listed(client: Client, visit: Appointment) -> list[dict[str, Any]]:
    rows = client.get(PAGE).context["calls"]
    return [each for each in rows if each["visit"].appointment_id == visit.appointment_id]


def value(visit: Appointment, kind: str = "DAY_BEFORE") -> str:
    return f"{visit.patient_id}/{visit.appointment_id}/{kind}"


def test_a_message_that_failed_is_listed_with_the_phone_and_on_the_board(
    signed_in: SignIn, visit: Appointment
) -> None:
    client = signed_in(REEM)
    assert listed(client, visit) == []
    before = client.get(BOARD).context["to_call"]
    failed(visit)
    (row,) = listed(client, visit)
    assert row["patient"].startswith("Hamad Unreached")
    assert row["phone"] == "+97455123456"
    assert "tel:+97455123456" in client.get(PAGE).content.decode()
    board = client.get(BOARD, {"list": "to-call"})
    assert board.context["to_call"] == before + 1
    assert "/end-of-day/#to-call" in board.content.decode()
    assert "tel:+97455123456" in board.content.decode()  # beside the board already


def test_the_sender_itself_puts_a_patient_nobody_can_write_to_on_the_list(
    acting: As, signed_in: SignIn
) -> None:
    patient, starts = fresh_patient(), soon()
    uow = begin()
    person: Patient = Patients(uow).get(patient)
    with uow:
        Patients(uow).save(replace(person, preferences=Preferences(communication_method="fax")),
                           "UPDATE_PREFERENCES")  # fmt: skip
    wanted = booking_request(patient, starts, provider_id=doctors(1)[0], overrule="late")
    visit = book(acting("staff", REEM), wanted)
    sent_at(now() + timedelta(hours=3))
    assert message_of(visit).status is ReminderStatus.FAILED
    assert listed(signed_in(REEM), visit)


def soon() -> datetime:
    """A quarter of an hour tomorrow, whose reminder is due in about two hours."""
    at = now() + timedelta(hours=26)
    return at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0)


def test_a_message_that_tells_of_no_visit_is_neither_counted_nor_listed(
    signed_in: SignIn, visit: Appointment
) -> None:
    client = signed_in(REEM)
    before = client.get(BOARD).context["to_call"]
    uow = begin()
    offer = replace(Outbox(uow).planned(visit, now(), "OFFERED"), visit_at=None)
    with uow:
        Outbox(uow).put(offer.failed("NO_ADDRESS"))
        uow.record_change("TEST", visit.appointment_id, visit.patient_id)
    assert listed(client, visit) == []
    assert client.get(BOARD).context["to_call"] == before
    changed(visit, lambda each: replace(each.failed("NO_ADDRESS"), visit_at=None))  # of an old plan
    assert len(listed(client, visit)) == 1


@pytest.mark.parametrize(("minutes", "is_listed"), [(5, False), (11, True)])
def test_a_sender_that_is_silent_for_ten_minutes_will_say_nothing_any_more(
    signed_in: SignIn, visit: Appointment, minutes: int, *, is_listed: bool
) -> None:
    changed(visit, lambda each: each.begun(now() - timedelta(minutes=minutes)))
    rows = listed(signed_in(REEM), visit)
    assert bool(rows) is is_listed
    assert all(row["is_unknown"] for row in rows)


def test_called_takes_it_off_the_list_once_and_for_all(
    signed_in: SignIn, visit: Appointment, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    failed(visit)
    client = signed_in(REEM)
    for _ in range(2):
        html = client.post(PAGE, {"called": value(visit)}, follow=True).content.decode()
        assert "Call saved: the patient was reached." in html
    assert listed(client, visit) == []
    assert message_of(visit).status is ReminderStatus.CALLED
    noted = entries(raw(actor=REEM), userId=REEM, action="CALL_PATIENT", patientId=visit.patient_id)
    assert len(noted) == 1


def test_a_note_that_is_too_long_stays_in_its_box_and_nothing_is_saved(
    signed_in: SignIn, visit: Appointment
) -> None:
    failed(visit)
    note = "x" * (NOTE_LENGTH + 1)
    typed = {f"note.{visit.appointment_id}.DAY_BEFORE": note, "called": value(visit)}
    html = signed_in(REEM).post(PAGE, typed).content.decode()
    assert f'value="{note}"' in html
    assert "Call saved" not in html
    assert message_of(visit).status is ReminderStatus.FAILED


def test_a_message_that_was_sent_meanwhile_is_left_alone(
    signed_in: SignIn, visit: Appointment
) -> None:
    changed(visit, lambda each: each.sent("m1", now(), "email"))
    html = signed_in(REEM).post(PAGE, {"called": value(visit)}, follow=True).content.decode()
    assert "No call is needed." in html
    assert message_of(visit).status is ReminderStatus.SENT


def test_a_visit_that_was_moved_or_is_off_calls_nobody(
    acting: As, signed_in: SignIn, visit: Appointment
) -> None:
    uow = begin()
    message = Outbox(uow).planned(visit, now(), PROPOSAL).failed("NO_ADDRESS")
    with uow:
        Outbox(uow).put(message)
        uow.record_change("TEST", visit.appointment_id, visit.patient_id)
    client = signed_in(REEM)
    failed(visit)
    (row,) = listed(client, visit)
    assert len(row["also"]) == 1
    later = visit.starts_at + timedelta(hours=2)
    there = booking_request(visit.patient_id, later, provider_id=visit.provider_id,
                 appointment_id=visit.appointment_id)  # fmt: skip
    moved = move(acting("staff", REEM), visit.patient_id, there)
    assert listed(client, visit) == []
    with pytest.raises(NotFound):
        message_of(visit, PROPOSAL)
    failed(moved)
    cancel(acting("staff", REEM), visit.patient_id, visit.appointment_id, "ill")
    assert listed(client, visit) == []


@pytest.mark.parametrize("odd", ["", "x", "a/b/c", "patient_x/appointment_x/DAY_BEFORE"])
def test_odd_presses_change_nothing(signed_in: SignIn, odd: str) -> None:
    assert signed_in(REEM).post(PAGE, {"called": odd}).status_code in (200, 302)


def test_only_the_desk_says_so(signed_in: SignIn, visit: Appointment) -> None:
    failed(visit)
    for who in (visit.patient_id, visit.provider_id, "compliance_omar"):
        assert signed_in(who).post(PAGE, {"called": value(visit)}).status_code == 404
    assert message_of(visit).status is ReminderStatus.FAILED


def test_the_lists_keep_their_round_trips_and_read_in_arabic(
    signed_in: SignIn, visit: Appointment
) -> None:
    failed(visit)
    client = signed_in(staff_reading_arabic())
    assert cost_of(client, PAGE).sequential <= 4
    assert cost_of(client, BOARD).sequential <= 3


def test_who_was_not_reached_stays_with_what_was_said(
    signed_in: SignIn, visit: Appointment
) -> None:
    client = signed_in(REEM)
    failed(visit)
    sent = {"left-word": value(visit), f"note.{visit.appointment_id}.DAY_BEFORE": "His wife: later"}
    html = client.post(PAGE, sent, follow=True).content.decode()
    assert "stays on the list" in html
    (row,) = listed(client, visit)
    assert (str(row["outcome"]), row["note"]) == ("left a message", "His wife: later")
    assert row["note_of"] == ""
    client.post(PAGE, {"no-answer": value(visit)})
    (row,) = listed(client, visit)
    # Then it is a note of the call before
    assert (str(row["outcome"]), row["note"]) == ("no answer", "His wife: later")
    assert str(row["note_of"]) == "left a message"
    assert row["note_at"] < row["called_at"]
    client.post(PAGE, {"called": value(visit)})
    assert listed(client, visit) == []


def test_the_enter_key_in_a_note_notes_nobodys_call_and_keeps_what_is_typed(
    signed_in: SignIn, visit: Appointment
) -> None:
    client = signed_in(REEM)
    failed(visit)
    name = f"note.{visit.appointment_id}.DAY_BEFORE"
    shown = client.post(PAGE, {"enter": "1", name: "after 5"})
    html = shown.content.decode()
    assert html.index('name="enter"') < html.index('name="no-answer"')  # what Enter presses
    assert "Choose how the call ended" in html
    assert 'value="after 5"' in html
    assert message_of(visit).outcome is None


def test_a_press_keeps_what_is_typed_for_others(acting: As, signed_in: SignIn) -> None:
    client = signed_in(REEM)
    starts = clinic_time(now().date() + timedelta(days=next(_days)), 10)
    first, other = (
        book(acting("staff", REEM),
             booking_request(fresh_patient("Noura", f"Rung{n}"), starts, provider_id=doctor))
        for n, doctor in enumerate(doctors(2))
    )  # fmt: skip
    failed(first)
    failed(other)
    notes = {each: f"note.{each.appointment_id}.DAY_BEFORE" for each in (first, other)}
    sent = {"no-answer": value(first), notes[first]: "rang twice", notes[other]: "after 5"}
    shown = client.post(PAGE, sent, follow=True)
    typed = {each["visit"].appointment_id: each["typed"] for each in shown.context["calls"]}
    assert (typed[first.appointment_id], typed[other.appointment_id]) == ("", "after 5")
    assert message_of(first).note == "rang twice"


def test_a_patient_with_two_visits_is_listed_once(
    acting: As, signed_in: SignIn, visit: Appointment
) -> None:
    later = visit.starts_at + timedelta(days=1)
    wanted = booking_request(visit.patient_id, later, provider_id=visit.provider_id)
    second = book(acting("staff", REEM), wanted)
    failed(visit)
    failed(second)
    client = signed_in(REEM)
    (row,) = listed(client, visit)
    assert [each["visit"].appointment_id for each in row["also"]] == [second.appointment_id]
    assert listed(client, second) == []
