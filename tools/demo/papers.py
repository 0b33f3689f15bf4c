"""Papers of finished visits as document items, each with the true size and checksum of its file."""

import hashlib
from collections.abc import Iterator

from tools.demo.clinic_time import stamp
from tools.demo.dice import dice, opaque_name
from tools.demo.documents import file_bytes
from tools.demo.lab_report import panel_for
from tools.demo.patients import MARIAM
from tools.demo.problems import problem_of
from tools.demo.records import record_id
from tools.demo.schedule import Visit
from tools.demo.schema_items import JOHN_DOE, Item
from tools.demo.words.conditions import ECG, LAB, LETTER, XRAY

BUCKET = "medisecure-documents"
_HOW_OFTEN = 0.33
_PDF, _PNG = "application/pdf", "image/png"
_ABOUT = {
    ECG: ("12-Lead ECG Report", "Electrocardiogram at rest", "DIAGNOSTIC_REPORT", _PDF),
    LAB: ("Laboratory Report", "", "LAB_RESULT", _PDF),
    LETTER: ("Discharge Letter", "Summary for the family doctor", "CLINICAL_LETTER", _PDF),
    XRAY: ("Chest X-Ray", "Chest radiograph, one frontal view", "IMAGING", _PNG),
}
"""Title, description, category and type of file; a laboratory report is described by its panel."""


def document_items(visit: Visit, *, seed: int) -> Iterator[Item]:
    """The papers this finished visit left: none, one or several."""
    source = dice(seed, "papers", visit.number)
    always = visit.patient.patient_id in (JOHN_DOE, MARIAM)
    for place, kind in enumerate(problem_of(visit).papers, start=1):
        name = opaque_name(source)
        if source.random() < _HOW_OFTEN or always:
            yield _document_item(visit, kind, f"doc_{visit.number}{place}", name)


def _document_item(visit: Visit, kind: str, document_id: str, name: str) -> Item:
    created = stamp(visit.ends_at)
    title, description, category, mime_type = _ABOUT[kind]
    ending = "png" if mime_type == _PNG else "pdf"
    item: Item = {
        "PK": f"USER#{visit.patient.patient_id}",
        "SK": f"DOCUMENT#{document_id}#{created}",
        "GSI1PK": f"DOCUMENT_TYPE#{kind}",
        "GSI1SK": created,
        "entityType": "DOCUMENT",
        "documentId": document_id,
        "patientId": visit.patient.patient_id,
        "providerId": visit.doctor.provider_id,
        "recordId": record_id(visit),
        "documentInfo": {
            "type": kind,
            "title": title,
            "description": description or panel_for(problem_of(visit).code),
            "category": category,
        },
        "fileInfo": {
            "s3Bucket": BUCKET,
            "s3Key": f"documents/{visit.patient.patient_id}/{name}",
            "fileName": f"{kind.lower()}_{visit.day:%Y%m%d}.{ending}",
            "mimeType": mime_type,
        },
        "security": {
            "encryptionStatus": "ENCRYPTED",
            "accessLevel": "PATIENT_PROVIDER_ONLY",
            "retentionPeriod": "7_YEARS",
        },
        "createdAt": created,
        "updatedAt": created,
        "status": "ACTIVE",
    }
    content = file_bytes(item)
    item["fileInfo"]["fileSize"] = len(content)
    item["fileInfo"]["checksum"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
    return item
