"""All my data: asked for freshly signed in, prepared apart, told, fetched once within a day."""

import io
import json
import time
from datetime import timedelta
from urllib.request import urlopen
from zipfile import ZipFile

import pytest
from django.core.management import call_command

from appointments.outbox.models import ARCHIVE_READY
from appointments.outbox.repository import Outbox
from documents.archives import views
from documents.archives.models import GOOD_FOR, SILENT, ArchiveState
from documents.archives.repository import Archives
from medisecure.document_store import put_file
from medisecure.errors import Unavailable
from medisecure.exporting import preparing
from medisecure.exporting.patient_archive import PatientArchive
from medisecure.identity.fresh import AUTHENTICATED_AT
from medisecure.wiring import system_work
from tests.desk import the_clock_says
from tests.documents.viewing.files import pdf
from tests.patients.home.portal import ago, document, entries, fresh_patient, record, store
from tests.people import DR_SMITH, LAYLA, OMAR, REEM


@pytest.fixture
def patient(clinic):
    """Somebody with a visit, a document of theirs and one for doctors only."""
    patient_id = fresh_patient()
    mine = document(patient_id, ago(days=3))
    theirs = document(patient_id, ago(days=2), security={"accessLevel": "PROVIDER_ONLY"})
    said = {"chiefComplaint": "A cough", "diagnosis": [{"code": "J20.9"}]}
    store(record(patient_id, ago(days=3), clinicalData=said), mine, theirs)
    for each in (mine, theirs):
        put_file(each["fileInfo"]["s3Key"], pdf("a paper"), "application/pdf")
    return patient_id


def page_of(patient_id):
    return f"/patients/{patient_id}/all-data/"


def freshly(client):
    session = client.session
    session[AUTHENTICATED_AT] = int(time.time())
    session.save()
    return client


def asked(client, patient_id):
    """The one who asks, freshly signed in, and the id of what was asked for."""
    form = freshly(client).get(page_of(patient_id)).context["form"]
    archive_id = form["archive_id"].value()
    client.post(page_of(patient_id), {"archive_id": archive_id})
    return archive_id


def stored(patient_id):
    return Archives(system_work("tests")).latest(patient_id)


def prepared():
    call_command("prepare_archives", stdout=io.StringIO())


def test_a_patient_asks_is_told_and_fetches_everything_once(signed_in, raw, patient):
    client = signed_in(patient)
    archive_id = asked(client, patient)
    prepared()
    (wish,) = stored(patient)
    assert (wish.state, wish.archive_id) == (ArchiveState.READY, archive_id)
    told = Outbox(system_work("tests")).get(patient, archive_id, ARCHIVE_READY)
    assert told.due_on  # it waits for the next sender
    page = client.get(page_of(patient)).content.decode()
    assert "Download" in page
    answer = client.post(f"{page_of(patient)}{archive_id}/")
    assert answer.status_code == 303
    with urlopen(answer["Location"]) as file:  # noqa: S310 - the link is our own
        archive = ZipFile(io.BytesIO(file.read()))
    names = archive.namelist()
    assert {"bundle.json", "manifest.json", "who-looked.csv", "record/001.pdf"} <= set(names)
    assert archive.read("record/001.pdf").startswith(b"%PDF")
    again = client.post(f"{page_of(patient)}{archive_id}/", follow=True).content.decode()
    assert "fetched already" in again
    for action in ("ASK_ARCHIVE", "FETCH_ARCHIVE"):
        assert len(entries(raw, userId=patient, patientId=patient, action=action)) == 1


def test_a_link_that_could_not_be_made_leaves_the_archive_to_be_fetched(
    signed_in, raw, patient, monkeypatch
):
    client = signed_in(patient)
    archive_id = asked(client, patient)
    prepared()

    def silent(*_):
        raise Unavailable

    with monkeypatch.context() as store_is_down:
        store_is_down.setattr(views, "parcel_link", silent)
        assert client.post(f"{page_of(patient)}{archive_id}/").status_code == 503
    assert stored(patient)[0].state is ArchiveState.READY
    assert not entries(raw, patientId=patient, action="FETCH_ARCHIVE", result="SUCCESS")
    assert client.post(f"{page_of(patient)}{archive_id}/").status_code == 303


def test_what_is_for_doctors_only_is_not_in_what_the_patient_gets(signed_in, patient):
    client = signed_in(patient)
    archive_id = asked(client, patient)
    prepared()
    with urlopen(client.post(f"{page_of(patient)}{archive_id}/")["Location"]) as file:  # noqa: S310
        archive = ZipFile(io.BytesIO(file.read()))
    assert len([each for each in archive.namelist() if each.startswith("files/")]) == 1
    kinds = [
        each["resource"]["resourceType"]
        for each in json.loads(archive.read("bundle.json"))["entry"]
    ]
    assert kinds.count("DocumentReference") == 1


def test_an_open_session_is_not_enough(signed_in, patient):
    client = signed_in(patient)
    archive_id = client.get(page_of(patient)).context["form"]["archive_id"].value()
    client.post(page_of(patient), {"archive_id": archive_id})
    assert stored(patient) == []
    archive_id = asked(client, patient)
    prepared()
    session = client.session
    session[AUTHENTICATED_AT] = 0
    session.save()
    answer = client.post(f"{page_of(patient)}{archive_id}/")
    assert answer["Location"] == page_of(patient)
    assert stored(patient)[0].state is ArchiveState.READY


def test_sent_twice_it_asks_once_and_a_second_wish_waits_for_the_first(signed_in, patient):
    client = signed_in(patient)
    archive_id = asked(client, patient)
    client.post(page_of(patient), {"archive_id": archive_id})
    asked(client, patient)
    assert len(stored(patient)) == 1


def test_after_a_day_it_has_run_out(signed_in, patient, monkeypatch):
    client = signed_in(patient)
    archive_id = asked(client, patient)
    prepared()
    ready = stored(patient)[0].ready_at
    with the_clock_says(ready + GOOD_FOR + timedelta(seconds=1)):
        freshly(client)
        page = client.post(f"{page_of(patient)}{archive_id}/", follow=True).content.decode()
    assert "run out" in page
    assert stored(patient)[0].state is ArchiveState.READY


@pytest.mark.parametrize("who", [LAYLA, DR_SMITH, REEM])
def test_nobody_else_asks_or_fetches(signed_in, patient, who):
    archive_id = asked(signed_in(patient), patient)
    prepared()
    client = freshly(signed_in(who))
    assert client.get(page_of(patient)).status_code == 404
    assert (
        client.post(
            page_of(patient), {"archive_id": "archive_01JZ3N5Q7S9V1X3Z5B7D9F1H3K"}
        ).status_code
        == 404
    )
    assert client.post(f"{page_of(patient)}{archive_id}/").status_code == 404


def test_compliance_asks_for_a_patient_and_fetches_only_what_it_asked_for(signed_in, raw, patient):
    own = asked(signed_in(patient), patient)
    omar = signed_in(OMAR)
    for_them = asked(omar, patient)
    prepared()
    assert omar.post(f"{page_of(patient)}{own}/").status_code == 404
    assert omar.post(f"{page_of(patient)}{for_them}/").status_code == 303
    assert entries(raw, userId=OMAR, patientId=patient, action="FETCH_ARCHIVE")


def test_a_worker_that_died_is_followed_by_another_one(signed_in, patient, monkeypatch):
    asked(signed_in(patient), patient)

    def dies(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(PatientArchive, "write", dies)
        with pytest.raises(KeyboardInterrupt):
            prepared()
    prepared()
    (wish,) = stored(patient)
    assert wish.state is ArchiveState.PREPARING  # it may still be at work
    with the_clock_says(wish.heard_at + SILENT + timedelta(seconds=1)):
        prepared()
    assert stored(patient)[0].state is ArchiveState.READY


def test_what_cannot_be_prepared_is_tried_thrice_and_then_said(signed_in, patient, monkeypatch):
    client = signed_in(patient)
    asked(client, patient)

    def gone(*_):
        raise Unavailable

    monkeypatch.setattr(PatientArchive, "write", gone)
    for _ in range(4):
        prepared()
    (wish,) = stored(patient)
    assert (wish.state, wish.tries) == (ArchiveState.FAILED, 3)
    assert "could not be prepared" in client.get(page_of(patient)).content.decode()


def test_it_says_how_far_it_is(signed_in, patient, monkeypatch):
    monkeypatch.setattr(preparing, "SAID_EVERY", 1)
    asked(signed_in(patient), patient)
    prepared()
    assert stored(patient)[0].pages > 3
