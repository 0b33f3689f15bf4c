"""What the front desk does with patients: find them, register a new one."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from medisecure.errors import MediSecureError, NotFound
from medisecure.identity.person import PersonalInfo, Preferences
from medisecure.store.work import UnitOfWork
from patients.filing import file_patient
from patients.models import MedicalInfo, Patient
from patients.repository import DemographicsOf, Found, FoundPatients, Patients
from patients.search import matches, most_selective, query_words

MOST_SHOWN = 20
PAGES_LOOKED_THROUGH = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The patients that match what was typed; `more` if there are others beyond these."""

    patients: list[Found] = field(default_factory=list)
    more: bool = False
    too_short: bool = False


def find(uow: UnitOfWork, typed: str) -> Findings:
    """Patients whose names, phone, birth date, e-mail or numbers match every word typed.

    One look-up under the most telling word, then the rest are checked against what it found; the
    index holds no readable name.
    """
    words = query_words(typed)
    token = most_selective(words)
    if token is None:
        return Findings(too_short=bool(typed.strip()))
    found: list[Found] = []
    cursor = ""
    for _ in range(PAGES_LOOKED_THROUGH):
        page = FoundPatients(uow).under(uow.blind(token), cursor)
        found += [each for each in page.items if matches(each, words)]
        cursor = page.next_cursor
        if not cursor or len(found) > MOST_SHOWN:
            break
    shown = sorted(found, key=lambda each: each.personal_info.sort_name)[:MOST_SHOWN]
    return Findings(patients=shown, more=bool(cursor) or len(found) > MOST_SHOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPatient:
    """A registration: `patient_id` was made with the form, so that a repeat is the same one."""

    patient_id: str
    personal_info: PersonalInfo
    medical_info: MedicalInfo
    preferences: Preferences


def look_alikes(uow: UnitOfWork, new: PersonalInfo) -> list[Found]:
    """Registered patients with the same birth date and a name in common, or the same e-mail."""
    questions = []
    if new.date_of_birth:
        born = new.date_of_birth.isoformat()
        questions += [f"{name} {born}" for name in (new.first_name, new.last_name) if name]
    if new.email:
        questions.append(new.email)
    found = {each.patient_id: each for ask in questions for each in find(uow, ask).patients}
    return list(found.values())


def register(uow: UnitOfWork, new: NewPatient) -> Patient:
    """Store a new patient with the words they are found by; the same registration twice is one."""
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
            Patients(uow).add(patient, "REGISTER_PATIENT")
            file_patient(uow, patient)
    except MediSecureError:
        if not _is_registered(uow, new.patient_id):
            raise
    return patient


def names_of(uow: UnitOfWork, patient_ids: Iterable[str]) -> dict[str, str]:
    """Display names by id, of those patients the actor may know of."""
    people = DemographicsOf(uow).by_id(patient_ids)
    return {patient_id: person.display_name for patient_id, person in people.items()}


def _is_registered(uow: UnitOfWork, patient_id: str) -> bool:
    try:
        DemographicsOf(uow).get(patient_id)
    except NotFound:
        return False
    return True
