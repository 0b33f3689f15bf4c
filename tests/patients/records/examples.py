"""A finished entry of the chart, for tests of what is made from entries."""

from datetime import datetime
from typing import Any

from patients.records.models import ClinicalData, Record, Status, VisitInfo
from tests.people import DR_SMITH


def finished(record_id: str, patient_id: str, at: datetime, **clinical: Any) -> Record:
    """Dr. Smith's signed consultation of that instant."""
    return Record(
        record_id=record_id,
        record_type="CONSULTATION",
        patient_id=patient_id,
        provider_id=DR_SMITH,
        visit_info=VisitInfo(date=at),
        clinical_data=ClinicalData(**clinical),
        status=Status.COMPLETED,
        created_at=at,
        updated_at=at,
    )
