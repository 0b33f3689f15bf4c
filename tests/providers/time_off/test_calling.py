"""The ill doctor's list: a patient once, how calls ended, and all of it given to a colleague."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from appointments.booking.services import book
from appointments.outbox.models import PROPOSAL, CallOutcome, ReminderStatus
from appointments.time_off.call_words import NOTE_LENGTH
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments, Days
from medisecure import wiring
from medisecure.dynamodb.unit_of_work import UnitOfWork
from tests.appointments.notifications.messages import message_of, sent_at
from tests.desk import CLINIC as DAY_ZONE
from tests.desk import at, booking_request
from tests.people import REEM
from tests.providers.hours.test_hours import new_doctor
from tests.providers.time_off.test_time_off import DAY, booked, coming, page, typed

pytestmark = pytest.mark.usefixtures("left_over_messages_stay")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]


@pytest.fixture
def ill(acting: As, signed_in: SignIn) -> Any:
    """(client, doctor, visits): two visits of one patient and one of another, met by an illness."""
    doctor = new_doctor()
    first = booked(acting, doctor, "10:00")
    second = book(
        acting("staff", REEM),
        booking_request(first.patient_id, at(DAY, "12:00"), provider_id=doctor),
    )
    other = booked(acting, doctor, "11:00")
    client = signed_in(REEM)
    client.post(page(doctor), typed(), follow=True)
    return client, doctor, [first, second, other]


def press(client: Client, doctor: str, acting: As, **sent: str) -> Any:
    (absence,) = coming(doctor, acting)
    return client.post(page(doctor), {"show": absence.time_off_id, **sent}, follow=True)


def proposal(visit: Appointment) -> Any:
    return message_of(visit, PROPOSAL)


def test_a_patient_is_listed_once_with_all_their_visits(ill: Any, acting: As) -> None:
    client, doctor, [first, second, other] = ill
    rows = press(client, doctor, acting).context["rows"]
    names = [each["visit"].appointment_id for each in rows]
    assert names == [first.appointment_id, second.appointment_id, other.appointment_id]
    assert [each["span"] for each in rows] == [2, 0, 1]


def test_how_a_call_ended_stands_in_the_list_and_goes_along(ill: Any, acting: As) -> None:
    client, doctor, [first, second, other] = ill
    who, name = first.patient_id, f"note.{first.patient_id}"
    shown = press(client, doctor, acting, **{"no-answer": who, name: "rang twice"})
    assert "no answer" in shown.content.decode()
    assert "rang twice" in shown.content.decode()
    for visit in (first, second):
        assert proposal(visit).outcome is CallOutcome.NO_ANSWER
        assert proposal(visit).status is ReminderStatus.DRAFT  # a message may still go out
    assert proposal(other).outcome is None
    # What was noted outlives the message that is planned then
    press(client, doctor, acting, propose="1")
    assert proposal(first).status is ReminderStatus.PENDING
    assert (proposal(first).outcome, proposal(first).note) == (CallOutcome.NO_ANSWER, "rang twice")


def test_the_enter_key_in_a_note_notes_nobodys_call_and_keeps_what_is_typed(
    ill: Any, acting: As
) -> None:
    client, doctor, visits = ill
    other = visits[-1].patient_id
    shown = press(client, doctor, acting, enter="1", **{f"note.{other}": "after 5"})
    html = shown.content.decode()
    assert html.index('name="enter"') < html.index('name="no-answer"')  # what Enter presses
    assert "Choose how the call ended" in html
    assert 'value="after 5"' in html
    assert {proposal(each).outcome for each in visits} == {None}


def test_a_press_keeps_what_is_typed_for_others_and_what_could_not_be_noted(
    ill: Any, acting: As
) -> None:
    client, doctor, [first, _second, other] = ill
    typed = {f"note.{first.patient_id}": "rang twice", f"note.{other.patient_id}": "after 5"}
    shown = press(client, doctor, acting, **{"no-answer": first.patient_id}, **typed)
    notes = {each["visit"].patient_id: each["typed"] for each in shown.context["rows"]}
    assert notes == {first.patient_id: "", other.patient_id: "after 5"}
    assert proposal(first).note == "rang twice"
    long = "x" * (NOTE_LENGTH + 1)
    refused = {"no-answer": first.patient_id, f"note.{first.patient_id}": long}
    shown = press(client, doctor, acting, **refused)
    assert shown.context["rows"][0]["typed"] == long


def test_who_was_reached_by_phone_is_not_written_to(ill: Any, acting: As) -> None:
    client, doctor, [first, second, other] = ill
    press(client, doctor, acting, propose="1")
    press(client, doctor, acting, told=first.patient_id)
    sent_at(proposal(other).due_at + timedelta(minutes=3))
    assert proposal(other).status is ReminderStatus.SENT
    assert {proposal(each).status for each in (first, second)} == {ReminderStatus.CALLED}


def test_the_number_told_counts_patients(ill: Any, acting: As) -> None:
    client, doctor, _visits = ill
    shown = press(client, doctor, acting, propose="1").content.decode()
    assert "2 patients will be notified." in shown


def test_the_whole_list_goes_to_a_colleague_and_what_was_held_is_free_again(
    ill: Any, acting: As
) -> None:
    client, doctor, visits = ill
    colleague = new_doctor()
    held = [(proposal(each).proposed_provider, proposal(each).proposed_at) for each in visits]
    shown = press(client, doctor, acting, give="1", colleague=colleague)
    assert "3 visits are given to the colleague." in shown.content.decode()
    assert shown.context["rows"] == []
    for visit in visits:
        found = Appointments(acting("staff", REEM)).get(visit.patient_id, visit.appointment_id)
        assert (found.stand_in_id, found.starts_at) == (colleague, visit.starts_at)
    for who, when in held:
        day = Days(wiring.system_work("tests")).get(who, when.astimezone(DAY_ZONE).date())
        assert not [owner for owner in day.taken.values() if owner.startswith("hold:")]
    assert "seen by a stand-in" in client.get(
        "/board/", {"date": DAY.isoformat(), "doctor": doctor}
    ).content.decode()  # fmt: skip


def test_a_colleague_must_be_chosen(ill: Any, acting: As) -> None:
    client, doctor, _visits = ill
    for colleague in ("", doctor, "provider_nobody"):
        shown = press(client, doctor, acting, give="1", colleague=colleague)
        assert len(shown.context["rows"]) == 3
        assert "notice-error" in shown.content.decode()


def test_a_note_too_long_is_refused_and_nothing_is_noted(ill: Any, acting: As) -> None:
    client, doctor, [first, *_] = ill
    name = f"note.{first.patient_id}"
    press(client, doctor, acting, **{"left-word": first.patient_id, name: "x" * 301})
    assert proposal(first).outcome is None
