"""Filing a patient under the blinded words the front desk finds them by."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from medisecure.dynamodb.unit_of_work import UnitOfWork
from patients.profile.models import Patient
from patients.search.index_words import search_words
from patients.search.repository import FoundPatients, IndexMatch

MOST_AT_ONCE = 85  # of the hundred operations of a transaction


def file_patient(uow: UnitOfWork, patient: Patient) -> None:
    """Add a new patient's search words to the open transaction."""
    index = FoundPatients(uow)
    for found in _filed(uow, patient, search_words(patient)):
        index.file(found)


def refile_patient(uow: UnitOfWork, before: Patient, after: Patient) -> list[IndexMatch]:
    """Have the index say in the open transaction what the patient's profile says now.

    Returns what must still be unfiled, in a transaction of its own, where one cannot hold it all.
    """
    index = FoundPatients(uow)
    old, new = search_words(before), search_words(after)
    for found in _filed(uow, after, new):
        index.refile(found)
    gone = list(_filed(uow, after, old - new))
    room = max(MOST_AT_ONCE - len(new), 0)
    for found in gone[:room]:
        index.unfile(found)
    return gone[room:]


def unfile(uow: UnitOfWork, gone: Iterable[IndexMatch]) -> None:
    """Take words a patient is no longer found by out of the index, in the open transaction."""
    index = FoundPatients(uow)
    for found in gone:
        index.unfile(found)


def _filed(uow: UnitOfWork, patient: Patient, words: Iterable[str]) -> Iterator[IndexMatch]:
    medical = patient.medical_info
    for word in sorted(words):
        yield IndexMatch(
            token=uow.blind(word),
            patient_id=patient.patient_id,
            personal_info=replace(patient.personal_info, address=None, guardian=None),
            insurance_number=medical.insurance_number if medical else None,
            created_at=patient.created_at,
            replaced_by=patient.replaced_by,
        )
