"""Naming a doctor for a patient, and ending a reason for which a chart is open."""

from dataclasses import replace
from datetime import datetime

from medisecure.access.care import LONGEST_ASSIGNMENT, Care, CareKind, Ground
from medisecure.audit.actions import Action
from medisecure.dynamodb.item_types import CARE
from medisecure.dynamodb.relations.care_grounds import patient_condition
from medisecure.dynamodb.unit_of_work import UnitOfWork
from medisecure.errors import Conflict, Invalid, NotFound, gettext_noop
from patients.access.models import AccessList
from patients.profile.repository import CareRelations

TOO_LONG = gettext_noop("Name a day within one year. It can be named anew then.")
GONE = gettext_noop("This access has ended already.")


def open_list(uow: UnitOfWork, patient_id: str) -> list[Care]:
    """Everyone who may or could see this record; refused to who may not know."""
    uow.permit(CARE, AccessList(patient_id), "list", Action.READ_ACCESS_LIST)
    return CareRelations(uow).of_patient(patient_id)


def assign(uow: UnitOfWork, patient_id: str, provider_id: str, until: datetime, name: str) -> None:
    """Name this doctor until then. `Invalid` for no day or one too far, `Conflict` for no patient.

    `name` was made with the form: sent twice it names them once.
    """
    if not uow.at < until <= uow.at + LONGEST_ASSIGNMENT:
        raise Invalid({"until": TOO_LONG})
    ground = Ground(kind=CareKind.ASSIGNED, source_id=name, since=uow.at, opens=uow.at, until=until,
                    by=uow.actor.user_id)  # fmt: skip
    care = Care(patient_id=patient_id, provider_id=provider_id, grounds=(ground,))
    with uow:
        CareRelations(uow).stage(care, "add")
        uow.follow(CARE, care, "add", patient_condition(patient_id))
        uow.record_change(Action.ASSIGN_CARE, provider_id, patient_id)


def end(uow: UnitOfWork, patient_id: str, provider_id: str, what: str) -> None:
    """End one ground now, or all of the doctor's visits (`visit`); the visits themselves stay.

    `NotFound` for what is no ground of theirs, `Conflict` if it has ended.
    """
    relations = [each for each in open_list(uow, patient_id) if each.provider_id == provider_id]
    named = [(care, [each for each in care.grounds if _is_meant(each, what)]) for care in relations]
    if not any(found for _, found in named):
        raise NotFound
    going = [(care, [each for each in found if _goes_on(each, uow.at)]) for care, found in named]
    if not any(found for _, found in going):
        raise Conflict(GONE)
    with uow:
        for care, found in going:  # one relation for each of the patient's ids
            if found:
                ended = tuple(replace(each, ended=uow.at) for each in found)
                CareRelations(uow).stage(replace(care, grounds=ended), "end")
                uow.record_change(Action.END_CARE, provider_id, care.patient_id)


def _is_meant(ground: Ground, what: str) -> bool:
    return what == ground.attribute or what == ground.kind == CareKind.VISIT


def _goes_on(ground: Ground, at: datetime) -> bool:
    return ground.last is None or ground.last > at
