"""Filing a patient under the blinded words the front desk finds them by."""

from medisecure.dynamodb.unit_of_work import UnitOfWork
from patients.profile.models import Patient
from patients.search.repository import Found, FoundPatients
from patients.search.words import search_words


def file_patient(uow: UnitOfWork, patient: Patient) -> None:
    """Add the patient's search words to the open transaction."""
    index = FoundPatients(uow)
    medical = patient.medical_info
    for word in sorted(search_words(patient)):
        index.file(
            Found(
                token=uow.blind(word),
                patient_id=patient.patient_id,
                personal_info=patient.personal_info,
                insurance_number=medical.insurance_number if medical else None,
                created_at=patient.created_at,
            )
        )
