"""What a document is, is said anew by who may, with what was said before."""

import pytest

from tests.patients.home.portal import ago, document, entries, fresh_patient, store
from tests.people import DR_OTHER, DR_SMITH, LAYLA, OMAR, REEM

TYPED = {
    "title": "ECG of the second night", "type": "ECG_REPORT", "category": "",
    "description": "At rest", "access_level": "PROVIDER_ONLY",
}  # fmt: skip


@pytest.fixture
def paper(clinic):
    """A fresh patient's document: (patient id, URL of its page)."""
    patient = fresh_patient()
    item = document(patient, ago(days=1))
    store(item)
    return patient, f"/patients/{patient}/documents/{item['documentId']}/"


def version_on(client, url):
    return client.get(f"{url}change/").context["form"]["version"].value()


def test_a_doctor_says_anew_what_it_is_and_what_was_said_stays(signed_in, raw, paper):
    patient, url = paper
    doctor = signed_in(DR_SMITH)
    answer = doctor.post(f"{url}change/", TYPED | {"version": version_on(doctor, url)})
    assert answer.status_code == 302
    page = doctor.get(url).content.decode()
    for words in ("ECG of the second night", "Diagnostic reports", "Blood count", "Before:"):
        assert words in page
    assert signed_in(patient).get(url).status_code == 404  # it is for doctors only now
    assert entries(raw, userId=DR_SMITH, patientId=patient, action="EDIT_DOCUMENT")
    listed = doctor.get("/documents/kinds/?type=ECG_REPORT").content.decode()
    assert "ECG of the second night" in listed  # under its new kind
    old = doctor.get("/documents/kinds/?type=LAB_REPORT").content.decode()
    assert url not in old


def test_the_day_a_document_bears_is_said_shown_and_corrected(signed_in, paper):
    patient, url = paper
    doctor = signed_in(DR_SMITH)
    for day in ("03/02/2019", "04/02/2019"):
        typed = TYPED | {"dated_on": day, "access_level": "PATIENT_PROVIDER_ONLY"}
        doctor.post(f"{url}change/", typed | {"version": version_on(doctor, url)})
    page = doctor.get(url).content.decode()
    assert "4 February 2019" in page
    assert "3 February 2019" in page  # as it was said before
    for client, listed in (
        (signed_in(patient), f"/patients/{patient}/documents/"),
        (doctor, "/documents/kinds/?type=ECG_REPORT"),
    ):
        assert "4 February 2019" in client.get(listed).content.decode()


def test_two_doctors_at_once_lose_nothing(signed_in, paper):
    _, url = paper
    doctor = signed_in(DR_SMITH)
    seen = version_on(doctor, url)
    doctor.post(f"{url}change/", TYPED | {"version": seen})
    late = doctor.post(f"{url}change/", TYPED | {"version": seen, "title": "Typed meanwhile"})
    page = late.content.decode()
    assert "changed by someone else" in page
    assert "Typed meanwhile" in page


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [({"title": ""}, "title"), ({"title": "x" * 201}, "title"), ({"type": "SECRET"}, "type"),
     ({"dated_on": "01/01/2199"}, "dated_on"), ({"dated_on": "31/02/2019"}, "dated_on"),
     ({"access_level": "EVERYBODY"}, "access_level"), ({"description": "a\x00b"}, "description")],
)  # fmt: skip
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_stored(signed_in, paper, typed, wrong):
    _, url = paper
    doctor = signed_in(DR_SMITH)
    answer = doctor.post(f"{url}change/", TYPED | {"version": version_on(doctor, url)} | typed)
    assert answer.status_code == 200
    assert wrong in answer.context["form"].errors
    assert "Blood count" in doctor.get(f"{url}change/").content.decode()


@pytest.mark.parametrize("reader", ["patient", LAYLA, DR_OTHER, REEM, OMAR])
def test_nobody_else_changes_it(signed_in, paper, reader):
    patient, url = paper
    client = signed_in(patient if reader == "patient" else reader)
    assert client.get(f"{url}change/").status_code == 404
    assert client.post(f"{url}change/", TYPED | {"version": 0}).status_code == 404
