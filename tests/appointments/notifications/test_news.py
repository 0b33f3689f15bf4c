"""What has just happened to a visit is told once, as it is when the message goes out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from pytest_django.fixtures import Settings as SettingsWrapper

from appointments.booking.booking import book
from appointments.booking.calling_off import cancel
from appointments.booking.changing import VisitDetails, change_details
from appointments.booking.moving import move
from appointments.booking.swapping import swap
from appointments.outbox.models import ReminderStatus
from appointments.outbox.repository import Outbox
from appointments.visit_flow.services import step, undo, walk_in
from appointments.visit_pages.visit_messages import messages_of
from appointments.visits.models import Appointment
from appointments.visits.repository import Appointments
from appointments.visits.status import Status
from medisecure.clock import now
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import NotFound
from medisecure.identity.person import Preferences
from patients.profile.repository import Patients
from tests.appointments.notifications.messages import (
    HOUR,
    begin,
    booked,
    mails_to,
    message_of,
    sent_at,
    stored,
)
from tests.desk import at, booking_request, far_day, fresh_patient, named_clock
from tests.people import REEM
from tools.local_cloud.supervisor import RunningCloud

pytestmark = pytest.mark.usefixtures("left_over_messages_stay")
As = Callable[..., UnitOfWork]
SOON = timedelta(minutes=2)
HERE = "tests.appointments.notifications.carriers"


def sent() -> None:
    """The sender comes by a little later."""
    sent_at(now() + SOON)


def letters(cloud: RunningCloud, visit: Appointment) -> list[tuple[str, str]]:
    return [(each["Subject"], each["BodyText"]) for each in mails_to(cloud, visit)]


def other_time(visit: Appointment, clock: str = "11:00") -> Any:
    day = visit.local_date
    return booking_request(visit.patient_id, at(day, clock), appointment_id=visit.appointment_id)


def test_a_booking_is_told_once_with_how_to_change_it_and_whom_to_call(
    acting: As, cloud: RunningCloud, settings: SettingsWrapper
) -> None:
    settings.CLINIC_PHONE = "+97444001234"
    visit = booked(acting("staff", REEM))
    sent()
    sent()
    [(subject, text)] = letters(cloud, visit)
    assert subject == "Your visit is booked"
    assert f"{visit.local_date:%A}" in text
    assert f"09:00 {named_clock(visit.starts_at)}" in text
    assert f"/patients/{visit.patient_id}/visits/{visit.appointment_id}/" in text
    assert "move it or cancel it (until" in text
    assert "+974 4400 1234" in text
    assert message_of(visit, "BOOKED").channel == "email"


def test_who_moved_it_is_said_and_where_it_was(acting: As, cloud: RunningCloud) -> None:
    visit = booked(acting("staff", REEM))
    sent()
    move(acting("patient", visit.patient_id), visit.patient_id, other_time(visit))
    sent()
    move(acting("staff", REEM), visit.patient_id, other_time(visit, "13:00"))
    sent()
    _, (_, by_self), (subject, by_clinic) = letters(cloud, visit)
    assert "You moved your visit." in by_self
    assert subject == "Your visit has a new time"
    assert "The clinic has moved your visit." in by_clinic
    was, _, is_now = by_clinic.partition("It is now:")
    assert "11:00" in was
    assert "13:00" in is_now


def test_booked_and_moved_before_anything_went_out_is_one_message(
    acting: As, cloud: RunningCloud
) -> None:
    visit = booked(acting("staff", REEM))
    move(acting("staff", REEM), visit.patient_id, other_time(visit))
    sent()
    [(subject, text)] = letters(cloud, visit)
    assert subject == "Your visit has a new time"
    assert "11:00" in text
    with pytest.raises(NotFound):  # dropped: the visit is not there any more
        message_of(visit, "BOOKED")


@pytest.mark.parametrize(("who", "said"), [
    ("patient", "You cancelled this visit:"), ("staff", "The clinic has cancelled this visit:"),
])  # fmt: skip
def test_a_cancellation_says_who_cancelled_and_not_why(
    acting: As, cloud: RunningCloud, who: str, said: str
) -> None:
    visit = booked(acting("staff", REEM))
    sent()
    actor = acting(who, visit.patient_id if who == "patient" else REEM)
    cancel(actor, visit.patient_id, visit.appointment_id, "chemotherapy")
    sent()
    _, (subject, text) = letters(cloud, visit)
    assert subject == "Your visit is cancelled"
    assert said in text
    assert "chemotherapy" not in text


def test_a_request_is_told_and_then_confirmed(acting: As, cloud: RunningCloud) -> None:
    asked = replace(booking_request(fresh_patient(), at(far_day(), "09:00")), requested=True)
    visit = book(acting("patient", asked.patient_id), asked)
    sent()
    seen, wanted = Status.REQUESTED, Status.SCHEDULED
    step(acting("staff", REEM), visit.patient_id, visit.appointment_id, wanted, expected=seen)
    sent()
    subjects = [subject for subject, _ in letters(cloud, visit)]
    assert subjects == ["We have your request for a visit", "Your visit is confirmed"]


def test_another_room_or_preparation_is_told_and_another_reason_is_not(
    acting: As, cloud: RunningCloud
) -> None:
    visit = booked(acting("staff", REEM))
    sent()

    def change(**more: Any) -> None:
        there = stored(visit)
        info = there.scheduling_info
        details = VisitDetails(
            visit_type=info.type or "", mode=info.mode or "", location=info.location or "",
            reason=there.reason or "", preparation=there.preparation or [],
        )  # fmt: skip
        change_details(acting("staff", REEM), visit.patient_id, visit.appointment_id,
                       replace(details, **more), version=there.version)  # fmt: skip

    change(reason="another one")
    sent()
    assert len(letters(cloud, visit)) == 1
    change(preparation=["Come fasting", "Bring your reports"], location="Room 9")
    sent()
    _, (subject, text) = letters(cloud, visit)
    assert subject == "Your visit details have changed"
    assert "- Come fasting\n- Bring your reports" in text
    assert "At Room 9" in text


def two_booked(acting: As) -> tuple[Appointment, Appointment]:
    """Of two patients on one day, at nine and at ten."""
    day = far_day()
    one, other = (
        book(acting("staff", REEM), booking_request(fresh_patient(), at(day, clock)))
        for clock in ("09:00", "10:00")
    )
    return one, other


def swapped(acting: As, one: Appointment, other: Appointment) -> None:
    """The desk gives each of them the other one's time."""
    swap(acting("staff", REEM), (one.patient_id, one.appointment_id),
         (other.patient_id, other.appointment_id))  # fmt: skip


def test_both_patients_of_a_swap_are_told_their_new_times(acting: As, cloud: RunningCloud) -> None:
    one, other = two_booked(acting)
    sent()
    swapped(acting, one, other)
    sent()
    assert "It is now:" in letters(cloud, one)[1][1]
    assert "10:00" in letters(cloud, one)[1][1].partition("It is now:")[2]
    assert "09:00" in letters(cloud, other)[1][1].partition("It is now:")[2]


def test_a_swap_that_was_undone_before_anybody_was_told_is_no_news(
    acting: As, cloud: RunningCloud
) -> None:
    pair = two_booked(acting)
    sent()
    for _ in range(2):
        swapped(acting, *pair)
    for visit in pair:
        assert told_of(acting, visit) == ["Visit booked"]
    sent()
    assert [len(letters(cloud, each)) for each in pair] == [1, 1]


def told_of(acting: As, visit: Appointment) -> list[str]:
    """What the visit's page says of messages, without the reminder to come."""
    lines = messages_of(acting("staff", REEM), stored(visit))
    return [str(each.about) for each in lines if str(each.about) != "Reminder"]


def test_a_swap_that_was_told_is_undone_with_another_message(
    acting: As, cloud: RunningCloud
) -> None:
    pair = two_booked(acting)
    for _ in range(2):
        swapped(acting, *pair)
        sent()
    was, _, is_now = letters(cloud, pair[0])[-1][1].partition("It is now:")
    assert ("10:00" in was, "09:00" in is_now) == (True, True)


def test_of_two_moves_before_one_is_told_the_message_says_where_the_patient_knew_it(
    acting: As, cloud: RunningCloud
) -> None:
    visit = booked(acting("staff", REEM))
    sent()
    for clock in ("11:00", "13:00"):
        move(acting("staff", REEM), visit.patient_id, other_time(visit, clock))
    sent()
    _, (_, text) = letters(cloud, visit)
    was, _, is_now = text.partition("It is now:")
    assert ("09:00" in was, "13:00" in is_now, "11:00" in text) == (True, True, False)


@pytest.mark.parametrize("first", ["patient", "nobody told"])
def test_back_where_it_was_is_news_to_who_moved_it_and_to_whom_nothing_was_told(
    acting: As, cloud: RunningCloud, first: str
) -> None:
    visit = booked(acting("staff", REEM))
    mover = acting("staff", REEM)
    if first == "patient":
        sent()
        mover = acting("patient", visit.patient_id)
    move(mover, visit.patient_id, other_time(visit))
    move(acting("staff", REEM), visit.patient_id, other_time(visit, "09:00"))
    sent()
    assert letters(cloud, visit)[-1][0] == "Your visit has a new time"
    assert "09:00" in letters(cloud, visit)[-1][1].partition("It is now:")[2]


def test_a_cancellation_taken_back_is_told(acting: As, cloud: RunningCloud) -> None:
    visit = booked(acting("staff", REEM))
    cancel(acting("staff", REEM), visit.patient_id, visit.appointment_id, "")
    undo(acting("staff", REEM), visit.patient_id, visit.appointment_id, expected=Status.CANCELLED)
    sent()
    [(subject, _text)] = letters(cloud, visit)
    assert subject == "Your visit is going ahead after all"


def test_who_walked_in_is_told_nothing(acting: As, cloud: RunningCloud) -> None:
    asked = replace(booking_request(fresh_patient(), now()), overrule="WALKED_IN")
    visit = walk_in(acting("staff", REEM), asked)
    sent()
    assert letters(cloud, visit) == []


@pytest.mark.parametrize(("hours", "subject"), [
    (-23, "Your visit tomorrow"), (-2, "Your visit today"),
])  # fmt: skip
def test_today_and_tomorrow_are_worked_out_when_the_reminder_goes_out(
    acting: As, cloud: RunningCloud, hours: int, subject: str
) -> None:
    visit = booked(acting("staff", REEM))
    sent_at(visit.starts_at + hours * HOUR)
    assert [each for each, _ in letters(cloud, visit)][-1] == subject


def test_where_both_clocks_disagree_the_date_is_said(acting: As, cloud: RunningCloud) -> None:
    patient = fresh_patient()
    uow = begin()
    there = Patients(uow).get(patient)
    with uow:
        far = Preferences(timezone="Pacific/Auckland")
        Patients(uow).save(replace(there, preferences=far), "UPDATE_PREFERENCES")
    visit = booked(acting("staff", REEM), "16:30", patient)
    sent_at(visit.starts_at - 6 * HOUR)
    assert [each for each, _ in letters(cloud, visit)][-1].startswith("Your visit on ")


def test_the_visits_page_shows_what_became_of_each_message(
    acting: As, cloud: RunningCloud, signed_in: Callable[..., Any], settings: SettingsWrapper
) -> None:
    visit = booked(acting("staff", REEM))
    sent()
    url = reverse("appointments:detail", args=[visit.patient_id, visit.appointment_id])
    for who in (visit.patient_id, REEM):
        page = signed_in(who).get(url).content.decode()
        told = page[page.index('id="told-title"') :]
        assert "Visit booked: sent by e-mail" in told
        assert "Reminder: planned for" in told
    settings.MESSAGE_CARRIERS = {"email": f"{HERE}.Refuses"}
    cancel(acting("staff", REEM), visit.patient_id, visit.appointment_id, "")
    sent()
    assert "could not be sent" in signed_in(visit.patient_id).get(url).content.decode()


def test_who_cancelled_themselves_is_not_called_and_whom_the_clinic_cancelled_is(
    acting: As, settings: SettingsWrapper
) -> None:
    settings.MESSAGE_CARRIERS = {"email": f"{HERE}.Refuses"}
    one, other = booked(acting("staff", REEM)), booked(acting("staff", REEM), "10:00")
    cancel(acting("patient", one.patient_id), one.patient_id, one.appointment_id, "")
    cancel(acting("staff", REEM), other.patient_id, other.appointment_id, "")
    sent()
    assert message_of(one, "CANCELLED").status is ReminderStatus.FAILED
    to_call = {each.appointment_id for each in Outbox(begin()).failed(now())}
    assert one.appointment_id not in to_call
    assert other.appointment_id in to_call


def test_a_refusal_of_the_account_is_tried_again_until_it_is_mended(
    acting: As, cloud: RunningCloud, settings: SettingsWrapper
) -> None:
    carriers, visit = settings.MESSAGE_CARRIERS, booked(acting("staff", REEM))
    settings.MESSAGE_CARRIERS = {"email": f"{HERE}.Busy"}
    report = sent_at(now() + SOON)
    assert report.postponed["BUSY"] >= 1
    assert message_of(visit, "BOOKED").status is ReminderStatus.PENDING
    settings.MESSAGE_CARRIERS = carriers
    sent_at(now() + timedelta(hours=30))
    assert next(subject for subject, _ in letters(cloud, visit)) == "Your visit is booked"


def test_nothing_is_told_of_a_visit_that_was_entered_in_error_and_is_over(acting: As) -> None:
    visit = booked(acting("staff", REEM))
    past = replace(visit, scheduling_info=replace(visit.scheduling_info, appointment_date=now()))
    uow = begin()
    with uow:
        Outbox(uow).tell(past, "CANCELLED")
        uow.record_change("TEST", visit.appointment_id)
    assert not [each for each in Outbox(begin()).about(visit.patient_id, visit.appointment_id)
                if each.kind == "CANCELLED"]  # fmt: skip
    assert Appointments(begin()).find(visit.patient_id, visit.appointment_id)
