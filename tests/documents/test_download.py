"""A file leaves only with leave, with a trace, and by a link that lasts a minute."""

import html
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from django.conf import settings

from medisecure.document_store import put_file
from medisecure.errors import Unavailable
from tests.patients.home.portal import ago, document, entries, fresh_patient, round_trips, store
from tests.people import DR_OTHER, DR_SMITH, LAYLA, OMAR, REEM


@pytest.fixture
def paper(clinic):
    """A fresh patient's document with its file in place: (patient id, URL of the download)."""

    def made(**changes):
        patient = fresh_patient()
        item = document(patient, ago(days=1), **changes)
        store(item)
        put_file(item["fileInfo"]["s3Key"], b"%PDF-1.7 proof", "application/pdf")
        return patient, f"/patients/{patient}/documents/{item['documentId']}/download/"

    return made


def test_the_patient_gets_the_file_by_a_link_of_a_minute(signed_in, paper):
    patient, url = paper()
    answer = signed_in(patient).get(url)
    assert answer.status_code == 303
    link = urlsplit(answer["Location"])
    query = {name: values[0] for name, values in parse_qs(link.query).items()}
    assert query["X-Amz-Expires"] == "60"
    assert query["response-content-disposition"] == (
        "attachment; filename=\"blood count.pdf\"; filename*=UTF-8''blood%20count.pdf"
    )
    with urlopen(answer["Location"]) as file:  # noqa: S310 - the link is our own
        assert file.read() == b"%PDF-1.7 proof"
    assert "no-store" in answer["Cache-Control"]


def test_a_browser_gets_the_file_by_a_page_of_ours(signed_in, paper):
    patient, url = paper()
    answer = signed_in(patient).get(url, headers={"Sec-Fetch-Dest": "document"})
    assert answer.status_code == 200
    link = answer.context["link"]
    with urlopen(link) as file:  # noqa: S310 - the link is our own
        assert file.read() == b"%PDF-1.7 proof"
    told = answer.content.decode()
    assert f'<iframe hidden src="{html.escape(link)}"' in told
    assert url in told  # to get it again
    assert f"/patients/{patient}/shared/?document=" in told  # not the address a browser notes
    store = "{0.scheme}://{0.netloc}".format(urlsplit(link))
    assert f"frame-src {store};" in answer["Content-Security-Policy"] + ";"


def test_a_doctor_is_not_led_to_what_patients_share(signed_in, paper):
    patient, url = paper()
    answer = signed_in(DR_SMITH).get(url, headers={"Sec-Fetch-Dest": "document"})
    assert f"/patients/{patient}/shared/" not in answer.content.decode()


@pytest.mark.parametrize("reader", ["patient", "doctor"])
def test_a_download_leaves_one_entry_that_says_so(signed_in, raw, paper, reader):
    patient, url = paper()
    who = patient if reader == "patient" else DR_SMITH
    signed_in(who).get(url)
    (entry,) = entries(raw, userId=who, patientId=patient)
    assert (entry["action"], entry["result"]) == ("DOWNLOAD_DOCUMENT", "SUCCESS")
    assert entry["resourceId"] in url


@pytest.mark.parametrize("reader", [LAYLA, DR_OTHER, REEM, OMAR])
def test_others_get_no_link_and_the_attempt_is_kept(signed_in, raw, paper, reader):
    patient, url = paper()
    answer = signed_in(reader).get(url)
    assert answer.status_code == 404
    assert "Location" not in answer
    assert entries(raw, userId=reader, patientId=patient, result="DENIED")
    assert not entries(raw, userId=reader, patientId=patient, result="SUCCESS")


@pytest.mark.parametrize("status", ["PENDING", "QUARANTINED", "ARCHIVED"])
@pytest.mark.parametrize("reader", ["patient", "doctor"])
def test_a_file_that_was_not_verified_never_leaves(signed_in, raw, paper, status, reader):
    patient, url = paper(status=status)
    who = patient if reader == "patient" else DR_SMITH
    answer = signed_in(who).get(url)
    assert answer.status_code == 404
    assert "Location" not in answer
    assert entries(raw, userId=who, patientId=patient, result="DENIED")


def test_a_file_for_doctors_only_does_not_go_to_the_patient(signed_in, paper):
    patient, url = paper(security={"accessLevel": "PROVIDER_ONLY"})
    assert signed_in(patient).get(url).status_code == 404
    assert signed_in(DR_SMITH).get(url).status_code == 303


def test_another_patients_document_under_ones_own_name_is_no_page(signed_in, paper):
    _, url = paper()
    mine = fresh_patient()
    swapped = url.replace(url.split("/")[2], mine)
    assert signed_in(mine).get(swapped).status_code == 404


def test_without_the_document_store_the_page_says_so_honestly(signed_in, paper, monkeypatch):
    patient, url = paper()
    monkeypatch.setattr(settings, "DOCUMENTS_BUCKET", "no-such-bucket-here")
    answer = signed_in(patient).get(url)
    assert answer.status_code == 503
    assert "Location" not in answer


def test_a_download_whose_link_could_not_be_made_did_not_succeed(
    signed_in, raw, paper, monkeypatch
):
    def gone(*_):
        raise Unavailable("no store")

    patient, url = paper()
    monkeypatch.setattr("documents.views.download_link", gone)
    assert signed_in(DR_SMITH).get(url).status_code == 503
    (entry,) = entries(raw, userId=DR_SMITH, patientId=patient)
    assert (entry["action"], entry["result"]) == ("DOWNLOAD_DOCUMENT", "FAILURE")


def test_a_download_takes_four_round_trips(signed_in, paper):
    patient, url = paper()
    client = signed_in(patient)
    assert round_trips(client, url, 303) <= 4
