"""A document read in place: shown to whom it is open, each look told, and honest where it fails."""

import hashlib
from dataclasses import replace

import pytest
from django.conf import settings
from django.test import Client

from documents.repository import Documents
from medisecure import document_store
from medisecure.audit.actions import Action
from medisecure.document_store import put_file
from medisecure.wiring import system_work
from tests.documents.viewing.files import pdf
from tests.patients.home.portal import ago, document, entries, fresh_patient, round_trips, store
from tests.people import DR_OTHER, DR_SMITH, LAYLA, OMAR, REEM


@pytest.fixture
def paper(clinic):
    """A fresh patient's document of two pages: (patient id, URL of its page)."""

    def made(content=None, **changes):
        patient = fresh_patient()
        item = document(patient, ago(days=1), **changes)
        store(item)
        if content != b"":
            put_file(item["fileInfo"]["s3Key"], content or pdf("one", "two"), "application/pdf")
        return patient, f"/patients/{patient}/documents/{item['documentId']}/"

    return made


@pytest.mark.parametrize("reader", ["patient", "doctor"])
def test_a_page_is_shown_in_place_and_the_look_stands_in_the_trail(signed_in, raw, paper, reader):
    patient, url = paper()
    who = patient if reader == "patient" else DR_SMITH
    page = signed_in(who).get(f"{url}?page=2").content.decode()
    assert "Page 2 of 2" in page
    assert "data:image/png;base64," in page
    assert "<pre" in page
    (entry,) = entries(raw, userId=who, patientId=patient)
    assert (entry["action"], entry["result"]) == ("VIEW_DOCUMENT", "SUCCESS")


@pytest.mark.parametrize("reader", [LAYLA, DR_OTHER, REEM, OMAR])
def test_nobody_else_sees_it_and_the_attempt_is_kept(signed_in, raw, paper, reader):
    patient, url = paper()
    assert signed_in(reader).get(url).status_code == 404
    assert entries(raw, userId=reader, patientId=patient, result="DENIED")


@pytest.mark.parametrize("status", ["PENDING", "QUARANTINED", "ARCHIVED"])
@pytest.mark.parametrize("reader", ["patient", "doctor"])
def test_a_file_that_was_not_verified_is_not_drawn(signed_in, paper, status, reader):
    """Its doctor sees what is known of it; the patient does not see that it is there."""
    patient, url = paper(status=status)
    answer = signed_in(patient if reader == "patient" else DR_SMITH).get(url)
    assert answer.status_code == (404 if reader == "patient" else 200)
    page = answer.content.decode()
    assert "data:image" not in page
    assert "/download/" not in page


def test_what_is_for_doctors_only_is_not_shown_to_the_patient(signed_in, paper):
    patient, url = paper(security={"accessLevel": "PROVIDER_ONLY"})
    assert signed_in(patient).get(url).status_code == 404
    assert signed_in(DR_SMITH).get(url).status_code == 200


@pytest.mark.parametrize("asked", ["?page=x&zoom=y", "?page=²", "?page=-1", "?page=" + "9" * 400])
def test_an_odd_address_shows_the_nearest_page(signed_in, paper, asked):
    _, url = paper()
    assert "Page " in signed_in(DR_SMITH).get(url + asked).content.decode()


def test_a_file_that_is_gone_is_said_to_be_gone_and_its_facts_stay(signed_in, paper):
    _, url = paper(b"")
    page = signed_in(DR_SMITH).get(url).content.decode()
    assert "not in the document store" in page
    assert "About this document" in page


def test_so_is_a_store_that_is_gone_and_the_site_is_not_ready(signed_in, paper, monkeypatch):
    _, url = paper()
    monkeypatch.setattr(settings, "DOCUMENTS_BUCKET", "no-such-bucket-here")
    assert "not in the document store" in signed_in(DR_SMITH).get(url).content.decode()
    ready = Client().get("/readyz")
    assert (ready.status_code, "files" in ready.json()["failing"]) == (503, True)


def test_a_page_takes_four_round_trips(signed_in, paper):
    _, url = paper()
    assert round_trips(signed_in(DR_SMITH), url) <= 4


def test_its_file_is_read_once_although_it_is_compared_first(signed_in, paper, monkeypatch):
    content = pdf("one", "two")
    patient, url = paper(content, verification={"checkedAt": "2025-06-01T10:30:00Z"})
    note_digest(patient, url, content)
    asked, real = [], document_store._call

    def counted(operation, **parameters):
        asked.append(operation)
        return real(operation, **parameters)

    monkeypatch.setattr(document_store, "_call", counted)
    assert "Page 1 of 2" in signed_in(DR_SMITH).get(url).content.decode()
    assert asked == ["get_object"]


def note_digest(patient, url, content):
    """What the check of a file leaves behind: how many bytes it has, and their digest."""
    uow = system_work("tests")
    found = Documents(uow).get(patient, url.split("/")[4])
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    file = replace(found.file_info, file_size=len(content), checksum=digest)
    with uow:
        Documents(uow).save(replace(found, file_info=file), Action.EDIT_DOCUMENT)
    return file


def test_a_file_that_was_changed_behind_our_back_is_not_drawn_and_held_back(signed_in, raw, paper):
    content = pdf("as it was checked")
    told = {"checkedAt": "2025-06-01T10:30:00Z", "scan": "CLEAN"}
    patient, url = paper(content, verification=told)
    file = note_digest(patient, url, content)
    doctor = signed_in(DR_SMITH)
    assert "data:image" in doctor.get(url).content.decode()
    put_file(file.s3_key, pdf("as somebody wants it"), "application/pdf")
    changed = doctor.get(url)
    assert changed.status_code == 409
    assert "data:image" not in changed.content.decode()
    assert "data:image" not in doctor.get(url).content.decode()
    assert entries(raw, userId=DR_SMITH, patientId=patient, action="FIND_ALTERED")
