"""The patient and the doctors as FHIR resources."""

from medisecure.exporting.elements import Json, at, concept, on, resource, without_empty
from medisecure.identity.person import PersonalInfo
from patients.profile.models import Patient
from providers.directory.models import Provider

GENDERS = {"M": "male", "F": "female", "OTHER": "other", "UNKNOWN": "unknown"}
NUMBERS = (("record_number", "MR"), ("national_id", "NI"), ("passport_number", "PPN"))


def patient_resource(patient: Patient) -> Json:
    """FHIR R4 Patient; blood type and insurance have resources of their own."""
    info, medical = patient.personal_info, patient.medical_info
    born = on(info.date_of_birth)
    if born and info.birth_date_estimated:
        born = born[:4]  # only the year is known
    contact = medical.emergency_contact if medical else None
    language = patient.preferences.language if patient.preferences else None
    return resource(
        "Patient", patient.patient_id,
        active=patient.status.value == "ACTIVE",
        name=[_name(info), *({"use": "old", "text": each} for each in info.previous_names or ())],
        telecom=_telecom(info),
        gender=GENDERS.get(info.gender or ""),
        birthDate=born,
        address=_address(info),
        identifier=_identifiers(info),
        photo=_photo(info),
        contact=[without_empty({
            "name": {"text": contact.name},
            "relationship": [concept(contact.relationship)] if contact.relationship else None,
            "telecom": [{"system": "phone", "value": contact.phone_number}]
            if contact.phone_number else None,
        })] if contact else None,
        communication=[{"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": language}]},
                        "preferred": True}] if language else None,
    )  # fmt: skip


def practitioner_resource(provider: Provider) -> Json:
    """FHIR R4 Practitioner, with what patients see of a doctor."""
    work = provider.professional_info
    return resource(
        "Practitioner", provider.provider_id,
        name=[_name(provider.personal_info)],
        identifier=[{"value": work.license_number}] if work and work.license_number else None,
        qualification=[{"code": concept(work.specialization)}]
        if work and work.specialization else None,
    )  # fmt: skip


def _name(info: PersonalInfo) -> Json:
    return without_empty({"use": "official", "family": info.last_name, "given": [info.first_name]})


def _telecom(info: PersonalInfo) -> list[Json]:
    kept = (("phone", info.phone_number), ("email", info.email))
    return [{"system": system, "value": value} for system, value in kept if value]


def _address(info: PersonalInfo) -> list[Json]:
    lives = info.address
    if lives is None:
        return []
    return [without_empty({
        "line": [lives.street] if lives.street else None, "city": lives.city,
        "state": lives.state, "country": lives.country, "postalCode": lives.postal_code,
    })]  # fmt: skip


def _photo(info: PersonalInfo) -> list[Json]:
    """The document it is lies beside the bundle, as every other one."""
    kept = info.photo
    if kept is None:
        return []
    url = f"files/{kept.document_id}.jpg"
    return [{"contentType": "image/jpeg", "url": url, "creation": at(kept.since)}]


def _identifiers(info: PersonalInfo) -> list[Json]:
    kept = info.identifiers
    return [
        {"type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203",
                              "code": kind}]}, "value": value}
        for name, kind in NUMBERS
        if kept and (value := getattr(kept, name))
    ]  # fmt: skip
