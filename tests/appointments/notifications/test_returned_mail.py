"""Mail that came back: read from SES's queue, not written to again, and somebody calls."""

import json
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from appointments.notifications.returned_mail import COMES_BACK
from appointments.notifications.ses_events import FeedbackType, read_event
from appointments.outbox.models import ReminderStatus
from appointments.visits.models import Appointment
from medisecure.dynamodb.unit_of_work import UnitOfWork
from tests.appointments.notifications.messages import (
    booked,
    mails_to,
    message_of,
    sent_at,
    the_day_before,
)
from tests.conftest import administrator_client
from tests.desk import the_clock_says
from tests.people import REEM
from tools.local_cloud.supervisor import RunningCloud

pytestmark = pytest.mark.usefixtures("left_over_messages_stay")
As = Callable[..., UnitOfWork]
SignIn = Callable[[str], Client]


def event(kind: str, message_id: str, address: str, bounce: str = "Permanent") -> dict[str, Any]:
    """As the developer guide of SES prints it, cut to what counts."""
    sent = {"messageId": message_id, "destination": [address]}
    told: dict[str, Any] = {"eventType": kind, "mail": sent}
    if kind == "Bounce":
        told["bounce"] = {"bounceType": bounce, "bounceSubType": "General",
                          "bouncedRecipients": [{"emailAddress": address, "status": "5.1.1"}],
                          "timestamp": "2026-11-28T10:00:00.000Z"}  # fmt: skip
    if kind == "Complaint":
        told["complaint"] = {"complainedRecipients": [{"emailAddress": address}]}
    return told


def enveloped(told: dict[str, Any]) -> str:
    return json.dumps({"Type": "Notification", "Message": json.dumps(told)})


@pytest.fixture
def queue(cloud: RunningCloud) -> Iterator[Callable[[str], None]]:
    """Puts a text where SES would; whatever a test leaves is taken away."""
    sqs = administrator_client(cloud, "sqs")
    url = sqs.get_queue_url(QueueName=settings.MAIL_FAILURES_QUEUE)["QueueUrl"]
    yield lambda text: sqs.send_message(QueueUrl=url, MessageBody=text)
    sqs.purge_queue(QueueUrl=url)


def read() -> str:
    out = StringIO()
    call_command("read_mail_failures", stdout=out)
    return out.getvalue().strip()


def reminded(acting: As) -> tuple[Appointment, str]:
    """A visit whose reminder went out, and the patient's address."""
    visit = booked(acting("staff", REEM))
    sent_at(the_day_before(visit))
    assert message_of(visit).status is ReminderStatus.SENT
    return visit, f"{visit.patient_id}@example.com"


def bounced(acting: As, queue: Callable[[str], None], kind: str = "Bounce") -> Appointment:
    visit, address = reminded(acting)
    queue(json.dumps(event(kind, str(message_of(visit).message_id), address.upper())))
    read()
    return visit


@pytest.mark.parametrize("kind", ["Bounce", "Complaint"])
def test_who_did_not_get_their_reminder_is_on_the_list_to_call(
    kind: str, acting: As, queue: Callable[[str], None], signed_in: SignIn
) -> None:
    visit = bounced(acting, queue, kind)
    told = message_of(visit)
    assert (told.status, told.failure) == (ReminderStatus.FAILED, kind.upper())
    with the_clock_says(the_day_before(visit)):
        page = signed_in(REEM).get(reverse("appointments:end-of-day"))
    assert visit.appointment_id in page.content.decode()


def test_no_mail_goes_to_that_address_again_and_the_next_person_is_called_as_well(
    acting: As, queue: Callable[[str], None], cloud: RunningCloud
) -> None:
    visit = bounced(acting, queue)
    again = booked(acting("staff", REEM), "11:00", patient_id=visit.patient_id)
    before = len(mails_to(cloud, visit))
    report = sent_at(the_day_before(again))
    assert report.failures[COMES_BACK] == 1
    assert len(mails_to(cloud, visit)) == before
    assert message_of(again).status is ReminderStatus.FAILED


def test_the_desk_reads_on_the_patients_page_that_mail_comes_back(
    acting: As, queue: Callable[[str], None], signed_in: SignIn
) -> None:
    visit = bounced(acting, queue)
    page = reverse("patients:details", args=[visit.patient_id])
    assert 'id="mail-returned"' in signed_in(REEM).get(page).content.decode()
    other = booked(acting("staff", REEM))
    page = reverse("patients:details", args=[other.patient_id])
    assert 'id="mail-returned"' not in signed_in(REEM).get(page).content.decode()


def test_an_address_may_be_trusted_again(
    acting: As, queue: Callable[[str], None], cloud: RunningCloud
) -> None:
    visit = bounced(acting, queue)
    call_command("read_mail_failures", "--trust", visit.patient_id, stdout=StringIO())
    again = booked(acting("staff", REEM), "11:00", patient_id=visit.patient_id)
    before = len(mails_to(cloud, visit))
    sent_at(the_day_before(again))
    assert len(mails_to(cloud, visit)) == before + 1


def test_a_passing_failure_is_called_about_and_mail_goes_on(
    acting: As, queue: Callable[[str], None], cloud: RunningCloud
) -> None:
    visit, address = reminded(acting)
    full = event("Bounce", str(message_of(visit).message_id), address, bounce="Transient")
    queue(enveloped(full))
    assert "1 passing" in read()
    assert message_of(visit).status is ReminderStatus.FAILED
    again = booked(acting("staff", REEM), "11:00", patient_id=visit.patient_id)
    before = len(mails_to(cloud, visit))
    sent_at(the_day_before(again))
    assert len(mails_to(cloud, visit)) == before + 1


def test_told_twice_or_of_a_mail_nobody_knows_nothing_happens_twice(
    acting: As, queue: Callable[[str], None]
) -> None:
    visit, address = reminded(acting)
    text = json.dumps(event("Bounce", str(message_of(visit).message_id), address))
    for each in (text, text, json.dumps(event("Bounce", "other", "nobody@example.com"))):
        queue(each)
    assert read() == "3 bounce, 1 to call"
    assert read() == "nothing came back"


def test_what_is_no_event_is_left_out_and_the_rest_is_read(
    acting: As, queue: Callable[[str], None]
) -> None:
    visit, address = reminded(acting)
    queue("not json")
    queue(json.dumps({"eventType": "Delivery", "mail": {"messageId": "x"}}))
    queue(json.dumps(event("Bounce", str(message_of(visit).message_id), address)))
    assert "2 not understood" in read()
    assert message_of(visit).status is ReminderStatus.FAILED


def test_an_event_is_read_raw_or_from_its_envelope_and_shows_no_address() -> None:
    told = event("Complaint", "m1", "john@example.com")
    for text in (json.dumps(told), enveloped(told)):
        found = read_event(text)
        assert found is not None
        assert (found.why, found.addresses) == (FeedbackType.COMPLAINT, ("john@example.com",))
        assert "john" not in repr(found)


@pytest.mark.parametrize("text", ["", "[]", "7", "{}", '{"Message": 3}', '{"eventType": "Bounce"}'])
def test_odd_texts_are_no_events(text: str) -> None:
    assert read_event(text) is None


def test_a_queue_that_does_not_answer_is_said_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MAIL_FAILURES_QUEUE", "no-such-queue")
    with pytest.raises(CommandError, match="did not answer"):
        call_command("read_mail_failures")
