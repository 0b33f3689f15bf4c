"""The list of allergies and the words of it on the patient's profile, which the schema has.

Both change in one transaction. Words that stand on the profile but not on the list (an older
import, the front desk) are taken onto the list at the first change, so that none is ever lost.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from medisecure.audit.actions import Action
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Invalid
from patients.lists import allergies
from patients.lists.allergies import AllergyIntolerance, AllergyStatus
from patients.lists.models import ListItem, ListName, Source, new_item, next_id
from patients.lists.repository import ACTIONS, Lists
from patients.profile.models import MedicalInfo, Patient
from patients.profile.repository import PATIENT, Patients

ADD, CHANGE = ACTIONS[ListName.ALLERGY]


def keep_allergy(uow: UnitOfWork, items: Sequence[ListItem], item: ListItem) -> None:
    """Put an allergy, or "none known", on the list and on the profile. Own transaction.

    `Invalid` if both would stand there. The first allergy ends "none known".
    """
    lists, patient = Lists(uow), Patients(uow).get(item.patient_id)
    standing = [each for each in items if each.allergy]
    adopted = [
        each for each in _words_only(patient, standing, _source(uow)) if each.name != item.name
    ]  # fmt: skip
    known = [*standing, *adopted]
    if item.allergy and item.allergy.is_none_known and any(not _is_none(each) for each in known):
        raise Invalid({"substance": allergies.NONE_AND_SOME})
    ended = [each for each in standing if _is_none(each)]
    with uow:
        for each in [*adopted, item]:
            lists.add(each, ADD)
        for each in ended:
            lists.change(each, _ended(each, item), CHANGE)
        _write(uow, patient, [*(each for each in known if each not in ended), item])


def adopt_words(uow: UnitOfWork, patient_id: str) -> int:
    """Take the profile's words onto the list, each once; how many were. Own transaction.

    "None known" is taken, too, where nothing else stands there; "not asked" leaves no item.
    """
    lists, patient = Lists(uow), Patients(uow).get(patient_id)
    standing = [each for each in lists.now(patient_id) if each.allergy]
    source = _source(uow)
    missing = _words_only(patient, standing, source)
    if patient.allergies == [] and not standing:
        none = AllergyIntolerance(is_none_known=True)
        missing = [new_item(none, source, item_id=next_id(none), patient_id=patient_id)]
    if missing:
        with uow:
            for each in missing:
                lists.add(each, ADD)
    return len(missing)


def change_allergy(uow: UnitOfWork, before: ListItem, after: ListItem) -> ListItem:
    """Store a changed allergy and its word on the profile. Own transaction."""
    lists, patient = Lists(uow), Patients(uow).get(before.patient_id)
    others = [e for e in lists.now(before.patient_id) if e.allergy and e.item_id != before.item_id]
    adopted = _words_only(patient, [*others, before], _source(uow))
    with uow:
        saved = lists.change(before, after, CHANGE)
        for each in adopted:
            lists.add(each, ADD)
        _write(uow, patient, [*others, *adopted, after])
    return saved


def _words_only(patient: Patient, items: Iterable[ListItem], source: Source) -> list[ListItem]:
    """The allergies that stand as words on the profile and on no list, as items to be added."""
    listed = {each.name for each in items}
    words = [each for each in patient.allergies or [] if each.strip()]
    contents = [AllergyIntolerance(substance=each) for each in words]
    return [
        new_item(content, source, item_id=next_id(content), patient_id=patient.patient_id)
        for content in {each.name: each for each in contents}.values()
        if content.name not in listed
    ]


def _source(uow: UnitOfWork) -> Source:
    return Source(at=uow.at, today=uow.today, provider_id=uow.actor.user_id)


def _is_none(item: ListItem) -> bool:
    return item.allergy is not None and item.allergy.is_none_known


def _ended(item: ListItem, by: ListItem) -> ListItem:
    """ "None known" after an allergy was found."""
    if item.allergy is None:
        return item
    source = Source(at=by.updated_at, today=by.updated_at.date(), provider_id=by.provider_id)
    return item.saying(item.allergy.taken_off(AllergyStatus.INACTIVE), source)


def _write(uow: UnitOfWork, patient: Patient, items: Iterable[ListItem]) -> None:
    told = allergies.words(each.allergy for each in items if each.allergy)
    medical = replace(patient.medical_info or MedicalInfo(), allergies=told)
    if medical != patient.medical_info:
        changed = replace(patient, medical_info=medical, updated_at=uow.at)
        uow.save(PATIENT, changed, Action.CHANGE_ALLERGIES)
