"""What the front desk does with patients: find them, register a new one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain

from medisecure.errors import Conflict, NotFound, Unavailable, gettext_noop
from medisecure.identity.person import PersonalInfo, Preferences, UserType
from medisecure.store.lanes import side_by_side
from medisecure.store.work import UnitOfWork
from patients.filing import file_patient
from patients.models import Demographics, MedicalInfo, Patient
from patients.repository import DemographicsOf, Found, FoundPatients, Patients
from patients.search import matches, most_selective, query_words

MOST_SHOWN = 20
PAGES_LOOKED_THROUGH = 5
USED = gettext_noop(
    "This form has already registered somebody else. Check what you typed and send it again."
)
_ID = re.compile(r"[A-Za-z0-9]+_[A-Za-z0-9_-]{1,60}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The patients that match what was typed; `more` if there are others beyond these."""

    patients: list[Found] = field(default_factory=list)
    more: bool = False
    too_short: bool = False


def find(uow: UnitOfWork, typed: str) -> Findings:
    """Patients whose names, phone, birth date, e-mail or numbers match every word typed.

    One look-up under the most telling word, then the rest are checked against what it found; the
    index holds no readable name. A whole e-mail or id is looked up by its own key beside that.
    """
    by_words, exact = side_by_side(lambda: _by_words(uow, typed), lambda: _exact(uow, typed))
    found: Findings = by_words
    if not exact:
        return found
    known = {each.patient_id for each in exact}
    others = [each for each in found.patients if each.patient_id not in known]
    return Findings(patients=[*exact, *others], more=found.more)


def known_patient(uow: UnitOfWork, patient_id: str) -> Demographics:
    """The patient as the desk may know them; `NotFound` also for the id of a colleague."""
    person = DemographicsOf(uow).get(patient_id)
    if person.user_type is not UserType.PATIENT:
        raise NotFound
    return person


def _by_words(uow: UnitOfWork, typed: str) -> Findings:
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


def _exact(uow: UnitOfWork, typed: str) -> list[Found]:
    """Whoever has exactly this e-mail or id, looked up by its key and not in the index of words."""
    word = typed.strip()
    people: Iterable[Demographics] = ()
    if _ID.fullmatch(word):
        people = DemographicsOf(uow).by_id({word, word.lower(), _with_ulid(word)}).values()
    elif "@" in word and "#" not in word and not re.search(r"\s", word):
        people = DemographicsOf(uow).by_email(word)
    return [
        Found(
            token="",
            patient_id=each.patient_id,
            personal_info=each.personal_info,
            created_at=each.created_at,
        )
        for each in people
        if each.user_type is UserType.PATIENT
    ]


def _with_ulid(word: str) -> str:
    """The id as we write it: small prefix, large ULID."""
    prefix, _, number = word.partition("_")
    return f"{prefix.lower()}_{number.upper()}"


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
    answers = side_by_side(*(lambda ask=ask: _by_words(uow, ask) for ask in questions))
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
            Patients(uow).add(patient, "REGISTER_PATIENT")
            file_patient(uow, patient)
    except (Conflict, Unavailable):
        registered = _registered(uow, new.patient_id)
        if registered is None:
            raise
        if registered.personal_info != new.personal_info:
            raise Conflict(USED) from None
    return patient


def _registered(uow: UnitOfWork, patient_id: str) -> Demographics | None:
    try:
        return DemographicsOf(uow).get(patient_id)
    except NotFound:
        return None
