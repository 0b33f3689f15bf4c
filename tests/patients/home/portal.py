"""Fresh patients and what the portal tests say of their records, visits, documents and trail."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from medisecure import wiring
from medisecure.clock import clinic_date, now, utc_text
from medisecure.dynamodb.calls.meter import metered
from medisecure.errors import Conflict
from medisecure.importing.loading import load
from tests.people import DR_SMITH, MOMENT, profile
from tools.drills.cast import clinic_time


def ago(**span: float) -> datetime:
    """An instant that long before now, to the second."""
    return now().replace(microsecond=0) - timedelta(**span)


def evening(days: int, minutes: int = 0) -> datetime:
    """An instant so many days ahead after Dr. Smith's hours, where nobody books another visit."""
    return clinic_time(clinic_date(now()) + timedelta(days=days), 19) + timedelta(minutes=minutes)


def store(*items: dict[str, Any]) -> None:
    for item in items:
        uow = wiring.system_work("tests")
        load(uow, item)
        uow.close()


def store_just_begun(patient_id: str, **changes: Any) -> dict[str, Any]:
    """Store a visit that has begun some minutes ago, where its doctor's time is not taken yet.

    It begins with a cell of five minutes, so that it takes no more than that one.
    """
    last_cell = ago().replace(second=0) - timedelta(minutes=ago().minute % 5)
    for cells in range(24):
        begun = visit(patient_id, last_cell - timedelta(minutes=5 * cells), **changes)
        with suppress(Conflict):  # another test's visit of these hours
            store(begun)
            return begun
    raise AssertionError("the doctor's last two hours are full")


def fresh_patient(first: str = "Huda", language: str = "en") -> str:
    """A patient nobody else's test writes to, with no record yet; their id."""
    patient_id = f"patient_{uuid4().hex[:10]}"
    mail = f"{patient_id}@example.com"
    store(profile(patient_id, "PATIENT", first, "Test", mail, born="1980-05-06", language=language))
    return patient_id


def visit(patient_id: str, at: datetime, **changes: Any) -> dict[str, Any]:
    """An appointment item; `changes` replace attributes."""
    name = f"appointment_{uuid4().hex[:10]}"
    starts = utc_text(at)
    return {
        "PK": f"USER#{patient_id}",
        "SK": f"APPOINTMENT#{name}#{starts}",
        "entityType": "APPOINTMENT",
        "appointmentId": name,
        "patientId": patient_id,
        "providerId": DR_SMITH,
        "schedulingInfo": {"appointmentDate": starts, "duration": 5, "type": "FOLLOW_UP",
                           "location": "Room 7", "mode": "IN_PERSON"},
        "status": "SCHEDULED",
        "createdAt": MOMENT,
        "updatedAt": MOMENT,
    } | changes  # fmt: skip


def record(patient_id: str, at: datetime, **changes: Any) -> dict[str, Any]:
    """A record item; `changes` replace attributes."""
    # What is signed here begins with 01, as times in identifiers do (`signed_of`): this never.
    name, seen = f"consultation_e{uuid4().hex[:9]}", utc_text(at)
    return {
        "PK": f"USER#{patient_id}",
        "SK": f"RECORD#{name}#{seen}",
        "entityType": "RECORD",
        "recordType": "CONSULTATION",
        "recordId": name,
        "patientId": patient_id,
        "providerId": DR_SMITH,
        "visitInfo": {"date": seen},
        "status": "COMPLETED",
        "createdAt": seen,
        "updatedAt": seen,
    } | changes


def document(patient_id: str, at: datetime, **changes: Any) -> dict[str, Any]:
    """A document item, verified and released unless `changes` say otherwise."""
    name, made = f"doc_{uuid4().hex[:10]}", utc_text(at)
    return {
        "PK": f"USER#{patient_id}",
        "SK": f"DOCUMENT#{name}#{made}",
        "entityType": "DOCUMENT",
        "documentId": name,
        "patientId": patient_id,
        "providerId": DR_SMITH,
        "documentInfo": {"type": "LAB_REPORT", "title": "Blood count"},
        "fileInfo": {"s3Bucket": "medisecure-documents", "s3Key": f"documents/{name}",
                     "fileName": "blood count.pdf", "mimeType": "application/pdf"},
        "security": {"accessLevel": "PATIENT_PROVIDER_ONLY"},
        "status": "ACTIVE",
        "createdAt": made,
        "updatedAt": made,
    } | changes  # fmt: skip


def medicine(name: str, duration: str) -> dict[str, Any]:
    """Clinical data that prescribe one medicine."""
    given = {"medication": name, "dosage": "5 mg", "frequency": "Daily", "duration": duration}
    return {"treatment": {"prescription": [given]}}


def entries(raw: Any, **wanted: str) -> list[dict[str, str]]:
    """The stored audit entries whose text attributes are as wanted."""
    plain = [
        {name: value["S"] for name, value in item.items() if "S" in value}
        for item in raw(actor=wanted.get("userId", ""))
        if item["PK"]["S"].startswith("AUDIT#")
    ]
    return [entry for entry in plain if wanted.items() <= entry.items()]


def round_trips(client: Any, url: str, status: int = 200) -> int:
    """The longest chain of calls behind a page that has been opened before."""
    assert client.get(url).status_code == status
    with metered() as meter:
        assert client.get(url).status_code == status
    return meter.sequential
