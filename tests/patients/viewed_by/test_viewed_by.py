"""A patient sees who looked at their record; nobody else sees the patient's list."""

import re
from zoneinfo import ZoneInfo

import pytest
from django.http import Http404
from django.urls import reverse

from medisecure.audit.actions import Action
from medisecure.encryption.cipher import Cipher
from medisecure.errors import Conflict, Invalid, TooMany, Unavailable
from medisecure.web.display.words.trail_words import for_patient
from patients.viewed_by.looks import by_others
from tests.patients.home.portal import (
    ago,
    document,
    entries,
    fresh_patient,
    record,
    round_trips,
    store,
    visit,
)
from tests.people import DR_OTHER, DR_SMITH, JOHN, LAYLA, OMAR, REEM


def page_of(signed_in, reader, patient_id, query=""):
    return signed_in(reader).get(f"/patients/{patient_id}/viewed-by/{query}")


def test_looks_are_told_in_plain_words_without_refusals_jobs_and_the_patients_own(signed_in):
    patient = fresh_patient()
    entry = record(patient, ago(days=9))
    store(entry)
    signed_in(patient).get(f"/patients/{patient}/records/")
    signed_in(DR_SMITH).get(f"/patients/{patient}/records/{entry['recordId']}/")
    signed_in(DR_OTHER).get(f"/patients/{patient}/records/")
    signed_in(REEM).get(f"/patients/{patient}/visits/")
    page = page_of(signed_in, patient, patient).content.decode()
    assert "Dr. Sarah Smith" in page
    assert "Read the chart, for treatment" in page
    assert "Reem Saad" in page
    assert "Looked up name and contact details, to arrange visits" in page
    assert "Haddad" not in page
    assert page.count('class="timeline-item"') == 2


def test_the_desk_that_saw_visits_saw_name_and_contact_details_too(signed_in):
    """The entry is named after the visits; a neighbour there may have come for the address."""
    patient = fresh_patient()
    store(visit(patient, ago(days=-9)))
    signed_in(REEM).get(f"/patients/{patient}/details/")
    signed_in(DR_SMITH).get(f"/patients/{patient}/visits/")
    told = "Looked at visits, and at name and contact details"
    page = page_of(signed_in, patient, patient).content.decode()
    assert f"{told}, to arrange visits" in page
    assert page.count(told) == 1, "a doctor's look is told as it was"
    question = {"person": REEM, "patient": patient}
    assert told in signed_in(OMAR).get("/oversight/", question).content.decode()
    assert told in signed_in(OMAR).get("/oversight/export/", question).content.decode()


def test_a_record_nobody_looked_at_says_so(signed_in):
    patient = fresh_patient()
    assert "Nobody else has looked" in page_of(signed_in, patient, patient).content.decode()


@pytest.mark.parametrize("reader", [LAYLA, DR_SMITH, REEM])
def test_the_list_of_another_patient_is_no_page_and_the_attempt_is_kept(signed_in, raw, reader):
    told = {"userId": reader, "patientId": JOHN, "result": "DENIED", "page": "patients:viewed-by"}
    before = len(entries(raw, **told))
    answer = page_of(signed_in, reader, JOHN)
    assert answer.status_code == 404
    assert len(entries(raw, **told)) == before + 1
    assert not entries(raw, **(told | {"result": "SUCCESS"}))


def test_whoever_has_a_question_about_a_look_reads_whom_to_ask_and_by_which_id(signed_in, settings):
    settings.CLINIC_PHONE = "+97444001234"
    own, officers = (page_of(signed_in, who, JOHN).content.decode() for who in (JOHN, OMAR))
    asked = own.partition("If you do not know why somebody looked")[2].partition("</p>")[0]
    assert JOHN in asked
    assert "tel:+97444001234" in asked
    assert "If you do not know why" not in officers


def test_compliance_may_open_the_list(signed_in):
    assert page_of(signed_in, OMAR, JOHN).status_code == 200


def test_a_page_mark_that_is_not_ours_is_no_page(signed_in):
    assert page_of(signed_in, JOHN, JOHN, "?after=forged").status_code == 404


def test_the_list_takes_four_round_trips(signed_in):
    client = signed_in(JOHN)
    assert round_trips(client, f"/patients/{JOHN}/viewed-by/") <= 4


def test_a_page_that_was_refused_is_no_look_at_what_was_read_for_it(signed_in, raw):
    """The banner was read beside a visit that is not there: the page showed nothing of it."""
    patient = fresh_patient()
    assert signed_in(REEM).get(f"/patients/{patient}/visits/no_such/").status_code == 404
    assert entries(raw, userId=REEM, patientId=patient, result="ABSENT")
    assert not entries(raw, userId=REEM, patientId=patient, result="SUCCESS")


@pytest.mark.parametrize(
    "ending",
    [(Invalid({"x": "y"}), 400, "FAILURE"), (Conflict("x"), 409, "CONFLICT"),
     (TooMany(seconds=9), 429, "DENIED"), (Unavailable(), 503, "FAILURE"),
     (Http404(), 404, "ABSENT")],
)  # fmt: skip
def test_nor_is_a_page_that_came_to_an_error_after_it_was_read(signed_in, raw, monkeypatch, ending):
    error, status, result = ending

    def fails(*_, **__):
        raise error

    patient = fresh_patient()
    store(record(patient, ago(days=9)))
    monkeypatch.setattr("patients.record_pages.views.render", fails)
    reader = signed_in(DR_SMITH)
    reader.raise_request_exception = False
    assert reader.get(f"/patients/{patient}/records/").status_code == status
    assert entries(raw, userId=DR_SMITH, patientId=patient, result=result)
    assert not entries(raw, userId=DR_SMITH, patientId=patient, result="SUCCESS")
    assert "Nobody else has looked" in page_of(signed_in, patient, patient).content.decode()


def test_the_page_says_which_visit_entry_and_document_and_how_often(signed_in):
    patient = fresh_patient()
    paper, seen = document(patient, ago(days=1)), visit(patient, ago(days=23))
    store(paper, seen)
    doctor = signed_in(DR_SMITH)
    for _ in range(3):
        doctor.get(f"/patients/{patient}/visits/{seen['appointmentId']}/")
    doctor.get(f"/patients/{patient}/documents/")
    page = page_of(signed_in, patient, patient).content.decode()
    assert page.count('class="timeline-item"') == 2
    assert "Looked at visits, for treatment, 3 times" in page
    assert "Visit" in page
    day = ago(days=1).astimezone(ZoneInfo("Asia/Qatar"))
    told = re.sub("<[^>]+>", "", page)
    assert f"{paper['documentInfo']['title']} {day.day} {day:%B %Y}" in told, "which report it was"


def test_who_turns_from_page_to_page_of_a_chart_is_one_line_with_all_they_saw(signed_in):
    patient = fresh_patient()
    entries_of = [record(patient, ago(days=9 + n)) for n in range(2)]
    store(*entries_of)
    doctor = signed_in(DR_SMITH)
    for path in ("", "records/", *(f"records/{each['recordId']}/" for each in entries_of), ""):
        doctor.get(f"/patients/{patient}/{path}")
    page = page_of(signed_in, patient, patient).content.decode()
    assert page.count("Read the chart, for treatment") == 1
    assert "Read the chart, for treatment, 5 times" in page
    assert page.count("<li>Consultation") == 2


def test_a_page_full_of_the_patients_own_looks_is_passed_over(signed_in, monkeypatch):
    monkeypatch.setattr("patients.viewed_by.views.ENTRIES_ON_PAGE", 2)
    patient = fresh_patient()
    store(record(patient, ago(days=9)))
    signed_in(DR_SMITH).get(f"/patients/{patient}/records/")
    own = signed_in(patient)
    for _ in range(6):
        own.get(f"/patients/{patient}/records/")
    page = page_of(signed_in, patient, patient).content.decode()
    assert "Read the chart, for treatment" in page


def test_a_page_goes_back_to_its_last_entry_even_where_that_is_the_patients_own(
    signed_in, monkeypatch
):
    monkeypatch.setattr("patients.viewed_by.views.ENTRIES_ON_PAGE", 3)
    patient = fresh_patient()
    store(record(patient, ago(days=9)))
    for reader in (patient, patient, DR_SMITH, patient):
        signed_in(reader).get(f"/patients/{patient}/records/")
    made = []

    def noted(events, *own_ids):
        made.extend(events)
        return by_others(events, *own_ids)

    monkeypatch.setattr("patients.viewed_by.views.by_others", noted)
    page = page_of(signed_in, patient, patient).content.decode()
    assert "This page goes back to" in page
    assert [each.user_id for each in made] == [DR_SMITH, patient]


def test_a_document_that_is_not_released_has_no_name_on_the_patients_page(signed_in):
    patient = fresh_patient()
    paper = document(patient, ago(days=1))
    paper["security"]["accessLevel"] = "PROVIDER_ONLY"
    paper["documentInfo"]["title"] = "Not for her eyes"
    store(paper)
    signed_in(DR_SMITH).get(f"/patients/{patient}/documents/")
    page = page_of(signed_in, patient, patient).content.decode()
    assert "Looked at documents" in page
    assert "Not for her eyes" not in page


def test_what_nobody_looked_at_is_neither_opened_nor_told(signed_in, raw, monkeypatch):
    """Of entries and visits only what stands in clear is read; of documents those looked at."""
    patient = fresh_patient()
    seen, unseen = (visit(patient, ago(days=31 + n), status="NO_SHOW") for n in range(2))
    paper = document(patient, ago(days=1))
    for each in (seen, unseen, paper, record(patient, ago(days=9))):
        store(each)
    signed_in(DR_SMITH).get(f"/patients/{patient}/visits/{seen['appointmentId']}/")
    reader, opened, open_one = signed_in(patient), [], Cipher.open

    def noted(cipher, ciphertext, place):
        opened.append(place.decode())
        return open_one(cipher, ciphertext, place)

    monkeypatch.setattr(Cipher, "open", noted)
    assert "Looked at visits" in reader.get(f"/patients/{patient}/viewed-by/").content.decode()
    assert not [each for each in opened if re.search(r"\|(APPOINTMENT|RECORD|DOCUMENT)#", each)]
    told = str([each for each in raw(actor=patient) if each["PK"]["S"].startswith("AUDIT#")])
    assert seen["appointmentId"] in told
    assert unseen["appointmentId"] not in told
    assert paper["documentId"] not in told


def test_the_page_of_the_calendar_is_not_told_as_a_fetch_of_it():
    """A carer who looks how the private calendar is made has learnt nothing of visits by that."""
    assert "Fetched" not in for_patient(Action.READ_CALENDAR_FEED)
    assert "Fetched" in for_patient(Action.SEND_CALENDAR_FEED)


def test_who_saw_the_name_in_a_list_stands_there_once_a_day(signed_in):
    patient = fresh_patient()
    store(visit(patient, ago(days=25)))
    day = ago(days=25).astimezone(ZoneInfo("Asia/Qatar")).date()
    for _ in range(3):
        signed_in(REEM).get(reverse("appointments:board"), {"date": str(day)})
    page = page_of(signed_in, patient, patient).content.decode()
    assert page.count("Saw the name in a list of visits, to arrange visits") == 1


def test_what_was_looked_at_is_named_in_the_readers_language(signed_in):
    """The names are made beside the rest of the page, in a thread of their own."""
    patient = fresh_patient()
    entry = record(patient, ago(days=9))
    store(entry)
    signed_in(DR_SMITH).get(f"/patients/{patient}/records/{entry['recordId']}/")
    reader = signed_in(patient)
    reader.post("/language/", {"language": "ar"})
    words = reader.get(f"/patients/{patient}/viewed-by/").content.decode()
    [things] = re.findall(r'timeline-things">(.*?)</ul>', words, re.DOTALL)
    assert "استشارة" in things
    assert "Consultation" not in things
