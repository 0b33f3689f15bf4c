"""How long the parts of an imported item may be: what no form of ours would take stays outside."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from types import MappingProxyType
from typing import Any

from appointments.visits import models as visits
from appointments.visits.models import Appointment, Overruling, SchedulingInfo
from documents import models as files
from documents.models import DocumentInfo, FileInfo
from medisecure.dynamodb.sealing.readers import camel
from medisecure.errors import Invalid
from medisecure.identity import person
from medisecure.identity.person import Address, PersonalInfo
from patients.profile import models as patients
from patients.profile.models import EmergencyContact, MedicalInfo
from patients.records import models as records
from patients.records.models import ClinicalData, Diagnosis, FollowUp, Prescription, VisitInfo
from providers.directory import models as providers
from providers.directory.models import ProfessionalInfo

# entity → field → the characters of a text, or of each text of a list
LONGEST: Mapping[type, Mapping[str, int]] = MappingProxyType({
    PersonalInfo: {
        "first_name": person.NAME_LENGTH, "last_name": person.NAME_LENGTH,
        "email": person.EMAIL_LENGTH, "phone_number": person.PHONE_LENGTH,
    },
    Address: dict.fromkeys(
        ("street", "city", "state", "country", "postal_code"), person.ADDRESS_LINE_LENGTH
    ),
    EmergencyContact: {
        "name": person.NAME_LENGTH, "relationship": patients.RELATIONSHIP_LENGTH,
        "phone_number": person.PHONE_LENGTH,
    },
    MedicalInfo: {
        "allergies": patients.ALLERGY_LENGTH,
        "insurance_provider": patients.INSURANCE_PROVIDER_LENGTH,
        "insurance_number": patients.INSURANCE_NUMBER_LENGTH,
    },
    VisitInfo: {"location": visits.LOCATION_LENGTH},
    ClinicalData: {
        "chief_complaint": records.COMPLAINT_LENGTH, "notes": records.NOTES_LENGTH,
        "symptoms": records.SYMPTOM_LENGTH,
    },
    Diagnosis: {"description": records.COMPLAINT_LENGTH},
    Prescription: {
        "medication": records.MEDICATION_LENGTH, "dosage": records.INSTRUCTION_LENGTH,
        "frequency": records.INSTRUCTION_LENGTH, "duration": records.INSTRUCTION_LENGTH,
    },
    FollowUp: {"notes": records.NOTES_LENGTH, "timeframe": records.INSTRUCTION_LENGTH},
    ProfessionalInfo: {
        "license_number": providers.LICENSE_LENGTH,
        "specialization": providers.SPECIALIZATION_LENGTH,
        "hospital": providers.HOSPITAL_LENGTH, "department": providers.DEPARTMENT_LENGTH,
    },
    Appointment: {
        "reason": visits.REASON_LENGTH, "preparation": visits.PREPARATION_LENGTH,
    },
    SchedulingInfo: {"location": visits.LOCATION_LENGTH},
    Overruling: {"reason": visits.REASON_LENGTH},
    DocumentInfo: {"title": files.TITLE_LENGTH, "description": files.DESCRIPTION_LENGTH},
    FileInfo: {"file_name": files.FILE_NAME_LENGTH},
})  # fmt: skip
# entity → field → how many a list may hold, or how large a number may be
MOST: Mapping[type, Mapping[str, int]] = MappingProxyType({
    MedicalInfo: {"allergies": patients.ALLERGIES_COUNT},
    ClinicalData: {"symptoms": records.LIST_COUNT, "diagnosis": records.LIST_COUNT},
    records.Treatment: dict.fromkeys(
        ("prescription", "procedures", "recommendations"), records.LIST_COUNT
    ),
    Appointment: {"preparation": visits.PREPARATIONS_COUNT},
    SchedulingInfo: {"duration": visits.MAX_MINUTES},
    FileInfo: {"file_size": files.FILE_BYTES},
})  # fmt: skip


def check_lengths(entity: Any) -> None:
    """`Invalid` with every part that is longer, or holds more, than the application works with."""
    wrong = dict(_too_much(entity, "item"))
    if wrong:
        raise Invalid(wrong)


def _too_much(entity: Any, path: str) -> Iterator[tuple[str, str]]:
    longest, most = LONGEST.get(type(entity), {}), MOST.get(type(entity), {})
    for each in fields(entity):
        value, where = getattr(entity, each.name), f"{path}.{camel(each.name)}"
        parts = value if isinstance(value, list) else [value]
        if any(_size(part) > longest.get(each.name, _size(part)) for part in parts):
            yield where, "is longer than it may be"
        if each.name in most and value is not None and _count(value) > most[each.name]:
            yield where, "is more than it may be"
        for number, part in enumerate(parts):
            if is_dataclass(part):
                yield from _too_much(part, f"{where}.{number}" if value is parts else where)


def _size(part: Any) -> int:
    return len(part) if isinstance(part, str) else 0


def _count(value: Any) -> Any:
    return len(value) if isinstance(value, list) else value
