"""A document is open to a patient only when it was verified and released to them."""

from datetime import UTC, datetime

import pytest

from documents.models import Document, DocumentInfo, FileInfo, Security, Status
from medisecure.errors import Invalid

NOW = datetime(2025, 6, 1, tzinfo=UTC)
FILE = FileInfo(s3_bucket="documents", s3_key="documents/x")


def document(
    *, status: Status = Status.ACTIVE, security: Security | None = None, title: str | None = None
) -> Document:
    return Document(
        document_id="doc_1",
        patient_id="patient_1",
        document_info=DocumentInfo(type="ECG_REPORT", title=title),
        file_info=FILE,
        security=security or Security(access_level="PATIENT_PROVIDER_ONLY"),
        status=status,
        created_at=NOW,
        updated_at=NOW,
    )


@pytest.mark.parametrize("status", list(Status))
def test_only_a_verified_document_is_open_to_anyone(status: Status) -> None:
    made = document(status=status)
    assert made.is_verified == made.visible_to_patient == (status is Status.ACTIVE)


@pytest.mark.parametrize("level", ["PROVIDER_ONLY", "RESTRICTED", "", "patient_provider_only"])
def test_an_access_level_that_does_not_name_the_patient_hides_it_from_them(level: str) -> None:
    assert not document(security=Security(access_level=level)).visible_to_patient


def test_a_document_without_access_level_is_hidden_from_the_patient() -> None:
    assert not document(security=Security()).visible_to_patient


def test_a_document_without_title_is_called_by_its_kind() -> None:
    assert document().title == "Ecg report"
    assert document(title="12-Lead ECG Report").title == "12-Lead ECG Report"


def test_a_file_has_no_negative_size() -> None:
    with pytest.raises(Invalid):
        FileInfo(s3_bucket="b", s3_key="k", file_size=-1)
