"""Registering a new patient, once."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from medisecure.audit.actions import Action
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, NotFound, Unavailable, gettext_noop
from medisecure.identity.person import Identifiers, PersonalInfo, Preferences
from medisecure.written.numbers import new_record_number
from patients.profile.models import Demographics, MedicalInfo, Patient
from patients.profile.repository import DemographicsOf, Patients
from patients.registration.repository import RecordNumbers
from patients.search.index import file_patient

USED = gettext_noop(
    "This form has already registered somebody else. Check what you typed and send it again."
)
MOST_NUMBERS_TRIED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPatient:
    """A registration: `patient_id` was made with the form, so that a repeat is the same one."""

    patient_id: str
    personal_info: PersonalInfo
    medical_info: MedicalInfo
    preferences: Preferences


def register(uow: UnitOfWork, new: NewPatient) -> bool:
    """Store a new patient with the words they are found by; the same registration twice is one.

    The patient is given a record number of their own. False if the same registration was stored
    before. Raises `Conflict` if the id of the form already belongs to somebody else: the form was
    sent, gone back to and filled in anew.
    """
    for _ in range(MOST_NUMBERS_TRIED):
        patient = _numbered(uow, new)
        try:
            _store(uow, patient)
        except (Conflict, Unavailable) as error:
            registered = registered_as(uow, new.patient_id)
            if registered is None and isinstance(error, Conflict):
                continue  # somebody has that number
            if registered is None:
                raise
            if unnumbered(registered.personal_info) != unnumbered(new.personal_info):
                raise Conflict(USED) from None
            return False
        return True
    raise Unavailable("no free record number was found")


def _numbered(uow: UnitOfWork, new: NewPatient) -> Patient:
    ids = new.personal_info.identifiers or Identifiers()
    numbered = replace(ids, record_number=new_record_number())
    return Patient(
        patient_id=new.patient_id,
        personal_info=replace(new.personal_info, identifiers=numbered),
        medical_info=new.medical_info,
        preferences=new.preferences,
        created_at=uow.at,
        updated_at=uow.at,
    )


def _store(uow: UnitOfWork, patient: Patient) -> None:
    ids = patient.personal_info.identifiers
    with uow:
        Patients(uow).add(patient, Action.REGISTER_PATIENT)
        if ids and ids.record_number:
            RecordNumbers(uow).give(patient.patient_id, ids.record_number)
        file_patient(uow, patient)


def unnumbered(info: PersonalInfo) -> PersonalInfo:
    """What was typed about a person, without the number the clinic gave them."""
    ids = replace(info.identifiers or Identifiers(), record_number=None)
    return replace(info, identifiers=None if ids == Identifiers() else ids)


def names_of(uow: UnitOfWork, patient_ids: Iterable[str]) -> dict[str, str]:
    """Display names by id, of those patients the actor may know of."""
    people = DemographicsOf(uow).by_id(patient_ids)
    return {patient_id: person.display_name for patient_id, person in people.items()}


def registered_as(uow: UnitOfWork, patient_id: str) -> Demographics | None:
    """Who is registered under this id, or None."""
    try:
        return DemographicsOf(uow).get(patient_id)
    except NotFound:
        return None
