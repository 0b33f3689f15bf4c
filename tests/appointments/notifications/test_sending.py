"""Reminders: once each, to whom and how they asked for it, and never about a visit that is off."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings as SettingsWrapper

from appointments.booking.services import book, cancel, move
from appointments.notifications.sending import _take, send_due, settle
from appointments.outbox.models import ReminderStatus
from appointments.outbox.repository import Outbox
from appointments.visit_flow.services import step
from appointments.visits.repository import Appointments
from appointments.visits.status import Status
from medisecure.access.proxies import Proof, Proxy, Relationship, Scope
from medisecure.dynamodb.repositories.proxies import Proxies
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import NotFound
from medisecure.identity.person import Preferences
from patients.profile.models import Patient
from patients.profile.repository import Patients
from tests.appointments.notifications.carriers import Text
from tests.appointments.notifications.messages import (
    HOUR,
    begin,
    booked,
    clock_at,
    mails_to,
    message_of,
    sent_at,
    stored,
    the_day_before,
)
from tests.desk import at, booking_request, far_day, fresh_patient, named_clock
from tests.people import REEM
from tests.trail import entries
from tools.local_cloud import mail
from tools.local_cloud.supervisor import RunningCloud

pytestmark = pytest.mark.usefixtures("clinic")
As = Callable[..., UnitOfWork]
HERE = "tests.appointments.notifications.carriers"


def prefers(patient_id: str, **wanted: str) -> None:
    """Let this patient want messages another way."""
    uow = begin()
    patient: Patient = Patients(uow).get(patient_id)
    with uow:
        changed = replace(patient, preferences=Preferences(**wanted))
        Patients(uow).save(changed, "UPDATE_PREFERENCES")


def test_a_reminder_is_planned_with_the_visit_and_not_sent_before_its_day(
    acting: As, cloud: RunningCloud
) -> None:
    visit = booked(acting("staff", REEM))
    assert message_of(visit).status is ReminderStatus.PENDING
    assert message_of(visit).due_at == visit.starts_at - 24 * HOUR
    sent_at(visit.starts_at - 25 * HOUR)
    assert mails_to(cloud, visit) == []


@pytest.mark.parametrize(("may", "ended", "told"), [
    ((Scope.VISITS, Scope.MESSAGES), False, True),
    ((Scope.VISITS,), False, False),
    ((Scope.VISITS, Scope.MESSAGES), True, False),
])  # fmt: skip
def test_who_acts_for_a_child_without_an_address_is_told_while_that_holds(
    acting: As, cloud: RunningCloud, may: tuple[Scope, ...], *, ended: bool, told: bool
) -> None:
    visit, mother = booked(acting("staff", REEM)), fresh_patient("Huda", "Mother")
    uow = begin()
    child: Patient = Patients(uow).get(visit.patient_id)
    info = replace(child.personal_info, email=None, phone_number=None)
    relation = Proxy(patient_id=visit.patient_id, proxy_id=mother, may=list(may), since=uow.at,
                     relationship=Relationship.PARENT, proof=Proof.FAMILY_ID, granted_by=REEM,
                     for_an_adult=True, proxy_name="Huda", patient_name="x",
                     ended_at=uow.at if ended else None)  # fmt: skip
    with uow:
        Patients(uow).save(replace(child, personal_info=info), "UPDATE_PREFERENCES")
        Proxies(uow).add(relation, "GRANT_PROXY")
    sent_at(visit.starts_at - 23 * HOUR)
    letters = [each for each in mail.sent(cloud.cloud.state_dir) if f"{mother}@example.com".lower()
               in [to.lower() for to in each["To"]]]  # fmt: skip
    assert len(letters) == told
    if told:
        assert "because you act for a patient" in letters[0]["BodyText"]


def test_it_says_when_where_and_with_whom_and_nothing_of_the_illness(
    acting: As, cloud: RunningCloud
) -> None:
    day = far_day()
    asked = booking_request(
        fresh_patient(), at(day, "09:30"), reason="palpitations", visit_type="FOLLOW_UP"
    )
    visit = book(acting("staff", REEM), asked)
    sent_at(the_day_before(visit))
    [mail] = mails_to(cloud, visit)
    assert mail["Subject"] == "Your visit tomorrow"
    text = mail["BodyText"]
    assert f"{day:%A} {day.day} {day:%B %Y}, 09:30 {named_clock(visit.starts_at)}" in text
    assert "With Dr. Sarah Smith" in text
    assert "At Hamad Medical Corporation" in text
    path = f"/patients/{visit.patient_id}/visits/{visit.appointment_id}/"
    assert f"http://127.0.0.1:8000{path}" in text
    said = (mail["Subject"] + text).lower()
    assert not [w for w in ("palpitations", "follow", "cardio", "noor") if w in said]


def test_it_is_sent_once_however_often_the_command_runs_and_the_visit_knows(
    acting: As, cloud: RunningCloud
) -> None:
    visit = booked(acting("staff", REEM))
    for minutes in (0, 5, 10):
        sent_at(the_day_before(visit) + timedelta(minutes=minutes))
    [mail] = mails_to(cloud, visit)
    told = message_of(visit)
    assert (told.status, told.due_on) == (ReminderStatus.SENT, None)
    assert told.message_id == mail["MessageId"]
    assert told.sent_at is not None
    reminder = stored(visit).reminder
    assert reminder is not None
    assert reminder.sent


def test_eight_senders_at_once_send_each_reminder_once(acting: As, cloud: RunningCloud) -> None:
    day = far_day()
    times = [at(day, f"{hour:02}:{minute:02}") for hour in (9, 10, 11, 13) for minute in (0, 30)]
    visits = [book(acting("staff", REEM), booking_request(fresh_patient(), each)) for each in times]
    ready, instant = Barrier(8), visits[0].starts_at - HOUR

    def copy(_: int) -> Any:
        ready.wait()
        return send_due(begin, instant)

    with clock_at(instant), ThreadPoolExecutor(8) as pool:
        list(pool.map(copy, range(8)))
    assert [len(mails_to(cloud, each)) for each in visits] == [1] * len(visits)
    assert {message_of(each).status for each in visits} == {ReminderStatus.SENT}


def test_a_moved_visit_is_reminded_of_at_its_new_time_only(acting: As, cloud: RunningCloud) -> None:
    visit = booked(acting("staff", REEM))
    later = at(far_day(), "14:00")
    moved = move(acting("staff", REEM), visit.patient_id, replace_wish(visit, later))
    sent_at(the_day_before(visit))
    if moved.starts_at - visit.starts_at > 25 * HOUR:
        assert mails_to(cloud, visit) == []
    sent_at(the_day_before(moved))
    [mail] = mails_to(cloud, moved)
    assert "14:00" in mail["BodyText"]


def test_a_visit_moved_after_its_reminder_gets_another_one(acting: As, cloud: RunningCloud) -> None:
    visit = booked(acting("staff", REEM))
    sent_at(the_day_before(visit))
    moved = move(acting("staff", REEM), visit.patient_id,
                 replace_wish(visit, at(far_day(), "15:00")))  # fmt: skip
    assert moved.reminder is not None
    assert not moved.reminder.sent
    sent_at(the_day_before(moved))
    assert len(mails_to(cloud, visit)) == 2


def replace_wish(visit: Any, starts_at: Any) -> Any:
    return booking_request(visit.patient_id, starts_at, appointment_id=visit.appointment_id)


def test_a_cancelled_visit_is_not_reminded_of(acting: As, cloud: RunningCloud) -> None:
    visit = booked(acting("staff", REEM))
    cancel(acting("staff", REEM), visit.patient_id, visit.appointment_id, "travels")
    sent_at(the_day_before(visit))
    assert mails_to(cloud, visit) == []


def test_the_visit_is_looked_at_again_at_sending(acting: As, cloud: RunningCloud) -> None:
    """A message that stayed behind, as after a repair by hand, tells nobody."""
    visit = booked(acting("staff", REEM))
    left = message_of(visit)
    cancel(acting("staff", REEM), visit.patient_id, visit.appointment_id, "travels")
    uow = begin()
    with uow:
        Outbox(uow).put(left)
        uow.record_change("TEST", visit.appointment_id)
    sent_at(the_day_before(visit))
    assert mails_to(cloud, visit) == []
    with pytest.raises(NotFound):
        message_of(visit)


def test_whoever_read_an_earlier_plan_cannot_take_the_new_one(acting: As) -> None:
    visit = booked(acting("staff", REEM))
    slow = begin()
    listed = Outbox(slow).get(visit.patient_id, visit.appointment_id)
    moved = move(acting("staff", REEM), visit.patient_id,
                 replace_wish(visit, at(far_day(), "10:30")))  # fmt: skip
    assert _take(slow, listed) is None
    assert message_of(moved).status is ReminderStatus.PENDING


def test_a_step_of_the_day_does_not_bring_a_sent_reminder_back(
    acting: As, cloud: RunningCloud
) -> None:
    visit = booked(acting("staff", REEM))
    sent_at(the_day_before(visit))
    with clock_at(the_day_before(visit)):
        uow = begin()
        step(
            uow, visit.patient_id, visit.appointment_id, Status.CONFIRMED, expected=Status.SCHEDULED
        )
    sent_at(the_day_before(visit) + timedelta(minutes=5))
    assert len(mails_to(cloud, visit)) == 1


def test_in_arabic_and_on_the_persons_own_clock(acting: As, cloud: RunningCloud) -> None:
    patient = fresh_patient(language="ar")
    prefers(patient, language="ar", timezone="Europe/London")
    visit = booked(acting("staff", REEM), "09:00", patient)
    sent_at(the_day_before(visit))
    [mail] = mails_to(cloud, visit)
    assert "09:00" in mail["BodyText"]
    assert named_clock(visit.starts_at).partition(", ")[2][:-1] in mail["BodyText"]
    assert "London" in mail["BodyText"]


@pytest.mark.parametrize("channel", ["sms", "phone", "pigeon"])
def test_a_channel_nobody_set_up_fails_with_a_reason_and_never_falls_back(
    channel: str, acting: As, cloud: RunningCloud
) -> None:
    patient = fresh_patient(phone="+97433123456")
    prefers(patient, communication_method=channel)
    visit = booked(acting("staff", REEM), patient_id=patient)
    report = sent_at(the_day_before(visit))
    assert mails_to(cloud, visit) == []
    told = message_of(visit)
    assert (told.status, told.failure) == (ReminderStatus.FAILED, "CHANNEL_NOT_SET_UP")
    assert report.failures["CHANNEL_NOT_SET_UP"] >= 1


def test_text_messages_go_through_the_same_port(acting: As, settings: SettingsWrapper) -> None:
    settings.MESSAGE_CARRIERS = {**settings.MESSAGE_CARRIERS, "sms": f"{HERE}.Text"}
    patient = fresh_patient(phone="+97433123457")
    prefers(patient, communication_method="sms")
    visit = booked(acting("staff", REEM), patient_id=patient)
    sent_at(the_day_before(visit))
    assert [each.to for each in Text.sent].count("+97433123457") == 1
    assert message_of(visit).status is ReminderStatus.SENT


def test_somebody_without_an_address_fails_with_a_reason(
    acting: As, settings: SettingsWrapper
) -> None:
    settings.MESSAGE_CARRIERS = {**settings.MESSAGE_CARRIERS, "sms": f"{HERE}.Text"}
    patient = fresh_patient()
    prefers(patient, communication_method="sms")
    visit = booked(acting("staff", REEM), patient_id=patient)
    sent_at(the_day_before(visit))
    assert message_of(visit).failure == "NO_ADDRESS"


def test_a_sender_that_dies_leaves_an_unknown_outcome_that_is_reported_and_never_repeated(
    acting: As, cloud: RunningCloud, settings: SettingsWrapper
) -> None:
    carriers, visit = settings.MESSAGE_CARRIERS, booked(acting("staff", REEM))
    due = the_day_before(visit)
    settings.MESSAGE_CARRIERS = {"email": f"{HERE}.Dies"}
    for _ in range(50):  # whatever else is due dies, too, one after the other
        with pytest.raises(SystemExit):
            sent_at(due)
        if message_of(visit).status is ReminderStatus.SENDING:
            break
    settings.MESSAGE_CARRIERS = carriers
    report = sent_at(due + timedelta(minutes=30))
    assert mails_to(cloud, visit) == []
    assert visit.appointment_id in {each.appointment_id for each in report.unknown}
    with clock_at(due + timedelta(minutes=30)):
        assert settle(begin, report.unknown) == len(report.unknown)
    again = sent_at(due + timedelta(minutes=40))
    assert visit.appointment_id not in {each.appointment_id for each in again.unknown}
    assert message_of(visit).failure == "UNKNOWN"
    assert mails_to(cloud, visit) == []


@pytest.mark.parametrize(
    "case",
    [
        ("Silent", ReminderStatus.SENDING, 0),
        ("Busy", ReminderStatus.SENT, 1),
        ("Refuses", ReminderStatus.FAILED, 0),
    ],
    ids=lambda case: case[0],
)
def test_what_certainly_did_not_go_out_is_tried_again_and_nothing_else(
    acting: As, cloud: RunningCloud, settings: SettingsWrapper, case: Any
) -> None:
    carrier, status, mails = case
    carriers, visit = settings.MESSAGE_CARRIERS, booked(acting("staff", REEM))
    settings.MESSAGE_CARRIERS = {"email": f"{HERE}.{carrier}"}
    sent_at(the_day_before(visit))
    settings.MESSAGE_CARRIERS = carriers
    sent_at(the_day_before(visit) + timedelta(minutes=5))
    assert message_of(visit).status is status
    assert len(mails_to(cloud, visit)) == mails


def test_a_visit_edited_while_its_mail_is_under_way_still_learns_of_it(
    acting: As, settings: SettingsWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = booked(acting("staff", REEM))

    class Slow:
        def send(self, message: object) -> str:
            uow = begin()
            now_there = Appointments(uow).get(visit.patient_id, visit.appointment_id)
            if not now_there.preparation:
                with uow:
                    edited = replace(now_there, preparation=["Bring your papers"])
                    Appointments(uow).save(edited, "EDIT_APPOINTMENT")
            return "slow-1"

    monkeypatch.setattr(f"{HERE}.Text.send", Slow.send)
    settings.MESSAGE_CARRIERS = {"email": f"{HERE}.Text"}
    sent_at(the_day_before(visit))
    after = stored(visit)
    assert after.preparation == ["Bring your papers"]
    assert after.reminder is not None
    assert after.reminder.sent


def test_each_sending_is_on_the_patients_trail(
    acting: As, raw: Callable[..., list[dict[str, Any]]]
) -> None:
    visit = booked(acting("staff", REEM))
    sent_at(the_day_before(visit))
    mine = entries(
        raw(actor="system_send_reminders"),
        userId="system_send_reminders",
        patientId=visit.patient_id,
    )
    assert {each["action"]["S"] for each in mine} >= {"BEGIN_MESSAGE", "SEND_MESSAGE"}


def test_the_command_tells_counts_and_no_names(
    clinic: None, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("send_reminders")
    said = capsys.readouterr()
    assert "@" not in said.out + said.err
