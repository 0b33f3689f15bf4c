"""What is noted of a file is true, or said not to be; a changed one is noticed and held back."""

import hashlib
from dataclasses import replace
from urllib.request import urlopen

import pytest

from documents.intake.repository import Intakes
from documents.models import FileInfo, Status
from documents.repository import Documents
from documents.verification.findings import FileFinding
from medisecure import document_store, wiring
from medisecure.audit.actions import Action
from medisecure.document_store import put_file
from medisecure.wiring import system_work
from tests.documents.intake.conftest import work
from tests.patients.home.portal import ago, document, entries, fresh_patient, store
from tests.people import DR_SMITH, ECG, JOHN

pytestmark = pytest.mark.usefixtures("clinic")
CONTENT = b"%PDF-1.7 proof"
SUM = f"sha256:{hashlib.sha256(CONTENT).hexdigest()}"


def brought_in(**file):
    """A document that is brought in with its file: patient id, document id."""
    patient = fresh_patient()
    item = document(patient, ago(days=1))
    item["fileInfo"] |= file
    put_file(item["fileInfo"]["s3Key"], CONTENT, "application/pdf")
    store(item)
    return patient, item["documentId"]


def as_it_is(patient, name):
    return Documents(system_work("tests")).get(patient, name)


def test_what_is_as_noted_is_proven_by_the_worker():
    patient, name = brought_in(fileSize=len(CONTENT), checksum=SUM)
    assert not as_it_is(patient, name).is_proven
    work()
    assert as_it_is(patient, name).is_proven


@pytest.mark.parametrize(
    "file",
    [{"fileSize": 2048576, "checksum": SUM}, {"fileSize": len(CONTENT), "checksum": "sha256:a1b2"},
     {"fileSize": len(CONTENT), "checksum": f"sha256:{'0' * 64}"}, {}],
)  # fmt: skip
def test_what_is_not_as_noted_is_marked_and_stays_as_it_was(file, signed_in):
    patient, name = brought_in(**file)
    before = as_it_is(patient, name)
    work()
    after = as_it_is(patient, name)
    assert after.verification
    assert after.verification.finding == FileFinding.MISMATCH
    assert not after.is_proven
    assert (after.file_info, after.status) == (before.file_info, Status.ACTIVE)
    page = signed_in(DR_SMITH).get(f"/patients/{patient}/documents/").content.decode()
    assert "Not verified" in page


def test_johns_ecg_is_shown_as_what_it_is(signed_in):
    put_file("documents/patient_12345/ecg_2025-06-01.pdf", CONTENT, "application/pdf")
    work()
    assert as_it_is(JOHN, ECG).is_proven is False
    page = signed_in(DR_SMITH).get(f"/patients/{JOHN}/documents/").content.decode()
    assert "Not verified" in page


class TestChanged:
    @pytest.fixture
    def proven(self):
        patient, name = brought_in(fileSize=len(CONTENT), checksum=SUM)
        work()
        return patient, name, f"/patients/{patient}/documents/{name}/download/"

    @pytest.fixture(autouse=True)
    def flips(self, monkeypatch):
        """One bit of the stored bytes is another one, as a broken disk does it: no new version."""
        self.spoilt = lambda: monkeypatch.setattr(
            document_store, "read_file", lambda *_: iter([CONTENT[:-1] + b"g"])
        )

    def flip(self, *_of):
        self.spoilt()

    def test_what_is_stored_over_it_later_is_not_what_is_served(self, signed_in, proven):
        patient, name, url = proven
        told = as_it_is(patient, name).file_info
        assert told.s3_version
        put_file(told.s3_key, b"%PDF-1.7 another", "application/pdf")
        answer = signed_in(DR_SMITH).get(url)
        with urlopen(answer["Location"]) as file:  # noqa: S310 - the link is our own
            assert file.read() == CONTENT

    @pytest.mark.parametrize("reader", ["patient", "doctor"])
    def test_it_is_noticed_refused_and_told(self, signed_in, raw, proven, reader):
        patient, name, url = proven
        self.flip(patient, name)
        who = patient if reader == "patient" else DR_SMITH
        answer = signed_in(who).get(url)
        assert answer.status_code == 409
        assert "Location" not in answer
        assert "not the one that was checked" in answer.content.decode()
        assert entries(raw, userId=who, patientId=patient, action="FIND_ALTERED")
        assert not entries(raw, userId=who, patientId=patient, action="DOWNLOAD_DOCUMENT",
                           result="SUCCESS")  # fmt: skip
        held = as_it_is(patient, name)
        assert held.status is Status.QUARANTINED
        assert held.verification
        assert held.verification.finding == FileFinding.ALTERED

    def test_nobody_opens_it_afterwards(self, signed_in, proven):
        patient, name, url = proven
        self.flip(patient, name)
        signed_in(patient).get(url)
        assert signed_in(patient).get(url).status_code == 404
        assert signed_in(DR_SMITH).get(url).status_code == 404

    def test_without_a_change_it_is_given_out(self, signed_in, proven):
        _, _, url = proven
        assert signed_in(DR_SMITH).get(url).status_code == 303

    def test_one_that_is_gone_is_no_link(self, signed_in, raw, proven):
        patient, name, url = proven
        uow = wiring.system_work("tests")
        found = Documents(uow).get(patient, name)
        lost = replace(found.file_info, s3_key="documents/nowhere")
        with uow:
            Documents(uow).save(replace(found, file_info=lost), Action.IMPORT_DOCUMENT)
        answer = signed_in(DR_SMITH).get(url)
        assert answer.status_code == 503
        assert "Location" not in answer


def test_a_document_that_is_only_noted_is_compared_once():
    patient, name = brought_in(fileSize=len(CONTENT), checksum=SUM)
    work()
    before = as_it_is(patient, name)
    work()
    assert as_it_is(patient, name) == before
    assert Intakes(system_work("tests")).get(patient, name).due is None


def test_a_size_is_no_proof():
    assert not FileInfo(s3_bucket="b", s3_key="k", checksum="sha256:a1b2c3d4e5f6...").has_digest
    assert FileInfo(s3_bucket="b", s3_key="k", checksum=SUM).has_digest
