"""What the front desk does with patients: find them, register a new one."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from medisecure.audit.actions import Action
from medisecure.dynamodb.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, NotFound, Unavailable, gettext_noop
from medisecure.identity.person import PersonalInfo, Preferences
from patients.profile.models import Demographics, MedicalInfo, Patient
from patients.profile.repository import DemographicsOf, Patients
from patients.search.index import file_patient
from patients.search.repository import Found
from patients.search.services import _by_words

USED = gettext_noop(
    "This form has already registered somebody else. Check what you typed and send it again."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPatient:
    """A registration: `patient_id` was made with the form, so that a repeat is the same one."""

    patient_id: str
    personal_info: PersonalInfo
    medical_info: MedicalInfo
    preferences: Preferences


def look_alikes(uow: UnitOfWork, new: PersonalInfo, *, besides: str = "") -> list[Found]:
    """Registered patients who may be the same person, in one round trip.

    That is: the same birth date and a name in common, the same names and phone, or the same
    e-mail. `besides` is an id that is left out: the one this form is about to make.
    """
    born = new.date_of_birth.isoformat() if new.date_of_birth else ""
    questions = [f"{name} {born}" for name in (new.first_name, new.last_name) if name and born]
    if new.phone_number:
        questions.append(f"{new.display_name} {new.phone_number}")
    if new.email:
        questions.append(new.email)
    if not questions:
        return []
    answers = in_parallel(*(lambda ask=ask: _by_words(uow, ask) for ask in questions))
    found = chain.from_iterable(answer.patients for answer in answers)
    return list({each.patient_id: each for each in found if each.patient_id != besides}.values())


def register(uow: UnitOfWork, new: NewPatient) -> Patient:
    """Store a new patient with the words they are found by; the same registration twice is one.

    Raises `Conflict` if the form's id already belongs to somebody else: the form was sent,
    gone back to and filled in anew.
    """
    patient = Patient(
        patient_id=new.patient_id,
        personal_info=new.personal_info,
        medical_info=new.medical_info,
        preferences=new.preferences,
        created_at=uow.at,
        updated_at=uow.at,
    )
    try:
        with uow:
            Patients(uow).add(patient, Action.REGISTER_PATIENT)
            file_patient(uow, patient)
    except (Conflict, Unavailable):
        registered = _registered(uow, new.patient_id)
        if registered is None:
            raise
        if registered.personal_info != new.personal_info:
            raise Conflict(USED) from None
    return patient


def names_of(uow: UnitOfWork, patient_ids: Iterable[str]) -> dict[str, str]:
    """Display names by id, of those patients the actor may know of."""
    people = DemographicsOf(uow).by_id(patient_ids)
    return {patient_id: person.display_name for patient_id, person in people.items()}


def _registered(uow: UnitOfWork, patient_id: str) -> Demographics | None:
    try:
        return DemographicsOf(uow).get(patient_id)
    except NotFound:
        return None
