"""The five items the schema prints ship as they were printed."""

import json
from decimal import Decimal

from tools.demo.schema_items import SCHEMA_ITEMS_FILE, schema_items

KEYS = [
    ("USER#patient_12345", "PROFILE#main"),
    ("USER#provider_98765", "PROFILE#main"),
    ("USER#patient_12345", "RECORD#consultation_67890#2025-06-01T10:30:00Z"),
    ("USER#patient_12345", "APPOINTMENT#appointment_54321#2025-06-15T14:00:00Z"),
    ("USER#patient_12345", "DOCUMENT#doc_12345#2025-06-01T10:35:00Z"),
]
INDEX_KEYS = [
    {"GSI1PK": "EMAIL#john.doe@email.com", "GSI1SK": "USER#patient_12345"},
    {"GSI1PK": "EMAIL#dr.smith@medisecure.com", "GSI1SK": "USER#provider_98765"},
    {
        "GSI1PK": "PROVIDER#provider_98765",
        "GSI1SK": "RECORD#2025-06-01T10:30:00Z",
        "GSI2PK": "RECORD_TYPE#CONSULTATION",
        "GSI2SK": "2025-06-01T10:30:00Z",
    },
    {
        "GSI1PK": "PROVIDER#provider_98765",
        "GSI1SK": "APPOINTMENT#2025-06-15T14:00:00Z",
        "GSI2PK": "APPOINTMENT_DATE#2025-06-15",
        "GSI2SK": "14:00:00Z#appointment_54321",
    },
    {"GSI1PK": "DOCUMENT_TYPE#ECG_REPORT", "GSI1SK": "2025-06-01T10:35:00Z"},
]


def test_the_five_items_have_the_keys_printed_in_the_schema():
    items = schema_items()
    assert [(item["PK"], item["SK"]) for item in items] == KEYS
    index_keys = [{k: v for k, v in item.items() if k.startswith("GSI")} for item in items]
    assert index_keys == INDEX_KEYS


def test_the_patient_is_john_doe_word_for_word():
    patient = schema_items()[0]
    assert patient["cognitoUserId"] == "f1932d7a-8031-7015-fa2f-cccf477c6ac4"
    assert patient["personalInfo"] == {
        "firstName": "John",
        "lastName": "Doe",
        "email": "john.doe@email.com",
        "phoneNumber": "+97412345678",
        "dateOfBirth": "1985-06-15",
        "gender": "M",
        "address": {
            "street": "123 Medical St",
            "city": "Doha",
            "state": "Doha",
            "country": "Qatar",
            "postalCode": "12345",
        },
    }
    assert patient["medicalInfo"]["allergies"] == ["Penicillin", "Shellfish"]
    assert patient["createdAt"] == patient["updatedAt"] == "2025-06-01T12:37:16.484Z"


def test_the_doctor_is_sarah_smith_and_works_monday_to_wednesday():
    doctor = schema_items()[1]
    assert doctor["personalInfo"]["firstName"] == "Dr. Sarah"
    assert doctor["professionalInfo"]["department"] == "Cardiac Surgery"
    day = {"start": "08:00", "end": "17:00"}
    assert doctor["availability"] == {
        "workingHours": {"monday": day, "tuesday": day, "wednesday": day},
        "consultationFee": 200,
        "currency": "QAR",
    }


def test_the_record_keeps_its_vital_signs_without_units():
    clinical = schema_items()[2]["clinicalData"]
    assert clinical["vitalSigns"] == {
        "bloodPressure": "120/80",
        "heartRate": 72,
        "temperature": Decimal("98.6"),
        "weight": Decimal("75.5"),
        "height": 180,
    }
    assert clinical["diagnosis"][0]["code"] == "I25.9"
    assert clinical["treatment"]["prescription"][0]["dosage"] == "20mg"


def test_the_visit_and_the_document_keep_their_printed_values():
    *_, visit, document = schema_items()
    assert visit["reminder"] == {"sent": False, "scheduledFor": "2025-06-14T14:00:00Z"}
    assert visit["preparation"][1] == "Fasting for 12 hours for blood work"
    assert document["fileInfo"] == {
        "s3Bucket": "medisecure-documents-prod",
        "s3Key": "documents/patient_12345/ecg_2025-06-01.pdf",
        "fileName": "ecg_report_20250601.pdf",
        "fileSize": 2048576,
        "mimeType": "application/pdf",
        "checksum": "sha256:a1b2c3d4e5f6...",
    }


def test_the_file_is_plain_json_that_any_import_can_read():
    assert len(json.loads(SCHEMA_ITEMS_FILE.read_text(encoding="utf-8"))) == 5
