"""Asking for a medicine again; approving issues the prescription in the same transaction."""

from dataclasses import dataclass, replace

from documents.letters.models import Letter, LetterKind
from documents.letters.repository import Letters
from documents.letters.services import LetterRequest, made
from documents.letters.writing import Drafted, drafted, prescribed
from documents.renewals.models import ASKED, Renewal
from documents.renewals.repository import Renewals
from medisecure.access.care import Care, Opening
from medisecure.audit.actions import Action
from medisecure.dynamodb.calls.parallel import in_parallel
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict
from medisecure.errors import gettext_noop as _
from patients.lists.allergies import words
from patients.lists.medicines import MedicationStatement, MedicineStatus
from patients.lists.models import ListItem
from patients.lists.repository import Lists
from patients.lists.services import sign, source_of
from patients.prescribing.checks import CheckedPerson, screened
from patients.prescribing.checks import PrescribedItem as Prescribing
from patients.prescribing.findings import Screening
from patients.profile.models import Patient
from patients.profile.repository import CareRelations

NOBODY = _("No doctor here looks after you at present. Please book a visit.")
NOT_NOW = _("This medicine is not on your list any more. Please ask your doctor.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What a doctor approves with: words to the patient, the reason beside a conflict."""

    letter_id: str
    language: str
    words: str = ""
    screening: Screening


def ask(uow: UnitOfWork, patient_id: str, item_id: str, note: str = "") -> Renewal:
    """Ask for a medicine of the list again. `Conflict` where that cannot be, with the reason."""
    item: ListItem
    relations: list[Care]
    before: list[Renewal]
    item, relations, before = in_parallel(
        lambda: Lists(uow).get(patient_id, item_id),
        lambda: CareRelations(uow).of_patient(patient_id),
        lambda: Renewals(uow).find(patient_id, item_id),
    )
    taken = item.medication
    if taken is None or taken.status not in {MedicineStatus.ACTIVE, MedicineStatus.COMPLETED}:
        raise Conflict(NOT_NOW)
    if before and before[0].is_open:
        raise Conflict(ASKED)
    asked = Renewal(
        item_id=item_id,
        patient_id=patient_id,
        provider_id=_doctor(uow, item, relations),
        medicine=prescribed(item),
        note=note.strip() or None,
        by_proxy=uow.actor.is_proxy,
        asked_at=uow.at,
        updated_at=uow.at,
        version=before[0].version if before else 0,
    )
    renewals = Renewals(uow)
    with uow:
        if before:
            return renewals.save(asked, Action.ASK_RENEWAL)
        renewals.add(asked, Action.ASK_RENEWAL)
    return asked


def take_back(uow: UnitOfWork, patient_id: str, item_id: str) -> Renewal:
    """The patient needs it no more; `Conflict` once it was answered."""
    renewals = Renewals(uow)
    found = renewals.get(patient_id, item_id)
    with uow:
        return renewals.save(found.taken_back(uow.at), Action.TAKE_BACK_RENEWAL)


def checked(
    uow: UnitOfWork, renewal: Renewal, patient: Patient, items: list[ListItem]
) -> Screening:
    """What speaks against prescribing it again today; the medicine itself is no duplicate of it."""
    others = [
        each.medication.medication
        for each in items
        if each.medication and each.item_id != renewal.item_id and each.name != _name(renewal)
    ]
    person = CheckedPerson(
        allergies=_allergies(patient, items),
        taking=others,
        age=patient.age_on(uow.today),
        sex=patient.personal_info.gender,
    )
    given = renewal.medicine
    order = Prescribing(medication=given.medication, atc=given.atc, dosage=given.codes)
    return screened(order, person)


def approve(
    uow: UnitOfWork, renewal: Renewal, of: Drafted, items: list[ListItem], answer: Approval
) -> Letter:
    """Prescribe it again: the answer, the letter and the list change together, or none of them.

    `renewal` and `items` were read through this unit of work. `Invalid` for the field `reason`
    where a check found a conflict and none was given, `Conflict` once it was answered.
    """
    answer.screening.demand_reason()
    given = replace(renewal.medicine, screening=answer.screening)
    content = replace(drafted(LetterKind.PRESCRIPTION, of), medicines=[given], diagnoses=[])
    order = LetterRequest(
        letter_id=answer.letter_id,
        kind=LetterKind.PRESCRIPTION,
        language=answer.language,
        content=content,
    )
    letter = made(uow, renewal.patient_id, order)
    after = renewal.approved(uow.at, uow.actor.user_id, answer.words, letter.letter_id)
    with uow:
        Renewals(uow).save(after, Action.APPROVE_RENEWAL)
        Letters(uow).add(letter, Action.ISSUE_LETTER)
        sign(uow, renewal.patient_id, items, [_again(renewal, uow)], source_of(uow))
    return letter


def decline(uow: UnitOfWork, renewal: Renewal, words: str) -> Renewal:
    """Say no, with words; `Invalid` without them, `Conflict` once it was answered."""
    after = renewal.declined(uow.at, uow.actor.user_id, words)
    with uow:
        return Renewals(uow).save(after, Action.DECLINE_RENEWAL)


def _allergies(patient: Patient, items: list[ListItem]) -> list[str] | None:
    """Those of the list and those of the profile's words; None where neither says anything."""
    listed = words([each.allergy for each in items if each.allergy])
    if listed is None or patient.allergies is None:
        return patient.allergies if listed is None else listed
    return sorted({*listed, *patient.allergies})


def _again(renewal: Renewal, uow: UnitOfWork) -> MedicationStatement:
    given = renewal.medicine
    return MedicationStatement(
        medication=given.medication,
        atc=given.atc,
        dosage=given.dosage,
        frequency=given.frequency,
        duration=given.duration,
        instruction=given.instruction,
        started_on=uow.today,
    )


def _name(renewal: Renewal) -> str:
    given = renewal.medicine
    return given.atc or " ".join(given.medication.split()).casefold()


def _doctor(uow: UnitOfWork, item: ListItem, relations: list[Care]) -> str:
    """Who prescribed it if the chart is open to them, else who has it open longest."""
    at = uow.at
    open_to = [each for each in relations if each.opening_at(at) is Opening.WHOLE]
    if any(each.provider_id == item.provider_id for each in open_to):
        return str(item.provider_id)
    ends = [(g.last is None, g.last or at, each.provider_id)
            for each in open_to if (g := each.ground_at(at))]  # fmt: skip
    if not ends:
        raise Conflict(NOBODY)
    return max(ends)[2]
