"""Naming a doctor for a patient, and ending a reason for which a chart is open."""

from dataclasses import replace
from datetime import datetime

from medisecure.access.care import LONGEST_ASSIGNMENT, Care, Ground, Kind
from medisecure.audit.actions import Action
from medisecure.dynamodb.care_grounds import patient_condition
from medisecure.dynamodb.item_types import CARE
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
    ground = Ground(kind=Kind.ASSIGNED, name=name, since=uow.at, opens=uow.at, until=until,
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
    care = next(
        (each for each in open_list(uow, patient_id) if each.provider_id == provider_id), None
    )
    grounds = care.grounds if care else ()
    found = [each for each in grounds if what == each.attribute or what == each.kind == Kind.VISIT]
    if care is None or not found:
        raise NotFound
    going = [each for each in found if each.last is None or each.last > uow.at]
    if not going:
        raise Conflict(GONE)
    ended = tuple(replace(each, ended=uow.at) for each in going)
    with uow:
        CareRelations(uow).stage(replace(care, grounds=ended), "end")
        uow.record_change(Action.END_CARE, provider_id, patient_id)
