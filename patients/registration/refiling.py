"""Filing people anew under the words of this release, and numbering whoever has no number yet."""

from dataclasses import replace

from medisecure.audit.actions import Action
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, NotFound
from medisecure.identity.person import Identifiers, UserType
from medisecure.written.numbers import new_record_number
from patients.profile.models import Patient
from patients.profile.repository import Patients
from patients.registration.repository import RecordNumbers
from patients.search.index import refile_patient

MOST_TRIES = 3


def refile(uow: UnitOfWork, patient_id: str) -> bool:
    """Whether there is such a patient, who is then filed anew; `Conflict` if never left alone."""
    for tries in range(MOST_TRIES):
        try:
            patient = Patients(uow).get(patient_id)
        except NotFound:
            return False
        if patient.user_type is not UserType.PATIENT:
            return False
        try:
            _refile(uow, patient)
        except Conflict:
            if tries == MOST_TRIES - 1:
                raise
            continue
        return True
    return False


def _refile(uow: UnitOfWork, patient: Patient) -> None:
    ids = patient.personal_info.identifiers or Identifiers()
    with uow:
        if not ids.record_number:
            ids = replace(ids, record_number=new_record_number())
            info = replace(patient.personal_info, identifiers=ids)
            numbered = replace(patient, personal_info=info, updated_at=uow.at)
            patient = Patients(uow).save(numbered, Action.NUMBER_PATIENT)
            RecordNumbers(uow).give(patient.patient_id, ids.record_number or "")
        refile_patient(uow, patient, patient)
        uow.record_change(Action.REFILE_PATIENT, patient.patient_id, patient.patient_id)
