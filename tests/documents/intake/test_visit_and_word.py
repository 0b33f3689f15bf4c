"""A document that is sent for a visit, and the word its sender gets of the check."""

import hashlib
import io
from datetime import date
from itertools import count

import pytest
from django.core.management import call_command

from appointments.notifications.notices import notice_for
from appointments.outbox.models import DOCUMENT_HELD_BACK, DOCUMENT_TAKEN_IN
from appointments.outbox.repository import Outbox
from documents.intake.uncompared import plan_uncompared
from documents.repository import Documents
from medisecure.audit.actions import Action
from medisecure.document_store import put_file
from medisecure.errors import NotFound
from medisecure.importing.loading import checked
from medisecure.web.input.fields import new_id
from medisecure.wiring import system_work
from tests.documents.files import photo
from tests.documents.intake.conftest import TOLD, begin, work
from tests.patients.home.portal import ago, document, evening, fresh_patient, record, store, visit
from tests.people import DR_SMITH, LAYLA, REEM

JPEG, LATER = photo(), count(300)  # days ahead on which nobody else has a visit


@pytest.fixture
def booked(clinic):
    """A patient of Dr. Smith's with a visit: (patient id, visit id)."""
    patient = fresh_patient()
    booked = visit(patient, evening(next(LATER)))
    store(document(patient, ago(days=9)), booked)
    return patient, booked["appointmentId"]


def send_page(patient, visit_id):
    return f"/patients/{patient}/documents/send/?visit={visit_id}"


def sent_for(client, patient, visit_id, name="doc_forthevisit01"):
    """Begin to send something for a visit; the answer."""
    return client.post(send_page(patient, visit_id), TOLD | {"form_id": name, "for_patient": "on"})


@pytest.mark.parametrize("who", ["patient", DR_SMITH, REEM])
def test_a_document_is_sent_for_a_visit_and_found_there(signed_in, sending, booked, who):
    patient, visit_id = booked
    client = signed_in(patient if who == "patient" else who)
    assert (
        send_page(patient, visit_id)
        in client.get(f"/patients/{patient}/visits/{visit_id}/").content.decode()
    )
    assert "For the visit on" in client.get(send_page(patient, visit_id)).content.decode()
    sent = sending(patient if who == "patient" else who, patient, for_patient="on")
    other = sent.intake_id
    name = new_id("doc")
    assert sent_for(client, patient, visit_id, name).status_code == 302
    sent.intake_id, sent.url = name, sent.url.replace(other, name)
    sent.add(JPEG)
    sent.send()
    work()
    assert sent.document().appointment_id == visit_id
    doctor = signed_in(DR_SMITH)
    listed = f"/patients/{patient}/documents/"
    assert doctor.get(f"{listed}?visit={visit_id}").context["lines"][0].document.document_id == name
    assert len(doctor.get(f"{listed}?visit={visit_id}").context["lines"]) == 1
    assert f"/visits/{visit_id}/" in doctor.get(f"{listed}{name}/").content.decode()


def entry_of(patient, **changes):
    """A signed entry of the patient's by Dr. Smith; its id."""
    made = record(patient, ago(days=9), **changes)
    store(made)
    return made["recordId"]


def test_a_document_is_sent_for_an_entry_and_found_there(signed_in, sending, booked):
    patient, _ = booked
    entry, doctor, listed = (
        entry_of(patient),
        signed_in(DR_SMITH),
        f"/patients/{patient}/documents/",
    )
    page = doctor.get(f"/patients/{patient}/records/{entry}/").content.decode()
    asked = f"?record={entry}"
    assert f"{listed}send/{asked}" in page
    assert f"{listed}{asked}" in page
    told = doctor.get(f"{listed}send/{asked}").content.decode()
    assert "For the entry" in told
    assert "protected" not in told
    sent = sending(DR_SMITH, patient)
    other, name = sent.intake_id, new_id("doc")
    doctor.post(f"{listed}send/{asked}", TOLD | {"form_id": name})
    sent.intake_id, sent.url = name, sent.url.replace(other, name)
    sent.add(JPEG)
    sent.send()
    work()
    assert sent.document().record_id == entry
    found = doctor.get(f"{listed}{asked}")
    assert [line.document.document_id for line in found.context["lines"]] == [name]
    assert f"/records/{entry}/" in found.content.decode()


def test_from_the_documents_of_an_entry_or_a_visit_one_is_added_to_it(signed_in, booked):
    patient, visit_id = booked
    entry, listed = entry_of(patient), f"/patients/{patient}/documents/"
    page = signed_in(DR_SMITH).get(f"{listed}?record={entry}").content.decode()
    assert f'href="{listed}send/?record={entry}"' in page
    assert "No documents yet." in page  # nothing was looked for that did not fit
    own = signed_in(patient)
    assert (
        f'href="{listed}send/?visit={visit_id}"'
        in own.get(f"{listed}?visit={visit_id}").content.decode()
    )
    # Patients send nothing for an entry
    assert f'href="{listed}send/"' in own.get(f"{listed}?record={entry}").content.decode()
    narrowed = own.get(f"{listed}?visit={visit_id}&type=OTHER").content.decode()
    assert "No documents yet." not in narrowed


def test_who_sends_a_letter_says_of_which_day_it_is(signed_in, sending, booked):
    patient, _ = booked
    sent = sending(patient, patient, dated_on="3/2/2019")
    sent.add(JPEG)
    sent.send()
    work()
    assert sent.document().document_info.dated_on == date(2019, 2, 3)
    refused = signed_in(patient).post(
        f"/patients/{patient}/documents/send/", TOLD | {"dated_on": "1/1/2199"}
    )
    assert "cannot be dated in the future" in refused.content.decode()


def test_of_a_protected_entry_it_is_said_that_the_document_is_not(signed_in, booked):
    patient, _ = booked
    asked = f"?record={entry_of(patient, isSensitive=True)}"
    page = signed_in(DR_SMITH).get(f"/patients/{patient}/documents/send/{asked}").content.decode()
    assert "The entry is protected, the document is not" in page


@pytest.mark.parametrize("entry", ["record_nobodys", "not an id", "%2e%2e"])
def test_for_an_entry_that_is_not_there_nothing_is_sent(signed_in, booked, entry):
    patient, _ = booked
    url = f"/patients/{patient}/documents/send/?record={entry}"
    assert signed_in(DR_SMITH).get(url).status_code == 404


def test_a_patient_finds_the_documents_of_an_entry_and_adds_none(signed_in, booked):
    patient, _ = booked
    entry = entry_of(patient)
    page = signed_in(patient).get(f"/patients/{patient}/records/{entry}/").content.decode()
    assert f"/patients/{patient}/documents/?record={entry}" in page
    assert "documents/send/" not in page


@pytest.mark.parametrize("visit_id", ["appointment_nobodys", "not an id", "%2e%2e"])
def test_for_a_visit_that_is_not_there_nothing_is_sent(signed_in, booked, visit_id):
    patient, _ = booked
    assert signed_in(patient).get(send_page(patient, visit_id)).status_code == 404
    assert sent_for(signed_in(patient), patient, visit_id).status_code == 404


def test_a_visit_of_somebody_else_is_none_of_theirs(signed_in, booked):
    patient, visit_id = booked
    assert signed_in(LAYLA).get(send_page(patient, visit_id)).status_code == 404
    assert signed_in(LAYLA).get(send_page(LAYLA, visit_id)).status_code == 404


def word_of(patient, name, kind):
    """The message that is planned, as it would go out: subject and text."""
    uow = system_work("tests")
    _channel, message = notice_for(uow, Outbox(uow).get(patient, name, kind))
    return message.subject, message.text


class TestWord:
    @pytest.mark.parametrize(
        ("content", "kind", "says"),
        [(JPEG, DOCUMENT_TAKEN_IN, "is in your record"),
         (b"MZ a program", DOCUMENT_HELD_BACK, "could not be taken in")],
    )  # fmt: skip
    def test_a_patient_is_told_what_came_of_it_and_nothing_of_what_it_is(
        self, sending, booked, content, kind, says
    ):
        patient, _ = booked
        sent = sending(patient)
        sent.add(content)
        sent.send()
        work()
        subject, text = word_of(patient, sent.intake_id, kind)
        assert says in subject
        assert f"/patients/{patient}/documents/sent/" in text
        for secret in (TOLD["title"], "program", "Laboratory"):
            assert secret not in subject + text
        (other,) = {DOCUMENT_TAKEN_IN, DOCUMENT_HELD_BACK} - {kind}
        with pytest.raises(NotFound):
            word_of(patient, sent.intake_id, other)

    def test_what_the_clinic_adds_itself_is_no_news(self, sending, booked):
        patient, _ = booked
        sent = sending(REEM, patient)
        sent.add(JPEG)
        sent.send()
        work()
        with pytest.raises(NotFound):
            word_of(patient, sent.intake_id, DOCUMENT_TAKEN_IN)


def test_what_was_brought_in_before_files_were_compared_is_compared_on_demand(clinic):
    patient = fresh_patient()
    item = document(patient, ago(days=1))
    sum_ = f"sha256:{hashlib.sha256(JPEG).hexdigest()}"
    item["fileInfo"] |= {"fileSize": len(JPEG), "checksum": sum_}
    put_file(item["fileInfo"]["s3Key"], JPEG, "image/jpeg")
    uow = system_work("tests")
    item_type, entity = checked(item)
    with uow:
        uow.add(item_type, entity, Action.IMPORT_DOCUMENT)
    work()
    assert not as_it_is(patient, item).is_proven
    call_command("check_documents", "--uncompared", stdout=io.StringIO())
    found = as_it_is(patient, item)
    assert found.is_proven
    assert found.file_info.s3_version  # what was compared is what is served
    assert plan_uncompared(begin) == 0


def as_it_is(patient, item):
    return Documents(system_work("tests")).get(patient, item["documentId"])
