"""A document's life: archived and back, moved to whom it belongs, held, disposed of by two."""

import io
from contextlib import closing
from dataclasses import replace

import pytest
from django.core.management import call_command

from appointments.outbox.models import DOCUMENT_MOVED
from appointments.outbox.repository import Outbox
from documents.keeping import Queue
from documents.life import services
from documents.life.repository import Lives
from documents.life.review import review
from documents.models import Status
from documents.repository import Documents
from medisecure import document_store
from medisecure.audit.actions import Action
from medisecure.document_store import put_file
from medisecure.errors import AccessDenied, Conflict, NotFound
from medisecure.wiring import system_work
from tests.conftest import administrator_client
from tests.cost import cost_of
from tests.documents.files import photo
from tests.documents.intake.conftest import Sending, work
from tests.documents.viewing.files import pdf
from tests.patients.home.portal import ago, document, entries, fresh_patient, record, store
from tests.people import DR_OTHER, DR_SMITH, LAYLA, OMAR, REEM, profile
from tools.local_environment import LOCAL_ADMINISTRATOR

WHY = {"reason": "It was filed by mistake"}
SECOND = "compliance_noor"
LONG_AGO = ago(days=8 * 366)


def filed(at=None, **changes):
    """A fresh patient's document with its file: (patient id, document id)."""
    patient = fresh_patient()
    item = document(patient, at or ago(days=1), **changes)
    store(item)
    put_file(item["fileInfo"]["s3Key"], pdf("a paper"), "application/pdf")
    return patient, item["documentId"]


def page_of(patient, name):
    return f"/patients/{patient}/documents/{name}/"


def life_of(patient, name):
    return f"/oversight/documents/{patient}/{name}/"


def kept(patient, name):
    return Lives(system_work("tests")).get(patient, name)


def reviewed():
    call_command("review_retention", stdout=io.StringIO())


# archive


def test_an_archived_one_leaves_the_patients_list_and_comes_back(signed_in, raw, clinic):
    patient, name = filed()
    url, doctor = page_of(patient, name), signed_in(DR_SMITH)
    doctor.post(f"{url}archive/", WHY)
    assert signed_in(patient).get(url).status_code == 404
    assert signed_in(DR_SMITH).get(f"{url}download/").status_code == 404
    assert WHY["reason"] in doctor.get(url).content.decode()
    doctor.post(f"{url}archive/", WHY)
    assert signed_in(patient).get(url).status_code == 200
    for action in ("ARCHIVE_DOCUMENT", "RESTORE_DOCUMENT"):
        assert entries(raw, userId=DR_SMITH, patientId=patient, action=action)


def test_without_a_reason_nothing_is_done(signed_in, clinic):
    patient, name = filed()
    answer = signed_in(DR_SMITH).post(f"{page_of(patient, name)}archive/", {"reason": " "})
    assert "reason" in answer.context["form"].errors
    assert kept(patient, name).status is Status.ACTIVE


@pytest.mark.parametrize("who", [LAYLA, DR_OTHER, REEM, OMAR])
@pytest.mark.parametrize("deed", ["archive", "move"])
def test_nobody_else_archives_or_moves(signed_in, clinic, who, deed):
    patient, name = filed()
    answer = signed_in(who).post(f"{page_of(patient, name)}{deed}/", WHY | {"patient": patient})
    assert answer.status_code == 404
    assert kept(patient, name).status is Status.ACTIVE


# the right patient


def test_filed_for_the_wrong_patient_it_is_moved_and_both_records_say_so(signed_in, raw, clinic):
    wrong, name = filed()
    right, _ = filed()
    doctor, url = signed_in(DR_SMITH), f"{page_of(wrong, name)}move/"
    asked = doctor.post(url, WHY | {"patient": right}).content.decode()
    assert "Is this the right patient?" in asked
    assert kept(wrong, name)  # nothing is moved before it is confirmed
    moved = doctor.post(url, WHY | {"patient": right, "confirmed": right})
    assert moved["Location"] == page_of(right, name)
    with pytest.raises(NotFound):
        kept(wrong, name)
    assert "data:image" in doctor.get(page_of(right, name)).content.decode()
    assert signed_in(wrong).get(page_of(wrong, name)).status_code == 404
    assert signed_in(right).get(page_of(right, name)).status_code == 200
    assert entries(raw, userId=DR_SMITH, patientId=wrong, action="MOVE_DOCUMENT")
    assert entries(raw, userId=DR_SMITH, patientId=right, action="RECEIVE_DOCUMENT")
    assert Outbox(system_work("tests")).get(wrong, name, DOCUMENT_MOVED).due_on


def test_it_goes_to_nobody_whom_the_doctor_does_not_care_for(signed_in, acting, clinic):
    wrong, name = filed()
    stranger = fresh_patient()
    page = signed_in(DR_SMITH).post(
        f"{page_of(wrong, name)}move/", WHY | {"patient": stranger, "confirmed": stranger}
    )
    assert "patient" in page.context["form"].errors
    uow = acting("provider", DR_SMITH)
    found = Documents(uow).get(wrong, name)
    with pytest.raises(AccessDenied), uow:
        services.moved(uow, found, stranger, "behind the page")
    assert kept(wrong, name)


@pytest.mark.parametrize("typed", ["", "a b", "nobody_at_all", "x" * 65])
def test_an_id_that_cannot_be_is_said_at_its_field(signed_in, clinic, typed):
    wrong, name = filed()
    answer = signed_in(DR_SMITH).post(f"{page_of(wrong, name)}move/", WHY | {"patient": typed})
    assert "patient" in answer.context["form"].errors


# holds, and the end


@pytest.fixture
def due(clinic):
    """A document whose seven years are over, reviewed: (patient id, document id)."""
    told = filed(LONG_AGO, security={"retentionPeriod": "7_YEARS"})
    reviewed()
    return told


@pytest.fixture
def dispose(cloud, clinic, monkeypatch):
    """The keeper's command; and there is a second officer."""
    store(profile(SECOND, "COMPLIANCE", "Noor", "Ali", "noor@medisecure.com"))
    for name, value in (LOCAL_ADMINISTRATOR | {"AWS_ENDPOINT_URL": cloud.endpoint}).items():
        monkeypatch.setenv(name, value)
    return lambda: call_command("dispose_documents", apply=True, stdout=io.StringIO())


def does(client, told, what):
    return client.post(life_of(*told), WHY | {"do": what}, follow=True).content.decode()


def test_what_was_kept_long_enough_is_listed_and_what_was_not_is_not(signed_in, due):
    young = filed(security={"retentionPeriod": "7_YEARS"})
    cared_for = filed(LONG_AGO, security={"retentionPeriod": "7_YEARS"})
    store(record(cared_for[0], ago(days=30)))
    reviewed()
    assert kept(*due).queue is Queue.DUE
    assert kept(*young).queue is None
    assert kept(*cared_for).queue is None
    page = signed_in(OMAR).get("/oversight/documents/").content.decode()
    assert life_of(*due) in page
    assert "Blood count" not in page  # what is in it is not shown


def test_a_patient_who_comes_again_makes_it_due_no_more(signed_in, due):
    store(record(due[0], ago(days=1)))
    reviewed()
    assert kept(*due).queue is None


def test_disposal_needs_two_people_and_leaves_a_tombstone(signed_in, cloud, due, dispose):
    omar, second = signed_in(OMAR), signed_in(SECOND)
    told = does(omar, due, "propose")
    assert told.count("Somebody else has to agree") == 1  # said before anybody tries
    assert does(omar, due, "agree").count("Somebody else has to agree") == 2
    assert kept(*due).queue is Queue.PROPOSED
    assert "Somebody else" not in does(second, due, "agree")
    assert kept(*due).queue is Queue.AGREED
    key = kept(*due).file_info.s3_key
    put_file(key, pdf("a second version"), "application/pdf")
    dispose()
    s3 = administrator_client(cloud, "s3")
    left = s3.list_object_versions(Bucket="medisecure-documents", Prefix=key)
    assert not [*left.get("Versions", []), *left.get("DeleteMarkers", [])]
    tomb = kept(*due)
    assert (tomb.status, tomb.document_info.title, tomb.file_info.s3_key) == (
        Status.DISPOSED, None, "",
    )  # fmt: skip
    assert tomb.keeping.proposed_by == OMAR
    assert tomb.keeping.agreed_by == SECOND
    page = omar.get(f"/oversight/documents/{due[0]}/{due[1]}/").content.decode()
    assert "a program of the clinic" in page
    assert "system_" not in page
    assert "This was done already" in does(omar, due, "hold")  # from a page opened before
    assert signed_in(due[0]).get(page_of(*due)).status_code == 404


def test_a_legal_hold_stops_it_at_every_step(signed_in, due, dispose):
    omar, second = signed_in(OMAR), signed_in(SECOND)
    does(omar, due, "propose")
    does(second, due, "agree")
    does(omar, due, "hold")
    dispose()
    assert kept(*due).status is Status.ACTIVE
    assert kept(*due).queue is Queue.HELD
    for deed in (services.propose, services.agree, services.archive, services.entomb):
        uow = system_work("tests")
        words = () if deed is services.entomb else ("why",)
        with pytest.raises(Conflict):
            deed(uow, Lives(uow).get(*due), *words)
    doctor = signed_in(DR_SMITH)
    doctor.post(f"{page_of(*due)}archive/", WHY)
    assert kept(*due).status is Status.ACTIVE
    does(omar, due, "lift")
    assert kept(*due).queue is Queue.DUE  # agreed on before the hold counts no more


def test_s3_holds_the_version_that_was_checked_and_not_what_was_stored_since(
    signed_in, clinic, monkeypatch
):
    patient, name = filed()
    key = kept(patient, name).file_info.s3_key
    checked = put_file(key, pdf("the checked one"), "application/pdf")
    with closing(system_work("check_documents")) as uow:
        found = Documents(uow).get(patient, name)
        file = replace(found.file_info, s3_version=checked)
        with uow:
            Documents(uow).save(replace(found, file_info=file), Action.COMPARE_DOCUMENT)
    put_file(key, pdf("stored since"), "application/pdf")
    asked = []
    s3 = type("Store", (), {"put_object_legal_hold": lambda _, **told: asked.append(told)})()
    monkeypatch.setattr(document_store, "client", lambda _: s3)
    omar = signed_in(OMAR)
    does(omar, (patient, name), "hold")
    does(omar, (patient, name), "lift")
    assert [(each["VersionId"], each["LegalHold"]["Status"]) for each in asked] == [
        (checked, "ON"), (checked, "OFF"),
    ]  # fmt: skip


def test_one_that_is_not_due_cannot_be_proposed(signed_in, clinic):
    young = filed()
    assert "not over yet" in does(signed_in(OMAR), young, "propose")
    assert kept(*young).queue is None


def test_the_page_of_one_takes_four_round_trips(signed_in, due):
    assert cost_of(signed_in(OMAR), life_of(*due)).sequential <= 4


def test_all_documents_of_a_patient_are_listed_by_id(signed_in, due):
    page = signed_in(OMAR).get(f"/oversight/documents/?patient={due[0]}").content.decode()
    assert life_of(*due) in page
    wrong = signed_in(OMAR).get("/oversight/documents/?patient=a%20b").content.decode()
    assert "cannot be an id" in wrong
    empty = signed_in(OMAR).get("/oversight/documents/?patient=").content.decode()
    assert "Please fill in this field." in empty


@pytest.mark.parametrize("who", [LAYLA, DR_SMITH, REEM])
def test_nobody_else_sees_or_does_it(signed_in, due, who):
    assert signed_in(who).get("/oversight/documents/").status_code == 404
    assert signed_in(who).post(life_of(*due), WHY | {"do": "hold"}).status_code == 404
    assert kept(*due).queue is Queue.DUE


def test_the_review_leaves_kinds_alone_that_are_in_no_table(clinic):
    odd = filed(LONG_AGO, documentInfo={"type": "NEVER_HEARD_OF"})
    review(lambda: system_work("tests"))
    assert kept(*odd).queue is None


def test_the_review_goes_through_page_after_page(clinic, monkeypatch):
    monkeypatch.setattr("documents.life.repository.AT_ONCE", 1)
    told = [filed(LONG_AGO) for _ in range(3)]
    reviewed()
    assert {kept(*each).queue for each in told} == {Queue.DUE}


# the front desk


class TestDesk:
    @pytest.fixture
    def misfiled(self, signed_in, clinic):
        """What Reem filed in the wrong record: (wrong patient, right patient, document id)."""
        wrong, right = filed()[0], filed()[0]
        sent = Sending(signed_in(REEM), wrong, title="Letter of somebody else", for_patient="on")
        sent.add(photo())
        sent.send()
        work()
        return wrong, right, sent.intake_id

    def test_it_moves_what_it_filed_and_sees_no_more_of_it(self, signed_in, raw, misfiled):
        wrong, right, name = misfiled
        desk, url = signed_in(REEM), f"{page_of(wrong, name)}move/"
        assert url in desk.get(f"/patients/{wrong}/documents/sent/").content.decode()
        asked = desk.post(url, WHY | {"patient": right}).content.decode()
        assert "Is this the right patient?" in asked
        moved = desk.post(url, WHY | {"patient": right, "confirmed": right})
        assert moved["Location"] == f"/patients/{right}/documents/sent/"
        for patient, is_there in ((wrong, False), (right, True)):
            for reader in (patient, REEM):
                listed = signed_in(reader).get(f"/patients/{patient}/documents/sent/")
                assert ("Letter of somebody else" in listed.content.decode()) is is_there
        assert signed_in(wrong).get(page_of(wrong, name)).status_code == 404
        assert signed_in(right).get(page_of(right, name)).status_code == 200
        assert desk.get(page_of(right, name)).status_code == 404
        assert entries(raw, userId=REEM, patientId=wrong, action="MOVE_DOCUMENT")
        assert entries(raw, userId=REEM, patientId=right, action="RECEIVE_DOCUMENT")
        assert Outbox(system_work("tests")).get(wrong, name, DOCUMENT_MOVED).due_on

    def test_a_doctor_moves_it_too_and_how_it_came_follows(self, signed_in, misfiled):
        wrong, right, name = misfiled
        signed_in(DR_SMITH).post(
            f"{page_of(wrong, name)}move/", WHY | {"patient": right, "confirmed": right}
        )
        listed = signed_in(wrong).get(f"/patients/{wrong}/documents/sent/").content.decode()
        assert "Letter of somebody else" not in listed

    def test_what_a_colleague_filed_it_does_not_move(self, signed_in, misfiled):
        wrong, right, name = misfiled
        store(profile("staff_joy", "STAFF", "Joy", "Santos", "joy@medisecure.com"))
        colleague = signed_in("staff_joy")
        answer = colleague.post(
            f"{page_of(wrong, name)}move/", WHY | {"patient": right, "confirmed": right}
        )
        assert answer.status_code == 404
        assert kept(wrong, name)
