"""The list of a patient's documents, as far as its reader may know them."""

import pytest

from tests.patients.home.portal import ago, document, entries, fresh_patient, round_trips, store
from tests.people import DR_OTHER, DR_SMITH, ECG, JOHN, LAYLA, OMAR, REEM

LIST = f"/patients/{JOHN}/documents/"


@pytest.mark.parametrize("reader", [JOHN, DR_SMITH])
def test_a_document_is_listed_with_its_kind_size_and_download(signed_in, reader):
    page = signed_in(reader).get(LIST).content.decode()
    for words in ("12-Lead ECG Report", "ECG report", "1 June 2025", f"{LIST}{ECG}/download/"):
        assert words in page


@pytest.mark.parametrize("reader", [LAYLA, DR_OTHER, REEM, OMAR])
def test_others_find_no_page_and_the_attempt_is_kept(signed_in, raw, reader):
    told = {"userId": reader, "patientId": JOHN, "result": "DENIED"}
    before = len(entries(raw, **told))
    assert signed_in(reader).get(LIST).status_code == 404
    assert len(entries(raw, **told)) > before


def test_a_doctor_sees_why_a_file_cannot_be_opened_and_the_patient_does_not_see_it(signed_in):
    patient = fresh_patient()
    held = document(patient, ago(days=1), status="QUARANTINED")
    store(held)
    url = f"/patients/{patient}/documents/"
    doctors, own = (signed_in(who).get(url).content.decode() for who in (DR_SMITH, patient))
    assert "did not pass its check" in doctors
    assert "/download/" not in doctors
    assert "Blood count" not in own
    assert "No documents yet" in own


def test_many_documents_come_a_page_at_a_time(signed_in):
    patient = fresh_patient()
    store(*(document(patient, ago(days=n + 1)) for n in range(26)))
    client = signed_in(patient)
    first = client.get(f"/patients/{patient}/documents/")
    older = client.get(first.context["pages"]["older_url"])
    assert (len(first.context["lines"]), len(older.context["lines"])) == (25, 1)


def test_the_list_takes_four_round_trips(signed_in):
    client = signed_in(DR_SMITH)
    assert round_trips(client, LIST) <= 4
