"""The chart as it is read: by the patient, by doctors in whose care they are, by nobody else."""

import pytest

from tests.patients.home.portal import (
    ago,
    document,
    entries,
    fresh_patient,
    record,
    round_trips,
    store,
)
from tests.people import DR_OTHER, DR_SMITH, JOHN, LAYLA, OMAR, RECORD, REEM

LIST = f"/patients/{JOHN}/records/"
ENTRY = f"{LIST}{RECORD}/"


@pytest.mark.parametrize("reader", [JOHN, DR_SMITH])
def test_an_entry_is_shown_whole(signed_in, reader):
    page = signed_in(reader).get(ENTRY).content.decode()
    for words in (
        "Regular cardiac checkup", "Mild chest discomfort", "120/80", "mmHg", "98.6", "°F",
        "37.0", "I25.9", "Chronic ischemic heart disease", "Mild", "Atorvastatin",
        "Long-term heart disease from narrowed arteries",
        "20\N{NO-BREAK SPACE}mg", "once a day",
        "for 30 days", "Low-sodium diet", "3 months", "Monitor cholesterol levels",
        "12-Lead ECG Report", f"/patients/{JOHN}/documents/doc_12345/",
        "worked out from the value", "Dr. Sarah Smith",
    ):  # fmt: skip
        assert words in page


def test_an_arabic_reader_finds_the_diagnosis_in_plain_words_too(signed_in):
    patient = fresh_patient(language="ar")
    found = [{"code": "I10", "description": "Essential (primary) hypertension"},
             {"description": "As the doctor wrote it"}]  # fmt: skip
    entry = record(patient, ago(days=2), clinicalData={"diagnosis": found})
    store(entry)
    url = f"/patients/{patient}/records/{entry['recordId']}/"
    page = signed_in(patient).get(url).content.decode()
    for words in ("Essential (primary) hypertension", "ارتفاع ضغط الدم", "As the doctor wrote it"):
        assert words in page


@pytest.mark.parametrize("reader", [JOHN, DR_SMITH])
def test_the_list_says_what_was_decided(signed_in, reader):
    page = signed_in(reader).get(LIST).content.decode()
    for words in ("Atorvastatin", "Low-sodium diet", "Follow-up", "3 months"):
        assert words in page


def test_a_doctor_sees_whose_entry_it_is_and_the_patient_only_on_paper(signed_in):
    doctors, own = (signed_in(who).get(ENTRY).content.decode() for who in (DR_SMITH, JOHN))
    assert "patient-banner" in doctors
    assert "Penicillin" in doctors
    assert "d-print-block" not in doctors
    assert "d-none d-print-block" in own


@pytest.mark.parametrize("url", [LIST, ENTRY])
@pytest.mark.parametrize("reader", [LAYLA, DR_OTHER, REEM, OMAR])
def test_others_find_no_page_and_the_attempt_is_kept(signed_in, raw, reader, url):
    told = {"userId": reader, "patientId": JOHN, "result": "DENIED"}
    before = len(entries(raw, **told))
    answer = signed_in(reader).get(url)
    assert answer.status_code == 404
    assert "Regular cardiac" not in answer.content.decode()
    assert len(entries(raw, **told)) > before


def test_absent_and_refused_look_the_same(signed_in):
    client = signed_in(LAYLA)
    absent = client.get(f"/patients/{LAYLA}/records/consultation_none/")
    assert absent.status_code == 404
    assert absent.content == client.get(ENTRY).content


def test_a_draft_is_the_doctors_and_is_marked(signed_in):
    patient = fresh_patient()
    draft = record(patient, ago(days=1), status="DRAFT")
    store(draft)
    url = f"/patients/{patient}/records/{draft['recordId']}/"
    assert signed_in(patient).get(url).status_code == 404
    assert "is a draft" in signed_in(DR_SMITH).get(url).content.decode()


def test_an_entry_made_by_mistake_says_so(signed_in):
    patient = fresh_patient()
    wrong = record(patient, ago(days=1), status="ENTERED_IN_ERROR")
    store(wrong)
    url = f"/patients/{patient}/records/{wrong['recordId']}/"
    page = signed_in(DR_SMITH).get(url).content.decode()
    assert "Nothing in it counts" in page
    assert "struck" in page
    assert signed_in(patient).get(url).status_code == 404
    assert (
        "No entries yet" in signed_in(patient).get(f"/patients/{patient}/records/").content.decode()
    )


def test_an_attachment_the_patient_may_not_open_is_named_without_a_link_or_a_refusal(
    signed_in, raw
):
    patient = fresh_patient()
    secret = document(patient, ago(days=1), security={"accessLevel": "PROVIDER_ONLY"})
    name = secret["documentId"]
    entry = record(patient, ago(days=1), attachments=[{"documentId": name, "type": "LAB_REPORT"}])
    store(secret, entry)
    page = signed_in(patient).get(f"/patients/{patient}/records/{entry['recordId']}/")
    assert "This file cannot be opened here" in page.content.decode()
    assert name not in page.content.decode()
    assert not entries(raw, userId=patient, result="DENIED")


def test_a_long_chart_comes_a_page_at_a_time(signed_in):
    patient = fresh_patient()
    store(*(record(patient, ago(days=n + 1)) for n in range(26)))
    client = signed_in(patient)
    first = client.get(f"/patients/{patient}/records/")
    assert first.content.decode().count('class="timeline-item"') == 25
    older = client.get(first.context["pages"]["older_url"])
    assert older.content.decode().count('class="timeline-item"') == 1
    assert older.context["pages"]["newer_url"]


def test_an_empty_chart_says_so(signed_in):
    patient = fresh_patient()
    page = signed_in(patient).get(f"/patients/{patient}/records/").content.decode()
    assert "No entries yet" in page


def test_a_page_mark_of_another_patient_is_no_page(signed_in):
    patient = fresh_patient()
    store(*(record(patient, ago(days=n + 1)) for n in range(26)))
    mark = signed_in(patient).get(f"/patients/{patient}/records/").context["pages"]["older_url"]
    query = mark.partition("?")[2]
    assert signed_in(JOHN).get(f"{LIST}?{query}").status_code == 404


@pytest.mark.parametrize("url", [LIST, ENTRY])
@pytest.mark.parametrize("reader", [JOHN, DR_SMITH])
def test_reading_takes_four_round_trips(signed_in, reader, url):
    client = signed_in(reader)
    assert round_trips(client, url) <= 4
